/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-search.c: what is offered while a search is typed, which letters are marked, kept and remembered searches. */
#include "alp-search-hint.h"
#include "alp-search.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *
offered (GPtrArray *hints, const char *insert)
{
  for (guint i = 0; i < hints->len; i++)
    if (g_str_equal (((AlpSearchHint *) g_ptr_array_index (hints, i))->insert, insert))
      return insert;
  return NULL;
}

static void
test_hints (void)
{
  static const struct
  {
    const char *text;
    const char *yes;
    const char *no;
  } rows[] = {
    { "", "is:unread", "has:pdf" },
    { "", "from:", NULL },
    { "fr", "from:", "to:" },
    { "is:unread ", "has:attachment", "is:unread" },
    { "is:", "is:starred", "has:attachment" },
    { "is:st", "is:starred", "is:unread" },
    { "has:p", "has:pdf", "has:image" },
    { "valley unr", "is:unread", "is:starred" },
    { "after:", "after:2026-11-24", "before:2026-11-24" },
    { "before:", "before:2025-11-25", NULL },
    { "larger:", "larger:10M", "smaller:1M" },
    { "from:an", NULL, "is:unread" },
    { "subject:\"two wo", NULL, "from:" },
    { "qqqq", NULL, "from:" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) hints = alp_search_hints (rows[i].text, strlen (rows[i].text), 1795608000);

      g_test_message ("%s", rows[i].text);
      if (rows[i].yes != NULL)
        g_assert_cmpstr (offered (hints, rows[i].yes), ==, rows[i].yes);
      if (rows[i].no != NULL)
        g_assert_null (offered (hints, rows[i].no));
    }
}

static void
test_apply (void)
{
  static const struct
  {
    const char *text;
    gsize cursor;
    const char *insert;
    const char *result;
    gsize after;
  } rows[] = {
    { "", 0, "from:", "from:", 5 },
    { "", 0, "is:unread", "is:unread ", 10 },
    { "fr", 2, "from:", "from:", 5 },
    { "valley", 6, "is:unread", "valley is:unread ", 17 },
    { "valley unr", 10, "is:unread", "valley is:unread ", 17 },
    { "from:an is:read", 7, "from:anna@mail.test", "from:anna@mail.test is:read", 20 },
    { "valley is:", 10, "is:starred", "valley is:starred ", 18 },
    { "(valley OR ber", 14, "from:", "(valley OR ber from:", 20 },
    { "ann", 3, "from:anna@mail.test", "from:anna@mail.test ", 20 },
    { "from:\"an b", 10, "from:\"An Bo\"", "from:\"An Bo\" ", 13 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize cursor = rows[i].cursor;
      g_autofree char *text = alp_search_apply_hint (rows[i].text, &cursor, rows[i].insert);

      g_assert_cmpstr (text, ==, rows[i].result);
      g_assert_cmpuint (cursor, ==, rows[i].after);
    }
}

static void
test_terms (void)
{
  g_autoptr (GArray) spans
      = alp_search_find_terms ("valley from:\"Anna B\" is: -is:unread http://x:y (to:bob)");
  g_autofree char *without = alp_search_without_term ("valley is:unread has:pdf", "is:unread");
  g_autofree char *quoted = alp_search_quote ("in", "Work/My \"Plans\"");
  g_autofree char *plain = alp_search_quote ("from", "anna@mail.test");
  char *key, *value;

  g_assert_cmpuint (spans->len, ==, 4);
  g_assert_cmpuint (g_array_index (spans, AlpSearchSpan, 0).begin, ==, 7);
  g_assert_cmpuint (g_array_index (spans, AlpSearchSpan, 0).end, ==, 20);
  g_assert_cmpuint (g_array_index (spans, AlpSearchSpan, 1).begin, ==, 25);
  g_assert_cmpstr (without, ==, "valley has:pdf");
  g_assert_cmpstr (quoted, ==, "in:\"Work/My  Plans \"");
  g_assert_cmpstr (plain, ==, "from:anna@mail.test");
  g_assert_true (alp_search_has_term ("a (is:unread)", "is:unread"));
  g_assert_false (alp_search_has_term ("this:unread", "is:unread"));
  g_assert_true (alp_search_split_word ("x -from:\"Anna B", 15, &key, &value));
  g_assert_cmpstr (key, ==, "from");
  g_assert_cmpstr (value, ==, "Anna B");
  g_free (key);
  g_free (value);
}

static void
test_compose (void)
{
  g_autofree char *folder = alp_search_compose (ALP_SCOPE_FOLDER, "Work/\"A\"", " a OR b");
  g_autofree char *all = alp_search_compose (ALP_SCOPE_EVERYWHERE, NULL, "a OR b");
  g_autofree char *named = alp_search_compose (ALP_SCOPE_ACCOUNT, NULL, "a in:trash");
  g_autofree char *margin = alp_search_compose (ALP_SCOPE_ACCOUNT, NULL, "margin:3");
  g_autofree char *empty = alp_search_compose (ALP_SCOPE_ACCOUNT, NULL, "  ");

  g_assert_cmpstr (folder, ==, "in:\"Work/ A \" (a OR b)");
  g_assert_cmpstr (all, ==, "(a OR b) -in:trash -in:spam");
  g_assert_cmpstr (named, ==, "a in:trash");
  g_assert_cmpstr (margin, ==, "(margin:3) -in:trash -in:spam");
  g_assert_cmpstr (empty, ==, "");
}

static void
test_matches (void)
{
  static const struct
  {
    const char *query;
    const char *text;
    const char *marked; /* what is marked, by | */
  } rows[] = {
    { "hohen", "Der Höhenweg, hohe Höhen", "Höhen|Höhen" },
    { "HÖHENWEG", "Plan for the Ho\xcc\x88henweg", "Ho\xcc\x88henweg" },
    { "from:anna subject:\"new plan\" -old", "Anna: old plan, new", "Anna|plan|new" },
    { "in:inbox is:unread", "inbox unread", NULL },
    { "lan", "Plan", NULL },
    { "東京", "会議は東京です", "東京" },
    { "a OR b", "b a", "b|a" },
    { "", "text", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) words = alp_search_words (rows[i].query);
      g_autoptr (GArray) spans = alp_search_find_matches (rows[i].text, (const char *const *) words);
      g_autoptr (GString) marked = g_string_new (NULL);

      for (guint j = 0; spans != NULL && j < spans->len; j++)
        {
          AlpSearchSpan span = g_array_index (spans, AlpSearchSpan, j);

          g_string_append_printf (marked, "%s%.*s", j > 0 ? "|" : "", (int) (span.end - span.begin),
                                  rows[i].text + span.begin);
        }
      g_test_message ("%s", rows[i].query);
      g_assert_cmpstr (spans != NULL ? marked->str : NULL, ==, rows[i].marked);
    }
}

/* ---- kept and remembered ---- */

static void
on_result (GObject *source, GAsyncResult *result, gpointer out)
{
  *(GAsyncResult **) out = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (slot);
}

static void
wait_for_n (GListModel *model, guint n)
{
  while (g_list_model_get_n_items (model) != n)
    g_main_context_iteration (NULL, TRUE);
}

static char **
recent (AlpEngine *engine)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  alp_search_load_recent_async (engine, 10, NULL, on_result, &slot);
  result = wait_for (&slot);
  return alp_search_load_recent_finish (engine, result, NULL);
}

