/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-pop.c: mail fetched from a POP3 server into the local inbox
 *
 * A message is written to a file of its own while it arrives; only when it is complete and flushed does it become a row, in
 * one transaction with its unique id. So it is here for good before anything is deleted there, and never comes twice. It is
 * deleted on the server after the days the person chose (never, by default), or when it was deleted for good here. What the server
 * does not list is remembered for 90 days: a list that is short once brings nothing twice. Blocks; under journal_lock. */

#include "sync-pop.h"

#include "sync-sign-in.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base-clock.h"
#include "mime-headers.h"
#include "pop-session.h"
#include "sync-local.h"
#include "sync-steady.h"

#define MAX_MESSAGE (G_GUINT64_CONSTANT (1) << 30)
#define MAX_HEADER (1024 * 1024)
#define REMEMBER_S (90 * 24 * 3600)
#define DAY_S 86400

typedef struct
{
  SyncSetup *setup;
  PopSession *session;
  GHashTable *known; /* "repeated uidl" → StorePopMessage */
  GCancellable *cancellable;
} Fetch;

/* ---- the choice ---- */

static char *
setting_name (gint64 account_id)
{
  return g_strdup_printf ("pop.leave-days/%" G_GINT64_FORMAT, account_id);
}

/** sync_pop_get_leave_days: Returns: days, 0: delete at once, or SYNC_POP_KEEP (the default) */
gint
sync_pop_get_leave_days (Store *store, gint64 account_id)
{
  g_autofree char *name = setting_name (account_id);
  g_autofree char *value = store_setting_get (store, name);
  guint64 days;

  return value != NULL && g_ascii_string_to_unsigned (value, 10, 0, 36500, &days, NULL) ? (gint) days
                                                                                        : SYNC_POP_KEEP;
}

/** sync_pop_set_leave_days: @days: 0 to 36500, or SYNC_POP_KEEP */
gboolean
sync_pop_set_leave_days (Store *store, gint64 account_id, gint days, GError **error)
{
  g_autofree char *name = setting_name (account_id);
  g_autofree char *value = days >= 0 ? g_strdup_printf ("%d", days) : g_strdup ("keep");

  return store_setting_set (store, name, value, error);
}

/* ---- what is known ---- */

static char *
key_of (const char *uidl, guint repeated)
{
  return g_strdup_printf ("%u %s", repeated, uidl);
}

static gboolean
load_known (Fetch *self, GError **error)
{
  g_autoptr (GPtrArray) list = store_pop_list (self->setup->store, self->setup->account_id, error);

  if (list == NULL)
    return FALSE;
  self->known
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) store_pop_message_free);
  while (list->len > 0)
    {
      StorePopMessage *message = g_ptr_array_steal_index (list, list->len - 1);

      g_hash_table_insert (self->known, key_of (message->uidl, message->repeated), message);
    }
  return TRUE;
}

/* A server without UIDL: the hash of the header tells messages apart (RFC 1939 7 leaves nothing else). */
static gboolean
identify (Fetch *self, PopMessage *message, GError **error)
{
  g_autoptr (GOutputStream) sink = NULL;
  g_autofree char *hash = NULL;

  if (message->uid != NULL)
    return TRUE;
  sink = g_memory_output_stream_new_resizable ();
  if (!pop_session_top (self->session, message->number, 0, MAX_HEADER, sink, self->cancellable, error))
    return FALSE;
  hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256,
                                      g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (sink)),
                                      g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (sink)));
  message->uid = g_strconcat ("header ", hash, NULL);
  return TRUE;
}

/* ---- one message ---- */

/* Unix seconds of an RFC 5322 date; 0: none. */
static gint64
parse_date (const char *text)
{
  g_autofree char *field = g_strdup_printf ("Date: %s\r\n\r\n", text);
  g_autoptr (GBytes) block = g_bytes_new (field, strlen (field));
  g_autoptr (MimeHeaders) headers = mime_headers_parse (block);

  return headers->date_unix;
}

/* When the last server took it: the date behind the topmost Received field, else Date, else now; never in the future. */
static gint64
received_of (const char *file)
{
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (file, FALSE, NULL);
  g_autoptr (GBytes) bytes = mapped != NULL ? g_mapped_file_get_bytes (mapped) : NULL;
  g_autoptr (GBytes) block = NULL;
  g_autofree char *field = NULL;
  g_autofree char *date = NULL;
  gint64 now = base_clock_now_unix ();
  gint64 received = 0;
  gsize size;
  const char *data;

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    return now;
  data = g_bytes_get_data (bytes, &size);
  block = g_bytes_new_from_bytes (bytes, 0, MIN (mime_headers_length (data, size), size));
  field = mime_headers_dup_field (block, "Received");
  if (field != NULL && strrchr (field, ';') != NULL)
    received = parse_date (strrchr (field, ';') + 1);
  if (received <= 0)
    date = mime_headers_dup_field (block, "Date");
  if (date != NULL)
    received = parse_date (date);
  return received > 0 && received < now ? received : now;
}

