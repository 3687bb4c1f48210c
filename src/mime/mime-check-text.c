/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-check-text.c: what a text of our own tells before it is sent
 *
 * Attachments that are mentioned (English, French, German, Italian, Spanish), links that lead nowhere or elsewhere, words
 * and characters that mail filters dislike. The lists are data: add to them. Linear in the text, of which the first
 * 256 KB count; pure, any thread. */

#include "mime-check.h"

#include <string.h>

#include "mime-html.h"
#include "mime-idn.h"
#include "mime-links.h"

#define MAX_TEXT (256 * 1024)

/* Beginnings of words; with a blank at the end the whole word. */
static const char *const attachment_words[] = {
  /* en */ "attached ",
  "attachment",
  "i attach ",
  "i've attached ",
  "attaching ",
  "enclosed ",
  "enclosure",
  "see attached ",
  "find attached ",
  /* fr */ "ci-joint",
  "ci joint",
  "pièce jointe",
  "pièces jointes",
  "piece jointe",
  "pieces jointes",
  "en annexe ",
  "fichier joint",
  "fichiers joints",
  "document joint",
  "documents joints",
  "je joins ",
  "en pj ",
  "en pièce",
  /* de */ "im anhang ",
  "anhang ",
  "anhänge ",
  "angehängt",
  "angehaengt",
  "anbei ",
  "beigefügt",
  "beigefuegt",
  "in der anlage ",
  "als anlage ",
  "beiliegend",
  "hänge ich ",
  "füge ich ",
  /* it */ "in allegato ",
  "allegato ",
  "allegati ",
  "allegata ",
  "allegate ",
  "allego ",
  "qui allegat",
  "alleghiamo ",
  /* es */ "adjunto ",
  "adjunta ",
  "adjuntos ",
  "adjuntas ",
  "archivo adjunto",
  "adjuntamos ",
  "documento adjunto",
  "anexo ",
  "fichero adjunto",
};

/* Often taken for unwanted mail, with the mark for how sure: alone enough. */
static const char *const spam_words[] = {
  "100% free",
  "act now",
  "click here",
  "click below",
  "cash bonus",
  "double your",
  "earn money",
  "extra income",
  "free gift",
  "free money",
  "get rich",
  "guaranteed winner",
  "limited time offer",
  "lose weight",
  "lowest price",
  "make money fast",
  "miracle cure",
  "no obligation",
  "no risk",
  "once in a lifetime",
  "order now",
  "risk free",
  "risk-free",
  "special promotion",
  "this is not spam",
  "urgent response",
  "winner!",
  "you have been selected",
  "you have won",
  "you won",
  "viagra",
  "cialis",
  "argent facile",
  "cliquez ici",
  "gratuit !",
  "gagnez de l'argent",
  "offre exceptionnelle",
  "vous avez gagné",
  "sans engagement",
  "geld verdienen",
  "hier klicken",
  "jetzt zugreifen",
  "kostenlos!",
  "sie haben gewonnen",
  "sonderangebot",
  "unverbindlich testen",
  "clicca qui",
  "guadagna",
  "hai vinto",
  "offerta imperdibile",
  "haga clic aquí",
  "ha ganado",
  "oferta exclusiva",
  "dinero fácil",
};

static const char *const shorteners[]
    = { "bit.ly",  "tinyurl.com", "goo.gl", "t.co",    "ow.ly",   "is.gd", "buff.ly", "rebrand.ly",
        "cutt.ly", "shorturl.at", "rb.gy",  "tiny.cc", "lnkd.in", "s.id",  "t.ly",    "v.gd" };

/* Where somebody else's words begin. */
static gboolean
begins_quote (const char *line)
{
  static const char *const marks[] = { "-----Original Message",
                                       "-----Ursprüngliche Nachricht",
                                       "-----Message d'origine",
                                       "-----Messaggio originale",
                                       "-----Mensaje original",
                                       "---------- Forwarded message",
                                       "________________________________",
                                       "Begin forwarded message" };
  gsize n = strlen (line);

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_has_prefix (line, marks[i]))
      return TRUE;
  /* "On …, Ana wrote:" is told by what follows it, a line with ">". */
  return n > 0 && n < 300 && line[n - 1] == ':';
}

