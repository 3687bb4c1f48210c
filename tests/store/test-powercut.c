/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-powercut.c: the power goes at any write (D-07)
 *
 * A VFS in front of SQLite's own remembers of each file what a sync has made durable, and what was written since. At a cut a copy of the
 * profile is made as a disk may have it then: all that is durable, and of the rest some writes whole, some torn at a sector, some
 * not at all. It is opened: both databases are sound, nothing had to be made anew, and what local.db has acknowledged (drafts, outbox,
 * states of sending, operations) is there; of mail.db the last may be missing. ALPENPOST_ROUNDS: a cut at every write, else at some. */

#include "store-fixture.h"
#include "store-private.h"

#define SECTOR 512

typedef struct
{
  gint64 at; /* -1: the file was cut to size */
  gint64 size;
  GBytes *bytes;
} Change;

typedef struct
{
  char *path;
  GByteArray *durable;
  GPtrArray *pending; /* Change */
} Image;

static GHashTable *images; /* path → Image */
static guint calls;
static void on_call (void);

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_pointer (&change->bytes, g_bytes_unref);
  g_free (change);
}

static void
image_free (gpointer data)
{
  Image *image = data;

  g_free (image->path);
  g_byte_array_unref (image->durable);
  g_ptr_array_unref (image->pending);
  g_free (image);
}

static void
apply (GByteArray *to, const Change *change, gsize length)
{
  gsize end = (gsize) MAX (change->at, 0) + length;
  guint before = to->len;

  if (change->at < 0)
    {
      if ((gsize) change->size < to->len)
        g_byte_array_set_size (to, (guint) change->size);
      return;
    }
  if (end > to->len)
    {
      g_byte_array_set_size (to, (guint) end);
      memset (to->data + before, 0, end - before);
    }
  memcpy (to->data + change->at, g_bytes_get_data (change->bytes, NULL), length);
}

static void
add_change (Image *image, gint64 at, gint64 size, const void *data)
{
  Change *change = g_new0 (Change, 1);

  *change = (Change) { at, size, at >= 0 ? g_bytes_new (data, (gsize) size) : NULL };
  g_ptr_array_add (image->pending, change);
  on_call ();
}

static void
make_durable (Image *image)
{
  for (guint i = 0; i < image->pending->len; i++)
    {
      const Change *change = g_ptr_array_index (image->pending, i);

      apply (image->durable, change, change->at >= 0 ? (gsize) change->size : 0);
    }
  g_ptr_array_set_size (image->pending, 0);
  on_call ();
}

/* As a disk may have it: of what is pending each whole, torn, or not there. */
static void
write_image (const Image *image, const char *path, GRand *random)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, image->durable->data, image->durable->len);
  for (guint i = 0; i < image->pending->len; i++)
    {
      const Change *change = g_ptr_array_index (image->pending, i);
      int luck = g_rand_int_range (random, 0, 3);
      gsize length = change->at >= 0 ? (gsize) change->size : 0;

      if (luck == 0)
        continue;
      if (luck == 1 && length > SECTOR)
        length = (gsize) g_rand_int_range (random, 0, (gint32) (length / SECTOR)) * SECTOR;
      apply (bytes, change, length);
    }
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
}

/* ---- the VFS ---- */

typedef struct
{
  sqlite3_file base;
  sqlite3_file *real;
  Image *image; /* nullable: a temporary file */
} File;

static sqlite3_vfs *real_vfs;
#define REAL(f) (((File *) (f))->real)
#define CALL(f, name, ...) (REAL (f)->pMethods->name (REAL (f), ##__VA_ARGS__))

static int
p_close (sqlite3_file *f)
{
  return CALL (f, xClose);
}

static int
p_read (sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
  return CALL (f, xRead, p, n, at);
}

static int
p_write (sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
  if (((File *) f)->image != NULL)
    add_change (((File *) f)->image, at, n, p);
  return CALL (f, xWrite, p, n, at);
}

static int
p_truncate (sqlite3_file *f, sqlite3_int64 n)
{
  if (((File *) f)->image != NULL)
    add_change (((File *) f)->image, -1, n, NULL);
  return CALL (f, xTruncate, n);
}

static int
p_sync (sqlite3_file *f, int flags)
{
  if (((File *) f)->image != NULL)
    make_durable (((File *) f)->image);
  return SQLITE_OK; /* the real disk is not asked: nothing here rests on it */
}

static int
p_size (sqlite3_file *f, sqlite3_int64 *n)
{
  return CALL (f, xFileSize, n);
}

static int
p_lock (sqlite3_file *f, int n)
{
  return CALL (f, xLock, n);
}

