/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-writing.c: composers of one main window: opening them, and what is told when they end.
 *
 * Main thread.  Owned by the main window, which only says who writes to whom; any number of composers may be open. */
#include "alp-writing.h"

#include "alp-composer-open.h"
#include "alp-composer-selection.h"
#include "alp-composer-window.h"
#include "alp-conversation-pane.h"
#include "alp-draft-box.h"
#include "alp-draft-reminder.h"
#include "alp-editor.h"
#include "alp-identity.h"
#include "alp-mailto.h"
#include "alp-outbox-page.h"
#include "alp-quick-reply.h"
#include "alp-redirect-dialog.h"
#include "alp-schedule.h"
#include "alp-send-ring.h"
#include "alp-settings.h"

#include <glib/gi18n.h>

#define REMIND_EVERY_S 60

struct _AlpWriting
{
  GObject parent_instance;

  GtkWindow *window;       /* not owned: it owns us */
  AdwToastOverlay *toasts; /* not owned: a child of it */
  AlpEngine *engine;
  guint on_way;              /* messages in the outbox that are not delivered yet */
  GArray *left_open;         /* nullable: drafts to offer */
  gint64 told;               /* the newest message whose failure was told */
  AlpConversationPane *pane; /* (nullable) not owned: a child of the window */
  AlpQuickReply *quick;      /* (nullable) not owned: a child of the pane */
  gint64 quick_of;           /* the message that is answered there */
  GHashTable *kept;          /* message id → draft id of a quick answer that was left */
  guint remind_id;
};

G_DEFINE_FINAL_TYPE (AlpWriting, alp_writing, G_TYPE_OBJECT)

static void
tell (AlpWriting *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* ---- what becomes of messages ---- */

static gboolean
is_on_way (const AlpOutboxItem *item)
{
  return item->state == ALP_OUTBOX_QUEUED || item->state == ALP_OUTBOX_SENDING;
}

static void
tell_failed (AlpWriting *self, const AlpOutboxItem *item)
{
  /* Translators: the subject of a message; the reason, a sentence */
  g_autofree char *text = g_strdup_printf (_ ("“%s” could not be sent. %s"), item->subject, item->error);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _ ("Show"));
  adw_toast_set_action_name (toast, "win.outbox");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_outbox_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWriting) self = data;
  g_autoptr (GPtrArray) items = alp_engine_load_outbox_finish (ALP_ENGINE (source), result, NULL);
  guint on_way = 0;

  for (guint i = 0; items != NULL && self->engine != NULL && i < items->len; i++)
    {
      const AlpOutboxItem *item = g_ptr_array_index (items, i);

      on_way += is_on_way (item);
      if ((item->state == ALP_OUTBOX_FAILED || item->state == ALP_OUTBOX_UNKNOWN) && item->id > self->told)
        {
          self->told = item->id;
          tell_failed (self, item);
        }
    }
  if (self->on_way > 0 && on_way == 0)
    tell (self, ngettext ("Message sent", "Messages sent", self->on_way));
  self->on_way = on_way;
}

static void
on_outbox_changed (AlpWriting *self)
{
  alp_engine_load_outbox_async (self->engine, NULL, on_outbox_loaded, g_object_ref (self));
}

/* ---- drafts that come back ---- */

static gboolean
is_draft_of (AlpComposer *composer, gint64 draft_id)
{
  return composer != NULL && alp_draft_get_id (alp_composer_get_draft (composer)) == draft_id;
}

/* The same draft is never open twice: two windows would write over each other. */
static gboolean
present_open_one (AlpWriting *self, gint64 draft_id)
{
  GtkApplication *application = gtk_window_get_application (self->window);

  if (self->quick != NULL && is_draft_of (alp_quick_reply_get_composer (self->quick), draft_id))
    {
      gtk_window_present (self->window);
      alp_composer_focus (alp_quick_reply_get_composer (self->quick));
      return TRUE;
    }
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (ALP_IS_COMPOSER_WINDOW (l->data)
        && is_draft_of (alp_composer_window_get_composer (l->data), draft_id))
      {
        gtk_window_present (l->data);
        return TRUE;
      }
  return FALSE;
}

