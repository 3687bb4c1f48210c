/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-button.c: the avatar at the top right: the open user account; its menu: the others, a new one, leaving.
 *
 * Main thread.  What is chosen is an action of the window ("win.profile" with the id and those of alp-window-accounts.c).  Two of these
 * are in a window: in the conversation's header, and in the folders' for widths where that one is not seen. */
#include "alp-account-button.h"

#include "alp-account-picture.h"
#include "alp-format.h"

#include <glib/gi18n.h>

struct _AlpAccountButton
{
  AdwBin parent_instance;

  GtkWidget *button;
  GtkWidget *avatar;
  GtkWidget *popover;
  GtkWidget *list;
  AlpEngine *engine;
  AlpProfile *profile;
};

G_DEFINE_FINAL_TYPE (AlpAccountButton, alp_account_button, ADW_TYPE_BIN)

static void
follow_title (AdwAvatar *avatar, GParamSpec *pspec, AlpProfile *profile)
{
  g_autoptr (GdkTexture) picture = alp_account_picture_load (alp_profile_get_avatar (profile));

  adw_avatar_set_text (avatar, alp_profile_get_title (profile));
  adw_avatar_set_custom_image (avatar, GDK_PAINTABLE (picture));
}

/**
 * alp_profile_avatar_new:
 *
 * Returns: (transfer floating): its picture, or its initials on a color; follows changes
 */
GtkWidget *
alp_profile_avatar_new (AlpProfile *profile, int size)
{
  GtkWidget *avatar = adw_avatar_new (size, NULL, TRUE);

  follow_title (ADW_AVATAR (avatar), NULL, profile);
  g_signal_connect_object (profile, "notify::title", G_CALLBACK (follow_title), avatar, G_CONNECT_SWAPPED);
  g_signal_connect_object (profile, "notify::avatar", G_CALLBACK (follow_title), avatar, G_CONNECT_SWAPPED);
  return avatar;
}

/* ---- the menu ---- */

static char *
subtitle_of (AlpProfile *profile)
{
  GListModel *accounts = alp_profile_get_accounts (profile);
  guint n = g_list_model_get_n_items (accounts);
  g_autoptr (AlpAccount) first = g_list_model_get_item (accounts, 0);

  if (n == 1)
    return g_strdup (alp_account_get_email (first));
  return g_strdup_printf (ngettext ("%u address", "%u addresses", n), n);
}

static GtkWidget *
make_label (const char *text, PangoEllipsizeMode mode, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), mode);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 26);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_row (AlpAccountButton *self, AlpProfile *profile)
{
  gboolean open = profile == self->profile;
  guint unread = alp_profile_count_unread (profile, FALSE);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");
  g_autofree char *subtitle = subtitle_of (profile), *spoken = NULL, *count = alp_format_count (unread);

  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts),
                  make_label (alp_profile_get_title (profile), PANGO_ELLIPSIZE_END, "heading"));
  gtk_box_append (GTK_BOX (texts), make_label (subtitle, PANGO_ELLIPSIZE_START, "dim-label"));
  gtk_box_append (GTK_BOX (box), alp_profile_avatar_new (profile, 36));
  gtk_box_append (GTK_BOX (box), texts);
  if (unread > 0 && !open)
    gtk_box_append (GTK_BOX (box), make_label (count, PANGO_ELLIPSIZE_NONE, "alp-count"));
  gtk_widget_set_opacity (mark, open ? 1 : 0);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  spoken = g_strdup_printf (
      open ? /* Translators: a user account that is open now: its name and its address */ _ (
                 "%s, %s, open now")
           : "%s, %s",
      alp_profile_get_title (profile), subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (row), "alp-profile", g_object_ref (profile), g_object_unref);
  return row;
}

