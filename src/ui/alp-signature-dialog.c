/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-signature-dialog.c: identities and signatures.
 *
 * Main thread.  Two lists on the first page; one identity or signature on the second.  What is changed is saved when its
 * page is left or the dialog closed, there is no button to forget.  Images stand in a signature as data, so that it is
 * whole wherever it is kept; sending makes parts of them. */
#include "alp-signature-dialog.h"

#include "alp-identity.h"
#include "alp-signature-editor.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AlpSignatureDialog
{
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  AdwNavigationView *pages;
  AdwPreferencesGroup *identities;
  AdwPreferencesGroup *signatures;
  GtkWidget *no_signature; /* stands where none is yet */
  GPtrArray *rows;         /* of both groups */
  AlpEngine *engine;
  AlpAccount *account;   /* nullable: identities of all addresses */
  AlpPersonas *personas; /* nullable until loaded */

  /* the page of one identity or signature */
  AlpIdentity *identity;   /* nullable */
  AlpSignature *signature; /* nullable */
  AdwEntryRow *name;
  AdwEntryRow *email;
  AdwEntryRow *reply_to;
  AdwComboRow *sender; /* nullable: whose server a new identity is sent by */
  AdwComboRow *for_new;
  AdwComboRow *for_reply;
  AdwSwitchRow *standard; /* nullable */
  AlpSignatureEditor *editor;
  gboolean removed;
};

G_DEFINE_FINAL_TYPE (AlpSignatureDialog, alp_signature_dialog, ADW_TYPE_DIALOG)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void load (AlpSignatureDialog *self);

static void
say (AlpSignatureDialog *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_changed (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignatureDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (alp_persona_finish (ALP_ENGINE (engine), result, &error) == 0)
    say (self, error->message);
  load (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- one page ---- */

static gint64
chosen_signature (AlpSignatureDialog *self, AdwComboRow *row)
{
  guint position = adw_combo_row_get_selected (row);
  g_autoptr (AlpSignature) signature
      = position > 0 && position != GTK_INVALID_LIST_POSITION
            ? g_list_model_get_item (G_LIST_MODEL (self->personas->signatures), position - 1)
            : NULL;

  return signature != NULL ? alp_signature_get_id (signature) : 0;
}

static AlpAccount *
chosen_account (AlpSignatureDialog *self)
{
  GListModel *accounts = alp_engine_get_accounts (self->engine);
  g_autoptr (AlpAccount) account
      = self->sender != NULL ? g_list_model_get_item (accounts, adw_combo_row_get_selected (self->sender))
                             : NULL;

  return account != NULL ? account : alp_identity_get_account (self->identity); /* the engine keeps it */
}

/* An identity that was begun and left without an address is none. */
static void
save_identity (AlpSignatureDialog *self)
{
  const char *email = gtk_editable_get_text (GTK_EDITABLE (self->email));
  g_autoptr (AlpIdentity) changed
      = alp_identity_new (alp_identity_get_id (self->identity), chosen_account (self),
                          gtk_editable_get_text (GTK_EDITABLE (self->name)), email,
                          gtk_editable_get_text (GTK_EDITABLE (self->reply_to)),
                          chosen_signature (self, self->for_new), chosen_signature (self, self->for_reply),
                          self->standard != NULL ? adw_switch_row_get_active (self->standard)
                                                 : alp_identity_get_is_default (self->identity));

  if (*email != '\0')
    alp_identity_save_async (self->engine, changed, on_changed, g_object_ref (self));
}

typedef struct
{
  AlpSignatureDialog *self;
  gint64 id;
  char *name;
} Reading;

static void
on_signature_read (GObject *editor, GAsyncResult *result, gpointer data)
{
  g_autofree Reading *reading = data;
  g_autoptr (AlpSignatureDialog) self = reading->self;
  g_autofree char *name = reading->name;
  g_autofree char *html = alp_signature_editor_read_finish (ALP_SIGNATURE_EDITOR (editor), result, NULL);
  g_autoptr (AlpSignature) changed = NULL;

  if (html == NULL || (reading->id == 0 && *html == '\0'))
    return;
  changed = alp_signature_new (reading->id, name, html);
  alp_signature_save_async (self->engine, changed, on_changed, g_object_ref (self));
}

static void
save_signature (AlpSignatureDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  Reading *reading = g_new0 (Reading, 1);

  reading->self = g_object_ref (self);
  reading->id = alp_signature_get_id (self->signature);
  reading->name = g_strdup (*name != '\0' ? name : _ ("Signature"));
  alp_signature_editor_read_async (self->editor, on_signature_read, reading);
}

/* The page is left, by whichever way. */
static void
on_left (AlpSignatureDialog *self)
{
  if (!self->removed && self->identity != NULL)
    save_identity (self);
  else if (!self->removed && self->signature != NULL)
    save_signature (self);
  g_clear_object (&self->identity);
  g_clear_object (&self->signature);
  g_clear_object (&self->editor);
  self->removed = FALSE;
}

static void
on_remove (AlpSignatureDialog *self)
{
  self->removed = TRUE;
  if (self->identity != NULL && alp_identity_get_id (self->identity) != 0)
    alp_identity_remove_async (self->engine, self->identity, on_changed, g_object_ref (self));
  if (self->signature != NULL && alp_signature_get_id (self->signature) != 0)
    alp_signature_remove_async (self->engine, self->signature, on_changed, g_object_ref (self));
  adw_navigation_view_pop (self->pages);
}

static void
push (AlpSignatureDialog *self, const char *title, GtkWidget *content, gboolean removable)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *bar = adw_header_bar_new ();
  AdwNavigationPage *page = adw_navigation_page_new (view, title);

  if (removable)
    {
      GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

      gtk_widget_set_tooltip_text (button, _ ("Remove"));
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
      adw_header_bar_pack_end (ADW_HEADER_BAR (bar), button);
    }
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), content);
  adw_navigation_view_push (self->pages, page);
}

