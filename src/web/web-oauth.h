/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "web-error.h"

G_BEGIN_DECLS

/* WebOAuthClient: one provider's authorisation server and who we are to it (RFC 6749, RFC 8252). Immutable. */
typedef struct
{
  char *provider; /* group in the table, or in the file of the person */
  char *client_id;
  char *client_secret; /* (nullable): an "installed application" has one that is no secret */
  char *authorization_url;
  char *token_url;
  char *scope;
  char *issuer;        /* (nullable): what RFC 9207 "iss" must say */
  char *redirect_host; /* "127.0.0.1" or "localhost" */
  char *ca_file;       /* (nullable): PEM of a private authority */
} WebOAuthClient;

/* WebOAuthToken: a bearer token and what renews it. */
typedef struct
{
  char *access;
  char *refresh;  /* (nullable) */
  gint64 expires; /* Unix seconds; 0: not said */
} WebOAuthToken;

/* WebOAuthFlow: one sign-in in the browser. Belongs to the thread that made it. */
typedef struct _WebOAuthFlow WebOAuthFlow;

WebOAuthClient *web_oauth_client_find (const char *address, const char *file, GError **error);
gboolean web_oauth_client_is_sound (const WebOAuthClient *self);
WebOAuthClient *web_oauth_client_new (void);
void web_oauth_client_free (WebOAuthClient *self);

WebOAuthFlow *web_oauth_flow_new (const WebOAuthClient *client, const char *login_hint, GError **error);
const char *web_oauth_flow_get_url (WebOAuthFlow *self);
WebOAuthToken *web_oauth_flow_run (WebOAuthFlow *self, guint timeout_ms, GCancellable *cancellable,
                                   GError **error);
void web_oauth_flow_free (WebOAuthFlow *self);

WebOAuthToken *web_oauth_refresh (const WebOAuthClient *client, const char *refresh_token,
                                  GCancellable *cancellable, GError **error);
WebOAuthToken *web_oauth_token_parse (const char *json, gssize length, gint64 now, GError **error);
void web_oauth_token_free (WebOAuthToken *self);
char *web_oauth_challenge (const char *verifier);
gboolean web_oauth_read_redirect (const char *request_line, const char *state, const char *issuer,
                                  char **code, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebOAuthClient, web_oauth_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebOAuthFlow, web_oauth_flow_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebOAuthToken, web_oauth_token_free)

G_END_DECLS
