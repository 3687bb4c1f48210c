/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-editor.c: what the editor makes of commands, pastes and drafts, byte for byte, and that no page runs script
 *
 * Needs a display (tests/ui/with-display).  With ALPENPOST_FIGURES=1 it also measures: opening, typing in 500 kB. */
#include "alp-editor.h"
#include "alp-ui.h"

#include <string.h>

static GtkWidget *window;

typedef struct
{
  GMainLoop *loop;
  char *text;
} Answer;

static void
on_answer (GObject *editor, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  g_autoptr (GError) error = NULL;

  answer->text = alp_editor_get_content_finish (ALP_EDITOR (editor), result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (answer->loop);
}

static char *
wait_answer (Answer *answer)
{
  g_main_loop_run (answer->loop);
  g_main_loop_unref (answer->loop);
  return answer->text;
}

static char *
content (AlpEditor *editor)
{
  Answer answer = { g_main_loop_new (NULL, FALSE), NULL };

  alp_editor_get_content_async (editor, on_answer, &answer);
  return wait_answer (&answer);
}

static AlpEditor *
open_editor (const char *text, gboolean plain)
{
  GtkWidget *editor = alp_editor_new ();

  gtk_window_set_child (GTK_WINDOW (window), editor);
  alp_editor_load (ALP_EDITOR (editor), text, plain);
  g_free (content (ALP_EDITOR (editor)));
  gtk_widget_grab_focus (editor);
  alp_editor_command (ALP_EDITOR (editor), "focus");
  return ALP_EDITOR (editor);
}

/* Steps: a command, or +text typed, or <html pasted, or ! all selected. */
static void
do_steps (AlpEditor *editor, const char *steps)
{
  g_auto (GStrv) list = g_strsplit (steps, "|", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] == '+')
      alp_editor_insert_text (editor, list[i] + 1);
    else if (*list[i] == '<')
      alp_editor_insert_html (editor, list[i]);
    else if (*list[i] == '@')
      alp_editor_insert_link (editor, list[i] + 1, "");
    else if (*list[i] != '\0')
      alp_editor_command (editor, list[i]);
}

static void
test_commands (void)
{
  static const struct
  {
    const char *before;
    const char *steps;
    const char *after;
  } rows[] = {
    { "", "+Hello", "<div>Hello</div>" },
    { "", "bold|+Hello|bold|+ you", "<div><b>Hello</b> you</div>" },
    { "", "italic|+a|italic|underline|+b|underline|strikeThrough|+c",
      "<div><i>a</i><u>b</u><strike>c</strike></div>" },
    { "", "insertUnorderedList|+one|insertParagraph|+two", "<ul><li>one</li><li>two</li></ul>" },
    { "", "insertOrderedList|+one|insertParagraph|+two|insertParagraph|insertParagraph|+after",
      "<ol><li>one</li><li>two</li></ol><div>after</div>" },
    { "", "quote|+said|insertParagraph|+more", "<blockquote>said</blockquote><blockquote>more</blockquote>" },
    { "", "+said|quote|quote", "<div>said</div>" },
    { "", "@https://example.org/",
      "<div><a href=\"https://example.org/\">https://example.org/</a><br></div>" },
    { "<div><b>x</b></div>", "selectAll|removeFormat", "<div>x</div>" },
    { "", "+one|undo", "<div><br></div>" },
    { "", "+one|undo|redo", "<div>one</div>" },
    { "<div>a</div><div>b</div>", "selectAll|bold|undo", "<div>a</div><div>b</div>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AlpEditor *editor = open_editor (rows[i].before, FALSE);
      g_autofree char *after = NULL;

      do_steps (editor, rows[i].steps);
      after = content (editor);
      if (g_strcmp0 (after, rows[i].after) != 0)
        {
          g_test_message ("“%s”, %s: %s", rows[i].before, rows[i].steps, after);
          g_test_fail ();
        }
    }
}

static void
test_paste (void)
{
  static const struct
  {
    const char *steps;
    const char *expected; /* must be in it */
    const char *absent;   /* nullable */
  } rows[] = {
    { "<p onclick=x style='color:red;font-family:Arial'>Hi <b>you</b></p>", "<b>you</b>", "color" },
    { "<p>a<script>alert(1)</script>b</p>", "ab", "script" },
    { "<p>a<img src='http://example.org/track.gif'>b</p>", "ab", "example.org" },
    { "<a href='javascript:alert(1)'>x</a>", "x", "javascript" },
    { "<table><tr><td style='color:#123456'>cell</td></tr></table>", "<td", NULL },
    { "<iframe src='file:///etc/passwd'></iframe><i>end</i>", "<i>end</i>", "iframe" },
    { "<img src='file:///etc/passwd'><i>end</i>", "<i>end</i>", "passwd" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AlpEditor *editor = open_editor ("", FALSE);
      g_autofree char *after = NULL;

      do_steps (editor, rows[i].steps);
      after = content (editor);
      if (strstr (after, rows[i].expected) == NULL
          || (rows[i].absent != NULL && strstr (after, rows[i].absent) != NULL))
        g_error ("row %zu: %s", i, after);
    }
}

/* Even if a hostile draft got past the cleaning, nothing in it runs. */
static void
test_no_script (void)
{
  AlpEditor *editor
      = open_editor ("<div>x</div><img src=x onerror=\"document.body.id='ran'\">"
                     "<script>document.body.id='ran'</script><svg onload=\"document.body.id='ran'\"></svg>",
                     FALSE);
  Answer answer = { g_main_loop_new (NULL, FALSE), NULL };
  g_autofree char *own = NULL;
  g_autofree char *after = NULL;

  alp_editor_get_own_text_async (editor, on_answer, &answer);
  own = wait_answer (&answer);
  after = content (editor);
  g_assert_null (strstr (after, "id=\"ran\""));
}

static void
test_plain (void)
{
  AlpEditor *editor = open_editor ("line <one>\n> quoted & more\n\nend", TRUE);
  g_autofree char *before = content (editor);
  g_autofree char *after = NULL;

  g_assert_cmpstr (before, ==, "line <one>\n> quoted & more\n\nend");
  do_steps (editor, "+Hi |bold|<b>html</b>");
  after = content (editor);
  g_assert_cmpstr (after, ==, "Hi line <one>\n> quoted & more\n\nend");
}

static void
test_signature (void)
{
  AlpEditor *editor = open_editor (
      "<div>text</div><div class=\"alp-quote\"><blockquote type=\"cite\">old</blockquote></div>", FALSE);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *none = NULL;

  alp_editor_set_signature (editor, "<div>Ana</div>", TRUE);
  first = content (editor);
  alp_editor_set_signature (editor, "<div>Bo</div>", FALSE);
  second = content (editor);
  alp_editor_set_signature (editor, "", FALSE);
  none = content (editor);
  g_assert_cmpstr (
      first, ==,
      "<div>text</div><div class=\"alp-signature\"><div>Ana</div></div><div class=\"alp-quote\"><blockquote "
      "type=\"cite\">old</blockquote></div>");
  g_assert_nonnull (strstr (second, "<div>Bo</div>"));
  g_assert_null (strstr (second, "Ana"));
  g_assert_cmpstr (
      none, ==, "<div>text</div><div class=\"alp-quote\"><blockquote type=\"cite\">old</blockquote></div>");
}

static void
test_split_quote (void)
{
  AlpEditor *editor
      = open_editor ("<blockquote type=\"cite\"><div>one</div><div>two</div></blockquote>", FALSE);
  g_autofree char *after = NULL;

  do_steps (editor, "moveToEndOfLine|insertNewlineInQuotedContent|+answer");
  after = content (editor);
  g_assert_nonnull (strstr (after, "answer"));
}

/* ---- figures ---- */

static void
measure_opening (const char *what)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GtkWidget) editor = g_object_ref_sink (alp_editor_new ());

  gtk_window_set_child (GTK_WINDOW (window), editor);
  alp_editor_load (ALP_EDITOR (editor), "<div>text</div>", FALSE);
  g_free (content (ALP_EDITOR (editor)));
  g_print ("# %s: %.1f ms\n", what, (double) (g_get_monotonic_time () - start) / 1000);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return *(const double *) a > *(const double *) b ? 1 : -1;
}