static AdwEntryRow *
add_entry (AdwPreferencesGroup *group, const char *title, const char *text)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  adw_preferences_group_add (group, row);
  return ADW_ENTRY_ROW (row);
}

static AdwComboRow *
add_signature_choice (AlpSignatureDialog *self, AdwPreferencesGroup *group, const char *title, gint64 id)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  gtk_string_list_append (names, C_ ("signature", "None"));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->personas->signatures)); i++)
    {
      g_autoptr (AlpSignature) one = g_list_model_get_item (G_LIST_MODEL (self->personas->signatures), i);

      gtk_string_list_append (names, alp_signature_get_name (one));
      if (alp_signature_get_id (one) == id)
        selected = i + 1;
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  adw_preferences_group_add (group, row);
  return ADW_COMBO_ROW (row);
}

/* (nullable): only where there is a choice */
static AdwComboRow *
add_sender_choice (AlpSignatureDialog *self, AdwPreferencesGroup *group)
{
  GListModel *accounts = alp_engine_get_accounts (self->engine);
  g_autoptr (GtkExpression) label = gtk_property_expression_new (ALP_TYPE_ACCOUNT, NULL, "email");
  GtkWidget *row;

  if (self->account != NULL || g_list_model_get_n_items (accounts) < 2)
    return NULL;
  row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Sent Through"));
  adw_combo_row_set_expression (ADW_COMBO_ROW (row), label);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), accounts);
  adw_preferences_group_add (group, row);
  return ADW_COMBO_ROW (row);
}

/* (nullable): the standard identity stays it until another one becomes it */
static AdwSwitchRow *
add_standard_switch (AlpIdentity *identity, AdwPreferencesGroup *group)
{
  GtkWidget *row;

  if (alp_identity_get_is_default (identity))
    return NULL;
  row = adw_switch_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Standard for New Messages"));
  adw_preferences_group_add (group, row);
  return ADW_SWITCH_ROW (row);
}