static void
on_draft_opened (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWriting) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpDraft) draft = alp_draft_open_finish (ALP_ENGINE (engine), result, &error);

  if (draft == NULL)
    tell (self, error->message);
  else if (alp_draft_get_id (draft) == 0 || !present_open_one (self, alp_draft_get_id (draft)))
    alp_writing_open (self, draft);
}

/** alp_writing_open_draft: opens a draft of this computer to go on with it. */
void
alp_writing_open_draft (AlpWriting *self, gint64 draft_id)
{
  g_return_if_fail (ALP_IS_WRITING (self));

  if (!present_open_one (self, draft_id))
    alp_draft_open_async (self->engine, draft_id, 0, NULL, on_draft_opened, g_object_ref (self));
}

/** alp_writing_open_message: opens a message of a Drafts folder, by whichever program, to go on with it. */
void
alp_writing_open_message (AlpWriting *self, AlpMessage *message)
{
  g_return_if_fail (ALP_IS_WRITING (self));

  alp_draft_open_message_async (self->engine, alp_message_get_newest (message), NULL, on_draft_opened,
                                g_object_ref (self));
}

static void
on_taken_back (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWriting) self = data;
  g_autoptr (GError) error = NULL;
  gint64 draft_id = alp_outbox_cancel_finish (ALP_ENGINE (engine), result, &error);

  if (draft_id != 0)
    alp_writing_open_draft (self, draft_id);
  else if (error != NULL)
    tell (self, error->message);
}

static void
on_undo (AlpWriting *self, AdwToast *toast)
{
  gint64 *outbox_id = g_object_get_data (G_OBJECT (toast), "alp-outbox-id");

  alp_outbox_cancel_async (self->engine, *outbox_id, NULL, on_taken_back, g_object_ref (self));
}

static void
on_page_edit (AlpWriting *self, gint64 draft_id, AdwDialog *page)
{
  adw_dialog_close (page);
  alp_writing_open_draft (self, draft_id);
}

/** alp_writing_show_outbox: opens the page of messages on their way. */
void
alp_writing_show_outbox (AlpWriting *self)
{
  AdwDialog *page;

  g_return_if_fail (ALP_IS_WRITING (self));

  if (self->engine == NULL)
    return;
  page = alp_outbox_page_new (self->engine);
  g_signal_connect_object (page, "edit", G_CALLBACK (on_page_edit), self, G_CONNECT_SWAPPED);
  adw_dialog_present (page, GTK_WIDGET (self->window));
}

/* ---- composers ---- */

/* "Sending in 10 s" with a ring that drains, or when it will be sent; with Undo. */
static void
tell_sent (AlpWriting *self, gint64 outbox_id, gint64 when)
{
  guint seconds = (guint) g_settings_get_int (alp_settings_get_default (), "undo-send-seconds");
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = when != 0 ? alp_schedule_dup_time (now, when) : NULL;
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (when == 0 && seconds == 0)
    {
      tell (self, _ ("Sending…"));
      return;
    }
  text = when != 0
             ? g_strdup_printf (_ ("Will be sent %s"), time)
             : g_strdup_printf (ngettext ("Sending in %u second", "Sending in %u seconds", seconds), seconds);
  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, when != 0 ? 10 : seconds);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  if (when == 0)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
      GtkWidget *label = gtk_label_new (text);

      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (label, "heading");
      gtk_box_append (GTK_BOX (box), alp_send_ring_new (seconds));
      gtk_box_append (GTK_BOX (box), label);
      adw_toast_set_custom_title (toast, box);
    }
  g_object_set_data_full (G_OBJECT (toast), "alp-outbox-id", g_memdup2 (&outbox_id, sizeof outbox_id),
                          g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->window), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
on_sent (AlpWriting *self, gint64 outbox_id, gint64 when)
{
  tell_sent (self, outbox_id, when);
}

static void
on_discarded (AlpWriting *self)
{
  tell (self, _ ("Draft discarded"));
}

static void
open_window (AlpWriting *self, AlpComposer *composer)
{
  GtkWidget *window = alp_composer_window_new (gtk_window_get_application (self->window), composer);

  gtk_window_present (GTK_WINDOW (window));
}

