/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-device-page.c: the devices of an address: list, search, several at once, and what is wrong with one.
 *
 * Main thread.  The list is the provider's answer of just now; where the provider has no service for it, it is what was made
 * by hand.  A leaked, locked or expired one stands in the banner, with the one thing that helps. */
#include "alp-device-page.h"

#include "alp-activity-page.h"
#include "alp-device-dialog.h"
#include "alp-device-form.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AlpDevicePage
{
  AdwNavigationPage parent_instance;

  AdwToastOverlay *toasts;
  AdwBanner *banner;
  GtkStack *stack;
  GtkWidget *search;
  AdwPreferencesGroup *list;
  GPtrArray *rows; /* GtkWidget, in the list */
  GtkWidget *none;
  AdwStatusPage *failure;
  GtkWidget *failure_button;
  GtkWidget *add;
  GtkWidget *select;
  GtkWidget *bar;
  GtkWidget *revoke;
  GSimpleActionGroup *actions;

  AlpEngine *engine;
  AlpAccount *account;
  BaseDeviceService *service; /* nullable: not known yet */
  GPtrArray *devices;         /* nullable */
  BaseDevice *troubled;       /* nullable: what the banner is about */
  GError *problem;            /* nullable: why there is no list */
  GCancellable *cancellable;
  gboolean selecting;
};

G_DEFINE_FINAL_TYPE (AlpDevicePage, alp_device_page, ADW_TYPE_NAVIGATION_PAGE)

static void reload (AlpDevicePage *self);

static void
toast (AlpDevicePage *self, const char *text)
{
  AdwToast *one = adw_toast_new (text);

  adw_toast_set_use_markup (one, FALSE);
  adw_toast_overlay_add_toast (self->toasts, one);
}

static void
on_changed (gpointer page)
{
  reload (page);
}

/* ---- rows ---- */

static GPtrArray *
dup_selected (AlpDevicePage *self)
{
  GPtrArray *selected = g_ptr_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      GObject *row = g_ptr_array_index (self->rows, i);
      GtkCheckButton *check = g_object_get_data (row, "alp-check");

      if (check != NULL && gtk_check_button_get_active (check))
        g_ptr_array_add (selected, g_object_get_data (row, "alp-device"));
    }
  return selected;
}

static void
update_bar (AlpDevicePage *self)
{
  g_autoptr (GPtrArray) selected = dup_selected (self);
  g_autofree char *label
      = g_strdup_printf (ngettext ("_Disconnect %u…", "_Disconnect %u…", selected->len), selected->len);

  gtk_button_set_label (GTK_BUTTON (self->revoke), selected->len > 0 ? label : _ ("_Disconnect…"));
  gtk_widget_set_sensitive (self->revoke, selected->len > 0);
}

static void
on_details (GtkWidget *button, gpointer page)
{
  AlpDevicePage *self = page;
  const BaseDevice *device = g_object_get_data (G_OBJECT (button), "alp-device");
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (view != NULL)
    adw_navigation_view_push (ADW_NAVIGATION_VIEW (view),
                              alp_device_details_new (self->engine, self->account, self->service, device,
                                                      on_changed, G_OBJECT (self)));
}

static void
add_check (AlpDevicePage *self, GtkWidget *row, const BaseDevice *device)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (check, device->can_revoke);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, device->label, -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (update_bar), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data (G_OBJECT (row), "alp-check", check);
}

static void
add_next (AlpDevicePage *self, GtkWidget *row, BaseDevice *device)
{
  GtkWidget *next = gtk_button_new_from_icon_name ("go-next-symbolic");
  /* Translators: %s is the name of a device */
  g_autofree char *tip = g_strdup_printf (_ ("Show “%s”"), device->label);

  gtk_widget_set_valign (next, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (next, "flat");
  gtk_widget_set_tooltip_text (next, tip);
  g_object_set_data (G_OBJECT (next), "alp-device", device);
  g_signal_connect_object (next, "clicked", G_CALLBACK (on_details), self, G_CONNECT_DEFAULT);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), next);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), next);
}

