/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-outbox.c: what became of sent messages, as records. Any thread. */

#include "alp-outbox-private.h"

void
alp_outbox_item_free (AlpOutboxItem *self)
{
  g_free (self->from);
  g_strfreev (self->recipients);
  g_free (self->subject);
  g_free (self->message_id);
  g_free (self->error);
  g_free (self);
}

const char *
alp_outbox_state_get_name (AlpOutboxState state)
{
  static const char *const names[] = {
    [ALP_OUTBOX_QUEUED] = "queued", [ALP_OUTBOX_SENDING] = "sending", [ALP_OUTBOX_UNKNOWN] = "unknown",
    [ALP_OUTBOX_SENT] = "sent",     [ALP_OUTBOX_FILED] = "filed",     [ALP_OUTBOX_FAILED] = "failed",
  };

  g_return_val_if_fail (state >= ALP_OUTBOX_QUEUED && state <= ALP_OUTBOX_FAILED, "");

  return names[state];
}

static AlpOutboxState
state_from_store (StoreOutboxState state)
{
  switch (state)
    {
    case STORE_OUTBOX_SENDING:
    case STORE_OUTBOX_COMMITTING:
      return ALP_OUTBOX_SENDING;
    case STORE_OUTBOX_UNKNOWN:
      return ALP_OUTBOX_UNKNOWN;
    case STORE_OUTBOX_SENT:
      return ALP_OUTBOX_SENT;
    case STORE_OUTBOX_FILED:
      return ALP_OUTBOX_FILED;
    case STORE_OUTBOX_FAILED:
      return ALP_OUTBOX_FAILED;
    case STORE_OUTBOX_QUEUED:
    default:
      return ALP_OUTBOX_QUEUED;
    }
}

/* Returns: (transfer full) */
AlpOutboxItem *
alp_outbox_item_new (const StoreOutboxItem *record)
{
  AlpOutboxItem *self = g_new0 (AlpOutboxItem, 1);

  self->id = record->id;
  self->account_id = record->account_id;
  self->from = g_strdup (record->from);
  self->recipients = g_strdupv (record->recipients);
  self->subject = g_strdup (record->subject);
  self->message_id = g_strdup (record->message_id);
  self->size = record->size;
  self->created = record->created;
  self->attempts = record->attempts;
  self->state = state_from_store (record->state);
  self->error = g_strdup (record->error);
  return self;
}
