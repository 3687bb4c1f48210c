/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-device-page.c: what stands behind the device passwords of an address: a service of the provider, or its page
 *
 * The table (data/app-passwords.ini) is ours; asking the address's own server which service it runs is done only when the
 * person sets it up, without any credential, at the addresses the services publish. */

#include "web-device-private.h"

#include <string.h>

#include "web-provider.h"

#define TABLE "/io/github/alpenpost/Alpenpost/web/app-passwords.ini"
#define DETECT_MS 5000

static GKeyFile *
load_table (void)
{
  static GKeyFile *table;
  static gsize once;

  if (g_once_init_enter (&once))
    {
      g_autoptr (GBytes) bytes = g_resources_lookup_data (TABLE, 0, NULL);
      g_autoptr (GError) error = NULL;

      table = g_key_file_new ();
      if (bytes == NULL || !g_key_file_load_from_bytes (table, bytes, G_KEY_FILE_NONE, &error))
        g_warning ("the table of pages for app passwords: %s", error != NULL ? error->message : "not there");
      g_once_init_leave (&once, 1);
    }
  return table;
}

static char *
dup_value (const char *group, const char *key)
{
  return g_key_file_get_string (load_table (), group, key, NULL);
}

/* @name is one of the words of @key, or below it. */
static gboolean
is_listed (const char *group, const char *key, const char *name, gboolean below)
{
  g_auto (GStrv) words = g_key_file_get_string_list (load_table (), group, key, NULL, NULL);

  for (guint i = 0; name != NULL && words != NULL && words[i] != NULL; i++)
    {
      gsize n = strlen (words[i]), m = strlen (name);

      if (g_ascii_strcasecmp (words[i], name) == 0
          || (below && m > n && name[m - n - 1] == '.' && g_ascii_strcasecmp (name + m - n, words[i]) == 0))
        return TRUE;
    }
  return FALSE;
}

static BaseDeviceService *
make_service (const char *group)
{
  g_autofree char *kind = dup_value (group, "Kind");
  g_autofree char *name = dup_value (group, "Name");
  g_autofree char *url = dup_value (group, "Url");
  BaseDeviceService *service = kind != NULL ? web_device_service_describe (kind) : NULL;

  if (service == NULL)
    service = base_device_service_new ("manual");
  g_set_str (&service->name, name != NULL ? name : group);
  g_set_str (&service->url, url != NULL ? url : "");
  service->page = dup_value (group, "Page");
  service->steps = dup_value (group, "Steps");
  return service;
}

/**
 * web_device_service_for:
 * @address: whose passwords
 * @imap_host: (nullable): its server
 *
 * Asks nobody. Returns: (transfer full): the provider's service, or "manual" with its page where one is known
 */
BaseDeviceService *
web_device_service_for (const char *address, const char *imap_host)
{
  g_auto (GStrv) groups = g_key_file_get_groups (load_table (), NULL);
  const char *at = strrchr (address, '@');
  g_autoptr (BaseMailSettings) settings = NULL;
  BaseDeviceService *service;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; groups[i] != NULL; i++)
      if (pass == 0 ? is_listed (groups[i], "Hosts", imap_host, FALSE)
                          || is_listed (groups[i], "Hosts", imap_host, TRUE)
                    : at != NULL && is_listed (groups[i], "Domains", at + 1, FALSE))
        return make_service (groups[i]);
  service = base_device_service_new ("manual");
  settings = web_provider_find (address);
  if (settings != NULL)
    {
      g_set_str (&service->name, settings->provider != NULL ? settings->provider : "");
      service->page = g_strdup (settings->password_page);
      service->steps = g_strdup ("security");
    }
  return service;
}

/** web_device_list_pages: Returns: (transfer full) (element-type BaseDeviceService): the whole table, for tests and help */
GPtrArray *
web_device_list_pages (void)
{
  g_auto (GStrv) groups = g_key_file_get_groups (load_table (), NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) base_device_service_free);

  for (guint i = 0; groups[i] != NULL; i++)
    g_ptr_array_add (list, make_service (groups[i]));
  return list;
}

/* ---- asking a server what it runs ---- */

typedef gboolean (*RecognizeFunc) (const WebAnswer *answer);

/* A JMAP session wants a login first; most other servers have no such address. */
static gboolean
is_jmap (const WebAnswer *answer)
{
  return answer->status == 401
         || (answer->status == 200 && answer->json != NULL
             && web_json_member (answer->json, "capabilities") != NULL);
}

static gboolean
is_mailcow (const WebAnswer *answer)
{
  return (answer->status == 401 || answer->status == 403 || answer->status == 200) && answer->json != NULL
         && g_strcmp0 (web_json_string (answer->json, "type"), "error") == 0
         && web_json_member (answer->json, "msg") != NULL;
}

static gboolean
is_wildduck (const WebAnswer *answer)
{
  return answer->json != NULL && web_json_string (answer->json, "error") != NULL
         && web_json_string (answer->json, "code") != NULL;
}

static const struct
{
  const char *kind;
  const char *path;
  RecognizeFunc recognize;
} signs[] = {
  { "mailcow", "/api/v1/get/status/version", is_mailcow },
  { "wildduck", "/users/me/asps", is_wildduck },
  { "stalwart", "/.well-known/jmap", is_jmap },
};

static void
ask_host (GPtrArray *found, const char *url, const char *ca_file, GCancellable *cancellable)
{
  g_autoptr (WebApi) api = web_api_new (url, ca_file, NULL);

  if (api == NULL)
    return;
  web_api_set_timeout (api, DETECT_MS);
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WebAnswer) answer = web_api_call (api, "GET", signs[i].path, NULL, cancellable, &error);

      if (answer == NULL && !g_error_matches (error, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_SERVER))
        return; /* nobody there */
      if (answer != NULL && signs[i].recognize (answer))
        {
          BaseDeviceService *service = web_device_service_describe (signs[i].kind);

          g_set_str (&service->url, url);
          g_ptr_array_add (found, service);
          return;
        }
    }
}

/**
 * web_device_detect:
 * @ca_file: (nullable): the private authority of the address's servers
 *
 * Asks the address's own server (and none of another owner) which service it runs. Sends no credential and not the
 * address. Blocks for up to 30 s.
 *
 * Returns: (transfer full) (element-type BaseDeviceService): what answered, the likeliest first; empty when nothing did
 */
GPtrArray *
web_device_detect (const char *address, const char *imap_host, const char *ca_file, GCancellable *cancellable)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) base_device_service_free);
  const char *at = strrchr (address, '@');
  g_autoptr (BaseDeviceService) known = web_device_service_for (address, imap_host);
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);

  if (!g_str_equal (known->kind, "manual"))
    g_ptr_array_add (found, g_steal_pointer (&known));
  if (found->len > 0 || imap_host == NULL || strpbrk (imap_host, "/?#@ ") != NULL)
    return found;
  g_ptr_array_add (urls, g_strdup_printf ("https://%s", imap_host));
  if (at != NULL && web_domain_is_same_owner (imap_host, at + 1))
    g_ptr_array_add (urls, g_strdup_printf ("https://api.%s", at + 1));
  for (guint i = 0; i < urls->len && found->len == 0; i++)
    ask_host (found, g_ptr_array_index (urls, i), ca_file, cancellable);
  return found;
}
