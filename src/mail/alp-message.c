/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message.c: one row of a list
 *
 * Main thread. Made empty by AlpMessageList when somebody looks at its position, filled when its page arrives, updated in place when the
 * store says that it changed. */

#include "alp-message-private.h"

struct _AlpMessage
{
  GObject parent_instance;

  gint64 id;
  gint64 thread_id;
  gint64 account_id;
  gint64 folder_id;
  gboolean conversation;
  char *subject;
  char *sender;
  char *sender_email;
  char *to;
  char *participants;
  char *preview;
  gint64 date;
  gboolean unread;
  gboolean starred;
  gboolean has_attachment;
  gboolean answered;
  gboolean draft;
  gboolean pending;
  gboolean loading;
  guint count;
  guint64 size;
  gint64 newest; /* of a conversation: the message to answer */
};

G_DEFINE_FINAL_TYPE (AlpMessage, alp_message, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_THREAD_ID,
  PROP_ACCOUNT_ID,
  PROP_FOLDER_ID,
  PROP_CONVERSATION,
  PROP_SUBJECT,
  PROP_SENDER,
  PROP_SENDER_EMAIL,
  PROP_TO,
  PROP_PARTICIPANTS,
  PROP_PREVIEW,
  PROP_DATE,
  PROP_UNREAD,
  PROP_STARRED,
  PROP_HAS_ATTACHMENT,
  PROP_ANSWERED,
  PROP_DRAFT,
  PROP_PENDING,
  PROP_LOADING,
  PROP_COUNT,
  PROP_SIZE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

gint64
alp_message_get_id (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), 0);

  return self->id;
}

gint64
alp_message_get_thread_id (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), 0);

  return self->thread_id;
}

gint64
alp_message_get_account_id (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), 0);

  return self->account_id;
}

gint64
alp_message_get_folder_id (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), 0);

  return self->folder_id;
}

gboolean
alp_message_get_conversation (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), FALSE);

  return self->conversation;
}

const char *
alp_message_get_subject (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), NULL);

  return self->subject;
}

const char *
alp_message_get_sender (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), NULL);

  return self->sender;
}

const char *
alp_message_get_sender_email (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), NULL);

  return self->sender_email;
}

const char *
alp_message_get_to (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), NULL);

  return self->to;
}

const char *
alp_message_get_participants (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), NULL);

  return self->participants;
}

const char *
alp_message_get_preview (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), NULL);

  return self->preview;
}

gint64
alp_message_get_date (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), 0);

  return self->date;
}

gboolean
alp_message_get_unread (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), FALSE);

  return self->unread;
}

gboolean
alp_message_get_starred (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), FALSE);

  return self->starred;
}

gboolean
alp_message_get_has_attachment (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), FALSE);

  return self->has_attachment;
}

gboolean
alp_message_get_answered (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), FALSE);

  return self->answered;
}

gboolean
alp_message_get_draft (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), FALSE);

  return self->draft;
}

gboolean
alp_message_get_pending (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), FALSE);

  return self->pending;
}

gboolean
alp_message_get_loading (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), FALSE);

  return self->loading;
}

guint
alp_message_get_count (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), 0);

  return self->count;
}

guint64
alp_message_get_size (AlpMessage *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE (self), 0);

  return self->size;
}

/* Also while the object goes away. */
gint64
alp_message_peek_id (const AlpMessage *self)
{
  return self->id;
}

gint64
alp_message_get_newest (AlpMessage *self)
{
  return self->conversation ? self->newest : self->id;
}

