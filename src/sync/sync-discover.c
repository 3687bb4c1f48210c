/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-discover.c: finding the servers of an address, for the façade
 *
 * The work is web's; here its errors become those few that mail/ has words for. Blocks; any worker thread. */

#include "sync-discover.h"

#include "web-discover.h"
#include "web-provider.h"

G_DEFINE_QUARK (sync_discover_error, sync_discover_error)

typedef struct
{
  SyncDiscoverFunc func;
  gpointer user_data;
} Listener;

static void
on_news (BaseMailSource source, WebDiscoverState state, const char *why, gpointer data)
{
  static const SyncDiscoverState states[]
      = { 0, SYNC_DISCOVER_ASKED, SYNC_DISCOVER_FOUND, SYNC_DISCOVER_NOTHING };
  Listener *listener = data;

  if (why != NULL)
    g_debug ("%s: %s", base_mail_source_get_name (source), why);
  if (listener->func != NULL)
    listener->func (source, states[state], listener->user_data);
}

static void
translate (GError **error, GError *web_error)
{
  SyncDiscoverError code = SYNC_DISCOVER_UNREADABLE;

  if (g_error_matches (web_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, web_error);
      return;
    }
  if (web_error->domain == WEB_ERROR)
    switch ((WebError) web_error->code)
      {
      case WEB_ERROR_BAD_ADDRESS:
        code = SYNC_DISCOVER_BAD_ADDRESS;
        break;
      case WEB_ERROR_BAD_DOCUMENT:
      case WEB_ERROR_TOO_LARGE:
        code = SYNC_DISCOVER_BAD_FILE;
        break;
      case WEB_ERROR_INSECURE:
        code = SYNC_DISCOVER_INSECURE;
        break;
      case WEB_ERROR_NOT_FOUND:
      case WEB_ERROR_NETWORK:
      case WEB_ERROR_DENIED: /* this one and the next come from signing in only */
      case WEB_ERROR_TIMED_OUT:
        code = SYNC_DISCOVER_NOT_FOUND;
        break;
      }
  g_set_error_literal (error, SYNC_DISCOVER_ERROR, code, web_error->message);
  g_error_free (web_error);
}

/**
 * sync_discover:
 * @func: (nullable): hears which source was asked and what came of it
 *
 * Blocks for up to 20 s. Returns: (transfer full) (nullable): the settings; where `consent_host` is set the person must
 * agree before a password goes to these servers. %NULL with SYNC_DISCOVER_ERROR or G_IO_ERROR_CANCELLED
 */
BaseMailSettings *
sync_discover (const char *address, SyncDiscoverFunc func, gpointer user_data, GCancellable *cancellable,
               GError **error)
{
  Listener listener = { func, user_data };
  WebDiscoverOptions options = { .func = on_news, .user_data = &listener };
  GError *web_error = NULL;
  BaseMailSettings *settings = web_discover (address, &options, cancellable, &web_error);

  if (settings == NULL)
    translate (error, web_error);
  return settings;
}

/** sync_discover_file: the same from a provider's autoconfig file on this computer; nobody is asked */
BaseMailSettings *
sync_discover_file (const char *address, const char *path, GError **error)
{
  GError *web_error = NULL;
  BaseMailSettings *settings = web_discover_file (address, path, &web_error);

  if (settings == NULL)
    translate (error, web_error);
  return settings;
}

/** sync_discover_known: Returns: (transfer full) (nullable): what our own table says, at once; nobody is asked. Any thread. */
BaseMailSettings *
sync_discover_known (const char *address)
{
  return web_provider_find (address);
}

/** sync_discover_each_sign_up: the pages where providers give new addresses, in the table's order. Any thread. */
void
sync_discover_each_sign_up (SyncSignUpFunc func, gpointer user_data)
{
  g_autoptr (GPtrArray) pages = web_provider_list_sign_up_pages ();

  for (guint i = 0; i < pages->len; i++)
    {
      const WebSignUpPage *page = g_ptr_array_index (pages, i);

      func (page->name, page->page, user_data);
    }
}