/** mime_check_own_text: Returns: (transfer full): the text without quoted lines and without the line above them */
char *
mime_check_own_text (const char *text)
{
  g_autofree char *start = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_TEXT));
  g_auto (GStrv) lines = g_strsplit (start, "\n", -1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      guint next = i + 1;

      if (*lines[i] == '>')
        continue;
      while (lines[next] != NULL && *lines[next] == '\0')
        next++;
      if (begins_quote (lines[i]))
        {
          if (*lines[i] == '-' || *lines[i] == '_' || *lines[i] == 'B')
            break;
          if (lines[next] != NULL && *lines[next] == '>')
            continue;
        }
      g_string_append_printf (out, "%s\n", lines[i]);
    }
  return g_string_free_and_steal (out);
}

static gboolean
is_letter_before (const char *text, const char *at)
{
  return at > text && g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (at)));
}

static gboolean
has_word (const char *text, const char *word)
{
  gsize n = strlen (word);
  gboolean whole = word[n - 1] == ' ';

  n -= whole;
  for (const char *at = text; (at = memmem (at, strlen (at), word, n)) != NULL; at++)
    if (!is_letter_before (text, at) && !(whole && g_unichar_isalnum (g_utf8_get_char (at + n))))
      return TRUE;
  return FALSE;
}

/* The signature is not meant when it says "attachment". */
static char *
without_signature (const char *text)
{
  const char *mark = strstr (text, "\n-- \n");

  return g_strndup (text, mark != NULL ? (gsize) (mark - text) : strlen (text));
}

/** mime_check_mentions_attachment: Returns: whether the text speaks of an attachment */
gboolean
mime_check_mentions_attachment (const char *text)
{
  g_autofree char *own = without_signature (text);
  g_autofree char *lower = g_utf8_strdown (own, -1);

  g_strdelimit (lower, "\n\t", ' ');
  for (guint i = 0; i < G_N_ELEMENTS (attachment_words); i++)
    if (has_word (lower, attachment_words[i]))
      return TRUE;
  return FALSE;
}

/* A link that nobody can follow: "http//x", "http:/x", "http:// x", "https://", "htp://x". */
static gboolean
is_malformed (const char *at)
{
  static const char *const wrong[]
      = { "http//",       "https//",      "http:\\\\", "https:\\\\", "htp://",   "htps://",   "htpps://",
          "httpp://",     "hhttp",        "http;//",   "https;//",   "http:///", "https:///", "http://http",
          "https://http", "http://https", "www..",     "http://.",   "https://." };
  gsize scheme = g_ascii_strncasecmp (at, "https:", 6) == 0  ? 6
                 : g_ascii_strncasecmp (at, "http:", 5) == 0 ? 5
                                                             : 0;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    if (g_ascii_strncasecmp (at, wrong[i], strlen (wrong[i])) == 0)
      return TRUE;
  if (scheme == 0)
    return FALSE;
  if (at[scheme] != '/')
    return at[scheme] != '\0' && !g_ascii_isspace (at[scheme]);
  if (at[scheme + 1] != '/')
    return at[scheme + 1] != '\0' && !g_ascii_isspace (at[scheme + 1]);
  return at[scheme + 2] == '\0' || g_ascii_isspace (at[scheme + 2]);
}

static char *
find_in_text (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((p == text || !g_ascii_isalnum (p[-1])) && strchr ("hHwW", *p) != NULL && is_malformed (p))
      {
        g_autofree char *word = g_strndup (p, MIN (strcspn (p, " \n\t\"<>"), 100));
        return g_utf8_make_valid (word, -1);
      }
  return NULL;
}

