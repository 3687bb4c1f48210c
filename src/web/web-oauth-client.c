/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-oauth-client.c: which authorisation server an address has, and who we are to it
 *
 * Where the servers are is data (data/providers.ini: OAuthAuthorization, OAuthToken, OAuthScope, OAuthIssuer,
 * OAuthRedirect); who we are is configuration, never part of the program: a key file with a group for each provider,
 *
 *   [gmail]
 *   ClientId=…
 *   ClientSecret=…
 *
 * which may also describe a provider of one's own (Domains, Authorization, Token, Scope, Issuer, CaFile). Any thread. */

#include "web-oauth.h"

#include <string.h>

#include "web-provider.h"

/** web_oauth_client_new: Returns: (transfer full): an empty client, to be filled in */
WebOAuthClient *
web_oauth_client_new (void)
{
  return g_new0 (WebOAuthClient, 1);
}

/** web_oauth_client_free: @self may be %NULL */
void
web_oauth_client_free (WebOAuthClient *self)
{
  if (self == NULL)
    return;
  g_free (self->provider);
  g_free (self->client_id);
  g_free (self->client_secret);
  g_free (self->authorization_url);
  g_free (self->token_url);
  g_free (self->scope);
  g_free (self->issuer);
  g_free (self->redirect_host);
  g_free (self->ca_file);
  g_free (self);
}

static gboolean
is_https (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL && g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 && g_uri_get_userinfo (uri) == NULL
         && g_uri_get_fragment (uri) == NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}

/** web_oauth_client_is_sound: Returns: whether both addresses are https, nothing needed is missing, and the browser is led
 * back to this computer */
gboolean
web_oauth_client_is_sound (const WebOAuthClient *self)
{
  return self->client_id != NULL && *self->client_id != '\0' && is_https (self->authorization_url)
         && is_https (self->token_url) && self->scope != NULL && self->redirect_host != NULL
         && (strcmp (self->redirect_host, "127.0.0.1") == 0
             || strcmp (self->redirect_host, "localhost") == 0);
}

/* The group of the person's file that names @domain. */
static char *
find_own_group (GKeyFile *file, const char *domain)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_auto (GStrv) domains = g_key_file_get_string_list (file, groups[i], "Domains", NULL, NULL);

      if (domains != NULL && g_strv_contains ((const char *const *) domains, domain))
        return g_strdup (groups[i]);
    }
  return NULL;
}

static char *
get (GKeyFile *file, const char *group, const char *key, char *otherwise)
{
  char *value = g_key_file_get_string (file, group, key, NULL);

  if (value == NULL)
    return otherwise;
  g_free (otherwise);
  return g_strstrip (value);
}

static WebOAuthClient *
set_not_configured (GError **error)
{
  g_set_error_literal (error, WEB_ERROR, WEB_ERROR_NOT_FOUND,
                       "no OAuth client is configured for this address");
  return NULL;
}

/**
 * web_oauth_client_find:
 * @address: a mail address
 * @file: (nullable) (type filename): the configuration
 *
 * Returns: (transfer full) (nullable): the client for the address's provider; WEB_ERROR_NOT_FOUND when none is
 * configured, WEB_ERROR_INSECURE when what is configured is not https. May block on the disk.
 */
WebOAuthClient *
web_oauth_client_find (const char *address, const char *file, GError **error)
{
  g_autoptr (WebOAuthClient) self = web_oauth_client_new ();
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *local = NULL, *domain = NULL;

  if (!web_address_split (address, &local, &domain) || file == NULL
      || !g_key_file_load_from_file (keys, file, G_KEY_FILE_NONE, NULL))
    return set_not_configured (error);
  self->provider = find_own_group (keys, domain);
  if (self->provider == NULL)
    self->provider = web_provider_dup_oauth (domain, &self->authorization_url, &self->token_url, &self->scope,
                                             &self->issuer, &self->redirect_host);
  if (self->provider == NULL || !g_key_file_has_group (keys, self->provider))
    return set_not_configured (error);
  self->client_id = get (keys, self->provider, "ClientId", NULL);
  self->client_secret = get (keys, self->provider, "ClientSecret", NULL);
  self->authorization_url = get (keys, self->provider, "Authorization", self->authorization_url);
  self->token_url = get (keys, self->provider, "Token", self->token_url);
  self->scope = get (keys, self->provider, "Scope", self->scope);
  self->issuer = get (keys, self->provider, "Issuer", self->issuer);
  self->ca_file = get (keys, self->provider, "CaFile", NULL);
  if (self->redirect_host == NULL)
    self->redirect_host = g_strdup ("127.0.0.1");
  if (self->client_id == NULL || *self->client_id == '\0')
    return set_not_configured (error);
  if (!web_oauth_client_is_sound (self))
    {
      g_set_error_literal (error, WEB_ERROR, WEB_ERROR_INSECURE, "the OAuth configuration is not https");
      return NULL;
    }
  return g_steal_pointer (&self);
}
