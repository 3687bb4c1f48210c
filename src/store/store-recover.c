/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-recover.c: saving local.db
 *
 * Three copies are kept beside it, made when it is opened sound and the newest is a day old. When it is damaged it is set aside (never
 * changed, never deleted by the program) and a new one is filled: first with every row of it that can still be read, from both
 * ends of each table, then with what is missing from the newest copy. What comes from a copy may have happened since: a message
 * in the outbox is "perhaps sent" and waits for the person, and operations are left out. At open only, before anybody else. */

#include "store-private.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base-clock.h"

#define BACKUPS 3
#define BACKUP_EVERY_S (24 * 3600)
#define BACKUP_MAX_BYTES (64 * 1024 * 1024)
/* Rows looked for one by one in a hole between what both ends gave. */
#define HOLE_MAX 20000

static char *
dup_backup_path (Store *store, guint n)
{
  return g_strdup_printf ("%s.backup-%u", store->local_path, n);
}

/* ---- copies ---- */

static gboolean
copy_database (StoreConn *from, const char *path, GError **error)
{
  StoreConn to = { 0 };
  sqlite3_backup *backup = NULL;
  int code = sqlite3_open_v2 (path, &to.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                              NULL);

  if (code == SQLITE_OK)
    backup = sqlite3_backup_init (to.db, "main", from->db, "main");
  if (backup != NULL)
    {
      sqlite3_backup_step (backup, -1);
      code = sqlite3_backup_finish (backup);
    }
  else if (code == SQLITE_OK)
    code = sqlite3_errcode (to.db);
  if (code != SQLITE_OK)
    store_set_error (&to, code, error);
  sqlite3_close (to.db);
  return code == SQLITE_OK;
}

/* Newest is number 1. */
static gboolean
make_backup (Store *store, StoreConn *conn, GError **error)
{
  g_autofree char *temp = g_strconcat (store->local_path, ".backup-new", NULL);
  g_autofree char *first = dup_backup_path (store, 1);

  g_unlink (temp);
  if (!copy_database (conn, temp, error))
    {
      g_unlink (temp);
      return FALSE;
    }
  for (guint n = BACKUPS; n > 1; n--)
    {
      g_autofree char *older = dup_backup_path (store, n);
      g_autofree char *newer = dup_backup_path (store, n - 1);

      g_rename (newer, older);
    }
  return g_rename (temp, first) == 0;
}

gboolean
store_backup_local (Store *store, const char *path, GError **error)
{
  StoreConn own = { 0 };
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  /* a connection of its own, for a transaction is open on the writer's */
  ok = store_conn_open_local (&own, store, TRUE, error)
       && (path != NULL ? copy_database (&own, path, error) : make_backup (store, &own, error));
  store_conn_close (&own);
  return store_end (store, ok, error);
}

/* local.db was found sound: @conn has it open. Failing is no harm. */
void
store_backup_if_due (Store *store, StoreConn *conn)
{
  g_autofree char *newest = dup_backup_path (store, 1);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  if (g_stat (store->local_path, &info) != 0 || info.st_size > BACKUP_MAX_BYTES)
    return;
  if (g_stat (newest, &info) == 0 && ABS (base_clock_now_unix () - info.st_mtime) < BACKUP_EVERY_S)
    return;
  if (store_value (conn, 0, "SELECT count(*) FROM sqlite_schema", "") > 0
      && !make_backup (store, conn, &error))
    g_info ("no copy of local.db was made: %s", error->message);
}

/* ---- saving rows ---- */

typedef struct
{
  sqlite3 *from;
  sqlite3 *to;
  char *table;
  char *columns; /* that both have, separated by commas */
  char *values;  /* what to read for each: a column, or what a copy's is worth now */
  char *marks;   /* ?,?,… */
  gboolean has_rowid;
  gint64 lowest, highest; /* of rows read from the front */
  guint saved;
} Salvage;

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *stmt = NULL;

  return sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) == SQLITE_OK ? stmt : NULL;
}

/* Copies the current row; what breaks a rule of the table is left out. */
static void
copy_row (Salvage *s, sqlite3_stmt *read, sqlite3_stmt *write)
{
  int n = sqlite3_column_count (read) - s->has_rowid;

  for (int i = 0; i < n; i++)
    sqlite3_bind_value (write, i + 1, sqlite3_column_value (read, i + s->has_rowid));
  if (sqlite3_step (write) == SQLITE_DONE)
    s->saved += (guint) sqlite3_changes (s->to);
  sqlite3_reset (write);
}

