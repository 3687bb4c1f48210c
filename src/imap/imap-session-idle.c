/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-idle.c: waiting for news: NOTIFY (RFC 5465), IDLE (RFC 2177), or NOOP where neither works (I-25) */

#include <string.h>

#include "imap-session-private.h"

#define IDLE_MAX_US                                                                                          \
  (9 * 60 * G_USEC_PER_SEC) /* then once more: home routers forget idle connections (I-21) */
#define POLL_US (2 * 60 * G_USEC_PER_SEC)

static gint64
earlier (gint64 until_us, gint64 span_us)
{
  gint64 end = g_get_monotonic_time () + span_us;

  return until_us >= 0 && until_us < end ? until_us : end;
}

static ImapIdleEnd
end_of_wait (NetWait wait)
{
  return wait == NET_WAIT_WAKE       ? IMAP_IDLE_WAKE
         : wait == NET_WAIT_DEADLINE ? IMAP_IDLE_DEADLINE
                                     : IMAP_IDLE_FAILED;
}

/* Between "+" and DONE. */
static ImapIdleEnd
listen (ImapSession *self, gint64 end_us, BaseWake *wake, GCancellable *cancellable, GError **error)
{
  NetStream *stream = imap_session_get_stream (self);
  guint64 events = self->n_events;

  for (;;)
    {
      NetWait wait;

      if (net_stream_get_buffered (stream) == 0)
        {
          if (self->n_events != events)
            return IMAP_IDLE_NEWS;
          wait = net_stream_wait (stream, end_us, wake, cancellable, error);
          if (wait == NET_WAIT_ERROR)
            imap_connection_break (self->connection);
          if (wait != NET_WAIT_READY)
            return end_of_wait (wait);
        }
      if (!imap_connection_take_untagged (self->connection, cancellable, error))
        return IMAP_IDLE_FAILED;
    }
}

/* One IDLE. *refused: the server does not want it; nothing was waited for. */
static ImapIdleEnd
idle_once (ImapSession *self, gint64 end_us, BaseWake *wake, gboolean *refused, GCancellable *cancellable,
           GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, "IDLE");
  g_autoptr (ImapResponse) answer = NULL;
  g_autoptr (GError) local = NULL;
  ImapPending *pending;
  guint64 events = self->n_events;
  ImapIdleEnd end;

  imap_session_settle (self, cancellable);
  pending = imap_connection_send (self->connection, command, cancellable, error);

  if (pending == NULL)
    return IMAP_IDLE_FAILED;
  if (!imap_connection_await_continuation (self->connection, pending, NULL, cancellable, &local))
    {
      if (local == NULL)
        answer = imap_connection_finish (self->connection, pending, cancellable, &local);
      *refused = !imap_session_is_broken (self);
      if (!*refused)
        g_propagate_error (error, g_steal_pointer (&local));
      return IMAP_IDLE_FAILED;
    }
  end = self->n_events != events ? IMAP_IDLE_NEWS : listen (self, end_us, wake, cancellable, error);
  if (end == IMAP_IDLE_FAILED)
    return end;
  if (!net_stream_write (imap_session_get_stream (self), "DONE\r\n", 6, FALSE, error))
    {
      imap_connection_break (self->connection);
      return IMAP_IDLE_FAILED;
    }
  answer = imap_connection_finish (self->connection, pending, cancellable, error);
  if (answer == NULL)
    return IMAP_IDLE_FAILED;
  return self->n_events != events ? IMAP_IDLE_NEWS : end;
}

/* With NOTIFY the server speaks whenever it has something to say; a NOOP now and then keeps the line alive (I-21). */
static ImapIdleEnd
listen_notified (ImapSession *self, gint64 end_us, BaseWake *wake, GCancellable *cancellable, GError **error)
{
  guint64 events = self->n_events;
  ImapIdleEnd end = listen (self, end_us, wake, cancellable, error);

  if (end != IMAP_IDLE_DEADLINE)
    return end;
  if (!imap_session_noop (self, cancellable, error))
    return IMAP_IDLE_FAILED;
  return self->n_events != events ? IMAP_IDLE_NEWS : end;
}

static ImapIdleEnd
poll_once (ImapSession *self, gint64 end_us, BaseWake *wake, GCancellable *cancellable, GError **error)
{
  guint64 events = self->n_events;
  NetWait wait = net_stream_wait (imap_session_get_stream (self), end_us, wake, cancellable, error);

  if (wait == NET_WAIT_WAKE || wait == NET_WAIT_ERROR)
    return end_of_wait (wait);
  if (!imap_session_noop (self, cancellable, error))
    return IMAP_IDLE_FAILED;
  return self->n_events != events ? IMAP_IDLE_NEWS : IMAP_IDLE_DEADLINE;
}

/**
 * imap_session_notify:
 * @on: news of all folders of one's own (RFC 5465) as events from now on: IMAP_EVENT_STATUS, IMAP_EVENT_FOLDER, and the
 *   usual ones for the selected folder; %FALSE: no more, as before the first call
 *
 * One connection then watches every folder. The first STATUS of each comes during this call. IMAP_ERROR_UNSUPPORTED where
 * NOTIFY is not offered, or not for these events ([BADEVENT]): watch by IDLE. After IMAP_EVENT_OVERFLOW it is off.
 */
gboolean
imap_session_notify (ImapSession *self, gboolean on, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, "NOTIFY");
  g_autoptr (GError) local = NULL;

  imap_command_add (command, "%s",
                    on ? " SET STATUS (selected (MessageNew (UID FLAGS) MessageExpunge FlagChange)) "
                         "(personal (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))"
                       : " NONE");
  self->notify = on; /* the first STATUS responses come before OK */
  if (imap_session_run_optional (self, IMAP_EXTENSION_NOTIFY, command, NULL, NULL, cancellable, &local))
    return TRUE;
  self->notify = FALSE;
  if (g_error_matches (local, IMAP_ERROR, IMAP_ERROR_BAD)
      || g_error_matches (local, IMAP_ERROR, IMAP_ERROR_NO)) /* NO [BADEVENT …] */
    local->code = IMAP_ERROR_UNSUPPORTED;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * imap_session_idle:
 * @until_us: on g_get_monotonic_time (); -1: no end
 * @wake: (nullable): other work ends the wait
 *
 * Waits for news of the selected folder; they come as events. After any end but IMAP_IDLE_FAILED the session is ready for
 * the next command.
 */
ImapIdleEnd
imap_session_idle (ImapSession *self, gint64 until_us, BaseWake *wake, GCancellable *cancellable,
                   GError **error)
{
  for (;;)
    {
      gboolean refused = FALSE;
      ImapIdleEnd end;

      if (self->notify)
        end = listen_notified (self, earlier (until_us, IDLE_MAX_US), wake, cancellable, error);
      else if (imap_session_has (self, IMAP_EXTENSION_IDLE))
        end = idle_once (self, earlier (until_us, IDLE_MAX_US), wake, &refused, cancellable, error);
      else
        end = poll_once (self, earlier (until_us, POLL_US), wake, cancellable, error);
      if (refused)
        {
          imap_session_refuse (self, IMAP_EXTENSION_IDLE);
          continue;
        }
      if (end != IMAP_IDLE_DEADLINE || (until_us >= 0 && g_get_monotonic_time () >= until_us))
        return end;
    }
}
