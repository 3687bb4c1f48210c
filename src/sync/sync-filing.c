/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-filing.c: a copy of what was sent, in Sent, exactly once
 *
 * The Message-ID is looked for first: the server may have filed by itself, or an attempt of ours may have been cut
 * after the APPEND arrived. Which servers file by themselves is a list (data/filing), corrected per account by what is seen: a copy
 * that is there before we ever tried was filed by the server; one that never comes was not. For those we wait before we put one there.
 * Should the server's copy come after ours, ours goes again, when both are seen. Runs on a thread with an IMAP session. */

#include "sync-filing.h"

#include <string.h>

#include "base-clock.h"
#include "sync-append.h"
#include "sync-filing-data.h"
#include "sync-folders.h"
#include "sync-send.h"

#define LOOKS 3 /* at once, for a server that files by itself */
#define LOOK_EVERY_US (700 * 1000)
#define WAIT_FOR_SERVER_S 60    /* then a copy of ours is better than none */
#define WATCH_S (20 * 60)       /* so long a second copy is looked for */
#define KEEP_S (90 * 24 * 3600) /* finished entries */

typedef struct
{
  SyncSession *session;
  SyncSetup *setup;
  GCancellable *cancellable;
} Filing;

/* ---- who files by itself ---- */

gboolean
sync_filing_is_listed (const char *smtp_host)
{
  g_autoptr (GBytes) bytes
      = g_resource_lookup_data (sync_filing_get_resource (), "/alpenpost/filing/servers-that-file.tsv",
                                G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);
  g_autofree char *host = g_ascii_strdown (smtp_host, -1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      char *tab = strchr (*line, '\t');

      if (**line == '#' || tab == NULL)
        continue;
      *tab = '\0';
      if (strcmp (host, *line) == 0 || (**line == '.' && g_str_has_suffix (host, *line)))
        return TRUE;
    }
  return FALSE;
}

static char *
setting_name (const SyncSetup *setup)
{
  return g_strdup_printf ("filing.server/%" G_GINT64_FORMAT, setup->account_id);
}

static gboolean
server_files (const SyncSetup *setup)
{
  g_autofree char *name = setting_name (setup);
  g_autofree char *learned = store_setting_get (setup->store, name);

  return learned != NULL ? *learned == '1' : sync_filing_is_listed (setup->smtp->host);
}

static void
learn (const SyncSetup *setup, gboolean files)
{
  g_autofree char *name = setting_name (setup);

  if (server_files (setup) != files)
    store_setting_set (setup->store, name, files ? "1" : "0", NULL);
}

/* ---- looking ---- */

/* Where @folder has this Message-ID. Leaves it selected. */
static gboolean
look_in (Filing *filing, const StoreFolder *folder, const char *message_id, gboolean read_only,
         guint32 *uidvalidity, BaseIdset **found, GError **error)
{
  g_auto (ImapSelected) selected = { 0 };
  ImapSession *imap = sync_session_get_imap (filing->session);

  sync_session_set_folder (filing->session, 0);
  if (!imap_session_select (imap, folder->path, read_only, NULL, &selected, filing->cancellable, error))
    return FALSE;
  *uidvalidity = selected.uidvalidity;
  return sync_append_find (imap, message_id, 0, found, filing->cancellable, error);
}

static gboolean
folder_has (Filing *filing, const StoreFolder *folder, const char *message_id, gboolean *has, GError **error)
{
  g_autoptr (BaseIdset) found = NULL;
  guint32 uidvalidity;

  if (!look_in (filing, folder, message_id, TRUE, &uidvalidity, &found, error))
    return FALSE;
  *has = !base_idset_is_empty (found);
  return TRUE;
}

