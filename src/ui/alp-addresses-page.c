/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-addresses-page.c: all addresses of all user accounts: found, sorted, filtered, several changed at once, exported.
 *
 * Main thread.  The models are filter and sort over the addresses, of which there are few: this is not the message list.  What is checked
 * is remembered by id, so that it stays while rows move. */
#include "alp-addresses-page.h"

#include "alp-account-csv.h"
#include "alp-account-leave.h"
#include "alp-account-page.h"
#include "alp-addresses-signature.h"
#include "alp-format.h"
#include "alp-profile.h"
#include "alp-settings.h"

#include <glib/gi18n.h>
#include <string.h>

#define DAY_SECONDS (24 * 60 * 60)

struct _AlpAddressesPage
{
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  AdwNavigationView *view;
  GtkBox *columns;
  GtkWidget *export;
  GtkEditable *search;
  GtkDropDown *filter;
  GtkDropDown *order;
  GtkStack *stack;
  GtkListBox *list;
  GtkRevealer *bar;
  GtkLabel *chosen_label;
  GtkWidget *sync;
  GtkWidget *pause;
  GtkWidget *resume;
  GtkMenuButton *signature;
  GtkWidget *remove;

  AlpEngine *engine;
  GSettings *settings;
  GtkCustomFilter *custom_filter;
  GtkCustomSorter *custom_sorter;
  GListModel *model;  /* as shown */
  GHashTable *chosen; /* set of gint64 */
};

G_DEFINE_FINAL_TYPE (AlpAddressesPage, alp_addresses_page, ADW_TYPE_DIALOG)

/* Names of the columns in the settings, in the order of AlpAccountColumns. */
static const char *const column_names[]
    = { "address", "name", "profile", "server", "messages", "unread", "last-sync", "state", "problem" };

enum
{
  FILTER_ALL,
  FILTER_TROUBLE,
  FILTER_OLD,
  FILTER_PAUSED,
  FILTER_PROFILES, /* from here on: one for each user account */
};

enum
{
  ORDER_ADDRESS,
  ORDER_PROFILE,
  ORDER_MESSAGES,
  ORDER_LAST_SYNC,
  ORDER_TROUBLE,
};