static void
add_state (AdwActionRow *row, const BaseDevice *device)
{
  const char *words = alp_device_status_words (device->status);
  GtkWidget *pill;

  if (*words == '\0')
    return;
  pill = gtk_label_new (words);
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (pill, "alp-badge");
  gtk_widget_add_css_class (pill, device->status == BASE_DEVICE_STATUS_DISABLED ? "dimmed" : "error");
  adw_action_row_add_suffix (row, pill);
}

static GtkWidget *
make_row (AlpDevicePage *self, BaseDevice *device)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *facts = alp_device_describe (device, g_get_real_time () / G_USEC_PER_SEC);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), *device->label != '\0'
                                                                ? device->label
                                                                : alp_device_type_words (device->type));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), facts);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  if (self->selecting)
    add_check (self, row, device);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (alp_device_type_icon (device->type)));
  add_state (ADW_ACTION_ROW (row), device);
  if (!self->selecting)
    add_next (self, row, device);
  g_object_set_data (G_OBJECT (row), "alp-device", device);
  return row;
}

static gboolean
matches (const BaseDevice *device, const char *words)
{
  g_autofree char *text
      = g_strjoin (" ", device->label, device->holder, alp_device_type_words (device->type), NULL);

  return *words == '\0' || g_str_match_string (words, text, TRUE);
}

static void
clear (AlpDevicePage *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->list, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
fill (AlpDevicePage *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));

  clear (self);
  for (guint i = 0; self->devices != NULL && i < self->devices->len; i++)
    if (matches (g_ptr_array_index (self->devices, i), words))
      {
        GtkWidget *row = make_row (self, g_ptr_array_index (self->devices, i));

        adw_preferences_group_add (self->list, row);
        g_ptr_array_add (self->rows, row);
      }
  gtk_widget_set_visible (self->none, self->rows->len == 0);
  update_bar (self);
}

/* ---- the banner ---- */

static void
on_repaired (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpDevicePage) self = data;
  g_autoptr (GError) error = NULL;

  if (self->engine == NULL)
    return;
  if (alp_device_act_finish (ALP_ENGINE (source), result, &error))
    toast (self, _ ("This computer has a new password and signs in again."));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    toast (self, error->message);
  reload (self);
}

static gboolean
is_refused (AlpDevicePage *self)
{
  return alp_account_get_state (self->account) == ALP_ACCOUNT_STATE_NEEDS_ATTENTION
         && g_error_matches (alp_account_get_failure (self->account), ALP_ERROR, ALP_ERROR_SIGN_IN);
}

static gboolean
can_create (AlpDevicePage *self)
{
  return self->service != NULL && self->service->connected;
}

static void
on_banner (AlpDevicePage *self)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (can_create (self) && (is_refused (self) || (self->troubled != NULL && self->troubled->is_this)))
    {
      toast (self, _ ("Making a new password and trying it…"));
      alp_device_repair_async (self->engine, self->account, NULL, self->cancellable, on_repaired,
                               g_object_ref (self));
    }
  else if (self->troubled != NULL && view != NULL)
    adw_navigation_view_push (ADW_NAVIGATION_VIEW (view),
                              alp_device_details_new (self->engine, self->account, self->service,
                                                      self->troubled, on_changed, G_OBJECT (self)));
}

static char *
trouble_words (const BaseDevice *device)
{
  const char *format
      = device->status == BASE_DEVICE_STATUS_LEAKED
            ? _ ("The password of “%s” has leaked. Disconnect it or give it a new one.")
        : device->status == BASE_DEVICE_STATUS_EXPIRED
            ? _ ("The password of “%s” has expired. Give it a new one, or disconnect it.")
        : device->status == BASE_DEVICE_STATUS_SPAM
            ? _ ("Unwanted mail was sent with the password of “%s”. Disconnect it or give it a new one.")
            : _ ("The provider has locked “%s”. Give it a new password, or disconnect it.");
  g_auto (GStrv) around = g_strsplit (format, "%s", 2);

  return g_strjoinv (device->label, around);
}

static gboolean
is_trouble (BaseDeviceStatus status)
{
  return status == BASE_DEVICE_STATUS_LEAKED || status == BASE_DEVICE_STATUS_SPAM
         || status == BASE_DEVICE_STATUS_LOCKED || status == BASE_DEVICE_STATUS_EXPIRED;
}

