/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-recipient-entry.c: a field of recipients: chips, and a text after them.
 *
 * Main thread.  Enter, comma, semicolon, Tab and leaving the field make chips of the text; Backspace or Left at its
 * beginning goes to the chips, where arrows move, Delete removes and Enter edits.  A pasted list becomes many chips.
 * What is no address becomes a chip too, marked, so that nothing typed is lost; who is there already is not added twice,
 * and a note says so.  What is still text counts as well: sending never depends on a key pressed last. */
#include "alp-recipient-entry.h"

#include "alp-recipient-chip.h"
#include "alp-recipient-completion.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_SIBLINGS 4
#define MAX_TYPED 100000 /* bytes in which separators are looked for one by one */

struct _AlpRecipientEntry
{
  GtkWidget parent_instance;

  GtkWidget *box; /* AdwWrapBox: chips, then the text */
  GtkText *text;
  AlpRecipientCompletion *completion;
  AlpRecipientEntry *siblings[MAX_SIBLINGS]; /* not owned: children of the same composer */
  gsize n_siblings;
  guint split_id;
  gboolean frozen; /* the text changes because of us */
};

G_DEFINE_FINAL_TYPE (AlpRecipientEntry, alp_recipient_entry, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_NOTE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
changed (AlpRecipientEntry *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static GtkWidget *
last_chip (AlpRecipientEntry *self)
{
  return gtk_widget_get_prev_sibling (GTK_WIDGET (self->text));
}

static void
set_typed (AlpRecipientEntry *self, const char *text)
{
  self->frozen = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->text), text);
  gtk_editable_set_position (GTK_EDITABLE (self->text), -1);
  self->frozen = FALSE;
}

/* ---- chips ---- */

static void
focus_near (AlpRecipientEntry *self, GtkWidget *chip)
{
  GtkWidget *next = gtk_widget_get_next_sibling (chip);

  gtk_widget_grab_focus (next != NULL ? next : GTK_WIDGET (self->text));
}

static void
remove_chip (AlpRecipientEntry *self, GtkWidget *chip)
{
  if (gtk_widget_has_focus (chip))
    focus_near (self, chip);
  adw_wrap_box_remove (ADW_WRAP_BOX (self->box), chip);
  changed (self);
}