static void
say (AlpAddressesPage *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static AlpAccountColumns
shown_columns (AlpAddressesPage *self)
{
  g_auto (GStrv) names = g_settings_get_strv (self->settings, "addresses-columns");
  guint columns = 0;

  for (guint i = 0; i < G_N_ELEMENTS (column_names); i++)
    if (g_strv_contains ((const char *const *) names, column_names[i]))
      columns |= 1u << i;
  return columns;
}

/* ---- filter and order ---- */

static gboolean
has_trouble (AlpAccount *account)
{
  return alp_account_get_state (account) == ALP_ACCOUNT_STATE_NEEDS_ATTENTION
         || (alp_account_get_error (account) != NULL && !alp_account_get_paused (account));
}

static gboolean
passes_filter (AlpAddressesPage *self, AlpAccount *account)
{
  guint which = gtk_drop_down_get_selected (self->filter);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (AlpProfile) profile = NULL;

  switch (which)
    {
    case FILTER_ALL:
    case GTK_INVALID_LIST_POSITION:
      return TRUE;
    case FILTER_TROUBLE:
      return has_trouble (account);
    case FILTER_OLD:
      return alp_account_get_last_sync (account) < now - DAY_SECONDS;
    case FILTER_PAUSED:
      return alp_account_get_paused (account);
    default:
      profile = g_list_model_get_item (alp_engine_get_profiles (self->engine), which - FILTER_PROFILES);
      return profile == NULL || alp_profile_get_id (profile) == alp_account_get_profile_id (account);
    }
}

static gboolean
matches (gpointer item, gpointer data)
{
  AlpAddressesPage *self = data;
  const char *text = gtk_editable_get_text (self->search);
  g_autofree char *hay = g_strjoin (" ", alp_account_get_email (item), alp_account_get_name (item),
                                    alp_account_get_spec (item)->imap_host, NULL);
  g_auto (GStrv) words = g_str_tokenize_and_fold (text, NULL, NULL);
  g_autofree char *folded = g_utf8_casefold (hay, -1);

  if (!passes_filter (self, item))
    return FALSE;
  for (guint i = 0; words[i] != NULL; i++)
    if (!g_str_match_string (words[i], hay, TRUE) && strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static int
compare_text (const char *a, const char *b)
{
  g_autofree char *x = g_utf8_casefold (a, -1), *y = g_utf8_casefold (b, -1);

  return g_utf8_collate (x, y);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  AlpAddressesPage *self = data;
  AlpAccount *x = (AlpAccount *) a, *y = (AlpAccount *) b;
  gint64 order = 0;

  switch (gtk_drop_down_get_selected (self->order))
    {
    case ORDER_PROFILE:
      order = alp_account_get_profile_id (x) - alp_account_get_profile_id (y);
      break;
    case ORDER_MESSAGES:
      order = (gint64) alp_account_count_messages (y) - alp_account_count_messages (x);
      break;
    case ORDER_LAST_SYNC:
      order = alp_account_get_last_sync (x) - alp_account_get_last_sync (y);
      break;
    case ORDER_TROUBLE:
      order = has_trouble (y) - has_trouble (x);
      break;
    case ORDER_ADDRESS:
    default:
      break;
    }
  if (order == 0)
    order = compare_text (alp_account_get_email (x), alp_account_get_email (y));
  return order < 0 ? -1 : order > 0;
}

static void
update_stack (AlpAddressesPage *self)
{
  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (self->model) > 0 ? "list" : "none");
}

static void
refilter (AlpAddressesPage *self)
{
  gtk_filter_changed (GTK_FILTER (self->custom_filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (GTK_SORTER (self->custom_sorter), GTK_SORTER_CHANGE_DIFFERENT);
  update_stack (self);
}

static void
fill_filters (AlpAddressesPage *self)
{
  GListModel *profiles = alp_engine_get_profiles (self->engine);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *fixed[]
      = { _ ("All Addresses"), _ ("With a Problem"), _ ("Not Updated for a Day"), _ ("Paused Ones") };
  const char *orders[] = { _ ("By Address"), _ ("By User Account"), _ ("Most Messages First"),
                           _ ("Longest Not Updated First"), _ ("Problems First") };
  g_autoptr (GtkStringList) order_names = gtk_string_list_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (fixed); i++)
    gtk_string_list_append (names, fixed[i]);
  for (guint i = 0; g_list_model_get_n_items (profiles) > 1 && i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (AlpProfile) profile = g_list_model_get_item (profiles, i);

      gtk_string_list_append (names, alp_profile_get_title (profile));
    }
  gtk_drop_down_set_model (self->filter, G_LIST_MODEL (names));
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    gtk_string_list_append (order_names, orders[i]);
  gtk_drop_down_set_model (self->order, G_LIST_MODEL (order_names));
}

/* ---- several at once ---- */

/* (transfer full): those checked and still there */
static GListStore *
dup_chosen (AlpAddressesPage *self)
{
  GListModel *accounts = alp_engine_get_accounts (self->engine);
  GListStore *chosen = g_list_store_new (ALP_TYPE_ACCOUNT);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);
      gint64 id = alp_account_get_id (account);

      if (g_hash_table_contains (self->chosen, &id))
        g_list_store_append (chosen, account);
    }
  return chosen;
}

static void
update_bar (AlpAddressesPage *self)
{
  g_autoptr (GListStore) chosen = dup_chosen (self);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (chosen));
  g_autofree char *text = g_strdup_printf (ngettext ("%u selected", "%u selected", n), n);

  gtk_label_set_text (self->chosen_label, text);
  gtk_revealer_set_reveal_child (self->bar, n > 0);
}

static void
on_sync (AlpAddressesPage *self)
{
  g_autoptr (GListStore) chosen = dup_chosen (self);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (chosen)); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (G_LIST_MODEL (chosen), i);

      alp_engine_sync (self->engine, account);
    }
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAddressesPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!alp_account_change_finish (ALP_ENGINE (source), result, &error))
    say (self, error->message);
  else if (self->engine != NULL)
    refilter (self);
}

static void
set_paused (AlpAddressesPage *self, gboolean paused)
{
  g_autoptr (GListStore) chosen = dup_chosen (self);
  AlpAccountChange change = { .flags = ALP_ACCOUNT_CHANGE_PAUSED, .paused = paused };

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (chosen)); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (G_LIST_MODEL (chosen), i);

      alp_account_change_async (self->engine, account, &change, NULL, on_changed, g_object_ref (self));
    }
}

static void
on_pause (AlpAddressesPage *self)
{
  set_paused (self, TRUE);
}

static void
on_resume (AlpAddressesPage *self)
{
  set_paused (self, FALSE);
}

static void
on_remove (AlpAddressesPage *self)
{
  g_autoptr (GListStore) chosen = dup_chosen (self);

  alp_account_leave_addresses (GTK_WIDGET (self), self->engine, G_LIST_MODEL (chosen));
}

