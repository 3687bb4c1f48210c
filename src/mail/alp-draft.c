/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft.c: a message being written
 *
 * Main thread. The composer's fields are properties; saving and sending take a record of it all to the engine's actor, so that typing
 * can go on. Attached bytes are copied on a worker of their own as soon as they are chosen. */

#include "alp-draft-private.h"

#include "alp-draft-files.h"
#include "alp-draft-jobs.h"
#include "alp-engine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _AlpDraft
{
  GObject parent_instance;

  AlpEngine *engine;
  AlpAccount *account; /* nullable */
  char *folder;        /* of the attachments' copies */
  AlpDraftRecord *record;
  GListStore *attachments;
  GPtrArray *waiting; /* Waiting: for attachments */
  char *written_to;
  char **added; /* nullable */
  gint64 id;    /* 0: not saved */
};

G_DEFINE_FINAL_TYPE (AlpDraft, alp_draft, G_TYPE_OBJECT)

enum
{
  PROP_TO = 1,
  PROP_CC,
  PROP_BCC,
  PROP_REPLY_TO,
  PROP_SUBJECT,
  PROP_TEXT,
  PROP_HTML,
  PROP_FROM_NAME,
  PROP_FROM_EMAIL,
  PROP_HEADERS,
  PROP_ACCOUNT,
  PROP_PRIORITY,
  PROP_RECEIPT,
  PROP_DELIVERY,
  PROP_REMIND_DAYS,
  PROP_DRAFT_ID,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

typedef struct
{
  AlpDraftAddedFunc func;
  gpointer user_data;
} Waiting;

AlpAccount *
alp_draft_get_account (AlpDraft *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT (self), NULL);

  return self->account;
}

void
alp_draft_set_account (AlpDraft *self, AlpAccount *account)
{
  g_return_if_fail (ALP_IS_DRAFT (self));

  if (g_set_object (&self->account, account))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
}

AlpEngine *
alp_draft_get_engine (AlpDraft *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT (self), NULL);

  return self->engine;
}

gint64
alp_draft_get_id (AlpDraft *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT (self), 0);

  return self->id;
}

const char *
alp_draft_get_folder (AlpDraft *self)
{
  return self->folder;
}

void
alp_draft_set_id (AlpDraft *self, gint64 draft_id)
{
  if (self->id == draft_id)
    return;
  self->id = draft_id;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAFT_ID]);
}

const char *
alp_draft_get_written_to (AlpDraft *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT (self), NULL);

  return self->written_to;
}

gboolean
alp_draft_get_is_reply (AlpDraft *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT (self), FALSE);

  return self->record->source_id != 0;
}

GListModel *
alp_draft_get_attachments (AlpDraft *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT (self), NULL);

  return G_LIST_MODEL (self->attachments);
}

void
alp_draft_set_source (AlpDraft *self, gint64 source_id, gboolean forward, const char *in_reply_to,
                      char **references)
{
  self->record->source_id = source_id;
  self->record->forward = forward;
  g_set_str (&self->record->in_reply_to, in_reply_to);
  g_strfreev (self->record->references);
  self->record->references = references;
}

void
alp_draft_set_written_to (AlpDraft *self, const char *email)
{
  g_set_str (&self->written_to, email);
}

void
alp_draft_set_added (AlpDraft *self, char **added)
{
  g_strfreev (self->added);
  self->added = added;
}

const char *const *
alp_draft_get_added (AlpDraft *self)
{
  return (const char *const *) self->added;
}

/* ---- making ---- */

AlpDraft *
alp_draft_new (AlpEngine *engine, AlpAccount *account)
{
  AlpDraft *self;

  g_return_val_if_fail (ALP_IS_ENGINE (engine), NULL);

  self = g_object_new (ALP_TYPE_DRAFT, NULL);
  self->engine = g_object_ref (engine);
  self->folder = g_build_filename (alp_engine_get_profile (engine), "attachments", NULL);
  g_set_object (&self->account, account);
  return self;
}

