/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-device-secret.c: a device password that was just made: to read, to copy, as a QR code, with the settings that go with it,
 * and to be used by this computer.
 *
 * Main thread.  What was copied leaves the clipboard after a minute, and when the program ends; clipboard managers that heed
 * the hint of password managers do not keep it. */
#include "alp-device-secret.h"

#include "alp-qr-code.h"

#include <glib/gi18n.h>
#include <string.h>

#define CLIPBOARD_SECONDS 60

struct _AlpDeviceSecret
{
  AdwBin parent_instance;

  GtkWidget *password;
  GtkWidget *copied;
  GtkWidget *problem;
  GtkPicture *code;
  AdwButtonRow *use;
  GtkWidget *used;

  AlpEngine *engine;
  AlpAccount *account;
  AlpNewDevice *made;
};

G_DEFINE_FINAL_TYPE (AlpDeviceSecret, alp_device_secret, ADW_TYPE_BIN)

enum
{
  SIGNAL_USED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- the clipboard ---- */

typedef struct
{
  GdkClipboard *clipboard;
  GdkContentProvider *content;
  guint timer;
  gulong shutdown;
} Copied;

static void
forget (Copied *copied)
{
  GApplication *application = g_application_get_default ();

  if (gdk_clipboard_get_content (copied->clipboard) == copied->content)
    gdk_clipboard_set_content (copied->clipboard, NULL);
  if (application != NULL && copied->shutdown != 0)
    g_signal_handler_disconnect (application, copied->shutdown);
  g_object_unref (copied->clipboard);
  g_object_unref (copied->content);
  g_free (copied);
}

static gboolean
on_minute_over (gpointer data)
{
  forget (data);
  return G_SOURCE_REMOVE;
}

static void
on_shutdown (GApplication *application, gpointer data)
{
  Copied *copied = data;

  g_source_remove (copied->timer);
  forget (copied);
}

static guint
clipboard_seconds (void)
{
  const char *fixed = g_getenv ("ALPENPOST_CLIPBOARD_SECONDS"); /* for tests */
  guint64 seconds;

  return fixed != NULL && g_ascii_string_to_unsigned (fixed, 10, 1, CLIPBOARD_SECONDS, &seconds, NULL)
             ? (guint) seconds
             : CLIPBOARD_SECONDS;
}

/**
 * alp_device_copy_secret:
 *
 * Puts @secret on the clipboard for a minute, marked as a password.
 */
void
alp_device_copy_secret (GtkWidget *widget, const char *secret)
{
  g_autoptr (GBytes) hint = g_bytes_new_static ("secret", strlen ("secret"));
  GdkContentProvider *parts[] = { gdk_content_provider_new_typed (G_TYPE_STRING, secret),
                                  gdk_content_provider_new_for_bytes ("x-kde-passwordManagerHint", hint) };
  Copied *copied = g_new0 (Copied, 1);
  GApplication *application = g_application_get_default ();

  copied->clipboard = g_object_ref (gtk_widget_get_clipboard (widget));
  copied->content = gdk_content_provider_new_union (parts, G_N_ELEMENTS (parts));
  gdk_clipboard_set_content (copied->clipboard, copied->content);
  copied->timer = g_timeout_add_seconds (clipboard_seconds (), on_minute_over, copied);
  if (application != NULL)
    copied->shutdown = g_signal_connect (application, "shutdown", G_CALLBACK (on_shutdown), copied);
}

static void
on_copy (AlpDeviceSecret *self)
{
  alp_device_copy_secret (GTK_WIDGET (self), self->made->secret);
  gtk_widget_set_visible (self->copied, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Copied. It leaves the clipboard after one minute."),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* ---- this computer ---- */

static void
on_used (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpDeviceSecret) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = alp_device_act_finish (ALP_ENGINE (source), result, &error);

  gtk_widget_set_sensitive (GTK_WIDGET (self->use), !ok);
  adw_button_row_set_start_icon_name (self->use, ok ? "object-select-symbolic" : "computer-symbolic");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->use),
                                 ok ? _ ("This Computer Signs In with It") : _ ("Use It on This Computer"));
  gtk_widget_set_visible (self->problem, !ok);
  if (ok)
    g_signal_emit (self, signals[SIGNAL_USED], 0);
  else
    gtk_label_set_text (GTK_LABEL (self->problem), error->message);
}

static void
on_use (AlpDeviceSecret *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->use), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->use), _ ("Trying It with Both Servers…"));
  gtk_widget_set_visible (self->problem, FALSE);
  alp_device_use_async (self->engine, self->account, self->made->device, self->made->secret, NULL, on_used,
                        g_object_ref (self));
}

/* ---- making ---- */

static void
add_fact (GtkWidget *list, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (list), row);
}

static char *
server_words (const char *host, guint port, AlpSecurity security)
{
  return g_strdup_printf (_ ("%s, port %u, %s"), host, port,
                          security == ALP_SECURITY_TLS        ? _ ("TLS")
                          : security == ALP_SECURITY_STARTTLS ? _ ("STARTTLS")
                                                              : _ ("none"));
}

