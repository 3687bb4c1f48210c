/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-content.c: a whole message for a view
 *
 * Main thread. A thin object over an AlpParsed record, which a worker made. */

#include "alp-content-private.h"

#include <string.h>

struct _AlpContent
{
  GObject parent_instance;

  gint64 message_id;
  AlpParsed *parsed;
  char *from;
  char *reply_to;
  char *to;
  char *cc;
  char *bcc;
  GListStore *attachments;
};

G_DEFINE_FINAL_TYPE (AlpContent, alp_content, G_TYPE_OBJECT)

gint64
alp_content_get_message_id (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), 0);

  return self->message_id;
}

gint64
alp_content_get_account_id (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), 0);

  return self->parsed->account_id;
}

const AlpFacts *
alp_content_get_facts (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return self->parsed->facts;
}

gint64
alp_content_next_loose_id (void)
{
  static gint64 last;

  return --last;
}

const char *
alp_content_get_html (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return self->parsed->html;
}

const char *
alp_content_get_text (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return self->parsed->text;
}

const char *
alp_content_get_text_html (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return self->parsed->text_html;
}

const char *
alp_content_get_subject (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return self->parsed->subject;
}

const char *
alp_content_get_from (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return self->from;
}

const char *
alp_content_get_reply_to (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return self->reply_to;
}

const char *
alp_content_get_to (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return self->to;
}

const char *
alp_content_get_cc (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return self->cc;
}

const char *
alp_content_get_bcc (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return self->bcc;
}

const char *
alp_content_get_rfc_message_id (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return self->parsed->message_id;
}

const char *const *
alp_content_get_references (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return (const char *const *) self->parsed->references;
}

gint64
alp_content_get_date (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), 0);

  return self->parsed->date;
}

GListModel *
alp_content_get_attachments (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return G_LIST_MODEL (self->attachments);
}

guint
alp_content_get_remote_images (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), 0);

  return self->parsed->remote_images;
}

guint
alp_content_get_trackers (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), 0);

  return self->parsed->trackers;
}

const char *
alp_content_get_remote_uri (AlpContent *self, const char *part_uri)
{
  g_autofree char *prefix = NULL;
  guint64 n;

  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  prefix = g_strdup_printf ("alp-part:%" G_GINT64_FORMAT "/remote/", self->message_id);
  if (part_uri == NULL || !g_str_has_prefix (part_uri, prefix)
      || !g_ascii_string_to_unsigned (part_uri + strlen (prefix), 10, 0, G_MAXUINT, &n, NULL)
      || n >= self->parsed->remote->len)
    return NULL;
  return g_ptr_array_index (self->parsed->remote, n);
}

const char *const *
alp_content_get_defects (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return (const char *const *) self->parsed->defects;
}

GBytes *
alp_content_get_source (AlpContent *self)
{
  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  return self->parsed->source;
}

/**
 * alp_content_dup_part:
 * @uri: as it stands in alp_content_get_html ()
 *
 * Only inline images are kept for this.
 */
GBytes *
alp_content_dup_part (AlpContent *self, const char *uri, char **type)
{
  g_autofree char *prefix = NULL;

  g_return_val_if_fail (ALP_IS_CONTENT (self), NULL);

  prefix = g_strdup_printf ("alp-part:%" G_GINT64_FORMAT "/", self->message_id);
  if (uri == NULL || !g_str_has_prefix (uri, prefix))
    return NULL;
  for (guint i = 0; i < self->parsed->parts->len; i++)
    {
      const AlpParsedPart *part = g_ptr_array_index (self->parsed->parts, i);

      if (part->bytes != NULL && strcmp (part->section, uri + strlen (prefix)) == 0)
        {
          *type = g_strdup (part->type);
          return g_bytes_ref (part->bytes);
        }
    }
  return NULL;
}

AlpContent *
alp_content_new (gint64 message_id, AlpParsed *parsed, BaseWorker *worker)
{
  AlpContent *self = g_object_new (ALP_TYPE_CONTENT, NULL);
  GBytes *bytes = parsed->opened != NULL ? parsed->opened : parsed->source;

  self->message_id = message_id;
  self->parsed = parsed;
  self->from = alp_parsed_addresses_to_text (parsed->from);
  self->reply_to = alp_parsed_addresses_to_text (parsed->reply_to);
  self->to = alp_parsed_addresses_to_text (parsed->to);
  self->cc = alp_parsed_addresses_to_text (parsed->cc);
  self->bcc = alp_parsed_addresses_to_text (parsed->bcc);
  for (guint i = 0; i < parsed->parts->len; i++)
    {
      const AlpParsedPart *part = g_ptr_array_index (parsed->parts, i);
      g_autoptr (AlpPart) item = part->attachment ? alp_part_new (bytes, part, worker) : NULL;

      if (item != NULL)
        g_list_store_append (self->attachments, item);
    }
  return self;
}

static void
alp_content_finalize (GObject *object)
{
  AlpContent *self = ALP_CONTENT (object);

  g_clear_pointer (&self->parsed, alp_parsed_free);
  g_free (self->from);
  g_free (self->reply_to);
  g_free (self->to);
  g_free (self->cc);
  g_free (self->bcc);
  g_clear_object (&self->attachments);
  G_OBJECT_CLASS (alp_content_parent_class)->finalize (object);
}

static void
alp_content_class_init (AlpContentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = alp_content_finalize;
}

static void
alp_content_init (AlpContent *self)
{
  self->attachments = g_list_store_new (ALP_TYPE_PART);
}
