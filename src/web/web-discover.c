/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-discover.c: the servers of an address, from all sources at once (product 3.2)
 *
 * The table answers at once, and then nobody else is asked. Otherwise each source works on a thread of its own:
 * autoconfig, SRV, the mail exchanger's provider, probing. Of those that answer within 5 s the highest wins; a lower one
 * wins when all higher ones gave nothing, or their 5 s are over. The others are cancelled and waited for. */

#include "web-discover.h"

#include <string.h>

#include "base-types.h"
#include "web-autoconfig.h"
#include "web-fetch.h"
#include "web-lookup.h"
#include "web-provider.h"

#define PATIENCE_MS 5000
#define LIMIT_MS 20000

G_DEFINE_QUARK (web_error, web_error)

typedef struct
{
  const char *address;
  char *local, *domain;
  WebDiscoverOptions options;
  GCancellable *cancellable; /* ends all sources */
  GMutex lock;
  GCond cond;
} Search;

typedef struct
{
  Search *search;
  BaseMailSource source;
  BaseMailSettings *(*find) (Search *search, GError **error);
  GThread *thread;
  /* under the lock: */
  gboolean done, reported;
  BaseMailSettings *settings;
  GError *error;
} Source;

/* --- the sources --- */

static BaseMailSettings *
fetch_autoconfig (Search *search, const char *url, GError **error)
{
  g_autofree char *host = NULL;
  g_autoptr (GBytes) body = web_fetch (url, WEB_AUTOCONFIG_MAX, search->options.limit_ms / 1000 + 1, &host,
                                       search->cancellable, error);
  BaseMailSettings *settings;

  if (body == NULL)
    return NULL;
  settings = web_autoconfig_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), search->address,
                                   BASE_MAIL_SOURCE_AUTOCONFIG, error);
  /* Led elsewhere, the document is another's word. */
  if (settings != NULL && !web_domain_is_same_owner (host, search->domain))
    settings->consent_host = base_mail_dup_host (host);
  return settings;
}

static BaseMailSettings *
find_autoconfig (Search *search, GError **error)
{
  g_autofree char *port
      = search->options.https_port != 0 ? g_strdup_printf (":%u", search->options.https_port) : g_strdup ("");
  g_autofree char *query = g_uri_escape_string (search->address, NULL, FALSE);
  g_autofree char *own = g_strdup_printf ("https://autoconfig.%s%s/mail/config-v1.1.xml?emailaddress=%s",
                                          search->domain, port, query);
  g_autofree char *well_known
      = g_strdup_printf ("https://%s%s/.well-known/autoconfig/mail/config-v1.1.xml", search->domain, port);
  BaseMailSettings *settings = fetch_autoconfig (search, own, NULL);

  return settings != NULL ? settings : fetch_autoconfig (search, well_known, error);
}

static BaseMailSettings *
find_srv (Search *search, GError **error)
{
  return web_lookup_srv (search->address, search->domain, search->options.limit_ms, search->cancellable,
                         error);
}

static BaseMailSettings *
find_mx (Search *search, GError **error)
{
  return web_lookup_mx (search->address, search->domain, search->options.limit_ms, search->cancellable,
                        error);
}

static BaseMailSettings *
find_by_probe (Search *search, GError **error)
{
  return web_probe (search->address, search->domain, search->options.probe_ports,
                    search->options.limit_ms / 2, search->cancellable, error);
}

static gpointer
source_thread (gpointer data)
{
  Source *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  BaseMailSettings *settings;
  GError *error = NULL;

  g_main_context_push_thread_default (context);
  settings = self->find (self->search, &error);
  g_main_context_pop_thread_default (context);
  g_mutex_lock (&self->search->lock);
  self->settings = settings;
  self->error = error;
  self->done = TRUE;
  g_cond_broadcast (&self->search->cond);
  g_mutex_unlock (&self->search->lock);
  return NULL;
}

/* --- choosing --- */

/* Under the lock. The source that wins now, or %NULL: wait on. *@all_done when there is nothing to wait for. */
static Source *
choose (Source *sources, guint n, gboolean patience_over, gboolean *all_done)
{
  *all_done = TRUE;
  for (guint i = 0; i < n; i++)
    {
      if (sources[i].done && sources[i].settings != NULL && (*all_done || patience_over))
        return &sources[i];
      *all_done = *all_done && sources[i].done;
    }
  return NULL;
}

/* Tells what is new, outside the lock. */
static void
report (Search *search, Source *sources, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      gboolean news;

      g_mutex_lock (&search->lock);
      news = sources[i].done && !sources[i].reported;
      sources[i].reported |= news;
      g_mutex_unlock (&search->lock);
      if (news && search->options.func != NULL)
        search->options.func (
            sources[i].source, sources[i].settings != NULL ? WEB_DISCOVER_FOUND : WEB_DISCOVER_NOTHING,
            sources[i].error != NULL ? sources[i].error->message : NULL, search->options.user_data);
    }
}

static Source *
await_best (Search *search, Source *sources, guint n, GCancellable *cancellable)
{
  gint64 start_us = g_get_monotonic_time ();
  gint64 patience_us = start_us + search->options.patience_ms * G_GINT64_CONSTANT (1000);
  gint64 limit_us = start_us + search->options.limit_ms * G_GINT64_CONSTANT (1000);

  for (;;)
    {
      gint64 now_us = g_get_monotonic_time ();
      gboolean all_done;
      Source *best;

      report (search, sources, n);
      g_mutex_lock (&search->lock);
      best = choose (sources, n, now_us >= patience_us, &all_done);
      /* Looks up at least every 100 ms: a cancelled search has no other way to wake this thread. */
      if (best == NULL && !all_done && now_us < limit_us && !g_cancellable_is_cancelled (cancellable))
        {
          g_cond_wait_until (&search->cond, &search->lock, now_us + 100 * 1000);
          g_mutex_unlock (&search->lock);
          continue;
        }
      g_mutex_unlock (&search->lock);
      return best;
    }
}

