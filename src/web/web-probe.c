/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-probe.c: trying the usual names over TLS
 *
 * A server counts when its certificate is good for the very name and it speaks its protocol. All candidates are tried at
 * once, each on a thread of its own; the best of those that answered wins, not the fastest. No name, address or password
 * is sent, only the greeting is read and, for STARTTLS, encryption asked for. */

#include "web-probe.h"

#include <string.h>

#include "net-stream.h"
#include "web-error.h"

#define MAX_LINE 2048
#define MAX_LINES 50

typedef struct
{
  BaseMailProtocol protocol;
  BaseMailSecurity security;
  char *host;
  guint port;
  guint timeout_ms;
  GCancellable *cancellable;
  gboolean found;
  GThread *thread;
} Candidate;

static gboolean
no_match (GError **error, const char *host)
{
  g_set_error (error, WEB_ERROR, WEB_ERROR_NOT_FOUND, "%s does not speak the protocol", host);
  return FALSE;
}

static gboolean
expect (NetStream *stream, const char *prefix, GCancellable *cancellable)
{
  g_autofree char *line = net_stream_read_line (stream, MAX_LINE, NULL, cancellable, NULL);

  return line != NULL && g_ascii_strncasecmp (line, prefix, strlen (prefix)) == 0;
}

static gboolean
say (NetStream *stream, const char *line, GCancellable *cancellable)
{
  return net_stream_write (stream, line, strlen (line), FALSE, NULL)
         && net_stream_flush (stream, cancellable, NULL);
}

/* Lines up to the one that ends an SMTP reply (@code and a space) or an IMAP answer (the tag). */
static gboolean
skip_to (NetStream *stream, const char *last, const char *before, GCancellable *cancellable)
{
  for (guint i = 0; i < MAX_LINES; i++)
    {
      g_autofree char *line = net_stream_read_line (stream, MAX_LINE, NULL, cancellable, NULL);

      if (line == NULL)
        return FALSE;
      if (g_str_has_prefix (line, last))
        return TRUE;
      if (!g_str_has_prefix (line, before))
        return FALSE;
    }
  return FALSE;
}

static gboolean
greet (NetStream *stream, BaseMailProtocol protocol, GCancellable *cancellable)
{
  if (protocol == BASE_MAIL_IMAP)
    return expect (stream, "* OK", cancellable);
  if (protocol == BASE_MAIL_POP3)
    return expect (stream, "+OK", cancellable);
  return skip_to (stream, "220 ", "220-", cancellable);
}

static gboolean
ask_for_tls (NetStream *stream, BaseMailProtocol protocol, GCancellable *cancellable)
{
  if (protocol == BASE_MAIL_IMAP)
    return say (stream, "x1 STARTTLS\r\n", cancellable) && skip_to (stream, "x1 OK", "* ", cancellable);
  if (protocol == BASE_MAIL_POP3)
    return say (stream, "STLS\r\n", cancellable) && expect (stream, "+OK", cancellable);
  return say (stream, "EHLO [127.0.0.1]\r\n", cancellable) && skip_to (stream, "250 ", "250-", cancellable)
         && say (stream, "STARTTLS\r\n", cancellable) && skip_to (stream, "220 ", "220-", cancellable);
}

/**
 * web_probe_server:
 *
 * Blocks, on the thread's own main context. Returns: whether there is such a server under a certificate that names
 * @host; else @error says why not
 */
gboolean
web_probe_server (BaseMailProtocol protocol, const char *host, guint port, BaseMailSecurity security,
                  guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (NetEndpoint) endpoint = net_endpoint_new (
      host, (guint16) port, security == BASE_MAIL_TLS ? NET_SECURITY_TLS : NET_SECURITY_STARTTLS, NULL, NULL);
  g_autoptr (NetStream) stream = net_stream_connect (endpoint, timeout_ms, cancellable, error);

  if (stream == NULL)
    return FALSE;
  if (!greet (stream, protocol, cancellable))
    return no_match (error, host);
  if (security == BASE_MAIL_TLS)
    return TRUE;
  if (!ask_for_tls (stream, protocol, cancellable))
    return no_match (error, host);
  return net_stream_start_tls (stream, endpoint, cancellable, error);
}

static gpointer
candidate_thread (gpointer data)
{
  Candidate *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  self->found = web_probe_server (self->protocol, self->host, self->port, self->security, self->timeout_ms,
                                  self->cancellable, NULL);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
add_candidates (GPtrArray *list, BaseMailProtocol protocol, const char *const *prefixes, const char *domain,
                guint tls_port, guint starttls_port)
{
  for (guint security = BASE_MAIL_TLS; security <= BASE_MAIL_STARTTLS; security++)
    for (guint i = 0; prefixes[i] != NULL; i++)
      {
        Candidate *candidate = g_new0 (Candidate, 1);

        candidate->protocol = protocol;
        candidate->security = security;
        candidate->host = g_strconcat (prefixes[i], domain, NULL);
        candidate->port = security == BASE_MAIL_TLS ? tls_port : starttls_port;
        g_ptr_array_add (list, candidate);
      }
}

static void
candidate_free (Candidate *self)
{
  g_free (self->host);
  g_free (self);
}

/**
 * web_probe:
 * @ports: (nullable): other ports than the standard ones
 * @timeout_ms: for each candidate
 *
 * Returns: (transfer full) (nullable): the usual names under @domain that answered; %NULL with @error
 */
BaseMailSettings *
web_probe (const char *address, const char *domain, const WebProbePorts *ports, guint timeout_ms,
           GCancellable *cancellable, GError **error)
{
  static const WebProbePorts standard = { 993, 143, 465, 587 };
  static const char *const imap_names[] = { "imap.", "mail.", "", NULL };
  static const char *const smtp_names[] = { "smtp.", "mail.", "", NULL };
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
  g_autoptr (BaseMailSettings) settings = base_mail_settings_new (BASE_MAIL_SOURCE_PROBE);

  if (ports == NULL)
    ports = &standard;
  add_candidates (list, BASE_MAIL_IMAP, imap_names, domain, ports->imap_tls, ports->imap_starttls);
  add_candidates (list, BASE_MAIL_SMTP, smtp_names, domain, ports->smtp_tls, ports->smtp_starttls);
  for (guint i = 0; i < list->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (list, i);

      candidate->timeout_ms = timeout_ms;
      candidate->cancellable = cancellable;
      candidate->thread = g_thread_new ("web-probe", candidate_thread, candidate);
    }
  for (guint i = 0; i < list->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (list, i);

      g_thread_join (candidate->thread);
      if (candidate->found)
        base_mail_settings_add (settings, candidate->protocol, candidate->host, candidate->port,
                                candidate->security, address);
    }
  if (base_mail_settings_is_complete (settings))
    {
      settings->sign_in = settings->best_sign_in = BASE_SIGN_IN_PASSWORD;
      return g_steal_pointer (&settings);
    }
  g_set_error (error, WEB_ERROR, WEB_ERROR_NOT_FOUND, "none of the usual names of %s answers", domain);
  return NULL;
}
