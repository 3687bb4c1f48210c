/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-discover.c: finding the servers of an address, without waiting
 *
 * The search runs on a thread of GLib's pool and tells its progress on the caller's main context. Main thread. */

#include "alp-discover.h"

#include "alp-error.h"
#include "sync-discover.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  char *address;
  char *file; /* nullable */
  AlpDiscoverFunc progress;
  gpointer progress_data;
} Search;

typedef struct
{
  GTask *task;
  BaseMailSource source;
  SyncDiscoverState state;
} News;

static void
search_free (Search *self)
{
  g_free (self->address);
  g_free (self->file);
  g_free (self);
}

static void
news_free (News *self)
{
  g_object_unref (self->task);
  g_free (self);
}

static gboolean
tell (gpointer data)
{
  static const AlpDiscoverState states[]
      = { 0, ALP_DISCOVER_ASKED, ALP_DISCOVER_FOUND, ALP_DISCOVER_NOTHING };
  News *news = data;
  Search *search = g_task_get_task_data (news->task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (news->task)))
    search->progress (news->source, states[news->state], search->progress_data);
  return G_SOURCE_REMOVE;
}

/* On the searching thread. */
static void
on_news (BaseMailSource source, SyncDiscoverState state, gpointer data)
{
  GTask *task = data;
  Search *search = g_task_get_task_data (task);
  News *news;
  GSource *idle;

  if (search->progress == NULL)
    return;
  news = g_new0 (News, 1);
  *news = (News) { g_object_ref (task), source, state };
  idle = g_idle_source_new ();
  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, tell, news, (GDestroyNotify) news_free);
  g_source_attach (idle, g_task_get_context (task));
  g_source_unref (idle);
}

static GError *
explain (GError *error, const Search *search)
{
  GError *words;

  if (error->domain != SYNC_DISCOVER_ERROR)
    return error;
  switch ((SyncDiscoverError) error->code)
    {
    case SYNC_DISCOVER_BAD_ADDRESS:
      words = g_error_new (ALP_ERROR, ALP_ERROR_INVALID,
                           _ ("“%s” is not a mail address. It needs a name, an @ and a domain, as in "
                              "zoe@example.org."),
                           search->address);
      break;
    case SYNC_DISCOVER_BAD_FILE:
      words = g_error_new_literal (
          ALP_ERROR, ALP_ERROR_INVALID,
          _ ("This file holds no mail settings that can be used. Ask the provider for another, or "
             "enter the servers by hand."));
      break;
    case SYNC_DISCOVER_INSECURE:
      words = g_error_new_literal (
          ALP_ERROR, ALP_ERROR_REFUSED,
          _ ("These settings are without encryption: everybody on the way could read password and "
             "mail, so they are not used. Enter encrypted servers by hand."));
      break;
    case SYNC_DISCOVER_UNREADABLE:
      words = g_error_new (ALP_ERROR, ALP_ERROR_DISK, _ ("The file “%s” cannot be read."),
                           search->file != NULL ? search->file : "");
      break;
    case SYNC_DISCOVER_NOT_FOUND:
    default:
      words = g_error_new (
          ALP_ERROR, ALP_ERROR_NOT_FOUND,
          _ ("No mail servers were found for “%s”. Check the address and the connection, or enter the "
             "servers by hand."),
          search->address);
    }
  g_error_free (error);
  return words;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Search *search = data;
  GError *error = NULL;
  BaseMailSettings *settings = search->file != NULL
                                   ? sync_discover_file (search->address, search->file, &error)
                                   : sync_discover (search->address, on_news, task, cancellable, &error);

  if (settings != NULL)
    g_task_return_pointer (task, settings, (GDestroyNotify) base_mail_settings_free);
  else
    g_task_return_error (task, explain (error, search));
}

void
alp_discover_async (const char *address, const char *file, AlpDiscoverFunc progress, gpointer progress_data,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  search->address = g_strstrip (g_strdup (address));
  search->file = g_strdup (file);
  search->progress = progress;
  search->progress_data = progress_data;
  g_task_set_source_tag (task, alp_discover_async);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  g_task_run_in_thread (task, run);
}

