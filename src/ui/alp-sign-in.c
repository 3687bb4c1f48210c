/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-sign-in.c: name, address, password; the servers are found, tried, and the address is added.
 *
 * Main thread.  Used by the assistant of the first run and by the dialog that adds another address.  What was typed
 * stays whatever happens: a failure is a sentence above the form, with the advice and the link the façade knows, and
 * nothing is kept of an address that did not pass both servers. */
#include "alp-sign-in.h"

#include <glib/gi18n.h>

struct _AlpSignIn
{
  AdwBin parent_instance;

  GtkRevealer *problem_revealer;
  GtkLabel *problem;
  GtkLinkButton *help_link;
  AdwEntryRow *name;
  AdwEntryRow *email;
  AdwEntryRow *password;
  GtkLabel *password_hint;
  AdwExpanderRow *details;
  AdwEntryRow *user;
  AdwEntryRow *imap_host;
  AdwEntryRow *smtp_host;
  AdwSpinRow *imap_port;
  AdwSpinRow *smtp_port;
  AdwComboRow *imap_security;
  AdwComboRow *smtp_security;
  GtkRevealer *steps_revealer;
  AdwPreferencesGroup *steps;
  GtkWidget *sign_in;

  AlpEngine *engine;
  GCancellable *cancellable;
  GPtrArray *lines; /* rows of @steps, in order */
  char *looked_up;  /* the address the servers in the form belong to */
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (AlpSignIn, alp_sign_in, ADW_TYPE_BIN)

enum
{
  SIGNAL_DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
text_of (gpointer row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static gboolean
is_empty (gpointer row)
{
  return *gtk_editable_get_text (GTK_EDITABLE (row)) == '\0';
}

/* Enough to be worth a try; the servers have the last word. */
static gboolean
looks_like_address (const char *text)
{
  const char *at = strrchr (text, '@');

  return at != NULL && at != text && strchr (at, '.') != NULL && at[1] != '.' && !g_str_has_suffix (text, ".")
         && strpbrk (text, " \t,;<>") == NULL;
}

static void
update_button (AlpSignIn *self)
{
  g_autofree char *email = text_of (self->email);

  gtk_widget_set_sensitive (self->sign_in, !self->busy && self->engine != NULL && looks_like_address (email)
                                               && !is_empty (self->password));
}

/* ---- what is going on, line by line ---- */

static void
clear_lines (AlpSignIn *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    adw_preferences_group_remove (self->steps, g_ptr_array_index (self->lines, i));
  g_ptr_array_set_size (self->lines, 0);
  gtk_revealer_set_reveal_child (self->steps_revealer, FALSE);
}

/* Ends the last line with a check mark. */
static void
finish_line (AlpSignIn *self, const char *subtitle)
{
  GtkWidget *row, *old, *mark = gtk_image_new_from_icon_name ("object-select-symbolic");

  if (self->lines->len == 0)
    return;
  row = g_ptr_array_index (self->lines, self->lines->len - 1);
  old = g_object_get_data (G_OBJECT (row), "alp-mark");
  adw_action_row_remove (ADW_ACTION_ROW (row), old);
  gtk_widget_add_css_class (mark, "accent");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), mark);
  g_object_set_data (G_OBJECT (row), "alp-mark", mark);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static void
begin_line (AlpSignIn *self, const char *title)
{
  GtkWidget *row = adw_action_row_new (), *spinner = adw_spinner_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_size_request (spinner, 16, 16);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), spinner);
  g_object_set_data (G_OBJECT (row), "alp-mark", spinner);
  adw_preferences_group_add (self->steps, row);
  g_ptr_array_add (self->lines, row);
  gtk_revealer_set_reveal_child (self->steps_revealer, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), title, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
set_busy (AlpSignIn *self, gboolean busy)
{
  self->busy = busy;
  /* Not insensitive: that would throw the cursor out of the field it stands in. */
  gtk_editable_set_editable (GTK_EDITABLE (self->name), !busy);
  gtk_editable_set_editable (GTK_EDITABLE (self->email), !busy);
  gtk_editable_set_editable (GTK_EDITABLE (self->password), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->details), !busy);
  update_button (self);
}

