/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-editor.c: name, picture and person of a user account; a new one goes on to its first address.
 *
 * Main thread.  A new user account is stored when the first page is left, and taken away again when the dialog closes without an address:
 * there is no half one.  (One that a crash leaves behind goes at the next start.) */
#include "alp-account-editor.h"

#include "alp-account-picture.h"
#include "alp-sign-in.h"

#include <glib/gi18n.h>

struct _AlpAccountEditor
{
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  AdwNavigationView *view;
  AdwAvatar *avatar;
  GtkWidget *choose;
  GtkWidget *remove;
  GtkLabel *note;
  GtkEditable *name;
  GtkEditable *first_name;
  GtkEditable *last_name;
  GtkEditable *birth_date;
  GtkButton *save;
  AlpSignIn *sign_in;

  AlpEngine *engine;
  gint64 id; /* 0: not stored yet */
  gboolean is_new;
  gint64 before;   /* the profile that new addresses went to */
  GBytes *picture; /* nullable */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AlpAccountEditor, alp_account_editor, ADW_TYPE_DIALOG)

enum
{
  SIGNAL_MADE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
say (AlpAccountEditor *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* ---- picture ---- */

static void
update_avatar (AlpAccountEditor *self)
{
  g_autoptr (GdkTexture) texture = alp_account_picture_load (self->picture);
  const char *name = gtk_editable_get_text (self->name);
  g_autofree char *person = g_strdup_printf ("%s %s", gtk_editable_get_text (self->first_name),
                                             gtk_editable_get_text (self->last_name));

  g_strstrip (person);
  adw_avatar_set_text (self->avatar, *name != '\0' ? name : person);
  adw_avatar_set_custom_image (self->avatar, GDK_PAINTABLE (texture));
  gtk_widget_set_visible (self->remove, texture != NULL);
}

static void
on_chosen (GObject *parent, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAccountEditor) self = data;
  g_autoptr (GError) error = NULL;
  gboolean small = FALSE;
  GBytes *picture = alp_account_picture_choose_finish (GTK_WINDOW (parent), result, &small, &error);

  if (picture == NULL)
    {
      if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)
          && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        say (self, error->message);
      return;
    }
  g_clear_pointer (&self->picture, g_bytes_unref);
  self->picture = picture;
  gtk_label_set_text (self->note,
                      small ? _ ("This picture is smaller than 210 × 210 pixels and may look blurred.")
                            : _ ("It stays on this computer."));
  update_avatar (self);
}

static void
on_choose (AlpAccountEditor *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    alp_account_picture_choose_async (GTK_WINDOW (root), self->cancellable, on_chosen, g_object_ref (self));
}

static void
on_remove (AlpAccountEditor *self)
{
  g_clear_pointer (&self->picture, g_bytes_unref);
  update_avatar (self);
}

/* ---- storing ---- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAccountEditor) self = data;
  g_autoptr (GError) error = NULL;
  gint64 id = alp_profile_save_finish (ALP_ENGINE (source), result, &error);

  gtk_widget_set_sensitive (GTK_WIDGET (self->save), TRUE);
  if (id == 0)
    {
      say (self, error->message);
      return;
    }
  self->id = id;
  if (!self->is_new)
    {
      adw_dialog_close (ADW_DIALOG (self));
      return;
    }
  alp_engine_set_default_profile (self->engine, id);
  adw_navigation_view_push_by_tag (self->view, "sign-in");
  alp_sign_in_focus (self->sign_in);
}

static void
on_save (AlpAccountEditor *self)
{
  AlpProfileValues values = {
    .id = self->id,
    .name = gtk_editable_get_text (self->name),
    .first_name = gtk_editable_get_text (self->first_name),
    .last_name = gtk_editable_get_text (self->last_name),
    .birth_date = gtk_editable_get_text (self->birth_date),
    .avatar = self->picture,
  };

  if (alp_profile_find_mistake (&values) != NULL)
    {
      say (self, alp_profile_find_mistake (&values));
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->save), FALSE);
  alp_profile_save_async (self->engine, &values, NULL, on_saved, g_object_ref (self));
}

static void
on_signed_in (AlpAccountEditor *self)
{
  AlpProfile *profile = alp_engine_get_profile_by_id (self->engine, self->id);

  if (profile != NULL)
    g_signal_emit (self, signals[SIGNAL_MADE], 0, profile);
  adw_dialog_force_close (ADW_DIALOG (self));
}

/* Without an address there is nothing to be signed out of: what was begun is forgotten. */
static void
on_closed (AlpAccountEditor *self)
{
  AlpProfile *profile = self->id != 0 ? alp_engine_get_profile_by_id (self->engine, self->id) : NULL;

  if (!self->is_new || self->id == 0)
    return;
  if (profile != NULL && g_list_model_get_n_items (alp_profile_get_accounts (profile)) > 0)
    return;
  alp_engine_set_default_profile (self->engine, self->before);
  if (profile != NULL)
    alp_profile_detach_async (self->engine, profile, FALSE, NULL, NULL, NULL);
}

