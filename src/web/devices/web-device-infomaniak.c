/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-device-infomaniak.c: device passwords by api.infomaniak.com, with a token the person made
 *
 * Every answer is an envelope {result, data, error {code, description}}; HTTP 200 with result "error" is a failure. The
 * service is enabled account by account: 501 means "not here". An entry of a mailbox (access) and the device it belongs
 * to have ids of their own; ours is "access:device". Creating tells the password only. */

#include "web-device-private.h"

#include <string.h>

#define MAX_PAGES 20
#define MAX_HOSTINGS 20

/* Codes of the provider that say more than the status. */
static const struct
{
  const char *code;
  BaseDeviceError error;
  const char *detail;
} codes[] = {
  { "device_already_has_access_to_mailbox", BASE_DEVICE_ERROR_CONFLICT, NULL },
  { "existing_device_can_only_have_one_user", BASE_DEVICE_ERROR_INVALID, "user" },
  { "legacy_device_creation", BASE_DEVICE_ERROR_INVALID, "type" },
  { "legacy_device_deletion", BASE_DEVICE_ERROR_PROTECTED, NULL },
  { "object_not_found", BASE_DEVICE_ERROR_NOT_FOUND, NULL },
  { "cannot_delete_object", BASE_DEVICE_ERROR_SERVER, NULL },
  { "not_authorized", BASE_DEVICE_ERROR_UNAUTHENTICATED, NULL },
};

/* The rights a 403 names, wherever it does. (transfer full) (nullable) */
static char *
find_scopes (JsonNode *json)
{
  static const char *const paths[]
      = { "error/context/scopes", "error/scopes", "error/context/scope", "error/required_scopes" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      JsonArray *array = web_json_array (json, paths[i]);
      g_autofree char *word = web_json_dup (json, paths[i]);
      g_autoptr (GString) text = g_string_new (NULL);

      if (word != NULL && *word != '\0')
        return g_steal_pointer (&word);
      for (guint j = 0; array != NULL && j < json_array_get_length (array) && j < 10; j++)
        {
          g_autofree char *one = web_json_dup (json_array_get_element (array, j), "");

          if (one != NULL)
            g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", one);
        }
      if (text->len > 0)
        return g_string_free_and_steal (g_steal_pointer (&text));
    }
  return NULL;
}

static gboolean
check (const WebAnswer *answer, GError **error)
{
  g_autofree char *code = answer->json != NULL ? web_json_dup (answer->json, "error/code") : NULL;
  g_autofree char *words = answer->json != NULL ? web_json_dup (answer->json, "error/description") : NULL;
  g_autofree char *scopes = NULL;
  const char *result = answer->json != NULL ? web_json_string (answer->json, "result") : NULL;

  if (answer->status / 100 == 2
      && (g_strcmp0 (result, "success") == 0 || g_strcmp0 (result, "asynchronous") == 0))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (codes[i].code, code) == 0)
      {
        base_device_set_error (error, codes[i].error, 0, codes[i].detail, "%s", code);
        return FALSE;
      }
  if (answer->status == 403 && (scopes = find_scopes (answer->json)) != NULL)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_MISSING_SCOPE, 0, scopes, "the token lacks rights: %s",
                             scopes);
      return FALSE;
    }
  if (answer->status / 100 != 2)
    return web_device_check_status (answer, error);
  base_device_set_error (error, BASE_DEVICE_ERROR_SERVER, 0, NULL, "%s", words != NULL ? words : "no result");
  return FALSE;
}

static WebAnswer *
call (WebDevices *self, const char *method, const char *path, JsonNode *body, GCancellable *cancellable,
      GError **error)
{
  g_autoptr (WebAnswer) answer = web_api_call (self->api, method, path, body, cancellable, error);

  return answer != NULL && check (answer, error) ? g_steal_pointer (&answer) : NULL;
}

typedef void (*ItemFunc) (JsonNode *item, gpointer data);