char **
alp_draft_dup_own_addresses (AlpEngine *engine)
{
  g_autoptr (GStrvBuilder) own = g_strv_builder_new ();
  GListModel *accounts = alp_engine_get_accounts (engine);
  const char **aliases = g_object_get_data (G_OBJECT (engine), "alp-own-addresses");

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      g_strv_builder_add (own, alp_account_get_email (account));
    }
  /* Aliases, as far as they were loaded: see alp-identity.c. */
  if (aliases != NULL)
    g_strv_builder_addv (own, aliases);
  return g_strv_builder_end (own);
}

AlpDraftRecord *
alp_draft_dup_record (AlpDraft *self)
{
  AlpDraftRecord *record = alp_draft_record_new ();
  const AlpDraftRecord *from = self->record;

  record->uid = g_strdup (from->uid);
  record->from_name = g_strdup (from->from_name != NULL ? from->from_name
                                : self->account != NULL ? alp_account_get_name (self->account)
                                                        : "");
  record->from_email = g_strdup (from->from_email != NULL ? from->from_email
                                 : self->account != NULL  ? alp_account_get_email (self->account)
                                                          : "");
  record->to = g_strdup (from->to);
  record->cc = g_strdup (from->cc);
  record->bcc = g_strdup (from->bcc);
  record->reply_to = g_strdup (from->reply_to);
  record->subject = g_strdup (from->subject);
  record->text = g_strdup (from->text);
  record->html = g_strdup (from->html);
  record->in_reply_to = g_strdup (from->in_reply_to);
  record->references = g_strdupv (from->references);
  record->headers = g_strdup (from->headers);
  record->source_id = from->source_id;
  record->forward = from->forward;
  record->priority = from->priority;
  record->receipt = from->receipt;
  record->delivery = from->delivery;
  record->remind_days = from->remind_days;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->attachments)); i++)
    {
      g_autoptr (AlpDraftAttachment) one = g_list_model_get_item (G_LIST_MODEL (self->attachments), i);

      if (alp_draft_attachment_get_state (one) == ALP_ATTACHMENT_READY)
        alp_draft_record_add_file (
            record, alp_draft_attachment_get_name (one), alp_draft_attachment_get_content_type (one),
            alp_draft_attachment_get_hash (one), alp_draft_attachment_get_key (one),
            alp_draft_attachment_get_size (one), alp_draft_attachment_get_inline (one));
    }
  return record;
}

/* Saved text is our own; all the same it passes through the object as any other. */
void
alp_draft_take_record (AlpDraft *self, gint64 draft_id, const AlpDraftRecord *record)
{
  self->id = draft_id;
  g_object_set (self, "to", record->to, "cc", record->cc, "bcc", record->bcc, "reply-to", record->reply_to,
                "subject", record->subject, "text", record->text, "html", record->html, "from-name",
                record->from_name, "from-email", record->from_email, "headers", record->headers, "priority",
                (int) record->priority, "receipt", record->receipt, "delivery", record->delivery,
                "remind-days", (int) MIN (record->remind_days, ALP_DRAFT_MAX_REMIND_DAYS), NULL);
  if (record->uid != NULL)
    g_set_str (&self->record->uid, record->uid);
  alp_draft_set_source (self, record->source_id, record->forward, record->in_reply_to,
                        g_strdupv (record->references));
  for (guint i = 0; i < record->files->len; i++)
    {
      const AlpDraftFile *file = g_ptr_array_index (record->files, i);
      g_autoptr (AlpDraftAttachment) one = alp_draft_attachment_new (
          self->folder, file->name, file->type, file->size, file->hash, file->key, file->is_inline);

      g_list_store_append (self->attachments, one);
    }
}

static void
take_attachments (AlpDraft *self, AlpDraft *from)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (from->attachments)); i++)
    {
      g_autoptr (AlpDraftAttachment) one = g_list_model_get_item (G_LIST_MODEL (from->attachments), i);
      g_autofree char *uri = alp_draft_attachment_dup_uri (one);

      if (alp_draft_find_uri (self, uri) == NULL)
        g_list_store_append (self->attachments, one);
    }
}