/* Reads until the end or the damage. */
static void
read_from_end (Salvage *s, gboolean backwards, sqlite3_stmt *write)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT %s%s FROM \"%s\"%s%s", s->has_rowid ? "rowid," : "", s->values, s->table,
                         s->has_rowid ? " ORDER BY rowid" : "", s->has_rowid && backwards ? " DESC" : "");
  sqlite3_stmt *read = prepare (s->from, sql);

  while (read != NULL && sqlite3_step (read) == SQLITE_ROW)
    {
      gint64 rowid = s->has_rowid ? sqlite3_column_int64 (read, 0) : 0;

      if (backwards && rowid <= s->lowest)
        break; /* met the other end */
      if (backwards)
        s->highest = rowid;
      else
        s->lowest = rowid;
      copy_row (s, read, write);
    }
  sqlite3_finalize (read);
}

/* Rows between, one by one: the damage may be one page of many. */
static void
read_hole (Salvage *s, sqlite3_stmt *write)
{
  g_autofree char *sql = g_strdup_printf ("SELECT rowid,%s FROM \"%s\" WHERE rowid=?1", s->values, s->table);
  sqlite3_stmt *read = prepare (s->from, sql);

  for (gint64 id = s->lowest + 1, n = 0; read != NULL && id < s->highest && n < HOLE_MAX; id++, n++)
    {
      sqlite3_bind_int64 (read, 1, id);
      if (sqlite3_step (read) == SQLITE_ROW)
        copy_row (s, read, write);
      sqlite3_reset (read);
    }
  sqlite3_finalize (read);
}

static gboolean
has_column (sqlite3 *db, const char *table, const char *column)
{
  sqlite3_stmt *stmt = prepare (db, "SELECT 1 FROM pragma_table_info(?1) WHERE name=?2");
  gboolean found = FALSE;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, table, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 2, column, -1, SQLITE_STATIC);
  found = sqlite3_step (stmt) == SQLITE_ROW;
  sqlite3_finalize (stmt);
  return found;
}

/* What is read for a column: from a copy, a message on its way is perhaps sent (4, STORE_OUTBOX_UNKNOWN) unless it was done. */
static const char *
value_for (const char *table, const char *column, gboolean from_copy)
{
  if (from_copy && g_str_equal (table, "outbox") && g_str_equal (column, "state"))
    return "CASE WHEN \"state\" IN (5,6,7) THEN \"state\" ELSE 4 END";
  return NULL;
}

static gboolean
set_columns (Salvage *s, gboolean from_copy)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_info('%s')", s->table);
  sqlite3_stmt *stmt = prepare (s->to, sql);
  GString *columns = g_string_new (NULL), *values = g_string_new (NULL), *marks = g_string_new (NULL);

  while (stmt != NULL && sqlite3_step (stmt) == SQLITE_ROW)
    {
      const char *name = (const char *) sqlite3_column_text (stmt, 0);
      const char *value = value_for (s->table, name, from_copy);

      if (!has_column (s->from, s->table, name))
        continue;
      g_string_append_printf (columns, "%s\"%s\"", columns->len > 0 ? "," : "", name);
      g_string_append_printf (marks, "%s?", marks->len > 0 ? "," : "");
      if (values->len > 0)
        g_string_append_c (values, ',');
      if (value != NULL)
        g_string_append (values, value);
      else
        g_string_append_printf (values, "\"%s\"", name);
    }
  sqlite3_finalize (stmt);
  s->columns = g_string_free (columns, FALSE);
  s->values = g_string_free (values, FALSE);
  s->marks = g_string_free (marks, FALSE);
  return *s->columns != '\0';
}

static guint
salvage_table (sqlite3 *from, sqlite3 *to, const char *table, gboolean from_copy)
{
  Salvage s = { from, to, (char *) table };
  g_autofree char *probe = g_strdup_printf ("SELECT rowid FROM \"%s\" LIMIT 0", table);
  g_autofree char *sql = NULL;
  sqlite3_stmt *write = prepare (to, probe);

  s.has_rowid = write != NULL;
  sqlite3_finalize (write);
  s.lowest = G_MININT64;
  s.highest = G_MININT64;
  if (set_columns (&s, from_copy))
    {
      sql = g_strdup_printf ("INSERT OR IGNORE INTO \"%s\" (%s) VALUES (%s)", table, s.columns, s.marks);
      write = prepare (to, sql);
      if (write != NULL)
        {
          read_from_end (&s, FALSE, write);
          if (s.has_rowid)
            read_from_end (&s, TRUE, write);
          if (s.has_rowid && s.lowest != G_MININT64 && s.highest > s.lowest)
            read_hole (&s, write);
        }
      sqlite3_finalize (write);
    }
  g_free (s.columns);
  g_free (s.values);
  g_free (s.marks);
  return s.saved;
}

/* Tables of operations: what a copy has of them may be done long since. */
static gboolean
is_operation (const char *table)
{
  return g_str_has_prefix (table, "journal") || g_str_equal (table, "send_attempt")
         || g_str_equal (table, "draft_server");
}

