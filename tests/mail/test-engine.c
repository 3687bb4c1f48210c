/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-engine.c: an engine opens, says no in words, and ends at any moment */

#include "alp-engine.h"

typedef struct
{
  char *dir;
  GAsyncResult *result;
} Fixture;

static void
setup (Fixture *f, gconstpointer unused)
{
  f->dir = g_dir_make_tmp ("alpenpost-engine-XXXXXX", NULL);
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", f->dir);

  g_clear_object (&f->result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (f->dir);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  g_set_object (&((Fixture *) data)->result, result);
}

static GAsyncResult *
wait_result (Fixture *f)
{
  while (f->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return f->result;
}

static AlpEngine *
open_engine (Fixture *f, GError **error)
{
  AlpEngine *engine;

  g_clear_object (&f->result);
  alp_engine_open_async (f->dir, NULL, on_result, f);
  engine = alp_engine_open_finish (wait_result (f), error);
  g_clear_object (&f->result);
  return engine;
}

static void
test_life (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AlpEngine) engine = open_engine (f, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_list_model_get_n_items (alp_engine_get_accounts (engine)), ==, 0);
      if (i % 2)
        alp_engine_start (engine);
      if (i > 2)
        {
          alp_engine_stop (engine);
          alp_engine_stop (engine);
          alp_engine_sync (engine, NULL);
        }
    }
}

static void
test_second_instance (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpEngine) engine = open_engine (f, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpEngine) second = open_engine (f, &error);

  g_assert_null (second);
  g_assert_error (error, ALP_ERROR, ALP_ERROR_IN_USE);
}

static void
test_nothing_to_undo (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpEngine) engine = open_engine (f, NULL);
  g_autoptr (GError) error = NULL;

  alp_engine_undo_async (engine, NULL, on_result, f);
  g_assert_null (alp_engine_undo_finish (engine, wait_result (f), &error));
  g_assert_error (error, ALP_ERROR, ALP_ERROR_NOTHING_TO_UNDO);
}

static void
test_no_message (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpEngine) engine = open_engine (f, NULL);
  g_autoptr (GError) error = NULL;

  alp_engine_load_content_by_id_async (engine, 12345, NULL, on_result, f);
  g_assert_null (alp_engine_load_content_finish (engine, wait_result (f), &error));
  g_assert_error (error, ALP_ERROR, ALP_ERROR_NOT_FOUND);
}

static void
test_account_mistakes (Fixture *f, gconstpointer unused)
{
  static const char *const bad[]
      = { "", "nobody", "@example.org", "a@", "a b@example.org", "a@example.org>" };
  g_autoptr (AlpEngine) engine = open_engine (f, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (AlpAccountSpec) spec = alp_account_spec_new ();
      g_autoptr (GError) error = NULL;

      spec->email = g_strdup (bad[i]);
      spec->imap_host = g_strdup ("localhost");
      spec->smtp_host = g_strdup ("localhost");
      alp_engine_add_account_async (engine, spec, "secret", NULL, on_result, f);
      g_assert_false (alp_engine_add_account_finish (engine, wait_result (f), &error));
      g_assert_error (error, ALP_ERROR, ALP_ERROR_INVALID);
      g_clear_object (&f->result);
    }
}

/* Calls under way and lists alive when the engine stops: all calls still come back, the list stays empty. */
static void
test_stop_in_the_middle (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpEngine) engine = open_engine (f, NULL);
  g_autoptr (AlpMessageList) list = alp_engine_list_role (engine, ALP_FOLDER_ROLE_INBOX, 0);
  g_autoptr (AlpMessageList) search = alp_engine_list_search (engine, NULL, "words");
  g_autoptr (GError) error = NULL;

  alp_engine_load_outbox_async (engine, NULL, on_result, f);
  alp_engine_stop (engine);
  g_clear_pointer (&error, g_error_free);
  {
    g_autoptr (GPtrArray) items = alp_engine_load_outbox_finish (engine, wait_result (f), &error);

    g_assert_true (items != NULL || error != NULL);
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  g_clear_object (&f->result);
  g_clear_error (&error);
  alp_engine_undo_async (engine, NULL, on_result, f);
  g_assert_null (alp_engine_undo_finish (engine, wait_result (f), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/mail/engine/life", Fixture, NULL, setup, test_life, teardown);
  g_test_add ("/mail/engine/second-instance", Fixture, NULL, setup, test_second_instance, teardown);
  g_test_add ("/mail/engine/nothing-to-undo", Fixture, NULL, setup, test_nothing_to_undo, teardown);
  g_test_add ("/mail/engine/no-message", Fixture, NULL, setup, test_no_message, teardown);
  g_test_add ("/mail/engine/account-mistakes", Fixture, NULL, setup, test_account_mistakes, teardown);
  g_test_add ("/mail/engine/stop-in-the-middle", Fixture, NULL, setup, test_stop_in_the_middle, teardown);
  return g_test_run ();
}
