/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-address-switcher.c: the button at the top left: the address shown now; its list: the others of the same user account.
 *
 * Main thread.  Decides nothing: what was chosen is told by "account-chosen" and "unified-chosen", and the folder pane calls back with what
 * is shown then.  The list is made anew each time it opens: counts and problems are those of now. */
#include "alp-address-switcher.h"

#include "alp-format.h"

#include <glib/gi18n.h>

struct _AlpAddressSwitcher
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *email;
  GtkPopover *popover;
  GtkListBox *views;
  GtkWidget *views_line;
  GtkListBox *accounts;
  GtkWidget *add;
  GtkWidget *manage;

  AlpProfile *profile;
  AlpAccount *account;
};

G_DEFINE_FINAL_TYPE (AlpAddressSwitcher, alp_address_switcher, ADW_TYPE_BIN)

enum
{
  SIGNAL_ACCOUNT_CHOSEN,
  SIGNAL_UNIFIED_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const AlpFolderRole roles[] = { ALP_FOLDER_ROLE_INBOX, ALP_FOLDER_ROLE_DRAFTS, ALP_FOLDER_ROLE_SENT };

/**
 * alp_address_switcher_unified_title:
 *
 * Returns: (nullable): what the view over the folders of @role of all addresses is called; %NULL where there is none
 */
const char *
alp_address_switcher_unified_title (AlpFolderRole role)
{
  switch (role)
    {
    case ALP_FOLDER_ROLE_INBOX:
      return _ ("All Inboxes");
    case ALP_FOLDER_ROLE_DRAFTS:
      return _ ("All Drafts");
    case ALP_FOLDER_ROLE_SENT:
      return _ ("All Sent");
    case ALP_FOLDER_ROLE_NONE:
    case ALP_FOLDER_ROLE_ARCHIVE:
    case ALP_FOLDER_ROLE_SPAM:
    case ALP_FOLDER_ROLE_TRASH:
    case ALP_FOLDER_ROLE_ALL:
    default:
      return NULL;
    }
}

static const char *
icon_of (AlpFolderRole role)
{
  return role == ALP_FOLDER_ROLE_INBOX    ? "alp-inbox-symbolic"
         : role == ALP_FOLDER_ROLE_DRAFTS ? "alp-drafts-symbolic"
                                          : "alp-sent-symbolic";
}

/* ---- rows ---- */

static GtkWidget *
make_text (const char *text, PangoEllipsizeMode ellipsize, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* @box, with the number at its end and spoken after @name. */
static GtkWidget *
finish_row (GtkWidget *box, const char *name, guint unread, const char *problem)
{
  GtkWidget *row = gtk_list_box_row_new ();
  g_autofree char *count = alp_format_count (unread);
  /* Translators: a number of unread messages */
  g_autofree char *words = g_strdup_printf (ngettext ("%s unread", "%s unread", unread), count);
  g_autofree char *spoken = NULL;

  if (unread > 0)
    gtk_box_append (GTK_BOX (box), make_text (count, PANGO_ELLIPSIZE_NONE, "alp-count"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  spoken = g_strjoin (", ", name, unread > 0 ? words : (problem != NULL ? problem : NULL),
                      unread > 0 ? problem : NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

static void
set_dot_color (GtkWidget *dot, const char *color)
{
  g_autofree char *text = g_strdup_printf ("<span foreground=\"%s\">●</span>", color);

  gtk_label_set_markup (GTK_LABEL (dot), text);
}

static GtkWidget *
make_account_row (gpointer item, gpointer unused)
{
  const char *email = alp_account_get_email (item);
  AlpFolder *inbox = alp_account_find_role (item, ALP_FOLDER_ROLE_INBOX);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *problem = alp_account_get_state (item) == ALP_ACCOUNT_STATE_NEEDS_ATTENTION
                            ? _ ("Sign in again")
                        : alp_account_get_paused (item) ? _ ("Paused")
                                                        : NULL;

  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), make_text (email, PANGO_ELLIPSIZE_START, NULL));
  if (problem != NULL)
    gtk_box_append (GTK_BOX (texts), make_text (problem, PANGO_ELLIPSIZE_END, "alp-trouble"));
  gtk_box_append (
      GTK_BOX (box),
      adw_avatar_new (28, *alp_account_get_name (item) != '\0' ? alp_account_get_name (item) : email, TRUE));
  gtk_box_append (GTK_BOX (box), texts);
  if (alp_account_get_color (item) != NULL)
    {
      GtkWidget *dot = make_text ("", PANGO_ELLIPSIZE_NONE, NULL);

      set_dot_color (dot, alp_account_get_color (item));
      gtk_box_append (GTK_BOX (box), dot);
    }
  return finish_row (box, email, inbox != NULL ? alp_folder_get_unread (inbox) : 0, problem);
}

static GtkWidget *
make_view_row (AlpAddressSwitcher *self, AlpFolderRole role)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_of (role));
  GtkWidget *label = make_text (alp_address_switcher_unified_title (role), PANGO_ELLIPSIZE_END, NULL);

  gtk_widget_set_size_request (icon, 28, -1);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  return finish_row (box, alp_address_switcher_unified_title (role),
                     role == ALP_FOLDER_ROLE_INBOX ? alp_profile_count_unread (self->profile, TRUE) : 0,
                     NULL);
}

static void
fill (AlpAddressSwitcher *self)
{
  gboolean several;

  if (self->profile == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    return;
  several = g_list_model_get_n_items (alp_profile_get_accounts (self->profile)) > 1;
  gtk_list_box_remove_all (self->views);
  for (gsize i = 0; several && i < G_N_ELEMENTS (roles); i++)
    gtk_list_box_append (self->views, make_view_row (self, roles[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->views), several);
  gtk_widget_set_visible (self->views_line, several);
  gtk_list_box_bind_model (self->accounts, alp_profile_get_accounts (self->profile), make_account_row, NULL,
                           NULL);
}

static void
on_view (AlpAddressSwitcher *self, GtkListBoxRow *row)
{
  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[SIGNAL_UNIFIED_CHOSEN], 0, (int) roles[gtk_list_box_row_get_index (row)]);
}

static void
on_account (AlpAddressSwitcher *self, GtkListBoxRow *row)
{
  g_autoptr (AlpAccount) account = g_list_model_get_item (alp_profile_get_accounts (self->profile),
                                                          (guint) gtk_list_box_row_get_index (row));

  gtk_popover_popdown (self->popover);
  if (account != NULL)
    g_signal_emit (self, signals[SIGNAL_ACCOUNT_CHOSEN], 0, account);
}

/* ---- what is shown ---- */

static void
show (AlpAddressSwitcher *self, const char *name, const char *email, const char *spoken)
{
  gtk_label_set_text (self->name, name);
  gtk_widget_set_visible (GTK_WIDGET (self->name), *name != '\0');
  gtk_label_set_text (self->email, email);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), email);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/* The domain stays visible: a long address loses its beginning, and its full form is the tooltip. */
static void
update (AlpAddressSwitcher *self)
{
  const char *name = alp_account_get_name (self->account);
  const char *email = alp_account_get_email (self->account);
  /* Translators: the button that chooses among the person's own addresses; %s is the one shown now */
  g_autofree char *spoken = g_strdup_printf (_ ("Address: %s"), email);

  adw_avatar_set_text (self->avatar, *name != '\0' ? name : email);
  show (self, name, email, spoken);
}

static void
forget (AlpAddressSwitcher *self)
{
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_func (self->account, update, self);
  g_clear_object (&self->account);
}

/**
 * alp_address_switcher_show_account:
 * @account: (nullable): the address that is shown from now on
 */
void
alp_address_switcher_show_account (AlpAddressSwitcher *self, AlpAccount *account)
{
  g_return_if_fail (ALP_IS_ADDRESS_SWITCHER (self));

  forget (self);
  if (account == NULL)
    return;
  self->account = g_object_ref (account);
  g_signal_connect_swapped (account, "notify::name", G_CALLBACK (update), self);
  update (self);
}

/**
 * alp_address_switcher_show_unified:
 * @role: whose view over all addresses is shown from now on
 */
void
alp_address_switcher_show_unified (AlpAddressSwitcher *self, AlpFolderRole role)
{
  const char *title = alp_address_switcher_unified_title (role);
  g_autofree char *spoken = NULL, *count = NULL;
  guint n;

  g_return_if_fail (ALP_IS_ADDRESS_SWITCHER (self));
  g_return_if_fail (title != NULL && self->profile != NULL);

  forget (self);
  n = g_list_model_get_n_items (alp_profile_get_accounts (self->profile));
  count = g_strdup_printf (ngettext ("%u address", "%u addresses", n), n);
  spoken = g_strdup_printf (_ ("Address: %s"), title);
  adw_avatar_set_text (self->avatar, alp_profile_get_title (self->profile));
  show (self, title, count, spoken);
}

/**
 * alp_address_switcher_set_profile:
 * @profile: (nullable): whose addresses can be chosen
 */
void
alp_address_switcher_set_profile (AlpAddressSwitcher *self, AlpProfile *profile)
{
  g_return_if_fail (ALP_IS_ADDRESS_SWITCHER (self));

  if (self->profile != profile)
    gtk_list_box_bind_model (self->accounts, NULL, NULL, NULL, NULL);
  g_set_object (&self->profile, profile);
}

static void
alp_address_switcher_dispose (GObject *object)
{
  AlpAddressSwitcher *self = ALP_ADDRESS_SWITCHER (object);

  forget (self);
  g_clear_object (&self->profile);
  G_OBJECT_CLASS (alp_address_switcher_parent_class)->dispose (object);
}

static void
alp_address_switcher_class_init (AlpAddressSwitcherClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_address_switcher_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-address-switcher.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpAddressSwitcher, button);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressSwitcher, avatar);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressSwitcher, name);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressSwitcher, email);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressSwitcher, popover);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressSwitcher, views);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressSwitcher, views_line);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressSwitcher, accounts);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressSwitcher, add);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressSwitcher, manage);

  /* account-chosen (AlpAccount) */
  signals[SIGNAL_ACCOUNT_CHOSEN]
      = g_signal_new ("account-chosen", ALP_TYPE_ADDRESS_SWITCHER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, ALP_TYPE_ACCOUNT);
  /* unified-chosen (AlpFolderRole): the folders of that role of all addresses */
  signals[SIGNAL_UNIFIED_CHOSEN]
      = g_signal_new ("unified-chosen", ALP_TYPE_ADDRESS_SWITCHER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
alp_address_switcher_init (AlpAddressSwitcher *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->popover, "notify::visible", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (gtk_popover_popdown), self->popover,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->manage, "clicked", G_CALLBACK (gtk_popover_popdown), self->popover,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->views, "row-activated", G_CALLBACK (on_view), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts, "row-activated", G_CALLBACK (on_account), self, G_CONNECT_SWAPPED);
}
