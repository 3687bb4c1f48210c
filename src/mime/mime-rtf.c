/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-rtf.c: the text of RTF bodies in winmail.dat
 *
 * Outlook hides the HTML of a message in RTF (MS-OXRTFEX): what stands in \htmltag groups is HTML, what stands between
 * \htmlrtf and \htmlrtf0 is not. Other RTF is read for its text only. One pass with a small stack, linear, no recursion.
 * Pure, any thread. */

#include "mime-tnef.h"

#include <string.h>

#include "mime-util.h"

#define MAX_DEPTH 500
#define MAX_OUTPUT (16 * 1024 * 1024)

#define WINDOW 4096

static guint32
read32 (const guint8 *at)
{
  return (guint32) at[0] | (guint32) at[1] << 8 | (guint32) at[2] << 16 | (guint32) at[3] << 24;
}

/* LZFu: a window of 4,096 bytes that begins with what RTF begins with, references of 12 bits back and 4 bits length. */
static void
unpack (const guint8 *in, gsize length, GString *out, gsize wanted)
{
  static const char start[]
      = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
        "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
        "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
  char window[WINDOW] = { 0 };
  guint at = sizeof start - 1;

  memcpy (window, start, sizeof start - 1);
  for (gsize i = 0; i < length && out->len < wanted;)
    {
      guint8 flags = in[i++];

      for (guint bit = 0; bit < 8 && i < length && out->len < wanted; bit++)
        {
          if ((flags >> bit & 1) == 0)
            {
              g_string_append_c (out, window[at] = (char) in[i++]);
              at = (at + 1) % WINDOW;
              continue;
            }
          if (i + 1 >= length)
            return;
          guint from = (guint) in[i] << 4 | in[i + 1] >> 4;
          guint count = (in[i + 1] & 15) + 2u;
          i += 2;
          if (from == at)
            return;
          for (; count > 0 && out->len < wanted; count--)
            {
              g_string_append_c (out, window[at] = window[from]);
              at = (at + 1) % WINDOW;
              from = (from + 1) % WINDOW;
            }
        }
    }
}

/** mime_rtf_unpack: Returns: (transfer full) (nullable): the RTF of a compressed one (MS-OXRTFCP), at most 16 MB; @unpacked: (out): its length */
char *
mime_rtf_unpack (const char *data, gsize length, gsize *unpacked)
{
  const guint8 *bytes = (const guint8 *) data;
  GString *out;
  gsize wanted;

  if (length < 16)
    return NULL;
  wanted = MIN (read32 (bytes + 4), MAX_OUTPUT);
  out = g_string_new (NULL);
  if (read32 (bytes + 8) == 0x414C454D)
    g_string_append_len (out, data + 16, (gssize) MIN (wanted, length - 16));
  else if (read32 (bytes + 8) == 0x75465A4C)
    unpack (bytes + 16, length - 16, out, wanted);
  else
    return g_string_free (out, TRUE);
  *unpacked = out->len;
  return g_string_free_and_steal (out);
}

typedef struct
{
  gboolean skip;     /* a destination without text: fonts, colours, pictures */
  gboolean html_tag; /* inside of \htmltag: as it is */
  gboolean rtf_only; /* \htmlrtf */
  guint unicode_skip;
} State;

typedef struct
{
  GString *out;
  gboolean to_html;
  State stack[MAX_DEPTH];
  guint depth;
  guint to_skip; /* characters that stand in for a \u */
} Rtf;

static State *
top (Rtf *rtf)
{
  return &rtf->stack[rtf->depth];
}

static void
emit (Rtf *rtf, const char *text, gsize length)
{
  State *state = top (rtf);

  if (rtf->to_skip > 0)
    {
      rtf->to_skip--;
      return;
    }
  if (state->skip || (rtf->to_html && state->rtf_only) || rtf->out->len > MAX_OUTPUT)
    return;
  if (rtf->to_html && !state->html_tag)
    mime_append_escaped (rtf->out, text, (gssize) length, FALSE);
  else
    g_string_append_len (rtf->out, text, (gssize) length);
}

/* One byte of the document's code page: windows-1252, the one in use. */
static void
emit_byte (Rtf *rtf, guchar byte)
{
  const char raw = (char) byte;
  g_autofree char *text = byte < 0x80 ? g_strndup (&raw, 1) : mime_to_utf8 (&raw, 1, "windows-1252");

  emit (rtf, text, strlen (text));
}

static void
emit_unicode (Rtf *rtf, int value)
{
  gunichar c = (gunichar) (value < 0 ? value + 65536 : value);
  char utf8[6];

  if (!g_unichar_validate (c) || c == 0)
    c = 0xFFFD;
  rtf->to_skip = 0;
  emit (rtf, utf8, (gsize) g_unichar_to_utf8 (c, utf8));
  rtf->to_skip = top (rtf)->unicode_skip;
}

static gboolean
is_word (const char *word, gsize length, const char *name)
{
  return length == strlen (name) && strncmp (word, name, length) == 0;
}

