/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-facts-context.c: what the store knows that matters for judging one message
 *
 * On the loader's thread.  Whom to believe about who sent a message: only the person's own servers.  Servers known to take
 * out results that somebody forged in their name are believed wherever their header stands; all others only above the place
 * where the message came in from outside, which nobody but they could write. */

#include "alp-facts-private.h"

#include "store-choice.h"
#include "store-contact.h"
#include "store-profile.h"

#include <string.h>

#define MAX_KNOWN 400

/* Where the mail lies, and the domains in whose names its servers write what they found out.  These remove forged results. */
static const struct
{
  const char *server;
  const char *domains;
} providers[] = {
  { "gmail.com", "google.com" },
  { "googlemail.com", "google.com" },
  { "google.com", "google.com" },
  { "outlook.com", "microsoft.com outlook.com" },
  { "office365.com", "microsoft.com outlook.com" },
  { "infomaniak.com", "infomaniak.com infomaniak.ch" },
  { "infomaniak.ch", "infomaniak.com infomaniak.ch" },
  { "yahoo.com", "yahoo.com" },
  { "aol.com", "yahoo.com aol.com" },
  { "me.com", "icloud.com apple.com me.com" },
  { "icloud.com", "icloud.com apple.com me.com" },
  { "fastmail.com", "messagingengine.com fastmail.com" },
  { "messagingengine.com", "messagingengine.com" },
  { "gmx.net", "gmx.net" },
  { "gmx.com", "gmx.net gmx.com" },
  { "web.de", "web.de" },
  { "zoho.com", "zohomail.com zoho.com" },
  { "zoho.eu", "zohomail.eu zoho.eu" },
  { "mailbox.org", "mailbox.org" },
  { "posteo.de", "posteo.de" },
  { "protonmail.ch", "protonmail.ch" },
};

/** alp_facts_context_free: frees the record; NULL is allowed. */
void
alp_facts_context_free (AlpFactsContext *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->own_addresses);
  g_strfreev (self->own_names);
  g_strfreev (self->trusted_domains);
  g_strfreev (self->known_domains);
  g_strfreev (self->authorities);
  g_strfreev (self->authority_domains);
  g_free (self->contact_of_name);
  g_free (self);
}

static void
take_own (AlpFactsContext *self, Store *store)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GPtrArray) accounts = store_accounts_list (store, NULL);
  g_autoptr (GPtrArray) identities = store_identities_list (store, 0, NULL);

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      const StoreAccount *account = g_ptr_array_index (accounts, i);

      g_strv_builder_add (addresses, account->email);
      if (*account->name != '\0')
        g_strv_builder_add (names, account->name);
    }
  for (guint i = 0; identities != NULL && i < identities->len; i++)
    g_strv_builder_add (addresses, ((StoreIdentity *) g_ptr_array_index (identities, i))->email);
  self->own_addresses = g_strv_builder_end (addresses);
  self->own_names = g_strv_builder_end (names);
}

static void
take_authorities (AlpFactsContext *self, Store *store)
{
  g_autoptr (StoreAccount) account = store_account_get (store, self->account_id, NULL);
  g_autofree char *chosen = store_account_setting_get (store, self->account_id, "authserv-ids");
  const char *host = account != NULL ? account->imap_host : "";
  const char *at = account != NULL ? strrchr (account->email, '@') : NULL;
  g_autoptr (GStrvBuilder) domains = g_strv_builder_new ();

  self->authorities = g_strsplit (chosen != NULL ? chosen : "", " ", 50);
  for (gsize i = 0; *host != '\0' && i < G_N_ELEMENTS (providers); i++)
    if (mime_auth_is_aligned (host, providers[i].server))
      {
        self->authority_domains = g_strsplit (providers[i].domains, " ", -1);
        self->strips = TRUE;
        return;
      }
  if (*host != '\0')
    g_strv_builder_add (domains, host);
  if (at != NULL && !mime_domain_is_public_provider (at + 1))
    g_strv_builder_add (domains, at + 1);
  self->authority_domains = g_strv_builder_end (domains);
}

/* Domains written to: look-alikes of these are sought. */
static void
take_known_domains (AlpFactsContext *self, Store *store)
{
  g_autoptr (GPtrArray) contacts = store_contacts_search (store, 0, "", MAX_KNOWN, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) out = g_strv_builder_new ();

  for (guint i = 0; contacts != NULL && i < contacts->len; i++)
    {
      const StoreContact *contact = g_ptr_array_index (contacts, i);
      const char *at = strrchr (contact->email, '@');

      if (contact->sent > 0 && at != NULL && g_hash_table_add (seen, (gpointer) (at + 1)))
        g_strv_builder_add (out, at + 1);
    }
  self->known_domains = g_strv_builder_end (out);
}

static void
take_sender (AlpFactsContext *self, Store *store, const MimeAddress *from)
{
  g_autoptr (StoreContact) contact = store_contact_get (store, 0, from->email, NULL);
  g_autofree char *name = g_utf8_casefold (from->name, -1);
  g_autoptr (GPtrArray) same = NULL;

  self->sender_is_known = contact != NULL && contact->sent > 0;
  self->sender_is_fine = store_trust_has (store, STORE_TRUST_FINE, self->account_id, from->email);
  if (self->sender_is_known || strlen (name) < 5)
    return;
  same = store_contacts_search (store, 0, from->name, 20, NULL);
  for (guint i = 0; same != NULL && i < same->len; i++)
    {
      const StoreContact *other = g_ptr_array_index (same, i);
      g_autofree char *other_name = g_utf8_casefold (other->name, -1);

      if (other->sent > 0 && g_str_equal (other_name, name)
          && !mime_address_equal (other->email, from->email))
        {
          self->contact_of_name = g_strdup (other->email);
          return;
        }
    }
}

/**
 * alp_facts_context_new:
 * @store: (nullable): nothing is known
 * @account_id: the address it came to, 0: none
 *
 * Returns: (transfer full)
 */
AlpFactsContext *
alp_facts_context_new (Store *store, gint64 account_id, MimeMessage *message)
{
  AlpFactsContext *self = g_new0 (AlpFactsContext, 1);
  const MimeAddress *from
      = message->headers->from->len > 0 ? g_ptr_array_index (message->headers->from, 0) : NULL;

  self->store = store;
  self->account_id = account_id;
  if (store != NULL)
    {
      take_own (self, store);
      take_authorities (self, store);
      take_known_domains (self, store);
      self->trusted_domains = store_trust_list (store, STORE_TRUST_ORGANIZATION, account_id, NULL);
      if (from != NULL && *from->email != '\0')
        take_sender (self, store, from);
    }
  {
    char ***const lists[] = { &self->own_addresses, &self->own_names,   &self->trusted_domains,
                              &self->known_domains, &self->authorities, &self->authority_domains };

    for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
      if (*lists[i] == NULL)
        *lists[i] = g_new0 (char *, 1);
  }
  return self;
}

/**
 * alp_facts_context_read_auth:
 *
 * Returns: (transfer full): what the person's own servers found out
 */
MimeAuth *
alp_facts_context_read_auth (const AlpFactsContext *self, GBytes *source, MimeMessage *message)
{
  g_autofree char *own
      = mime_auth_dup_own_authority (source, (const char *const *) self->authority_domains, self->strips);
  g_autoptr (GStrvBuilder) trusted = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  g_strv_builder_addv (trusted, (const char **) self->authorities);
  if (*own != '\0')
    g_strv_builder_add (trusted, own);
  list = g_strv_builder_end (trusted);
  return mime_auth_read (source, message->headers, (const char *const *) list);
}
