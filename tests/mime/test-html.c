/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-html.c: the sanitiser against hostile-content 3.1 and C-052, C-066, C-070, C-071 */

#include <string.h>

#include "mime-html.h"

static char *
cid_to_part (const char *content_id, gpointer user_data)
{
  return g_str_equal (content_id, "one@x") ? g_strdup ("alp-part:7/1.2") : NULL;
}

static void
test_nothing_loads (void)
{
  static const char *const rows[] = {
    "<img src=http://e.test/a>",
    "<IMG SRC='HTTPS://e.test/a'>",
    "<img src='//e.test/a'>",
    "<img src=' ht\ntp://e.test/a'>",
    "<img src=ftp://e.test/a>",
    "<img srcset='http://e.test/a 2x'>",
    "<picture><source srcset=http://e.test/a><img></picture>",
    "<img lowsrc=http://e.test/a dynsrc=http://e.test/a longdesc=http://e.test/a>",
    "<image href=http://e.test/a>",
    "<body background=http://e.test/a>",
    "<td background=http://e.test/a>",
    "<table background=http://e.test/a><td>x</table>",
    "<p style='background:url(http://e.test/a)'>",
    "<p style='background-image:u\\72l(http://e.test/a)'>",
    "<p style='background:url(/**/http://e.test/a'>",
    "<p style='list-style-image:url(http://e.test/a)'>",
    "<p style='cursor:url(http://e.test/a),auto'>",
    "<p style='border-image-source:url(http://e.test/a)'>",
    "<p style='--x:url(http://e.test/a);background:var(--x)'>",
    "<p style='background:image-set(\"http://e.test/a\" 1x)'>",
    "<p style='color:\";background:url(http://e.test/a)'>",
    "<style>@import 'http://e.test/a';</style>x",
    "<style>p{background:url(http://e.test/a)}</style><p>",
    "<link rel=stylesheet href=http://e.test/a>",
    "<link rel=preconnect href=http://e.test/>",
    "<link rel=dns-prefetch href=//e.test>",
    "<meta http-equiv=refresh content='0;http://e.test/a'>",
    "<base href=http://e.test/><img src=a>",
    "<video src=http://e.test/a poster=http://e.test/b></video>",
    "<audio src=http://e.test/a></audio>",
    "<object data=http://e.test/a></object>",
    "<embed src=http://e.test/a>",
    "<iframe src=http://e.test/a></iframe>",
    "<iframe srcdoc='<img src=http://e.test/a>'></iframe>",
    "<form action=http://e.test/a><button formaction=http://e.test/b>x</button><input type=image "
    "src=http://e.test/c></form>",
    "<svg><image href=http://e.test/a xlink:href=http://e.test/b /></svg>",
    "<svg><style>@import 'http://e.test/a'</style></svg>",
    "<svg><foreignObject><img src=http://e.test/a></foreignObject></svg>",
    "<math href=http://e.test/a><mi>x</math>",
    "<noscript><img src=http://e.test/a></noscript>",
    "<template><img src=http://e.test/a></template>",
    "<xmp><img src=http://e.test/a></xmp>",
    "<textarea><img src=http://e.test/a></textarea>",
    "<title><img src=http://e.test/a></title>",
    "<!--[if mso]><img src=http://e.test/a><![endif]-->",
    "<![CDATA[<img src=http://e.test/a>]]>",
    "<html manifest=http://e.test/a>",
    "<p ping=http://e.test/a attributionsrc=http://e.test/b>x",
    "<v:fill src=http://e.test/a>x</v:fill>",
    "<script src=http://e.test/a></script><script>fetch('http://e.test/')</script>",
    "<p onclick=\"x('http://e.test/a')\">x",
    "<isindex action=http://e.test/a>",
    "<bgsound src=http://e.test/a>",
    "<input src=http://e.test/a type=image>",
    "<img src=file:///etc/passwd>",
    "<img src=alp-part:1/1>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href=data:text/html,x>x</a>",
    "<a href='\\\\host\\share'>x</a>",
    "<a href=file:///x>x</a>",
    "<a href=mailbox:x>x</a>",
  };
  static const char *const words[] = { "e.test",  "script", "data:",    "file:", "alp-part", "url(",
                                       "@import", "<form",  "mailbox:", "\\\\",  "onclick",  "passwd" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MimeHtml) html = mime_html_sanitize (rows[i], NULL);

      g_test_message ("%s -> %s", rows[i], html->html);
      for (guint w = 0; w < G_N_ELEMENTS (words); w++)
        {
          const char *found = strstr (html->html, words[w]);
          /* Shown as text it is harmless: between tags, escaped. */
          g_assert_true (found == NULL || strstr (html->html, "&lt;img") != NULL);
        }
    }
}