static int
p_unlock (sqlite3_file *f, int n)
{
  return CALL (f, xUnlock, n);
}

static int
p_reserved (sqlite3_file *f, int *n)
{
  return CALL (f, xCheckReservedLock, n);
}

static int
p_control (sqlite3_file *f, int n, void *p)
{
  return CALL (f, xFileControl, n, p);
}

static int
p_sector (sqlite3_file *f)
{
  return SECTOR;
}

static int
p_traits (sqlite3_file *f)
{
  return 0; /* a disk that promises nothing */
}

static int
p_shm_map (sqlite3_file *f, int a, int b, int c, void volatile **p)
{
  return CALL (f, xShmMap, a, b, c, p);
}

static int
p_shm_lock (sqlite3_file *f, int a, int b, int c)
{
  return CALL (f, xShmLock, a, b, c);
}

static void
p_shm_barrier (sqlite3_file *f)
{
  CALL (f, xShmBarrier);
}

static int
p_shm_unmap (sqlite3_file *f, int a)
{
  return CALL (f, xShmUnmap, a);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = p_close,
  .xRead = p_read,
  .xWrite = p_write,
  .xTruncate = p_truncate,
  .xSync = p_sync,
  .xFileSize = p_size,
  .xLock = p_lock,
  .xUnlock = p_unlock,
  .xCheckReservedLock = p_reserved,
  .xFileControl = p_control,
  .xSectorSize = p_sector,
  .xDeviceCharacteristics = p_traits,
  .xShmMap = p_shm_map,
  .xShmLock = p_shm_lock,
  .xShmBarrier = p_shm_barrier,
  .xShmUnmap = p_shm_unmap,
};

static Image *
image_for (const char *path)
{
  Image *image;

  if (path == NULL || images == NULL)
    return NULL;
  image = g_hash_table_lookup (images, path);
  if (image == NULL)
    {
      image = g_new0 (Image, 1);
      image->path = g_strdup (path);
      image->durable = g_byte_array_new ();
      image->pending = g_ptr_array_new_with_free_func (change_free);
      g_hash_table_insert (images, image->path, image);
    }
  return image;
}

static int
p_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
  File *self = (File *) file;
  int result;

  self->base.pMethods = NULL;
  self->real = (sqlite3_file *) (self + 1);
  result = real_vfs->xOpen (real_vfs, name, self->real, flags, out);
  self->image = image_for (name);
  if (self->real->pMethods != NULL)
    self->base.pMethods = &methods;
  return result;
}

/* With the folder flushed, as SQLite asks for where it matters. */
static int
p_delete (sqlite3_vfs *vfs, const char *name, int sync)
{
  int result = real_vfs->xDelete (real_vfs, name, 0);

  if (images != NULL)
    g_hash_table_remove (images, name);
  return result;
}

static void
install (void)
{
  static sqlite3_vfs vfs;

  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "power";
  vfs.szOsFile = (int) sizeof (File) + real_vfs->szOsFile;
  vfs.xOpen = p_open;
  vfs.xDelete = p_delete;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

/* ---- what was acknowledged ---- */

typedef struct
{
  guint versions; /* of the draft */
  guint outbox;
  gboolean committing;
  guint operations;
  guint settings;
} Acknowledged;

typedef struct
{
  Acknowledged acknowledged;
  char *dir;
} Cut;

static Acknowledged now;
static const char *source;
static GPtrArray *cuts; /* Cut; nullable: no cuts now */
static guint every;
static GRand *luck;

static void
cut_free (gpointer data)
{
  Cut *cut = data;

  fixture_remove_tree (cut->dir);
  g_free (cut->dir);
  g_free (cut);
}

static void
on_call (void)
{
  GHashTableIter iter;
  gpointer value;
  Cut *cut;

  if (cuts == NULL || calls++ % every != 0)
    return;
  cut = g_new0 (Cut, 1);
  cut->acknowledged = now;
  cut->dir = g_dir_make_tmp ("cut-XXXXXX", NULL);
  g_hash_table_iter_init (&iter, images);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Image *image = value;
      g_autofree char *path = g_build_filename (cut->dir, image->path + strlen (source), NULL);
      g_autofree char *parent = g_path_get_dirname (path);

      g_mkdir_with_parents (parent, 0700);
      write_image (image, path, luck);
    }
  g_ptr_array_add (cuts, cut);
}

static void
save_draft (Fixture *f, gint64 *id)
{
  g_autofree char *text = g_strdup_printf ("version %u %03000d", now.versions + 1, 0);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  *id = store_draft_save (f->store, *id, f->account, "d", bytes, NULL);
  g_assert_cmpint (*id, !=, 0);
  now.versions++;
}