static AlpComposer *
make_composer (AlpWriting *self, AlpDraft *draft)
{
  GtkWidget *composer = alp_composer_new (draft);

  g_signal_connect_object (composer, "sent", G_CALLBACK (on_sent), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (composer, "discarded", G_CALLBACK (on_discarded), self, G_CONNECT_SWAPPED);
  return ALP_COMPOSER (composer);
}

/**
 * alp_writing_open:
 * @draft: what to write on
 *
 * Opens a composer in a window of its own.
 */
void
alp_writing_open (AlpWriting *self, AlpDraft *draft)
{
  g_return_if_fail (ALP_IS_WRITING (self));

  open_window (self, make_composer (self, draft));
}

/* ---- answers in the conversation ---- */

static void
end_quick (AlpWriting *self)
{
  self->quick = NULL;
  if (self->pane != NULL)
    alp_conversation_pane_set_answer (self->pane, NULL);
}

static void
on_quick_closed (AlpWriting *self)
{
  end_quick (self);
}

static void
on_quick_detached (AlpWriting *self, AlpComposer *composer)
{
  g_signal_handlers_disconnect_by_func (composer, on_quick_closed, self);
  end_quick (self);
  open_window (self, composer);
}

typedef struct
{
  AlpWriting *self;
  AlpQuickReply *quick;
  gint64 message_id;
} Leaving;

static void
on_left_closed (AlpComposer *composer, gpointer data)
{
  Leaving *leaving = data;
  gint64 draft_id = alp_draft_get_id (alp_composer_get_draft (composer));

  if (draft_id != 0)
    {
      g_hash_table_insert (leaving->self->kept, g_memdup2 (&leaving->message_id, sizeof (gint64)),
                           g_memdup2 (&draft_id, sizeof draft_id));
      tell (leaving->self, _ ("Your answer is kept in Drafts"));
    }
  g_signal_handlers_disconnect_by_data (composer, leaving);
  g_object_unref (leaving->quick);
  g_object_unref (leaving->self);
  g_free (leaving);
}

/* Another conversation comes: the answer begun here becomes a draft, nothing is asked. */
static void
on_pane_left (AlpWriting *self)
{
  AlpQuickReply *quick = self->quick;
  AlpComposer *composer = quick != NULL ? alp_quick_reply_get_composer (quick) : NULL;
  Leaving *leaving;

  self->quick = NULL;
  if (composer == NULL)
    return;
  leaving = g_new0 (Leaving, 1);
  leaving->self = g_object_ref (self);
  leaving->quick = g_object_ref (quick);
  leaving->message_id = self->quick_of;
  g_signal_handlers_disconnect_by_func (composer, on_quick_closed, self);
  g_signal_connect (composer, "closed", G_CALLBACK (on_left_closed), leaving);
  alp_composer_close (composer);
}

/* All of it in sight, once it has its size. */
static gboolean
show_quick (gpointer data)
{
  g_autoptr (AlpWriting) self = data;
  GtkWidget *scroller = self->quick != NULL
                            ? gtk_widget_get_ancestor (GTK_WIDGET (self->quick), GTK_TYPE_SCROLLED_WINDOW)
                            : NULL;
  GtkAdjustment *adjustment
      = scroller != NULL ? gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)) : NULL;

  if (adjustment != NULL)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return G_SOURCE_REMOVE;
}

