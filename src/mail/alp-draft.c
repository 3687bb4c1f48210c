/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft.c: a message being written
 *
 * Main thread. The composer's fields are properties; everything else a message needs (threading, parts of a forwarded message) is kept
 * in a MimeDraft made when the draft was. Saving and sending take a copy of it all to the engine's actor, so that typing can go on. */

#include "alp-draft.h"

#include "alp-draft-jobs.h"
#include "alp-engine-private.h"
#include "mime-reply.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _AlpDraft
{
  GObject parent_instance;

  AlpEngine *engine;
  AlpAccount *account; /* nullable */
  MimeDraft *base;     /* nullable: what a reply or forward brings */
  gint64 id;           /* 0: not saved */
  gint64 source_id;    /* the message answered, 0: none */
  AlpReplyKind kind;   /* only with source_id */
  char *to;
  char *cc;
  char *bcc;
  char *subject;
  char *text;
  char *html;
  GPtrArray *paths; /* of attachments; NULL-terminated */
};

G_DEFINE_FINAL_TYPE (AlpDraft, alp_draft, G_TYPE_OBJECT)

enum
{
  PROP_TO = 1,
  PROP_CC,
  PROP_BCC,
  PROP_SUBJECT,
  PROP_TEXT,
  PROP_HTML,
  PROP_ACCOUNT,
  PROP_DRAFT_ID,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

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

gint64
alp_draft_get_id (AlpDraft *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT (self), 0);

  return self->id;
}

void
alp_draft_add_attachment (AlpDraft *self, const char *path)
{
  g_return_if_fail (ALP_IS_DRAFT (self));
  g_return_if_fail (path != NULL);

  g_ptr_array_add (self->paths, g_strdup (path));
}

void
alp_draft_remove_attachment (AlpDraft *self, const char *path)
{
  g_return_if_fail (ALP_IS_DRAFT (self));
  g_return_if_fail (path != NULL);

  for (guint i = 0; i < self->paths->len; i++)
    if (strcmp (g_ptr_array_index (self->paths, i), path) == 0)
      {
        g_ptr_array_remove_index (self->paths, i);
        return;
      }
}

const char *const *
alp_draft_get_attachments (AlpDraft *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT (self), NULL);

  return (const char *const *) self->paths->pdata;
}

/* ---- making ---- */

AlpDraft *
alp_draft_new (AlpEngine *engine, AlpAccount *account)
{
  AlpDraft *self;

  g_return_val_if_fail (ALP_IS_ENGINE (engine), NULL);

  self = g_object_new (ALP_TYPE_DRAFT, NULL);
  self->engine = g_object_ref (engine);
  g_set_object (&self->account, account);
  return self;
}

static char **
own_addresses (AlpEngine *engine)
{
  g_autoptr (GStrvBuilder) own = g_strv_builder_new ();
  GListModel *accounts = alp_engine_get_accounts (engine);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      g_strv_builder_add (own, alp_account_get_email (account));
    }
  return g_strv_builder_end (own);
}

static char *
make_intro (AlpContent *content, AlpReplyKind kind)
{
  g_autoptr (GDateTime) date = alp_content_get_date (content) != 0
                                   ? g_date_time_new_from_unix_local (alp_content_get_date (content))
                                   : NULL;
  g_autofree char *when = date != NULL ? g_date_time_format (date, "%x %H:%M") : NULL;

  if (kind == ALP_REPLY_FORWARD)
    /* Translators: above a forwarded message: sender, date, subject, recipients */
    return g_strdup_printf (
        _ ("---------- Forwarded message ----------\nFrom: %s\nDate: %s\nSubject: %s\nTo: %s\n"),
        alp_content_get_from (content), when != NULL ? when : "", alp_content_get_subject (content),
        alp_content_get_to (content));
  if (when == NULL)
    /* Translators: above the quoted text; %s is the sender */
    return g_strdup_printf (_ ("%s wrote:"), alp_content_get_from (content));
  /* Translators: above the quoted text; date, sender */
  return g_strdup_printf (_ ("On %s, %s wrote:"), when, alp_content_get_from (content));
}

static MimeAddress *
from_address (AlpAccount *account)
{
  return mime_address_new (account != NULL ? alp_account_get_name (account) : "",
                           account != NULL ? alp_account_get_email (account) : "");
}

static void
take_base (AlpDraft *self, MimeDraft *base)
{
  self->base = base;
  g_free (self->to);
  g_free (self->cc);
  self->to = mime_addresses_to_text (base->to, MIME_MAX_ADDRESSES);
  self->cc = mime_addresses_to_text (base->cc, MIME_MAX_ADDRESSES);
  g_set_str (&self->subject, base->subject != NULL ? base->subject : "");
  g_set_str (&self->text, base->text != NULL ? base->text : "");
}

/* Without the text: enough to answer. */
static void
fill_from_row (AlpDraft *self, AlpMessage *message, AlpReplyKind kind)
{
  g_autofree char *subject = mime_subject_normalize (alp_message_get_subject (message));
  g_autofree char *whole = g_strdup_printf ("%s %s", kind == ALP_REPLY_FORWARD ? "Fwd:" : "Re:", subject);

  g_set_str (&self->subject, whole);
  if (kind != ALP_REPLY_FORWARD)
    g_set_str (&self->to, alp_message_get_sender_email (message));
}