static gboolean
retrieve_to (Fetch *self, guint number, const char *file, guint64 *size, GError **error)
{
  g_autoptr (GFile) target = g_file_new_for_path (file);
  g_autoptr (GFileOutputStream) out
      = g_file_replace (target, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  gboolean ok;
  int fd;

  if (out == NULL)
    return FALSE;
  ok = pop_session_retrieve (self->session, number, MAX_MESSAGE, G_OUTPUT_STREAM (out), size,
                             self->cancellable, error);
  ok = g_output_stream_close (G_OUTPUT_STREAM (out), NULL, ok ? error : NULL) && ok;
  fd = ok ? g_open (file, O_RDONLY | O_CLOEXEC) : -1;
  if (ok && (fd < 0 || fsync (fd) != 0))
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", file, g_strerror (errno));
      ok = FALSE;
    }
  if (fd >= 0)
    g_close (fd, NULL);
  return ok;
}

static gboolean
fetch_one (Fetch *self, const PopMessage *message, GError **error)
{
  SyncSetup *setup = self->setup;
  g_autofree char *folder = store_local_dup_folder (setup->store, setup->account_id, error);
  g_autofree char *file = folder != NULL ? g_build_filename (folder, "incoming", NULL) : NULL;
  StoreLocalNew what = { .account_id = setup->account_id,
                         .path = sync_local_role_path (STORE_ROLE_INBOX),
                         .file = file,
                         .uidl = message->uid,
                         .repeated = message->repeated };
  gboolean ok = file != NULL && retrieve_to (self, message->number, file, &what.size, error);

  if (ok)
    {
      what.received = received_of (file);
      ok = store_local_add (setup->store, &what, error) != 0;
    }
  if (!ok && file != NULL)
    g_unlink (file);
  return ok;
}

/* ---- the mailbox ---- */

static gboolean
is_due (const StorePopMessage *known, gint days, gint64 before)
{
  return !known->here || days == 0 || (days > 0 && known->fetched < before);
}

/* Newest first. A message that the server refuses is left for the next time. */
static gboolean
fetch_new (Fetch *self, GPtrArray *list, GError **error)
{
  for (guint i = list->len; i > 0; i--)
    {
      PopMessage *message = list->pdata[i - 1];
      g_autoptr (GError) local_error = NULL;
      g_autofree char *key = NULL;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (identify (self, message, &local_error))
        {
          key = key_of (message->uid, message->repeated);
          if (g_hash_table_contains (self->known, key) || fetch_one (self, message, &local_error))
            continue;
        }
      if (!g_error_matches (local_error, POP_ERROR, POP_ERROR_REFUSED))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_info ("message %u is not given: %s", message->number, local_error->message);
    }
  return TRUE;
}

/* Marks what may go. Only what is in local.db, or was and was deleted there, is ever marked. */
static gboolean
delete_due (Fetch *self, GPtrArray *list, GPtrArray *listed, GError **error)
{
  gint days = sync_pop_get_leave_days (self->setup->store, self->setup->account_id);
  gint64 before = sync_steady_cutoff (self->setup->store, (gint64) MAX (days, 0) * DAY_S);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < list->len; i++)
    {
      const PopMessage *message = list->pdata[i];
      g_autofree char *key = message->uid != NULL ? key_of (message->uid, message->repeated) : NULL;
      StorePopMessage *known = key != NULL ? g_hash_table_lookup (self->known, key) : NULL;

      if (known == NULL)
        continue;
      g_ptr_array_add (listed, known);
      if (is_due (known, days, before))
        g_array_append_val (numbers, message->number);
    }
  return pop_session_delete (self->session, (guint *) (void *) numbers->data, numbers->len, self->cancellable,
                             error);
}

static gboolean
run (Fetch *self, GError **error)
{
  SyncSetup *setup = self->setup;
  g_autoptr (GPtrArray) list = pop_session_list (self->session, self->cancellable, error);
  g_autoptr (GPtrArray) listed = g_ptr_array_new ();

  if (list == NULL || !load_known (self, error) || !fetch_new (self, list, error))
    return FALSE;
  /* With what was just fetched. */
  g_clear_pointer (&self->known, g_hash_table_unref);
  if (!load_known (self, error) || !delete_due (self, list, listed, error))
    return FALSE;
  return store_pop_listed (setup->store, setup->account_id, listed,
                           sync_steady_cutoff (setup->store, REMEMBER_S), error)
         && pop_session_quit (self->session, self->cancellable, error);
}

/** sync_pop_fetch: everything new into the local inbox (in local.db; the caller fills mail.db), and deletes there what is due */
gboolean
sync_pop_fetch (SyncSetup *setup, GCancellable *cancellable, GError **error)
{
  Fetch self = { .setup = setup, .cancellable = cancellable };
  gboolean ok;

  self.session = sync_sign_in_pop (setup, cancellable, error);
  if (self.session == NULL)
    return FALSE;
  ok = run (&self, error);
  pop_session_free (self.session);
  g_clear_pointer (&self.known, g_hash_table_unref);
  return ok;
}

/** sync_pop_check: whether the server lets us in */
gboolean
sync_pop_check (SyncSetup *setup, GCancellable *cancellable, GError **error)
{
  g_autoptr (PopSession) session = sync_sign_in_pop (setup, cancellable, error);

  return session != NULL && pop_session_quit (session, cancellable, error);
}
