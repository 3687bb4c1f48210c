/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-recipient-completion.c: contacts offered while a recipient is typed.
 *
 * Main thread.  A popover under the text that never takes the focus: Down and Up choose, Enter and Tab take, Escape
 * closes.  A newer question cancels the one before, so that the answer always belongs to what is typed. */
#include "alp-recipient-completion.h"

#include "alp-contact.h"

#include <glib/gi18n.h>

#define LIMIT 8

struct _AlpRecipientCompletion
{
  GObject parent_instance;

  GtkWidget *text; /* not owned: its child's owner owns us */
  GtkWidget *popover;
  GtkListBox *list;
  AlpEngine *engine;
  GCancellable *cancellable;
  GPtrArray *contacts; /* nullable: those shown */
};

G_DEFINE_FINAL_TYPE (AlpRecipientCompletion, alp_recipient_completion, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
take_row (AlpRecipientCompletion *self, GtkListBoxRow *row)
{
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;
  const AlpContact *contact;
  g_autoptr (AlpRecipient) recipient = NULL;
  g_autofree char *text = NULL;

  if (index < 0 || self->contacts == NULL || (guint) index >= self->contacts->len)
    return;
  contact = g_ptr_array_index (self->contacts, (guint) index);
  recipient = alp_recipient_new (contact->name, contact->email);
  text = g_strdup (recipient->text);
  alp_recipient_completion_close (self);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, text);
}

static GtkWidget *
make_row (const AlpContact *contact)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *name = *contact->name != '\0' ? contact->name : contact->email;
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *email_label = gtk_label_new (contact->email);
  g_autofree char *spoken = g_strdup_printf (
      "%s, %s%s%s", name, contact->email, contact->look_alike ? ", " : "",
      contact->look_alike ? _ ("looks like somebody you write to, but you never wrote to this address") : "");

  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (email_label), 0);
  /* In the middle: the domain says who it is. */
  gtk_label_set_ellipsize (GTK_LABEL (email_label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (email_label), 40);
  gtk_widget_add_css_class (email_label, "dim-label");
  gtk_widget_add_css_class (email_label, "caption");
  gtk_box_append (GTK_BOX (texts), name_label);
  if (*contact->name != '\0')
    gtk_box_append (GTK_BOX (texts), email_label);
  else
    g_object_ref_sink (email_label), g_object_unref (email_label);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), adw_avatar_new (28, name, TRUE));
  gtk_box_append (GTK_BOX (box), texts);
  if (contact->look_alike)
    {
      GtkWidget *mark = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

      gtk_widget_add_css_class (mark, "warning");
      gtk_widget_set_tooltip_text (mark, spoken);
      gtk_box_append (GTK_BOX (box), mark);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

static void
show (AlpRecipientCompletion *self)
{
  g_autofree char *said = NULL;

  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < self->contacts->len; i++)
    gtk_list_box_append (self->list, make_row (g_ptr_array_index (self->contacts, i)));
  if (self->contacts->len == 0)
    {
      gtk_popover_popdown (GTK_POPOVER (self->popover));
      return;
    }
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  gtk_popover_popup (GTK_POPOVER (self->popover));
  said = g_strdup_printf (ngettext ("%u suggestion", "%u suggestions", self->contacts->len),
                          self->contacts->len);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->text), said, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static void
on_completed (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpRecipientCompletion) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) contacts = alp_contact_complete_finish (ALP_ENGINE (engine), result, &error);

  if (contacts == NULL || self->popover == NULL || !gtk_widget_get_mapped (self->text))
    {
      if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_debug ("completion: %s", error->message);
      return;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  self->contacts = g_steal_pointer (&contacts);
  show (self);
}

/**
 * alp_recipient_completion_ask:
 * @text: what is typed; "" closes
 */
