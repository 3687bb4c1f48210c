/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-search-bar.c: the search field with its scope, chips that complete what is typed, and how far the index goes.
 *
 * Main thread.  What may come next is a pure function of mail/; only people come from the store, for the word typed now.
 * Finished operators stand in the field as chips: drawn behind the letters, so that they stay plain text to edit. */
#include "alp-search-bar.h"

#include "alp-contact.h"
#include "alp-format.h"
#include "alp-search-hint.h"
#include "alp-style.h"

#include <glib/gi18n.h>
#include <string.h>

#define PEOPLE 4
#define FOLDERS 8
#define CHIP_CHARS 26

struct _AlpSearchBar
{
  AdwBin parent_instance;

  GtkSearchEntry *entry;
  GtkWidget *save_button;
  AdwToggleGroup *scopes;
  GtkWidget *hints_scroller;
  GtkWidget *hints;
  GtkLabel *status;

  AlpEngine *engine;
  AlpAccount *account; /* nullable: all */
  AlpFolder *folder;   /* nullable: none is shown */
  GCancellable *people;
  GCancellable *coverage;
  guint to_go;    /* messages whose text is not in the index */
  gboolean quiet; /* the program changes the text */
};

G_DEFINE_FINAL_TYPE (AlpSearchBar, alp_search_bar, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ACTIVATED,
  SIGNAL_DOWN,
  SIGNAL_SAVE,
  SIGNAL_STOPPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

const char *
alp_search_bar_get_text (AlpSearchBar *self)
{
  g_return_val_if_fail (ALP_IS_SEARCH_BAR (self), "");

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

AlpSearchScope
alp_search_bar_get_scope (AlpSearchBar *self)
{
  const char *name = adw_toggle_group_get_active_name (self->scopes);

  if (g_strcmp0 (name, "folder") == 0 && self->folder != NULL)
    return ALP_SCOPE_FOLDER;
  return g_strcmp0 (name, "everywhere") == 0 || self->account == NULL ? ALP_SCOPE_EVERYWHERE
                                                                      : ALP_SCOPE_ACCOUNT;
}

/* (nullable) (transfer none) */
AlpAccount *
alp_search_bar_get_account (AlpSearchBar *self)
{
  return self->account;
}

/* (nullable) (transfer none) */
AlpFolder *
alp_search_bar_get_folder (AlpSearchBar *self)
{
  return self->folder;
}

/* ---- chips in the field ---- */

static void
mark_terms (AlpSearchBar *self)
{
  const char *text = alp_search_bar_get_text (self);
  g_autoptr (GArray) spans = alp_search_find_terms (text);
  GtkEditable *field = gtk_editable_get_delegate (GTK_EDITABLE (self->entry));
  PangoAttrList *attributes = pango_attr_list_new ();
  GdkRGBA brand;

  alp_style_get_color (alp_style_get_default (), ALP_COLOR_BRAND, &brand);
  for (guint i = 0; i < spans->len; i++)
    {
      AlpSearchSpan span = g_array_index (spans, AlpSearchSpan, i);
      PangoAttribute *ground = pango_attr_background_new (
          (guint16) (brand.red * 65535), (guint16) (brand.green * 65535), (guint16) (brand.blue * 65535));
      PangoAttribute *alpha = pango_attr_background_alpha_new (0x3000);

      ground->start_index = alpha->start_index = (guint) span.begin;
      ground->end_index = alpha->end_index = (guint) span.end;
      pango_attr_list_insert (attributes, ground);
      pango_attr_list_insert (attributes, alpha);
    }
  if (GTK_IS_TEXT (field))
    gtk_text_set_attributes (GTK_TEXT (field), attributes);
  pango_attr_list_unref (attributes);
}

/* ---- chips below ---- */

static gsize
cursor_bytes (AlpSearchBar *self)
{
  const char *text = alp_search_bar_get_text (self);
  int chars = gtk_editable_get_position (GTK_EDITABLE (self->entry));

  return (gsize) (g_utf8_offset_to_pointer (text, MIN (chars, g_utf8_strlen (text, -1))) - text);
}

static void
on_hint (AlpSearchBar *self, GtkButton *button)
{
  const char *insert = g_object_get_data (G_OBJECT (button), "insert");
  gsize cursor = cursor_bytes (self);
  g_autofree char *text = alp_search_apply_hint (alp_search_bar_get_text (self), &cursor, insert);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  alp_search_bar_focus (self);
  gtk_editable_set_position (GTK_EDITABLE (self->entry),
                             (int) g_utf8_pointer_to_offset (text, text + cursor));
}

static void
add_chip (AlpSearchBar *self, const char *icon, const char *label, const char *insert)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  GtkWidget *text = gtk_label_new (label);

  /* Only what is really long: a label that may be cut is cut at once in a row that scrolls. */
  if (g_utf8_strlen (label, -1) > CHIP_CHARS)
    {
      gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (text), CHIP_CHARS);
    }
  if (icon != NULL)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), text);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "alp-chip");
  gtk_widget_set_tooltip_text (button, insert);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "insert", g_strdup (insert), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_hint), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->hints), button);
}

