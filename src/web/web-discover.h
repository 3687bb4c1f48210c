/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-mail-settings.h"
#include "web-error.h"
#include "web-probe.h"

G_BEGIN_DECLS

typedef enum
{
  WEB_DISCOVER_ASKED = 1,
  WEB_DISCOVER_FOUND,
  WEB_DISCOVER_NOTHING, /* why is said in the error's message, for the log */
} WebDiscoverState;

/* Called on the thread of web_discover (), for one source after the other. @why: (nullable) */
typedef void (*WebDiscoverFunc) (BaseMailSource source, WebDiscoverState state, const char *why,
                                 gpointer user_data);

typedef struct
{
  guint patience_ms;                /* how long a lower source waits for a higher one; 0: 5 s */
  guint limit_ms;                   /* the end; 0: 20 s */
  guint https_port;                 /* 0: 443 */
  const WebProbePorts *probe_ports; /* (nullable): the standard ones */
  WebDiscoverFunc func;
  gpointer user_data;
} WebDiscoverOptions;

BaseMailSettings *web_discover (const char *address, const WebDiscoverOptions *options,
                                GCancellable *cancellable, GError **error);
BaseMailSettings *web_discover_file (const char *address, const char *path, GError **error);

G_END_DECLS
