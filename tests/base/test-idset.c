/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-idset.c: BaseIdset against a plain table of booleans */

#include "base-idset.h"

#define UNIVERSE 200

static void
assert_equals_model (const BaseIdset *set, const gboolean *model)
{
  guint64 count = 0, id = 0, expected = 0;
  guint n_ranges;
  const BaseIdRange *ranges = base_idset_get_ranges (set, &n_ranges);
  BaseIdsetIter iter = { .set = set };

  for (guint i = 1; i < UNIVERSE; i++)
    {
      g_assert_cmpint (base_idset_contains (set, i), ==, model[i]);
      count += model[i];
    }
  g_assert_cmpuint (base_idset_count (set), ==, count);
  for (guint i = 1; i < n_ranges; i++)
    g_assert_cmpuint (ranges[i - 1].last + 1, <, ranges[i].first);
  while (base_idset_next (&iter, &id))
    {
      for (expected++; !model[expected]; expected++)
        ;
      g_assert_cmpuint (id, ==, expected);
      count--;
    }
  g_assert_cmpuint (count, ==, 0);
}

static void
test_random (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (BaseIdset) set = base_idset_new ();
      gboolean model[UNIVERSE] = { FALSE };

      for (guint step = 0; step < 40; step++)
        {
          guint first = (guint) g_test_rand_int_range (1, UNIVERSE - 1);
          guint length = (guint) g_test_rand_int_range (0, 20);
          guint last = MIN (first + length, UNIVERSE - 1);
          gboolean add = g_test_rand_int_range (0, 3) > 0;

          if (add)
            base_idset_add_range (set, first, last);
          else
            base_idset_remove_range (set, first, last);
          for (guint i = first; i <= last; i++)
            model[i] = add;
          assert_equals_model (set, model);
        }
    }
}

static void
test_text (void)
{
  g_autoptr (BaseIdset) set = base_idset_new ();
  g_autofree char *empty = base_idset_to_string (set);

  g_assert_cmpstr (empty, ==, "");
  base_idset_add (set, 3);
  base_idset_add (set, 1);
  base_idset_add (set, 2);
  base_idset_add (set, 7);
  base_idset_add (set, 0);
  base_idset_add_range (set, 12, 10);
  g_autofree char *text = base_idset_to_string (set);
  g_assert_cmpstr (text, ==, "1:3,7,10:12");
}

static void
test_limits (void)
{
  g_autoptr (BaseIdset) set = base_idset_new ();

  base_idset_add_range (set, 5, G_MAXUINT64);
  base_idset_add_range (set, 1, 4);
  base_idset_add (set, G_MAXUINT64);
  g_assert_cmpuint (base_idset_min (set), ==, 1);
  g_assert_cmpuint (base_idset_max (set), ==, G_MAXUINT64);
  base_idset_remove_range (set, 1, G_MAXUINT64);
  g_assert_true (base_idset_is_empty (set));
  g_assert_cmpuint (base_idset_max (set), ==, 0);
}

static void
test_algebra (void)
{
  g_autoptr (BaseIdset) a = base_idset_new ();
  g_autoptr (BaseIdset) b = base_idset_new ();

  base_idset_add_range (a, 1, 10);
  base_idset_add_range (b, 5, 15);
  base_idset_add (b, 20);
  g_autoptr (BaseIdset) both = base_idset_intersect (a, b);
  g_autofree char *both_text = base_idset_to_string (both);
  g_assert_cmpstr (both_text, ==, "5:10");

  g_autoptr (BaseIdset) rest = base_idset_copy (b);
  base_idset_subtract (rest, a);
  g_autofree char *rest_text = base_idset_to_string (rest);
  g_assert_cmpstr (rest_text, ==, "11:15,20");

  base_idset_union (rest, both);
  g_assert_true (base_idset_equal (rest, b));

  g_autoptr (BaseIdset) high = base_idset_take_highest (b, 3);
  g_autoptr (BaseIdset) low = base_idset_take_lowest (b, 4);
  g_autofree char *high_text = base_idset_to_string (high);
  g_autofree char *low_text = base_idset_to_string (low);
  g_autofree char *left = base_idset_to_string (b);
  g_assert_cmpstr (high_text, ==, "14:15,20");
  g_assert_cmpstr (low_text, ==, "5:8");
  g_assert_cmpstr (left, ==, "9:13");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/idset/random-against-model", test_random);
  g_test_add_func ("/base/idset/text", test_text);
  g_test_add_func ("/base/idset/limits", test_limits);
  g_test_add_func ("/base/idset/algebra", test_algebra);
  return g_test_run ();
}
