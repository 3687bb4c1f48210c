/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-list.c: leaving a mailing list, and whether a sender is from outside
 *
 * One click is offered only as RFC 8058 wants it: an https address, the header that promises it, and both fields covered
 * by a DKIM signature that the own server found valid (hostile-content C-029); all else is opened or shown first. The
 * first usable address of each kind counts. Pure, any thread. */

#include "mime-list.h"

#include <string.h>

#include "mime-fields.h"
#include "mime-html.h"
#include "mime-idn.h"
#include "mime-suspect.h"
#include "mime-util.h"

#define MAX_URIS 20

/** mime_unsubscribe_free: frees it; %NULL is allowed. */
void
mime_unsubscribe_free (MimeUnsubscribe *self)
{
  if (self == NULL)
    return;
  g_free (self->one_click_uri);
  g_free (self->web_uri);
  g_free (self->mail_to);
  g_free (self->mail_subject);
  g_free (self->mail_body);
  g_free (self);
}

static char *
query_value (const char *query, const char *name)
{
  g_auto (GStrv) pairs = g_strsplit (query, "&", 20);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      gsize n = strlen (name);

      if (g_ascii_strncasecmp (pairs[i], name, n) != 0 || pairs[i][n] != '=')
        continue;
      g_autofree char *raw = g_uri_unescape_string (pairs[i] + n + 1, NULL);
      return raw != NULL ? mime_clean_line (raw, 500) : NULL;
    }
  return NULL;
}

/* mailto: of RFC 6068: one address, subject and body; everything else a message could ask for is left out (C-072). */
static void
take_mailto (MimeUnsubscribe *self, const char *uri)
{
  const char *query = strchr (uri, '?');
  g_autofree char *raw = g_strndup (uri + 7, query != NULL ? (gsize) (query - uri - 7) : strlen (uri + 7));
  g_autofree char *address = g_uri_unescape_string (raw, NULL);

  if (self->mail_to != NULL || address == NULL || !mime_address_is_valid (address))
    return;
  self->mail_to = g_steal_pointer (&address);
  if (query == NULL)
    return;
  self->mail_subject = query_value (query + 1, "subject");
  self->mail_body = query_value (query + 1, "body");
}

static void
take_uri (MimeUnsubscribe *self, const char *uri)
{
  if (!mime_html_uri_is_safe_link (uri))
    return;
  if (g_ascii_strncasecmp (uri, "mailto:", 7) == 0)
    take_mailto (self, uri);
  else if (self->web_uri == NULL
           || (g_ascii_strncasecmp (self->web_uri, "http:", 5) == 0
               && g_ascii_strncasecmp (uri, "https:", 6) == 0))
    g_set_str (&self->web_uri, uri);
}

static gboolean
lists_field (const char *fields, const char *name)
{
  g_auto (GStrv) words = g_strsplit (fields, ":", 200);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (g_strstrip (words[i]), name) == 0)
      return TRUE;
  return FALSE;
}

static char *
dkim_tag (const char *value, const char *name)
{
  g_auto (GStrv) tags = g_strsplit (value, ";", 50);

  for (guint i = 0; tags[i] != NULL; i++)
    {
      char *equals = strchr (tags[i], '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      if (g_str_equal (g_strstrip (tags[i]), name))
        return g_strdup (g_strstrip (equals + 1));
    }
  return NULL;
}

/* Whether a signature of the domain that passed covers both fields (RFC 8058, 4). */
static gboolean
is_covered (GBytes *block, const MimeAuth *auth)
{
  g_autoptr (MimeFields) fields = mime_fields_new (block);
  const char *name, *value;

  if (auth == NULL || auth->verdict == MIME_AUTH_UNKNOWN || auth->verdict == MIME_AUTH_FORGED
      || auth->dkim != MIME_AUTH_PASS)
    return FALSE;
  while (mime_fields_next (fields, &name, &value))
    {
      g_autofree char *domain = g_str_equal (name, "dkim-signature") ? dkim_tag (value, "d") : NULL;
      g_autofree char *covered = domain != NULL ? dkim_tag (value, "h") : NULL;

      if (covered != NULL && g_ascii_strcasecmp (domain, auth->dkim_domain) == 0
          && lists_field (covered, "list-unsubscribe") && lists_field (covered, "list-unsubscribe-post"))
        return TRUE;
    }
  return FALSE;
}

/**
 * mime_unsubscribe_read:
 * @auth: (nullable): what the own server found out
 *
 * Returns: (transfer full) (nullable): %NULL when the message tells no usable way
 */
MimeUnsubscribe *
mime_unsubscribe_read (GBytes *block, const MimeHeaders *headers, const MimeAuth *auth)
{
  g_autoptr (MimeUnsubscribe) self = g_new0 (MimeUnsubscribe, 1);
  const char *p = headers->list_unsubscribe;
  g_autofree char *post = g_ascii_strdown (headers->list_unsubscribe_post, -1);

  for (guint i = 0; i < MAX_URIS && (p = strchr (p, '<')) != NULL; i++)
    {
      gsize n = strcspn (p + 1, ">");
      g_autofree char *uri = g_strndup (p + 1, n);

      take_uri (self, g_strstrip (uri));
      p += n + 1;
    }
  if (self->web_uri != NULL && g_ascii_strncasecmp (self->web_uri, "https:", 6) == 0
      && g_str_equal (g_strstrip (post), "list-unsubscribe=one-click") && is_covered (block, auth))
    self->one_click_uri = g_strdup (self->web_uri);
  return self->web_uri != NULL || self->mail_to != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * mime_sender_classify:
 * @own_addresses: (nullable): the address the message came to, and its aliases
 * @trusted_domains: (nullable): further domains of the organization
 * @is_contact: collected ones count
 *
 * Product 6.5. Returns: the badge that is due
 */
MimeSenderKind
mime_sender_classify (const MimeHeaders *headers, const char *const *own_addresses,
                      const char *const *trusted_domains, gboolean is_contact)
{
  const MimeAddress *from = headers->from->len > 0 ? g_ptr_array_index (headers->from, 0) : NULL;
  const char *at = from != NULL ? strrchr (from->email, '@') : NULL;

  if (at == NULL)
    return MIME_SENDER_EXTERNAL;
  if (is_contact)
    return MIME_SENDER_INTERNAL;
  for (guint i = 0; own_addresses != NULL && own_addresses[i] != NULL; i++)
    {
      const char *own_at = strrchr (own_addresses[i], '@');

      if (mime_address_equal (own_addresses[i], from->email))
        return MIME_SENDER_INTERNAL;
      if (own_at != NULL && !mime_domain_is_public_provider (at + 1)
          && mime_auth_is_aligned (own_at + 1, at + 1))
        return MIME_SENDER_INTERNAL;
    }
  for (guint i = 0; trusted_domains != NULL && trusted_domains[i] != NULL; i++)
    if (mime_auth_is_aligned (trusted_domains[i], at + 1))
      return MIME_SENDER_INTERNAL;
  return mime_domain_is_public_provider (at + 1) ? MIME_SENDER_UNKNOWN : MIME_SENDER_EXTERNAL;
}
