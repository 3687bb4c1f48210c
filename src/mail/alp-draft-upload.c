/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-upload.c: saved drafts brought to the server within half a minute
 *
 * Main thread; the work is on the engine's actor. A save starts a timer if none runs; when it ends, the newest version of each changed
 * draft becomes a message and goes into the journal, which puts it up there and takes the one before away (sync-draft.c). Big ones
 * less often. What cannot be built (a file that is gone) stays here and is told in the log. */

#include "alp-draft-upload.h"

#include "alp-draft-record.h"
#include "alp-engine-private.h"

#define FIRST_S 3
#define WAIT_S 10
#define WAIT_BIG_S 25
#define BIG (1024 * 1024)

typedef struct
{
  AlpEngine *engine; /* not owned: gone with it */
  guint timer;
  gboolean running;
  gboolean again;
  gsize size; /* of the last round */
} Upload;

static MimeAddress *
account_address (Store *store, gint64 account_id)
{
  g_autoptr (StoreAccount) account = store_account_get (store, account_id, NULL);

  return account != NULL ? mime_address_new (account->name, account->email) : NULL;
}

/* Returns: bytes that go up, -1 on error */
static gssize
upload_one (SyncEngine *sync, const StoreDraft *saved, const char *folder, GError **error)
{
  Store *store = sync_engine_get_store (sync);
  g_autoptr (AlpDraftRecord) record = alp_draft_record_parse (saved->content, error);
  g_autoptr (MimeDraft) draft
      = record != NULL ? alp_draft_record_to_mime (record, folder, FALSE, error) : NULL;
  g_autoptr (MimeAddress) from = NULL;
  g_autoptr (GBytes) message = NULL;

  if (draft == NULL)
    return -1;
  from = account_address (store, saved->account_id);
  if (from != NULL && (draft->from == NULL || !mime_address_is_valid (draft->from->email)))
    {
      g_clear_pointer (&draft->from, mime_address_free);
      draft->from = g_steal_pointer (&from);
    }
  draft->message_id = mime_build_message_id (draft->from != NULL ? draft->from->email : "draft@localhost");
  message = alp_draft_record_build (record, draft, TRUE, error);
  if (message == NULL
      || store_act_draft (store, saved->id, saved->account_id, saved->version, draft->message_id, message,
                          error)
             == 0)
    return -1;
  sync_engine_wake (sync, saved->account_id);
  return (gssize) g_bytes_get_size (message);
}

static gint
upload_all (SyncEngine *sync, gsize *size, GError **error)
{
  g_autoptr (GPtrArray) drafts = store_drafts_to_upload (sync_engine_get_store (sync), 0, G_MAXINT64, error);
  g_autofree char *folder = alp_draft_record_dup_folder (sync_engine_get_profile (sync));
  gint n = 0;

  *size = 0;
  for (guint i = 0; drafts != NULL && i < drafts->len; i++)
    {
      g_autoptr (GError) local_error = NULL;
      gssize bytes = upload_one (sync, g_ptr_array_index (drafts, i), folder, &local_error);

      if (bytes < 0)
        {
          g_info ("a draft stays on this computer: %s", local_error->message);
          continue;
        }
      *size += (gsize) bytes;
      n++;
    }
  return drafts != NULL ? n : -1;
}

gint
alp_draft_upload_run (SyncEngine *sync, GError **error)
{
  gsize size;

  return upload_all (sync, &size, error);
}

/* ---- the timer ---- */

static gpointer
upload_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  gsize size = 0;

  return upload_all (argument, &size, error) >= 0 ? GSIZE_TO_POINTER (size + 1) : NULL;
}

static gboolean on_timer (gpointer data);

static void
start_timer (Upload *self, guint seconds)
{
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (seconds, on_timer, self);
}

static void
on_uploaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpEngine) engine = data;
  Upload *self = g_object_get_data (G_OBJECT (engine), "alp-draft-upload");
  g_autoptr (GError) error = NULL;
  gpointer size = alp_job_finish (source, on_uploaded, result, &error);

  if (error != NULL)
    g_info ("drafts: %s", error->message);
  if (self == NULL)
    return;
  self->running = FALSE;
  self->size = size != NULL ? GPOINTER_TO_SIZE (size) - 1 : 0;
  if (self->again)
    start_timer (self, self->size > BIG ? WAIT_BIG_S : WAIT_S);
  self->again = FALSE;
}

static gboolean
on_timer (gpointer data)
{
  Upload *self = data;
  SyncEngine *sync = alp_engine_get_sync (self->engine);

  self->timer = 0;
  if (sync == NULL)
    return G_SOURCE_REMOVE;
  if (self->running)
    {
      self->again = TRUE;
      return G_SOURCE_REMOVE;
    }
  self->running = TRUE;
  alp_job_run (self->engine, on_uploaded, alp_engine_get_actor (self->engine), BASE_PRIORITY_NORMAL,
               upload_job, sync, NULL, NULL, NULL, on_uploaded, g_object_ref (self->engine));
  return G_SOURCE_REMOVE;
}

static void
on_drafts_changed (AlpEngine *engine, gpointer data)
{
  Upload *self = data;

  if (self->running)
    self->again = TRUE;
  else
    start_timer (self, self->size > BIG ? WAIT_BIG_S : WAIT_S);
}

static void
upload_free (gpointer data)
{
  Upload *self = data;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self);
}

void
alp_draft_upload_attach (AlpEngine *engine)
{
  Upload *self;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  if (g_object_get_data (G_OBJECT (engine), "alp-draft-upload") != NULL)
    return;
  self = g_new0 (Upload, 1);
  self->engine = engine;
  g_object_set_data_full (G_OBJECT (engine), "alp-draft-upload", self, upload_free);
  g_signal_connect (engine, "drafts-changed", G_CALLBACK (on_drafts_changed), self);
  start_timer (self, FIRST_S);
}