static void
show_identity (AlpSignatureDialog *self, AlpIdentity *identity)
{
  GtkWidget *page = adw_preferences_page_new ();
  AdwPreferencesGroup *who = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  AdwPreferencesGroup *under = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  g_set_object (&self->identity, identity);
  self->sender = alp_identity_get_id (identity) == 0 ? add_sender_choice (self, who) : NULL;
  self->name = add_entry (who, C_ ("signature", "Name"), alp_identity_get_name (identity));
  self->email = add_entry (who, _ ("Address"), alp_identity_get_email (identity));
  self->reply_to
      = add_entry (who, _ ("Answers to (another address, if any)"), alp_identity_get_reply_to (identity));
  adw_preferences_group_set_title (under, _ ("Signature"));
  self->for_new = add_signature_choice (self, under, _ ("In New Messages"),
                                        alp_identity_get_signature (identity, FALSE));
  self->for_reply = add_signature_choice (self, under, _ ("In Answers and Forwarded Messages"),
                                          alp_identity_get_signature (identity, TRUE));
  self->standard = add_standard_switch (identity, under);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), who);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), under);
  push (self, _ ("Identity"), page,
        alp_identity_get_id (identity) != 0 && !alp_identity_get_is_default (identity));
}

static void
show_signature (AlpSignatureDialog *self, AlpSignature *signature)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GtkWidget *editor = alp_signature_editor_new (alp_signature_get_html (signature));

  g_set_object (&self->signature, signature);
  g_set_object (&self->editor, ALP_SIGNATURE_EDITOR (editor));
  self->name = add_entry (group, C_ ("signature", "Name"), alp_signature_get_name (signature));
  g_signal_connect_object (editor, "told", G_CALLBACK (say), self, G_CONNECT_SWAPPED);
  gtk_widget_set_vexpand (editor, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (group));
  gtk_box_append (GTK_BOX (box), editor);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  push (self, _ ("Signature"), box, alp_signature_get_id (signature) != 0);
}

/* ---- the lists ---- */

static void
on_row (GtkWidget *row, AlpSignatureDialog *self)
{
  gpointer object = g_object_get_data (G_OBJECT (row), "alp-object");

  if (ALP_IS_IDENTITY (object))
    show_identity (self, object);
  else if (ALP_IS_SIGNATURE (object))
    show_signature (self, object);
}

static void
on_add_identity (AlpSignatureDialog *self)
{
  g_autoptr (AlpIdentity) first
      = self->personas != NULL ? g_list_model_get_item (G_LIST_MODEL (self->personas->identities), 0) : NULL;
  g_autoptr (AlpIdentity) made = NULL;

  if (first == NULL)
    return;
  made = alp_identity_new (0, self->account != NULL ? self->account : alp_identity_get_account (first),
                           alp_identity_get_name (first), "", "", alp_identity_get_signature (first, FALSE),
                           alp_identity_get_signature (first, TRUE), FALSE);
  show_identity (self, made);
}

static void
on_add_signature (AlpSignatureDialog *self)
{
  g_autoptr (AlpSignature) made = alp_signature_new (0, _ ("Signature"), "");

  if (self->personas != NULL)
    show_signature (self, made);
}

static void
add_row (AlpSignatureDialog *self, AdwPreferencesGroup *group, gpointer object, const char *title,
         const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "alp-object", g_object_ref (object), g_object_unref);
  g_object_set_data (G_OBJECT (row), "alp-group", group);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_row), self, G_CONNECT_DEFAULT);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
}

static void
fill (AlpSignatureDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (g_object_get_data (g_ptr_array_index (self->rows, i), "alp-group"),
                                  g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->personas->identities)); i++)
    {
      g_autoptr (AlpIdentity) one = g_list_model_get_item (G_LIST_MODEL (self->personas->identities), i);
      const char *name = alp_identity_get_name (one);

      if (self->account != NULL && alp_identity_get_account (one) != self->account)
        continue;
      add_row (self, self->identities, one, *name != '\0' ? name : alp_identity_get_email (one),
               alp_identity_get_email (one));
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->personas->signatures)); i++)
    {
      g_autoptr (AlpSignature) one = g_list_model_get_item (G_LIST_MODEL (self->personas->signatures), i);
      g_autofree char *line = g_strdup (alp_signature_get_text (one));

      g_strdelimit (g_strchomp (line), "\n", ' ');
      add_row (self, self->signatures, one, alp_signature_get_name (one), line);
    }
}

