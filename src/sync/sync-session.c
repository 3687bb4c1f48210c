/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-session.c: an IMAP connection with its account, its selected folder and what the server said unasked
 *
 * Owned by one worker thread. Untagged data arrive as events during any command; here they only set marks ("look
 * again"), and the next look goes by UID (hostile-servers I-09 … I-11): no event ever changes the store by itself. */

#include "sync-session.h"

#include "sync-sign-in.h"

struct _SyncSession
{
  SyncSetup *setup;
  ImapSession *imap;
  gint64 folder_id;    /* selected; 0: none */
  guint news;          /* SyncNews bits about the selected folder */
  gboolean asked;      /* for NOTIFY */
  gboolean notified;   /* it is on */
  gboolean list_news;  /* folders came, went or were renamed */
  GPtrArray *statuses; /* ImapStatus, as they came */
};

#define STATUSES_MAX 20000

static void
keep_status (SyncSession *self, const ImapStatus *status)
{
  ImapStatus *copy;

  if (self->statuses->len >= STATUSES_MAX)
    {
      self->list_news = TRUE; /* a round sees it all */
      return;
    }
  copy = g_memdup2 (status, sizeof *status);
  copy->name = g_strdup (status->name);
  copy->mailbox_id = g_strdup (status->mailbox_id);
  g_ptr_array_add (self->statuses, copy);
}

static void
on_event (ImapSession *imap, const ImapEvent *event, gpointer data)
{
  SyncSession *self = data;

  if (event->earlier)
    return;
  if (event->kind == IMAP_EVENT_EXISTS)
    self->news |= SYNC_NEWS_EXISTS;
  else if (event->kind == IMAP_EVENT_EXPUNGE || event->kind == IMAP_EVENT_VANISHED)
    self->news |= SYNC_NEWS_GONE;
  else if (event->kind == IMAP_EVENT_FLAGS)
    self->news |= SYNC_NEWS_FLAGS;
  else if (event->kind == IMAP_EVENT_STATUS)
    keep_status (self, event->status);
  else if (event->kind == IMAP_EVENT_FOLDER)
    self->list_news = TRUE;
  else if (event->kind == IMAP_EVENT_OVERFLOW)
    {
      self->list_news = TRUE;
      self->notified = FALSE;
      self->asked = FALSE; /* may be asked for again */
    }
}

/**
 * sync_session_open:
 *
 * Connects, encrypts and authenticates. Blocks. Returns: (transfer full): %NULL on failure.
 */
SyncSession *
sync_session_open (SyncSetup *setup, GCancellable *cancellable, GError **error)
{
  g_autofree char *refused = sync_notes_dup_refused (setup->notes);
  const ImapOptions options = { .off = refused };
  SyncSession *self;
  ImapSession *imap;

  imap = sync_sign_in_imap (setup, &options, cancellable, error);
  if (imap == NULL)
    return NULL;
  self = g_new0 (SyncSession, 1);
  self->setup = sync_setup_ref (setup);
  self->imap = imap;
  self->statuses = g_ptr_array_new_with_free_func ((GDestroyNotify) imap_status_free);
  imap_session_set_event_func (imap, on_event, self);
  return self;
}

/* Closes the connection without waiting for the server. What it announced and refused is remembered. */
void
sync_session_free (SyncSession *self)
{
  g_autofree char *refused = NULL;

  if (self == NULL)
    return;
  refused = imap_session_dup_refused (self->imap);
  sync_notes_add_refused (self->setup->notes, refused);
  imap_session_free (self->imap);
  g_ptr_array_unref (self->statuses);
  sync_setup_unref (self->setup);
  g_free (self);
}

SyncSetup *
sync_session_get_setup (SyncSession *self)
{
  return self->setup;
}

ImapSession *
sync_session_get_imap (SyncSession *self)
{
  return self->imap;
}

/* The selected folder, 0: none. Whoever selects says so. */
gint64
sync_session_get_folder (SyncSession *self)
{
  return self->folder_id;
}

void
sync_session_set_folder (SyncSession *self, gint64 folder_id)
{
  self->folder_id = folder_id;
  self->news = SYNC_NEWS_NONE;
}

/* What the server said about the selected folder since the last call: SyncNews bits. */
guint
sync_session_take_news (SyncSession *self)
{
  guint news = self->news;

  self->news = SYNC_NEWS_NONE;
  return news;
}

/**
 * sync_session_notify:
 *
 * Asks the server, once, to tell about every folder on this connection. Not offered or refused is no failure: then
 * sync_session_is_notified () says no. Blocks.
 */
gboolean
sync_session_notify (SyncSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (self->asked || !imap_session_has (self->imap, IMAP_EXTENSION_NOTIFY))
    return TRUE;
  self->asked = TRUE;
  self->notified = imap_session_notify (self->imap, TRUE, cancellable, &local);
  if (self->notified || !imap_session_is_broken (self->imap))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Whether the server tells about every folder. */
gboolean
sync_session_is_notified (SyncSession *self)
{
  return self->notified;
}

/* Returns: (transfer full) (element-type ImapStatus): what came since the last call, oldest first */
GPtrArray *
sync_session_take_statuses (SyncSession *self)
{
  GPtrArray *statuses = self->statuses;

  self->statuses = g_ptr_array_new_with_free_func ((GDestroyNotify) imap_status_free);
  return statuses;
}

/* Whether the folder list changed since the last call. */
gboolean
sync_session_take_list_news (SyncSession *self)
{
  gboolean news = self->list_news;

  self->list_news = FALSE;
  return news;
}
