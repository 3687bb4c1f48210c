/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pop-reply.c: one status line of a POP3 server. Pure. */

#include "pop-reply.h"

#include <string.h>

#include "base-log.h"

#define MAX_TEXT 500

/** pop_reply_free: @self may be %NULL */
void
pop_reply_free (PopReply *self)
{
  if (self == NULL)
    return;
  g_free (self->code);
  g_free (self->text);
  g_free (self);
}

/* RFC 2449 8: resp-code = "[" resp-level *("/" resp-level) "]"; resp-level = 1*rchar */
static char *
dup_code (const char *text)
{
  const char *end = *text == '[' ? strchr (text, ']') : NULL;
  g_autofree char *code = NULL;

  if (end == NULL || end == text + 1 || end - text > 60)
    return NULL;
  code = g_strndup (text + 1, end - text - 1);
  for (const char *p = code; *p != '\0'; p++)
    if (*p <= ' ' || *p > '~' || *p == '[')
      return NULL;
  return g_ascii_strup (code, -1);
}

/**
 * pop_reply_parse:
 * @line: without its end, NUL-terminated
 *
 * RFC 1939 3: "+OK" or "-ERR", then nothing or a space and text; RFC 5034 4: "+" SP challenge. Any case is taken.
 * Returns: (transfer full) (nullable): the reply; %NULL when it is none
 */
PopReply *
pop_reply_parse (const char *line, gsize length)
{
  static const struct
  {
    const char *word;
    PopStatus status;
  } words[] = { { "+OK", POP_STATUS_OK }, { "-ERR", POP_STATUS_ERROR }, { "+", POP_STATUS_CONTINUE } };

  if (memchr (line, '\0', length) != NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize n = strlen (words[i].word);
      PopReply *self;

      if (g_ascii_strncasecmp (line, words[i].word, n) != 0 || (line[n] != '\0' && line[n] != ' '))
        continue;
      self = g_new0 (PopReply, 1);
      self->status = words[i].status;
      self->text = g_strdup (line[n] == ' ' ? line + n + 1 : "");
      if (self->status != POP_STATUS_CONTINUE)
        self->code = dup_code (self->text);
      return self;
    }
  return NULL;
}

/** pop_reply_dup_text: Returns: (transfer full): the server's words, made printable, at most 500 characters */
char *
pop_reply_dup_text (const PopReply *self)
{
  return base_log_clean_text (self->text, strlen (self->text), MAX_TEXT);
}