void
alp_recipient_completion_ask (AlpRecipientCompletion *self, const char *text)
{
  g_autofree char *word = g_strstrip (g_strdup (text));

  g_return_if_fail (ALP_IS_RECIPIENT_COMPLETION (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->engine == NULL || *word == '\0' || strlen (word) > 100 || !gtk_widget_has_focus (self->text))
    {
      alp_recipient_completion_close (self);
      return;
    }
  self->cancellable = g_cancellable_new ();
  alp_contact_complete_async (self->engine, word, LIMIT, self->cancellable, on_completed,
                              g_object_ref (self));
}

void
alp_recipient_completion_close (AlpRecipientCompletion *self)
{
  g_return_if_fail (ALP_IS_RECIPIENT_COMPLETION (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
step (AlpRecipientCompletion *self, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int n = (int) self->contacts->len;
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (index + by + n) % n));
}

/**
 * alp_recipient_completion_key:
 *
 * Returns: whether the key was for the list
 */
gboolean
alp_recipient_completion_key (AlpRecipientCompletion *self, guint key)
{
  g_return_val_if_fail (ALP_IS_RECIPIENT_COMPLETION (self), FALSE);

  if (self->contacts == NULL || self->contacts->len == 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Down:
      return step (self, 1), TRUE;
    case GDK_KEY_Up:
      return step (self, -1), TRUE;
    case GDK_KEY_Escape:
      return alp_recipient_completion_close (self), TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_Tab:
      return take_row (self, gtk_list_box_get_selected_row (self->list)), TRUE;
    default:
      return FALSE;
    }
}

void
alp_recipient_completion_set_engine (AlpRecipientCompletion *self, AlpEngine *engine)
{
  g_return_if_fail (ALP_IS_RECIPIENT_COMPLETION (self));

  g_set_object (&self->engine, engine);
}

/* ---- a second look ---- */

typedef struct
{
  GObject *owner; /* weak */
  AlpRecipientLookFunc func;
} Look;

static void
on_found (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autofree Look *look = data;
  g_autoptr (AlpContact) contact = alp_contact_find_finish (ALP_ENGINE (engine), result, NULL);
  g_autofree char *warning = NULL;

  if (look->owner == NULL)
    return;
  if (contact != NULL && contact->look_alike)
    /* Translators: %s is the address of somebody the person writes to */
    warning = g_strdup_printf (_ ("you never wrote to this address; it looks like %s"), contact->looks_like);
  look->func (look->owner, warning);
  g_clear_weak_pointer (&look->owner);
}

/**
 * alp_recipient_completion_look_at:
 * @owner: gets the answer; nothing is called when it is gone by then
 */
void
alp_recipient_completion_look_at (AlpRecipientCompletion *self, const AlpRecipient *recipient, GObject *owner,
                                  AlpRecipientLookFunc func)
{
  Look *look;

  g_return_if_fail (ALP_IS_RECIPIENT_COMPLETION (self));

  if (self->engine == NULL)
    return;
  look = g_new0 (Look, 1);
  look->func = func;
  g_set_weak_pointer (&look->owner, owner);
  alp_contact_find_async (self->engine, recipient->name, recipient->email, NULL, on_found, look);
}

/* ---- GObject ---- */

static void
on_activated (AlpRecipientCompletion *self, GtkListBoxRow *row)
{
  take_row (self, row);
}

static void
alp_recipient_completion_dispose (GObject *object)
{
  AlpRecipientCompletion *self = ALP_RECIPIENT_COMPLETION (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (alp_recipient_completion_parent_class)->dispose (object);
}

static void
alp_recipient_completion_class_init (AlpRecipientCompletionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_recipient_completion_dispose;

  /* chosen (text): the recipient that was taken. */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", ALP_TYPE_RECIPIENT_COMPLETION, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
alp_recipient_completion_init (AlpRecipientCompletion *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_set_focusable (GTK_WIDGET (self->list), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Suggestions"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_can_focus (self->popover, FALSE);
  gtk_widget_add_css_class (self->popover, "menu");
  gtk_widget_add_css_class (self->popover, "alp-completion");
  gtk_popover_set_child (GTK_POPOVER (self->popover), GTK_WIDGET (self->list));
}

/**
 * alp_recipient_completion_new:
 * @text: the text it is for; the completion must be disposed before it
 */
AlpRecipientCompletion *
alp_recipient_completion_new (GtkWidget *text)
{
  AlpRecipientCompletion *self = g_object_new (ALP_TYPE_RECIPIENT_COMPLETION, NULL);

  self->text = text;
  gtk_widget_set_parent (self->popover, text);
  return self;
}
