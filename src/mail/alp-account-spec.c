/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-spec.c: how an account is set up, as a record that never changes once it is handed over. Any thread. */

#include "alp-account-private.h"

G_DEFINE_BOXED_TYPE (AlpAccountSpec, alp_account_spec, alp_account_spec_copy, alp_account_spec_free)

AlpAccountSpec *
alp_account_spec_new (void)
{
  AlpAccountSpec *self = g_new0 (AlpAccountSpec, 1);

  self->imap_port = 993;
  self->imap_security = ALP_SECURITY_TLS;
  self->smtp_port = 465;
  self->smtp_security = ALP_SECURITY_TLS;
  self->pop_leave_days = -1;
  return self;
}

AlpAccountSpec *
alp_account_spec_copy (const AlpAccountSpec *self)
{
  AlpAccountSpec *copy = g_memdup2 (self, sizeof *self);

  copy->email = g_strdup (self->email);
  copy->name = g_strdup (self->name);
  copy->user = g_strdup (self->user);
  copy->imap_host = g_strdup (self->imap_host);
  copy->smtp_host = g_strdup (self->smtp_host);
  copy->ca_file = g_strdup (self->ca_file);
  copy->password_command = g_strdup (self->password_command);
  return copy;
}

void
alp_account_spec_free (AlpAccountSpec *self)
{
  if (self == NULL)
    return;
  g_free (self->email);
  g_free (self->name);
  g_free (self->user);
  g_free (self->imap_host);
  g_free (self->smtp_host);
  g_free (self->ca_file);
  g_free (self->password_command);
  g_free (self);
}

static void
set_text (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value != NULL ? value : "");
}

/* Returns: (transfer full): what the store keeps. */
StoreAccount *
alp_account_spec_to_record (const AlpAccountSpec *spec)
{
  StoreAccount *record = store_account_new ();

  set_text (&record->email, spec->email);
  set_text (&record->name, spec->name);
  set_text (&record->user, spec->user != NULL && *spec->user != '\0' ? spec->user : spec->email);
  set_text (&record->imap_host, spec->imap_host);
  record->imap_port = spec->imap_port;
  record->imap_security = (StoreSecurity) spec->imap_security;
  set_text (&record->smtp_host, spec->smtp_host);
  record->smtp_port = spec->smtp_port;
  record->smtp_security = (StoreSecurity) spec->smtp_security;
  record->kind = spec->pop ? STORE_ACCOUNT_POP : STORE_ACCOUNT_IMAP;
  g_set_str (&record->ca_file, spec->ca_file);
  g_set_str (&record->password_command, spec->password_command);
  return record;
}
