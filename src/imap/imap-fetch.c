/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-fetch.c: FETCH responses (RFC 9051 7.5.2, msg-att; RFC 7162 MODSEQ; RFC 8474; X-GM-EXT-1)
 *
 * One item that is malformed costs that item (I-26); the pair structure itself must hold. */

#include "imap-fetch.h"

#include "base-log.h"
#include "imap-date.h"
#include "imap-error.h"

#define PREVIEW_MAX 256

static gboolean
has_prefix (const ImapValue *value, const char *prefix)
{
  gsize n = strlen (prefix);

  return value->length >= n && g_ascii_strncasecmp (value->data, prefix, n) == 0;
}

static gboolean
parse_flags (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  g_clear_pointer (&self->keywords, g_strfreev);
  return imap_flags_parse (tree, value, &self->flags, &self->keywords);
}

static gboolean
parse_date (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  if (value->kind != IMAP_VALUE_LIST)
    imap_date_parse (value->data, value->length, &self->internal_date);
  return TRUE;
}

static gboolean
parse_size (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  return imap_value_get_number (value, G_MAXINT64, &self->size);
}

/* Said twice it must be the same: bytes are never given to a UID that may be another message's (I-12). */
static gboolean
parse_uid (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  guint64 uid;

  if (!imap_value_get_number (value, G_MAXUINT32, &uid) || uid == 0)
    return FALSE;
  self->uid_unclear |= self->uid != 0 && self->uid != uid;
  self->uid = (guint32) uid;
  return TRUE;
}

/* MODSEQ (n). Senseless ones count as none (I-14). */
static gboolean
parse_modseq (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  const ImapValue *number = value->kind == IMAP_VALUE_LIST ? imap_tree_child (tree, value) : value;

  return imap_value_get_number (number, G_MAXINT64, &self->modseq);
}

static gboolean
parse_envelope (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  imap_envelope_free (self->envelope);
  self->envelope = imap_envelope_parse (tree, value, NULL);
  return TRUE;
}

static gboolean
parse_bodystructure (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  imap_bodystructure_free (self->bodystructure);
  self->bodystructure = imap_bodystructure_parse (tree, value, NULL);
  return TRUE;
}

static gboolean
take_object_id (char **id, const ImapTree *tree, const ImapValue *value)
{
  char *text = imap_value_dup_object_id (tree, value);

  if (text == NULL)
    return FALSE;
  g_free (*id);
  *id = text;
  return TRUE;
}

static gboolean
parse_email_id (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  return take_object_id (&self->email_id, tree, value);
}

static gboolean
parse_thread_id (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  return take_object_id (&self->thread_id, tree, value);
}

/* SAVEDATE date-time / NIL (RFC 8514 4.2) */
static gboolean
parse_save_date (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  return value->kind != IMAP_VALUE_LIST && imap_date_parse (value->data, value->length, &self->save_date);
}

/* PREVIEW nstring (RFC 8970 3): text of the message, so from anybody */
static gboolean
parse_preview (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  if (value->kind == IMAP_VALUE_LIST || imap_value_is_nil (value))
    return FALSE;
  g_free (self->preview);
  self->preview = base_log_clean_text (value->data, (gssize) value->length, PREVIEW_MAX);
  return TRUE;
}

static gboolean
parse_gm_msgid (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  return imap_value_get_number (value, G_MAXUINT64, &self->gm_msgid);
}

static gboolean
parse_gm_thrid (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  return imap_value_get_number (value, G_MAXUINT64, &self->gm_thrid);
}

static gboolean
parse_gm_labels (ImapFetch *self, const ImapTree *tree, const ImapValue *value)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (const ImapValue *v = imap_tree_child (tree, value); v != NULL; v = imap_tree_sibling (tree, value, v))
    {
      char *label = imap_value_dup_string (v);

      if (label != NULL)
        g_strv_builder_take (builder, label);
    }
  g_strfreev (self->gm_labels);
  self->gm_labels = g_strv_builder_end (builder);
  return TRUE;
}