static void
open_quick (AlpWriting *self, AlpDraft *draft, AlpMessage *message)
{
  AlpComposer *composer = make_composer (self, draft);
  const char *name = alp_message_get_sender (message);
  g_autofree char *title = g_strdup_printf (
      _ ("Answer to %s"), name != NULL && *name != '\0' ? name : alp_message_get_sender_email (message));
  GtkWidget *quick = alp_quick_reply_new (composer, title);

  self->quick = ALP_QUICK_REPLY (quick);
  self->quick_of = alp_message_get_id (message);
  g_signal_connect_object (composer, "closed", G_CALLBACK (on_quick_closed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (quick, "detached", G_CALLBACK (on_quick_detached), self, G_CONNECT_SWAPPED);
  alp_conversation_pane_set_answer (self->pane, quick);
  alp_composer_focus (composer);
  g_timeout_add (80, show_quick, g_object_ref (self));
}

static void
on_continue (AlpWriting *self, AdwToast *toast)
{
  gint64 *id = g_object_get_data (G_OBJECT (toast), "alp-draft-id");

  alp_writing_open_draft (self, *id);
}

static void
offer_draft (AlpWriting *self, const AlpDraftInfo *info)
{
  g_autofree char *text
      = *info->subject != '\0'
            ? g_strdup_printf (_ ("You were writing “%s” when the program ended"), info->subject)
            : g_strdup (_ ("You were writing a message when the program ended"));
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("_Continue"));
  adw_toast_set_timeout (toast, 0);
  g_object_set_data_full (G_OBJECT (toast), "alp-draft-id", g_memdup2 (&info->id, sizeof info->id), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_continue), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_drafts_listed (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWriting) self = data;
  g_autoptr (GPtrArray) drafts = alp_draft_list_finish (ALP_ENGINE (engine), result, NULL);

  for (guint i = 0; drafts != NULL && self->left_open != NULL && i < drafts->len; i++)
    {
      const AlpDraftInfo *info = g_ptr_array_index (drafts, i);

      for (guint j = 0; j < self->left_open->len; j++)
        if (g_array_index (self->left_open, gint64, j) == info->id)
          offer_draft (self, info);
    }
  g_clear_pointer (&self->left_open, g_array_unref);
}

/* A program that was killed leaves its composers' drafts: they are offered again. */
static void
on_left_open (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWriting) self = data;

  g_clear_pointer (&self->left_open, g_array_unref);
  self->left_open = alp_composer_open_load_finish (result);
  if (self->left_open != NULL && self->left_open->len > 0)
    alp_draft_list_async (ALP_ENGINE (engine), NULL, NULL, on_drafts_listed, g_object_ref (self));
}

static gboolean
writes_rich (void)
{
  return !g_settings_get_boolean (alp_settings_get_default (), "compose-plain");
}

static void
wants_receipt (AlpDraft *draft)
{
  if (g_settings_get_boolean (alp_settings_get_default (), "request-receipt"))
    g_object_set (draft, "receipt", TRUE, NULL);
}

/**
 * alp_writing_compose:
 * @account: (nullable): whose address to write from; the first one when none is given
 * @mailto: (nullable): a mailto: link to begin with
 */
void
alp_writing_compose (AlpWriting *self, AlpAccount *account, const char *mailto)
{
  g_autoptr (AlpMailto) fields = NULL;
  g_autoptr (AlpDraft) draft = NULL;
  g_autoptr (AlpAccount) first = NULL;

  g_return_if_fail (ALP_IS_WRITING (self));

  if (self->engine != NULL && account == NULL)
    first = g_list_model_get_item (alp_engine_get_accounts (self->engine), 0);
  if (account == NULL)
    account = first;
  if (account == NULL)
    {
      tell (self, _ ("Add an address first"));
      return;
    }
  draft = alp_draft_new (self->engine, account);
  fields = alp_mailto_parse (mailto);
  if (fields != NULL)
    g_object_set (draft, "to", fields->to, "cc", fields->cc, "bcc", fields->bcc, "subject", fields->subject,
                  "text", fields->body, NULL);
  if (writes_rich ())
    {
      g_autofree char *html
          = fields != NULL && fields->body != NULL ? alp_draft_text_to_html (fields->body) : g_strdup ("");

      g_object_set (draft, "html", html, "text", "", NULL);
    }
  wants_receipt (draft);
  alp_writing_open (self, draft);
}

/* ---- answers ---- */

typedef struct
{
  AlpWriting *self;
  AlpMessage *message;
  AlpContent *content;
  AlpReplyKind kind;
} Answering;

static gboolean
can_be_quick (AlpWriting *self, AlpReplyKind kind)
{
  return (kind == ALP_REPLY_SENDER || kind == ALP_REPLY_ALL) && self->pane != NULL && self->quick == NULL
         && gtk_widget_get_mapped (GTK_WIDGET (self->pane));
}

