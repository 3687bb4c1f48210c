/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-write.c: composers opened from the main window, and what becomes of the outbox.  Main thread. */
#include "alp-window-private.h"

#include "alp-composer.h"
#include "alp-mailto.h"

#include <glib/gi18n.h>

static void
on_composer_sent (AlpWindow *self)
{
  alp_window_toast (self, _ ("Sending…"), FALSE);
}

static gboolean
is_on_way (const AlpOutboxItem *item)
{
  return item->state == ALP_OUTBOX_QUEUED || item->state == ALP_OUTBOX_SENDING;
}

static void
tell_outbox (AlpWindow *self, GPtrArray *items)
{
  guint on_way = 0;

  for (guint i = 0; i < items->len; i++)
    {
      const AlpOutboxItem *item = g_ptr_array_index (items, i);

      on_way += is_on_way (item);
      if ((item->state == ALP_OUTBOX_FAILED || item->state == ALP_OUTBOX_UNKNOWN) && item->id > self->told)
        {
          g_autofree char *text
              = g_strdup_printf (_ ("“%s” could not be sent. %s"), item->subject, item->error);

          self->told = item->id;
          alp_window_toast (self, text, FALSE);
          if (self->toast != NULL)
            adw_toast_set_timeout (self->toast, 0);
        }
    }
  if (self->on_way > 0 && on_way == 0 && (self->toast == NULL || adw_toast_get_timeout (self->toast) > 0))
    alp_window_toast (self, ngettext ("Message sent", "Messages sent", self->on_way), FALSE);
  self->on_way = on_way;
}

static void
on_outbox_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWindow) self = data;
  g_autoptr (GPtrArray) items = alp_engine_load_outbox_finish (ALP_ENGINE (source), result, NULL);

  if (items != NULL && self->engine != NULL)
    tell_outbox (self, items);
}

static void
on_outbox_changed (AlpWindow *self)
{
  alp_engine_load_outbox_async (self->engine, NULL, on_outbox_loaded, g_object_ref (self));
}

static void
on_composer_discarded (AlpWindow *self)
{
  alp_window_toast (self, _ ("Draft discarded"), FALSE);
}

static void
open_composer (AlpWindow *self, AlpDraft *draft)
{
  GtkWidget *composer
      = alp_composer_new (gtk_window_get_application (GTK_WINDOW (self)), self->engine, draft);

  g_signal_connect_object (composer, "sent", G_CALLBACK (on_composer_sent), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (composer, "discarded", G_CALLBACK (on_composer_discarded), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (composer));
}

/**
 * alp_window_compose:
 * @mailto: (nullable): a mailto: link to begin with
 *
 * Opens a composer; without an address it says so.
 */
void
alp_window_compose (AlpWindow *self, const char *mailto)
{
  g_autoptr (AlpMailto) fields = NULL;
  g_autoptr (AlpDraft) draft = NULL;

  g_return_if_fail (ALP_IS_WINDOW (self));

  if (self->engine == NULL || self->account == NULL)
    {
      alp_window_toast (self, _ ("Add an address first"), FALSE);
      return;
    }
  draft = alp_draft_new (self->engine, self->account);
  fields = alp_mailto_parse (mailto);
  if (fields != NULL)
    g_object_set (draft, "to", fields->to, "cc", fields->cc, "bcc", fields->bcc, "subject", fields->subject,
                  "text", fields->body, NULL);
  open_composer (self, draft);
}

static void
answer (AlpWindow *self, AlpReplyKind kind)
{
  AlpMessageCard *card = alp_conversation_pane_get_current (self->conversation_pane);
  g_autoptr (AlpDraft) draft = NULL;

  if (card == NULL)
    return;
  draft = alp_draft_new_reply (self->engine, alp_message_card_get_message (card),
                               alp_message_card_get_content (card), kind, NULL, FALSE);
  open_composer (self, draft);
}

static void
act_reply (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  answer (data, ALP_REPLY_SENDER);
}

static void
act_reply_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  answer (data, ALP_REPLY_ALL);
}

static void
act_forward (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  answer (data, ALP_REPLY_FORWARD);
}

void
alp_window_watch_outbox (AlpWindow *self)
{
  g_signal_connect_object (self->engine, "outbox-changed", G_CALLBACK (on_outbox_changed), self,
                           G_CONNECT_SWAPPED);
  on_outbox_changed (self);
}

void
alp_window_add_write_actions (AlpWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "reply", .activate = act_reply },
    { .name = "reply-all", .activate = act_reply_all },
    { .name = "forward", .activate = act_forward },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