static void
fill_signatures (GtkMenuButton *button, gpointer data)
{
  AlpAddressesPage *self = data;
  g_autoptr (GListStore) chosen = dup_chosen (self);

  gtk_menu_button_set_popover (button,
                               alp_addresses_signature_popover_new (self->engine, G_LIST_MODEL (chosen)));
}

/* ---- export ---- */

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAddressesPage) self = data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    say (self, _ ("The list was saved."));
  else
    say (self, error->message);
}

static void
on_export_file (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAddressesPage) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GBytes) table = NULL;

  if (file == NULL)
    return;
  table = alp_account_csv_export (self->engine, self->model, shown_columns (self));
  g_file_replace_contents_bytes_async (file, table, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, on_written,
                                       g_object_ref (self));
}

static void
on_export (AlpAddressesPage *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_file_dialog_set_title (dialog, _ ("Export Addresses"));
  /* Translators: the name of a file */
  gtk_file_dialog_set_initial_name (dialog, _ ("addresses.csv"));
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, on_export_file,
                        g_object_ref (self));
}

/* ---- rows ---- */

static char *
row_text (AlpAddressesPage *self, AlpAccount *account)
{
  AlpAccountColumns columns = shown_columns (self);
  GString *text = g_string_new (NULL);

  /* What stands still says so, whatever is shown else. */
  if (alp_account_get_paused (account))
    columns |= ALP_ACCOUNT_COLUMN_STATE;
  for (guint bit = ALP_ACCOUNT_COLUMN_NAME; bit < ALP_ACCOUNT_COLUMN_ALL; bit <<= 1)
    {
      g_autofree char *value = NULL, *number = NULL;

      if ((columns & bit) == 0)
        continue;
      if (bit == ALP_ACCOUNT_COLUMN_LAST_SYNC)
        value = alp_format_ago (alp_account_get_last_sync (account), g_get_real_time () / G_USEC_PER_SEC);
      else if (bit == ALP_ACCOUNT_COLUMN_MESSAGES)
        {
          guint n = alp_account_count_messages (account);

          number = alp_format_count (n);
          value = g_strdup_printf (ngettext ("%s message", "%s messages", n), number);
        }
      else if (bit == ALP_ACCOUNT_COLUMN_UNREAD)
        {
          g_autofree char *digits = alp_account_dup_column (self->engine, account, bit);
          guint n = (guint) g_ascii_strtoull (digits, NULL, 10);

          number = alp_format_count (n);
          value = g_strdup_printf (ngettext ("%s unread", "%s unread", n), number);
        }
      else
        value = alp_account_dup_column (self->engine, account, bit);
      if (value != NULL && *value != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", value);
    }
  return g_string_free_and_steal (text);
}

static void
update_row (GtkWidget *row)
{
  AlpAddressesPage *self = g_object_get_data (G_OBJECT (row), "alp-page");
  AlpAccount *account = g_object_get_data (G_OBJECT (row), "alp-account");
  GtkWidget *mark = g_object_get_data (G_OBJECT (row), "alp-mark");
  g_autofree char *text = row_text (self, account);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), alp_account_get_email (account));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_set_visible (mark, has_trouble (account));
}

static void
on_checked (GtkCheckButton *check, GParamSpec *pspec, GtkWidget *row)
{
  AlpAddressesPage *self = g_object_get_data (G_OBJECT (row), "alp-page");
  gint64 id = alp_account_get_id (g_object_get_data (G_OBJECT (row), "alp-account"));

  if (gtk_check_button_get_active (check))
    g_hash_table_add (self->chosen, g_memdup2 (&id, sizeof id));
  else
    g_hash_table_remove (self->chosen, &id);
  update_bar (self);
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  AlpAddressesPage *self = data;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *mark = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gint64 id = alp_account_get_id (item);
  /* Translators: a box to check; %s is an address */
  g_autofree char *name = g_strdup_printf (_ ("Select %s"), alp_account_get_email (item));

  g_object_set_data (G_OBJECT (row), "alp-page", self);
  g_object_set_data_full (G_OBJECT (row), "alp-account", g_object_ref (item), g_object_unref);
  g_object_set_data (G_OBJECT (row), "alp-mark", mark);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), g_hash_table_contains (self->chosen, &id));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (check, "notify::active", G_CALLBACK (on_checked), row, G_CONNECT_DEFAULT);
  gtk_widget_add_css_class (mark, "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Problem"), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), adw_avatar_new (32,
                                                                   *alp_account_get_name (item) != '\0'
                                                                       ? alp_account_get_name (item)
                                                                       : alp_account_get_email (item),
                                                                   TRUE));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (item, "notify", G_CALLBACK (update_row), row, G_CONNECT_SWAPPED);
  update_row (row);
  return row;
}