static void
edit_chip (AlpRecipientEntry *self, AlpRecipientChip *chip)
{
  g_autofree char *text = g_strdup (alp_recipient_chip_get_recipient (chip)->text);

  alp_recipient_entry_commit (self);
  adw_wrap_box_remove (ADW_WRAP_BOX (self->box), GTK_WIDGET (chip));
  set_typed (self, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
  changed (self);
}

/**
 * alp_recipient_entry_has:
 *
 * Returns: whether @recipient is a chip here
 */
gboolean
alp_recipient_entry_has (AlpRecipientEntry *self, const AlpRecipient *recipient)
{
  g_return_val_if_fail (ALP_IS_RECIPIENT_ENTRY (self), FALSE);

  for (GtkWidget *chip = gtk_widget_get_first_child (self->box); ALP_IS_RECIPIENT_CHIP (chip);
       chip = gtk_widget_get_next_sibling (chip))
    if (alp_recipient_equal (alp_recipient_chip_get_recipient (ALP_RECIPIENT_CHIP (chip)), recipient))
      return TRUE;
  return FALSE;
}

static gboolean
is_there (AlpRecipientEntry *self, const AlpRecipient *recipient)
{
  if (alp_recipient_entry_has (self, recipient))
    return TRUE;
  for (gsize i = 0; i < self->n_siblings; i++)
    if (alp_recipient_entry_has (self->siblings[i], recipient))
      return TRUE;
  return FALSE;
}

static void
on_looked_at (AlpRecipientChip *chip, const char *warning)
{
  alp_recipient_chip_set_warning (chip, warning);
}

static void
append_chip (AlpRecipientEntry *self, const AlpRecipient *recipient)
{
  GtkWidget *chip = alp_recipient_chip_new (recipient);

  g_signal_connect_object (chip, "removed", G_CALLBACK (remove_chip), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chip, "edited", G_CALLBACK (edit_chip), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chip, "moved-away", G_CALLBACK (remove_chip), self, G_CONNECT_SWAPPED);
  adw_wrap_box_insert_child_after (ADW_WRAP_BOX (self->box), chip, last_chip (self));
  if (recipient->valid)
    alp_recipient_completion_look_at (self->completion, recipient, G_OBJECT (chip),
                                      (AlpRecipientLookFunc) on_looked_at);
}

/**
 * alp_recipient_entry_add:
 * @text: one or many, as typed or pasted
 *
 * Returns: how many chips came
 */
guint
alp_recipient_entry_add (AlpRecipientEntry *self, const char *text)
{
  g_autoptr (GPtrArray) recipients = NULL;
  const AlpRecipient *double_one = NULL;
  guint added = 0, doubles = 0;

  g_return_val_if_fail (ALP_IS_RECIPIENT_ENTRY (self), 0);

  recipients = alp_recipients_parse (text);
  for (guint i = 0; i < recipients->len; i++)
    {
      const AlpRecipient *one = g_ptr_array_index (recipients, i);

      if (is_there (self, one))
        {
          double_one = one;
          doubles++;
          continue;
        }
      append_chip (self, one);
      added++;
    }
  if (doubles > 0)
    {
      g_autofree char *note = doubles == 1
                                  ? g_strdup_printf (_ ("%s is already a recipient"), double_one->text)
                                  : g_strdup_printf (ngettext ("%u recipient was there already",
                                                               "%u recipients were there already", doubles),
                                                     doubles);

      g_signal_emit (self, signals[SIGNAL_NOTE], 0, note);
    }
  if (added > 0)
    changed (self);
  return added;
}

/**
 * alp_recipient_entry_commit:
 *
 * Makes chips of what is typed.
 */
void
alp_recipient_entry_commit (AlpRecipientEntry *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (ALP_IS_RECIPIENT_ENTRY (self));

  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text))));
  alp_recipient_completion_close (self->completion);
  if (*gtk_editable_get_text (GTK_EDITABLE (self->text)) != '\0')
    set_typed (self, "");
  if (*text != '\0')
    alp_recipient_entry_add (self, text);
}

/* ---- typing ---- */

/* Where the part begins that is not ended by a separator yet. */
static const char *
open_part (const char *text)
{
  const char *start = text;

  for (const char *p = text; *p != '\0'; p++)
    if (*p == ',' || *p == ';' || *p == '\n')
      {
        g_autofree char *before = g_strndup (text, (gsize) (p - text));

        if (*p == '\n' || alp_recipient_text_is_closed (before))
          start = p + 1;
      }
  return start;
}

/* Chips of the parts that are ended; not inside "changed", where the text must stay as it is. */
static gboolean
split (gpointer data)
{
  AlpRecipientEntry *self = data;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));
  const char *rest = strlen (text) < MAX_TYPED ? open_part (text) : text + strlen (text);

  self->split_id = 0;
  if (rest > text)
    {
      g_autofree char *done = g_strndup (text, (gsize) (rest - text));
      g_autofree char *open = g_strdup (rest + strspn (rest, " "));

      set_typed (self, open);
      alp_recipient_entry_add (self, done);
    }
  return G_SOURCE_REMOVE;
}

static void
on_typed (AlpRecipientEntry *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));

  if (self->frozen)
    return;
  if (strpbrk (text, ",;\n") != NULL && self->split_id == 0)
    self->split_id = g_idle_add (split, self);
  alp_recipient_completion_ask (self->completion, text);
  changed (self);
}

