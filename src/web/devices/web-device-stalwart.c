/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-device-stalwart.c: app passwords of Stalwart 0.16 and later, by JMAP (RFC 8620), with the person's own login
 *
 * HTTP 200 says nothing: a method may answer "error", and a change that was refused stands in notCreated, notUpdated or
 * notDestroyed. The session document names where requests go; the login goes there only within the same origin. */

#include "web-device-private.h"

#include <string.h>

#define CORE "urn:ietf:params:jmap:core"
#define STALWART "urn:stalwart:jmap"

/* ---- requests ---- */

/* {using, methodCalls: [[method, {accountId, …}, "0"]]}: the arguments are to be added, then end_request (). */
static JsonBuilder *
begin_request (WebDevices *self, const char *method)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "using");
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, CORE);
  json_builder_add_string_value (builder, STALWART);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "methodCalls");
  json_builder_begin_array (builder);
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, method);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "accountId");
  json_builder_add_string_value (builder, self->hosting);
  return builder;
}

static JsonNode *
end_request (JsonBuilder *builder)
{
  JsonNode *root;

  json_builder_end_object (builder);
  json_builder_add_string_value (builder, "0");
  json_builder_end_array (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  g_object_unref (builder);
  return root;
}

/* RFC 8620 3.6.2 and 5.3: what went wrong with a method or with one change. */
static const struct
{
  const char *type;
  BaseDeviceError code;
} types[] = {
  { "unknownMethod", BASE_DEVICE_ERROR_NOT_ENABLED },
  { "unknownCapability", BASE_DEVICE_ERROR_NOT_ENABLED },
  { "accountNotSupportedByMethod", BASE_DEVICE_ERROR_NOT_ENABLED },
  { "accountNotFound", BASE_DEVICE_ERROR_NOT_FOUND },
  { "accountReadOnly", BASE_DEVICE_ERROR_FORBIDDEN },
  { "forbidden", BASE_DEVICE_ERROR_FORBIDDEN },
  { "overQuota", BASE_DEVICE_ERROR_QUOTA },
  { "limit", BASE_DEVICE_ERROR_RATE_LIMITED },
  { "rateLimit", BASE_DEVICE_ERROR_RATE_LIMITED },
  { "tooLarge", BASE_DEVICE_ERROR_INVALID },
  { "invalidProperties", BASE_DEVICE_ERROR_INVALID },
  { "invalidPatch", BASE_DEVICE_ERROR_INVALID },
  { "invalidArguments", BASE_DEVICE_ERROR_INVALID },
  { "willDestroy", BASE_DEVICE_ERROR_CONFLICT },
  { "notFound", BASE_DEVICE_ERROR_NOT_FOUND },
  { "singleton", BASE_DEVICE_ERROR_PROTECTED },
};

static void
set_typed_error (JsonNode *problem, guint retry_after, GError **error)
{
  const char *type = web_json_string (problem, "type");
  g_autofree char *words = web_json_dup (problem, "description");
  JsonArray *properties = web_json_array (problem, "properties");
  g_autofree char *field = properties != NULL && json_array_get_length (properties) > 0
                               ? web_json_dup (json_array_get_element (properties, 0), "")
                               : NULL;
  BaseDeviceError code = BASE_DEVICE_ERROR_SERVER;

  if (type != NULL && strrchr (type, ':') != NULL)
    type = strrchr (type, ':') + 1;
  for (gsize i = 0; type != NULL && i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].type, type))
      code = types[i].code;
  base_device_set_error (error, code, retry_after, field, "%.100s %s", type != NULL ? type : "an error",
                         words != NULL ? words : "");
}

/* Sends one method call. Returns: (transfer full): the answer; *@arguments points into it. */
static WebAnswer *
call (WebDevices *self, const char *method, JsonNode *body, JsonNode **arguments, GCancellable *cancellable,
      GError **error)
{
  g_autoptr (WebAnswer) answer = web_api_call (self->api, "POST", self->mailbox, body, cancellable, error);
  JsonArray *responses;
  JsonArray *first;
  const char *name;

  if (answer == NULL)
    return NULL;
  if (answer->status == 400 && answer->json != NULL && web_json_string (answer->json, "type") != NULL)
    {
      set_typed_error (answer->json, answer->retry_after, error);
      return NULL;
    }
  if (!web_device_check_status (answer, error))
    return NULL;
  responses = web_json_array (answer->json, "methodResponses");
  first = responses != NULL && json_array_get_length (responses) > 0
              ? web_json_array (json_array_get_element (responses, 0), "")
              : NULL;
  name = first != NULL && json_array_get_length (first) >= 2
             ? web_json_string (json_array_get_element (first, 0), "")
             : NULL;
  if (name == NULL || (!g_str_equal (name, method) && !g_str_equal (name, "error")))
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_SERVER, 0, NULL, "no answer to the method");
      return NULL;
    }
  *arguments = json_array_get_element (first, 1);
  if (g_str_equal (name, "error"))
    {
      set_typed_error (*arguments, answer->retry_after, error);
      return NULL;
    }
  return g_steal_pointer (&answer);
}