/* All pages of a list. */
static gboolean
for_each (WebDevices *self, const char *path, ItemFunc func, gpointer data, GCancellable *cancellable,
          GError **error)
{
  for (guint page = 1; page <= MAX_PAGES; page++)
    {
      g_autofree char *here
          = page == 1 ? g_strdup (path)
                      : g_strdup_printf ("%s%spage=%u", path, strchr (path, '?') != NULL ? "&" : "?", page);
      g_autoptr (WebAnswer) answer = call (self, "GET", here, NULL, cancellable, error);
      JsonArray *items = answer != NULL ? web_json_array (answer->json, "data") : NULL;

      if (answer == NULL)
        return FALSE;
      for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
        func (json_array_get_element (items, i), data);
      if (items == NULL || json_array_get_length (items) == 0
          || web_json_int (answer->json, "pages", 1) <= page)
        break;
    }
  return TRUE;
}

/* ---- mailboxes ---- */

typedef struct
{
  GPtrArray *list;
  const char *hosting; /* nullable: where the items do not say it */
} Mailboxes;

static void
add_mailbox (JsonNode *item, gpointer data)
{
  Mailboxes *all = data;
  WebMailbox *one = g_new0 (WebMailbox, 1);

  one->id = web_json_dup (item, "mailbox_id");
  if (one->id == NULL)
    one->id = web_json_dup (item, "id");
  one->address = web_json_dup (item, "mailbox_email");
  if (one->address == NULL)
    one->address = web_json_dup (item, "mailbox");
  one->hosting_id = web_json_dup (item, "service_mail_id");
  if (one->hosting_id == NULL)
    one->hosting_id = g_strdup (all->hosting);
  one->local_part = web_json_dup (item, "mailbox_name");
  one->is_primary = web_json_bool (item, "is_primary", FALSE);
  if (one->address != NULL && one->hosting_id != NULL && one->local_part != NULL)
    g_ptr_array_add (all->list, one);
  else
    web_mailbox_free (one);
}

static void
add_hosting (JsonNode *item, gpointer data)
{
  GPtrArray *ids = data;
  char *id = web_json_dup (item, "service_id");

  if (id == NULL)
    id = web_json_dup (item, "id");
  if (id != NULL && ids->len < MAX_HOSTINGS)
    g_ptr_array_add (ids, id);
  else
    g_free (id);
}

/* An administrator's token reaches mailboxes that are not its own. */
static gboolean
add_administered (WebDevices *self, GPtrArray *list, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  if (!for_each (self, "/1/products?service_name=email_hosting", add_hosting, ids, cancellable, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *id = web_device_escape (g_ptr_array_index (ids, i));
      g_autofree char *path = g_strdup_printf ("/1/mail_hostings/%s/mailboxes", id);
      Mailboxes all = { list, g_ptr_array_index (ids, i) };

      if (!for_each (self, path, add_mailbox, &all, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static const WebMailbox *
find_mailbox (GPtrArray *list, const char *address)
{
  for (guint i = 0; i < list->len; i++)
    if (g_ascii_strcasecmp (((WebMailbox *) g_ptr_array_index (list, i))->address, address) == 0)
      return g_ptr_array_index (list, i);
  return NULL;
}

static GPtrArray *
mailboxes (WebDevices *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) web_mailbox_free);
  g_autoptr (GError) local = NULL;
  char *bearer = g_strconcat ("Bearer ", self->secret, NULL);
  Mailboxes all = { list, NULL };

  web_api_set_header (self->api, "Authorization", bearer);
  base_secret_wipe (bearer);
  if (!for_each (self, "/1/mail_hostings/accesses/webmail", add_mailbox, &all, cancellable, error))
    return NULL;
  if (find_mailbox (list, self->address) == NULL && !add_administered (self, list, cancellable, &local))
    g_debug ("no administrator: %s", local->message);
  return g_steal_pointer (&list);
}

static gboolean
open_mailbox (WebDevices *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) list = mailboxes (self, cancellable, error);
  const WebMailbox *mine = list != NULL ? find_mailbox (list, self->address) : NULL;

  if (list == NULL)
    return FALSE;
  if (mine == NULL)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_NOT_FOUND, 0, "mailbox", "the token does not reach %s",
                             self->address);
      return FALSE;
    }
  self->hosting = web_device_escape (mine->hosting_id);
  self->mailbox = web_device_escape (mine->local_part);
  return TRUE;
}