static const struct
{
  const char *name;
  guint bit;
  gboolean (*parse) (ImapFetch *self, const ImapTree *tree, const ImapValue *value);
} items[] = {
  { "UID", IMAP_FETCH_UID, parse_uid },
  { "FLAGS", IMAP_FETCH_FLAGS, parse_flags },
  { "INTERNALDATE", IMAP_FETCH_DATE, parse_date },
  { "RFC822.SIZE", IMAP_FETCH_SIZE, parse_size },
  { "MODSEQ", IMAP_FETCH_MODSEQ, parse_modseq },
  { "ENVELOPE", IMAP_FETCH_ENVELOPE, parse_envelope },
  { "BODYSTRUCTURE", IMAP_FETCH_BODYSTRUCTURE, parse_bodystructure },
  { "EMAILID", IMAP_FETCH_EMAILID, parse_email_id },
  { "THREADID", IMAP_FETCH_THREADID, parse_thread_id },
  { "SAVEDATE", IMAP_FETCH_SAVEDATE, parse_save_date },
  { "PREVIEW", IMAP_FETCH_PREVIEW, parse_preview },
  { "X-GM-MSGID", IMAP_FETCH_GMAIL, parse_gm_msgid },
  { "X-GM-THRID", IMAP_FETCH_GMAIL, parse_gm_thrid },
  { "X-GM-LABELS", IMAP_FETCH_GMAIL, parse_gm_labels },
};

/* BODY[section]<offset> or BINARY[section]<offset> string / nil */
static void
parse_section (ImapFetch *self, const ImapTree *tree, const ImapValue *name, const ImapValue *value)
{
  const char *from = name->data + (g_ascii_tolower (name->data[1]) == 'o' ? 5 : 7);
  const char *end = memrchr (name->data, ']', name->length);
  BaseSpan rest;

  if (end == NULL || end < from || value->kind == IMAP_VALUE_LIST || imap_value_is_nil (value))
    return;
  rest = base_span (end + 1, name->length - (end + 1 - name->data));
  if (end - from >= 6 && g_ascii_strncasecmp (from, "HEADER", 6) == 0)
    {
      g_clear_pointer (&self->header, g_bytes_unref);
      self->header = imap_tree_dup_bytes (tree, value);
      self->has |= IMAP_FETCH_HEADERS;
      return;
    }
  self->section_offset = 0;
  if (base_span_skip_char (&rest, '<') && !base_span_take_number (&rest, G_MAXUINT32, &self->section_offset))
    return;
  g_free (self->section);
  self->section = g_ascii_strup (from, end - from);
  g_clear_pointer (&self->section_bytes, g_bytes_unref);
  self->section_bytes = imap_tree_dup_bytes (tree, value);
  self->has |= IMAP_FETCH_SECTION;
}

static void
parse_item (ImapFetch *self, const ImapTree *tree, const ImapValue *name, const ImapValue *value)
{
  if (has_prefix (name, "BODY[") || has_prefix (name, "BINARY["))
    {
      parse_section (self, tree, name, value);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if (imap_value_is (name, items[i].name))
      {
        if (items[i].parse (self, tree, value))
          self->has |= items[i].bit;
        return;
      }
}

/**
 * imap_fetch_parse:
 * @tree: what follows "* n FETCH"
 *
 * Returns: (transfer full) (nullable): the record, or %NULL with IMAP_ERROR_PARSE
 */
ImapFetch *
imap_fetch_parse (const ImapTree *tree, guint32 sequence, GError **error)
{
  const ImapValue *list = imap_tree_first (tree);
  ImapFetch *self;

  if (list == NULL || list->kind != IMAP_VALUE_LIST)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PARSE, "malformed FETCH");
      return NULL;
    }
  self = g_new0 (ImapFetch, 1);
  self->sequence = sequence;
  for (const ImapValue *name = imap_tree_child (tree, list); name != NULL;)
    {
      const ImapValue *value = imap_tree_sibling (tree, list, name);

      if (name->kind != IMAP_VALUE_ATOM || value == NULL)
        break; /* what came before still counts */
      parse_item (self, tree, name, value);
      name = imap_tree_sibling (tree, list, value);
    }
  if (self->uid_unclear)
    {
      self->uid = 0;
      self->has &= ~(guint) IMAP_FETCH_UID;
    }
  return self;
}

/** imap_fetch_free: %NULL is allowed. */
void
imap_fetch_free (ImapFetch *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->keywords);
  g_clear_pointer (&self->header, g_bytes_unref);
  imap_envelope_free (self->envelope);
  imap_bodystructure_free (self->bodystructure);
  g_free (self->section);
  g_clear_pointer (&self->section_bytes, g_bytes_unref);
  g_free (self->email_id);
  g_free (self->thread_id);
  g_free (self->preview);
  g_strfreev (self->gm_labels);
  g_free (self);
}
