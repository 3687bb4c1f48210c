/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-recipient.c: lists of recipients as people type and paste them
 *
 * Pure, linear in the length, any thread. Unlike a parser of header fields it never drops what it cannot read: half an address stays
 * there to be corrected (outgoing-checks: recipient-invalid). Understood: commas, semicolons and lines between; quoted names; names
 * with a comma that nobody quoted; groups; several bare addresses with only spaces between. */

#include "alp-recipient.h"

#include "mime-address.h"

#include <string.h>

#define MAX_RECIPIENTS 5000
#define MAX_TEXT 1000

void
alp_recipient_free (AlpRecipient *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->email);
  g_free (self->text);
  g_free (self);
}

AlpRecipient *
alp_recipient_new (const char *name, const char *email)
{
  AlpRecipient *self = g_new0 (AlpRecipient, 1);
  MimeAddress address = { (char *) (name != NULL ? name : ""), (char *) (email != NULL ? email : "") };

  self->name = g_strdup (address.name);
  self->email = g_strdup (address.email);
  self->text = mime_address_format (&address);
  self->valid = mime_address_is_valid (self->email);
  return self;
}

AlpRecipient *
alp_recipient_copy (const AlpRecipient *self)
{
  AlpRecipient *copy = g_new0 (AlpRecipient, 1);

  copy->name = g_strdup (self->name);
  copy->email = g_strdup (self->email);
  copy->text = g_strdup (self->text);
  copy->valid = self->valid;
  return copy;
}

gboolean
alp_recipient_equal (const AlpRecipient *a, const AlpRecipient *b)
{
  if (a->valid && b->valid)
    return mime_address_equal (a->email, b->email);
  return strcmp (a->text, b->text) == 0;
}

/* Where in the text we are: within quotes, <…>, (…). */
typedef struct
{
  gboolean quoted;
  gboolean angle;
  guint comment;
  gboolean escaped;
} Inside;

static gboolean
inside_step (Inside *in, char c)
{
  if (in->escaped)
    in->escaped = FALSE;
  else if (c == '\\' && (in->quoted || in->comment > 0))
    in->escaped = TRUE;
  else if (c == '"' && in->comment == 0)
    in->quoted = !in->quoted;
  else if (in->quoted)
    return TRUE;
  else if (c == '(')
    in->comment = MIN (in->comment + 1, 100);
  else if (c == ')' && in->comment > 0)
    in->comment--;
  else if (c == '<' && in->comment == 0)
    in->angle = TRUE;
  else if (c == '>')
    in->angle = FALSE;
  return in->quoted || in->angle || in->comment > 0;
}

gboolean
alp_recipient_text_is_closed (const char *text)
{
  Inside in = { 0 };
  gboolean inside = FALSE;

  for (; *text != '\0'; text++)
    inside = inside_step (&in, *text);
  return !inside;
}

static gboolean
has_semicolon (const char *text)
{
  Inside in = { 0 };

  for (; *text != '\0'; text++)
    if (!inside_step (&in, *text) && *text == ';')
      return TRUE;
  return FALSE;
}

/* One line, at most MAX_TEXT bytes, without controls. */
static char *
clean (const char *text, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0' && out->len < MAX_TEXT; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (out, g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 ? ' ' : c);
    }
  /* With semicolons between, a comma at an end is only decoration. */
  while (out->len > 0 && strchr (", ", out->str[out->len - 1]) != NULL)
    g_string_truncate (out, out->len - 1);
  return g_strdup (out->str + strspn (out->str, ", "));
}

/* "Bo \"B\" Li" → Bo "B" Li */
static char *
unquote (char *text)
{
  char *in = text, *out = text;

  g_strstrip (text);
  while (*in != '\0')
    {
      if (*in == '\\' && in[1] != '\0')
        in++;
      else if (*in == '"')
        {
          in++;
          continue;
        }
      *out++ = *in++;
    }
  *out = '\0';
  return g_strstrip (text);
}

