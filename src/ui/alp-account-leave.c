/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-leave.c: the questions before addresses leave this computer
 *
 * Main thread.  First what was never sent is looked for.  Without any, one question that says what goes away here and that nothing goes
 * away on the server.  With some, it is listed, and can be sent, saved as files or given up.  One Leaving lives from the first question to
 * the end, kept by each call under way. */
#include "alp-account-leave.h"

#include "alp-draft-box.h"
#include "alp-format.h"
#include "alp-unsent.h"

#include <glib/gi18n.h>

typedef struct
{
  grefcount count;
  GtkWidget *parent; /* weak */
  AlpEngine *engine;
  AlpProfile *profile;  /* nullable: leave it whole */
  GListStore *accounts; /* those that go */
  GPtrArray *unsent;    /* nullable */
  guint at;             /* the address that goes now */
  gboolean force;
} Leaving;

static Leaving *
leaving_ref (Leaving *self)
{
  g_ref_count_inc (&self->count);
  return self;
}

static void
leaving_unref (Leaving *self)
{
  if (!g_ref_count_dec (&self->count))
    return;
  g_clear_weak_pointer (&self->parent);
  g_clear_object (&self->engine);
  g_clear_object (&self->profile);
  g_clear_object (&self->accounts);
  g_clear_pointer (&self->unsent, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Leaving, leaving_unref)

static void
leaving_closure_unref (gpointer data, GClosure *closure)
{
  leaving_unref (data);
}

static void ask (Leaving *self);

static void
present (Leaving *self, AdwDialog *dialog, void (*answered) (AdwAlertDialog *, const char *, Leaving *))
{
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered), leaving_ref (self), leaving_closure_unref,
                         G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, self->parent);
}

static void
on_told (AdwAlertDialog *dialog, const char *response, Leaving *self)
{
}

static void
tell (Leaving *self, const char *heading, const char *body)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);

  if (self->parent == NULL)
    {
      g_object_unref (g_object_ref_sink (dialog));
      return;
    }
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  present (self, dialog, on_told);
}

/* ---- going ---- */

static void leave_next (Leaving *self);

static void
on_address_gone (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Leaving) self = data;
  g_autoptr (GError) error = NULL;

  if (!alp_engine_remove_account_finish (ALP_ENGINE (source), result, &error))
    {
      tell (self, _ ("The Address Was Not Removed"), error->message);
      return;
    }
  self->at++;
  leave_next (self);
}

static void
on_profile_gone (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Leaving) self = data;
  g_autoptr (GError) error = NULL;

  if (!alp_profile_detach_finish (ALP_ENGINE (source), result, &error))
    tell (self, _ ("You Are Not Signed Out"), error->message);
}

static void
leave_next (Leaving *self)
{
  g_autoptr (AlpAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), self->at);

  if (self->profile != NULL)
    alp_profile_detach_async (self->engine, self->profile, self->force, NULL, on_profile_gone,
                              leaving_ref (self));
  else if (account != NULL)
    alp_engine_remove_account_async (self->engine, account, self->force, NULL, on_address_gone,
                                     leaving_ref (self));
}

/* ---- what was never sent ---- */

static void
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Leaving) self = data;
  g_autoptr (GError) error = NULL;
  gint n = alp_unsent_export_finish (ALP_ENGINE (source), result, &error);

  if (n < 0)
    {
      tell (self, _ ("The Messages Were Not Saved"), error->message);
      return;
    }
  /* They are safe: now only the plain question is left. */
  self->force = TRUE;
  g_clear_pointer (&self->unsent, g_ptr_array_unref);
  ask (self);
}

static void
on_folder (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Leaving) self = data;
  g_autoptr (GFile) folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (folder != NULL && g_file_peek_path (folder) != NULL)
    alp_unsent_export_async (self->engine, G_LIST_MODEL (self->accounts), g_file_peek_path (folder), NULL,
                             on_exported, leaving_ref (self));
}

static void
on_resent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Leaving) self = data;

  /* What is wrong with it, the outbox says. */
  alp_outbox_change_finish (ALP_ENGINE (source), result, NULL);
}

static void
send_all (Leaving *self)
{
  for (guint i = 0; i < self->unsent->len; i++)
    {
      const AlpUnsent *one = g_ptr_array_index (self->unsent, i);

      if (one->outbox_id != 0)
        alp_outbox_resend_async (self->engine, one->outbox_id, FALSE, NULL, on_resent, leaving_ref (self));
    }
  tell (self, _ ("The Messages Are Being Sent"),
        _ ("Come back here when the outbox is empty. Drafts are finished in the folder Drafts."));
}

static void
on_unsent_answer (AdwAlertDialog *dialog, const char *response, Leaving *self)
{
  g_autoptr (GtkFileDialog) chooser = NULL;
  GtkRoot *root = self->parent != NULL ? gtk_widget_get_root (self->parent) : NULL;

  if (g_str_equal (response, "send"))
    send_all (self);
  else if (g_str_equal (response, "discard"))
    {
      self->force = TRUE;
      leave_next (self);
    }
  else if (g_str_equal (response, "export"))
    {
      chooser = gtk_file_dialog_new ();
      gtk_file_dialog_set_title (chooser, _ ("Save Messages in a Folder"));
      gtk_file_dialog_select_folder (chooser, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL,
                                     on_folder, leaving_ref (self));
    }
}

