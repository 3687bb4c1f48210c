/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-device-wildduck.c: application specific passwords of a WildDuck server, with the person's own login
 *
 * The login is exchanged once for a token that lives in memory only; after that the user is "me". An answer with "error"
 * is a failure whatever its status. */

#include "web-device-private.h"

#include <string.h>

static const struct
{
  const char *code;
  BaseDeviceError error;
} codes[] = {
  { "AuthFailed", BASE_DEVICE_ERROR_UNAUTHENTICATED },
  { "AuthenticationFailed", BASE_DEVICE_ERROR_UNAUTHENTICATED },
  { "InvalidToken", BASE_DEVICE_ERROR_UNAUTHENTICATED },
  { "MissingPrivileges", BASE_DEVICE_ERROR_FORBIDDEN },
  { "UserDisabled", BASE_DEVICE_ERROR_FORBIDDEN },
  { "UserNotFound", BASE_DEVICE_ERROR_NOT_FOUND },
  { "AspNotFound", BASE_DEVICE_ERROR_NOT_FOUND },
  { "InputValidationError", BASE_DEVICE_ERROR_INVALID },
  { "RateLimitedError", BASE_DEVICE_ERROR_RATE_LIMITED },
  { "RateLimited", BASE_DEVICE_ERROR_RATE_LIMITED },
};

static gboolean
check (const WebAnswer *answer, GError **error)
{
  const char *code = answer->json != NULL ? web_json_string (answer->json, "code") : NULL;
  const char *words = answer->json != NULL ? web_json_string (answer->json, "error") : NULL;
  JsonObject *details
      = answer->json != NULL ? web_json_object (web_json_member (answer->json, "details")) : NULL;
  g_autoptr (GList) fields = details != NULL ? json_object_get_members (details) : NULL;

  if (answer->status / 100 == 2 && words == NULL && web_json_bool (answer->json, "success", TRUE))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (codes[i].code, code) == 0)
      {
        base_device_set_error (error, codes[i].error, answer->retry_after,
                               fields != NULL ? (const char *) fields->data : NULL, "%s", code);
        return FALSE;
      }
  if (answer->status / 100 != 2)
    return web_device_check_status (answer, error);
  base_device_set_error (error, BASE_DEVICE_ERROR_SERVER, 0, NULL, "%.200s",
                         words != NULL ? words : "failed");
  return FALSE;
}

static WebAnswer *
call (WebDevices *self, const char *method, const char *path, JsonNode *body, GCancellable *cancellable,
      GError **error)
{
  g_autoptr (WebAnswer) answer = web_api_call (self->api, method, path, body, cancellable, error);

  return answer != NULL && check (answer, error) ? g_steal_pointer (&answer) : NULL;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static gboolean
open_session (WebDevices *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonBuilder) body = json_builder_new ();
  g_autoptr (WebAnswer) answer = NULL;
  JsonArray *factors;
  const char *token;

  json_builder_begin_object (body);
  add_text (body, "username", self->login);
  add_text (body, "password", self->secret);
  add_text (body, "scope", "master");
  json_builder_set_member_name (body, "token");
  json_builder_add_boolean_value (body, TRUE);
  json_builder_end_object (body);
  answer = call (self, "POST", "/authenticate", json_builder_get_root (body), cancellable, error);
  if (answer == NULL)
    return FALSE;
  factors = web_json_array (answer->json, "require2fa");
  token = web_json_string (answer->json, "token");
  if (factors != NULL && json_array_get_length (factors) > 0)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_FORBIDDEN, 0, "2fa",
                             "the account asks for a second factor");
      return FALSE;
    }
  if (token == NULL || *token == '\0' || strpbrk (token, "\r\n") != NULL)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_SERVER, 0, NULL, "no token in the answer");
      return FALSE;
    }
  web_api_set_header (self->api, "X-Access-Token", token);
  return TRUE;
}

static BaseDeviceProtocols
read_scopes (JsonNode *item)
{
  JsonArray *scopes = web_json_array (item, "scopes");
  guint protocols = 0;

  for (guint i = 0; scopes != NULL && i < json_array_get_length (scopes); i++)
    {
      const char *scope = web_json_string (json_array_get_element (scopes, i), "");

      protocols |= g_strcmp0 (scope, "*") == 0 ? BASE_DEVICE_IMAP | BASE_DEVICE_POP3 | BASE_DEVICE_SMTP
                                               : base_device_protocols_parse (scope);
    }
  return (BaseDeviceProtocols) protocols;
}