/* One recipient without separators. @piece: (transfer full) */
static void
add_piece (GPtrArray *out, char *piece)
{
  g_autofree char *text = piece;
  char *open = strrchr (text, '<');
  char *close = open != NULL ? strchr (open, '>') : NULL;
  AlpRecipient *self;

  if (*text == '\0' || out->len >= MAX_RECIPIENTS)
    return;
  if (open != NULL && close != NULL
      && (close[1 + strspn (close + 1, " ")] == '\0' || close[1 + strspn (close + 1, " ")] == '('))
    {
      g_autofree char *name = g_strndup (text, (gsize) (open - text));
      g_autofree char *email = g_strndup (open + 1, (gsize) (close - open - 1));

      unquote (name);
      g_strstrip (email);
      if (*name == '\'' && strlen (name) > 1 && g_str_has_suffix (name, "'"))
        {
          memmove (name, name + 1, strlen (name));
          name[strlen (name) - 1] = '\0';
        }
      self = alp_recipient_new (mime_address_equal (name, email) ? "" : name, email);
    }
  else
    self = alp_recipient_new ("", g_str_has_prefix (text, "mailto:") ? text + 7 : text);
  if (!self->valid)
    {
      g_set_str (&self->text, text);
      if (open == NULL)
        g_set_str (&self->email, "");
    }
  g_ptr_array_add (out, self);
}

/* "a@b.c d@e.f": several, with only spaces between. */
static gboolean
add_bare_ones (GPtrArray *out, const char *piece)
{
  g_auto (GStrv) words = NULL;
  guint n = 0;

  if (strpbrk (piece, " \t") == NULL || strpbrk (piece, "<\"(") != NULL)
    return FALSE;
  words = g_strsplit_set (piece, " \t", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !mime_address_is_valid (words[i]))
      return FALSE;
  for (guint i = 0; words[i] != NULL; i++, n++)
    add_piece (out, g_strdup (words[i]));
  return n > 0;
}

/* @pending: a piece before a comma that may be the beginning of an unquoted name. */
static void
take_piece (GPtrArray *out, char **pending, char *piece)
{
  g_autofree char *text = piece;
  g_autofree char *before = g_steal_pointer (pending);

  if (*text == '\0')
    {
      if (before != NULL)
        *pending = g_steal_pointer (&before);
      return;
    }
  if (before != NULL && strchr (text, '<') != NULL && *text != '<' && *text != '"')
    {
      add_piece (out, g_strdup_printf ("%s, %s", before, text));
      return;
    }
  if (before != NULL)
    add_piece (out, g_steal_pointer (&before));
  if (strchr (text, '@') == NULL)
    *pending = g_steal_pointer (&text);
  else if (!add_bare_ones (out, text))
    add_piece (out, g_steal_pointer (&text));
}

static gboolean
is_separator (char c, gboolean semicolons)
{
  return c == ';' || c == '\n' || c == '\r' || (c == ',' && !semicolons);
}

/* "Friends: a@b.c, d@e.f;" or an "mailto:" in front: where the members begin. */
static const char *
skip_group_name (const char *start, const char *p)
{
  return *p == ':' && memchr (start, '@', (gsize) (p - start)) == NULL ? p + 1 : start;
}

GPtrArray *
alp_recipients_parse (const char *text)
{
  GPtrArray *out = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_recipient_free);
  g_autofree char *pending = NULL;
  gboolean semicolons;
  const char *start = text;
  Inside in = { 0 };

  if (text == NULL)
    return out;
  semicolons = has_semicolon (text) && strchr (text, ':') == NULL;
  for (const char *p = text; *p != '\0' && out->len < MAX_RECIPIENTS; p++)
    {
      gboolean inside = inside_step (&in, *p);

      /* A line end ends whatever was left open: one bad line of a pasted list spoils only itself. */
      if (inside && *p != '\n')
        continue;
      if (*p == '\n')
        in = (Inside) { 0 };
      start = skip_group_name (start, p);
      if (!is_separator (*p, semicolons))
        continue;
      take_piece (out, &pending, clean (start, (gsize) (p - start)));
      if (*p != ',' && pending != NULL)
        add_piece (out, g_steal_pointer (&pending));
      start = p + 1;
    }
  take_piece (out, &pending, clean (start, strlen (start)));
  if (pending != NULL)
    add_piece (out, g_steal_pointer (&pending));
  return out;
}

char *
alp_recipients_to_text (GPtrArray *recipients)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < recipients->len; i++)
    {
      const AlpRecipient *one = g_ptr_array_index (recipients, i);

      g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", one->text);
    }
  return g_string_free_and_steal (out);
}