static void
set_text (AlpMessage *self, char **field, const char *value, guint property)
{
  if (g_set_str (field, value != NULL ? value : ""))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_boolean (AlpMessage *self, gboolean *field, gboolean value, guint property)
{
  if (*field == !!value)
    return;
  *field = !!value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_int64 (AlpMessage *self, gint64 *field, gint64 value, guint property)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_count (AlpMessage *self, guint count)
{
  if (self->count == count)
    return;
  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

/**
 * alp_message_set_message:
 * @record: of the same id
 */
void
alp_message_set_message (AlpMessage *self, const StoreMessage *record)
{
  const char *sender = *record->from_name != '\0' ? record->from_name : record->from_email;

  g_object_freeze_notify (G_OBJECT (self));
  set_int64 (self, &self->thread_id, record->thread_id, PROP_THREAD_ID);
  set_int64 (self, &self->account_id, record->account_id, PROP_ACCOUNT_ID);
  set_text (self, &self->subject, record->subject, PROP_SUBJECT);
  set_text (self, &self->sender, sender, PROP_SENDER);
  set_text (self, &self->sender_email, record->from_email, PROP_SENDER_EMAIL);
  set_text (self, &self->to, record->to, PROP_TO);
  set_text (self, &self->participants, sender, PROP_PARTICIPANTS);
  set_text (self, &self->preview, record->preview, PROP_PREVIEW);
  set_int64 (self, &self->date, record->received, PROP_DATE);
  set_boolean (self, &self->unread, !(record->flags & STORE_FLAG_SEEN), PROP_UNREAD);
  set_boolean (self, &self->starred, record->flags & STORE_FLAG_FLAGGED, PROP_STARRED);
  set_boolean (self, &self->answered, record->flags & STORE_FLAG_ANSWERED, PROP_ANSWERED);
  set_boolean (self, &self->draft, record->flags & STORE_FLAG_DRAFT, PROP_DRAFT);
  set_boolean (self, &self->has_attachment, record->has_attachment, PROP_HAS_ATTACHMENT);
  set_boolean (self, &self->pending, record->pending, PROP_PENDING);
  set_boolean (self, &self->loading, FALSE, PROP_LOADING);
  set_count (self, 1);
  self->size = record->size;
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * alp_message_set_conversation:
 * @record: of the same id
 */
void
alp_message_set_conversation (AlpMessage *self, const StoreConversation *record)
{
  g_object_freeze_notify (G_OBJECT (self));
  set_int64 (self, &self->thread_id, record->thread_id, PROP_THREAD_ID);
  set_int64 (self, &self->account_id, record->account_id, PROP_ACCOUNT_ID);
  self->newest = record->newest_message;
  set_text (self, &self->subject, record->subject, PROP_SUBJECT);
  set_text (self, &self->sender, record->participants, PROP_SENDER);
  set_text (self, &self->participants, record->participants, PROP_PARTICIPANTS);
  set_text (self, &self->preview, record->preview, PROP_PREVIEW);
  set_int64 (self, &self->date, record->received, PROP_DATE);
  set_boolean (self, &self->unread, record->unread > 0, PROP_UNREAD);
  set_boolean (self, &self->starred, record->flagged, PROP_STARRED);
  set_boolean (self, &self->has_attachment, record->has_attachment, PROP_HAS_ATTACHMENT);
  set_boolean (self, &self->pending, record->pending, PROP_PENDING);
  set_boolean (self, &self->loading, FALSE, PROP_LOADING);
  set_count (self, record->count);
  g_object_thaw_notify (G_OBJECT (self));
}

/* The row is gone from the store, or could not be read: nothing more will come. */
void
alp_message_set_gone (AlpMessage *self)
{
  set_boolean (self, &self->loading, FALSE, PROP_LOADING);
}

AlpMessage *
alp_message_new (gint64 id, gboolean conversation, gint64 folder_id)
{
  AlpMessage *self = g_object_new (ALP_TYPE_MESSAGE, NULL);

  self->id = id;
  self->conversation = conversation;
  self->folder_id = folder_id;
  if (conversation)
    self->thread_id = id;
  return self;
}

static void
alp_message_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AlpMessage *self = ALP_MESSAGE (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_THREAD_ID:
      g_value_set_int64 (value, self->thread_id);
      break;
    case PROP_ACCOUNT_ID:
      g_value_set_int64 (value, self->account_id);
      break;
    case PROP_FOLDER_ID:
      g_value_set_int64 (value, self->folder_id);
      break;
    case PROP_CONVERSATION:
      g_value_set_boolean (value, self->conversation);
      break;
    case PROP_SUBJECT:
      g_value_set_string (value, self->subject);
      break;
    case PROP_SENDER:
      g_value_set_string (value, self->sender);
      break;
    case PROP_SENDER_EMAIL:
      g_value_set_string (value, self->sender_email);
      break;
    case PROP_TO:
      g_value_set_string (value, self->to);
      break;
    case PROP_PARTICIPANTS:
      g_value_set_string (value, self->participants);
      break;
    case PROP_PREVIEW:
      g_value_set_string (value, self->preview);
      break;
    case PROP_DATE:
      g_value_set_int64 (value, self->date);
      break;
    case PROP_UNREAD:
      g_value_set_boolean (value, self->unread);
      break;
    case PROP_STARRED:
      g_value_set_boolean (value, self->starred);
      break;
    case PROP_HAS_ATTACHMENT:
      g_value_set_boolean (value, self->has_attachment);
      break;
    case PROP_ANSWERED:
      g_value_set_boolean (value, self->answered);
      break;
    case PROP_DRAFT:
      g_value_set_boolean (value, self->draft);
      break;
    case PROP_PENDING:
      g_value_set_boolean (value, self->pending);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
alp_message_finalize (GObject *object)
{
  AlpMessage *self = ALP_MESSAGE (object);

  g_free (self->subject);
  g_free (self->sender);
  g_free (self->sender_email);
  g_free (self->to);
  g_free (self->participants);
  g_free (self->preview);
  G_OBJECT_CLASS (alp_message_parent_class)->finalize (object);
}

static void
alp_message_class_init (AlpMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = alp_message_get_property;
  object_class->finalize = alp_message_finalize;
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_THREAD_ID] = g_param_spec_int64 ("thread-id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ACCOUNT_ID] = g_param_spec_int64 ("account-id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_FOLDER_ID] = g_param_spec_int64 ("folder-id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_CONVERSATION] = g_param_spec_boolean ("conversation", NULL, NULL, FALSE, flags);
  properties[PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, NULL, flags);
  properties[PROP_SENDER] = g_param_spec_string ("sender", NULL, NULL, NULL, flags);
  properties[PROP_SENDER_EMAIL] = g_param_spec_string ("sender-email", NULL, NULL, NULL, flags);
  properties[PROP_TO] = g_param_spec_string ("to", NULL, NULL, NULL, flags);
  properties[PROP_PARTICIPANTS] = g_param_spec_string ("participants", NULL, NULL, NULL, flags);
  properties[PROP_PREVIEW] = g_param_spec_string ("preview", NULL, NULL, NULL, flags);
  properties[PROP_DATE] = g_param_spec_int64 ("date", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_UNREAD] = g_param_spec_boolean ("unread", NULL, NULL, FALSE, flags);
  properties[PROP_STARRED] = g_param_spec_boolean ("starred", NULL, NULL, FALSE, flags);
  properties[PROP_HAS_ATTACHMENT] = g_param_spec_boolean ("has-attachment", NULL, NULL, FALSE, flags);
  properties[PROP_ANSWERED] = g_param_spec_boolean ("answered", NULL, NULL, FALSE, flags);
  properties[PROP_DRAFT] = g_param_spec_boolean ("draft", NULL, NULL, FALSE, flags);
  properties[PROP_PENDING] = g_param_spec_boolean ("pending", NULL, NULL, FALSE, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
alp_message_init (AlpMessage *self)
{
  char **texts[] = { &self->subject, &self->sender,       &self->sender_email,
                     &self->to,      &self->participants, &self->preview };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup ("");
  self->loading = TRUE;
}