static void
show_problem (AlpSignIn *self, const char *text)
{
  clear_lines (self);
  set_busy (self, FALSE);
  gtk_label_set_text (self->problem, text);
  gtk_revealer_set_reveal_child (self->problem_revealer, TRUE);
}

/* ---- servers ---- */

static void
show_servers (AlpSignIn *self, const AlpAccountSpec *spec)
{
  gtk_editable_set_text (GTK_EDITABLE (self->imap_host), spec->imap_host);
  gtk_editable_set_text (GTK_EDITABLE (self->smtp_host), spec->smtp_host);
  adw_combo_row_set_selected (self->imap_security, spec->imap_security == ALP_SECURITY_STARTTLS ? 1 : 0);
  adw_combo_row_set_selected (self->smtp_security, spec->smtp_security == ALP_SECURITY_STARTTLS ? 1 : 0);
  adw_spin_row_set_value (self->imap_port, spec->imap_port);
  adw_spin_row_set_value (self->smtp_port, spec->smtp_port);
}

/* The usual port follows the encryption, unless another one was typed. */
static void
follow_port (AdwSpinRow *port, guint security, double tls, double starttls)
{
  double now = adw_spin_row_get_value (port);

  if (now == tls || now == starttls)
    adw_spin_row_set_value (port, security == 0 ? tls : starttls);
}

static void
on_imap_security (AlpSignIn *self)
{
  follow_port (self->imap_port, adw_combo_row_get_selected (self->imap_security), 993, 143);
}

static void
on_smtp_security (AlpSignIn *self)
{
  follow_port (self->smtp_port, adw_combo_row_get_selected (self->smtp_security), 465, 587);
}

static AlpSecurity
security_of (AdwComboRow *row)
{
  return adw_combo_row_get_selected (row) == 0 ? ALP_SECURITY_TLS : ALP_SECURITY_STARTTLS;
}

static AlpAccountSpec *
make_spec (AlpSignIn *self)
{
  AlpAccountSpec *spec = alp_account_spec_new ();

  spec->email = text_of (self->email);
  spec->name = text_of (self->name);
  spec->user = is_empty (self->user) ? g_strdup (spec->email) : text_of (self->user);
  spec->imap_host = text_of (self->imap_host);
  spec->imap_port = (guint16) adw_spin_row_get_value (self->imap_port);
  spec->imap_security = security_of (self->imap_security);
  spec->smtp_host = text_of (self->smtp_host);
  spec->smtp_port = (guint16) adw_spin_row_get_value (self->smtp_port);
  spec->smtp_security = security_of (self->smtp_security);
  return spec;
}

/* ---- signing in ---- */

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignIn) self = data;
  g_autoptr (GError) error = NULL;

  if (alp_engine_add_account_finish (ALP_ENGINE (source), result, &error))
    {
      finish_line (self, NULL);
      gtk_editable_set_text (GTK_EDITABLE (self->password), "");
      g_signal_emit (self, signals[SIGNAL_DONE], 0);
      clear_lines (self);
      set_busy (self, FALSE);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  show_problem (self, error != NULL ? error->message : _ ("The address could not be added."));
  adw_expander_row_set_expanded (self->details, TRUE);
}

static void
add (AlpSignIn *self)
{
  g_autoptr (AlpAccountSpec) spec = make_spec (self);
  g_autofree char *servers = g_strcmp0 (spec->imap_host, spec->smtp_host) == 0
                                 ? g_strdup (spec->imap_host)
                                 : g_strdup_printf ("%s, %s", spec->imap_host, spec->smtp_host);

  finish_line (self, servers);
  begin_line (self, _ ("Signing in to both servers"));
  alp_engine_add_account_async (self->engine, spec, gtk_editable_get_text (GTK_EDITABLE (self->password)),
                                self->cancellable, on_added, g_object_ref (self));
}