static void
work (Fixture *f, gint64 *keys)
{
  static const char *const to[] = { "a@x.example", NULL };
  StoreAction star
      = { .kind = STORE_ACTION_FLAGS, .message_ids = keys, .n_messages = 1, .add_flags = STORE_FLAG_FLAGGED };
  StoreAction move = { .kind = STORE_ACTION_MOVE, .message_ids = keys + 1, .n_messages = 2 };
  gint64 draft = 0;

  move.target_id = f->archive;
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *id = g_strdup_printf ("<out%u@cut>", i);
      g_autofree char *value = g_strdup_printf ("%u", i + 1);
      g_autoptr (GBytes) bytes = g_bytes_new (id, strlen (id));
      gint64 entry;

      save_draft (f, &draft);
      entry = store_outbox_add (f->store, f->account, "d@x", to, bytes, id, NULL, 0, NULL);
      g_assert_cmpint (entry, !=, 0);
      now.outbox++;
      if (i == 0)
        {
          g_assert_true (store_outbox_set_state (f->store, entry, STORE_OUTBOX_COMMITTING, NULL, 0, NULL));
          now.committing = TRUE;
          g_assert_cmpint (store_act (f->store, &star, NULL), !=, 0);
          now.operations++;
        }
      if (i == 3)
        {
          g_assert_cmpint (store_act (f->store, &move, NULL), !=, 0);
          now.operations++;
          sqlite3_wal_checkpoint_v2 (f->store->writer.db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        }
      g_assert_true (store_setting_set (f->store, "count", value, NULL));
      now.settings++;
    }
}

static gint64
value (Store *store, const char *sql)
{
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 n = store_value (conn, -1, sql, "");

  store_read_end (store, conn);
  return n;
}

static void
check_cut (const Cut *cut)
{
  const Acknowledged *a = &cut->acknowledged;
  g_autofree char *data = g_build_filename (cut->dir, "data", NULL);
  g_autofree char *cache = g_build_filename (cut->dir, "cache", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = store_open (data, cache, &error);
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree char *count = NULL;

  g_assert_no_error (error);
  if (store_was_rebuilt (store))
    g_test_message ("%s", cut->dir);
  g_assert_false (store_was_rebuilt (store));
  g_assert_null (store_get_recovered (store));
  lines = store_check_deep (store, FALSE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < lines->len; i++)
    g_test_message ("%s", (char *) lines->pdata[i]);
  g_assert_cmpuint (lines->len, ==, 0);
  g_assert_cmpint (value (store, "SELECT max(version) FROM main.draft_version"), >=,
                   a->versions > 0 ? (gint64) a->versions : -1);
  g_assert_cmpint (value (store, "SELECT count(*) FROM main.outbox"), >=, a->outbox);
  g_assert_cmpint (value (store, "SELECT count(DISTINCT group_id) FROM main.journal"), >=, a->operations);
  if (a->committing) /* recovered as unknown; never queued again */
    g_assert_cmpint (value (store, "SELECT count(*) FROM main.outbox WHERE id=1 AND state=1"), ==, 0);
  count = store_setting_get (store, "count");
  g_assert_cmpint (count != NULL ? atoi (count) : 0, >=, a->settings);
}

static void
test_cuts (void)
{
  gboolean all = g_getenv ("ALPENPOST_ROUNDS") != NULL;
  Fixture f;
  gint64 keys[3];

  images = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, image_free);
  luck = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  every = all ? 1 : 11;
  fixture_set_up (&f);
  source = f.dir;
  for (guint32 i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("<%u@cut>", i);

      keys[i] = fixture_add (&f, f.inbox, fixture_message (i + 1, id, "subject"));
    }
  /* the accounts and folders are from another day: on the disk */
  g_assert_cmpint (
      sqlite3_wal_checkpoint_v2 (f.store->writer.db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL), ==,
      SQLITE_OK);
  cuts = g_ptr_array_new_with_free_func (cut_free);
  work (&f, keys);
  {
    g_autoptr (GPtrArray) made = g_steal_pointer (&cuts);

    fixture_tear_down (&f);
    g_clear_pointer (&images, g_hash_table_unref);
    g_test_message ("%u cuts at %u writes and syncs", made->len, calls);
    g_assert_cmpuint (made->len, >, 10);
    for (guint i = 0; i < made->len; i++)
      check_cut (g_ptr_array_index (made, i));
  }
  g_rand_free (luck);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  install ();
  g_test_add_func ("/powercut/cuts", test_cuts);
  return g_test_run ();
}