void
alp_draft_restore (AlpDraft *self, AlpDraft *version)
{
  const AlpDraftRecord *from;

  g_return_if_fail (ALP_IS_DRAFT (self));
  g_return_if_fail (ALP_IS_DRAFT (version));

  from = version->record;
  g_object_set (self, "to", from->to, "cc", from->cc, "bcc", from->bcc, "reply-to", from->reply_to, "subject",
                from->subject, "text", from->text, "html", from->html, "headers", from->headers, NULL);
  g_list_store_remove_all (self->attachments);
  take_attachments (self, version);
}

char *
alp_draft_take_template (AlpDraft *self, AlpDraft *pattern)
{
  const AlpDraftRecord *from;
  AlpDraftRecord *to;

  struct
  {
    const char *name;
    const char *value;
    const char *now;
  } fields[5];

  g_return_val_if_fail (ALP_IS_DRAFT (self), NULL);
  g_return_val_if_fail (ALP_IS_DRAFT (pattern), NULL);

  from = pattern->record;
  to = self->record;
  fields[0] = (typeof (fields[0])) { "to", from->to, to->to };
  fields[1] = (typeof (fields[0])) { "cc", from->cc, to->cc };
  fields[2] = (typeof (fields[0])) { "bcc", from->bcc, to->bcc };
  fields[3] = (typeof (fields[0])) { "subject", from->subject, to->subject };
  fields[4] = (typeof (fields[0])) { "headers", from->headers, to->headers };
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if ((fields[i].now == NULL || *fields[i].now == '\0') && fields[i].value != NULL)
      g_object_set (self, fields[i].name, fields[i].value, NULL);
  take_attachments (self, pattern);
  return from->html != NULL ? g_strdup (from->html) : alp_draft_text_to_html (from->text);
}

/* ---- attachments ---- */

static void
worker_end (gpointer data)
{
  base_worker_stop (data);
  base_worker_join (data);
  base_worker_unref (data);
}

/* Copying 25 MB must not hold up the saving of what is typed. */
BaseWorker *
alp_draft_get_worker (AlpEngine *engine)
{
  BaseWorker *worker = g_object_get_data (G_OBJECT (engine), "alp-draft-files");

  if (worker == NULL)
    {
      worker = base_worker_new ("attachments");
      g_object_set_data_full (G_OBJECT (engine), "alp-draft-files", worker, worker_end);
    }
  return worker;
}

/* (nullable): why the message cannot be sent whole */
static GError *
find_failed (AlpDraft *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->attachments)); i++)
    {
      g_autoptr (AlpDraftAttachment) one = g_list_model_get_item (G_LIST_MODEL (self->attachments), i);

      if (alp_draft_attachment_get_state (one) == ALP_ATTACHMENT_FAILED)
        return g_error_new_literal (ALP_ERROR, ALP_ERROR_INVALID, alp_draft_attachment_get_error (one));
    }
  return NULL;
}

static void
tell_waiting (AlpDraft *self)
{
  g_autoptr (GError) failed = NULL;

  if (alp_draft_is_adding (self))
    return;
  failed = find_failed (self);
  while (self->waiting->len > 0)
    {
      g_autofree Waiting *waiting = g_ptr_array_steal_index (self->waiting, 0);

      waiting->func (self, failed, waiting->user_data);
    }
}

void
alp_draft_when_added (AlpDraft *self, AlpDraftAddedFunc func, gpointer user_data)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->func = func;
  waiting->user_data = user_data;
  g_ptr_array_add (self->waiting, waiting);
  tell_waiting (self);
}

typedef struct
{
  AlpDraft *draft;
  AlpDraftAttachment *attachment;
} Adding;

static void
on_stashed (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autofree Adding *adding = data;
  g_autoptr (AlpDraft) self = adding->draft;
  g_autoptr (AlpDraftAttachment) attachment = adding->attachment;
  g_autoptr (GError) error = NULL;
  AlpStashed *stashed = base_worker_run_finish (result, &error);

  alp_draft_attachment_set_done (attachment, stashed, error != NULL ? error->message : NULL);
  g_clear_pointer (&stashed, alp_stashed_free);
  tell_waiting (self);
}

