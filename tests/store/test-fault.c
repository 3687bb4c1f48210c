/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-fault.c: the disk fails at every write (D-19)
 *
 * A VFS in front of SQLite's own counts what changes the disk (write, sync, truncate, create, delete) and lets call number N, or that
 * one and all after it, fail: no space, input/output error, read-only. For each N the same work is done. Whatever fails says so with
 * an error of the right kind, what was acknowledged stays, the store works again when the disk does, and both databases are sound.
 * ALPENPOST_ROUNDS=1 takes every N for every kind of failure; else every few. */

#include "store-fixture.h"
#include "store-private.h"

#include <errno.h>

typedef enum
{
  FAULT_FULL,
  FAULT_IO,
  FAULT_READ_ONLY,
  N_FAULTS
} Fault;

/* -1: count only. The call with this number fails, and, while sticky, all after it. */
static int fail_at = -1;
static gboolean sticky;
static Fault kind;
static int calls;
static int failures;

static gboolean
fails (void)
{
  int number = calls++;

  if (fail_at < 0 || (sticky ? number < fail_at : number != fail_at))
    return FALSE;
  failures++;
  errno = kind == FAULT_FULL ? ENOSPC : kind == FAULT_IO ? EIO : EROFS;
  return TRUE;
}

static int
code (int io)
{
  return kind == FAULT_FULL ? SQLITE_FULL : kind == FAULT_IO ? io : SQLITE_READONLY;
}

/* ---- the VFS: a file of ours is followed by the real one ---- */

typedef struct
{
  sqlite3_file base;
  sqlite3_file *real;
} File;

static sqlite3_vfs *real_vfs;

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return ((File *) file)->real;
}

#define FORWARD(name, arguments, call)                                                                       \
  static int fault_##name arguments                                                                          \
  {                                                                                                          \
    return call;                                                                                             \
  }

FORWARD (close, (sqlite3_file * f), real_of (f)->pMethods->xClose (real_of (f)))
FORWARD (read, (sqlite3_file * f, void *p, int n, sqlite3_int64 at),
         real_of (f)->pMethods->xRead (real_of (f), p, n, at))
FORWARD (size, (sqlite3_file * f, sqlite3_int64 *n), real_of (f)->pMethods->xFileSize (real_of (f), n))
FORWARD (lock, (sqlite3_file * f, int n), real_of (f)->pMethods->xLock (real_of (f), n))
FORWARD (unlock, (sqlite3_file * f, int n), real_of (f)->pMethods->xUnlock (real_of (f), n))
FORWARD (reserved, (sqlite3_file * f, int *n), real_of (f)->pMethods->xCheckReservedLock (real_of (f), n))
FORWARD (control, (sqlite3_file * f, int n, void *p), real_of (f)->pMethods->xFileControl (real_of (f), n, p))
FORWARD (sector, (sqlite3_file * f), real_of (f)->pMethods->xSectorSize (real_of (f)))
FORWARD (traits, (sqlite3_file * f), real_of (f)->pMethods->xDeviceCharacteristics (real_of (f)))
FORWARD (shm_map, (sqlite3_file * f, int a, int b, int c, void volatile **p),
         real_of (f)->pMethods->xShmMap (real_of (f), a, b, c, p))
FORWARD (shm_lock, (sqlite3_file * f, int a, int b, int c),
         real_of (f)->pMethods->xShmLock (real_of (f), a, b, c))
FORWARD (shm_unmap, (sqlite3_file * f, int a), real_of (f)->pMethods->xShmUnmap (real_of (f), a))
FORWARD (write, (sqlite3_file * f, const void *p, int n, sqlite3_int64 at),
         fails () ? code (SQLITE_IOERR_WRITE) : real_of (f)->pMethods->xWrite (real_of (f), p, n, at))
FORWARD (truncate, (sqlite3_file * f, sqlite3_int64 n),
         fails () ? code (SQLITE_IOERR_TRUNCATE) : real_of (f)->pMethods->xTruncate (real_of (f), n))
FORWARD (sync, (sqlite3_file * f, int n),
         fails () ? code (SQLITE_IOERR_FSYNC) : real_of (f)->pMethods->xSync (real_of (f), n))