static void
answer (AlpWriting *self, AlpMessage *message, AlpContent *content, AlpReplyKind kind, const char *selection)
{
  g_autoptr (AlpDraft) draft
      = alp_draft_new_reply (self->engine, message, content, kind, selection, writes_rich ());

  wants_receipt (draft);
  if (can_be_quick (self, kind))
    open_quick (self, draft, message);
  else
    alp_writing_open (self, draft);
}

static void
on_selection (GObject *body, GAsyncResult *result, gpointer data)
{
  g_autofree Answering *answering = data;
  g_autoptr (AlpWriting) self = answering->self;
  g_autoptr (AlpMessage) message = answering->message;
  g_autoptr (AlpContent) content = answering->content;
  g_autofree char *selection = alp_composer_selection_finish (GTK_WIDGET (body), result);

  if (self->engine != NULL)
    answer (self, message, content, answering->kind, selection);
}

/* (nullable): the text of @message as it is shown */
static GtkWidget *
shown_body (AlpWriting *self, AlpMessage *message)
{
  AlpMessageCard *card = self->pane != NULL ? alp_conversation_pane_get_current (self->pane) : NULL;

  if (card == NULL || alp_message_card_get_message (card) != message)
    return NULL;
  return GTK_WIDGET (alp_message_card_get_body (card));
}

/* An answer to this message that was begun and left, as the newest draft of it. */
static gboolean
go_on (AlpWriting *self, AlpMessage *message, AlpReplyKind kind)
{
  gint64 id = alp_message_get_id (message);
  const gint64 *draft_id;

  if (kind != ALP_REPLY_SENDER && kind != ALP_REPLY_ALL)
    return FALSE;
  if (self->quick != NULL && self->quick_of == id && alp_quick_reply_get_composer (self->quick) != NULL)
    {
      alp_composer_focus (alp_quick_reply_get_composer (self->quick));
      return TRUE;
    }
  draft_id = g_hash_table_lookup (self->kept, &id);
  if (draft_id == NULL)
    return FALSE;
  alp_writing_open_draft (self, *draft_id);
  g_hash_table_remove (self->kept, &id);
  return TRUE;
}

/**
 * alp_writing_reply:
 * @content: (nullable): the whole message, when it is here
 * @selection: (nullable): text to quote instead of all of it; %NULL: what is selected in the message
 *
 * Answers stand in the conversation, where it is shown; the rest opens a window.
 */
void
alp_writing_reply (AlpWriting *self, AlpMessage *message, AlpContent *content, AlpReplyKind kind,
                   const char *selection)
{
  GtkWidget *body;
  Answering *answering;

  g_return_if_fail (ALP_IS_WRITING (self));

  if (go_on (self, message, kind))
    return;
  body = content != NULL && selection == NULL ? shown_body (self, message) : NULL;
  if (body == NULL)
    {
      answer (self, message, content, kind, selection);
      return;
    }
  answering = g_new0 (Answering, 1);
  answering->self = g_object_ref (self);
  answering->message = g_object_ref (message);
  answering->content = g_object_ref (content);
  answering->kind = kind;
  alp_composer_selection_async (body, on_selection, answering);
}

static void
on_redirected (AlpWriting *self, gint64 outbox_id)
{
  tell_sent (self, outbox_id, 0);
}

/** alp_writing_redirect: asks to whom, and passes the message on as it is. */
void
alp_writing_redirect (AlpWriting *self, AlpMessage *message, AlpContent *content)
{
  AlpAccount *account = alp_engine_get_account (self->engine, alp_message_get_account_id (message));
  AdwDialog *dialog;

  if (content == NULL || account == NULL)
    {
      tell (self, _ ("The message is not here yet"));
      return;
    }
  dialog = alp_redirect_dialog_new (self->engine, account, content);
  g_signal_connect_object (dialog, "sent", G_CALLBACK (on_redirected), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self->window));
}

