/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-device-mailcow.c: app passwords of a mailcow server, with an administrator's key
 *
 * The client makes the password. Changes answer HTTP 200 with a list of {type, log, msg}: only "success" is one. `log`
 * repeats the request, password and all, and is never read. An empty list comes as {}. The last use is in a log of its
 * own, which a key may not be allowed to read. */

#include "web-device-private.h"

#include <string.h>

static const struct
{
  const char *name;
  BaseDeviceProtocols protocol;
} flags[] = {
  { "imap_access", BASE_DEVICE_IMAP }, { "smtp_access", BASE_DEVICE_SMTP },
  { "dav_access", BASE_DEVICE_DAV },   { "eas_access", BASE_DEVICE_EAS },
  { "pop3_access", BASE_DEVICE_POP3 }, { "sieve_access", BASE_DEVICE_SIEVE },
};

static const struct
{
  const char *word;
  BaseDeviceError code;
  const char *detail;
} messages[] = {
  { "access_denied", BASE_DEVICE_ERROR_FORBIDDEN, NULL },
  { "app_name_empty", BASE_DEVICE_ERROR_INVALID, "label" },
  { "app_passwd_id_invalid", BASE_DEVICE_ERROR_NOT_FOUND, NULL },
  { "password_complexity", BASE_DEVICE_ERROR_INVALID, "password" },
  { "password_mismatch", BASE_DEVICE_ERROR_INVALID, "password" },
  { "username_invalid", BASE_DEVICE_ERROR_NOT_FOUND, "mailbox" },
};

/* msg is a word, or a list that begins with it. */
static const char *
first_word (JsonNode *item)
{
  const char *word = web_json_string (item, "msg");
  JsonArray *words = web_json_array (item, "msg");

  if (word == NULL && words != NULL && json_array_get_length (words) > 0)
    word = web_json_string (json_array_get_element (words, 0), "");
  return word;
}

static void
set_message_error (const char *word, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    if (g_strcmp0 (messages[i].word, word) == 0)
      {
        base_device_set_error (error, messages[i].code, 0, messages[i].detail, "%s", word);
        return;
      }
  base_device_set_error (error, BASE_DEVICE_ERROR_SERVER, 0, NULL, "%.100s",
                         word != NULL ? word : "no result");
}

/* One answer object, or a list of them: the first that is no success decides. */
static gboolean
check_results (JsonNode *json, GError **error)
{
  JsonArray *items = web_json_array (json, "");
  guint n = items != NULL ? json_array_get_length (items) : 1;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *item = items != NULL ? json_array_get_element (items, i) : json;

      if (g_strcmp0 (web_json_string (item, "type"), "success") == 0)
        continue;
      set_message_error (first_word (item), error);
      return FALSE;
    }
  if (n == 0)
    set_message_error (NULL, error);
  return n > 0;
}

static gboolean
open_service (WebDevices *self, GCancellable *cancellable, GError **error)
{
  web_api_set_header (self->api, "X-API-Key", self->secret);
  return TRUE;
}

static gboolean
change (WebDevices *self, const char *path, JsonBuilder *body, GCancellable *cancellable, GError **error)
{
  g_autoptr (WebAnswer) answer
      = web_api_call (self->api, "POST", path, json_builder_get_root (body), cancellable, error);

  return answer != NULL && web_device_check_status (answer, error) && check_results (answer->json, error);
}

/* ---- reading ---- */

static WebAnswer *
get (WebDevices *self, const char *what, GCancellable *cancellable, GError **error)
{
  g_autofree char *address = web_device_escape (self->address);
  g_autofree char *path = g_strdup_printf ("/api/v1/get/%s/%s", what, address);
  g_autoptr (WebAnswer) answer = web_api_call (self->api, "GET", path, NULL, cancellable, error);

  if (answer == NULL || !web_device_check_status (answer, error))
    return NULL;
  /* {"type": "error", "msg": …} with HTTP 200 */
  if (web_json_object (answer->json) != NULL && web_json_string (answer->json, "type") != NULL)
    {
      set_message_error (first_word (answer->json), error);
      return NULL;
    }
  return g_steal_pointer (&answer);
}

static BaseDevice *
read_device (JsonNode *item)
{
  BaseDevice *one = base_device_new ();
  g_autofree char *id = web_json_dup (item, "id");
  g_autofree char *label = web_json_dup (item, "name");
  guint protocols = 0;

  g_set_str (&one->id, id != NULL ? id : "");
  g_set_str (&one->label, label != NULL ? label : "");
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (web_json_bool (item, flags[i].name, FALSE))
      protocols |= flags[i].protocol;
  one->protocols = (BaseDeviceProtocols) protocols;
  one->created = web_json_time (item, "created");
  one->status = web_json_bool (item, "active", TRUE) ? BASE_DEVICE_STATUS_OK : BASE_DEVICE_STATUS_DISABLED;
  one->can_revoke = *one->id != '\0';
  one->can_regenerate = one->can_revoke;
  return one;
}

