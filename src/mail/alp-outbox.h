/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  ALP_OUTBOX_QUEUED = 1, /* waits for its time or the network */
  ALP_OUTBOX_SENDING,
  ALP_OUTBOX_UNKNOWN, /* may or may not have been delivered; a person decides */
  ALP_OUTBOX_SENT,    /* delivered, its copy not yet in Sent */
  ALP_OUTBOX_FILED,   /* delivered and in Sent */
  ALP_OUTBOX_FAILED,  /* refused for good */
} AlpOutboxState;

/* One message on its way; a record that never changes. */
typedef struct
{
  gint64 id;
  gint64 account_id;
  char *from;
  char **recipients;
  char *subject;
  char *message_id;
  guint64 size;
  gint64 created; /* Unix seconds */
  guint attempts;
  AlpOutboxState state;
  char *error; /* "" */
} AlpOutboxItem;

void alp_outbox_item_free (AlpOutboxItem *self);
/* For programs: "queued", "sent", … */
const char *alp_outbox_state_get_name (AlpOutboxState state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpOutboxItem, alp_outbox_item_free)

G_END_DECLS
