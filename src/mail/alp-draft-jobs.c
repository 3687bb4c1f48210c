/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-jobs.c: a draft saved, thrown away, or made into a message for the outbox
 *
 * Runs on the engine's actor; disk only. The Message-ID is made here, before the first attempt to send, and never again. */

#include "alp-draft-jobs.h"

#include "alp-error.h"
#include "alp-job.h"

#include <glib/gi18n-lib.h>
#include <string.h>

AlpDraftJob *
alp_draft_job_new (SyncEngine *sync)
{
  AlpDraftJob *self = g_new0 (AlpDraftJob, 1);

  self->sync = sync;
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_attachment_free);
  return self;
}

void
alp_draft_job_take_base (AlpDraftJob *self, const MimeDraft *base)
{
  self->in_reply_to = g_strdup (base->in_reply_to);
  self->references = g_strdupv (base->references);
  for (guint i = 0; i < base->attachments->len; i++)
    {
      const MimeAttachment *one = g_ptr_array_index (base->attachments, i);
      MimeAttachment *copy = mime_attachment_new (one->name, one->type, one->bytes, one->path);

      copy->content_id = g_strdup (one->content_id);
      g_ptr_array_add (self->attachments, copy);
    }
}

void
alp_draft_job_free (gpointer data)
{
  AlpDraftJob *self = data;

  g_clear_pointer (&self->from, mime_address_free);
  g_free (self->to);
  g_free (self->cc);
  g_free (self->bcc);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->html);
  g_strfreev (self->paths);
  g_ptr_array_unref (self->attachments);
  g_free (self->in_reply_to);
  g_strfreev (self->references);
  g_free (self);
}

static void
add_text (GVariantDict *fields, const char *key, const char *value)
{
  if (value != NULL)
    g_variant_dict_insert (fields, key, "s", value);
}

/* Text form of a GVariant: readable, and a later version can add keys. */
static GBytes *
serialize (const AlpDraftJob *self)
{
  g_auto (GVariantDict) fields = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) value = NULL;
  char *text;

  add_text (&fields, "to", self->to);
  add_text (&fields, "cc", self->cc);
  add_text (&fields, "bcc", self->bcc);
  add_text (&fields, "subject", self->subject);
  add_text (&fields, "text", self->text);
  add_text (&fields, "html", self->html);
  add_text (&fields, "in-reply-to", self->in_reply_to);
  if (self->references != NULL)
    g_variant_dict_insert_value (&fields, "references",
                                 g_variant_new_strv ((const char *const *) self->references, -1));
  if (self->paths != NULL)
    g_variant_dict_insert_value (&fields, "attachments",
                                 g_variant_new_bytestring_array ((const char *const *) self->paths, -1));
  g_variant_dict_insert (&fields, "source", "x", self->source_id);
  g_variant_dict_insert (&fields, "forward", "b", self->forward);
  value = g_variant_ref_sink (g_variant_dict_end (&fields));
  text = g_variant_print (value, TRUE);
  return g_bytes_new_take (text, strlen (text));
}

gpointer
alp_draft_job_save (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpDraftJob *self = argument;
  g_autoptr (GBytes) content = serialize (self);
  gint64 id = store_draft_save (sync_engine_get_store (self->sync), self->draft_id, self->account_id,
                                self->subject, content, error);

  return id != 0 ? g_memdup2 (&id, sizeof id) : NULL;
}

gpointer
alp_draft_job_discard (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpDraftJob *self = argument;

  if (self->draft_id != 0 && !store_draft_remove (sync_engine_get_store (self->sync), self->draft_id, error))
    return NULL;
  return ALP_JOB_DONE;
}