/* ---- devices ---- */

static char *
device_path (WebDevices *self, const char *access)
{
  g_autofree char *escaped = web_device_escape (access);

  return g_strdup_printf ("/1/mail_hostings/%s/mailboxes/%s/accesses/devices%s%s", self->hosting,
                          self->mailbox, *access != '\0' ? "/" : "", escaped);
}

static void
add_device (JsonNode *item, gpointer data)
{
  BaseDevice *one = base_device_new ();
  g_autofree char *access = web_json_dup (item, "id");
  g_autofree char *device = web_json_dup (item, "device/id");
  g_autofree char *label = web_json_dup (item, "device/label");
  g_autofree char *holder = web_json_dup (item, "user_access/display_name");

  if (access == NULL)
    {
      base_device_free (one);
      return;
    }
  if (device == NULL)
    device = web_json_dup (item, "device");
  g_free (one->id);
  one->id = device != NULL ? g_strdup_printf ("%s:%s", access, device) : g_strdup (access);
  g_set_str (&one->label, label != NULL ? label : "");
  one->type = base_device_type_parse (web_json_string (item, "device/type"));
  one->protocols = base_device_protocols_parse (web_json_string (item, "protocols"));
  if (one->protocols != 0)
    one->protocols = (BaseDeviceProtocols) (one->protocols | BASE_DEVICE_SMTP);
  one->created = web_json_time (item, "created_at");
  one->last_used = web_json_time (item, "last_connection");
  one->status = base_device_status_parse (web_json_string (item, "status"));
  if (one->status == BASE_DEVICE_STATUS_OK && web_json_int (item, "device/locked_accesses_count", 0) > 0
      && web_json_int (item, "device/count_accesses", 0) == 1)
    one->status = BASE_DEVICE_STATUS_LOCKED;
  one->can_revoke = web_json_bool (item, "can_delete", TRUE);
  one->can_regenerate = web_json_bool (item, "can_regenerate", one->type != BASE_DEVICE_TYPE_LEGACY);
  if (holder == NULL)
    holder = web_json_dup (item, "user_access/email");
  g_set_str (&one->holder, holder != NULL ? holder : "");
  g_ptr_array_add (data, one);
}

static GPtrArray *
list (WebDevices *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) devices = web_device_list_new ();
  g_autofree char *path = device_path (self, "");

  return for_each (self, path, add_device, devices, cancellable, error) ? g_steal_pointer (&devices) : NULL;
}

static char *
take_password (const WebAnswer *answer, GError **error)
{
  const char *password = web_json_string (answer->json, "data/password");

  if (password != NULL && *password != '\0')
    return g_strdup (password);
  base_device_set_error (error, BASE_DEVICE_ERROR_SERVER, 0, NULL, "no password in the answer");
  return NULL;
}