static void
on_loaded (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignatureDialog) self = data;
  g_autoptr (GError) error = NULL;
  AlpPersonas *personas = alp_personas_load_finish (ALP_ENGINE (engine), result, &error);

  if (personas == NULL)
    {
      say (self, error->message);
      return;
    }
  g_clear_pointer (&self->personas, alp_personas_free);
  self->personas = personas;
  if (self->rows != NULL)
    fill (self);
  gtk_widget_set_visible (self->no_signature,
                          g_list_model_get_n_items (G_LIST_MODEL (personas->signatures)) == 0);
}

static void
load (AlpSignatureDialog *self)
{
  if (self->engine != NULL)
    alp_personas_load_async (self->engine, NULL, on_loaded, g_object_ref (self));
}

static AdwPreferencesGroup *
make_group (AlpSignatureDialog *self, AdwPreferencesPage *page, const char *title, const char *add_label,
            GCallback add)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("list-add-symbolic");

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, add_label);
  g_signal_connect_object (button, "clicked", add, self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), button);
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
  return ADW_PREFERENCES_GROUP (group);
}

static void
alp_signature_dialog_dispose (GObject *object)
{
  AlpSignatureDialog *self = ALP_SIGNATURE_DIALOG (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->account);
  g_clear_object (&self->identity);
  g_clear_object (&self->signature);
  g_clear_object (&self->editor);
  g_clear_pointer (&self->personas, alp_personas_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (alp_signature_dialog_parent_class)->dispose (object);
}

static void
alp_signature_dialog_class_init (AlpSignatureDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_signature_dialog_dispose;
  /* changed: something was saved. */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ALP_TYPE_SIGNATURE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_signature_dialog_init (AlpSignatureDialog *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();

  self->rows = g_ptr_array_new ();
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  self->pages = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());
  self->identities = make_group (self, ADW_PREFERENCES_PAGE (page), _ ("Write As"), _ ("Add Identity"),
                                 G_CALLBACK (on_add_identity));
  self->signatures = make_group (self, ADW_PREFERENCES_PAGE (page), _ ("Signatures"), _ ("Add Signature"),
                                 G_CALLBACK (on_add_signature));
  self->no_signature = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->no_signature), _ ("No signature yet"));
  gtk_widget_set_sensitive (self->no_signature, FALSE);
  adw_preferences_group_add (self->signatures, self->no_signature);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_navigation_view_add (self->pages, adw_navigation_page_new (view, _ ("Identities and Signatures")));
  g_signal_connect_object (self->pages, "popped", G_CALLBACK (on_left), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "closed", G_CALLBACK (on_left), NULL);
  adw_toast_overlay_set_child (self->toasts, GTK_WIDGET (self->pages));
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Identities and Signatures"));
  adw_dialog_set_child (ADW_DIALOG (self), GTK_WIDGET (self->toasts));
  adw_dialog_set_content_width (ADW_DIALOG (self), 480);
  adw_dialog_set_content_height (ADW_DIALOG (self), 560);
}

/**
 * alp_signature_dialog_new:
 * @account: (nullable): only its identities; signatures are of all addresses
 *
 * Returns: (transfer floating): a dialog, to be presented; emits "changed" when something was saved
 */
AdwDialog *
alp_signature_dialog_new (AlpEngine *engine, AlpAccount *account)
{
  AlpSignatureDialog *self = g_object_new (ALP_TYPE_SIGNATURE_DIALOG, NULL);

  self->engine = g_object_ref (engine);
  g_set_object (&self->account, account);
  load (self);
  return ADW_DIALOG (self);
}
