/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a failed attempt asks for (design 7). The order is by severity. */
typedef enum
{
  BASE_RETRY_NOW = 1,      /* the connection was lost; a new one may do */
  BASE_RETRY_LATER,        /* after a pause that grows */
  BASE_RETRY_AFTER_PERSON, /* somebody must act first: password, certificate, disk */
  BASE_RETRY_NEVER,        /* the same request can never succeed */
} BaseRetry;

/* BaseBackoff: pauses that grow 5 s, 30 s, 2 min, 10 min with ±20 % jitter (hostile-servers: at most one try in 5 s). */
typedef struct
{
  guint failures;
} BaseBackoff;

guint base_backoff_next_ms (BaseBackoff *self);
void base_backoff_reset (BaseBackoff *self);

G_END_DECLS
