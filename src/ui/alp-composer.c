/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer.c: writing one message.
 *
 * Main thread.  What is typed is in the draft's durable journal less than a second after a pause, and at the latest
 * every two seconds while typing goes on; closing asks nothing and loses nothing.  Sending puts the message into the
 * durable outbox; the composer goes only when that is done, and stays with a sentence when it is not. */
#include "alp-composer-private.h"

#include "alp-account.h"
#include "alp-composer-open.h"
#include "alp-draft-box.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAUSE_MS 700
#define LONGEST_MS 2000

G_DEFINE_FINAL_TYPE (AlpComposer, alp_composer, ADW_TYPE_BIN)

enum
{
  SIGNAL_SENT,
  SIGNAL_DISCARDED,
  SIGNAL_CLOSED,
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The program does not end while something is being written to disk, also when this was its last window. */
static gpointer
hold (AlpComposer *self)
{
  g_application_hold (g_application_get_default ());
  return g_object_ref (self);
}

static void
release (void)
{
  g_application_release (g_application_get_default ());
}

void
alp_composer_toast (AlpComposer *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
alp_composer_fail (AlpComposer *self, const char *text)
{
  adw_banner_set_use_markup (self->banner, FALSE);
  adw_banner_set_title (self->banner, text);
  adw_banner_set_revealed (self->banner, TRUE);
}

void
alp_composer_set_state (AlpComposer *self, const char *text)
{
  if (g_set_str (&self->state_text, text))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- between widgets and draft ---- */

static void
store_fields (AlpComposer *self)
{
  g_autofree char *to = alp_recipient_entry_dup_text (self->to);
  g_autofree char *cc = alp_recipient_entry_dup_text (self->cc);
  g_autofree char *bcc = alp_recipient_entry_dup_text (self->bcc);
  g_autofree char *reply_to = alp_recipient_entry_dup_text (self->reply_to);

  g_object_set (self->draft, "to", to, "cc", cc, "bcc", bcc, "reply-to", reply_to, "subject",
                gtk_editable_get_text (GTK_EDITABLE (self->subject)), NULL);
}

typedef struct
{
  AlpComposer *self;
  AlpComposerThen then;
} Collecting;

static void
on_content (GObject *editor, GAsyncResult *result, gpointer data)
{
  g_autofree Collecting *collecting = data;
  g_autoptr (AlpComposer) self = collecting->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *content = alp_editor_get_content_finish (ALP_EDITOR (editor), result, &error);
  gboolean plain = alp_editor_get_plain (self->editor);

  release ();
  if (content != NULL)
    g_object_set (self->draft, "html", plain ? NULL : content, "text", plain ? content : "", NULL);
  else
    {
      /* The page is gone: what it held last is in the draft. */
      g_warning ("the editor does not answer: %s", error->message);
      self->text_dirty = TRUE;
    }
  collecting->then (self);
}

void
alp_composer_collect (AlpComposer *self, AlpComposerThen then)
{
  Collecting *collecting;

  store_fields (self);
  if (!self->text_dirty)
    {
      then (self);
      return;
    }
  self->text_dirty = FALSE;
  collecting = g_new0 (Collecting, 1);
  collecting->self = hold (self);
  collecting->then = then;
  alp_editor_get_content_async (self->editor, on_content, collecting);
}

static void
update_title (AlpComposer *self)
{
  const char *subject = gtk_editable_get_text (GTK_EDITABLE (self->subject));

  g_set_str (&self->title, *subject != '\0' ? subject : _ ("New Message"));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
alp_composer_has_recipient (AlpComposer *self)
{
  AlpRecipientEntry *entries[] = { self->to, self->cc, self->bcc };

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autoptr (GPtrArray) recipients = alp_recipient_entry_dup_recipients (entries[i]);

      if (recipients->len > 0)
        return TRUE;
    }
  return FALSE;
}

static void
enable (AlpComposer *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
alp_composer_update_send (AlpComposer *self)
{
  gboolean can = alp_composer_has_recipient (self) && !self->sending && !self->done;

  enable (self, "send", can);
  enable (self, "send-at", can);
}

/* ---- saving ---- */

static void save_soon (AlpComposer *self);

static void
finish_closing (AlpComposer *self)
{
  alp_composer_open_note (self->engine, self->noted, FALSE);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/* Whether the server has this version too. */
static void
on_listed (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GPtrArray) drafts = alp_draft_list_finish (ALP_ENGINE (engine), result, NULL);

  if (self->draft == NULL || self->unsaved_since != 0 || self->done || self->sending)
    return;
  for (guint i = 0; drafts != NULL && i < drafts->len; i++)
    {
      const AlpDraftInfo *info = g_ptr_array_index (drafts, i);

      if (info->id == alp_draft_get_id (self->draft) && info->uploaded == info->version)
        alp_composer_set_state (self, _ ("Saved"));
    }
}

static void
tell_saved (AlpComposer *self)
{
  AlpAccount *account = alp_draft_get_account (self->draft);
  gboolean offline = account != NULL && alp_account_get_state (account) == ALP_ACCOUNT_STATE_OFFLINE;

  alp_composer_set_state (self, offline ? _ ("Saved on this computer; server later")
                                        : _ ("Saved on this computer"));
  alp_draft_list_async (self->engine, account, NULL, on_listed, g_object_ref (self));
}

static void
on_drafts_changed (AlpComposer *self)
{
  if (self->draft != NULL && alp_draft_get_id (self->draft) != 0 && self->unsaved_since == 0 && !self->saving
      && !self->done && !self->sending)
    tell_saved (self);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GError) error = NULL;

  release ();
  self->saving = FALSE;
  if (!alp_draft_save_finish (ALP_DRAFT (source), result, &error))
    {
      alp_composer_set_state (self, _ ("Not saved"));
      alp_composer_fail (self, error->message);
      self->closing = FALSE;
      return;
    }
  if (self->noted == 0 && !self->closing)
    {
      self->noted = alp_draft_get_id (self->draft);
      alp_composer_open_note (self->engine, self->noted, TRUE);
    }
  if (self->unsaved_since == 0)
    tell_saved (self);
  else if (!self->closing)
    save_soon (self);
  if (self->closing)
    finish_closing (self);
}

static void
save_collected (AlpComposer *self)
{
  if (self->done)
    {
      self->saving = FALSE;
      return;
    }
  alp_draft_save_async (self->draft, NULL, on_saved, hold (self));
}

static void
save_now (AlpComposer *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  if (self->unsaved_since == 0 || self->done || self->saving || self->sending)
    return;
  self->unsaved_since = 0;
  self->saving = TRUE;
  alp_composer_set_state (self, _ ("Saving…"));
  alp_composer_collect (self, save_collected);
}

static gboolean
on_save_time (gpointer data)
{
  AlpComposer *self = data;

  self->save_id = 0;
  save_now (self);
  return G_SOURCE_REMOVE;
}

static void
save_soon (AlpComposer *self)
{
  gint64 waited = (g_get_monotonic_time () - self->unsaved_since) / 1000;
  gint64 left = LONGEST_MS - waited;

  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add ((guint) CLAMP (left, 0, PAUSE_MS), on_save_time, self);
}

void
alp_composer_edited (AlpComposer *self)
{
  if (self->filling || self->done)
    return;
  alp_composer_update_send (self);
  if (self->unsaved_since == 0)
    self->unsaved_since = g_get_monotonic_time ();
  alp_composer_set_state (self, "");
  save_soon (self);
  alp_composer_checks_soon (self);
}

static void
on_text_changed (AlpComposer *self)
{
  self->text_dirty = TRUE;
  alp_composer_edited (self);
}

static void
on_subject_changed (AlpComposer *self)
{
  update_title (self);
  alp_composer_edited (self);
}

/* The page died and took only what was typed since the last save, at most two seconds of it. */
static void
on_crashed (AlpComposer *self)
{
  self->text_dirty = FALSE;
  alp_composer_load_text (self);
  alp_composer_toast (self, _ ("The editor had to start again"));
}

/* ---- sending and ending ---- */

/* The message is in the outbox as @outbox_id. */
void
alp_composer_sent (AlpComposer *self, gint64 outbox_id)
{
  self->done = TRUE;
  g_signal_emit (self, signals[SIGNAL_SENT], 0, outbox_id, self->send_at);
  finish_closing (self);
}

/* What is not saved yet goes with what is sent. */
void
alp_composer_stop_saving (AlpComposer *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->unsaved_since = 0;
}

static void
act_save (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;

  if (self->unsaved_since == 0)
    self->unsaved_since = g_get_monotonic_time ();
  save_now (self);
}

static void
on_gone (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GError) error = NULL;

  release ();
  if (!alp_draft_discard_finish (ALP_DRAFT (source), result, &error))
    g_warning ("the draft stays: %s", error->message);
}

static void
act_discard (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;

  if (self->sending || self->done)
    return;
  self->done = TRUE;
  g_clear_handle_id (&self->save_id, g_source_remove);
  alp_draft_discard_async (self->draft, NULL, on_gone, hold (self));
  g_signal_emit (self, signals[SIGNAL_DISCARDED], 0);
  finish_closing (self);
}

/**
 * alp_composer_close:
 *
 * Saves what is not saved yet, then emits "closed".  Asks nothing.
 */
void
alp_composer_close (AlpComposer *self)
{
  g_return_if_fail (ALP_IS_COMPOSER (self));

  if (self->sending || self->closing)
    return;
  if (self->done || (self->unsaved_since == 0 && !self->saving))
    {
      finish_closing (self);
      return;
    }
  self->closing = TRUE;
  save_now (self);
}

/* ---- filling ---- */

void
alp_composer_show_copies (AlpComposer *self)
{
  gtk_widget_set_visible (self->cc_row, TRUE);
  gtk_widget_set_visible (self->bcc_row, TRUE);
  gtk_widget_set_visible (self->copies_button, FALSE);
}

static void
on_copies_clicked (AlpComposer *self)
{
  alp_composer_show_copies (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->cc));
}

void
alp_composer_load_text (AlpComposer *self)
{
  g_autofree char *html = NULL, *text = NULL;

  g_object_get (self->draft, "html", &html, "text", &text, NULL);
  if (html != NULL)
    alp_editor_load (self->editor, html, FALSE);
  else
    alp_editor_load (self->editor, text, TRUE);
}

static void
fill_fields (AlpComposer *self)
{
  g_autofree char *to = NULL, *cc = NULL, *bcc = NULL, *reply_to = NULL, *subject = NULL;

  g_object_get (self->draft, "to", &to, "cc", &cc, "bcc", &bcc, "reply-to", &reply_to, "subject", &subject,
                NULL);
  alp_recipient_entry_set_text (self->to, to);
  alp_recipient_entry_set_text (self->cc, cc);
  alp_recipient_entry_set_text (self->bcc, bcc);
  alp_recipient_entry_set_text (self->reply_to, reply_to);
  gtk_editable_set_text (GTK_EDITABLE (self->subject), subject != NULL ? subject : "");
  if ((cc != NULL && *cc != '\0') || (bcc != NULL && *bcc != '\0'))
    alp_composer_show_copies (self);
  gtk_widget_set_visible (self->reply_to_row, reply_to != NULL && *reply_to != '\0');
}

void
alp_composer_refill (AlpComposer *self)
{
  self->filling = TRUE;
  fill_fields (self);
  update_title (self);
  self->filling = FALSE;
  alp_composer_update_send (self);
}

/**
 * alp_composer_focus:
 *
 * To the first thing that is missing: the recipient, else the text.
 */
void
alp_composer_focus (AlpComposer *self)
{
  g_autofree char *to = NULL;

  g_return_if_fail (ALP_IS_COMPOSER (self));

  g_object_get (self->draft, "to", &to, NULL);
  if (to == NULL || *to == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->to));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

/* ---- for the widget around it ---- */

AlpDraft *
alp_composer_get_draft (AlpComposer *self)
{
  g_return_val_if_fail (ALP_IS_COMPOSER (self), NULL);

  return self->draft;
}

GActionGroup *
alp_composer_get_actions (AlpComposer *self)
{
  g_return_val_if_fail (ALP_IS_COMPOSER (self), NULL);

  return G_ACTION_GROUP (self->actions);
}

GMenuModel *
alp_composer_get_menu (AlpComposer *self)
{
  g_return_val_if_fail (ALP_IS_COMPOSER (self), NULL);

  return G_MENU_MODEL (self->composer_menu);
}

const char *
alp_composer_get_title (AlpComposer *self)
{
  g_return_val_if_fail (ALP_IS_COMPOSER (self), NULL);

  return self->title != NULL ? self->title : "";
}

const char *
alp_composer_get_state_text (AlpComposer *self)
{
  g_return_val_if_fail (ALP_IS_COMPOSER (self), NULL);

  return self->state_text != NULL ? self->state_text : "";
}

/**
 * alp_composer_set_compact:
 *
 * For a quick reply: without From and subject, the format bar hidden at first.  The way back shows them again.
 */
void
alp_composer_set_compact (AlpComposer *self, gboolean compact)
{
  GListModel *identities;

  g_return_if_fail (ALP_IS_COMPOSER (self));

  self->compact = compact;
  identities = self->personas != NULL ? G_LIST_MODEL (self->personas->identities) : NULL;
  gtk_widget_set_visible (self->subject_row, !compact);
  gtk_widget_set_visible (self->from_row,
                          !compact && identities != NULL && g_list_model_get_n_items (identities) > 1);
  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "format",
                                      g_variant_new_boolean (!compact));
}

