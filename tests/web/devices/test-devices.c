/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-devices.c: each provider's back end against its published API (PROVIDER.json), and against answers that are odd
 *
 * A case is a call, the requests it must make, and what must come of it. The odd answers are the same for all: they take
 * the place of the last answer of the provider's case "list". */

#include <gio/gio.h>
#include <string.h>

#include "https-peer.h"
#include "web-device.h"

#define CANARY "CANARY"

typedef struct
{
  JsonNode *root;
  JsonObject *file;
  const char *kind;
} Fixture;

static HttpsPeer *peer;
static HttpsPeer *elsewhere;
static char *ca_file;

static void
fixture_load (Fixture *self, const char *kind)
{
  g_autofree char *name = g_strconcat (kind, ".json", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "web", "devices", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  self->root = json_from_string (text, &error);
  g_assert_no_error (error);
  self->file = json_node_get_object (self->root);
  self->kind = kind;
}

/* (transfer container): an exchange is named, or stands there itself */
static GPtrArray *
exchanges_of (Fixture *self, JsonObject *one)
{
  JsonArray *list = json_object_get_array_member (one, "exchanges");
  GPtrArray *exchanges = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_VALUE (node))
        node = json_object_get_member (json_object_get_object_member (self->file, "exchanges"),
                                       json_node_get_string (node));
      g_assert_nonnull (node);
      g_ptr_array_add (exchanges, node);
    }
  return exchanges;
}

static WebDevices *
open_devices (Fixture *self, guint timeout_ms, const char *ca)
{
  g_autofree char *url = https_peer_dup_url (peer);
  g_autoptr (GError) error = NULL;
  WebDeviceConfig config = {
    .kind = self->kind,
    .url = url,
    .address = json_object_get_string_member (self->file, "address"),
    .login = json_object_get_string_member_with_default (self->file, "login", NULL),
    .secret = json_object_get_string_member (self->file, "secret"),
    .ca_file = ca,
    .timeout_ms = timeout_ms,
  };
  WebDevices *devices = web_devices_new (&config, &error);

  g_assert_no_error (error);
  return devices;
}

/* ---- the published API ---- */

static const char *
text_of (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, "");
}

static void
assert_device (JsonObject *expected, const BaseDevice *given)
{
  g_autofree char *protocols = base_device_protocols_format (given->protocols);

  g_assert_cmpstr (given->id, ==, text_of (expected, "id"));
  g_assert_cmpstr (given->label, ==, text_of (expected, "label"));
  g_assert_cmpstr (base_device_type_get_name (given->type), ==,
                   json_object_get_string_member_with_default (expected, "type", "unknown"));
  g_assert_cmpstr (protocols, ==, text_of (expected, "protocols"));
  g_assert_cmpstr (base_device_status_get_name (given->status), ==, text_of (expected, "status"));
  g_assert_cmpint (given->created, ==, json_object_get_int_member_with_default (expected, "created", 0));
  g_assert_cmpint (given->last_used, ==, json_object_get_int_member_with_default (expected, "last_used", 0));
  g_assert_cmpint (given->expires, ==, json_object_get_int_member_with_default (expected, "expires", 0));
  g_assert_cmpstr (given->holder, ==, text_of (expected, "holder"));
  g_assert_cmpstr (given->allowed_ips, ==, text_of (expected, "allowed_ips"));
  g_assert_cmpint (given->can_revoke, ==,
                   json_object_get_boolean_member_with_default (expected, "can_revoke", TRUE));
}

static void
assert_list (JsonObject *expect, GPtrArray *list)
{
  JsonArray *devices = json_object_get_array_member (expect, "devices");

  g_assert_cmpuint (list->len, ==, json_array_get_length (devices));
  for (guint i = 0; i < list->len; i++)
    assert_device (json_array_get_object_element (devices, i), g_ptr_array_index (list, i));
}

static void
assert_error (JsonObject *expect, const GError *error)
{
  const char *wanted = json_object_get_string_member_with_default (expect, "error", NULL);

  if (wanted == NULL)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_nonnull (error);
  g_assert_cmpstr (base_device_error_get_name (error), ==, wanted);
  g_assert_null (strstr (error->message, CANARY));
  if (json_object_has_member (expect, "detail"))
    g_assert_cmpstr (base_device_error_get_detail (error), ==, text_of (expect, "detail"));
  g_assert_cmpuint (base_device_error_get_retry_after (error), ==,
                    json_object_get_int_member_with_default (expect, "retry_after", 0));
}