static void
update_banner (AlpDevicePage *self)
{
  g_autofree char *words = NULL;

  g_clear_pointer (&self->troubled, base_device_free);
  for (guint i = 0; self->devices != NULL && i < self->devices->len; i++)
    {
      const BaseDevice *one = g_ptr_array_index (self->devices, i);

      if (is_trouble (one->status) && (self->troubled == NULL || one->is_this))
        {
          g_clear_pointer (&self->troubled, base_device_free);
          self->troubled = base_device_copy (one);
        }
    }
  if (self->engine != NULL && is_refused (self) && can_create (self))
    {
      adw_banner_set_title (
          self->banner, _ ("The server does not accept this computer's password any more. Nothing is lost."));
      adw_banner_set_button_label (self->banner, _ ("_Make a New One"));
    }
  else if (self->troubled != NULL)
    {
      words = trouble_words (self->troubled);
      adw_banner_set_title (self->banner, words);
      adw_banner_set_button_label (self->banner, self->troubled->is_this && can_create (self)
                                                     ? _ ("_Make a New One")
                                                     : _ ("_Repair…"));
    }
  adw_banner_set_revealed (self->banner, self->troubled != NULL || (is_refused (self) && can_create (self)));
}

/* ---- loading ---- */

static void
show_failure (AlpDevicePage *self, const GError *error)
{
  gboolean credential = g_error_matches (error, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_UNAUTHENTICATED)
                        || g_error_matches (error, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_MISSING_SCOPE);
  gboolean page = g_error_matches (error, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_NOT_ENABLED)
                  && self->service != NULL && self->service->page != NULL;

  g_clear_error (&self->problem);
  self->problem = g_error_copy (error);
  adw_status_page_set_description (self->failure, error->message);
  gtk_button_set_label (GTK_BUTTON (self->failure_button), credential ? _ ("_Connect Again…")
                                                           : page     ? _ ("_Open the Page")
                                                                      : _ ("_Try Again"));
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpDevicePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = alp_device_list_finish (ALP_ENGINE (source), result, &error);
  gboolean first = self->devices == NULL;

  if (self->engine == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (devices == NULL)
    {
      show_failure (self, error);
      return;
    }
  clear (self);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  self->devices = g_steal_pointer (&devices);
  gtk_widget_set_visible (self->search, self->devices->len > 5);
  gtk_widget_set_sensitive (self->select, self->devices->len > 0);
  fill (self);
  update_banner (self);
  gtk_stack_set_visible_child_name (self->stack, self->devices->len > 0 ? "list" : "empty");
  /* Nothing in the page could have the focus until now. */
  if (first)
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
on_service (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpDevicePage) self = data;
  g_autoptr (GError) error = NULL;
  BaseDeviceService *service = alp_device_load_service_finish (ALP_ENGINE (source), result, &error);

  if (self->engine == NULL || service == NULL)
    {
      g_clear_pointer (&service, base_device_service_free);
      return;
    }
  g_clear_pointer (&self->service, base_device_service_free);
  self->service = service;
  gtk_widget_set_sensitive (self->add, TRUE);
  alp_device_list_async (self->engine, self->account, self->cancellable, on_listed, g_object_ref (self));
}

static void
reload (AlpDevicePage *self)
{
  if (self->engine == NULL)
    return;
  if (self->devices == NULL)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  alp_device_load_service_async (self->engine, self->account, self->cancellable, on_service,
                                 g_object_ref (self));
}

/* ---- actions ---- */

static void
on_add (AlpDevicePage *self)
{
  AdwDialog *dialog;

  if (self->service == NULL)
    return;
  dialog = alp_device_dialog_new (self->engine, self->account, self->service);
  g_signal_connect_object (dialog, "changed", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
present_connect (AlpDevicePage *self)
{
  AdwDialog *dialog;

  if (self->service == NULL)
    return;
  dialog = alp_device_dialog_new_connect (self->engine, self->account, self->service);
  g_signal_connect_object (dialog, "changed", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
on_failure_button (AlpDevicePage *self)
{
  g_autoptr (GtkUriLauncher) launcher = NULL;

  if (g_error_matches (self->problem, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_UNAUTHENTICATED)
      || g_error_matches (self->problem, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_MISSING_SCOPE))
    present_connect (self);
  else if (g_error_matches (self->problem, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_NOT_ENABLED)
           && self->service != NULL && self->service->page != NULL)
    {
      GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

      launcher = gtk_uri_launcher_new (self->service->page);
      gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL, NULL);
    }
  else
    reload (self);
}

static void
set_selecting (AlpDevicePage *self, gboolean selecting)
{
  self->selecting = selecting;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->select), selecting);
  gtk_widget_set_visible (self->bar, selecting);
  fill (self);
}

static void
on_select (AlpDevicePage *self)
{
  gboolean active = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->select));

  if (active != self->selecting)
    set_selecting (self, active);
}