static void
test_what_stays (void)
{
  const MimeHtmlOptions options = { .cid_func = cid_to_part };
  g_autoptr (MimeHtml) html
      = mime_html_sanitize ("<html><head><title>no</title></head><body><p "
                            "style='color:red;position:fixed;margin:-9px'>a &lt; b <b>c</b>"
                            "<img src='cid:one@x' width=20 alt='A'><a href=' "
                            "https://example.org/?a=1&amp;b=2 '>go</a><o:p>kept</o:p>",
                            &options);

  g_assert_cmpstr (
      html->html, ==,
      "<p style=\"color: red\">a &lt; b <b>c</b><img src=\"alp-part:7/1.2\" width=\"20\" alt=\"A\">"
      "<a href=\"https://example.org/?a=1&amp;b=2\">go</a>kept</p>");
  g_assert_cmpuint (html->remote_images, ==, 0);
}

static void
test_counts (void)
{
  g_autoptr (MimeHtml) html
      = mime_html_sanitize ("<img src=https://e.test/photo.png width=300 height=200 alt=photo>"
                            "<img src=https://e.test/x.gif width=1 height=1>"
                            "<img src=https://u1.sendgrid.net/wf/open?upn=1>",
                            NULL);

  g_assert_cmpuint (html->remote_images, ==, 3);
  g_assert_cmpuint (html->trackers, ==, 2);
  g_assert_nonnull (strstr (html->html, "photo"));
}

static void
assert_idempotent (const char *source)
{
  const MimeHtmlOptions options = { .keep_own_uris = TRUE };
  g_autoptr (MimeHtml) once = mime_html_sanitize (source, &options);
  g_autoptr (MimeHtml) twice = mime_html_sanitize (once->html, &options);

  if (!once->truncated)
    g_assert_cmpstr (once->html, ==, twice->html);
}

static void
test_idempotent (void)
{
  static const char *const rows[] = {
    "<p><marquee><p>x</p></marquee></p>",
    "<pre>\n\nx</pre>",
    "<a><table><a>x",
    "<table><p>x<td>y",
    "<form><div></form><form>x",
    "<b><p>1<p>2</b>3",
    "<svg></p><style><a title='</style><img src=x onerror=y>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<select><template><style><!--</style><a rel='--></style></template></select><img src=x>'>",
    "<textarea>&lt;/textarea&gt;<img src=x>",
    "a\rb\r\nc&#13;d",
    "<li><li><ul><li><p><ul>",
    "<style>p{color:red}</style><p class='a b'>x",
    "<body class=k style='color:red' bgcolor=#eee><style>body{margin:0} .a{color:red} @media "
    "(max-width:9px){.a{color:blue}}</style><p class=a>x",
    "<style>html body.k > p + #i[class=x]:hover{color:red}</style><body class=k id=q>",
    "<div class=alp-mail><style>p{color:red}</style></div>",
    "<style>p{color:red}</style><div class='alp-mail x'><p></div>",
    "<style>p{color:red}</style><div class='alp-mail x'><p></div><p>",
    "<style>a b c d e f g h i j k l{color:red}</style>",
    "<style>.alp-mail .alp-mail p{color:red} .m-m-x{color:red}</style>",
    "<dd><dt><dd>",
    "<h1><h2>x</h1>y",
    "<nobr><nobr>x",
    "<p>&amp;lt;script&amp;gt;",
    "<font color='\"><script>'>x",
    "<table><tr><td><table><td></table></table>x",
    "&#0;&#x80;&nbsp;\xC2\xA0",
    "<listing>\nx</listing><plaintext><b>",
    "<p><center><p><dir><li>x",
    "<button><p>a<button>b",
    "<option><p>x</option>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i]);
      assert_idempotent (rows[i]);
    }
}

