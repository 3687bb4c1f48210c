/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-mail-settings.h"

G_BEGIN_DECLS

typedef struct
{
  guint imap_tls, imap_starttls, smtp_tls, smtp_starttls;
} WebProbePorts;

BaseMailSettings *web_probe (const char *address, const char *domain, const WebProbePorts *ports,
                             guint timeout_ms, GCancellable *cancellable, GError **error);
gboolean web_probe_server (BaseMailProtocol protocol, const char *host, guint port, BaseMailSecurity security,
                           guint timeout_ms, GCancellable *cancellable, GError **error);

G_END_DECLS
