/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-error.c: every error becomes whole sentences; undo labels survive */

#include "alp-error.h"
#include "alp-undo.h"
#include "store.h"
#include "sync-error.h"

#include <string.h>

static void
test_sentences (void)
{
  static const struct
  {
    GQuark (*domain) (void);
    int last;
  } domains[]
      = { { store_error_quark, STORE_ERROR_NOT_UNDOABLE + 2 }, { sync_error_quark, SYNC_ERROR_UNKNOWN + 2 } };

  for (gsize d = 0; d < G_N_ELEMENTS (domains); d++)
    for (int code = 1; code <= domains[d].last; code++)
      {
        g_autoptr (GError) below = g_error_new (domains[d].domain (), code, "line one\nline %%s two.");
        g_autoptr (GError) error = alp_error_from (below);

        g_assert_cmpuint (error->domain, ==, ALP_ERROR);
        g_assert_true (g_str_has_suffix (error->message, "."));
        g_assert_null (strchr (error->message, '\n'));
        g_assert_cmpstr (alp_error_get_name (error), !=, "");
      }
}

static void
test_codes (void)
{
  static const struct
  {
    int code;
    int expected;
  } rows[] = {
    { SYNC_ERROR_LOCKED, ALP_ERROR_IN_USE },       { SYNC_ERROR_NO_PASSWORD, ALP_ERROR_SIGN_IN },
    { SYNC_ERROR_NO_FOLDER, ALP_ERROR_NOT_FOUND }, { SYNC_ERROR_BUSY, ALP_ERROR_BUSY },
    { SYNC_ERROR_PROFILE, ALP_ERROR_DISK },        { SYNC_ERROR_UNKNOWN, ALP_ERROR_UNKNOWN_RESULT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (SYNC_ERROR, rows[i].code, "x");

      alp_error_translate (&error);
      g_assert_error (error, ALP_ERROR, rows[i].expected);
    }
}

static void
test_pass_through (void)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stop");
  g_autoptr (GError) ours = g_error_new_literal (ALP_ERROR, ALP_ERROR_INVALID, "Said already.");
  GError *none = NULL;

  alp_error_translate (&cancelled);
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  alp_error_translate (&ours);
  g_assert_cmpstr (ours->message, ==, "Said already.");
  alp_error_translate (&none);
  alp_error_translate (NULL);
  g_assert_no_error (none);
}

static void
test_undo_labels (void)
{
  for (guint action = ALP_ACTION_SEEN; action <= ALP_ACTION_MOVE; action++)
    {
      g_autofree char *label
          = alp_undo_format ((AlpAction) action, 3, action == ALP_ACTION_MOVE ? "My Folder 1" : NULL);
      g_autofree char *text = alp_undo_describe_undone (label);
      g_autofree char *done = alp_undo_describe_done ((AlpAction) action, 1, "F");
      g_autofree char *target = NULL;
      AlpAction parsed;
      guint n;

      g_assert_true (alp_undo_parse (label, &parsed, &n, &target));
      g_assert_cmpuint (parsed, ==, action);
      g_assert_cmpuint (n, ==, 3);
      g_assert_cmpstr (target, ==, action == ALP_ACTION_MOVE ? "My Folder 1" : "");
      g_assert_nonnull (strchr (text, '3'));
      g_assert_nonnull (strchr (done, '1'));
    }
}

static void
test_undo_nonsense (void)
{
  static const char *const rows[]
      = { NULL, "", "archive", "archive x", "archive 0", "archive -1", "eat 3", "archive 99999999999" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *target = NULL;
      g_autofree char *text = alp_undo_describe_undone (rows[i]);
      AlpAction action;
      guint n;

      g_assert_false (alp_undo_parse (rows[i], &action, &n, &target));
      g_assert_cmpstr (text, !=, "");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/error/sentences", test_sentences);
  g_test_add_func ("/mail/error/codes", test_codes);
  g_test_add_func ("/mail/error/pass-through", test_pass_through);
  g_test_add_func ("/mail/undo/labels", test_undo_labels);
  g_test_add_func ("/mail/undo/nonsense", test_undo_nonsense);
  return g_test_run ();
}
