/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-server-form.c: the servers of an address in fields, folded away until somebody wants to see them.
 *
 * Main thread.  What the search found is written into the fields; what a person writes there counts as edited and is
 * never written over again by a search. */
#include "alp-server-form.h"

#include "alp-setting-row.h"

#include <glib/gi18n.h>

struct _AlpServerForm
{
  AdwBin parent_instance;

  AdwExpanderRow *details;
  AdwComboRow *protocol;
  AdwEntryRow *user;
  AdwEntryRow *imap_host;
  AdwEntryRow *imap_port;
  AdwComboRow *imap_security;
  AdwEntryRow *smtp_host;
  AdwEntryRow *smtp_port;
  AdwComboRow *smtp_security;

  gboolean showing; /* the fields change by our own hand */
  gboolean edited;
};

G_DEFINE_FINAL_TYPE (AlpServerForm, alp_server_form, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
text_of (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static gboolean
is_empty (AdwEntryRow *row)
{
  g_autofree char *text = text_of (row);

  return *text == '\0';
}

static gboolean
is_pop (AlpServerForm *self)
{
  return adw_combo_row_get_selected (self->protocol) == 1;
}

static void
on_changed (AlpServerForm *self)
{
  if (self->showing)
    return;
  self->edited = TRUE;
  adw_expander_row_set_subtitle (self->details, _ ("Entered by hand"));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_entry_activated (AlpServerForm *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

/* 0: what stands there is no port. */
static guint16
port_of (AdwEntryRow *row)
{
  g_autofree char *text = text_of (row);
  guint64 port;

  return g_ascii_string_to_unsigned (text, 10, 1, 65535, &port, NULL) ? (guint16) port : 0;
}

static void
set_port (AdwEntryRow *row, guint port)
{
  g_autofree char *text = g_strdup_printf ("%u", port);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

/* The usual port follows the encryption, unless another one was typed. */
static void
follow_port (AdwEntryRow *row, guint wanted, const guint *usual, gsize n)
{
  guint now = port_of (row);

  for (gsize i = 0; i < n; i++)
    if (now == usual[i])
      {
        set_port (row, wanted);
        return;
      }
}

static void
on_security (AlpServerForm *self)
{
  static const guint incoming[] = { 993, 143, 995, 110 }, outgoing[] = { 465, 587 };
  gboolean tls = adw_combo_row_get_selected (self->imap_security) == 0;
  guint port = is_pop (self) ? (tls ? 995 : 110) : (tls ? 993 : 143);

  if (self->showing)
    return;
  follow_port (self->imap_port, port, incoming, G_N_ELEMENTS (incoming));
  follow_port (self->smtp_port, adw_combo_row_get_selected (self->smtp_security) == 0 ? 465 : 587, outgoing,
               G_N_ELEMENTS (outgoing));
  on_changed (self);
}

static guint
position_of (AlpSecurity security)
{
  return security == ALP_SECURITY_TLS ? 0 : security == ALP_SECURITY_STARTTLS ? 1 : 2;
}

static AlpSecurity
security_of (AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);

  return selected == 0 ? ALP_SECURITY_TLS : selected == 1 ? ALP_SECURITY_STARTTLS : ALP_SECURITY_NONE;
}

static void
set_text (AdwEntryRow *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

/**
 * alp_server_form_show:
 *
 * Writes @spec's servers into the fields; they count as found, not as edited.
 */
void
alp_server_form_show (AlpServerForm *self, const AlpAccountSpec *spec)
{
  g_autofree char *servers = NULL;

  g_return_if_fail (ALP_IS_SERVER_FORM (self));

  self->showing = TRUE;
  adw_combo_row_set_selected (self->protocol, spec->pop ? 1 : 0);
  set_text (self->user, g_strcmp0 (spec->user, spec->email) != 0 ? spec->user : NULL);
  set_text (self->imap_host, spec->imap_host);
  set_text (self->smtp_host, spec->smtp_host);
  adw_combo_row_set_selected (self->imap_security, position_of (spec->imap_security));
  adw_combo_row_set_selected (self->smtp_security, position_of (spec->smtp_security));
  set_port (self->imap_port, spec->imap_port);
  set_port (self->smtp_port, spec->smtp_port);
  self->showing = FALSE;
  self->edited = FALSE;
  servers = g_strcmp0 (spec->imap_host, spec->smtp_host) == 0
                ? g_strdup (spec->imap_host)
                : g_strdup_printf ("%s, %s", spec->imap_host, spec->smtp_host);
  adw_expander_row_set_subtitle (self->details, servers);
}

/**
 * alp_server_form_fill:
 *
 * Puts what the fields say into @spec, which has its address already.
 */
void
alp_server_form_fill (AlpServerForm *self, AlpAccountSpec *spec)
{
  g_return_if_fail (ALP_IS_SERVER_FORM (self));

  g_free (spec->user);
  g_free (spec->imap_host);
  g_free (spec->smtp_host);
  spec->pop = is_pop (self);
  spec->user = is_empty (self->user) ? g_strdup (spec->email) : text_of (self->user);
  spec->imap_host = text_of (self->imap_host);
  spec->imap_port = port_of (self->imap_port);
  spec->imap_security = security_of (self->imap_security);
  spec->smtp_host = text_of (self->smtp_host);
  spec->smtp_port = port_of (self->smtp_port);
  spec->smtp_security = security_of (self->smtp_security);
}

/** alp_server_form_has_servers: Returns: whether both servers are named */
gboolean
alp_server_form_has_servers (AlpServerForm *self)
{
  g_return_val_if_fail (ALP_IS_SERVER_FORM (self), FALSE);

  return !is_empty (self->imap_host) && !is_empty (self->smtp_host);
}

/** alp_server_form_get_mistake: Returns: (nullable): a sentence when a port is none */
const char *
alp_server_form_get_mistake (AlpServerForm *self)
{
  g_return_val_if_fail (ALP_IS_SERVER_FORM (self), NULL);

  return port_of (self->imap_port) == 0 || port_of (self->smtp_port) == 0
             ? _ ("A port is a number from 1 to 65535. Ask your provider if you do not know it.")
             : NULL;
}

/** alp_server_form_is_edited: Returns: whether a person changed a field since the last alp_server_form_show () */
gboolean
alp_server_form_is_edited (AlpServerForm *self)
{
  g_return_val_if_fail (ALP_IS_SERVER_FORM (self), FALSE);

  return self->edited;
}

/** alp_server_form_is_plain: Returns: whether one of the servers is without encryption: ask before a password goes there */
gboolean
alp_server_form_is_plain (AlpServerForm *self)
{
  g_return_val_if_fail (ALP_IS_SERVER_FORM (self), FALSE);

  return security_of (self->imap_security) == ALP_SECURITY_NONE
         || security_of (self->smtp_security) == ALP_SECURITY_NONE;
}

/** alp_server_form_expand: shows the fields */
void
alp_server_form_expand (AlpServerForm *self)
{
  g_return_if_fail (ALP_IS_SERVER_FORM (self));

  adw_expander_row_set_expanded (self->details, TRUE);
}

/** alp_server_form_clear: forgets what was found or written */
void
alp_server_form_clear (AlpServerForm *self)
{
  g_autoptr (AlpAccountSpec) spec = alp_account_spec_new ();

  g_return_if_fail (ALP_IS_SERVER_FORM (self));

  alp_server_form_show (self, spec);
  adw_expander_row_set_subtitle (self->details, _ ("Found by themselves"));
}

static void
alp_server_form_class_init (AlpServerFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  /* AlpServerForm::changed: by a person. AlpServerForm::activated: Enter in a field. */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ALP_TYPE_SERVER_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", ALP_TYPE_SERVER_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-server-form.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpServerForm, details);
  gtk_widget_class_bind_template_child (widget_class, AlpServerForm, protocol);
  gtk_widget_class_bind_template_child (widget_class, AlpServerForm, user);
  gtk_widget_class_bind_template_child (widget_class, AlpServerForm, imap_host);
  gtk_widget_class_bind_template_child (widget_class, AlpServerForm, imap_port);
  gtk_widget_class_bind_template_child (widget_class, AlpServerForm, imap_security);
  gtk_widget_class_bind_template_child (widget_class, AlpServerForm, smtp_host);
  gtk_widget_class_bind_template_child (widget_class, AlpServerForm, smtp_port);
  gtk_widget_class_bind_template_child (widget_class, AlpServerForm, smtp_security);
}

static void
alp_server_form_init (AlpServerForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  {
    AdwEntryRow *const entries[]
        = { self->user, self->imap_host, self->smtp_host, self->imap_port, self->smtp_port };
    AdwComboRow *const choices[] = { self->protocol, self->imap_security, self->smtp_security };

    for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
      {
        g_signal_connect_object (entries[i], "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
        g_signal_connect_object (entries[i], "entry-activated", G_CALLBACK (on_entry_activated), self,
                                 G_CONNECT_SWAPPED);
      }
    for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
      {
        alp_setting_row_name_choices (choices[i]);
        g_signal_connect_object (choices[i], "notify::selected", G_CALLBACK (on_security), self,
                                 G_CONNECT_SWAPPED);
      }
  }
}