AlpDraft *
alp_draft_new_reply (AlpEngine *engine, AlpMessage *message, AlpContent *content, AlpReplyKind kind)
{
  AlpDraft *self;
  g_auto (GStrv) own = NULL;
  g_autofree char *intro = NULL;
  g_autoptr (MimeMessage) original = NULL;
  g_autoptr (MimeAddress) from = NULL;

  g_return_val_if_fail (ALP_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (ALP_IS_MESSAGE (message), NULL);

  self = alp_draft_new (engine, alp_engine_get_account (engine, alp_message_get_account_id (message)));
  self->kind = kind;
  self->source_id = content != NULL ? alp_content_get_message_id (content) : 0;
  /* A second parse, in memory: it was bounded when the content was made. */
  original = content != NULL ? mime_message_parse (alp_content_get_source (content), NULL) : NULL;
  if (original == NULL)
    {
      fill_from_row (self, message, kind);
      return self;
    }
  own = own_addresses (engine);
  intro = make_intro (content, kind);
  from = from_address (self->account);
  take_base (self, mime_reply_new (original, (MimeReplyKind) kind, from, (const char *const *) own, intro));
  return self;
}

/* ---- saving and sending ---- */

/* Everything as it is now, for a worker. */
static AlpDraftJob *
make_job (AlpDraft *self)
{
  AlpDraftJob *job = alp_draft_job_new (alp_engine_get_sync (self->engine));

  job->draft_id = self->id;
  job->account_id = alp_account_get_id (self->account);
  job->source_id = self->source_id;
  job->forward = self->kind == ALP_REPLY_FORWARD;
  job->from = from_address (self->account);
  job->to = g_strdup (self->to);
  job->cc = g_strdup (self->cc);
  job->bcc = g_strdup (self->bcc);
  job->subject = g_strdup (self->subject);
  job->text = g_strdup (self->text);
  job->html = g_strdup (self->html);
  job->paths = g_strdupv ((char **) self->paths->pdata);
  if (self->base != NULL)
    alp_draft_job_take_base (job, self->base);
  return job;
}

static void
run (AlpDraft *self, gpointer tag, BaseWorkerFunc func, GDestroyNotify result_free, GCancellable *cancellable,
     GAsyncReadyCallback callback, gpointer user_data)
{
  if (self->account == NULL || alp_engine_get_sync (self->engine) == NULL)
    {
      alp_job_fail (self, tag, cancellable, callback, user_data,
                    self->account != NULL ? alp_engine_new_stopped_error ()
                                          : g_error_new_literal (ALP_ERROR, ALP_ERROR_NOT_FOUND,
                                                                 _ ("Choose the address to send from.")));
      return;
    }
  alp_job_run (self, tag, alp_engine_get_actor (self->engine), BASE_PRIORITY_INTERACTIVE, func,
               make_job (self), alp_draft_job_free, result_free, cancellable, callback, user_data);
}

void
alp_draft_save_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (ALP_IS_DRAFT (self));

  run (self, alp_draft_save_async, alp_draft_job_save, g_free, cancellable, callback, user_data);
}

gboolean
alp_draft_save_finish (AlpDraft *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = alp_job_finish (self, alp_draft_save_async, result, error);

  if (id == NULL)
    return FALSE;
  if (self->id != *id)
    {
      self->id = *id;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAFT_ID]);
    }
  return TRUE;
}

void
alp_draft_discard_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (ALP_IS_DRAFT (self));

  run (self, alp_draft_discard_async, alp_draft_job_discard, NULL, cancellable, callback, user_data);
}

gboolean
alp_draft_discard_finish (AlpDraft *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_draft_discard_async, result, error) != NULL;
}

void
alp_draft_send_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (ALP_IS_DRAFT (self));

  run (self, alp_draft_send_async, alp_draft_job_send, NULL, cancellable, callback, user_data);
}

gboolean
alp_draft_send_finish (AlpDraft *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_draft_send_async, result, error) != NULL;
}

/* ---- GObject ---- */

static char **
text_field (AlpDraft *self, guint id)
{
  char **fields[] = { [PROP_TO] = &self->to,           [PROP_CC] = &self->cc,     [PROP_BCC] = &self->bcc,
                      [PROP_SUBJECT] = &self->subject, [PROP_TEXT] = &self->text, [PROP_HTML] = &self->html };

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
      if (g_set_str (text, string != NULL || id == PROP_HTML ? string : ""))
        g_object_notify_by_pspec (object, pspec);
    }
  else if (id == PROP_ACCOUNT)
    alp_draft_set_account (self, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
alp_draft_finalize (GObject *object)
{
  AlpDraft *self = ALP_DRAFT (object);

  for (guint id = PROP_TO; id <= PROP_HTML; id++)
    g_free (*text_field (self, id));
  g_clear_pointer (&self->base, mime_draft_free);
  g_ptr_array_unref (self->paths);
  g_clear_object (&self->account);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (alp_draft_parent_class)->finalize (object);
}

static void
alp_draft_class_init (AlpDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = alp_draft_get_property;
  object_class->set_property = alp_draft_set_property;
  object_class->finalize = alp_draft_finalize;
  properties[PROP_TO] = g_param_spec_string ("to", NULL, NULL, "", flags);
  properties[PROP_CC] = g_param_spec_string ("cc", NULL, NULL, "", flags);
  properties[PROP_BCC] = g_param_spec_string ("bcc", NULL, NULL, "", flags);
  properties[PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, "", flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  properties[PROP_HTML] = g_param_spec_string ("html", NULL, NULL, NULL, flags);
  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, ALP_TYPE_ACCOUNT, flags);
  properties[PROP_DRAFT_ID] = g_param_spec_int64 ("draft-id", NULL, NULL, 0, G_MAXINT64, 0,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
alp_draft_init (AlpDraft *self)
{
  for (guint id = PROP_TO; id < PROP_HTML; id++)
    *text_field (self, id) = g_strdup ("");
  self->paths = g_ptr_array_new_null_terminated (0, g_free, TRUE);
}