static AlpDraftAttachment *
add (AlpDraft *self, AlpStashJob *job, const char *name, gboolean is_inline)
{
  g_autoptr (AlpDraftAttachment) attachment = alp_draft_attachment_new (
      self->folder, name, job->type, job->bytes != NULL ? g_bytes_get_size (job->bytes) : 0, NULL, NULL,
      is_inline);
  Adding *adding = g_new0 (Adding, 1);

  g_list_store_append (self->attachments, attachment);
  adding->draft = g_object_ref (self);
  adding->attachment = g_object_ref (attachment);
  base_worker_run_async (alp_draft_get_worker (self->engine), BASE_PRIORITY_NORMAL, alp_stash_job_run, job,
                         alp_stash_job_free, alp_stashed_free, NULL, on_stashed, adding);
  return attachment;
}

AlpDraftAttachment *
alp_draft_add_file (AlpDraft *self, GFile *file, gboolean is_inline)
{
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (ALP_IS_DRAFT (self), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  base = g_file_get_basename (file);
  name = g_filename_display_name (base != NULL ? base : "");
  return add (self, alp_stash_job_new (self->folder, file, NULL, NULL, NULL), name, is_inline);
}

AlpDraftAttachment *
alp_draft_add_attachment (AlpDraft *self, const char *path)
{
  g_autoptr (GFile) file = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  file = g_file_new_for_path (path);
  return alp_draft_add_file (self, file, FALSE);
}

AlpDraftAttachment *
alp_draft_add_bytes (AlpDraft *self, GBytes *bytes, const char *name, const char *type, gboolean is_inline)
{
  g_return_val_if_fail (ALP_IS_DRAFT (self), NULL);

  return add (self, alp_stash_job_new (self->folder, NULL, bytes, name, type), name, is_inline);
}

void
alp_draft_remove_attachment (AlpDraft *self, AlpDraftAttachment *attachment)
{
  guint position;

  g_return_if_fail (ALP_IS_DRAFT (self));

  if (g_list_store_find (self->attachments, attachment, &position))
    g_list_store_remove (self->attachments, position);
}

AlpDraftAttachment *
alp_draft_find_uri (AlpDraft *self, const char *uri)
{
  g_return_val_if_fail (ALP_IS_DRAFT (self), NULL);

  if (uri == NULL || !g_str_has_prefix (uri, ALP_DRAFT_URI))
    return NULL;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->attachments)); i++)
    {
      g_autoptr (AlpDraftAttachment) one = g_list_model_get_item (G_LIST_MODEL (self->attachments), i);

      if (strcmp (alp_draft_attachment_get_key (one), uri + strlen (ALP_DRAFT_URI)) == 0)
        return one; /* the list keeps it */
    }
  return NULL;
}

gboolean
alp_draft_is_adding (AlpDraft *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT (self), FALSE);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->attachments)); i++)
    {
      g_autoptr (AlpDraftAttachment) one = g_list_model_get_item (G_LIST_MODEL (self->attachments), i);

      if (alp_draft_attachment_get_state (one) == ALP_ATTACHMENT_ADDING)
        return TRUE;
    }
  return FALSE;
}

guint64
alp_draft_get_attachments_size (AlpDraft *self)
{
  guint64 size = 0;

  g_return_val_if_fail (ALP_IS_DRAFT (self), 0);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->attachments)); i++)
    {
      g_autoptr (AlpDraftAttachment) one = g_list_model_get_item (G_LIST_MODEL (self->attachments), i);

      if (alp_draft_attachment_get_state (one) != ALP_ATTACHMENT_FAILED)
        size += alp_draft_attachment_get_size (one);
    }
  return size;
}

/* ---- saving and sending ---- */