/* The hosts a password would go to: the first outside the address's domain that is no known provider's. */
static void
find_consent_host (BaseMailSettings *settings, const char *domain)
{
  for (guint i = 0; i < settings->servers->len && settings->consent_host == NULL && !settings->local; i++)
    {
      const BaseMailServer *server = g_ptr_array_index (settings->servers, i);

      if (!web_domain_is_same_owner (server->host, domain) && !web_provider_owns_host (server->host))
        settings->consent_host = g_strdup (server->host);
    }
}

static gboolean
set_bad_address (GError **error)
{
  g_set_error (error, WEB_ERROR, WEB_ERROR_BAD_ADDRESS, "not a mail address with a domain");
  return FALSE;
}

static BaseMailSettings *
search_everywhere (Search *search, GCancellable *cancellable, GError **error)
{
  Source sources[] = {
    { .source = BASE_MAIL_SOURCE_AUTOCONFIG, .find = find_autoconfig },
    { .source = BASE_MAIL_SOURCE_SRV, .find = find_srv },
    { .source = BASE_MAIL_SOURCE_MX, .find = find_mx },
    { .source = BASE_MAIL_SOURCE_PROBE, .find = find_by_probe },
  };
  BaseMailSettings *settings = NULL;
  Source *best;

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      sources[i].search = search;
      if (search->options.func != NULL)
        search->options.func (sources[i].source, WEB_DISCOVER_ASKED, NULL, search->options.user_data);
      sources[i].thread = g_thread_new ("web-discover", source_thread, &sources[i]);
    }
  best = await_best (search, sources, G_N_ELEMENTS (sources), cancellable);
  g_cancellable_cancel (search->cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_thread_join (sources[i].thread);
  if (best != NULL)
    settings = g_steal_pointer (&best->settings);
  else if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error (error, WEB_ERROR, WEB_ERROR_NOT_FOUND, "no source knows the servers of %s", search->domain);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      base_mail_settings_free (sources[i].settings);
      g_clear_error (&sources[i].error);
    }
  return settings;
}

/**
 * web_discover:
 * @address: the whole mail address
 * @options: (nullable):
 *
 * Blocks for up to the limit; for a worker's thread. Asks nobody when the table knows the domain. Returns: (transfer
 * full) (nullable): the settings of the best source, `consent_host` set where the person must be asked; %NULL with an
 * error of WEB_ERROR or G_IO_ERROR_CANCELLED
 */
BaseMailSettings *
web_discover (const char *address, const WebDiscoverOptions *options, GCancellable *cancellable,
              GError **error)
{
  Search search = { .address = address, .cancellable = g_cancellable_new () };
  BaseMailSettings *settings;

  if (options != NULL)
    search.options = *options;
  search.options.patience_ms = search.options.patience_ms != 0 ? search.options.patience_ms : PATIENCE_MS;
  search.options.limit_ms = search.options.limit_ms != 0 ? search.options.limit_ms : LIMIT_MS;
  if (!web_address_split (address, &search.local, &search.domain))
    {
      g_object_unref (search.cancellable);
      set_bad_address (error);
      return NULL;
    }
  base_types_ensure ();
  g_mutex_init (&search.lock);
  g_cond_init (&search.cond);
  settings = web_provider_find (address);
  if (search.options.func != NULL)
    search.options.func (BASE_MAIL_SOURCE_TABLE, settings != NULL ? WEB_DISCOVER_FOUND : WEB_DISCOVER_NOTHING,
                         NULL, search.options.user_data);
  if (settings == NULL)
    settings = search_everywhere (&search, cancellable, error);
  if (settings != NULL)
    find_consent_host (settings, search.domain);
  g_mutex_clear (&search.lock);
  g_cond_clear (&search.cond);
  g_object_unref (search.cancellable);
  g_free (search.local);
  g_free (search.domain);
  return settings;
}

/* A whole regular file, or one byte more than fits: nothing that blocks or never ends. */
static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree char *buffer = g_malloc (WEB_AUTOCONFIG_MAX + 8);
  gsize length;

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, WEB_ERROR, WEB_ERROR_BAD_DOCUMENT, "no regular file");
      return NULL;
    }
  stream = g_file_read (file, NULL, error);
  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), buffer, WEB_AUTOCONFIG_MAX + 8, &length, NULL,
                                   error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&buffer), length);
}

/** web_discover_file: the same from an autoconfig file on this computer; asks nobody. May block on the disk. */
BaseMailSettings *
web_discover_file (const char *address, const char *path, GError **error)
{
  g_autofree char *local = NULL, *domain = NULL;
  g_autoptr (GBytes) bytes = NULL;
  BaseMailSettings *settings;

  if (!web_address_split (address, &local, &domain))
    {
      set_bad_address (error);
      return NULL;
    }
  bytes = read_file (path, error);
  if (bytes == NULL)
    return NULL;
  settings = web_autoconfig_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), address,
                                   BASE_MAIL_SOURCE_FILE, error);
  if (settings != NULL)
    find_consent_host (settings, domain);
  return settings;
}