static char *
find_in_html (const char *html)
{
  g_autoptr (GPtrArray) links = mime_links_find (html);

  for (guint i = 0; i < links->len; i++)
    {
      const MimeLink *link = g_ptr_array_index (links, i);
      gboolean is_web = g_ascii_strncasecmp (link->target, "http", 4) == 0;

      if ((is_web
           && (is_malformed (link->target) || link->host == NULL || strpbrk (link->target, " \t\n") != NULL))
          || link->names_other)
        return g_strndup (link->target, 200);
    }
  return NULL;
}

/** mime_check_find_bad_link: @html: (nullable). Returns: (transfer full) (nullable): a link that is malformed, or whose text
 * names another host */
char *
mime_check_find_bad_link (const char *text, const char *html)
{
  char *found = find_in_text (text);

  return found != NULL || html == NULL ? found : find_in_html (html);
}

static gboolean
shouts (const char *text)
{
  guint upper = 0, letters = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      letters += g_unichar_isalpha (c);
      upper += g_unichar_isupper (c);
    }
  return letters >= 20 && upper * 10 > letters * 7;
}

static gboolean
is_only_image (const char *text, const char *html)
{
  return html != NULL && strstr (html, "<img") != NULL && strlen (text) < 200
         && strspn (text, " \n\t\r") == strlen (text);
}

/** mime_check_find_spam: @html: (nullable). Returns: (transfer full) (nullable): the word or form that filters dislike */
char *
mime_check_find_spam (const char *subject, const char *text, const char *html)
{
  g_autofree char *both = g_strdup_printf ("%s\n%s", subject, text);
  g_autofree char *lower = g_utf8_strdown (both, -1);

  for (guint i = 0; i < G_N_ELEMENTS (spam_words); i++)
    if (has_word (lower, spam_words[i]))
      return g_strdup (spam_words[i]);
  if (strstr (lower, "!!!") != NULL)
    return g_strdup ("!!!");
  if (shouts (subject) || shouts (text))
    return g_strdup ("ABC");
  if (is_only_image (text, html))
    return g_strdup ("<img>");
  for (guint i = 0; i < G_N_ELEMENTS (shorteners); i++)
    {
      g_autofree char *start = g_strdup_printf ("://%s/", shorteners[i]);

      if (strstr (lower, start) != NULL || (html != NULL && strstr (html, start) != NULL))
        return g_strdup (shorteners[i]);
    }
  return NULL;
}

static gboolean
is_emoji (gunichar c)
{
  return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) || (c >= 0x2B00 && c <= 0x2BFF)
         || c == 0x20E3 || (c >= 0x2300 && c <= 0x23FF) || (c >= 0xFE00 && c <= 0xFE0F);
}

/* Letters dressed up: bold, script, circled, full-width. */
static gboolean
is_decorative (gunichar c)
{
  return (c >= 0x1D400 && c <= 0x1D7FF) || (c >= 0x2460 && c <= 0x24FF) || (c >= 0x1F100 && c <= 0x1F1FF)
         || (c >= 0xFF21 && c <= 0xFF5A) || (c >= 0x2070 && c <= 0x209F);
}

static gboolean
is_unusual (gunichar c)
{
  static const gunichar symbols[] = { 0x2661, 0x2665, 0x2763, 0x2764, 0x2605, 0x2606, 0x2713, 0x2714, 0x2717,
                                      0x2718, 0x27A4, 0x25BA, 0x25C4, 0x2620, 0x262F, 0x2740, 0x273F };

  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    if (symbols[i] == c)
      return TRUE;
  return is_decorative (c);
}

/** mime_check_find_symbol: @is_header: in the subject or a name, where servers are stricter. Returns: (transfer full) (nullable): the
 * first character that may be refused */
char *
mime_check_find_symbol (const char *text, gboolean is_header)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      if (is_unusual (c)
          || (is_header
              && (is_emoji (c)
                  || (type == G_UNICODE_OTHER_SYMBOL && c != 0xB0 && c != 0xAE && c != 0xA9 && c != 0x2122
                      && c != 0x2116)
                  || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED
                  || type == G_UNICODE_FORMAT)))
        return g_strndup (p, (gsize) (g_utf8_next_char (p) - p));
    }
  return NULL;
}