/* Fills in when each was used; a key that may not ask for it changes nothing. */
static void
add_last_used (WebDevices *self, GPtrArray *devices, GCancellable *cancellable)
{
  g_autoptr (WebAnswer) answer = get (self, "last-login", cancellable, NULL);
  JsonArray *logins = answer != NULL ? web_json_array (answer->json, "sasl") : NULL;

  for (guint i = 0; logins != NULL && i < json_array_get_length (logins); i++)
    {
      JsonNode *login = json_array_get_element (logins, i);
      g_autofree char *id = web_json_dup (login, "app_password");
      gint64 time = web_json_time (login, "datetime");

      for (guint j = 0; id != NULL && j < devices->len; j++)
        {
          BaseDevice *one = g_ptr_array_index (devices, j);

          if (g_str_equal (one->id, id))
            one->last_used = MAX (one->last_used, time);
        }
    }
}

static GPtrArray *
list (WebDevices *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) devices = web_device_list_new ();
  g_autoptr (WebAnswer) answer = get (self, "app-passwd/all", cancellable, error);
  JsonArray *items;

  if (answer == NULL)
    return NULL;
  items = web_json_array (answer->json, "");
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      g_autoptr (BaseDevice) one = read_device (json_array_get_element (items, i));
      g_autofree char *owner = web_json_dup (json_array_get_element (items, i), "mailbox");

      if (*one->id != '\0' && (owner == NULL || g_ascii_strcasecmp (owner, self->address) == 0))
        g_ptr_array_add (devices, g_steal_pointer (&one));
    }
  if (devices->len > 0)
    add_last_used (self, devices, cancellable);
  return g_steal_pointer (&devices);
}

/* ---- changing ---- */

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static char *
create (WebDevices *self, const WebDeviceRequest *request, const char *secret, char **id,
        GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonBuilder) body = json_builder_new ();
  BaseDeviceProtocols wanted = request->protocols != 0
                                   ? request->protocols
                                   : (BaseDeviceProtocols) (BASE_DEVICE_IMAP | BASE_DEVICE_SMTP);

  json_builder_begin_object (body);
  add_text (body, "active", "1");
  add_text (body, "username", self->address);
  add_text (body, "app_name", request->label);
  add_text (body, "app_passwd", secret);
  add_text (body, "app_passwd2", secret);
  json_builder_set_member_name (body, "protocols");
  json_builder_begin_array (body);
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (wanted & flags[i].protocol)
      json_builder_add_string_value (body, flags[i].name);
  json_builder_end_array (body);
  json_builder_end_object (body);
  return change (self, "/api/v1/add/app-passwd", body, cancellable, error) ? g_strdup (secret) : NULL;
}

static gboolean
revoke_one (WebDevices *self, const char *id, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonBuilder) body = json_builder_new ();

  json_builder_begin_array (body);
  json_builder_add_string_value (body, id);
  json_builder_end_array (body);
  return change (self, "/api/v1/delete/app-passwd", body, cancellable, error);
}

static gboolean
edit (WebDevices *self, const char *id, const char *const *pairs, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonBuilder) body = json_builder_new ();

  json_builder_begin_object (body);
  json_builder_set_member_name (body, "items");
  json_builder_begin_array (body);
  json_builder_add_string_value (body, id);
  json_builder_end_array (body);
  json_builder_set_member_name (body, "attr");
  json_builder_begin_object (body);
  for (guint i = 0; pairs[i] != NULL; i += 2)
    add_text (body, pairs[i], pairs[i + 1]);
  json_builder_end_object (body);
  json_builder_end_object (body);
  return change (self, "/api/v1/edit/app-passwd", body, cancellable, error);
}

static char *
regenerate (WebDevices *self, const char *id, GCancellable *cancellable, GError **error)
{
  char *secret = base_secret_generate (24);
  const char *const pairs[] = { "app_passwd", secret, "app_passwd2", secret, NULL };

  if (!edit (self, id, pairs, cancellable, error))
    g_clear_pointer (&secret, base_secret_wipe);
  return secret;
}

static gboolean
rename_device (WebDevices *self, const char *id, const char *label, GCancellable *cancellable, GError **error)
{
  const char *const pairs[] = { "app_name", label, NULL };

  return edit (self, id, pairs, cancellable, error);
}

const WebDeviceBackend web_device_mailcow = {
  .kind = "mailcow",
  .name = "mailcow",
  .abilities = BASE_DEVICE_CAN_LIST | BASE_DEVICE_CAN_CREATE | BASE_DEVICE_CAN_REVOKE
               | BASE_DEVICE_CAN_REGENERATE | BASE_DEVICE_CAN_RENAME | BASE_DEVICE_PER_PROTOCOL
               | BASE_DEVICE_LAST_USED | BASE_DEVICE_ADMIN_KEY,
  .credential = BASE_DEVICE_CREDENTIAL_KEY,
  .open = open_service,
  .list = list,
  .create = create,
  .revoke = revoke_one,
  .regenerate = regenerate,
  .rename = rename_device,
};