static void
on_revoke (AlpDevicePage *self)
{
  g_autoptr (GPtrArray) selected = dup_selected (self);

  alp_device_ask_revoke (GTK_WIDGET (self), self->engine, self->account, selected, FALSE, on_changed,
                         G_OBJECT (self));
}

static void
act_revoke_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpDevicePage *self = data;

  if (self->devices != NULL && self->devices->len > 0)
    alp_device_ask_revoke (GTK_WIDGET (self), self->engine, self->account, self->devices, TRUE, on_changed,
                           G_OBJECT (self));
}

static void
act_connect (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  present_connect (data);
}

static void
on_disconnected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpDevicePage) self = data;
  g_autoptr (GError) error = NULL;

  if (self->engine == NULL)
    return;
  if (!alp_device_connect_finish (ALP_ENGINE (source), result, &error))
    toast (self, error->message);
  reload (self);
}

static void
act_disconnect (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpDevicePage *self = data;

  alp_device_connect_async (self->engine, self->account, NULL, NULL, NULL, on_disconnected,
                            g_object_ref (self));
}

static void
act_activity (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpDevicePage *self = data;
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (view != NULL)
    adw_navigation_view_push (ADW_NAVIGATION_VIEW (view),
                              alp_activity_page_new (self->engine, self->account));
}

static void
act_reload (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  reload (data);
}

/* ---- making ---- */

static GtkWidget *
make_header (AlpDevicePage *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *more = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) second = g_menu_new ();

  g_menu_append (menu, _ ("_Look Again"), "devices.reload");
  g_menu_append (menu, _ ("_Activity"), "devices.activity");
  g_menu_append (menu, _ ("Disconnect All _Devices…"), "devices.revoke-all");
  g_menu_append (second, _ ("_Connect the Provider's Service…"), "devices.connect");
  g_menu_append (second, _ ("_Forget the Provider's Service"), "devices.disconnect");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (second));
  self->add = gtk_button_new_from_icon_name ("list-add-symbolic");
  gtk_widget_set_tooltip_text (self->add, _ ("Add a Device"));
  gtk_widget_set_sensitive (self->add, FALSE);
  self->select = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->select), "selection-mode-symbolic");
  gtk_widget_set_tooltip_text (self->select, _ ("Select Several"));
  gtk_widget_set_sensitive (self->select, FALSE);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (more), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (more), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (more, _ ("More"));
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->select, "toggled", G_CALLBACK (on_select), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->add);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), more);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->select);
  adw_header_bar_set_title_widget (
      ADW_HEADER_BAR (header), adw_window_title_new (_ ("Devices"), alp_account_get_email (self->account)));
  return header;
}

static GtkWidget *
make_list (AlpDevicePage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *column = alp_device_form_column ();

  self->search = gtk_search_entry_new ();
  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (self->search), _ ("Search devices"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search devices"), -1);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  self->list = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->none = gtk_label_new (_ ("No device is called so."));
  gtk_widget_add_css_class (self->none, "dimmed");
  gtk_box_append (GTK_BOX (column), self->search);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (column), self->none);
  adw_clamp_set_child (ADW_CLAMP (clamp), column);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static GtkWidget *
make_status (const char *icon, const char *title, const char *description, const char *button,
             GtkWidget **button_out)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *one = gtk_button_new_with_mnemonic (button);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), description);
  gtk_widget_add_css_class (one, "pill");
  gtk_widget_add_css_class (one, "suggested-action");
  gtk_widget_set_halign (one, GTK_ALIGN_CENTER);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), one);
  *button_out = one;
  return page;
}

