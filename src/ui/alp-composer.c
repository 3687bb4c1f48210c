/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer.c: the window in which a message is written.
 *
 * Main thread.  What is typed goes into the draft at once and the draft is saved a moment later, so closing asks
 * nothing and loses nothing.  Sending puts the message into the durable outbox; the window closes only when that is
 * done, and stays with a sentence when it is not. */
#include "alp-composer.h"

#include "alp-account.h"
#include "alp-attachment-tile.h"

#include <glib/gi18n.h>
#include <string.h>

#define SAVE_DELAY_MS 1500

struct _AlpComposer
{
  AdwWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwWindowTitle *title;
  AdwBanner *banner;
  GtkWidget *from_row;
  GtkDropDown *from;
  GtkWidget *copies_button;
  GtkWidget *cc_row;
  GtkWidget *bcc_row;
  GtkText *to;
  GtkText *cc;
  GtkText *bcc;
  GtkText *subject;
  GtkTextView *editor;
  GtkWidget *tiles;
  GtkLabel *saved_label;

  AlpEngine *engine;
  AlpDraft *draft;
  GListModel *accounts;
  guint save_id;
  gboolean dirty;
  gboolean sending;
  gboolean done;
};

G_DEFINE_FINAL_TYPE (AlpComposer, alp_composer, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_SENT,
  SIGNAL_DISCARDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- between widgets and draft ---- */

static char *
editor_text (AlpComposer *self)
{
  GtkTextIter start, end;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->editor);

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
store_fields (AlpComposer *self)
{
  g_autofree char *text = editor_text (self);
  guint chosen = gtk_drop_down_get_selected (self->from);
  g_autoptr (AlpAccount) account
      = chosen != GTK_INVALID_LIST_POSITION ? g_list_model_get_item (self->accounts, chosen) : NULL;

  if (account != NULL)
    alp_draft_set_account (self->draft, account);
  g_object_set (self->draft, "to", gtk_editable_get_text (GTK_EDITABLE (self->to)), "cc",
                gtk_editable_get_text (GTK_EDITABLE (self->cc)), "bcc",
                gtk_editable_get_text (GTK_EDITABLE (self->bcc)), "subject",
                gtk_editable_get_text (GTK_EDITABLE (self->subject)), "text", text, NULL);
}

static void
update_title (AlpComposer *self)
{
  const char *subject = gtk_editable_get_text (GTK_EDITABLE (self->subject));
  const char *shown = *subject != '\0' ? subject : _ ("New Message");

  adw_window_title_set_title (self->title, shown);
  gtk_window_set_title (GTK_WINDOW (self), shown);
}

static gboolean
has_recipient (AlpComposer *self)
{
  return strchr (gtk_editable_get_text (GTK_EDITABLE (self->to)), '@') != NULL
         || strchr (gtk_editable_get_text (GTK_EDITABLE (self->cc)), '@') != NULL
         || strchr (gtk_editable_get_text (GTK_EDITABLE (self->bcc)), '@') != NULL;
}

static void
update_send (AlpComposer *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send", has_recipient (self) && !self->sending);
}

/* ---- saving ---- */

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

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GError) error = NULL;

  release ();
  if (!alp_draft_save_finish (ALP_DRAFT (source), result, &error))
    {
      gtk_label_set_text (self->saved_label, _ ("Not saved"));
      if (error != NULL)
        {
          adw_banner_set_title (self->banner, error->message);
          adw_banner_set_revealed (self->banner, TRUE);
        }
      return;
    }
  if (!self->dirty)
    gtk_label_set_text (self->saved_label, _ ("Saved on this computer"));
}

static void
save_now (AlpComposer *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  if (!self->dirty || self->done)
    return;
  self->dirty = FALSE;
  store_fields (self);
  gtk_label_set_text (self->saved_label, _ ("Saving…"));
  alp_draft_save_async (self->draft, NULL, on_saved, hold (self));
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
on_edited (AlpComposer *self)
{
  update_title (self);
  update_send (self);
  self->dirty = TRUE;
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SAVE_DELAY_MS, on_save_time, self);
}

