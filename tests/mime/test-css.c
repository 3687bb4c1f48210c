/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-css.c: style sheets of mail: what stays, what goes, and that random ones stay within the mail */

#include <string.h>

#include "mime-html.h"

static void
test_sheets (void)
{
  /* The sheet, and what is left of it. */
  static const char *const rows[][2] = {
    { "p{color:red}", ".alp-mail p {color: red}\n" },
    { "P, .a > B{color:red;position:fixed}", ".alp-mail p, .alp-mail .m-a > b {color: red}\n" },
    { "body{background:#EEE url(http://e.test/a) repeat}", ".alp-mail {background-color: #EEE}\n" },
    { "html body.k p{margin:0}", ".alp-mail.m-k p {margin: 0}\n" },
    { "#outlook a{padding:0}", ".alp-mail #m-outlook a {padding: 0}\n" },
    { "*{color:red}", ".alp-mail * {color: red}\n" },
    { "a[href^=\"tel\"]{color:red}", ".alp-mail a[href^=\"tel\"] {color: red}\n" },
    { "td[class=\"w\"]{width:100%!important}", ".alp-mail td.m-w {width: 100%!important}\n" },
    { "tr:nth-child(2n + 1) td:hover{color:red}", ".alp-mail tr:nth-child(2n+1) td:hover {color: red}\n" },
    { "@media only screen and (max-width:600px){.a{width:100% !important}}",
      "@media only screen and (max-width: 600px) {\n.alp-mail .m-a {width: 100% !important}\n}\n" },
    { "@media (prefers-color-scheme:dark){body{color:#fff}}",
      "@media (prefers-color-scheme: dark) {\n.alp-mail {color: #fff}\n}\n" },
    { "/* a } */ p{color:red}", ".alp-mail p {color: red}\n" },
    { "p{color:red", ".alp-mail p {color: red}\n" },
    { "<!-- p{color:red} -->", ".alp-mail p {color: red}\n" },
    { "@charset 'x'; @import 'http://e.test/a'; @import url(http://e.test/b);p{color:red}",
      ".alp-mail p {color: red}\n" },
    { ":is(x, b, y){color:red} u{color:red}", ".alp-mail u {color: red}\n" },
    /* Nothing is left of these. */
    { "@import 'http://e.test/a'", "" },
    { "@font-face{font-family:x;src:url(http://e.test/a)}", "" },
    { "@media print{p{color:red}}", "" },
    { "@media (min-resolution:2dppx){p{color:red}}", "" },
    { "@media (max-width:1px){@import 'http://e.test/a';@font-face{src:url(x)}}", "" },
    { "@supports (color:red){p{color:red}}", "" },
    { "@keyframes x{from{color:red}}", "" },
    { "@page{margin:0}", "" },
    { "@namespace x url(http://e.test/a);", "" },
    { "p{background:url(http://e.test/a)}", "" },
    { "p{background:u\\72l(http://e.test/a)}", "" },
    { "p{background-image:image-set('http://e.test/a' 1x)}", "" },
    { "p{--x:url(http://e.test/a);background:var(--x)}", "" },
    { "p{content:'<b>'}", "" },
    { "p{position:fixed;z-index:9;top:0;transform:scale(9);animation:x 1s infinite;filter:blur(9px)}", "" },
    { "p{behavior:url(x);-moz-binding:url(x);width:expression(1)}", "" },
    { "p:has(b){color:red}", "" },
    { "p::before{color:red}", "" },
    { "p:target{color:red}", "" },
    { "input[value^=a]{color:red}", "" },
    { "p html{color:red}", "" },
    { "> p{color:red}", "" },
    { "p >{color:red}", "" },
    { "a\\:b{color:red}", "" },
    { "v|fill{color:red}", "" },
    { "p{color:'</style><img src=http://e.test/a>'}", "" },
    { "p{c:}</style", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *source = g_strdup_printf ("<style>%s</style>x", rows[i][0]);
      g_autofree char *expected
          = *rows[i][1] != '\0' ? g_strdup_printf ("<style>\n%s</style><div class=\"alp-mail\">", rows[i][1])
                                : g_strdup ("");
      g_autoptr (MimeHtml) html = mime_html_sanitize (source, NULL);

      g_test_message ("%s -> %s", rows[i][0], html->html);
      g_assert_true (g_str_has_prefix (html->html, expected));
      g_assert_cmpint (*expected == '\0', ==, strstr (html->html, "<style>") == NULL);
      g_assert_null (strstr (html->html, "e.test"));
    }
}

static void
test_box (void)
{
  g_autoptr (MimeHtml) html
      = mime_html_sanitize ("<head><style media=screen>.a{color:red}</style></head>"
                            "<body class='k alp-mail' bgcolor=#eee text=black><p class='a b\"c' id=i>x</p>",
                            NULL);

  g_assert_cmpstr (html->html, ==,
                   "<style>\n.alp-mail .m-a {color: red}\n</style>"
                   "<div class=\"alp-mail m-k m-alp-mail\" style=\"background-color: #eee; color: black\">"
                   "<p class=\"m-a\" id=\"m-i\">x</p></div>");
}

static void
test_media_attribute (void)
{
  static const char *const rows[][2] = {
    { "print", "" },
    { "all", ".alp-mail p {color: red}\n" },
    { "(max-width:9px)", "@media (max-width: 9px) {\n.alp-mail p {color: red}\n}\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *source = g_strdup_printf ("<style media=\"%s\">p{color:red}</style>x", rows[i][0]);
      g_autoptr (MimeHtml) html = mime_html_sanitize (source, NULL);

      g_assert_cmpint (*rows[i][1] != '\0', ==, strstr (html->html, "<style>") != NULL);
      g_assert_true (strstr (html->html, rows[i][1]) != NULL);
    }
}

/* C-085: what is sent on has neither rules nor anything that waits to be shown. */
static void
test_for_quote (void)
{
  static const char *const hidden[] = { "display:none",
                                        "DISPLAY : none",
                                        "visibility:hidden",
                                        "font-size:0",
                                        "font-size:0px;color:red",
                                        "max-height:0;overflow:hidden",
                                        "opacity:0",
                                        "mso-hide:all" };
  const MimeHtmlOptions options = { .for_quote = TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    {
      g_autofree char *source = g_strdup_printf ("<style>.a{display:none}</style><p class=a id=b>seen</p>"
                                                 "<div style=\"%s\">covert</div><i hidden>covert</i>",
                                                 hidden[i]);
      g_autoptr (MimeHtml) html = mime_html_sanitize (source, &options);

      g_assert_cmpstr (html->html, ==, "<p>seen</p>");
    }
}

/* Random sheets: no reference, no way out of the box, clean twice is clean once. */
static void
test_random (void)
{
  static const char *const pieces[]
      = { "p",        ".a",        "#b",    " ",   ",",       ">",   "{",          "}",
          ";",        ":",         "color", "red", "@media ", "(",   ")",          "[",
          "]",        "\"",        "'",     "\\",  "/*",      "*/",  "url(",       "http://e.test/a",
          "@import ", "max-width", "9px",   "!",   "<!--",    "-->", "body",       "html",
          "alp-mail", ".alp-mail", "</",    "<",   "and",     "\n",  "background", "u\\72l(",
          "var(--x)", "::before",  "*",     "+",   "~",       "=",   "class",      "m-a",
          "\xC3\xA9", "\f",        "rgb(",  "1",   "-" };
  gint64 until
      = g_get_monotonic_time ()
        + g_ascii_strtoll (g_getenv ("ALP_FUZZ_SECONDS") ? g_getenv ("ALP_FUZZ_SECONDS") : "2", NULL, 10)
              * G_USEC_PER_SEC;
  guint rounds = 0;

  for (; rounds < 2000 || g_get_monotonic_time () < until; rounds++)
    {
      g_autoptr (GString) source = g_string_new ("<style>");
      g_autoptr (MimeHtml) once = NULL;
      g_autoptr (MimeHtml) twice = NULL;

      for (gint i = g_test_rand_int_range (1, 40); i > 0; i--)
        g_string_append (source, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      g_string_append (source, "</style><p class=a style='");
      for (gint i = g_test_rand_int_range (0, 10); i > 0; i--)
        g_string_append (source, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      g_string_append (source, "'>");
      once = mime_html_sanitize (source->str, NULL);
      twice = mime_html_sanitize (once->html, NULL);
      if (!g_str_equal (once->html, twice->html))
        g_error ("%s\n-> %s\n-> %s", source->str, once->html, twice->html);
      const char *sheet = strstr (once->html, "<style>\n");
      if (sheet == NULL)
        continue;
      g_assert_true (g_str_has_prefix (sheet + 8, ".alp-mail") || g_str_has_prefix (sheet + 8, "@media "));
      g_autofree char *rules = g_strndup (sheet, (gsize) (strstr (sheet, "</style>") - sheet));
      g_assert_null (strstr (rules, "e.test"));
      g_assert_null (strstr (rules, "@import"));
    }
  g_test_message ("%u sheets", rounds);
}

static void
test_bombs (void)
{
  static const char *const pieces[] = { "a,",
                                        "p{color:red}",
                                        "(",
                                        "{",
                                        "@media (max-width:1px){",
                                        "[",
                                        "/*",
                                        "\"",
                                        "a b ",
                                        "p{color:red;",
                                        "\\",
                                        "@x ",
                                        "url(",
                                        "p:nth-child(",
                                        "a{}" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) source = g_string_new ("<style>");
      gint64 start = g_get_monotonic_time ();

      while (source->len < 3 * 1024 * 1024)
        g_string_append (source, pieces[i]);
      g_string_append (source, "</style>x");
      g_autoptr (MimeHtml) html = mime_html_sanitize (source->str, NULL);
      g_test_message ("%s: %" G_GINT64_FORMAT " ms, %zu bytes", pieces[i],
                      (g_get_monotonic_time () - start) / 1000, strlen (html->html));
      g_assert_cmpuint (strlen (html->html), <, 1024 * 1024);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/css/sheets", test_sheets);
  g_test_add_func ("/mime/css/box", test_box);
  g_test_add_func ("/mime/css/media-attribute", test_media_attribute);
  g_test_add_func ("/mime/css/for-quote", test_for_quote);
  g_test_add_func ("/mime/css/random", test_random);
  g_test_add_func ("/mime/css/bombs", test_bombs);
  return g_test_run ();
}
