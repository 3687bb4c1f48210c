/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-oauth.c: the token of an account that signs in with the browser, kept, renewed, used by all its connections
 *
 * What stands in the keyring in the place of a password is one text: a mark and a JSON object with the client, the
 * token's address and the tokens. So an account needs nothing else, and nothing secret is anywhere else. All lanes of an
 * account share one SyncOAuth: whoever finds the token old renews it under its lock while the others wait, and a renewed
 * refresh token is in the keyring before the access token is used, because servers that rotate take a second use of the
 * old one for theft. Blocks; worker threads. */

#include "sync-oauth.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base-clock.h"
#include "sync-error.h"
#include "web-oauth.h"

#define MARK "alpenpost-oauth2:"
#define EARLY_S 60    /* renewed so long before it ends */
#define UNKNOWN_S 600 /* an access token whose end is not said is used for so long */
#define BROWSER_MS (5 * 60 * 1000)

struct _SyncOAuth
{
  GMutex lock;
  char *secret; /* nullable: the newest text that was made here */
  GHashTable
      *superseded; /* SHA-256 of the texts it came from: whoever still has one of those gets the newest */
  char *bad;       /* nullable: an access token a server refused */
};

/** sync_oauth_is_secret: Returns: whether @secret is such a text and not a password */
gboolean
sync_oauth_is_secret (const char *secret)
{
  return g_str_has_prefix (secret, MARK "{");
}

/**
 * sync_oauth_for:
 * @secret_key: of the account
 *
 * Returns: (transfer none): the one of this account, made at the first call and kept to the end: all setups of an account
 * must share it. Any thread.
 */
SyncOAuth *
sync_oauth_for (const char *secret_key)
{
  static GMutex lock;
  static GHashTable *all = NULL;
  SyncOAuth *self;

  g_mutex_lock (&lock);
  if (all == NULL)
    all = g_hash_table_new (g_str_hash, g_str_equal);
  self = g_hash_table_lookup (all, secret_key);
  if (self == NULL)
    {
      self = g_new0 (SyncOAuth, 1);
      g_mutex_init (&self->lock);
      self->superseded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (all, g_strdup (secret_key), self);
    }
  g_mutex_unlock (&lock);
  return self;
}

/* --- the text --- */

typedef struct
{
  const char *name;
  gsize offset;
} Field;

static const Field fields[] = {
  { "provider", G_STRUCT_OFFSET (WebOAuthClient, provider) },
  { "client_id", G_STRUCT_OFFSET (WebOAuthClient, client_id) },
  { "client_secret", G_STRUCT_OFFSET (WebOAuthClient, client_secret) },
  { "authorization_url", G_STRUCT_OFFSET (WebOAuthClient, authorization_url) },
  { "token_url", G_STRUCT_OFFSET (WebOAuthClient, token_url) },
  { "scope", G_STRUCT_OFFSET (WebOAuthClient, scope) },
  { "issuer", G_STRUCT_OFFSET (WebOAuthClient, issuer) },
  { "redirect_host", G_STRUCT_OFFSET (WebOAuthClient, redirect_host) },
  { "ca_file", G_STRUCT_OFFSET (WebOAuthClient, ca_file) },
};

static void
set_member (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static char *
write_secret (const WebOAuthClient *client, const WebOAuthToken *token)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  char *json, *secret;

  json_builder_begin_object (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    set_member (builder, fields[i].name, G_STRUCT_MEMBER (char *, client, fields[i].offset));
  set_member (builder, "access_token", token->access);
  set_member (builder, "refresh_token", token->refresh);
  json_builder_set_member_name (builder, "expires");
  json_builder_add_int_value (builder, token->expires);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, FALSE);
  secret = g_strconcat (MARK, json, NULL);
  sync_secret_wipe (json);
  return secret;
}

static char *
dup_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? g_strdup (json_node_get_string (node))
             : NULL;
}

static gboolean
read_secret (const char *secret, WebOAuthClient **client, WebOAuthToken **token, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;
  JsonObject *object;

  if (json_parser_load_from_data (parser, secret + strlen (MARK), -1, NULL))
    root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_SIGN_IN_AGAIN, "what the keyring holds is no token");
      return FALSE;
    }
  object = json_node_get_object (root);
  *client = web_oauth_client_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    G_STRUCT_MEMBER (char *, *client, fields[i].offset) = dup_member (object, fields[i].name);
  *token = g_new0 (WebOAuthToken, 1);
  (*token)->access = dup_member (object, "access_token");
  (*token)->refresh = dup_member (object, "refresh_token");
  (*token)->expires = json_object_get_int_member_with_default (object, "expires", 0);
  if (web_oauth_client_is_sound (*client) && (*token)->access != NULL)
    return TRUE;
  g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_SIGN_IN_AGAIN, "what the keyring holds is no token");
  return FALSE;
}

/* --- renewing --- */

static void
translate (GError **error, GError *web_error)
{
  SyncErrorCode code = SYNC_ERROR_OFFLINE;

  if (g_error_matches (web_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, web_error);
      return;
    }
  if (web_error->domain == WEB_ERROR
      && (web_error->code == WEB_ERROR_DENIED || web_error->code == WEB_ERROR_INSECURE
          || web_error->code == WEB_ERROR_TIMED_OUT || web_error->code == WEB_ERROR_NOT_FOUND))
    code = SYNC_ERROR_SIGN_IN_AGAIN;
  g_set_error_literal (error, SYNC_ERROR, code, web_error->message);
  g_error_free (web_error);
}