static void
test_kept (void)
{
  g_autofree char *folder = g_dir_make_tmp ("alp-search-XXXXXX", NULL);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) opened = NULL, saved = NULL, refused = NULL, renamed = NULL, removed = NULL;
  g_autoptr (AlpEngine) engine = NULL;
  g_autoptr (AlpSavedSearch) search = NULL;
  g_autoptr (GError) error = NULL;
  GListModel *model;

  alp_engine_open_async (folder, NULL, on_result, &slot);
  opened = wait_for (&slot);
  engine = alp_engine_open_finish (opened, &error);
  g_assert_no_error (error);
  model = alp_search_get_saved (engine);
  g_assert_true (model == alp_search_get_saved (engine));

  alp_search_save_async (engine, 0, NULL, "  ", "is:unread", NULL, on_result, &slot);
  refused = wait_for (&slot);
  g_assert_false (alp_search_change_finish (engine, refused, &error));
  g_assert_error (error, ALP_ERROR, ALP_ERROR_INVALID);
  g_clear_error (&error);

  alp_search_save_async (engine, 0, NULL, " Plans ", "subject:plan", NULL, on_result, &slot);
  saved = wait_for (&slot);
  g_assert_true (alp_search_change_finish (engine, saved, &error));
  wait_for_n (model, 1);
  search = g_list_model_get_item (model, 0);
  g_assert_cmpstr (alp_saved_search_get_name (search), ==, "Plans");
  g_assert_cmpstr (alp_saved_search_get_query (search), ==, "subject:plan");

  alp_search_save_async (engine, alp_saved_search_get_id (search), NULL, "Old plans", "subject:plan", NULL,
                         on_result, &slot);
  renamed = wait_for (&slot);
  g_assert_true (alp_search_change_finish (engine, renamed, &error));
  while (!g_str_equal (alp_saved_search_get_name (search), "Old plans"))
    g_main_context_iteration (NULL, TRUE);

  alp_search_remove_async (engine, alp_saved_search_get_id (search), NULL, on_result, &slot);
  removed = wait_for (&slot);
  g_assert_true (alp_search_change_finish (engine, removed, &error));
  wait_for_n (model, 0);

  alp_search_remember (engine, "marmot");
  alp_search_remember (engine, "ab");
  alp_search_remember (engine, "valley is:unread ");
  for (gboolean there = FALSE; !there;)
    {
      g_auto (GStrv) list = recent (engine);

      there = g_strv_length (list) == 2;
      if (there)
        g_assert_cmpstr (list[0], ==, "valley is:unread");
    }
  alp_search_forget (engine, "marmot");
  for (gboolean there = TRUE; there;)
    {
      g_auto (GStrv) list = recent (engine);

      there = g_strv_contains ((const char *const *) list, "marmot");
    }
  alp_engine_stop (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("TZ", "UTC", TRUE);
  g_test_add_func ("/search/hints", test_hints);
  g_test_add_func ("/search/apply", test_apply);
  g_test_add_func ("/search/terms", test_terms);
  g_test_add_func ("/search/compose", test_compose);
  g_test_add_func ("/search/matches", test_matches);
  g_test_add_func ("/search/kept", test_kept);
  return g_test_run ();
}