static GtkWidget *
unsent_row (const AlpUnsent *one)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *when = alp_format_full_date (one->time);
  g_autofree char *subtitle = g_strjoin (" · ", one->draft_id != 0 ? _ ("Draft") : _ ("In the outbox"), when,
                                         *one->to != '\0' ? one->to : NULL, NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 *one->subject != '\0' ? one->subject : _ ("(no subject)"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  return row;
}

static void
ask_about_unsent (Leaving *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Something Was Never Sent"), NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);
  GtkWidget *scroller = gtk_scrolled_window_new (), *list = gtk_list_box_new ();
  gboolean outbox = FALSE;

  adw_alert_dialog_format_body (
      alert,
      ngettext ("%u message is only on this computer. If you go on without it, it is lost.",
                "%u messages are only on this computer. If you go on without them, they are lost.",
                self->unsent->len),
      self->unsent->len);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Unsent Messages"),
                                  -1);
  for (guint i = 0; i < self->unsent->len; i++)
    {
      gtk_list_box_append (GTK_LIST_BOX (list), unsent_row (g_ptr_array_index (self->unsent, i)));
      outbox |= ((AlpUnsent *) g_ptr_array_index (self->unsent, i))->outbox_id != 0;
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 220);
  adw_alert_dialog_set_extra_child (alert, scroller);
  adw_alert_dialog_add_response (alert, "cancel", _ ("_Cancel"));
  if (outbox)
    adw_alert_dialog_add_response (alert, "send", _ ("_Send Now"));
  adw_alert_dialog_add_response (alert, "export", _ ("Save as _Files…"));
  adw_alert_dialog_add_response (alert, "discard", _ ("_Remove and Lose Them"));
  adw_alert_dialog_set_response_appearance (alert, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (alert, "cancel");
  adw_alert_dialog_set_close_response (alert, "cancel");
  present (self, dialog, on_unsent_answer);
}

/* ---- the question ---- */

static void
on_answer (AdwAlertDialog *dialog, const char *response, Leaving *self)
{
  if (g_str_equal (response, "leave"))
    leave_next (self);
}

static void
ask (Leaving *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  g_autoptr (AlpAccount) first = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
  AdwDialog *dialog = adw_alert_dialog_new (NULL, NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  if (self->profile != NULL)
    adw_alert_dialog_format_heading (alert, _ ("Sign Out of “%s”?"), alp_profile_get_title (self->profile));
  else if (n == 1)
    adw_alert_dialog_format_heading (alert, _ ("Remove %s?"), alp_account_get_email (first));
  else
    adw_alert_dialog_format_heading (alert, ngettext ("Remove %u Address?", "Remove %u Addresses?", n), n);
  adw_alert_dialog_format_body (
      alert,
      ngettext (
          "Mail, settings and password of %u address are deleted from this computer. Nothing is deleted "
          "on the server: everything is there again when you add the address again.",
          "Mail, settings and passwords of %u addresses are deleted from this computer. Nothing is "
          "deleted on the servers: everything is there again when you add the addresses again.",
          n),
      n);
  adw_alert_dialog_add_response (alert, "cancel", _ ("_Cancel"));
  adw_alert_dialog_add_response (alert, "leave", self->profile != NULL ? _ ("Sign _Out") : _ ("_Remove"));
  adw_alert_dialog_set_response_appearance (alert, "leave", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (alert, "cancel");
  adw_alert_dialog_set_close_response (alert, "cancel");
  present (self, dialog, on_answer);
}

static void
on_unsent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Leaving) self = data;
  g_autoptr (GError) error = NULL;

  self->unsent = alp_unsent_list_finish (ALP_ENGINE (source), result, &error);
  if (self->parent == NULL)
    return;
  if (self->unsent == NULL)
    tell (self, _ ("That Did Not Work"), error->message);
  else if (self->unsent->len > 0)
    ask_about_unsent (self);
  else
    ask (self);
}

static void
begin (GtkWidget *parent, AlpEngine *engine, AlpProfile *profile, GListModel *accounts)
{
  g_autoptr (Leaving) self = g_new0 (Leaving, 1);

  g_ref_count_init (&self->count);
  g_set_weak_pointer (&self->parent, parent);
  self->engine = g_object_ref (engine);
  self->profile = profile != NULL ? g_object_ref (profile) : NULL;
  self->accounts = g_list_store_new (ALP_TYPE_ACCOUNT);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      g_list_store_append (self->accounts, account);
    }
  alp_unsent_list_async (engine, accounts, NULL, on_unsent, leaving_ref (self));
}

/**
 * alp_account_leave_profile:
 * @parent: over what the questions are asked
 *
 * Signs out of a user account, after the questions.
 */
void
alp_account_leave_profile (GtkWidget *parent, AlpEngine *engine, AlpProfile *profile)
{
  g_return_if_fail (GTK_IS_WIDGET (parent) && ALP_IS_ENGINE (engine) && ALP_IS_PROFILE (profile));

  begin (parent, engine, profile, alp_profile_get_accounts (profile));
}

/**
 * alp_account_leave_addresses:
 * @accounts: of #AlpAccount, at least one
 *
 * Removes addresses, after the questions.
 */
void
alp_account_leave_addresses (GtkWidget *parent, AlpEngine *engine, GListModel *accounts)
{
  g_return_if_fail (GTK_IS_WIDGET (parent) && ALP_IS_ENGINE (engine));

  if (g_list_model_get_n_items (accounts) > 0)
    begin (parent, engine, NULL, accounts);
}