BaseMailSettings *
alp_discover_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
alp_discover_get_source_words (BaseMailSource source)
{
  switch (source)
    {
    case BASE_MAIL_SOURCE_TABLE:
      return _ ("Known provider");
    case BASE_MAIL_SOURCE_AUTOCONFIG:
      return _ ("The domain's settings file");
    case BASE_MAIL_SOURCE_SRV:
      return _ ("The domain's directory entries");
    case BASE_MAIL_SOURCE_MX:
      return _ ("The provider that takes the domain's mail");
    case BASE_MAIL_SOURCE_PROBE:
      return _ ("Usual server names");
    case BASE_MAIL_SOURCE_FILE:
      return _ ("A settings file");
    default:
      return "";
    }
}

BaseMailSettings *
alp_discover_known (const char *address)
{
  return sync_discover_known (address);
}

AlpAccountSpec *
alp_discover_make_spec (const BaseMailSettings *settings, const char *address, const char *name)
{
  const BaseMailServer *imap = base_mail_settings_get_best (settings, BASE_MAIL_IMAP);
  const BaseMailServer *pop = base_mail_settings_get_best (settings, BASE_MAIL_POP3);
  const BaseMailServer *smtp = base_mail_settings_get_best (settings, BASE_MAIL_SMTP);
  const BaseMailServer *incoming = imap != NULL ? imap : pop;
  AlpAccountSpec *spec;

  if (incoming == NULL || smtp == NULL)
    return NULL;
  spec = alp_account_spec_new ();
  spec->email = g_strdup (address);
  spec->name = g_strdup (name);
  /* One name for both servers: the longer one is taken by those providers who tell them apart. */
  spec->user = g_strdup (smtp->user != NULL ? smtp->user : incoming->user);
  spec->pop = imap == NULL;
  spec->imap_host = g_strdup (incoming->host);
  spec->imap_port = incoming->port;
  spec->imap_security = incoming->security == BASE_MAIL_TLS ? ALP_SECURITY_TLS : ALP_SECURITY_STARTTLS;
  spec->smtp_host = g_strdup (smtp->host);
  spec->smtp_port = smtp->port;
  spec->smtp_security = smtp->security == BASE_MAIL_TLS ? ALP_SECURITY_TLS : ALP_SECURITY_STARTTLS;
  return spec;
}

char *
alp_discover_dup_password_hint (const BaseMailSettings *settings)
{
  const char *name = settings->provider != NULL ? settings->provider : _ ("Your provider");
  guint kinds = settings->sign_in;

  if (settings->best_sign_in == BASE_SIGN_IN_DEVICE_PASSWORD)
    /* Translators: %s is a mail provider */
    return g_strdup_printf (_ ("%s: use the password generated for this address, not your account password."),
                            name);
  if ((kinds & BASE_SIGN_IN_APP_PASSWORD) != 0 && (kinds & BASE_SIGN_IN_PASSWORD) == 0)
    /* Translators: %s is a mail provider */
    return g_strdup_printf (
        _ ("%s wants a password made for mail programs here, not the one of its web page."), name);
  if (settings->best_sign_in == BASE_SIGN_IN_OAUTH2)
    /* Translators: %s is a mail provider */
    return g_strdup_printf (_ ("%s lets mail programs in through its own page in your browser only."), name);
  return NULL;
}

void
alp_discover_each_sign_up (AlpSignUpFunc func, gpointer user_data)
{
  sync_discover_each_sign_up (func, user_data);
}

const char *
alp_discover_get_network_trouble (void)
{
  GNetworkMonitor *monitor = g_network_monitor_get_default ();

  if (!g_network_monitor_get_network_available (monitor))
    return _ ("This computer is not connected to a network. Connect it, then try again.");
  if (g_network_monitor_get_connectivity (monitor) == G_NETWORK_CONNECTIVITY_PORTAL)
    return _ ("This network wants you to sign in to it first, as in hotels and trains. Open a web page to do "
              "that, then try again.");
  return NULL;
}