static void
on_row (AlpAddressesPage *self, GtkListBoxRow *row)
{
  adw_navigation_view_push (
      self->view, alp_account_page_new (self->engine, g_object_get_data (G_OBJECT (row), "alp-account")));
}

/* ---- columns ---- */

static void
on_columns (AlpAddressesPage *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    update_row (GTK_WIDGET (row));
}

static void
on_column (GtkCheckButton *check, GParamSpec *pspec, AlpAddressesPage *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->columns));

  for (gsize i = 0; child != NULL; child = gtk_widget_get_next_sibling (child), i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (child)))
      g_strv_builder_add (builder, column_names[i]);
  names = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, "addresses-columns", (const char *const *) names);
}

static void
fill_columns (AlpAddressesPage *self)
{
  AlpAccountColumns columns = shown_columns (self);

  for (guint i = 0; i < G_N_ELEMENTS (column_names); i++)
    {
      GtkWidget *check = gtk_check_button_new_with_label (alp_account_column_title (1u << i));

      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), (columns & (1u << i)) != 0);
      /* The address is what a row is about. */
      gtk_widget_set_sensitive (check, i > 0);
      g_signal_connect_object (check, "notify::active", G_CALLBACK (on_column), self, G_CONNECT_DEFAULT);
      gtk_box_append (self->columns, check);
    }
}

/**
 * alp_addresses_page_new:
 *
 * Returns: (transfer floating): the dialog, to be presented over a window
 */
AdwDialog *
alp_addresses_page_new (AlpEngine *engine)
{
  AlpAddressesPage *self = g_object_new (ALP_TYPE_ADDRESSES_PAGE, NULL);
  GtkFilterListModel *filtered;

  self->engine = g_object_ref (engine);
  fill_filters (self);
  fill_columns (self);
  self->custom_filter = gtk_custom_filter_new (matches, self, NULL);
  self->custom_sorter = gtk_custom_sorter_new (compare, self, NULL);
  filtered = gtk_filter_list_model_new (g_object_ref (alp_engine_get_accounts (engine)),
                                        GTK_FILTER (g_object_ref (self->custom_filter)));
  self->model = G_LIST_MODEL (
      gtk_sort_list_model_new (G_LIST_MODEL (filtered), GTK_SORTER (g_object_ref (self->custom_sorter))));
  gtk_list_box_bind_model (self->list, self->model, make_row, self, NULL);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (update_bar), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter, "notify::selected", G_CALLBACK (refilter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->order, "notify::selected", G_CALLBACK (refilter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "changed", G_CALLBACK (refilter), self, G_CONNECT_SWAPPED);
  update_stack (self);
  return ADW_DIALOG (self);
}

static void
alp_addresses_page_dispose (GObject *object)
{
  AlpAddressesPage *self = ALP_ADDRESSES_PAGE (object);

  if (self->list != NULL && self->model != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  /* The lists may live on in their views: they must not ask a page that is gone. */
  if (self->custom_filter != NULL)
    gtk_custom_filter_set_filter_func (self->custom_filter, NULL, NULL, NULL);
  if (self->custom_sorter != NULL)
    gtk_custom_sorter_set_sort_func (self->custom_sorter, NULL, NULL, NULL);
  g_clear_object (&self->custom_filter);
  g_clear_object (&self->custom_sorter);
  g_clear_object (&self->model);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  G_OBJECT_CLASS (alp_addresses_page_parent_class)->dispose (object);
}

static void
alp_addresses_page_class_init (AlpAddressesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_addresses_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-addresses-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, view);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, columns);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, export);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, search);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, filter);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, order);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, list);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, bar);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, chosen_label);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, sync);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, pause);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, resume);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, signature);
  gtk_widget_class_bind_template_child (widget_class, AlpAddressesPage, remove);
}

static void
alp_addresses_page_init (AlpAddressesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = alp_settings_get_default ();
  self->chosen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_row), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->export, "clicked", G_CALLBACK (on_export), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sync, "clicked", G_CALLBACK (on_sync), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pause, "clicked", G_CALLBACK (on_pause), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->resume, "clicked", G_CALLBACK (on_resume), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->remove, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_create_popup_func (self->signature, fill_signatures, self, NULL);
  g_signal_connect_object (self->settings, "changed::addresses-columns", G_CALLBACK (on_columns), self,
                           G_CONNECT_SWAPPED);
}