/* ---- actions ---- */

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GError) error = NULL;

  release ();
  self->sending = FALSE;
  if (!alp_draft_send_finish (ALP_DRAFT (source), result, &error))
    {
      adw_banner_set_title (self->banner,
                            error != NULL ? error->message : _ ("The message could not be sent."));
      adw_banner_set_revealed (self->banner, TRUE);
      update_send (self);
      return;
    }
  self->done = TRUE;
  g_signal_emit (self, signals[SIGNAL_SENT], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
send_message (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AlpComposer *self = ALP_COMPOSER (widget);

  if (self->sending || self->done)
    return;
  if (!has_recipient (self))
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->to));
      return;
    }
  g_clear_handle_id (&self->save_id, g_source_remove);
  store_fields (self);
  self->sending = TRUE;
  self->dirty = FALSE;
  adw_banner_set_revealed (self->banner, FALSE);
  gtk_label_set_text (self->saved_label, _ ("Handing over to the outbox…"));
  update_send (self);
  alp_draft_send_async (self->draft, NULL, on_sent, hold (self));
}

static void
save_message (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AlpComposer *self = ALP_COMPOSER (widget);

  self->dirty = TRUE;
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
discard_message (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AlpComposer *self = ALP_COMPOSER (widget);

  self->done = TRUE;
  g_clear_handle_id (&self->save_id, g_source_remove);
  alp_draft_discard_async (self->draft, NULL, on_gone, hold (self));
  g_signal_emit (self, signals[SIGNAL_DISCARDED], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_tile_removed (AlpComposer *self, GtkWidget *tile)
{
  alp_draft_remove_attachment (self->draft, g_object_get_data (G_OBJECT (tile), "alp-attachment"));
  gtk_flow_box_remove (GTK_FLOW_BOX (self->tiles), gtk_widget_get_ancestor (tile, GTK_TYPE_FLOW_BOX_CHILD));
  gtk_widget_set_visible (self->tiles,
                          gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (self->tiles), 0) != NULL);
  on_edited (self);
}

static void
add_file (AlpComposer *self, GFile *file)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, "standard::*", G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autofree char *type = NULL;
  AlpDraftAttachment *attachment;
  GtkWidget *tile;

  if (info == NULL)
    {
      adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("This file cannot be attached")));
      return;
    }
  attachment = alp_draft_add_file (self->draft, file, FALSE);
  type = g_content_type_get_mime_type (g_file_info_get_content_type (info));
  tile = alp_attachment_tile_new (g_file_info_get_display_name (info), type,
                                  (guint64) g_file_info_get_size (info), "window-close-symbolic",
                                  _ ("Remove"));
  g_object_set_data_full (G_OBJECT (tile), "alp-attachment", g_object_ref (attachment), g_object_unref);
  g_signal_connect_object (tile, "activated", G_CALLBACK (on_tile_removed), self, G_CONNECT_SWAPPED);
  gtk_flow_box_append (GTK_FLOW_BOX (self->tiles), tile);
  gtk_widget_set_visible (self->tiles, TRUE);
  on_edited (self);
}

static void
on_files_chosen (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GListModel) files
      = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (dialog), result, NULL);
  guint n = files != NULL ? g_list_model_get_n_items (files) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      add_file (self, file);
    }
}

static void
attach_files (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Attach Files"));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (widget), NULL, on_files_chosen, g_object_ref (widget));
}

static gboolean
on_drop (AlpComposer *self, const GValue *value)
{
  GSList *files = g_value_get_boxed (value);

  for (GSList *l = files; l != NULL; l = l->next)
    add_file (self, l->data);
  return TRUE;
}

static gboolean
on_close_request (AlpComposer *self)
{
  save_now (self);
  return FALSE;
}

static void
show_copies (AlpComposer *self)
{
  gtk_widget_set_visible (self->cc_row, TRUE);
  gtk_widget_set_visible (self->bcc_row, TRUE);
  gtk_widget_set_visible (self->copies_button, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->cc));
}

/* ---- making ---- */