static char *
create (WebDevices *self, const WebDeviceRequest *request, const char *secret, char **id,
        GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonBuilder) body = json_builder_new ();
  g_autoptr (WebAnswer) answer = NULL;
  g_autofree char *path = device_path (self, "");
  gboolean pop = (request->protocols & BASE_DEVICE_POP3) != 0;
  gboolean imap = (request->protocols & BASE_DEVICE_IMAP) != 0 || !pop;
  gboolean known = request->type >= BASE_DEVICE_TYPE_COMPUTER && request->type <= BASE_DEVICE_TYPE_OTHER;

  json_builder_begin_object (body);
  json_builder_set_member_name (body, "protocols");
  json_builder_add_string_value (body, pop && imap ? "pop3-imap" : pop ? "pop3" : "imap");
  json_builder_set_member_name (body, "label");
  json_builder_add_string_value (body, request->label);
  json_builder_set_member_name (body, "type");
  json_builder_add_string_value (body, known ? base_device_type_get_name (request->type) : "other");
  json_builder_end_object (body);
  answer = call (self, "POST", path, json_builder_get_root (body), cancellable, error);
  return answer != NULL ? take_password (answer, error) : NULL;
}

static char *
access_of (const char *id)
{
  const char *colon = strchr (id, ':');

  return colon != NULL ? g_strndup (id, (gsize) (colon - id)) : g_strdup (id);
}

static gboolean
revoke_one (WebDevices *self, const char *id, GCancellable *cancellable, GError **error)
{
  g_autofree char *access = access_of (id);
  g_autofree char *path = device_path (self, access);
  g_autoptr (WebAnswer) answer = NULL;

  /* Without an id the same path means all of them. */
  if (*access == '\0')
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_INVALID, 0, "id", "no id");
      return FALSE;
    }
  answer = call (self, "DELETE", path, NULL, cancellable, error);
  return answer != NULL;
}

static gboolean
revoke_all (WebDevices *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = device_path (self, "");
  g_autoptr (WebAnswer) answer = call (self, "DELETE", path, NULL, cancellable, error);

  return answer != NULL;
}

static char *
regenerate (WebDevices *self, const char *id, GCancellable *cancellable, GError **error)
{
  g_autofree char *access = access_of (id);
  g_autofree char *path = device_path (self, access);
  g_autoptr (WebAnswer) answer = NULL;

  if (*access == '\0')
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_INVALID, 0, "id", "no id");
      return NULL;
    }
  answer = call (self, "POST", path, NULL, cancellable, error);
  return answer != NULL ? take_password (answer, error) : NULL;
}

static gboolean
rename_device (WebDevices *self, const char *id, const char *label, GCancellable *cancellable, GError **error)
{
  const char *colon = strchr (id, ':');
  g_autofree char *device = colon != NULL ? web_device_escape (colon + 1) : NULL;
  g_autofree char *path = g_strdup_printf ("/1/mail_hostings/accesses/devices/%s", device);
  g_autoptr (JsonBuilder) body = NULL;
  g_autoptr (WebAnswer) answer = NULL;

  if (device == NULL || *device == '\0')
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_UNSUPPORTED, 0, NULL, "an entry without a device");
      return FALSE;
    }
  body = json_builder_new ();
  json_builder_begin_object (body);
  json_builder_set_member_name (body, "label");
  json_builder_add_string_value (body, label);
  json_builder_end_object (body);
  answer = call (self, "PATCH", path, json_builder_get_root (body), cancellable, error);
  return answer != NULL;
}

const WebDeviceBackend web_device_infomaniak = {
  .kind = "infomaniak",
  .name = "Infomaniak",
  .abilities = BASE_DEVICE_CAN_LIST | BASE_DEVICE_CAN_CREATE | BASE_DEVICE_CAN_REVOKE
               | BASE_DEVICE_CAN_REGENERATE | BASE_DEVICE_CAN_RENAME | BASE_DEVICE_SERVER_SECRET
               | BASE_DEVICE_PER_PROTOCOL | BASE_DEVICE_LAST_USED | BASE_DEVICE_TYPES,
  .credential = BASE_DEVICE_CREDENTIAL_TOKEN,
  .token_page = "https://manager.infomaniak.com/v3/ng/accounts/token/list",
  .open = open_mailbox,
  .mailboxes = mailboxes,
  .list = list,
  .create = create,
  .revoke = revoke_one,
  .revoke_all = revoke_all,
  .regenerate = regenerate,
  .rename = rename_device,
};