static void
on_people (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSearchBar) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) contacts = alp_contact_complete_finish (ALP_ENGINE (engine), result, &error);
  g_autofree char *key = NULL, *value = NULL;

  if (contacts == NULL || self->engine == NULL)
    return;
  alp_search_split_word (alp_search_bar_get_text (self), cursor_bytes (self), &key, &value);
  for (guint i = 0; i < contacts->len; i++)
    {
      const AlpContact *contact = g_ptr_array_index (contacts, i);
      g_autofree char *insert = alp_search_quote (key != NULL ? key : "from", contact->email);

      add_chip (self, "avatar-default-symbolic", *contact->name != '\0' ? contact->name : contact->email,
                insert);
    }
  gtk_widget_set_visible (self->hints_scroller, gtk_widget_get_first_child (self->hints) != NULL);
}

static void
ask_people (AlpSearchBar *self, const char *key, const char *value)
{
  static const char *const keys[] = { "from", "to", "cc", NULL };

  g_cancellable_cancel (self->people);
  g_clear_object (&self->people);
  if (self->engine == NULL || (key != NULL && !g_strv_contains (keys, key))
      || g_utf8_strlen (value, -1) < (key != NULL ? 1 : 2))
    return;
  self->people = g_cancellable_new ();
  alp_contact_complete_async (self->engine, value, PEOPLE, self->people, on_people, g_object_ref (self));
}

static void
add_folders (AlpSearchBar *self, const char *value)
{
  GListModel *folders = self->account != NULL ? alp_account_get_folders (self->account) : NULL;
  guint n = folders != NULL ? g_list_model_get_n_items (folders) : 0, added = 0;
  g_autofree char *typed = g_utf8_casefold (value, -1);

  for (guint i = 0; i < n && added < FOLDERS; i++)
    {
      g_autoptr (AlpFolder) folder = g_list_model_get_item (folders, i);
      g_autofree char *name = g_utf8_casefold (alp_folder_get_name (folder), -1);
      g_autofree char *insert = alp_search_quote ("in", alp_folder_get_path (folder));

      if (alp_folder_get_role (folder) != ALP_FOLDER_ROLE_NONE || !alp_folder_get_selectable (folder)
          || !g_str_has_prefix (name, typed))
        continue;
      add_chip (self, "folder-symbolic", alp_folder_get_name (folder), insert);
      added++;
    }
}

static void
update_hints (AlpSearchBar *self)
{
  const char *text = alp_search_bar_get_text (self);
  gsize cursor = cursor_bytes (self);
  g_autoptr (GPtrArray) hints = alp_search_hints (text, cursor, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *key = NULL, *value = NULL;

  alp_search_split_word (text, cursor, &key, &value);
  for (GtkWidget *chip; (chip = gtk_widget_get_first_child (self->hints)) != NULL;)
    gtk_box_remove (GTK_BOX (self->hints), chip);
  for (guint i = 0; i < hints->len; i++)
    {
      const AlpSearchHint *hint = g_ptr_array_index (hints, i);

      add_chip (self, NULL, hint->label, hint->insert);
    }
  if (g_strcmp0 (key, "in") == 0)
    add_folders (self, value);
  ask_people (self, key, value);
  gtk_widget_set_visible (self->hints_scroller, gtk_widget_get_first_child (self->hints) != NULL);
  gtk_adjustment_set_value (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->hints_scroller)),
                            0);
}

/* ---- the line below ---- */

/**
 * alp_search_bar_set_status:
 * @text: (nullable): a line under the chips, %NULL for none
 */
void
alp_search_bar_set_status (AlpSearchBar *self, const char *text)
{
  g_return_if_fail (ALP_IS_SEARCH_BAR (self));

  gtk_label_set_text (self->status, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->status), text != NULL);
}

static void
on_coverage (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSearchBar) self = data;
  AlpCoverage coverage;
  g_autofree char *number = NULL, *day = NULL, *text = NULL;

  if (!alp_search_load_coverage_finish (ALP_ENGINE (engine), result, &coverage, NULL) || self->engine == NULL)
    return;
  self->to_go = coverage.to_go;
  number = alp_format_count (coverage.to_go);
  if (coverage.back_to > 0)
    {
      g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (coverage.back_to);

      day = date != NULL ? g_date_time_format (date, "%x") : NULL;
    }
  if (*alp_search_bar_get_text (self) == '\0' || coverage.to_go == 0)
    text = coverage.rebuilding ? g_strdup (_ ("The index is being made anew.")) : NULL;
  else if (day != NULL)
    /* Translators: %1$s is a date, %2$s a number */
    text = g_strdup_printf (ngettext ("Texts searched back to %1$s; %2$s message still to be read",
                                      "Texts searched back to %1$s; %2$s messages still to be read",
                                      coverage.to_go),
                            day, number);
  else
    text = g_strdup_printf (ngettext ("The text of %s message is still to be read",
                                      "The texts of %s messages are still to be read", coverage.to_go),
                            number);
  alp_search_bar_set_status (self, text);
}