static void
fill_from (AlpComposer *self)
{
  g_autoptr (GtkExpression) name = gtk_property_expression_new (ALP_TYPE_ACCOUNT, NULL, "email");
  AlpAccount *current = alp_draft_get_account (self->draft);

  gtk_drop_down_set_expression (self->from, name);
  gtk_drop_down_set_model (self->from, self->accounts);
  for (guint i = 0; i < g_list_model_get_n_items (self->accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (self->accounts, i);

      if (account == current)
        gtk_drop_down_set_selected (self->from, i);
    }
  gtk_widget_set_visible (self->from_row, g_list_model_get_n_items (self->accounts) > 1);
}

static void
fill_fields (AlpComposer *self)
{
  g_autofree char *to = NULL, *cc = NULL, *bcc = NULL, *subject = NULL, *text = NULL;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->editor);
  GtkTextIter start;

  g_object_get (self->draft, "to", &to, "cc", &cc, "bcc", &bcc, "subject", &subject, "text", &text, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->to), to != NULL ? to : "");
  gtk_editable_set_text (GTK_EDITABLE (self->cc), cc != NULL ? cc : "");
  gtk_editable_set_text (GTK_EDITABLE (self->bcc), bcc != NULL ? bcc : "");
  gtk_editable_set_text (GTK_EDITABLE (self->subject), subject != NULL ? subject : "");
  gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  if ((cc != NULL && *cc != '\0') || (bcc != NULL && *bcc != '\0'))
    show_copies (self);
  gtk_window_set_focus (GTK_WINDOW (self),
                        to == NULL || *to == '\0' ? GTK_WIDGET (self->to) : GTK_WIDGET (self->editor));
}

/**
 * alp_composer_new:
 * @draft: what to write on; a reference is kept
 *
 * Returns: (transfer floating): the window, not yet presented; emits "sent" after the message is in the outbox
 */
GtkWidget *
alp_composer_new (GtkApplication *application, AlpEngine *engine, AlpDraft *draft)
{
  AlpComposer *self = g_object_new (ALP_TYPE_COMPOSER, "application", application, NULL);
  GObject *watched[] = { G_OBJECT (self->to), G_OBJECT (self->cc), G_OBJECT (self->bcc),
                         G_OBJECT (self->subject), G_OBJECT (gtk_text_view_get_buffer (self->editor)) };

  self->engine = g_object_ref (engine);
  self->draft = g_object_ref (draft);
  self->accounts = g_object_ref (alp_engine_get_accounts (engine));
  fill_from (self);
  fill_fields (self);
  for (gsize i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (watched[i], "changed", G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
  update_title (self);
  update_send (self);
  return GTK_WIDGET (self);
}

static void
alp_composer_dispose (GObject *object)
{
  AlpComposer *self = ALP_COMPOSER (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_object (&self->engine);
  g_clear_object (&self->draft);
  g_clear_object (&self->accounts);
  G_OBJECT_CLASS (alp_composer_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, toasts);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, title);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, banner);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, from_row);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, from);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, copies_button);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, cc_row);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, bcc_row);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, to);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, cc);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, bcc);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, subject);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, editor);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, tiles);
  gtk_widget_class_bind_template_child (widget_class, AlpComposer, saved_label);
}

static void
alp_composer_class_init (AlpComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_composer_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-composer.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send_message);
  gtk_widget_class_install_action (widget_class, "composer.save", NULL, save_message);
  gtk_widget_class_install_action (widget_class, "composer.discard", NULL, discard_message);
  gtk_widget_class_install_action (widget_class, "composer.attach", NULL, attach_files);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "composer.send", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "composer.send",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "composer.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  /* sent: the message is in the outbox; discarded: the draft is gone. */
  signals[SIGNAL_SENT]
      = g_signal_new ("sent", ALP_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DISCARDED]
      = g_signal_new ("discarded", ALP_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_composer_init (AlpComposer *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (drop, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect_object (self->copies_button, "clicked", G_CALLBACK (show_copies), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "close-request", G_CALLBACK (on_close_request), self, G_CONNECT_DEFAULT);
}