/* For a server that files by itself: it may take a moment. */
static gboolean
wait_for_copy (Filing *filing, const StoreFolder *sent, const char *message_id, gboolean *has, GError **error)
{
  guint looks = server_files (filing->setup) ? LOOKS : 1;

  *has = FALSE;
  for (guint i = 0; i < looks && !*has; i++)
    {
      if (i > 0)
        g_usleep (LOOK_EVERY_US);
      if (!folder_has (filing, sent, message_id, has, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- filing ---- */

GBytes *
sync_filing_add_bcc (GBytes *message, const char *bcc)
{
  GString *out;
  gsize size;
  const char *data = g_bytes_get_data (message, &size);

  if (bcc == NULL || *bcc == '\0')
    return g_bytes_ref (message);
  out = g_string_sized_new (size + strlen (bcc) + 16);
  g_string_append (out, "Bcc: ");
  /* folded at spaces so that no line is longer than a line may be */
  for (gsize column = 5; *bcc != '\0'; bcc++, column++)
    {
      if (*bcc == ' ' && column > 70)
        {
          g_string_append (out, "\r\n");
          column = 0;
        }
      g_string_append_c (out, *bcc);
    }
  g_string_append (out, "\r\n");
  g_string_append_len (out, data, (gssize) size);
  return g_string_free_to_bytes (out);
}

static gboolean
append_copy (Filing *filing, const StoreOutboxItem *item, const StoreFolder *sent, GError **error)
{
  g_autofree char *bcc = sync_send_options_get (item->options, "bcc");
  g_autoptr (GBytes) copy = sync_filing_add_bcc (item->message, bcc);
  ImapAppended appended;

  /* durable before it begins: a copy found later may be ours */
  if (!store_outbox_change_flags (filing->setup->store, item->id, STORE_OUTBOX_FILING, 0, error)
      || !sync_append_once (filing->session, sent->path, IMAP_FLAG_SEEN, item->message_id, copy,
                            (item->flags & STORE_OUTBOX_FILING) != 0, &appended, filing->cancellable, error))
    return FALSE;
  return store_outbox_set_filed (filing->setup->store, item->id, appended.uidvalidity, appended.uid, error);
}

static gboolean
remove_draft (Filing *filing, const StoreOutboxItem *item, GError **error)
{
  g_autoptr (StoreDraft) draft
      = item->draft_id != 0 ? store_draft_get (filing->setup->store, item->draft_id, 0, NULL) : NULL;

  return draft == NULL || store_draft_remove (filing->setup->store, item->draft_id, error);
}

/* A copy in Sent, unless the server (or an attempt of ours that was cut) put one there already. */
static gboolean
file_sent (Filing *filing, gint64 outbox_id, GError **error)
{
  g_autoptr (StoreOutboxItem) item = store_outbox_get (filing->setup->store, outbox_id, error);
  g_autoptr (StoreFolder) sent = NULL;
  gint64 now = base_clock_now_unix ();
  gboolean has;

  if (item == NULL || !remove_draft (filing, item, error))
    return FALSE;
  if ((item->flags & STORE_OUTBOX_ON_SERVER) && item->not_before > now)
    return TRUE; /* the server holds it: there is nothing in Sent yet */
  sent = sync_folders_ensure_role (filing->session, STORE_ROLE_SENT, filing->cancellable, error);
  if (sent == NULL || !wait_for_copy (filing, sent, item->message_id, &has, error))
    return FALSE;
  if (has)
    {
      /* never tried here: an older copy of this profile sent and filed it */
      if (!(item->flags & STORE_OUTBOX_FILING) && item->attempts > 0)
        learn (filing->setup, TRUE);
      return store_outbox_set_filed (filing->setup->store, outbox_id, 0, 0, error)
             && store_outbox_drop_message (filing->setup->store, outbox_id, error);
    }
  if (server_files (filing->setup) && !(item->flags & STORE_OUTBOX_FILING)
      && now - item->delivered < WAIT_FOR_SERVER_S)
    return TRUE; /* the next round looks again */
  if (!append_copy (filing, item, sent, error))
    return FALSE;
  learn (filing->setup, FALSE);
  return TRUE;
}

/* ---- two copies ---- */

static gboolean
delete_ours (Filing *filing, guint32 uid, GError **error)
{
  ImapSession *imap = sync_session_get_imap (filing->session);
  g_autoptr (BaseIdset) ours = base_idset_new ();
  g_autoptr (GError) expunge_error = NULL;

  base_idset_add (ours, uid);
  if (!imap_session_store (imap, ours, +1, IMAP_FLAG_DELETED, NULL, filing->cancellable, error))
    return FALSE;
  if (imap_session_expunge (imap, ours, filing->cancellable, &expunge_error)
      || g_error_matches (expunge_error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&expunge_error));
  return FALSE;
}

/* The server's own copy came after ours: ours goes, and the server is known from now on. */
static gboolean
watch_filed (Filing *filing, const StoreOutboxItem *item, GError **error)
{
  g_autoptr (StoreFolder) sent
      = store_folder_get_by_role (filing->setup->store, filing->setup->account_id, STORE_ROLE_SENT, NULL);
  g_autoptr (BaseIdset) found = NULL;
  guint32 uidvalidity;

  if (sent == NULL)
    return TRUE;
  if (!look_in (filing, sent, item->message_id, FALSE, &uidvalidity, &found, error))
    return FALSE;
  if (base_idset_count (found) > 1 && uidvalidity == item->filed_uidvalidity
      && base_idset_contains (found, item->filed_uid))
    {
      if (!delete_ours (filing, item->filed_uid, error))
        return FALSE;
      learn (filing->setup, TRUE);
      return store_outbox_drop_message (filing->setup->store, item->id, error);
    }
  if (base_clock_now_unix () - item->delivered < WATCH_S / 4)
    return TRUE;
  return store_outbox_drop_message (filing->setup->store, item->id, error);
}

/* ---- unknown ---- */

static gboolean
look_for (Filing *filing, const StoreOutboxItem *item, gboolean *has, GError **error)
{
  static const StoreRole roles[] = { STORE_ROLE_SENT, STORE_ROLE_INBOX, STORE_ROLE_ALL };

  *has = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (roles) && !*has; i++)
    {
      g_autoptr (StoreFolder) folder
          = store_folder_get_by_role (filing->setup->store, filing->setup->account_id, roles[i], NULL);

      if (folder != NULL && !folder_has (filing, folder, item->message_id, has, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * sync_filing_look_for:
 * @has: (out): whether Sent, inbox or All Mail has this Message-ID: then it was delivered
 *
 * Blocks. Leaves a folder selected that the session does not say.
 */
gboolean
sync_filing_look_for (SyncSession *session, const StoreOutboxItem *item, gboolean *has,
                      GCancellable *cancellable, GError **error)
{
  Filing filing = { session, sync_session_get_setup (session), cancellable };

  return look_for (&filing, item, has, error);
}

/* A message of which nobody knows whether it was delivered: seen in Sent or in our own inbox, it was. */
static gboolean
look_for_unknown (Filing *filing, const StoreOutboxItem *item, GError **error)
{
  Store *store = filing->setup->store;
  gboolean has;

  if (!look_for (filing, item, &has, error))
    return FALSE;
  if (has)
    return store_outbox_set_state (store, item->id, STORE_OUTBOX_SENT, NULL, 0, error)
           && file_sent (filing, item->id, error);
  if (!store_outbox_set_checked (store, item->id, error))
    return FALSE;
  /* a person wants it sent again, and it is nowhere */
  return !(item->flags & STORE_OUTBOX_RESEND)
         || (store_outbox_change_flags (store, item->id, 0, STORE_OUTBOX_RESEND, error)
             && store_outbox_set_state (store, item->id, STORE_OUTBOX_QUEUED, NULL, 0, error));
}

static gboolean
run_one (Filing *filing, const StoreOutboxItem *item, GError **error)
{
  if (item->state == STORE_OUTBOX_SENT)
    return file_sent (filing, item->id, error);
  if (item->state == STORE_OUTBOX_UNKNOWN)
    return look_for_unknown (filing, item, error);
  return TRUE;
}

static gboolean
run_all (Filing *filing, GError **error)
{
  Store *store = filing->setup->store;
  gint64 now = base_clock_now_unix ();
  g_autoptr (GPtrArray) items = store_outbox_list (store, filing->setup->account_id, FALSE, error);
  g_autoptr (GPtrArray) filed = NULL;

  if (items == NULL)
    return FALSE;
  filed = store_outbox_list_filed (store, filing->setup->account_id, now - WATCH_S, error);
  if (filed == NULL)
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    if (!run_one (filing, items->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < filed->len; i++)
    if (!watch_filed (filing, filed->pdata[i], error))
      return FALSE;
  return store_outbox_prune (store, now - KEEP_S, error);
}

/**
 * sync_filing_run:
 *
 * Puts what was delivered into Sent, exactly once, and looks whether what is unknown was delivered after all. Blocks.
 */
gboolean
sync_filing_run (SyncSession *session, GCancellable *cancellable, GError **error)
{
  Filing filing = { session, sync_session_get_setup (session), cancellable };
  gboolean ok;

  g_mutex_lock (&filing.setup->filing_lock);
  ok = run_all (&filing, error);
  g_mutex_unlock (&filing.setup->filing_lock);
  return ok;
}
