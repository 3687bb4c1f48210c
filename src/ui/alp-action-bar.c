/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-action-bar.c: the buttons over an open message: which, and in which order, is the setting `message-actions`.
 *
 * Main thread.  Each is an action of the window; what does not fit a phone is in the menu beside them, which has all. */
#include "alp-action-bar.h"

#include "alp-settings.h"

#include <glib/gi18n.h>

/* What a header of 360 pixels has room for. */
#define NARROW_MAX 3

struct _AlpActionBar
{
  AdwBin parent_instance;

  GtkWidget *box;
  GtkWidget *star; /* nullable: not among them */
  gboolean narrow;
  gboolean starred;
};

G_DEFINE_FINAL_TYPE (AlpActionBar, alp_action_bar, ADW_TYPE_BIN)

static const struct
{
  const char *name; /* in the setting */
  const char *action;
  const char *icon;
  const char *tooltip;
} table[] = {
  { "archive", "win.archive", "alp-archive-symbolic", N_ ("Archive") },
  { "trash", "win.trash", "user-trash-symbolic", N_ ("Move to Trash") },
  { "move", "win.move-to", "folder-symbolic", N_ ("Move to Folder") },
  { "star", "win.star", "alp-star-symbolic", N_ ("Star") },
  { "read", "win.mark-unread", "alp-unread-symbolic", N_ ("Mark Read or Unread") },
  { "spam", "win.spam", "alp-spam-symbolic", N_ ("Report as Spam") },
  { "reply", "win.reply", "mail-reply-sender-symbolic", N_ ("Reply") },
  { "reply-all", "win.reply-all", "mail-reply-all-symbolic", N_ ("Reply All") },
  { "forward", "win.forward", "mail-forward-symbolic", N_ ("Forward") },
};

static void
update_star (AlpActionBar *self)
{
  if (self->star == NULL)
    return;
  gtk_button_set_icon_name (GTK_BUTTON (self->star),
                            self->starred ? "starred-symbolic" : "alp-star-symbolic");
  gtk_widget_set_tooltip_text (self->star, self->starred ? _ ("Remove Star") : _ ("Star"));
  if (self->starred)
    gtk_widget_add_css_class (self->star, "alp-starred");
  else
    gtk_widget_remove_css_class (self->star, "alp-starred");
}

static void
add_button (AlpActionBar *self, gsize which)
{
  GtkWidget *button = gtk_button_new_from_icon_name (table[which].icon);

  gtk_widget_set_tooltip_text (button, _ (table[which].tooltip));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), table[which].action);
  gtk_box_append (GTK_BOX (self->box), button);
  if (g_str_equal (table[which].name, "star"))
    self->star = button;
}

static void
fill (AlpActionBar *self)
{
  g_auto (GStrv) names = g_settings_get_strv (alp_settings_get_default (), "message-actions");
  guint shown = 0;

  for (GtkWidget *child; (child = gtk_widget_get_first_child (self->box)) != NULL;)
    gtk_box_remove (GTK_BOX (self->box), child);
  self->star = NULL;
  for (guint i = 0; names[i] != NULL && (!self->narrow || shown < NARROW_MAX); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (table); j++)
      if (g_str_equal (names[i], table[j].name))
        {
          add_button (self, j);
          shown++;
        }
  update_star (self);
}

/**
 * alp_action_bar_set_narrow:
 * @narrow: whether there is room for the first few only
 */
void
alp_action_bar_set_narrow (AlpActionBar *self, gboolean narrow)
{
  g_return_if_fail (ALP_IS_ACTION_BAR (self));

  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  fill (self);
}

/**
 * alp_action_bar_set_starred:
 * @starred: whether the message shown has a star
 */
void
alp_action_bar_set_starred (AlpActionBar *self, gboolean starred)
{
  g_return_if_fail (ALP_IS_ACTION_BAR (self));

  self->starred = starred;
  update_star (self);
}

static void
alp_action_bar_class_init (AlpActionBarClass *klass)
{
}

static void
alp_action_bar_init (AlpActionBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  adw_bin_set_child (ADW_BIN (self), self->box);
  g_signal_connect_object (alp_settings_get_default (), "changed::message-actions", G_CALLBACK (fill), self,
                           G_CONNECT_SWAPPED);
  fill (self);
}
