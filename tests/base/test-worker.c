/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-worker.c: who runs what where, in which order, and what a stop leaves behind */

#include "base-worker.h"

static GThread *main_thread;
static gint freed_elsewhere;

typedef struct
{
  int number;
} Argument;

static gpointer
answer_double (gpointer data, GCancellable *cancellable, GError **error)
{
  Argument *argument = data;
  int *answer = g_new (int, 1);

  g_assert_true (g_thread_self () != main_thread);
  *answer = argument->number * 2;
  return answer;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  int *sum = data;
  g_autofree int *answer = base_worker_run_finish (result, NULL);

  g_assert_true (g_thread_self () == main_thread);
  *sum += *answer;
}

static void
test_many (void)
{
  g_autoptr (BaseWorker) worker = base_worker_new ("test");
  int sum = 0;

  for (int i = 0; i < 1000; i++)
    {
      Argument *argument = g_new (Argument, 1);
      argument->number = i;
      base_worker_run_async (worker, BASE_PRIORITY_NORMAL, answer_double, argument, g_free, g_free, NULL,
                             on_answer, &sum);
    }
  while (sum < 999 * 1000)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (sum, ==, 999 * 1000);
  base_worker_stop (worker);
  base_worker_join (worker);
}

static gpointer
block_until_cancelled (gpointer data, GCancellable *cancellable, GError **error)
{
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_usleep (1000);
  return NULL;
}

static void
on_cancelled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (base_worker_run_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(int *) data += 1;
}

static void
test_cancel (void)
{
  g_autoptr (BaseWorker) worker = base_worker_new ("test");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  int cancelled = 0;

  base_worker_run_async (worker, BASE_PRIORITY_NORMAL, block_until_cancelled, NULL, NULL, NULL, cancellable,
                         on_cancelled, &cancelled);
  g_usleep (5000);
  g_cancellable_cancel (cancellable);
  while (cancelled < 1)
    g_main_context_iteration (NULL, TRUE);

  /* A stop cancels the one that runs and those that wait; each is answered. */
  for (int i = 0; i < 5; i++)
    base_worker_run_async (worker, BASE_PRIORITY_NORMAL, block_until_cancelled, NULL, NULL, NULL, NULL,
                           on_cancelled, &cancelled);
  g_usleep (5000);
  base_worker_stop (worker);
  base_worker_join (worker);
  base_worker_run_async (worker, BASE_PRIORITY_NORMAL, block_until_cancelled, NULL, NULL, NULL, NULL,
                         on_cancelled, &cancelled);
  while (cancelled < 7)
    g_main_context_iteration (NULL, TRUE);
}

static gint order[3];
static gint order_length;

static gpointer
note_order (gpointer data, GCancellable *cancellable, GError **error)
{
  order[g_atomic_int_add (&order_length, 1)] = GPOINTER_TO_INT (data);
  return NULL;
}

static gpointer
sleep_a_little (gpointer data, GCancellable *cancellable, GError **error)
{
  g_usleep (20000);
  return NULL;
}

static void
test_priority (void)
{
  g_autoptr (BaseWorker) worker = base_worker_new ("test");

  base_worker_post (worker, BASE_PRIORITY_NORMAL, sleep_a_little, NULL, NULL);
  g_usleep (5000);
  base_worker_post (worker, BASE_PRIORITY_BACKGROUND, note_order, GINT_TO_POINTER (3), NULL);
  base_worker_post (worker, BASE_PRIORITY_NORMAL, note_order, GINT_TO_POINTER (2), NULL);
  base_worker_post (worker, BASE_PRIORITY_INTERACTIVE, note_order, GINT_TO_POINTER (1), NULL);
  while (g_atomic_int_get (&order_length) < 3)
    g_usleep (1000);
  g_assert_cmpint (order[0], ==, 1);
  g_assert_cmpint (order[1], ==, 2);
  g_assert_cmpint (order[2], ==, 3);
  base_worker_stop (worker);
  base_worker_join (worker);
}

static gint rests;

static gint64
rest_until_wake (BaseWake *wake, GCancellable *cancellable, gpointer data)
{
  g_atomic_int_inc (&rests);
  while (!base_wake_is_set (wake) && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (data, TRUE);
  return -1;
}

static void
count_free (gpointer data)
{
  if (g_thread_self () == main_thread)
    g_atomic_int_inc (&freed_elsewhere);
}

/* A job ends the rest; the rest begins again after it; arguments are freed on the worker. */
static void
test_rest_and_wake (void)
{
  g_autoptr (BaseWorker) worker = base_worker_new ("test");

  base_worker_set_rest (worker, rest_until_wake, base_worker_get_context (worker));
  for (int i = 0; i < 3; i++)
    {
      int before = g_atomic_int_get (&rests);
      base_worker_run_sync (worker, BASE_PRIORITY_NORMAL, sleep_a_little, NULL, NULL, NULL);
      while (g_atomic_int_get (&rests) <= before)
        g_usleep (1000);
    }
  base_worker_post (worker, BASE_PRIORITY_NORMAL, sleep_a_little, worker, count_free);
  base_worker_run_sync (worker, BASE_PRIORITY_NORMAL, sleep_a_little, NULL, NULL, NULL);
  g_assert_cmpint (g_atomic_int_get (&freed_elsewhere), ==, 0);
  base_worker_stop (worker);
  base_worker_join (worker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  main_thread = g_thread_self ();
  g_test_add_func ("/base/worker/many", test_many);
  g_test_add_func ("/base/worker/cancel", test_cancel);
  g_test_add_func ("/base/worker/priority", test_priority);
  g_test_add_func ("/base/worker/rest-and-wake", test_rest_and_wake);
  return g_test_run ();
}