static void
on_chosen (AlpRecipientEntry *self, const char *text)
{
  set_typed (self, "");
  alp_recipient_entry_add (self, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

static gboolean
on_text_key (AlpRecipientEntry *self, guint key, guint code, GdkModifierType state)
{
  GdkModifierType mods = state & gtk_accelerator_get_default_mod_mask ();
  gboolean empty = *gtk_editable_get_text (GTK_EDITABLE (self->text)) == '\0';
  gboolean at_start = gtk_editable_get_position (GTK_EDITABLE (self->text)) == 0
                      && !gtk_editable_get_selection_bounds (GTK_EDITABLE (self->text), NULL, NULL);

  if (mods == 0 && alp_recipient_completion_key (self->completion, key))
    return GDK_EVENT_STOP;
  if (mods == 0 && (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter))
    {
      if (empty)
        gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))), GTK_DIR_TAB_FORWARD);
      else
        alp_recipient_entry_commit (self);
      return GDK_EVENT_STOP;
    }
  if (mods == 0 && at_start && (key == GDK_KEY_BackSpace || key == GDK_KEY_Left) && last_chip (self) != NULL)
    {
      gtk_widget_grab_focus (last_chip (self));
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

/* Keys that a focused chip left over. */
static gboolean
on_chip_key (AlpRecipientEntry *self, guint key, guint code, GdkModifierType state)
{
  GtkWidget *chip = gtk_widget_get_focus_child (self->box);
  GtkWidget *other = NULL;
  gunichar c = gdk_keyval_to_unicode (key);

  if (!ALP_IS_RECIPIENT_CHIP (chip) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Left)
    other = gtk_widget_get_prev_sibling (chip);
  else if (key == GDK_KEY_Right)
    other = gtk_widget_get_next_sibling (chip);
  else if (key == GDK_KEY_Home)
    other = gtk_widget_get_first_child (self->box);
  else if (key == GDK_KEY_End)
    other = GTK_WIDGET (self->text);
  else if (c != 0 && g_unichar_isgraph (c))
    {
      char letter[8] = { 0 };
      int position = -1;

      g_unichar_to_utf8 (c, letter);
      gtk_text_grab_focus_without_selecting (self->text);
      gtk_editable_insert_text (GTK_EDITABLE (self->text), letter, -1, &position);
      gtk_editable_set_position (GTK_EDITABLE (self->text), -1);
      return GDK_EVENT_STOP;
    }
  else
    return GDK_EVENT_PROPAGATE;
  if (other == GTK_WIDGET (self->text))
    gtk_text_grab_focus_without_selecting (self->text);
  else if (other != NULL)
    gtk_widget_grab_focus (other);
  return GDK_EVENT_STOP;
}

static void
on_focus_left (AlpRecipientEntry *self)
{
  alp_recipient_entry_commit (self);
}

static gboolean
on_drop (AlpRecipientEntry *self, const GValue *value)
{
  return alp_recipient_entry_add (self, g_value_get_string (value)) > 0;
}

static void
on_click (AlpRecipientEntry *self)
{
  gtk_text_grab_focus_without_selecting (self->text);
}

/* ---- for the composer ---- */

/**
 * alp_recipient_entry_dup_recipients:
 *
 * Returns: (transfer full) (element-type AlpRecipient): chips and what is typed
 */
GPtrArray *
alp_recipient_entry_dup_recipients (AlpRecipientEntry *self)
{
  GPtrArray *all;
  g_autoptr (GPtrArray) typed = NULL;

  g_return_val_if_fail (ALP_IS_RECIPIENT_ENTRY (self), NULL);

  all = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_recipient_free);
  for (GtkWidget *chip = gtk_widget_get_first_child (self->box); ALP_IS_RECIPIENT_CHIP (chip);
       chip = gtk_widget_get_next_sibling (chip))
    g_ptr_array_add (all, alp_recipient_copy (alp_recipient_chip_get_recipient (ALP_RECIPIENT_CHIP (chip))));
  typed = alp_recipients_parse (gtk_editable_get_text (GTK_EDITABLE (self->text)));
  g_ptr_array_extend_and_steal (all, g_steal_pointer (&typed));
  return all;
}

/** alp_recipient_entry_dup_text: Returns: (transfer full): the field as a message says it */
char *
alp_recipient_entry_dup_text (AlpRecipientEntry *self)
{
  g_autoptr (GPtrArray) all = alp_recipient_entry_dup_recipients (self);

  return alp_recipients_to_text (all);
}

/**
 * alp_recipient_entry_set_text:
 * @text: (nullable): takes the place of all chips
 */
