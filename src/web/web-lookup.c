/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-lookup.c: what DNS says: SRV records (RFC 6186, 8314) and the mail exchanger
 *
 * Through GIO's resolver, all questions at once. DNS is not signed as a rule, so an answer that leads out of the domain
 * is only a proposal: web-discover asks the person. Each call runs on the main context of its thread. */

#include "web-lookup.h"

#include "net-loop.h"
#include "web-error.h"
#include "web-provider.h"

#define MAX_TARGETS 5

static const struct
{
  const char *service;
  BaseMailProtocol protocol;
  BaseMailSecurity security;
} services[] = {
  /* RFC 8314 5.1: implicit TLS first. */
  { "imaps", BASE_MAIL_IMAP, BASE_MAIL_TLS },       { "imap", BASE_MAIL_IMAP, BASE_MAIL_STARTTLS },
  { "pop3s", BASE_MAIL_POP3, BASE_MAIL_TLS },       { "pop3", BASE_MAIL_POP3, BASE_MAIL_STARTTLS },
  { "submissions", BASE_MAIL_SMTP, BASE_MAIL_TLS }, { "submission", BASE_MAIL_SMTP, BASE_MAIL_STARTTLS },
};

static gboolean
not_found (GError **error, const char *what, const char *domain)
{
  g_set_error (error, WEB_ERROR, WEB_ERROR_NOT_FOUND, "%s has no %s record that helps", domain, what);
  return FALSE;
}

static void
add_targets (BaseMailSettings *settings, guint service, GList *targets, const char *address)
{
  guint n = 0;

  for (GList *l = targets; l != NULL && n < MAX_TARGETS; l = l->next, n++)
    {
      GSrvTarget *target = l->data;

      /* RFC 2782: the target "." says that there is no such service. */
      if (g_srv_target_get_hostname (target)[0] == '\0' || g_srv_target_get_hostname (target)[0] == '.')
        continue;
      base_mail_settings_add (settings, services[service].protocol, g_srv_target_get_hostname (target),
                              g_srv_target_get_port (target), services[service].security, address);
    }
}

/** web_lookup_srv: Returns: (transfer full) (nullable): the servers that SRV records name; %NULL with @error */
BaseMailSettings *
web_lookup_srv (const char *address, const char *domain, guint timeout_ms, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (BaseMailSettings) settings = base_mail_settings_new (BASE_MAIL_SOURCE_SRV);
  GMainContext *context = g_main_context_get_thread_default ();
  gint64 deadline_us = g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000);
  NetCall calls[G_N_ELEMENTS (services)];

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      net_call_init (&calls[i]);
      g_resolver_lookup_service_async (resolver, services[i].service, "tcp", domain, calls[i].cancellable,
                                       net_call_ready, &calls[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      GList *targets;

      net_call_await (&calls[i], context, deadline_us, cancellable);
      targets = g_resolver_lookup_service_finish (resolver, calls[i].result, NULL);
      add_targets (settings, i, targets, address);
      g_resolver_free_targets (targets);
      net_call_clear (&calls[i]);
    }
  if (!base_mail_settings_is_complete (settings))
    {
      not_found (error, "SRV", domain);
      return NULL;
    }
  settings->sign_in = settings->best_sign_in = BASE_SIGN_IN_PASSWORD;
  return g_steal_pointer (&settings);
}

/** web_lookup_mx: Returns: (transfer full) (nullable): the known provider that takes @domain's mail; %NULL with @error */
BaseMailSettings *
web_lookup_mx (const char *address, const char *domain, guint timeout_ms, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GMainContext *context = g_main_context_get_thread_default ();
  BaseMailSettings *settings = NULL;
  GList *records;
  NetCall call;

  net_call_init (&call);
  g_resolver_lookup_records_async (resolver, domain, G_RESOLVER_RECORD_MX, call.cancellable, net_call_ready,
                                   &call);
  net_call_await (&call, context, g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000),
                  cancellable);
  records = g_resolver_lookup_records_finish (resolver, call.result, NULL);
  net_call_clear (&call);
  for (GList *l = records; l != NULL && settings == NULL; l = l->next)
    {
      const char *host;
      guint16 preference;

      g_variant_get (l->data, "(q&s)", &preference, &host);
      settings = web_provider_find_by_mx (address, host);
    }
  g_list_free_full (records, (GDestroyNotify) g_variant_unref);
  if (settings == NULL)
    not_found (error, "MX", domain);
  return settings;
}