static void
fill (AlpAccountEditor *self, AlpProfile *profile)
{
  self->id = alp_profile_get_id (profile);
  gtk_editable_set_text (self->name, alp_profile_get_name (profile));
  gtk_editable_set_text (self->first_name, alp_profile_get_first_name (profile));
  gtk_editable_set_text (self->last_name, alp_profile_get_last_name (profile));
  gtk_editable_set_text (self->birth_date, alp_profile_get_birth_date (profile));
  if (alp_profile_get_avatar (profile) != NULL)
    self->picture = g_bytes_ref (alp_profile_get_avatar (profile));
}

/**
 * alp_account_editor_new:
 * @profile: (nullable): the user account to change; %NULL: a new one
 *
 * Emits "made" (AlpProfile) when a new one has its first address.
 *
 * Returns: (transfer floating): the dialog, to be presented over a window
 */
AdwDialog *
alp_account_editor_new (AlpEngine *engine, AlpProfile *profile)
{
  AlpAccountEditor *self = g_object_new (ALP_TYPE_ACCOUNT_EDITOR, NULL);

  self->engine = g_object_ref (engine);
  self->is_new = profile == NULL;
  self->before = alp_engine_get_default_profile (engine);
  adw_dialog_set_title (ADW_DIALOG (self), profile != NULL ? _ ("User Account") : _ ("New User Account"));
  gtk_button_set_label (self->save, profile != NULL ? _ ("_Save") : _ ("_Continue"));
  if (profile != NULL)
    fill (self, profile);
  alp_sign_in_set_engine (self->sign_in, engine);
  update_avatar (self);
  return ADW_DIALOG (self);
}

static void
alp_account_editor_dispose (GObject *object)
{
  AlpAccountEditor *self = ALP_ACCOUNT_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->picture, g_bytes_unref);
  G_OBJECT_CLASS (alp_account_editor_parent_class)->dispose (object);
}

static void
alp_account_editor_class_init (AlpAccountEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_account_editor_dispose;
  g_type_ensure (ALP_TYPE_SIGN_IN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-account-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpAccountEditor, toasts);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountEditor, view);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountEditor, avatar);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountEditor, choose);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountEditor, remove);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountEditor, note);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountEditor, name);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountEditor, first_name);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountEditor, last_name);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountEditor, birth_date);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountEditor, save);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountEditor, sign_in);
  signals[SIGNAL_MADE] = g_signal_new ("made", ALP_TYPE_ACCOUNT_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, ALP_TYPE_PROFILE);
}

static void
alp_account_editor_init (AlpAccountEditor *self)
{
  GtkEditable **entries[] = { &self->name, &self->first_name, &self->last_name };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    g_signal_connect_object (*entries[i], "changed", G_CALLBACK (update_avatar), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->choose, "clicked", G_CALLBACK (on_choose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->remove, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->save, "clicked", G_CALLBACK (on_save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in, "done", G_CALLBACK (on_signed_in), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "closed", G_CALLBACK (on_closed), self, G_CONNECT_SWAPPED);
}