static void
measure_typing (AlpEditor *editor)
{
  g_autoptr (GArray) laid = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) framed = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < 200; i++)
    {
      Answer answer = { g_main_loop_new (NULL, FALSE), NULL };
      g_autofree char *text = NULL;
      g_auto (GStrv) times = NULL;
      double a, b;

      alp_editor_measure_async (editor, i % 6 == 5 ? " " : "a", on_answer, &answer);
      text = wait_answer (&answer);
      times = g_strsplit (text, " ", 2);
      a = g_ascii_strtod (times[0], NULL);
      b = g_ascii_strtod (times[1], NULL);
      g_array_append_val (laid, a);
      g_array_append_val (framed, b);
    }
  g_array_sort (laid, compare);
  g_array_sort (framed, compare);
  g_print ("# typing, laid out: median %.2f ms, 99%% %.2f ms; with its frame: median %.2f ms, 99%% %.2f ms\n",
           g_array_index (laid, double, 100), g_array_index (laid, double, 198),
           g_array_index (framed, double, 100), g_array_index (framed, double, 198));
}

static void
test_figures (void)
{
  g_autoptr (GString) html = g_string_new ("<div><br></div><blockquote type=\"cite\">");
  AlpEditor *editor;
  g_autofree char *after = NULL;
  gint64 start;

  if (g_getenv ("ALPENPOST_FIGURES") == NULL)
    return;
  measure_opening ("editor opens, first");
  measure_opening ("editor opens, again");
  for (guint i = 0; html->len < 500000; i++)
    g_string_append_printf (
        html,
        "<p style=\"margin:0\">Paragraph %u with <b>some</b> <a href=\"https://example.org/%u\">words</a> "
        "that go on for a line or two, as they do.</p>",
        i, i);
  g_string_append (html, "</blockquote>");
  start = g_get_monotonic_time ();
  editor = open_editor (html->str, FALSE);
  g_print ("# loading 500 kB: %.1f ms\n", (double) (g_get_monotonic_time () - start) / 1000);
  measure_typing (editor);
  start = g_get_monotonic_time ();
  after = content (editor);
  g_print ("# reading 500 kB back: %.1f ms, %zu bytes\n", (double) (g_get_monotonic_time () - start) / 1000,
           strlen (after));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  alp_ui_init ();
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 720, 640);
  gtk_widget_set_visible (window, TRUE);
  g_test_add_func ("/ui/editor/commands", test_commands);
  g_test_add_func ("/ui/editor/paste", test_paste);
  g_test_add_func ("/ui/editor/no-script", test_no_script);
  g_test_add_func ("/ui/editor/plain", test_plain);
  g_test_add_func ("/ui/editor/signature", test_signature);
  g_test_add_func ("/ui/editor/split-quote", test_split_quote);
  g_test_add_func ("/ui/editor/figures", test_figures);
  return g_test_run ();
}