static gboolean
take_addresses (GPtrArray *into, const char *typed, GError **error)
{
  g_autoptr (GPtrArray) addresses = mime_addresses_parse (typed);

  for (guint i = 0; i < addresses->len; i++)
    {
      const MimeAddress *address = g_ptr_array_index (addresses, i);

      if (!mime_address_is_valid (address->email))
        {
          g_set_error (error, ALP_ERROR, ALP_ERROR_INVALID,
                       _ ("“%s” is not an address. Correct it and send it again."),
                       *address->email != '\0' ? address->email : address->name);
          return FALSE;
        }
      g_ptr_array_add (into, mime_address_copy (address));
    }
  return TRUE;
}

static gboolean
take_attachments (MimeDraft *draft, AlpDraftJob *self, GError **error)
{
  for (guint i = 0; self->paths != NULL && self->paths[i] != NULL; i++)
    {
      if (!g_file_test (self->paths[i], G_FILE_TEST_IS_REGULAR))
        {
          g_autofree char *name = g_filename_display_name (self->paths[i]);

          g_set_error (error, ALP_ERROR, ALP_ERROR_INVALID,
                       _ ("The file “%s” is not there any more. Remove it or attach it again."), name);
          return FALSE;
        }
      g_ptr_array_add (draft->attachments, mime_attachment_new (NULL, NULL, NULL, self->paths[i]));
    }
  while (self->attachments != NULL && self->attachments->len > 0)
    g_ptr_array_add (draft->attachments, g_ptr_array_steal_index (self->attachments, 0));
  return TRUE;
}

static MimeDraft *
make_draft (AlpDraftJob *self, GError **error)
{
  g_autoptr (MimeDraft) draft = mime_draft_new ();

  if (!take_addresses (draft->to, self->to, error) || !take_addresses (draft->cc, self->cc, error)
      || !take_addresses (draft->bcc, self->bcc, error) || !take_attachments (draft, self, error))
    return NULL;
  if (draft->to->len + draft->cc->len + draft->bcc->len == 0)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID,
                           _ ("The message has no recipient. Add one and send it again."));
      return NULL;
    }
  draft->from = mime_address_copy (self->from);
  draft->subject = g_strdup (self->subject);
  draft->text = g_strdup (self->text);
  draft->html = g_strdup (self->html);
  draft->in_reply_to = g_strdup (self->in_reply_to);
  draft->references = g_strdupv (self->references);
  draft->message_id = mime_build_message_id (self->from->email);
  return g_steal_pointer (&draft);
}

/* The message is on its way: that its original is not marked would be no reason to say otherwise. */
static void
mark_original (AlpDraftJob *self, Store *store)
{
  StoreAction action = { .kind = STORE_ACTION_FLAGS, .message_ids = &self->source_id, .n_messages = 1 };

  if (self->source_id == 0)
    return;
  action.automatic = TRUE;
  action.add_flags = self->forward ? STORE_FLAG_FORWARDED : STORE_FLAG_ANSWERED;
  if (store_act (store, &action, NULL) != 0)
    sync_engine_wake (self->sync, self->account_id);
}

static void
translate_mime (GError **error)
{
  if (error != NULL && *error != NULL && (*error)->domain == MIME_ERROR)
    {
      (*error)->domain = SYNC_ERROR;
      (*error)->code = SYNC_ERROR_MESSAGE;
    }
}

gpointer
alp_draft_job_send (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpDraftJob *self = argument;
  Store *store = sync_engine_get_store (self->sync);
  g_autoptr (MimeDraft) draft = make_draft (self, error);
  g_autoptr (GBytes) message = draft != NULL ? mime_build (draft, FALSE, error) : NULL;
  g_auto (GStrv) recipients = NULL;

  if (message == NULL)
    {
      translate_mime (error);
      return NULL;
    }
  recipients = mime_draft_dup_recipients (draft);
  if (sync_engine_send (self->sync, self->account_id, self->from->email, (const char *const *) recipients,
                        message, 0, error)
      == 0)
    return NULL;
  if (self->draft_id != 0)
    store_draft_remove (store, self->draft_id, NULL);
  mark_original (self, store);
  return ALP_JOB_DONE;
}