static void
act_redirect (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWriting *self = data;
  AlpMessageCard *card = self->pane != NULL ? alp_conversation_pane_get_current (self->pane) : NULL;

  if (card != NULL && self->engine != NULL)
    alp_writing_redirect (self, alp_message_card_get_message (card), alp_message_card_get_content (card));
}

/* ---- nobody answered ---- */

static void
tell_unanswered (AlpWriting *self, const AlpDraftReminder *reminder)
{
  GApplication *application = g_application_get_default ();
  const char *subject = *reminder->subject != '\0' ? reminder->subject : _ ("(No Subject)");
  g_autofree char *text = g_strdup_printf (_ ("Nobody has answered “%s” yet"), subject);
  g_autoptr (GNotification) notification = g_notification_new (_ ("No Answer Yet"));
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
  g_notification_set_body (notification, text);
  if (application != NULL)
    g_application_send_notification (application, reminder->rfc_message_id, notification);
}

static void
on_reminders (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWriting) self = data;
  g_autoptr (GPtrArray) due = alp_draft_reminders_due_finish (ALP_ENGINE (engine), result, NULL);

  for (guint i = 0; due != NULL && self->engine != NULL && i < due->len; i++)
    tell_unanswered (self, g_ptr_array_index (due, i));
}

static gboolean
on_remind_time (gpointer data)
{
  AlpWriting *self = data;

  if (self->engine != NULL)
    alp_draft_reminders_due_async (self->engine, g_get_real_time () / G_USEC_PER_SEC, NULL, on_reminders,
                                   g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

/* ---- making ---- */

/* Loading is all that is wanted: from then on replies know every address of ours. */
static void
on_personas_known (GObject *engine, GAsyncResult *result, gpointer unused)
{
  g_autoptr (AlpPersonas) personas = alp_personas_load_finish (ALP_ENGINE (engine), result, NULL);
}

static GtkWidget *
find_child (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_child (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
watch_pane (AlpWriting *self)
{
  static const GActionEntry entries[] = { { .name = "redirect", .activate = act_redirect } };
  GtkWidget *pane = find_child (GTK_WIDGET (self->window), ALP_TYPE_CONVERSATION_PANE);

  if (G_IS_ACTION_MAP (self->window))
    g_action_map_add_action_entries (G_ACTION_MAP (self->window), entries, G_N_ELEMENTS (entries), self);
  if (pane == NULL)
    return;
  g_set_weak_pointer (&self->pane, ALP_CONVERSATION_PANE (pane));
  g_signal_connect_object (pane, "left", G_CALLBACK (on_pane_left), self, G_CONNECT_SWAPPED);
}

void
alp_writing_set_engine (AlpWriting *self, AlpEngine *engine)
{
  g_return_if_fail (ALP_IS_WRITING (self));

  if (!g_set_object (&self->engine, engine) || engine == NULL)
    return;
  g_signal_connect_object (engine, "outbox-changed", G_CALLBACK (on_outbox_changed), self, G_CONNECT_SWAPPED);
  on_outbox_changed (self);
  alp_personas_load_async (engine, NULL, on_personas_known, NULL);
  alp_composer_open_load_async (engine, on_left_open, g_object_ref (self));
  alp_editor_warm_up ();
  on_remind_time (self);
  self->remind_id = g_timeout_add_seconds (REMIND_EVERY_S, on_remind_time, self);
}

static void
alp_writing_dispose (GObject *object)
{
  AlpWriting *self = ALP_WRITING (object);

  g_clear_handle_id (&self->remind_id, g_source_remove);
  g_clear_weak_pointer (&self->pane);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->left_open, g_array_unref);
  g_clear_pointer (&self->kept, g_hash_table_unref);
  G_OBJECT_CLASS (alp_writing_parent_class)->dispose (object);
}

static void
alp_writing_class_init (AlpWritingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_writing_dispose;
}

static void
alp_writing_init (AlpWriting *self)
{
  self->kept = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

AlpWriting *
alp_writing_new (GtkWindow *window, AdwToastOverlay *toasts)
{
  AlpWriting *self = g_object_new (ALP_TYPE_WRITING, NULL);

  self->window = window;
  self->toasts = toasts;
  watch_pane (self);
  return self;
}