static void
test_idempotent_random (void)
{
  static const char *const pieces[] = {
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<b>",
    "</b>",
    "<a href=http://x/>",
    "</a>",
    "<svg>",
    "</svg>",
    "<style>",
    "</style>",
    "p{color:red}",
    "<style>.a, b > i{color:red}",
    "@media (max-width:9px){",
    "}",
    "<body class=k style=color:red>",
    "<div class='alp-mail a' id=b>",
    "<style media='(min-width:3px)'>",
    "<!--",
    "-->",
    "<pre>\n",
    "</pre>",
    "<ul>",
    "<li>",
    "</ul>",
    "<form>",
    "</form>",
    "text",
    "&lt;",
    "\"",
    "'",
    ">",
    "<",
    "<math>",
    "<mtext>",
    "<title>",
    "</title>",
    "<select>",
    "</select>",
    "<marquee>",
    "</marquee>",
    "<h1>",
    "</h1>",
    "<blockquote>",
    "<img src=x alt='<b>'>",
  };

  for (guint round = 0; round < 1500; round++)
    {
      g_autoptr (GString) source = g_string_new (NULL);

      for (gint i = g_test_rand_int_range (1, 25); i > 0; i--)
        g_string_append (source, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      g_test_message ("%s", source->str);
      assert_idempotent (source->str);
    }
}

static char *
repeat (const char *text, gsize n)
{
  GString *out = g_string_sized_new (strlen (text) * n);

  while (n-- > 0)
    g_string_append (out, text);
  return g_string_free_and_steal (out);
}

static void
test_bombs (void)
{
  static const char *const pieces[] = { "<div>",
                                        "<table>",
                                        "<font>",
                                        "<blockquote>",
                                        "<b>",
                                        "<b><p>",
                                        "<table><td>",
                                        "<span style='color:red'>",
                                        "<",
                                        "&",
                                        "<!--",
                                        "<svg>",
                                        "<div><marquee></div></marquee>",
                                        "<a href=http://x/>",
                                        "<form>",
                                        "<ul><li>" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autofree char *source = repeat (pieces[i], 150000 / strlen (pieces[i]));
      g_autoptr (MimeHtml) html = mime_html_sanitize (source, NULL);
      g_autofree char *text = mime_html_to_text (source);

      g_test_message ("%s: %" G_GINT64_FORMAT " ms, %zu bytes%s", pieces[i],
                      (g_get_monotonic_time () - start) / 1000, strlen (html->html),
                      html->truncated ? ", cut" : "");
      g_assert_true (g_utf8_validate (html->html, -1, NULL));
    }
}

static void
test_formatting_bomb (void)
{
  g_autoptr (GString) source = g_string_new (NULL);
  g_autoptr (MimeHtml) html = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (source, "<font size=%u>", i);
  for (guint i = 0; i < 20000; i++)
    g_string_append (source, "<p>x");
  html = mime_html_sanitize (source->str, NULL);
  g_assert_true (html->truncated);
}

static void
test_style (void)
{
  static const char *const rows[][2] = {
    { "color: red", "color: red" },
    { "COLOR:RED;", "color: RED" },
    { "position:fixed;color:red", "color: red" },
    { "z-index:9", "" },
    { "margin:-5px", "" },
    { "width:calc(100% - 2px)", "width: calc(100% - 2px)" },
    { "width:expression(alert(1))", "" },
    { "font-family:'A B', serif", "font-family: 'A B', serif" },
    { "background-color:#fff", "background-color: #fff" },
    { "color", "" },
    { ";;:;", "" },
    { "color:rgb(1,2,3) !important", "color: rgb(1,2,3) !important" },
    { "behavior:x", "" },
    { "-moz-binding:x", "" },
    { "content:'x'", "" },
    { "color:var(--x)", "" },
    { "color:re\\64", "" },
    { "color:red/**/", "color: red" },
    { "background:#fff url(http://x/a) no-repeat", "background-color: #fff" },
    { "background:url(http://x/a;b)", "" },
    { "background:u\\72l(http://x/a) red", "background-color: red" },
    { "width:100000px", "" },
    { "content:'}';color:red", "color: red" },
    { "color:red}p{x:y", "" },
    { "font:12px/1.5 Arial", "font: 12px/1.5 Arial" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *style = mime_html_clean_style (rows[i][0]);
      g_assert_cmpstr (style, ==, rows[i][1]);
    }
}

static void
test_text (void)
{
  static const char *const rows[][2] = {
    { "", "" },
    { "a  b\nc", "a b c" },
    { "<p>a</p><p>b</p>", "a\n\nb" },
    { "a<br>b", "a\nb" },
    { "<ul><li>a<li>b</ul>", "• a\n• b" },
    { "<blockquote>a<br>b</blockquote>", "> a\n> b" },
    { "<style>x</style><script>y</script>z", "z" },
    { "<pre>a\n  b</pre>", "a\n  b" },
    { "<div style='display:none'>hidden</div>seen", "seen" },
    { "a &amp; b &lt;c&gt;", "a & b <c>" },
    { "<div>Hello <b>Bob</b>, see <i>you</i> soon, <a href=\"https://a.example\">there</a> .</div>",
      "Hello Bob, see you soon, there ." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mime_html_to_text (rows[i][0]);
      g_assert_cmpstr (text, ==, rows[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/html/nothing-loads", test_nothing_loads);
  g_test_add_func ("/mime/html/what-stays", test_what_stays);
  g_test_add_func ("/mime/html/counts", test_counts);
  g_test_add_func ("/mime/html/idempotent", test_idempotent);
  g_test_add_func ("/mime/html/idempotent-random", test_idempotent_random);
  g_test_add_func ("/mime/html/bombs", test_bombs);
  g_test_add_func ("/mime/html/formatting-bomb", test_formatting_bomb);
  g_test_add_func ("/mime/html/style", test_style);
  g_test_add_func ("/mime/html/text", test_text);
  return g_test_run ();
}