/* Servers typed by hand, or found before for this very address, are taken as they are. */
static gboolean
have_servers (AlpSignIn *self, const char *email)
{
  return !is_empty (self->imap_host) && !is_empty (self->smtp_host)
         && (self->looked_up == NULL || g_strcmp0 (self->looked_up, email) == 0);
}

static void
find_servers (AlpSignIn *self, const char *email)
{
  const char *domain = strrchr (email, '@') + 1;
  g_autoptr (AlpAccountSpec) spec = alp_account_spec_new ();

  spec->imap_host = g_strconcat ("imap.", domain, NULL);
  spec->smtp_host = g_strconcat ("smtp.", domain, NULL);
  g_set_str (&self->looked_up, email);
  show_servers (self, spec);
  add (self);
}

static void
on_sign_in (AlpSignIn *self)
{
  g_autofree char *email = text_of (self->email);

  if (self->busy)
    return;
  gtk_revealer_set_reveal_child (self->problem_revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->help_link), FALSE);
  clear_lines (self);
  set_busy (self, TRUE);
  begin_line (self, _ ("Looking for your settings"));
  if (have_servers (self, email))
    add (self);
  else
    find_servers (self, email);
}

static void
on_entry_activated (AlpSignIn *self)
{
  if (gtk_widget_get_sensitive (self->sign_in))
    on_sign_in (self);
}

/**
 * alp_sign_in_set_engine:
 * @engine: (nullable): where the address goes; without one the button stays insensitive
 */
void
alp_sign_in_set_engine (AlpSignIn *self, AlpEngine *engine)
{
  g_return_if_fail (ALP_IS_SIGN_IN (self));

  g_set_object (&self->engine, engine);
  update_button (self);
}

/**
 * alp_sign_in_focus:
 *
 * Puts the cursor into the first field that is still empty.
 */
void
alp_sign_in_focus (AlpSignIn *self)
{
  g_return_if_fail (ALP_IS_SIGN_IN (self));

  gtk_widget_grab_focus (GTK_WIDGET (is_empty (self->name)    ? self->name
                                     : is_empty (self->email) ? self->email
                                                              : self->password));
}

static void
alp_sign_in_dispose (GObject *object)
{
  AlpSignIn *self = ALP_SIGN_IN (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->looked_up, g_free);
  G_OBJECT_CLASS (alp_sign_in_parent_class)->dispose (object);
}

static void
alp_sign_in_class_init (AlpSignInClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_sign_in_dispose;
  /* AlpSignIn::done: the address is there. */
  signals[SIGNAL_DONE]
      = g_signal_new ("done", ALP_TYPE_SIGN_IN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-sign-in.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, problem);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, help_link);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, name);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, email);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, password);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, password_hint);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, details);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, user);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, imap_host);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, smtp_host);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, imap_port);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, smtp_port);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, imap_security);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, smtp_security);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, steps_revealer);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, steps);
  gtk_widget_class_bind_template_child (widget_class, AlpSignIn, sign_in);
}

static void
alp_sign_in_init (AlpSignIn *self)
{
  const char *real_name = g_get_real_name ();
  AdwEntryRow *entries[6] = { NULL };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->lines = g_ptr_array_new ();
  if (real_name != NULL && *real_name != '\0' && g_strcmp0 (real_name, "Unknown") != 0
      && g_strcmp0 (real_name, g_get_user_name ()) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), real_name);
  entries[0] = self->name;
  entries[1] = self->email;
  entries[2] = self->password;
  entries[3] = self->user;
  entries[4] = self->imap_host;
  entries[5] = self->smtp_host;
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_signal_connect_object (entries[i], "changed", G_CALLBACK (update_button), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (entries[i], "entry-activated", G_CALLBACK (on_entry_activated), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (self->imap_security, "notify::selected", G_CALLBACK (on_imap_security), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->smtp_security, "notify::selected", G_CALLBACK (on_smtp_security), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in, "clicked", G_CALLBACK (on_sign_in), self, G_CONNECT_SWAPPED);
}