static void
make_pages (AlpDevicePage *self)
{
  GtkWidget *add;
  GtkWidget *empty
      = make_status ("computer-symbolic", _ ("No Devices Yet"),
                     _ ("Give each phone and computer a password of its own: one that is lost can be "
                        "disconnected alone."),
                     _ ("_Add a Device"), &add);
  GtkWidget *failure = make_status ("dialog-warning-symbolic", _ ("The Devices Cannot Be Shown"), NULL,
                                    _ ("_Try Again"), &self->failure_button);
  GtkWidget *spinner = adw_spinner_new ();

  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  self->failure = ADW_STATUS_PAGE (failure);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, spinner, "loading");
  gtk_stack_add_named (self->stack, make_list (self), "list");
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, failure, "failure");
  g_signal_connect_object (add, "clicked", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->failure_button, "clicked", G_CALLBACK (on_failure_button), self,
                           G_CONNECT_SWAPPED);
}

static void
build (AlpDevicePage *self)
{
  GtkWidget *view = adw_toolbar_view_new ();

  make_pages (self);
  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_banner_set_use_markup (self->banner, FALSE);
  g_signal_connect_object (self->banner, "button-clicked", G_CALLBACK (on_banner), self, G_CONNECT_SWAPPED);
  self->bar = gtk_action_bar_new ();
  self->revoke = gtk_button_new_with_mnemonic (_ ("_Disconnect…"));
  gtk_widget_add_css_class (self->revoke, "destructive-action");
  g_signal_connect_object (self->revoke, "clicked", G_CALLBACK (on_revoke), self, G_CONNECT_SWAPPED);
  gtk_action_bar_set_center_widget (GTK_ACTION_BAR (self->bar), self->revoke);
  gtk_widget_set_visible (self->bar, FALSE);
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (self->toasts, GTK_WIDGET (self->stack));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), make_header (self));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->banner));
  adw_toolbar_view_add_bottom_bar (ADW_TOOLBAR_VIEW (view), self->bar);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->toasts));
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), view);
}

/**
 * alp_device_page_new:
 *
 * Returns: (transfer floating): the page, to be pushed onto a navigation view
 */
AdwNavigationPage *
alp_device_page_new (AlpEngine *engine, AlpAccount *account)
{
  AlpDevicePage *self = g_object_new (ALP_TYPE_DEVICE_PAGE, "title", _ ("Devices"), "tag", "devices", NULL);

  self->engine = g_object_ref (engine);
  self->account = g_object_ref (account);
  build (self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "devices", G_ACTION_GROUP (self->actions));
  g_signal_connect_object (account, "notify::state", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  reload (self);
  return ADW_NAVIGATION_PAGE (self);
}

/** alp_device_page_new_dialog: Returns: (transfer floating): the page in a dialog of its own */
AdwDialog *
alp_device_page_new_dialog (AlpEngine *engine, AlpAccount *account)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *views = adw_navigation_view_new ();

  adw_navigation_view_add (ADW_NAVIGATION_VIEW (views), alp_device_page_new (engine, account));
  adw_dialog_set_title (dialog, _ ("Devices"));
  adw_dialog_set_child (dialog, views);
  adw_dialog_set_content_width (dialog, 560);
  adw_dialog_set_content_height (dialog, 620);
  return dialog;
}

static void
alp_device_page_dispose (GObject *object)
{
  AlpDevicePage *self = ALP_DEVICE_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->actions);
  g_clear_object (&self->engine);
  g_clear_object (&self->account);
  g_clear_pointer (&self->service, base_device_service_free);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->troubled, base_device_free);
  g_clear_error (&self->problem);
  G_OBJECT_CLASS (alp_device_page_parent_class)->dispose (object);
}

static void
alp_device_page_class_init (AlpDevicePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_device_page_dispose;
}

static void
alp_device_page_init (AlpDevicePage *self)
{
  static const GActionEntry entries[] = {
    { .name = "reload", .activate = act_reload },         { .name = "activity", .activate = act_activity },
    { .name = "revoke-all", .activate = act_revoke_all }, { .name = "connect", .activate = act_connect },
    { .name = "disconnect", .activate = act_disconnect },
  };

  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
