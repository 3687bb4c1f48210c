/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-certificate-rows.c: a row for each certificate a person accepted for a server of an address, with a button that takes
 * it back (product 3.4).
 *
 * Main thread.  Nothing is added where nothing was accepted, which is nearly everywhere. */
#include "alp-certificate-rows.h"

#include "alp-certificate.h"

#include <glib/gi18n.h>

typedef struct
{
  GWeakRef group;
  AlpEngine *engine;
  AlpAccount *account;
} Request;

static void
request_free (Request *self)
{
  g_weak_ref_clear (&self->group);
  g_object_unref (self->engine);
  g_object_unref (self->account);
  g_free (self);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  GtkWidget *group = gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP);
  g_autoptr (GError) error = NULL;

  if (alp_engine_pin_certificate_finish (ALP_ENGINE (source), result, &error))
    {
      if (group != NULL)
        adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), row);
      return;
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), error->message);
  gtk_widget_set_sensitive (row, TRUE);
}

static void
on_forget (GtkWidget *button, gpointer data)
{
  GtkWidget *row = data;
  const AlpPin *pin = g_object_get_data (G_OBJECT (row), "alp-pin");
  AlpEngine *engine = g_object_get_data (G_OBJECT (row), "alp-engine");

  gtk_widget_set_sensitive (row, FALSE);
  alp_engine_pin_certificate_async (engine, pin->host, pin->port, NULL, NULL, on_forgotten,
                                    g_object_ref (row));
}

static gboolean
is_of (const AlpPin *pin, const AlpAccountSpec *spec)
{
  return (pin->port == spec->imap_port && g_ascii_strcasecmp (pin->host, spec->imap_host) == 0)
         || (pin->port == spec->smtp_port && g_ascii_strcasecmp (pin->host, spec->smtp_host) == 0);
}

/* @pin: (transfer full) */
static void
add_row (AdwPreferencesGroup *group, AlpEngine *engine, AlpPin *pin)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Forget"));
  /* Translators: server and port */
  g_autofree char *title
      = g_strdup_printf (_ ("Certificate trusted by hand: %s, port %u"), pin->host, pin->port);
  g_autofree char *fingerprint = alp_certificate_dup_fingerprint (pin->sha256);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), fingerprint);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Trust this certificate no longer"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_object_set_data_full (G_OBJECT (row), "alp-pin", pin, (GDestroyNotify) alp_pin_free);
  g_object_set_data_full (G_OBJECT (row), "alp-engine", g_object_ref (engine), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_forget), row, G_CONNECT_DEFAULT);
  adw_preferences_group_add (group, row);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  Request *self = data;
  g_autoptr (AdwPreferencesGroup) group = g_weak_ref_get (&self->group);
  g_autoptr (GPtrArray) pins = alp_engine_list_pins_finish (ALP_ENGINE (source), result, NULL);

  while (group != NULL && pins != NULL && pins->len > 0)
    {
      AlpPin *pin;

      /* Without the array's own freeing: the row takes it over. */
      g_ptr_array_set_free_func (pins, NULL);
      pin = g_ptr_array_steal_index (pins, 0);
      if (is_of (pin, alp_account_get_spec (self->account)))
        add_row (group, self->engine, pin);
      else
        alp_pin_free (pin);
    }
  request_free (self);
}

/**
 * alp_certificate_rows_add:
 * @group: where the rows go, a moment later; it may be gone by then
 */
void
alp_certificate_rows_add (AdwPreferencesGroup *group, AlpEngine *engine, AlpAccount *account)
{
  Request *self = g_new0 (Request, 1);

  g_weak_ref_init (&self->group, group);
  self->engine = g_object_ref (engine);
  self->account = g_object_ref (account);
  alp_engine_list_pins_async (engine, NULL, on_listed, self);
}