/* Whether @id is among those that were changed; the reason of its refusal otherwise. */
static gboolean
check_change (JsonNode *arguments, const char *refused, const char *id, GError **error)
{
  JsonObject *object = web_json_object (web_json_member (arguments, refused));
  JsonNode *problem = object != NULL ? json_object_get_member (object, id) : NULL;

  if (problem == NULL)
    return TRUE;
  set_typed_error (problem, 0, error);
  return FALSE;
}

/* ---- session ---- */

static const char *
find_account (JsonNode *session)
{
  JsonObject *primary = web_json_object (web_json_member (session, "primaryAccounts"));
  JsonObject *accounts = web_json_object (web_json_member (session, "accounts"));
  const char *const names[] = { STALWART, CORE, "urn:ietf:params:jmap:mail" };
  JsonObjectIter iter;
  const char *id;

  for (gsize i = 0; primary != NULL && i < G_N_ELEMENTS (names); i++)
    if (json_object_has_member (primary, names[i]))
      return web_json_string (json_object_get_member (primary, names[i]), "");
  if (accounts == NULL || json_object_get_size (accounts) == 0)
    return NULL;
  json_object_iter_init (&iter, accounts);
  return json_object_iter_next (&iter, &id, NULL) ? id : NULL;
}

/* The session document may give an address without scheme and host. */
static char *
resolve (WebDevices *self, const char *url)
{
  if (url == NULL || g_str_has_prefix (url, "https://"))
    return g_strdup (url);
  return *url == '/' ? g_strdup (url) : NULL;
}

static gboolean
take_session (WebDevices *self, JsonNode *session, GError **error)
{
  JsonObject *capabilities = web_json_object (web_json_member (session, "capabilities"));
  g_autofree char *url = resolve (self, web_json_string (session, "apiUrl"));
  const char *account = find_account (session);

  if (capabilities == NULL || !json_object_has_member (capabilities, STALWART))
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_NOT_ENABLED, 0, NULL,
                             "the server has no app passwords by JMAP");
      return FALSE;
    }
  if (account == NULL || url == NULL)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_SERVER, 0, NULL,
                             "a session without account or address");
      return FALSE;
    }
  if (*url != '/' && !web_api_is_same_origin (self->api, url))
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_SERVER, 0, "redirect",
                             "the session names an address elsewhere");
      return FALSE;
    }
  self->hosting = g_strdup (account);
  self->mailbox = g_steal_pointer (&url);
  return TRUE;
}

static gboolean
open_session (WebDevices *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (WebAnswer) answer = NULL;

  /* API keys begin so and are bearers. */
  if (g_str_has_prefix (self->secret, "API_"))
    {
      char *bearer = g_strconcat ("Bearer ", self->secret, NULL);

      web_api_set_header (self->api, "Authorization", bearer);
      base_secret_wipe (bearer);
    }
  else
    web_api_set_basic (self->api, self->login, self->secret);
  answer = web_api_call (self->api, "GET", "/.well-known/jmap", NULL, cancellable, error);
  if (answer == NULL)
    return FALSE;
  if (answer->status == 404)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_NOT_ENABLED, 0, NULL, "the server has no JMAP");
      return FALSE;
    }
  return web_device_check_status (answer, error) && take_session (self, answer->json, error);
}

/* ---- app passwords ---- */

/* Permissions: {"@type": "Inherit" | "Disable" | "Replace", …}; a disabled one lets nobody in. */
static BaseDevice *
read_device (JsonNode *item)
{
  BaseDevice *one = base_device_new ();
  g_autofree char *id = web_json_dup (item, "id");
  g_autofree char *label = web_json_dup (item, "description");
  JsonNode *ips = web_json_member (item, "allowedIps");
  JsonObject *by_ip = web_json_object (ips);
  JsonArray *list = ips != NULL ? web_json_array (ips, "") : NULL;
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GList) names = by_ip != NULL ? json_object_get_members (by_ip) : NULL;

  g_set_str (&one->id, id != NULL ? id : "");
  g_set_str (&one->label, label != NULL ? label : "");
  one->created = web_json_time (item, "createdAt");
  one->expires = web_json_time (item, "expiresAt");
  for (GList *l = names; l != NULL; l = l->next)
    g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", (const char *) l->data);
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      g_autofree char *ip = web_json_dup (json_array_get_element (list, i), "");

      if (ip != NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", ip);
    }
  g_set_str (&one->allowed_ips, words->str);
  one->status = BASE_DEVICE_STATUS_OK;
  if (g_strcmp0 (web_json_string (item, "permissions/@type"), "Disable") == 0)
    one->status = BASE_DEVICE_STATUS_DISABLED;
  if (one->expires > 0 && one->expires <= g_get_real_time () / G_USEC_PER_SEC)
    one->status = BASE_DEVICE_STATUS_EXPIRED;
  one->can_revoke = *one->id != '\0';
  return one;
}