static gboolean
has_no_text (const char *word, gsize length)
{
  static const char *const names[] = { "fonttbl",
                                       "colortbl",
                                       "stylesheet",
                                       "info",
                                       "pict",
                                       "object",
                                       "header",
                                       "footer",
                                       "generator",
                                       "themedata",
                                       "colorschememapping",
                                       "latentstyles",
                                       "datastore",
                                       "listtable",
                                       "listoverridetable",
                                       "rsidtbl",
                                       "mmathPr",
                                       "xmlnstbl",
                                       "field",
                                       "fldinst" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (is_word (word, length, names[i]))
      return TRUE;
  return FALSE;
}

static void
handle_word (Rtf *rtf, const char *word, gsize length, gboolean has_number, int number, gboolean starred)
{
  State *state = top (rtf);

  if (is_word (word, length, "htmltag"))
    {
      state->html_tag = TRUE;
      state->skip = !rtf->to_html;
    }
  else if (is_word (word, length, "htmlrtf"))
    state->rtf_only = !has_number || number != 0;
  else if (is_word (word, length, "uc"))
    state->unicode_skip = has_number && number >= 0 && number < 10 ? (guint) number : 1;
  else if (is_word (word, length, "u") && has_number)
    emit_unicode (rtf, number);
  else if (is_word (word, length, "par") || is_word (word, length, "line"))
    emit (rtf, "\n", 1);
  else if (is_word (word, length, "tab") || is_word (word, length, "cell"))
    emit (rtf, "\t", 1);
  else if (is_word (word, length, "row"))
    emit (rtf, "\n", 1);
  else if (is_word (word, length, "lquote") || is_word (word, length, "rquote"))
    emit (rtf, "'", 1);
  else if (is_word (word, length, "ldblquote") || is_word (word, length, "rdblquote"))
    emit (rtf, "\"", 1);
  else if (is_word (word, length, "emdash") || is_word (word, length, "endash"))
    emit (rtf, "-", 1);
  else if (is_word (word, length, "bullet"))
    emit (rtf, "\xE2\x80\xA2", 3);
  else if (starred || has_no_text (word, length))
    state->skip = TRUE;
}

/* "\" was at @p; returns what is left after the control. */
static const char *
read_control (Rtf *rtf, const char *p, const char *end, gboolean *starred)
{
  const char *word = p;
  int number = 0;
  gboolean negative, has_number = FALSE;

  if (p >= end)
    return end;
  if (*p == '\'')
    {
      if (end - p >= 3 && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]))
        {
          emit_byte (rtf, (guchar) (g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2])));
          return p + 3;
        }
      return p + 1;
    }
  if (*p == '*')
    {
      *starred = TRUE;
      return p + 1;
    }
  if (!g_ascii_isalpha (*p))
    {
      if (strchr ("\\{}", *p) != NULL)
        emit (rtf, p, 1);
      else if (*p == '~')
        emit (rtf, " ", 1);
      else if (*p == '\n' || *p == '\r')
        emit (rtf, "\n", 1);
      return p + 1;
    }
  while (p < end && g_ascii_isalpha (*p))
    p++;
  gsize length = (gsize) (p - word);
  negative = p < end && *p == '-';
  p += negative;
  for (guint digits = 0; p < end && g_ascii_isdigit (*p); p++, digits++)
    {
      has_number = TRUE;
      if (digits < 7)
        number = number * 10 + (*p - '0');
    }
  if (p < end && *p == ' ')
    p++;
  handle_word (rtf, word, length, has_number, negative ? -number : number, *starred);
  *starred = FALSE;
  return p;
}

static char *
read_rtf (const char *data, gsize length, gboolean to_html)
{
  g_autofree Rtf *rtf = g_new0 (Rtf, 1);
  const char *end = data + length;
  gboolean starred = FALSE;
  guint over = 0; /* groups deeper than the stack */

  rtf->out = g_string_new (NULL);
  rtf->to_html = to_html;
  top (rtf)->unicode_skip = 1;
  for (const char *p = data; p < end && rtf->out->len < MAX_OUTPUT;)
    {
      if (*p == '{')
        {
          if (rtf->depth + 1 < MAX_DEPTH)
            {
              rtf->stack[rtf->depth + 1] = rtf->stack[rtf->depth];
              rtf->depth++;
            }
          else
            over++;
          p++;
        }
      else if (*p == '}')
        {
          if (over > 0)
            over--;
          else if (rtf->depth > 0)
            rtf->depth--;
          rtf->to_skip = 0;
          p++;
        }
      else if (*p == '\\')
        p = read_control (rtf, p + 1, end, &starred);
      else
        {
          if (*p != '\r' && *p != '\n' && *p != '\0')
            emit_byte (rtf, (guchar) *p);
          p++;
        }
    }
  return g_string_free_and_steal (rtf->out);
}

/** mime_rtf_to_html: Returns: (transfer full) (nullable): the HTML inside, not sanitised; %NULL when the RTF was not made of HTML */
char *
mime_rtf_to_html (const char *rtf, gsize length)
{
  if (g_strstr_len (rtf, (gssize) MIN (length, 4096), "\\fromhtml") == NULL)
    return NULL;
  return read_rtf (rtf, length, TRUE);
}

/** mime_rtf_to_text: Returns: (transfer full): the text, UTF-8 */
char *
mime_rtf_to_text (const char *rtf, gsize length)
{
  return read_rtf (rtf, length, FALSE);
}