static void
run (AlpDraft *self, gpointer tag, BaseWorkerFunc func, GCancellable *cancellable,
     GAsyncReadyCallback callback, gpointer user_data)
{
  AlpDraftJob *job;

  if (self->account == NULL || alp_engine_get_sync (self->engine) == NULL)
    {
      alp_job_fail (self, tag, cancellable, callback, user_data,
                    self->account != NULL ? alp_engine_new_stopped_error ()
                                          : g_error_new_literal (ALP_ERROR, ALP_ERROR_NOT_FOUND,
                                                                 _ ("Choose the address to send from.")));
      return;
    }
  job = alp_draft_job_new (alp_engine_get_sync (self->engine), alp_draft_dup_record (self));
  job->draft_id = self->id;
  job->account_id = alp_account_get_id (self->account);
  alp_job_run (self, tag, alp_engine_get_actor (self->engine), BASE_PRIORITY_INTERACTIVE, func, job,
               alp_draft_job_free, g_free, cancellable, callback, user_data);
}

static gboolean
finish (AlpDraft *self, gpointer tag, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = alp_job_finish (self, tag, result, error);

  if (id == NULL)
    return FALSE;
  alp_draft_set_id (self, *id);
  return TRUE;
}

void
alp_draft_save_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (ALP_IS_DRAFT (self));

  run (self, alp_draft_save_async, alp_draft_job_save, cancellable, callback, user_data);
}

gboolean
alp_draft_save_finish (AlpDraft *self, GAsyncResult *result, GError **error)
{
  return finish (self, alp_draft_save_async, result, error);
}

void
alp_draft_discard_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (ALP_IS_DRAFT (self));

  run (self, alp_draft_discard_async, alp_draft_job_discard, cancellable, callback, user_data);
}

gboolean
alp_draft_discard_finish (AlpDraft *self, GAsyncResult *result, GError **error)
{
  return finish (self, alp_draft_discard_async, result, error);
}

typedef struct
{
  GCancellable *cancellable;
  GAsyncReadyCallback callback;
  gpointer user_data;
} Sending;

static void
on_added (AlpDraft *self, const GError *error, gpointer data)
{
  g_autofree Sending *sending = data;
  g_autoptr (GCancellable) cancellable = sending->cancellable;

  if (error != NULL)
    alp_job_fail (self, alp_draft_send_async, cancellable, sending->callback, sending->user_data,
                  g_error_copy (error));
  else
    run (self, alp_draft_send_async, alp_draft_job_send, cancellable, sending->callback, sending->user_data);
}

void
alp_draft_send_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Sending *sending;

  g_return_if_fail (ALP_IS_DRAFT (self));

  sending = g_new0 (Sending, 1);
  g_set_object (&sending->cancellable, cancellable);
  sending->callback = callback;
  sending->user_data = user_data;
  alp_draft_when_added (self, on_added, sending);
}

gboolean
alp_draft_send_finish (AlpDraft *self, GAsyncResult *result, GError **error)
{
  return finish (self, alp_draft_send_async, result, error);
}

/* ---- GObject ---- */

static char **
text_field (AlpDraft *self, guint id)
{
  AlpDraftRecord *r = self->record;
  char **fields[] = { [PROP_TO] = &r->to,
                      [PROP_CC] = &r->cc,
                      [PROP_BCC] = &r->bcc,
                      [PROP_REPLY_TO] = &r->reply_to,
                      [PROP_SUBJECT] = &r->subject,
                      [PROP_TEXT] = &r->text,
                      [PROP_HTML] = &r->html,
                      [PROP_FROM_NAME] = &r->from_name,
                      [PROP_FROM_EMAIL] = &r->from_email,
                      [PROP_HEADERS] = &r->headers };

  return id < G_N_ELEMENTS (fields) ? fields[id] : NULL;
}

static void
alp_draft_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AlpDraft *self = ALP_DRAFT (object);
  char **text = text_field (self, id);

  if (text != NULL)
    g_value_set_string (value, *text);
  else if (id == PROP_ACCOUNT)
    g_value_set_object (value, self->account);
  else if (id == PROP_PRIORITY)
    g_value_set_int (value, (int) self->record->priority);
  else if (id == PROP_RECEIPT)
    g_value_set_boolean (value, self->record->receipt);
  else if (id == PROP_DELIVERY)
    g_value_set_boolean (value, self->record->delivery);
  else if (id == PROP_REMIND_DAYS)
    g_value_set_int (value, (int) self->record->remind_days);
  else if (id == PROP_DRAFT_ID)
    g_value_set_int64 (value, self->id);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