static GPtrArray *
list (WebDevices *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) devices = web_device_list_new ();
  JsonBuilder *builder = begin_request (self, "x:AppPassword/get");
  g_autoptr (WebAnswer) answer = NULL;
  JsonNode *arguments = NULL;
  JsonArray *items;

  json_builder_set_member_name (builder, "ids");
  json_builder_add_null_value (builder);
  answer = call (self, "x:AppPassword/get", end_request (builder), &arguments, cancellable, error);
  if (answer == NULL)
    return NULL;
  items = web_json_array (arguments, "list");
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    g_ptr_array_add (devices, read_device (json_array_get_element (items, i)));
  return g_steal_pointer (&devices);
}

static void
add_created (JsonBuilder *builder, const WebDeviceRequest *request)
{
  g_autoptr (GDateTime) date = request->expires > 0 ? g_date_time_new_from_unix_utc (request->expires) : NULL;
  g_autofree char *expires = date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  json_builder_set_member_name (builder, "create");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "new");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "description");
  json_builder_add_string_value (builder, request->label);
  json_builder_set_member_name (builder, "permissions");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "@type");
  json_builder_add_string_value (builder, "Inherit");
  json_builder_end_object (builder);
  if (expires != NULL)
    {
      json_builder_set_member_name (builder, "expiresAt");
      json_builder_add_string_value (builder, expires);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static char *
create (WebDevices *self, const WebDeviceRequest *request, const char *secret, char **id,
        GCancellable *cancellable, GError **error)
{
  JsonBuilder *builder = begin_request (self, "x:AppPassword/set");
  g_autoptr (WebAnswer) answer = NULL;
  JsonNode *arguments = NULL;
  const char *made;

  add_created (builder, request);
  answer = call (self, "x:AppPassword/set", end_request (builder), &arguments, cancellable, error);
  if (answer == NULL || !check_change (arguments, "notCreated", "new", error))
    return NULL;
  made = web_json_string (arguments, "created/new/secret");
  *id = web_json_dup (arguments, "created/new/id");
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
  JsonBuilder *builder = begin_request (self, "x:AppPassword/set");
  g_autoptr (WebAnswer) answer = NULL;
  JsonNode *arguments = NULL;

  json_builder_set_member_name (builder, "destroy");
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, id);
  json_builder_end_array (builder);
  answer = call (self, "x:AppPassword/set", end_request (builder), &arguments, cancellable, error);
  return answer != NULL && check_change (arguments, "notDestroyed", id, error);
}

static gboolean
rename_device (WebDevices *self, const char *id, const char *label, GCancellable *cancellable, GError **error)
{
  JsonBuilder *builder = begin_request (self, "x:AppPassword/set");
  g_autoptr (WebAnswer) answer = NULL;
  JsonNode *arguments = NULL;

  json_builder_set_member_name (builder, "update");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, id);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "description");
  json_builder_add_string_value (builder, label);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  answer = call (self, "x:AppPassword/set", end_request (builder), &arguments, cancellable, error);
  return answer != NULL && check_change (arguments, "notUpdated", id, error);
}

const WebDeviceBackend web_device_stalwart = {
  .kind = "stalwart",
  .name = "Stalwart",
  .abilities = BASE_DEVICE_CAN_LIST | BASE_DEVICE_CAN_CREATE | BASE_DEVICE_CAN_REVOKE | BASE_DEVICE_CAN_RENAME
               | BASE_DEVICE_SERVER_SECRET | BASE_DEVICE_ID_ON_CREATE | BASE_DEVICE_EXPIRY
               | BASE_DEVICE_ALLOWED_IPS,
  .credential = BASE_DEVICE_CREDENTIAL_PASSWORD,
  .max_count = 5,
  .open = open_session,
  .list = list,
  .create = create,
  .revoke = revoke_one,
  .rename = rename_device,
};