static void
assert_secret (JsonObject *expect, const char *secret)
{
  const char *wanted = json_object_get_string_member_with_default (expect, "secret", NULL);

  if (g_strcmp0 (wanted, "$SECRET") == 0)
    wanted = https_peer_get_secret (peer);
  g_assert_cmpstr (secret, ==, wanted);
}

static void
run_create (WebDevices *devices, JsonObject *one, JsonObject *expect)
{
  JsonObject *args = json_object_get_object_member (one, "arguments");
  WebDeviceRequest request = {
    .label = text_of (args, "label"),
    .type = base_device_type_parse (text_of (args, "type")),
    .protocols = base_device_protocols_parse (text_of (args, "protocols")),
    .expires = json_object_get_int_member_with_default (args, "expires", 0),
  };
  g_autoptr (BaseDevice) device = NULL;
  g_autoptr (GError) error = NULL;
  char *secret = web_devices_create (devices, &request, &device, NULL, &error);

  assert_error (expect, error);
  assert_secret (expect, secret);
  if (secret != NULL)
    g_assert_cmpstr (device->id, ==, text_of (expect, "id"));
  base_secret_wipe (secret);
}

static void
run_call (WebDevices *devices, JsonObject *one, JsonObject *expect)
{
  const char *call = json_object_get_string_member (one, "call");
  JsonObject *args
      = json_object_has_member (one, "arguments") ? json_object_get_object_member (one, "arguments") : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  char *secret = NULL;

  if (g_str_equal (call, "list"))
    {
      list = web_devices_list (devices, NULL, &error);
      assert_error (expect, error);
      if (list != NULL)
        assert_list (expect, list);
    }
  else if (g_str_equal (call, "mailboxes"))
    {
      list = web_devices_list_mailboxes (devices, NULL, &error);
      assert_error (expect, error);
      if (list != NULL)
        g_assert_cmpint (list->len, ==, json_object_get_int_member (expect, "mailboxes"));
    }
  else if (g_str_equal (call, "create"))
    run_create (devices, one, expect);
  else if (g_str_equal (call, "revoke"))
    assert_error (expect, web_devices_revoke (devices, text_of (args, "id"), NULL, &error) ? NULL : error);
  else if (g_str_equal (call, "revoke-all"))
    assert_error (expect, web_devices_revoke_all (devices, NULL, &error) ? NULL : error);
  else if (g_str_equal (call, "rename"))
    assert_error (expect,
                  web_devices_rename (devices, text_of (args, "id"), text_of (args, "label"), NULL, &error)
                      ? NULL
                      : error);
  else if (g_str_equal (call, "regenerate"))
    {
      secret = web_devices_regenerate (devices, text_of (args, "id"), NULL, &error);
      assert_error (expect, error);
      assert_secret (expect, secret);
      base_secret_wipe (secret);
    }
  else
    g_error ("no call “%s”", call);
}

static void
test_api (gconstpointer data)
{
  Fixture fixture;
  JsonArray *cases;

  fixture_load (&fixture, data);
  cases = json_object_get_array_member (fixture.file, "cases");
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *one = json_array_get_object_element (cases, i);
      g_autoptr (GPtrArray) exchanges = exchanges_of (&fixture, one);
      guint timeout = (guint) json_object_get_int_member_with_default (one, "timeout", 0);
      g_autoptr (WebDevices) devices = open_devices (&fixture, timeout, ca_file);

      g_test_message ("%s: %s", fixture.kind, json_object_get_string_member (one, "name"));
      https_peer_expect (peer, exchanges);
      run_call (devices, one, json_object_get_object_member (one, "expect"));
      https_peer_assert_done (peer, json_object_get_string_member (one, "name"));
    }
  json_node_unref (fixture.root);
}

/* ---- odd answers ---- */