/* Numbers once given are not given again, lost rows' neither. */
static void
keep_sequences (sqlite3 *from, sqlite3 *to)
{
  sqlite3_stmt *read = prepare (from, "SELECT name,seq FROM sqlite_sequence");
  sqlite3_stmt *write = prepare (to, "UPDATE sqlite_sequence SET seq=max(seq,?2) WHERE name=?1");
  sqlite3_stmt *add = prepare (to, "INSERT INTO sqlite_sequence (name,seq) VALUES (?1,?2)");

  while (read != NULL && write != NULL && add != NULL && sqlite3_step (read) == SQLITE_ROW)
    {
      sqlite3_stmt *both[] = { write, add };

      for (int i = 0; i < 2; i++)
        {
          sqlite3_bind_value (both[i], 1, sqlite3_column_value (read, 0));
          sqlite3_bind_value (both[i], 2, sqlite3_column_value (read, 1));
          sqlite3_step (both[i]);
          sqlite3_reset (both[i]);
          if (sqlite3_changes (to) > 0)
            break;
        }
    }
  sqlite3_finalize (read);
  sqlite3_finalize (write);
  sqlite3_finalize (add);
}

/* Every table of the new database from @path. Returns: rows saved. */
static guint
salvage_file (StoreConn *to, const char *path, gboolean from_copy)
{
  sqlite3 *from = NULL;
  sqlite3_stmt *tables;
  guint saved = 0;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)
      || sqlite3_open_v2 (path, &from, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    {
      sqlite3_close (from);
      return 0;
    }
  sqlite3_exec (from, "PRAGMA query_only=ON; PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF", NULL,
                NULL, NULL);
  sqlite3_exec (to->db, "BEGIN", NULL, NULL, NULL);
  tables = prepare (
      to->db,
      "SELECT name FROM main.sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
  while (tables != NULL && sqlite3_step (tables) == SQLITE_ROW)
    {
      const char *table = (const char *) sqlite3_column_text (tables, 0);

      if (!from_copy || !is_operation (table))
        saved += salvage_table (from, to->db, table, from_copy);
    }
  sqlite3_finalize (tables);
  /* a half row helps nobody: items without their entry, versions without their draft */
  sqlite3_exec (to->db,
                "DELETE FROM journal_item WHERE journal_id NOT IN (SELECT id FROM journal);"
                "INSERT OR IGNORE INTO draft (id,account_id,version,saved) SELECT "
                "draft_id,1,max(version),max(saved) FROM"
                " draft_version WHERE draft_id NOT IN (SELECT id FROM draft) GROUP BY draft_id; COMMIT",
                NULL, NULL, NULL);
  if (!sqlite3_get_autocommit (to->db))
    sqlite3_exec (to->db, "COMMIT", NULL, NULL, NULL);
  keep_sequences (from, to->db);
  sqlite3_close (from);
  return saved;
}

static void
move_database (const char *from, const char *to)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *a = g_strconcat (from, suffixes[i], NULL);
      g_autofree char *b = g_strconcat (to, suffixes[i], NULL);

      g_unlink (b);
      g_rename (a, b);
    }
}

static char *
dup_aside_path (Store *store)
{
  for (guint n = 1;; n++)
    {
      g_autofree char *path = g_strdup_printf ("%s.damaged-%u", store->local_path, n);

      if (n >= 1000 || !g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

/* Puts a new local.db in the damaged one's place. FALSE: nothing could be saved; the damaged one is where it was. */
gboolean
store_recover_local (Store *store)
{
  g_autofree char *aside = dup_aside_path (store);
  StoreConn to = { 0 };
  guint saved = 0, from_copies = 0;
  gboolean ok;

  move_database (store->local_path, aside);
  ok = store_conn_open_local (&to, store, FALSE, NULL) && store_schema_upgrade_local (&to, NULL);
  if (ok)
    {
      /* the profile every database starts with must not keep the saved one out */
      sqlite3_exec (to.db, "DELETE FROM profile", NULL, NULL, NULL);
      saved = salvage_file (&to, aside, FALSE);
      for (guint n = 1; n <= BACKUPS && from_copies == 0; n++)
        {
          g_autofree char *copy = dup_backup_path (store, n);

          from_copies = salvage_file (&to, copy, TRUE);
        }
      sqlite3_exec (to.db, "INSERT OR IGNORE INTO profile (id,name) VALUES (1,'')", NULL, NULL, NULL);
    }
  store_conn_close (&to);
  if (!ok || saved + from_copies == 0)
    {
      move_database (aside, store->local_path);
      return FALSE;
    }
  g_message ("local.db was damaged: %u rows were saved, %u came from a copy; it is kept as %s", saved,
             from_copies, aside);
  store->recovered = g_steal_pointer (&aside);
  return TRUE;
}

const char *
store_get_recovered (Store *store)
{
  return store->recovered;
}
