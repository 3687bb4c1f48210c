/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-response.c: the head of a response: tag, status and code, or number and word (RFC 9051 7, 7.1)
 *
 * Pure. Tolerant where the meaning is plain: double spaces, a code without text, "[…]" without "* OK" (I-27). */

#include "imap-response.h"

#include "base-log.h"
#include "imap-error.h"

#define TEXT_MAX 200

static const struct
{
  const char *word;
  ImapStatusKind status;
} statuses[] = {
  { "OK", IMAP_STATUS_OK },   { "NO", IMAP_STATUS_NO },           { "BAD", IMAP_STATUS_BAD },
  { "BYE", IMAP_STATUS_BYE }, { "PREAUTH", IMAP_STATUS_PREAUTH },
};

/* The next run of bytes without space. */
static BaseSpan
take_word (BaseSpan *span)
{
  BaseSpan word;

  base_span_skip_spaces (span);
  word = base_span (span->data + span->position, 0);
  while (!base_span_at_end (span) && base_span_peek (span) != ' ')
    span->position++, word.length++;
  return word;
}

static ImapStatusKind
find_status (BaseSpan word)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (strlen (statuses[i].word) == word.length
        && g_ascii_strncasecmp (word.data, statuses[i].word, word.length) == 0)
      return statuses[i].status;
  return IMAP_STATUS_NONE;
}

/* resp-text = ["[" resp-text-code "]" SP] text. A code whose end is missing is text (I-33). */
static void
parse_text (ImapResponse *self, BaseSpan *span)
{
  const char *from;
  const char *end;

  base_span_skip_spaces (span);
  from = span->data + span->position;
  if (base_span_peek (span) == '[' && (end = memchr (from, ']', base_span_left (span))) != NULL)
    {
      const char *space;
      const char *close;

      /* PERMANENTFLAGS (… \*): a flag may hold "]", so the list's end comes first. */
      close = memchr (from, '(', end - from);
      if (close != NULL && (close = memchr (close, ')', base_span_left (span) - (close - from))) != NULL
          && close > end)
        {
          const char *later = memchr (close, ']', base_span_left (span) - (close - from));

          end = later != NULL ? later : end;
        }
      space = memchr (from, ' ', end - from);
      self->code = g_ascii_strup (from + 1, (space != NULL ? space : end) - from - 1);
      if (space != NULL)
        self->code_rest = g_strstrip (g_strndup (space + 1, end - space - 1));
      span->position += end + 1 - from;
      base_span_skip_spaces (span);
    }
  self->text = base_log_clean_text (span->data + span->position, base_span_left (span), TEXT_MAX);
}

static gboolean
is_tag (BaseSpan word)
{
  if (word.length == 0 || word.length > 64)
    return FALSE;
  for (gsize i = 0; i < word.length; i++)
    if (!g_ascii_isalnum (word.data[i]))
      return FALSE;
  return TRUE;
}

/* mailbox-data / message-data: ["number" SP] word SP … */
static gboolean
parse_data (ImapResponse *self, GString *text, BaseSpan *span, BaseSpan word, GPtrArray *literals,
            GError **error)
{
  BaseSpan number = word;
  guint64 n;

  if (base_span_take_number (&number, G_MAXUINT32, &n) && base_span_at_end (&number))
    {
      self->has_number = TRUE;
      self->number = n;
      word = take_word (span);
    }
  if (word.length < sizeof self->word && memchr (word.data, '\0', word.length) == NULL)
    for (gsize i = 0; i < word.length; i++)
      self->word[i] = g_ascii_toupper (word.data[i]);
  self->kind = IMAP_RESPONSE_DATA;
  self->tree = imap_tree_parse (text, span->position, literals, error);
  return self->tree != NULL;
}

static gboolean
parse_head (ImapResponse *self, GString *text, GPtrArray *literals, gboolean *text_taken, GError **error)
{
  BaseSpan span = base_span (text->str, text->len);
  BaseSpan first = take_word (&span);
  BaseSpan word;

  if (first.length > 0 && first.data[0] == '+')
    {
      self->kind = IMAP_RESPONSE_CONTINUATION;
      self->text = g_strstrip (
          g_strndup (text->str + (first.data - text->str) + 1, text->len - (first.data - text->str) - 1));
      return TRUE;
    }
  if (first.length > 0 && first.data[0] == '[') /* a code without "* OK" */
    {
      self->kind = IMAP_RESPONSE_STATUS;
      self->status = IMAP_STATUS_OK;
      span.position = first.data - text->str;
      parse_text (self, &span);
      return TRUE;
    }
  word = take_word (&span);
  self->status = find_status (word);
  if (first.length == 1 && first.data[0] == '*')
    {
      if (self->status == IMAP_STATUS_NONE)
        {
          *text_taken = TRUE;
          return parse_data (self, text, &span, word, literals, error);
        }
      self->kind = IMAP_RESPONSE_STATUS;
      parse_text (self, &span);
      return TRUE;
    }
  if (!is_tag (first)
      || (self->status != IMAP_STATUS_OK && self->status != IMAP_STATUS_NO
          && self->status != IMAP_STATUS_BAD))
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PARSE, "a line that is no response");
      return FALSE;
    }
  self->kind = IMAP_RESPONSE_TAGGED;
  self->tag = g_strndup (first.data, first.length);
  parse_text (self, &span);
  return TRUE;
}

/**
 * imap_response_parse:
 * @text: (transfer full): from the framer
 * @literals: (transfer full) (nullable): from the framer
 *
 * Returns: (transfer full) (nullable): the response, or %NULL with IMAP_ERROR_PARSE: this one is lost, the next is not
 */
ImapResponse *
imap_response_parse (GString *text, GPtrArray *literals, GError **error)
{
  g_autoptr (ImapResponse) self = g_new0 (ImapResponse, 1);
  gboolean taken = FALSE;
  gboolean ok = parse_head (self, text, literals, &taken, error);

  if (!taken)
    {
      g_string_free (text, TRUE);
      g_clear_pointer (&literals, g_ptr_array_unref);
    }
  return ok ? g_steal_pointer (&self) : NULL;
}

/** imap_response_get_fetch: (transfer none) (nullable): "* n FETCH …" as a record, parsed once; %NULL: malformed. */
ImapFetch *
imap_response_get_fetch (ImapResponse *self)
{
  if (self->fetch == NULL && !self->fetch_failed)
    {
      self->fetch = imap_fetch_parse (self->tree, self->number, NULL);
      self->fetch_failed = self->fetch == NULL;
    }
  return self->fetch;
}

/** imap_response_free: %NULL is allowed. */
void
imap_response_free (ImapResponse *self)
{
  if (self == NULL)
    return;
  g_free (self->tag);
  g_free (self->code);
  g_free (self->code_rest);
  g_free (self->text);
  imap_fetch_free (self->fetch);
  imap_tree_free (self->tree);
  g_free (self);
}