alp_draft_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AlpDraft *self = ALP_DRAFT (object);
  char **text = text_field (self, id);
  const char *string = text != NULL ? g_value_get_string (value) : NULL;

  if (text != NULL)
    {
      if (g_set_str (text, string != NULL || id >= PROP_HTML ? string : ""))
        g_object_notify_by_pspec (object, pspec);
    }
  else if (id == PROP_ACCOUNT)
    alp_draft_set_account (self, g_value_get_object (value));
  else if (id == PROP_PRIORITY)
    self->record->priority = (AlpPriority) g_value_get_int (value);
  else if (id == PROP_RECEIPT)
    self->record->receipt = g_value_get_boolean (value);
  else if (id == PROP_DELIVERY)
    self->record->delivery = g_value_get_boolean (value);
  else if (id == PROP_REMIND_DAYS)
    self->record->remind_days = (guint) g_value_get_int (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  if (id == PROP_PRIORITY || id == PROP_RECEIPT || id == PROP_DELIVERY || id == PROP_REMIND_DAYS)
    g_object_notify_by_pspec (object, pspec);
}

static void
alp_draft_finalize (GObject *object)
{
  AlpDraft *self = ALP_DRAFT (object);

  alp_draft_record_free (self->record);
  g_ptr_array_unref (self->waiting);
  g_clear_object (&self->attachments);
  g_clear_object (&self->account);
  g_clear_object (&self->engine);
  g_free (self->folder);
  g_free (self->written_to);
  g_strfreev (self->added);
  G_OBJECT_CLASS (alp_draft_parent_class)->finalize (object);
}

static void
alp_draft_class_init (AlpDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  static const char *const names[] = { [PROP_TO] = "to",
                                       [PROP_CC] = "cc",
                                       [PROP_BCC] = "bcc",
                                       [PROP_REPLY_TO] = "reply-to",
                                       [PROP_SUBJECT] = "subject",
                                       [PROP_TEXT] = "text",
                                       [PROP_HTML] = "html",
                                       [PROP_FROM_NAME] = "from-name",
                                       [PROP_FROM_EMAIL] = "from-email",
                                       [PROP_HEADERS] = "headers" };

  object_class->get_property = alp_draft_get_property;
  object_class->set_property = alp_draft_set_property;
  object_class->finalize = alp_draft_finalize;
  for (guint id = PROP_TO; id < G_N_ELEMENTS (names); id++)
    properties[id] = g_param_spec_string (names[id], NULL, NULL, id < PROP_HTML ? "" : NULL, flags);
  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, ALP_TYPE_ACCOUNT, flags);
  properties[PROP_PRIORITY] = g_param_spec_int ("priority", NULL, NULL, ALP_PRIORITY_HIGH, ALP_PRIORITY_LOW,
                                                ALP_PRIORITY_NORMAL, flags);
  properties[PROP_RECEIPT] = g_param_spec_boolean ("receipt", NULL, NULL, FALSE, flags);
  properties[PROP_DELIVERY] = g_param_spec_boolean ("delivery", NULL, NULL, FALSE, flags);
  properties[PROP_REMIND_DAYS]
      = g_param_spec_int ("remind-days", NULL, NULL, 0, ALP_DRAFT_MAX_REMIND_DAYS, 0, flags);
  properties[PROP_DRAFT_ID] = g_param_spec_int64 ("draft-id", NULL, NULL, 0, G_MAXINT64, 0,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
alp_draft_init (AlpDraft *self)
{
  self->record = alp_draft_record_new ();
  self->record->uid = g_uuid_string_random ();
  for (guint id = PROP_TO; id < PROP_HTML; id++)
    *text_field (self, id) = g_strdup ("");
  self->attachments = g_list_store_new (ALP_TYPE_DRAFT_ATTACHMENT);
  self->waiting = g_ptr_array_new ();
}