/* How many messages the last search could not look into here. */
guint
alp_search_bar_get_to_go (AlpSearchBar *self)
{
  g_return_val_if_fail (ALP_IS_SEARCH_BAR (self), 0);

  return self->to_go;
}

/* Asks the index how far it goes where the search looks. */
void
alp_search_bar_update_coverage (AlpSearchBar *self)
{
  g_return_if_fail (ALP_IS_SEARCH_BAR (self));

  if (self->engine == NULL)
    return;
  g_cancellable_cancel (self->coverage);
  g_clear_object (&self->coverage);
  self->coverage = g_cancellable_new ();
  alp_search_load_coverage_async (
      self->engine, alp_search_bar_get_scope (self) == ALP_SCOPE_EVERYWHERE ? NULL : self->account,
      self->coverage, on_coverage, g_object_ref (self));
}

/* ---- the field ---- */

static void
on_text (AlpSearchBar *self)
{
  gtk_widget_set_sensitive (self->save_button, *alp_search_bar_get_text (self) != '\0');
  mark_terms (self);
  update_hints (self);
}

static void
on_cursor (AlpSearchBar *self)
{
  if (!self->quiet)
    update_hints (self);
}

static void
on_search_changed (AlpSearchBar *self)
{
  if (!self->quiet)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_scope (AlpSearchBar *self)
{
  on_search_changed (self);
}

static void
on_activate (AlpSearchBar *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
on_save (AlpSearchBar *self)
{
  g_signal_emit (self, signals[SIGNAL_SAVE], 0);
}

static void
on_stop (AlpSearchBar *self)
{
  g_signal_emit (self, signals[SIGNAL_STOPPED], 0);
}

static gboolean
on_key (AlpSearchBar *self, guint key)
{
  if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, signals[SIGNAL_DOWN], 0);
  return GDK_EVENT_STOP;
}

void
alp_search_bar_focus (AlpSearchBar *self)
{
  g_return_if_fail (ALP_IS_SEARCH_BAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

/**
 * alp_search_bar_set_text:
 * @text: shown; "changed" does not follow
 */
void
alp_search_bar_set_text (AlpSearchBar *self, const char *text)
{
  g_return_if_fail (ALP_IS_SEARCH_BAR (self));

  self->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->quiet = FALSE;
  if (*text == '\0')
    alp_search_bar_set_status (self, NULL);
}

/**
 * alp_search_bar_set_place:
 * @account: (nullable): %NULL: the inboxes of all addresses are shown
 * @folder: (nullable): what the list shows
 *
 * What "this folder" and "this address" mean.
 */
void
alp_search_bar_set_place (AlpSearchBar *self, AlpEngine *engine, AlpAccount *account, AlpFolder *folder)
{
  g_return_if_fail (ALP_IS_SEARCH_BAR (self));

  g_set_object (&self->engine, engine);
  g_set_object (&self->account, account);
  g_set_object (&self->folder, folder);
  adw_toggle_set_enabled (adw_toggle_group_get_toggle_by_name (self->scopes, "folder"), folder != NULL);
  adw_toggle_set_enabled (adw_toggle_group_get_toggle_by_name (self->scopes, "account"), account != NULL);
  self->quiet = TRUE;
  adw_toggle_group_set_active_name (self->scopes, account != NULL ? "account" : "everywhere");
  self->quiet = FALSE;
}

static void
alp_search_bar_dispose (GObject *object)
{
  AlpSearchBar *self = ALP_SEARCH_BAR (object);

  g_cancellable_cancel (self->people);
  g_cancellable_cancel (self->coverage);
  g_clear_object (&self->people);
  g_clear_object (&self->coverage);
  g_clear_object (&self->engine);
  g_clear_object (&self->account);
  g_clear_object (&self->folder);
  G_OBJECT_CLASS (alp_search_bar_parent_class)->dispose (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, ALP_TYPE_SEARCH_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_search_bar_class_init (AlpSearchBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_search_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-search-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpSearchBar, entry);
  gtk_widget_class_bind_template_child (widget_class, AlpSearchBar, save_button);
  gtk_widget_class_bind_template_child (widget_class, AlpSearchBar, scopes);
  gtk_widget_class_bind_template_child (widget_class, AlpSearchBar, hints_scroller);
  gtk_widget_class_bind_template_child (widget_class, AlpSearchBar, hints);
  gtk_widget_class_bind_template_child (widget_class, AlpSearchBar, status);
  signals[SIGNAL_CHANGED] = add_signal ("changed");
  signals[SIGNAL_ACTIVATED] = add_signal ("activated");
  signals[SIGNAL_DOWN] = add_signal ("down");
  signals[SIGNAL_SAVE] = add_signal ("save");
  signals[SIGNAL_STOPPED] = add_signal ("stopped");
}

static void
alp_search_bar_init (AlpSearchBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (on_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "notify::cursor-position", G_CALLBACK (on_cursor), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (on_search_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "stop-search", G_CALLBACK (on_stop), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->save_button, "clicked", G_CALLBACK (on_save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scopes, "notify::active-name", G_CALLBACK (on_scope), self,
                           G_CONNECT_SWAPPED);
  on_text (self);
}