static const struct
{
  const char *name;
  const char *change; /* members of the exchange that change */
  const char *error;  /* nullable: anything but a crash */
  guint retry_after;
} odd[] = {
  { "401", "{\"status\":401,\"answer\":{}}", "unauthenticated", 0 },
  { "401 without a body", "{\"status\":401,\"raw\":\"\"}", "unauthenticated", 0 },
  { "403", "{\"status\":403,\"answer\":{}}", "forbidden", 0 },
  { "404", "{\"status\":404,\"raw\":\"<h1>no</h1>\",\"type\":\"text/html\"}", "not-found", 0 },
  { "409", "{\"status\":409,\"answer\":{}}", "conflict", 0 },
  { "422", "{\"status\":422,\"answer\":{}}", "invalid", 0 },
  { "429", "{\"status\":429,\"answer\":{},\"send\":{\"Retry-After\":\"17\"}}", "rate-limited", 17 },
  { "429 for ever", "{\"status\":429,\"answer\":{},\"send\":{\"Retry-After\":\"99999999999\"}}",
    "rate-limited", 86400 },
  { "429 in the past",
    "{\"status\":429,\"answer\":{},\"send\":{\"Retry-After\":\"Wed, 21 Oct 2015 07:28:00 GMT\"}}",
    "rate-limited", 0 },
  { "429 nonsense", "{\"status\":429,\"answer\":{},\"send\":{\"Retry-After\":\"soon\"}}", "rate-limited", 0 },
  { "500", "{\"status\":500,\"raw\":\"oops\",\"type\":\"text/plain\"}", "server", 0 },
  { "501", "{\"status\":501,\"answer\":{}}", "not-enabled", 0 },
  { "503", "{\"status\":503,\"answer\":{}}", "server", 0 },
  { "truncated", "{\"truncate\":20}", "network", 0 },
  { "giant", "{\"giant\":3000000}", "server", 0 },
  { "wrong type", "{\"type\":\"text/html\"}", "server", 0 },
  { "page instead", "{\"raw\":\"<html>Log in</html>\",\"type\":\"text/html\"}", "server", 0 },
  { "no JSON", "{\"raw\":\"{\\\"result\\\": \"}", "server", 0 },
  { "empty", "{\"raw\":\"\"}", "server", 0 },
  { "deep", "{\"deep\":200000}", "server", 0 },
  { "no JSON at all", "{\"raw\":\"\\u00ff{}\",\"type\":\"application/json\"}", "server", 0 },
  { "null", "{\"raw\":\"null\"}", NULL, 0 },
  { "a text", "{\"raw\":\"\\\"text\\\"\"}", NULL, 0 },
  { "a number", "{\"raw\":\"7\"}", NULL, 0 },
  { "a list of nonsense", "{\"raw\":\"[null,1,[],{},\\\"x\\\"]\"}", NULL, 0 },
  { "no content", "{\"status\":204,\"raw\":\"\"}", NULL, 0 },
  { "closes", "{\"close\":true}", "network", 0 },
  { "stalls", "{\"stall\":true}", "network", 0 },
  { "drips", "{\"drip\":true}", "network", 0 },
  { "repeats the secret",
    "{\"status\":200,\"answer\":{\"result\":\"error\",\"type\":\"danger\",\"success\":false,"
    "\"msg\":\"CANARY-secret-5b7\",\"error\":\"CANARY-secret-5b7\",\"code\":\"X\"}}",
    NULL, 0 },
};

static JsonObject *
find_case (Fixture *fixture, const char *name)
{
  JsonArray *cases = json_object_get_array_member (fixture->file, "cases");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    if (g_str_equal (text_of (json_array_get_object_element (cases, i), "name"), name))
      return json_array_get_object_element (cases, i);
  g_error ("no case “%s”", name);
}