/* Made anew each time it opens: counts are those of now.  One that is only being set up has no addresses yet. */
static void
fill (AlpAccountButton *self)
{
  GListModel *profiles;

  if (self->engine == NULL || !gtk_widget_get_visible (self->popover))
    return;
  profiles = alp_engine_get_profiles (self->engine);
  gtk_list_box_remove_all (GTK_LIST_BOX (self->list));
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (AlpProfile) profile = g_list_model_get_item (profiles, i);

      if (g_list_model_get_n_items (alp_profile_get_accounts (profile)) > 0)
        gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (self, profile));
    }
}

static void
on_row (AlpAccountButton *self, GtkListBoxRow *row)
{
  AlpProfile *profile = g_object_get_data (G_OBJECT (row), "alp-profile");

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.profile", "x", alp_profile_get_id (profile));
}

static void
add_item (AlpAccountButton *self, GtkWidget *box, const char *icon, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *content = adw_button_content_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), icon);
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), label);
  gtk_widget_set_halign (content, GTK_ALIGN_START);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "alp-item");
  g_signal_connect_object (button, "clicked", G_CALLBACK (gtk_popover_popdown), self->popover,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
}

static GtkWidget *
make_popover (AlpAccountButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->popover = gtk_popover_new ();
  gtk_widget_add_css_class (self->popover, "menu");
  gtk_widget_set_size_request (box, 280, -1);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_widget_add_css_class (self->list, "alp-addresses");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("User Accounts"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_row), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  add_item (self, box, "contact-new-symbolic", _ ("Add User Account…"), "win.new-profile");
  add_item (self, box, "document-edit-symbolic", _ ("Edit This User Account…"), "win.edit-profile");
  add_item (self, box, "preferences-system-symbolic", _ ("Preferences"), "app.preferences");
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  add_item (self, box, "system-log-out-symbolic", _ ("Sign Out of This User Account…"), "win.detach-profile");
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  g_signal_connect_object (self->popover, "notify::visible", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  return self->popover;
}

/* ---- what is shown ---- */

static void
update (AlpAccountButton *self)
{
  /* Translators: the button that chooses among the person's own user accounts; %s is the one that is open */
  g_autofree char *text = g_strdup_printf (_ ("User account: %s"), alp_profile_get_title (self->profile));

  follow_title (ADW_AVATAR (self->avatar), NULL, self->profile);
  gtk_widget_set_tooltip_text (self->button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
forget (AlpAccountButton *self)
{
  if (self->profile != NULL)
    g_signal_handlers_disconnect_by_func (self->profile, update, self);
  g_clear_object (&self->profile);
}

/**
 * alp_account_button_set_profile:
 * @profile: (nullable): the user account that is open
 */
void
alp_account_button_set_profile (AlpAccountButton *self, AlpProfile *profile)
{
  g_return_if_fail (ALP_IS_ACCOUNT_BUTTON (self));

  if (self->profile == profile)
    return;
  forget (self);
  if (profile == NULL)
    return;
  self->profile = g_object_ref (profile);
  g_signal_connect_swapped (profile, "notify::title", G_CALLBACK (update), self);
  g_signal_connect_swapped (profile, "notify::avatar", G_CALLBACK (update), self);
  update (self);
}

/**
 * alp_account_button_set_engine:
 * @engine: whose user accounts can be chosen
 */
void
alp_account_button_set_engine (AlpAccountButton *self, AlpEngine *engine)
{
  g_return_if_fail (ALP_IS_ACCOUNT_BUTTON (self));

  g_set_object (&self->engine, engine);
}

static void
alp_account_button_dispose (GObject *object)
{
  AlpAccountButton *self = ALP_ACCOUNT_BUTTON (object);

  forget (self);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (alp_account_button_parent_class)->dispose (object);
}

static void
alp_account_button_class_init (AlpAccountButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_account_button_dispose;
}

static void
alp_account_button_init (AlpAccountButton *self)
{
  self->button = gtk_menu_button_new ();
  self->avatar = adw_avatar_new (28, NULL, TRUE);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), self->avatar);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), make_popover (self));
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "circular");
  gtk_widget_add_css_class (self->button, "alp-account");
  gtk_widget_set_tooltip_text (self->button, _ ("User Accounts"));
  adw_bin_set_child (ADW_BIN (self), self->button);
}