static gboolean
is_good (const WebOAuthToken *token, const char *bad)
{
  return token->access != NULL && g_strcmp0 (token->access, bad) != 0
         && (token->expires == 0 || token->expires - EARLY_S > base_clock_now_unix ());
}

/* Under the lock. Replaces @old here and in the keyring. */
static gboolean
renew (SyncOAuth *self, const char *old, const WebOAuthClient *client, WebOAuthToken *token,
       SyncSecrets *secrets, const char *secret_key, const char *label, GCancellable *cancellable,
       GError **error)
{
  g_autoptr (WebOAuthToken) fresh = NULL;
  GError *local_error = NULL;
  char *secret;
  gboolean kept;

  if (token->refresh == NULL)
    {
      g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_SIGN_IN_AGAIN,
                           "the token has ended and cannot be renewed");
      return FALSE;
    }
  fresh = web_oauth_refresh (client, token->refresh, cancellable, &local_error);
  if (fresh == NULL)
    {
      translate (error, local_error);
      return FALSE;
    }
  if (fresh->refresh == NULL)
    fresh->refresh = g_strdup (token->refresh);
  if (fresh->expires == 0)
    fresh->expires = base_clock_now_unix () + UNKNOWN_S + EARLY_S;
  secret = write_secret (client, fresh);
  kept = sync_secrets_store (secrets, secret_key, label, secret, cancellable, &local_error);
  if (!kept)
    {
      /* Used all the same while the process lives: the old one may be void already. */
      g_message ("a renewed token could not be kept in the keyring");
      g_clear_error (&local_error);
    }
  g_hash_table_add (self->superseded, g_compute_checksum_for_string (G_CHECKSUM_SHA256, old, -1));
  sync_secret_wipe (self->secret);
  self->secret = secret;
  sync_secret_wipe (token->access);
  token->access = g_strdup (fresh->access);
  return TRUE;
}

/**
 * sync_oauth_get_access:
 * @secret: as the keyring gave it
 * @secrets: (nullable): where a renewed token is kept, under @secret_key; %NULL: only tried, never renewed
 *
 * Returns: (transfer full) (nullable): an access token that has not ended (sync_secret_wipe() it); SYNC_ERROR_SIGN_IN_AGAIN
 * when a person must sign in, SYNC_ERROR_OFFLINE when the authorisation server cannot be reached
 */
char *
sync_oauth_get_access (SyncOAuth *self, const char *secret, SyncSecrets *secrets, const char *secret_key,
                       const char *label, GCancellable *cancellable, GError **error)
{
  g_autoptr (WebOAuthClient) client = NULL;
  g_autoptr (WebOAuthToken) token = NULL;
  g_autofree char *checksum = NULL;
  char *access = NULL;

  g_mutex_lock (&self->lock);
  /* Another lane may have renewed it since @secret was read. */
  checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
  if (self->secret != NULL && g_hash_table_contains (self->superseded, checksum))
    secret = self->secret;
  if (read_secret (secret, &client, &token, error)
      && (secrets == NULL || is_good (token, self->bad)
          || renew (self, secret, client, token, secrets, secret_key, label, cancellable, error)))
    access = g_strdup (token->access);
  g_mutex_unlock (&self->lock);
  return access;
}

/** sync_oauth_distrust: a server refused @access: it is renewed before it is used again. Any thread. */
void
sync_oauth_distrust (SyncOAuth *self, const char *access)
{
  g_mutex_lock (&self->lock);
  sync_secret_wipe (self->bad);
  self->bad = g_strdup (access);
  g_mutex_unlock (&self->lock);
}

/* --- signing in --- */

/* ALPENPOST_OAUTH (tests, developers), the person's own file, the computer's. */
static char *
find_file (void)
{
  const char *fixed = g_getenv ("ALPENPOST_OAUTH");
  g_autofree char *own = g_build_filename (g_get_user_config_dir (), "alpenpost", "oauth.ini", NULL);

  if (fixed != NULL && *fixed != '\0')
    return g_strdup (fixed);
  if (g_file_test (own, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&own);
  return g_file_test ("/etc/alpenpost/oauth.ini", G_FILE_TEST_IS_REGULAR)
             ? g_strdup ("/etc/alpenpost/oauth.ini")
             : NULL;
}

/** sync_oauth_is_possible: Returns: whether a client is configured for the address's provider. Reads a small file. */
gboolean
sync_oauth_is_possible (const char *address)
{
  g_autofree char *file = find_file ();
  g_autoptr (WebOAuthClient) client = web_oauth_client_find (address, file, NULL);

  return client != NULL;
}

/**
 * sync_oauth_sign_in:
 * @open: must make the browser open the address it is given, and return
 *
 * Blocks until the person is back from the browser, at most five minutes. Returns: (transfer full) (nullable): the text
 * to give to sync_engine_add_account () in the place of a password
 */
char *
sync_oauth_sign_in (const char *address, SyncOAuthOpenFunc open, gpointer user_data,
                    GCancellable *cancellable, GError **error)
{
  g_autofree char *file = find_file ();
  GError *web_error = NULL;
  g_autoptr (WebOAuthClient) client = web_oauth_client_find (address, file, &web_error);
  g_autoptr (WebOAuthFlow) flow = NULL;
  g_autoptr (WebOAuthToken) token = NULL;

  if (client != NULL)
    flow = web_oauth_flow_new (client, address, &web_error);
  if (flow != NULL)
    {
      open (web_oauth_flow_get_url (flow), user_data);
      token = web_oauth_flow_run (flow, BROWSER_MS, cancellable, &web_error);
    }
  if (token == NULL)
    {
      translate (error, web_error);
      return NULL;
    }
  return write_secret (client, token);
}