void
alp_recipient_entry_set_text (AlpRecipientEntry *self, const char *text)
{
  g_return_if_fail (ALP_IS_RECIPIENT_ENTRY (self));

  while (last_chip (self) != NULL)
    adw_wrap_box_remove (ADW_WRAP_BOX (self->box), last_chip (self));
  set_typed (self, "");
  alp_recipient_entry_add (self, text != NULL ? text : "");
}

void
alp_recipient_entry_set_siblings (AlpRecipientEntry *self, AlpRecipientEntry *const *siblings, gsize n)
{
  g_return_if_fail (ALP_IS_RECIPIENT_ENTRY (self));

  self->n_siblings = 0;
  for (gsize i = 0; i < n && self->n_siblings < MAX_SIBLINGS; i++)
    if (siblings[i] != self)
      self->siblings[self->n_siblings++] = siblings[i];
}

/** alp_recipient_entry_set_engine: completion comes from its contacts. */
void
alp_recipient_entry_set_engine (AlpRecipientEntry *self, AlpEngine *engine)
{
  g_return_if_fail (ALP_IS_RECIPIENT_ENTRY (self));

  alp_recipient_completion_set_engine (self->completion, engine);
}

/** alp_recipient_entry_set_label: what assistive technology calls it. */
void
alp_recipient_entry_set_label (AlpRecipientEntry *self, const char *label)
{
  g_return_if_fail (ALP_IS_RECIPIENT_ENTRY (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static gboolean
alp_recipient_entry_grab_focus (GtkWidget *widget)
{
  return gtk_text_grab_focus_without_selecting (ALP_RECIPIENT_ENTRY (widget)->text);
}

static void
alp_recipient_entry_dispose (GObject *object)
{
  AlpRecipientEntry *self = ALP_RECIPIENT_ENTRY (object);

  g_clear_handle_id (&self->split_id, g_source_remove);
  if (self->text != NULL)
    g_signal_handlers_disconnect_by_data (self->text, self);
  g_clear_object (&self->completion);
  self->text = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (alp_recipient_entry_parent_class)->dispose (object);
}

static void
alp_recipient_entry_class_init (AlpRecipientEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_recipient_entry_dispose;
  widget_class->grab_focus = alp_recipient_entry_grab_focus;
  gtk_widget_class_set_css_name (widget_class, "recipients");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  /* changed: the recipients, or what is typed, are others now. */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ALP_TYPE_RECIPIENT_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  /* note (text): something a person should know, for a toast. */
  signals[SIGNAL_NOTE] = g_signal_new ("note", ALP_TYPE_RECIPIENT_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
make_text (AlpRecipientEntry *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->text = g_object_new (GTK_TYPE_TEXT, "accessible-role", GTK_ACCESSIBLE_ROLE_TEXT_BOX, "hexpand", TRUE,
                             "input-purpose", GTK_INPUT_PURPOSE_EMAIL, "width-request", 72, NULL);
  g_signal_connect_object (self->text, "changed", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_text_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->text), keys);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_focus_left), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->text), focus);
  adw_wrap_box_append (ADW_WRAP_BOX (self->box), GTK_WIDGET (self->text));
}

static void
alp_recipient_entry_init (AlpRecipientEntry *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_MOVE | GDK_ACTION_COPY);

  self->box = adw_wrap_box_new ();
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (self->box), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (self->box), 4);
  gtk_widget_set_valign (self->box, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  make_text (self);
  self->completion = alp_recipient_completion_new (GTK_WIDGET (self->text));
  g_signal_connect_object (self->completion, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_chip_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (click, "released", G_CALLBACK (on_click), self, G_CONNECT_SWAPPED);
  gtk_gesture_single_set_exclusive (GTK_GESTURE_SINGLE (click), TRUE);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (drop, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

/** alp_recipient_entry_new: Returns: (transfer floating): an empty field */
GtkWidget *
alp_recipient_entry_new (const char *label)
{
  GtkWidget *self = g_object_new (ALP_TYPE_RECIPIENT_ENTRY, NULL);

  alp_recipient_entry_set_label (ALP_RECIPIENT_ENTRY (self), label);
  return self;
}
