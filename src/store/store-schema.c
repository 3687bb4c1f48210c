/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-schema.c: brings both databases to the newest schema
 *
 * data/sql/NNNN-name.sql are numbered through; a database's user_version is the number of the last one it has. Each
 * is one transaction. A database with a higher number comes from a newer program and is refused untouched. Writer only. */

#include "store-private.h"

#include "store-sql.h"

static const struct
{
  int number;
  const char *schema;
  const char *file;
} migrations[] = {
  { 1, "main", "0001-local.sql" },
  { 2, "mail", "0002-mail.sql" },
  { 3, "main", "0003-queue.sql" },
  { 4, "mail", "0004-queue-mail.sql" },
  { 5, "main", "0005-people.sql" },
  { 6, "mail", "0006-mail-index.sql" },
  { 7, "mail", "0007-mail-threads.sql" },
  { 8, "mail", "0008-mail-search.sql" },
  { 9, "main", "0009-local-mail.sql" },
  { 10, "main", "0010-certificates.sql" },
  { 11, "mail", "0011-mail-attachments.sql" },
};

static int
get_version (StoreConn *conn, const char *schema)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA %s.user_version", schema);

  return (int) store_value (conn, -1, sql, "");
}

static gboolean
apply (StoreConn *conn, const char *schema, const char *file, int number, GError **error)
{
  g_autofree char *path = g_strconcat ("/alpenpost/sql/", file, NULL);
  g_autoptr (GBytes) script
      = g_resource_lookup_data (store_sql_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *version = g_strdup_printf ("PRAGMA %s.user_version=%d", schema, number);

  if (script == NULL)
    return FALSE;
  if (store_exec_script (conn, "BEGIN IMMEDIATE", error)
      && store_exec_script (conn, g_bytes_get_data (script, NULL), error)
      && store_exec_script (conn, version, error) && store_exec_script (conn, "COMMIT", error))
    return TRUE;
  if (!sqlite3_get_autocommit (conn->db))
    sqlite3_exec (conn->db, "ROLLBACK", NULL, NULL, NULL);
  g_prefix_error (error, "%s: ", file);
  return FALSE;
}

static gboolean
check_not_newer (StoreConn *conn, const char *schema, GError **error)
{
  int newest = migrations[G_N_ELEMENTS (migrations) - 1].number;
  int version = get_version (conn, schema);

  if (version <= newest)
    return TRUE;
  g_set_error (error, STORE_ERROR, STORE_ERROR_TOO_NEW, "%s has schema %d, this program knows %d",
               g_str_equal (schema, "main") ? "local.db" : "mail.db", version, newest);
  return FALSE;
}

/* @made_mail: (out): mail.db was empty: message keys in the journal point nowhere and are set to 0 first. */
gboolean
store_schema_upgrade (StoreConn *conn, gboolean *made_mail, GError **error)
{
  *made_mail = get_version (conn, "mail") == 0;
  if (!check_not_newer (conn, "main", error) || !check_not_newer (conn, "mail", error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (migrations); i++)
    {
      gboolean first_of_mail
          = *made_mail && g_str_equal (migrations[i].schema, "mail") && get_version (conn, "mail") == 0;

      if (get_version (conn, migrations[i].schema) >= migrations[i].number)
        continue;
      if (first_of_mail && !store_exec_script (conn, "UPDATE main.journal_item SET message_id=0", error))
        return FALSE;
      if (!apply (conn, migrations[i].schema, migrations[i].file, migrations[i].number, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
store_schema_upgrade_local (StoreConn *conn, GError **error)
{
  if (!check_not_newer (conn, "main", error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (migrations); i++)
    if (g_str_equal (migrations[i].schema, "main") && get_version (conn, "main") < migrations[i].number
        && !apply (conn, "main", migrations[i].file, migrations[i].number, error))
      return FALSE;
  return TRUE;
}
