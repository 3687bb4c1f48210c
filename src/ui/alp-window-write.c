/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-write.c: what the main window asks of its composers and of the outbox.  Main thread. */
#include "alp-window-private.h"

#include "alp-writing.h"

#define KEY "alp-writing"

static AlpWriting *
writing (AlpWindow *self)
{
  AlpWriting *own = g_object_get_data (G_OBJECT (self), KEY);

  if (own == NULL)
    {
      own = alp_writing_new (GTK_WINDOW (self), self->toasts);
      g_object_set_data_full (G_OBJECT (self), KEY, own, g_object_unref);
    }
  alp_writing_set_engine (own, self->engine);
  return own;
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
  g_return_if_fail (ALP_IS_WINDOW (self));

  alp_writing_compose (writing (self), self->account, mailto);
}

/**
 * alp_window_write_again:
 * @content: of @message
 *
 * Opens a composer with the same message as a new one.
 */
void
alp_window_write_again (AlpWindow *self, AlpMessage *message, AlpContent *content)
{
  g_return_if_fail (ALP_IS_WINDOW (self));

  alp_writing_reply (writing (self), message, content, ALP_REPLY_EDIT, NULL);
}

/* @content: (nullable): of @message, when loaded */
void
alp_window_answer (AlpWindow *self, AlpMessage *message, AlpContent *content, AlpReplyKind kind)
{
  alp_writing_reply (writing (self), message, content, kind, NULL);
}

static void
answer (AlpWindow *self, AlpReplyKind kind)
{
  AlpMessageCard *card = alp_conversation_pane_get_current (self->conversation_pane);

  if (card != NULL)
    alp_writing_reply (writing (self), alp_message_card_get_message (card),
                       alp_message_card_get_content (card), kind, NULL);
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

static void
act_forward_attached (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  answer (data, ALP_REPLY_FORWARD_ATTACHED);
}

static void
act_edit_as_new (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  answer (data, ALP_REPLY_EDIT);
}

static void
act_outbox (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  alp_writing_show_outbox (writing (data));
}

static void
act_edit_draft (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (self->message != NULL)
    alp_writing_open_message (writing (self), self->message);
}

/* In Drafts, opening a row means going on with it. */
static void
on_activated (AlpWindow *self)
{
  if (self->message != NULL && self->folder != NULL
      && alp_folder_get_role (self->folder) == ALP_FOLDER_ROLE_DRAFTS)
    alp_writing_open_message (writing (self), self->message);
}

/* Called once there is an engine. */
void
alp_window_watch_outbox (AlpWindow *self)
{
  writing (self);
}

void
alp_window_add_write_actions (AlpWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "reply", .activate = act_reply },
    { .name = "reply-all", .activate = act_reply_all },
    { .name = "forward", .activate = act_forward },
    { .name = "forward-attached", .activate = act_forward_attached },
    { .name = "edit-as-new", .activate = act_edit_as_new },
    { .name = "edit-draft", .activate = act_edit_draft },
    { .name = "outbox", .activate = act_outbox },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->list_pane, "message-activated", G_CALLBACK (on_activated), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}