static const struct
{
  const char *keys;
  const char *action;
} shortcuts[] = {
  { "<Control>Return|<Control>KP_Enter", "composer.send" },
  { "<Control>s", "composer.save" },
  { "<Control>k", "composer.link" },
  { "<Control><Shift>a", "composer.attach" },
  { "<Control>period", "composer.emoji" },
  { "<Control><Shift>f", "composer.format" },
};

void
alp_composer_add_shortcuts (AlpComposer *self, GtkWidget *widget)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_widget_insert_action_group (widget, "composer", G_ACTION_GROUP (self->actions));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (shortcuts[i].keys),
                          gtk_named_action_new (shortcuts[i].action)));
  gtk_widget_add_controller (widget, controller);
}

/* ---- making ---- */

static void
on_note (AlpComposer *self, const char *text)
{
  alp_composer_toast (self, text);
}

static void
connect_fields (AlpComposer *self)
{
  AlpRecipientEntry *entries[] = { self->to, self->cc, self->bcc };
  const char *labels[] = { C_ ("recipient of a message", "To"), _ ("Cc"), _ ("Bcc") };

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      alp_recipient_entry_set_label (entries[i], labels[i]);
      alp_recipient_entry_set_siblings (entries[i], entries, G_N_ELEMENTS (entries));
      g_signal_connect_object (entries[i], "changed", G_CALLBACK (alp_composer_edited), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (entries[i], "note", G_CALLBACK (on_note), self, G_CONNECT_SWAPPED);
    }
  alp_recipient_entry_set_label (self->reply_to, _ ("Answers to"));
  g_signal_connect_object (self->reply_to, "changed", G_CALLBACK (alp_composer_edited), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->subject, "changed", G_CALLBACK (on_subject_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->copies_button, "clicked", G_CALLBACK (on_copies_clicked), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->editor, "changed", G_CALLBACK (on_text_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->editor, "crashed", G_CALLBACK (on_crashed), self, G_CONNECT_SWAPPED);
}

/**
 * alp_composer_new:
 * @draft: what to write on; a reference is kept
 *
 * Returns: (transfer floating): emits "closed" when it can go, after "sent" (it is in the outbox) or "discarded"
 */
GtkWidget *
alp_composer_new (AlpDraft *draft)
{
  AlpComposer *self;

  g_return_val_if_fail (ALP_IS_DRAFT (draft), NULL);

  self = g_object_new (ALP_TYPE_COMPOSER, NULL);
  self->draft = g_object_ref (draft);
  self->engine = g_object_ref (alp_draft_get_engine (draft));
  self->filling = TRUE;
  alp_recipient_entry_set_engine (self->to, self->engine);
  alp_recipient_entry_set_engine (self->cc, self->engine);
  alp_recipient_entry_set_engine (self->bcc, self->engine);
  fill_fields (self);
  alp_composer_files_bind (self);
  alp_composer_options_fill (self);
  alp_composer_load_text (self);
  g_signal_connect_object (self->engine, "drafts-changed", G_CALLBACK (on_drafts_changed), self,
                           G_CONNECT_SWAPPED);
  update_title (self);
  alp_composer_update_send (self);
  self->filling = FALSE;
  alp_composer_identity_load (self);
  alp_composer_menu_bind (self);
  return GTK_WIDGET (self);
}

static void
alp_composer_dispose (GObject *object)
{
  AlpComposer *self = ALP_COMPOSER (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  alp_composer_checks_stop (self);
  if (self->editor != NULL)
    alp_editor_set_part_func (self->editor, NULL, NULL);
  g_clear_object (&self->actions);
  g_clear_object (&self->draft);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->state_text, g_free);
  g_clear_pointer (&self->personas, alp_personas_free);
  g_clear_pointer (&self->plain_signature, g_free);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->overridden, g_hash_table_unref);
  g_clear_pointer (&self->hidden, g_hash_table_unref);
  G_OBJECT_CLASS (alp_composer_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, AlpComposer, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (toasts);
  BIND (banner);
  BIND (fields);
  BIND (from_row);
  BIND (from);
  BIND (to);
  BIND (cc);
  BIND (bcc);
  BIND (reply_to);
  BIND (copies_button);
  BIND (cc_row);
  BIND (bcc_row);
  BIND (reply_to_row);
  BIND (subject_row);
  BIND (subject);
  BIND (priority_mark);
  BIND (receipt_mark);
  BIND (editor);
  BIND (checks_revealer);
  BIND (checks_icon);
  BIND (checks_label);
  BIND (checks_buttons);
  BIND (checks_close);
  BIND (tiles_scroller);
  BIND (tiles);
  BIND (format_revealer);
  BIND (bold_button);
  BIND (italic_button);
  BIND (underline_button);
  BIND (strike_button);
  BIND (list_button);
  BIND (numbers_button);
  BIND (quote_button);
  BIND (link_button);
  BIND (image_button);
  BIND (emoji_button);
  BIND (clear_button);
  BIND (composer_menu);
  BIND (signature_menu);
  BIND (template_menu);
  BIND (remind_menu);
}

static void
alp_composer_class_init (AlpComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_composer_dispose;
  g_type_ensure (ALP_TYPE_RECIPIENT_ENTRY);
  g_type_ensure (ALP_TYPE_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-composer.ui");
  bind_children (widget_class);

  /* sent (outbox id, when): the message is in the outbox, to be sent then (Unix seconds, 0: now); discarded: the draft is gone; closed: the composer can go. */
  signals[SIGNAL_SENT] = g_signal_new ("sent", ALP_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  signals[SIGNAL_DISCARDED]
      = g_signal_new ("discarded", ALP_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CLOSED]
      = g_signal_new ("closed", ALP_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* changed: title or state text are others now. */
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", ALP_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_composer_init (AlpComposer *self)
{
  static const GActionEntry entries[] = {
    { .name = "save", .activate = act_save },
    { .name = "discard", .activate = act_discard },
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  alp_composer_tools_init (self);
  alp_composer_files_init (self);
  alp_composer_options_init (self);
  alp_composer_checks_init (self);
  alp_composer_menu_init (self);
  alp_composer_send_init (self);
  alp_composer_identity_init (self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "composer", G_ACTION_GROUP (self->actions));
  connect_fields (self);
}