static void
shm_barrier (sqlite3_file *f)
{
  real_of (f)->pMethods->xShmBarrier (real_of (f));
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = fault_close,
  .xRead = fault_read,
  .xWrite = fault_write,
  .xTruncate = fault_truncate,
  .xSync = fault_sync,
  .xFileSize = fault_size,
  .xLock = fault_lock,
  .xUnlock = fault_unlock,
  .xCheckReservedLock = fault_reserved,
  .xFileControl = fault_control,
  .xSectorSize = fault_sector,
  .xDeviceCharacteristics = fault_traits,
  .xShmMap = fault_shm_map,
  .xShmLock = fault_shm_lock,
  .xShmBarrier = shm_barrier,
  .xShmUnmap = fault_shm_unmap,
};

static int
vfs_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
  File *self = (File *) file;
  int result;

  self->base.pMethods = NULL;
  self->real = (sqlite3_file *) (self + 1);
  if ((flags & SQLITE_OPEN_CREATE) != 0 && name != NULL && !g_file_test (name, G_FILE_TEST_EXISTS)
      && fails ())
    return kind == FAULT_FULL ? SQLITE_FULL : SQLITE_CANTOPEN;
  result = real_vfs->xOpen (real_vfs, name, self->real, flags, out);
  if (self->real->pMethods != NULL)
    self->base.pMethods = &methods;
  return result;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *name, int sync)
{
  return fails () ? code (SQLITE_IOERR_DELETE) : real_vfs->xDelete (real_vfs, name, sync);
}

static void
install (void)
{
  static sqlite3_vfs vfs;

  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "fault";
  vfs.szOsFile = (int) sizeof (File) + real_vfs->szOsFile;
  vfs.xOpen = vfs_open;
  vfs.xDelete = vfs_delete;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

/* ---- the work ---- */

typedef struct
{
  guint messages, drafts, outbox;
  gboolean moved, starred;
} Done;

/* Whatever failed, said so in our own terms. */
static void
check_error (const GError *error)
{
  if (error == NULL)
    return;
  if (error->domain == STORE_ERROR && error->code != STORE_ERROR_FULL && error->code != STORE_ERROR_READ_ONLY
      && error->code != STORE_ERROR_FAILED && error->code != STORE_ERROR_NOT_FOUND)
    g_test_message ("%s", error->message);
  g_assert_true (error->domain == STORE_ERROR);
  g_assert_true (error->code == STORE_ERROR_FULL || error->code == STORE_ERROR_READ_ONLY
                 || error->code == STORE_ERROR_FAILED || error->code == STORE_ERROR_NOT_FOUND);
  if (kind == FAULT_FULL)
    g_assert_true (error->code == STORE_ERROR_FULL || error->code == STORE_ERROR_NOT_FOUND
                   || error->code == STORE_ERROR_READ_ONLY || error->code == STORE_ERROR_FAILED);
}

static void
add_messages (Fixture *f, gint64 folder, guint32 first, Done *done)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  StoreNewMessage all[10];
  g_autoptr (GError) error = NULL;

  for (guint32 i = 0; i < 10; i++)
    {
      g_ptr_array_add (texts, g_strdup_printf ("<%u@fault>", first + i));
      all[i] = fixture_message (first + i, texts->pdata[i], "words of the subject");
      g_ptr_array_add (list, &all[i]);
    }
  if (store_messages_add (f->store, folder, list, NULL, &error) == 10)
    done->messages += 10;
  check_error (error);
}

static void
work (Fixture *f, Done *done)
{
  static const char *const to[] = { "a@x.example", NULL };
  static int serial;
  gint64 ids[2];
  StoreAction move
      = { .kind = STORE_ACTION_MOVE, .message_ids = ids, .n_messages = 2, .target_id = f->archive };
  StoreAction star
      = { .kind = STORE_ACTION_FLAGS, .message_ids = ids, .n_messages = 1, .add_flags = STORE_FLAG_FLAGGED };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("Subject: x\r\n\r\nbody words\r\n", 26);
  g_autofree char *id = g_strdup_printf ("<out%d@fault>", serial++);
  g_autoptr (GError) error = NULL;

  add_messages (f, f->inbox, 1, done);
  if (store_draft_save (f->store, 0, f->account, "d", bytes, &error) != 0)
    done->drafts++;
  check_error (error);
  g_clear_error (&error);
  if (store_outbox_add (f->store, f->account, "d@x", to, bytes, id, "s", 0, &error) != 0)
    done->outbox++;
  check_error (error);
  g_clear_error (&error);
  ids[0] = store_placement_find (f->store, f->inbox, 1);
  ids[1] = store_placement_find (f->store, f->inbox, 2);
  if (ids[0] != 0)
    {
      done->moved = store_act (f->store, &move, &error) != 0;
      check_error (error);
      g_clear_error (&error);
      done->starred = store_act (f->store, &star, &error) != 0;
      check_error (error);
      g_clear_error (&error);
      store_body_add (f->store, ids[0], bytes, &error);
      check_error (error);
      g_clear_error (&error);
      store_body_set_text (f->store, ids[0], "p", "bodywords", "", FALSE, &error);
      check_error (error);
    }
  add_messages (f, f->inbox, 11, done);
}