/* A copy of @exchange with what @change says. (transfer full) */
static JsonNode *
change_exchange (JsonNode *exchange, const char *change)
{
  g_autoptr (JsonNode) changes = json_from_string (change, NULL);
  g_autofree char *text = json_to_string (exchange, FALSE);
  JsonNode *copy = json_from_string (text, NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  g_assert_nonnull (changes);
  json_object_iter_init (&iter, json_node_get_object (changes));
  while (json_object_iter_next (&iter, &name, &value))
    {
      if (g_str_equal (name, "raw") || g_str_equal (name, "answer"))
        json_object_remove_member (json_node_get_object (copy), g_str_equal (name, "raw") ? "answer" : "raw");
      json_object_set_member (json_node_get_object (copy), name, json_node_copy (value));
    }
  return copy;
}

/* The exchanges of "list" up to the one that is odd. */
static GPtrArray *
odd_exchanges (Fixture *fixture, guint at, JsonNode *instead)
{
  GPtrArray *exchanges = exchanges_of (fixture, find_case (fixture, "list"));

  g_ptr_array_set_size (exchanges, (gint) at);
  g_ptr_array_add (exchanges, instead);
  return exchanges;
}

static void
run_odd (Fixture *fixture, guint at, guint row)
{
  g_autoptr (GPtrArray) all = exchanges_of (fixture, find_case (fixture, "list"));
  g_autoptr (JsonNode) instead = change_exchange (g_ptr_array_index (all, at), odd[row].change);
  g_autoptr (GPtrArray) exchanges = odd_exchanges (fixture, at, instead);
  gboolean slow = strstr (odd[row].change, "stall") != NULL || strstr (odd[row].change, "drip") != NULL;
  g_autoptr (WebDevices) devices = open_devices (fixture, slow ? 300 : 0, ca_file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;

  g_test_message ("%s, request %u: %s", fixture->kind, at, odd[row].name);
  https_peer_expect (peer, exchanges);
  list = web_devices_list (devices, NULL, &error);
  if (error != NULL)
    g_assert_null (strstr (error->message, CANARY));
  g_assert_true ((list == NULL) == (error != NULL));
  if (odd[row].error == NULL)
    return;
  g_assert_nonnull (error);
  g_assert_cmpstr (base_device_error_get_name (error), ==, odd[row].error);
  g_assert_cmpuint (base_device_error_get_retry_after (error), ==, odd[row].retry_after);
  https_peer_assert_done (peer, odd[row].name);
}

static void
test_odd (gconstpointer data)
{
  Fixture fixture;
  guint at;

  fixture_load (&fixture, data);
  at = (guint) json_object_get_int_member (fixture.file, "odd");
  for (guint row = 0; row < G_N_ELEMENTS (odd); row++)
    run_odd (&fixture, at, row);
  json_node_unref (fixture.root);
}

/* A redirect to another host, port or scheme is not followed; the credential goes nowhere. */
static void
test_redirect (gconstpointer data)
{
  static const char *const targets[]
      = { "%s/", "http://127.0.0.1:1/", "//another.test/x", "javascript:1", "" };
  Fixture fixture;
  g_autofree char *away = https_peer_dup_url (elsewhere);
  guint at;

  fixture_load (&fixture, data);
  at = (guint) json_object_get_int_member (fixture.file, "odd");
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    for (guint status = 301; status <= 308; status++)
      {
        g_auto (GStrv) parts = g_strsplit (targets[i], "%s", 2);
        g_autofree char *target = g_strjoinv (away, parts);
        g_autofree char *change
            = g_strdup_printf ("{\"status\":%u,\"raw\":\"\",\"send\":{\"Location\":\"%s\"}}", status, target);
        g_autoptr (GPtrArray) all = exchanges_of (&fixture, find_case (&fixture, "list"));
        g_autoptr (JsonNode) instead = change_exchange (g_ptr_array_index (all, at), change);
        g_autoptr (GPtrArray) exchanges = odd_exchanges (&fixture, at, instead);
        g_autoptr (WebDevices) devices = open_devices (&fixture, 0, ca_file);
        g_autoptr (GError) error = NULL;

        if ((i > 0 && status > 302) || status == 304 || status == 305 || status == 306)
          continue;
        if (*target == '\0'
            && g_str_equal (json_object_get_string_member (json_node_get_object (instead), "method"), "GET"))
          continue; /* the same address again: an endless one, tested below */
        https_peer_expect (peer, exchanges);
        g_assert_false (web_devices_probe (devices, NULL, &error));
        g_assert_error (error, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_SERVER);
        https_peer_assert_done (peer, target);
        g_assert_cmpuint (https_peer_get_requests (elsewhere), ==, 0);
      }
  json_node_unref (fixture.root);
}

/* Nothing is sent to a server that cannot prove who it is. */
static void
test_untrusted (gconstpointer data)
{
  Fixture fixture;
  g_autoptr (WebDevices) devices = NULL;
  g_autoptr (GError) error = NULL;

  fixture_load (&fixture, data);
  devices = open_devices (&fixture, 0, NULL);
  https_peer_expect (peer, NULL);
  g_assert_false (web_devices_probe (devices, NULL, &error));
  g_assert_error (error, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_NETWORK);
  g_assert_cmpstr (base_device_error_get_detail (error), ==, "certificate");
  g_assert_cmpuint (https_peer_get_requests (peer), ==, 0);
  json_node_unref (fixture.root);
}

/* Each member of each answer gone or of another kind: an error or a list, never a crash. */
static void
mangle (JsonNode *node, guint *left, guint kind)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr (GList) names = json_object_get_members (object);

      for (GList *l = names; l != NULL; l = l->next)
        {
          static const char *const kinds[] = { "null", "[]", "{}", "\"x\"", "-1", "9e99", "true" };

          if ((*left)-- == 0)
            {
              json_object_set_member (object, l->data,
                                      json_from_string (kinds[kind % G_N_ELEMENTS (kinds)], NULL));
              return;
            }
          mangle (json_object_get_member (object, l->data), left, kind);
          if (*left == G_MAXUINT)
            return;
        }
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)) && *left != G_MAXUINT; i++)
      mangle (json_array_get_element (json_node_get_array (node), i), left, kind);
}