static GPtrArray *
list (WebDevices *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) devices = web_device_list_new ();
  g_autoptr (WebAnswer) answer = call (self, "GET", "/users/me/asps", NULL, cancellable, error);
  JsonArray *items = answer != NULL ? web_json_array (answer->json, "results") : NULL;

  if (answer == NULL)
    return NULL;
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonNode *item = json_array_get_element (items, i);
      BaseDevice *one = base_device_new ();
      g_autofree char *id = web_json_dup (item, "id");
      g_autofree char *label = web_json_dup (item, "description");

      g_set_str (&one->id, id != NULL ? id : "");
      g_set_str (&one->label, label != NULL ? label : "");
      one->protocols = read_scopes (item);
      one->created = web_json_time (item, "created");
      one->last_used = web_json_time (item, "lastUse/time");
      one->expires = web_json_time (item, "expires");
      one->status = one->expires > 0 && one->expires <= g_get_real_time () / G_USEC_PER_SEC
                        ? BASE_DEVICE_STATUS_EXPIRED
                        : BASE_DEVICE_STATUS_OK;
      one->can_revoke = *one->id != '\0';
      g_ptr_array_add (devices, one);
    }
  return g_steal_pointer (&devices);
}

static void
add_scopes (JsonBuilder *body, BaseDeviceProtocols protocols)
{
  static const struct
  {
    BaseDeviceProtocols protocol;
    const char *scope;
  } scopes[] = { { BASE_DEVICE_IMAP, "imap" }, { BASE_DEVICE_POP3, "pop3" }, { BASE_DEVICE_SMTP, "smtp" } };

  json_builder_set_member_name (body, "scopes");
  json_builder_begin_array (body);
  for (gsize i = 0; i < G_N_ELEMENTS (scopes); i++)
    if (protocols & scopes[i].protocol)
      json_builder_add_string_value (body, scopes[i].scope);
  json_builder_end_array (body);
}

static char *
create (WebDevices *self, const WebDeviceRequest *request, const char *secret, char **id,
        GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonBuilder) body = json_builder_new ();
  g_autoptr (WebAnswer) answer = NULL;
  gint64 ttl = request->expires - g_get_real_time () / G_USEC_PER_SEC;
  const char *made;

  json_builder_begin_object (body);
  add_text (body, "description", request->label);
  add_scopes (body, request->protocols != 0 ? request->protocols
                                            : (BaseDeviceProtocols) (BASE_DEVICE_IMAP | BASE_DEVICE_SMTP));
  if (request->expires > 0)
    {
      json_builder_set_member_name (body, "ttl");
      json_builder_add_int_value (body, MAX (ttl, 60));
    }
  json_builder_end_object (body);
  answer = call (self, "POST", "/users/me/asps", json_builder_get_root (body), cancellable, error);
  if (answer == NULL)
    return NULL;
  *id = web_json_dup (answer->json, "id");
  made = web_json_string (answer->json, "password");
  if (made == NULL || *made == '\0')
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_SERVER, 0, NULL, "no password in the answer");
      return NULL;
    }
  return g_strdup (made);
}

static gboolean
revoke_one (WebDevices *self, const char *id, GCancellable *cancellable, GError **error)
{
  g_autofree char *escaped = web_device_escape (id);
  g_autofree char *path = g_strdup_printf ("/users/me/asps/%s", escaped);
  g_autoptr (WebAnswer) answer = call (self, "DELETE", path, NULL, cancellable, error);

  return answer != NULL;
}

const WebDeviceBackend web_device_wildduck = {
  .kind = "wildduck",
  .name = "WildDuck",
  .abilities = BASE_DEVICE_CAN_LIST | BASE_DEVICE_CAN_CREATE | BASE_DEVICE_CAN_REVOKE
               | BASE_DEVICE_SERVER_SECRET | BASE_DEVICE_ID_ON_CREATE | BASE_DEVICE_PER_PROTOCOL
               | BASE_DEVICE_EXPIRY | BASE_DEVICE_LAST_USED,
  .credential = BASE_DEVICE_CREDENTIAL_PASSWORD,
  .open = open_session,
  .list = list,
  .create = create,
  .revoke = revoke_one,
};