static gint64
value (Fixture *f, const char *sql)
{
  StoreConn *conn = store_read_begin (f->store, NULL);
  gint64 n = store_value (conn, -1, sql, "");

  store_read_end (f->store, conn);
  return n;
}

static void
check_kept (Fixture *f, const Done *done)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = store_check_deep (f->store, FALSE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < lines->len; i++)
    g_test_message ("%s", (char *) lines->pdata[i]);
  g_assert_cmpuint (lines->len, ==, 0);
  g_assert_cmpint (value (f, "SELECT count(*) FROM mail.message"), >=, done->messages);
  g_assert_cmpint (value (f, "SELECT count(*) FROM main.draft"), >=, done->drafts);
  g_assert_cmpint (value (f, "SELECT count(*) FROM main.outbox"), >=, done->outbox);
  if (done->moved)
    g_assert_cmpuint (fixture_count (f, f->archive, FALSE), ==, 2);
  if (done->starred)
    g_assert_cmpint (value (f, "SELECT count(*) FROM mail.message WHERE flags & 4"), ==, 1);
}

/* Returns: whether call number @n was reached. */
static gboolean
run_once (int n, gboolean to_the_end, Fault fault)
{
  Fixture f;
  Done done = { 0 };
  Done again = { 0 };
  gboolean reached;

  fail_at = -1;
  fixture_set_up (&f);
  kind = fault;
  sticky = to_the_end;
  calls = failures = 0;
  fail_at = n;
  work (&f, &done);
  reached = failures > 0 || calls > n;
  fail_at = -1; /* there is room again */
  check_kept (&f, &done);
  work (&f, &again);
  g_assert_cmpuint (again.drafts, ==, 1);
  g_assert_cmpuint (again.outbox, ==, 1);
  fixture_reopen (&f);
  check_kept (&f, &done);
  g_assert_cmpint (value (&f, "SELECT count(*) FROM mail.message"), ==, 20);
  fixture_tear_down (&f);
  return reached;
}

static void
test_work (void)
{
  gboolean every = g_getenv ("ALPENPOST_ROUNDS") != NULL;
  guint points = 0;

  for (int mode = 0; mode < 2 * N_FAULTS; mode++)
    {
      int step = every ? 1 : 37 + mode;

      for (int n = mode; run_once (n, mode % 2 != 0, (Fault) (mode / 2)); n += step)
        points++;
    }
  g_test_message ("%u failing calls", points);
  g_assert_cmpuint (points, >, 20);
}

/* Opening and upgrading with a disk that fails: an error, or a store; never a half one. */
static void
test_open (void)
{
  gboolean every = g_getenv ("ALPENPOST_ROUNDS") != NULL;
  guint points = 0;
  gboolean reached = TRUE;

  for (int n = 0; reached; n += every ? 1 : 19)
    {
      Fixture f = { 0 };
      g_autoptr (GError) error = NULL;

      f.dir = g_dir_make_tmp ("store-XXXXXX", NULL);
      f.data = g_build_filename (f.dir, "data", NULL);
      f.cache = g_build_filename (f.dir, "cache", NULL);
      kind = (Fault) (n % N_FAULTS);
      sticky = n % 2 != 0;
      calls = failures = 0;
      fail_at = n;
      f.store = store_open (f.data, f.cache, &error);
      reached = failures > 0;
      check_error (error);
      fail_at = -1;
      points += reached;
      g_clear_pointer (&f.store, store_free);
      fixture_open (&f);
      g_assert_true (store_check (f.store, NULL));
      fixture_tear_down (&f);
    }
  g_test_message ("%u failing calls", points);
  g_assert_cmpuint (points, >, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  install ();
  g_test_add_func ("/fault/work", test_work);
  g_test_add_func ("/fault/open", test_open);
  return g_test_run ();
}