static void
test_mangled (gconstpointer data)
{
  Fixture fixture;
  g_autoptr (GPtrArray) all = NULL;

  fixture_load (&fixture, data);
  all = exchanges_of (&fixture, find_case (&fixture, "list"));
  for (guint at = 0; at < all->len; at++)
    for (guint member = 0; member < 40; member++)
      {
        guint left = member;
        g_autoptr (JsonNode) instead = change_exchange (g_ptr_array_index (all, at), "{}");
        JsonNode *answer = json_object_get_member (json_node_get_object (instead), "answer");
        g_autoptr (GPtrArray) exchanges = exchanges_of (&fixture, find_case (&fixture, "list"));
        g_autoptr (WebDevices) devices = open_devices (&fixture, 0, ca_file);
        g_autoptr (GPtrArray) list = NULL;
        g_autoptr (GError) error = NULL;

        if (answer == NULL)
          break;
        mangle (answer, &left, at + member);
        if (left != G_MAXUINT)
          break;
        exchanges->pdata[at] = instead;
        https_peer_expect (peer, exchanges);
        list = web_devices_list (devices, NULL, &error);
        g_assert_true ((list == NULL) == (error != NULL));
      }
  json_node_unref (fixture.root);
}

int
main (int argc, char **argv)
{
  static const char *const kinds[] = { "infomaniak", "stalwart", "mailcow", "wildduck" };
  int code;

  g_test_init (&argc, &argv, NULL);
  ca_file = https_peer_dup_ca_file ();
  peer = https_peer_new ();
  elsewhere = https_peer_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *api = g_strdup_printf ("/devices/%s/api", kinds[i]);
      g_autofree char *odd_path = g_strdup_printf ("/devices/%s/odd", kinds[i]);
      g_autofree char *redirect = g_strdup_printf ("/devices/%s/redirect", kinds[i]);
      g_autofree char *untrusted = g_strdup_printf ("/devices/%s/untrusted", kinds[i]);
      g_autofree char *mangled = g_strdup_printf ("/devices/%s/mangled", kinds[i]);

      g_test_add_data_func (api, kinds[i], test_api);
      g_test_add_data_func (odd_path, kinds[i], test_odd);
      g_test_add_data_func (redirect, kinds[i], test_redirect);
      g_test_add_data_func (untrusted, kinds[i], test_untrusted);
      g_test_add_data_func (mangled, kinds[i], test_mangled);
    }
  code = g_test_run ();
  https_peer_free (peer);
  https_peer_free (elsewhere);
  g_free (ca_file);
  return code;
}