static GtkWidget *
make_settings (AlpDeviceSecret *self)
{
  const AlpAccountSpec *spec = alp_account_get_spec (self->account);
  GtkWidget *list = adw_expander_row_new ();
  g_autofree char *receiving = server_words (spec->imap_host, spec->imap_port, spec->imap_security);
  g_autofree char *sending = server_words (spec->smtp_host, spec->smtp_port, spec->smtp_security);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (list), _ ("Set Up by Hand"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (list), _ ("Servers and user name for the other device"));
  add_fact (list, _ ("User Name"), spec->user != NULL && *spec->user != '\0' ? spec->user : spec->email);
  add_fact (list, spec->pop ? _ ("Receiving (POP3)") : _ ("Receiving (IMAP)"), receiving);
  add_fact (list, _ ("Sending (SMTP)"), sending);
  return list;
}

static GtkWidget *
make_code (AlpDeviceSecret *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *words = gtk_label_new (_ ("Read it with the camera of the device: it is the password alone."));
  g_autoptr (GdkTexture) texture = alp_qr_code_render (self->made->secret, 8);

  self->code = GTK_PICTURE (gtk_picture_new_for_paintable (GDK_PAINTABLE (texture)));
  gtk_picture_set_content_fit (self->code, GTK_CONTENT_FIT_CONTAIN);
  gtk_picture_set_alternative_text (self->code, _ ("QR code of the password"));
  gtk_widget_set_size_request (GTK_WIDGET (self->code), 220, 220);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (words), 28);
  gtk_label_set_justify (GTK_LABEL (words), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (words, "caption");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->code));
  gtk_box_append (GTK_BOX (box), words);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "alp-qr-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("Show the QR Code"));
  gtk_widget_add_css_class (button, "circular");
  return button;
}

static GtkWidget *
make_buttons (AlpDeviceSecret *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("_Copy"));

  gtk_widget_add_css_class (copy, "suggested-action");
  gtk_widget_add_css_class (copy, "pill");
  g_signal_connect_object (copy, "clicked", G_CALLBACK (on_copy), self, G_CONNECT_SWAPPED);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), copy);
  gtk_box_append (GTK_BOX (box), make_code (self));
  return box;
}

static GtkWidget *
make_note (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
make_password (AlpDeviceSecret *self)
{
  GtkWidget *label = gtk_label_new (NULL);
  char *grouped = base_secret_group (self->made->secret);

  gtk_label_set_text (GTK_LABEL (label), grouped);
  base_secret_wipe (grouped);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "alp-secret");
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("The new password"), -1);
  return label;
}

static void
fill (AlpDeviceSecret *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *computer = adw_preferences_group_new ();

  self->password = make_password (self);
  self->copied = make_note (_ ("Copied. It leaves the clipboard after one minute."), "caption");
  self->problem = make_note ("", "error");
  gtk_widget_set_visible (self->copied, FALSE);
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_box_append (GTK_BOX (box), self->password);
  gtk_box_append (GTK_BOX (box), make_buttons (self));
  gtk_box_append (GTK_BOX (box), self->copied);
  gtk_box_append (
      GTK_BOX (box),
      make_note (_ ("It is shown only now and kept nowhere. Enter it on the device, or copy it to "
                    "a safe place."),
                 "dimmed"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_settings (self));
  gtk_box_append (GTK_BOX (box), group);
  self->use = ADW_BUTTON_ROW (adw_button_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->use), _ ("Use It on This Computer"));
  adw_button_row_set_start_icon_name (self->use, "computer-symbolic");
  g_signal_connect_object (self->use, "activated", G_CALLBACK (on_use), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (computer), GTK_WIDGET (self->use));
  gtk_widget_set_visible (computer, !self->made->device->is_this);
  gtk_box_append (GTK_BOX (box), computer);
  gtk_box_append (GTK_BOX (box), self->problem);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * alp_device_secret_new:
 * @made: (transfer full): with the password
 *
 * Signal "used": this computer signs in with it now. Returns: (transfer floating): what shows it
 */
GtkWidget *
alp_device_secret_new (AlpEngine *engine, AlpAccount *account, AlpNewDevice *made)
{
  AlpDeviceSecret *self = g_object_new (ALP_TYPE_DEVICE_SECRET, NULL);

  self->engine = g_object_ref (engine);
  self->account = g_object_ref (account);
  self->made = made;
  fill (self);
  return GTK_WIDGET (self);
}

static void
alp_device_secret_dispose (GObject *object)
{
  AlpDeviceSecret *self = ALP_DEVICE_SECRET (object);

  if (self->password != NULL)
    gtk_label_set_text (GTK_LABEL (self->password), "");
  if (self->code != NULL)
    gtk_picture_set_paintable (self->code, NULL);
  self->password = NULL;
  self->code = NULL;
  g_clear_object (&self->engine);
  g_clear_object (&self->account);
  g_clear_pointer (&self->made, alp_new_device_free);
  G_OBJECT_CLASS (alp_device_secret_parent_class)->dispose (object);
}

static void
alp_device_secret_class_init (AlpDeviceSecretClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_device_secret_dispose;
  signals[SIGNAL_USED]
      = g_signal_new ("used", ALP_TYPE_DEVICE_SECRET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_device_secret_init (AlpDeviceSecret *self)
{
}
