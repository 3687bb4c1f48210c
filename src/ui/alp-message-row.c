/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-row.c: one row of the message list.
 *
 * Main thread.  Recycled by GtkListView, so everything is set in update () from the message and nothing is remembered.
 * It is one stop for the keyboard and one sentence for a screen reader; the star is for the pointer only (key: S). */
#include "alp-message-row.h"

#include "alp-format.h"

#include <glib/gi18n.h>

struct _AlpMessageRow
{
  AdwBin parent_instance;

  GtkWidget *box;
  AdwAvatar *avatar;
  GtkLabel *sender;
  GtkWidget *answered;
  GtkWidget *attachment;
  GtkLabel *time;
  GtkLabel *subject;
  GtkLabel *count;
  GtkLabel *preview;
  GtkWidget *star;

  AlpMessage *message;
  gboolean large;
};

G_DEFINE_FINAL_TYPE (AlpMessageRow, alp_message_row, ADW_TYPE_BIN)

enum
{
  SIGNAL_STAR_TOGGLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
subject_of (AlpMessage *message)
{
  const char *subject = alp_message_get_subject (message);

  return subject != NULL && *subject != '\0' ? subject : _ ("(No Subject)");
}

static const char *
sender_of (AlpMessage *message)
{
  const char *sender = alp_message_get_sender (message);

  return sender != NULL && *sender != '\0' ? sender : _ ("Unknown Sender");
}

static char *
list_date (AlpMessage *message)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return alp_format_list_date (alp_message_get_date (message), now);
}

/**
 * alp_message_row_dup_spoken:
 *
 * Returns: (transfer full): the row as one sentence: unread, starred, sender, subject, time, attachment
 */
char *
alp_message_row_dup_spoken (AlpMessage *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *date = list_date (message);
  guint count = alp_message_get_count (message);

  if (alp_message_get_unread (message))
    g_string_append_printf (text, "%s, ", _ ("Unread"));
  if (alp_message_get_starred (message))
    g_string_append_printf (text, "%s, ", _ ("Starred"));
  g_string_append_printf (text, "%s, %s, %s", sender_of (message), subject_of (message), date);
  if (count > 1)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, ngettext ("%u message", "%u messages", count), count);
    }
  if (alp_message_get_has_attachment (message))
    g_string_append_printf (text, ", %s", _ ("has attachment"));
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
update_star (AlpMessageRow *self)
{
  gboolean starred = alp_message_get_starred (self->message);

  gtk_button_set_icon_name (GTK_BUTTON (self->star), starred ? "starred-symbolic" : "alp-star-symbolic");
  gtk_widget_set_tooltip_text (self->star, starred ? _ ("Remove Star") : _ ("Star"));
  set_class (self->star, "alp-starred", starred);
}

/* Subject and, in rows of two lines, the preview behind it, as one text: so the subject is never cut for the preview. */
static void
update_subject (AlpMessageRow *self)
{
  const char *preview = alp_message_get_preview (self->message);
  gboolean has = preview != NULL && *preview != '\0';
  g_autofree char *markup = NULL;

  gtk_label_set_text (self->preview, has ? preview : "");
  gtk_widget_set_visible (GTK_WIDGET (self->preview), self->large);
  if (self->large || !has)
    {
      gtk_label_set_text (self->subject, subject_of (self->message));
      return;
    }
  markup = g_markup_printf_escaped ("%s<span weight=\"normal\" alpha=\"62%%\">  %s</span>",
                                    subject_of (self->message), preview);
  gtk_label_set_markup (self->subject, markup);
}

static void
update (AlpMessageRow *self)
{
  AlpMessage *message = self->message;
  gboolean unread;
  guint count;
  g_autofree char *date = NULL, *number = NULL;

  if (message == NULL)
    return;
  /* A row not yet here keeps its place, empty. */
  gtk_widget_set_opacity (self->box, alp_message_get_loading (message) ? 0 : 1);
  unread = alp_message_get_unread (message);
  count = alp_message_get_count (message);
  date = list_date (message);
  number = g_strdup_printf ("%u", count);
  set_class (self->box, "alp-new", unread);
  set_class (self->box, "alp-seen", !unread);
  adw_avatar_set_text (self->avatar, sender_of (message));
  gtk_label_set_text (self->sender, sender_of (message));
  gtk_label_set_text (self->time, date);
  gtk_label_set_text (self->count, number);
  gtk_widget_set_visible (GTK_WIDGET (self->count), count > 1);
  gtk_widget_set_visible (self->attachment, alp_message_get_has_attachment (message));
  gtk_widget_set_visible (self->answered, alp_message_get_answered (message));
  update_subject (self);
  update_star (self);
}

/**
 * alp_message_row_set_message:
 * @message: (nullable): what to show from now on; its changes are followed
 */
void
alp_message_row_set_message (AlpMessageRow *self, AlpMessage *message)
{
  g_return_if_fail (ALP_IS_MESSAGE_ROW (self));

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_func (self->message, update, self);
  g_set_object (&self->message, message);
  if (message != NULL)
    g_signal_connect_swapped (message, "notify", G_CALLBACK (update), self);
  update (self);
}

AlpMessage *
alp_message_row_get_message (AlpMessageRow *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_ROW (self), NULL);

  return self->message;
}

/**
 * alp_message_row_set_large:
 * @large: three lines instead of two
 */
void
alp_message_row_set_large (AlpMessageRow *self, gboolean large)
{
  g_return_if_fail (ALP_IS_MESSAGE_ROW (self));

  self->large = large;
  adw_avatar_set_size (self->avatar, large ? 40 : 36);
  if (self->message != NULL)
    update_subject (self);
}

GtkWidget *
alp_message_row_new (void)
{
  return g_object_new (ALP_TYPE_MESSAGE_ROW, NULL);
}

static void
on_star_clicked (AlpMessageRow *self)
{
  if (self->message != NULL)
    g_signal_emit (self, signals[SIGNAL_STAR_TOGGLED], 0, self->message);
}

static void
alp_message_row_dispose (GObject *object)
{
  AlpMessageRow *self = ALP_MESSAGE_ROW (object);

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_func (self->message, update, self);
  g_clear_object (&self->message);
  G_OBJECT_CLASS (alp_message_row_parent_class)->dispose (object);
}

static void
alp_message_row_class_init (AlpMessageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_message_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpMessageRow, box);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageRow, sender);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageRow, answered);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageRow, attachment);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageRow, time);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageRow, subject);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageRow, count);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageRow, preview);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageRow, star);

  /* star-toggled (AlpMessage): the star was clicked. */
  signals[SIGNAL_STAR_TOGGLED] = g_signal_new ("star-toggled", ALP_TYPE_MESSAGE_ROW, G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 1, ALP_TYPE_MESSAGE);
}

static void
alp_message_row_init (AlpMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->star, "clicked", G_CALLBACK (on_star_clicked), self, G_CONNECT_SWAPPED);
}
