/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-certificate.c: which certificate was accepted for which server, and which servers once had a good one
 *
 * local.db; any thread, as for all of the store. A host is kept in lower case; what is no SHA-256 never gets in. */

#include "store-certificate.h"

#include "base-clock.h"
#include "store-private.h"

#include <string.h>

#define MAX_HOST 253

void
store_pin_free (StorePin *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->sha256);
  g_free (self);
}

static gboolean
is_sha256 (const char *text)
{
  gsize length = strspn (text, "0123456789abcdef");

  return length == 64 && text[length] == '\0';
}

static gboolean
check (const char *host, guint16 port, const char *sha256, GError **error)
{
  if (host != NULL && *host != '\0' && strlen (host) <= MAX_HOST && port != 0
      && (sha256 == NULL || is_sha256 (sha256)))
    return TRUE;
  g_set_error_literal (error, STORE_ERROR, STORE_ERROR_INVALID,
                       "A server name, a port and a SHA-256 of 64 lower-case hexadecimal digits are needed");
  return FALSE;
}

static gpointer
text_from_row (StoreStmt row)
{
  return g_strdup ((const char *) sqlite3_column_text (row, 0));
}

static char *
get_text (Store *store, const char *sql, const char *host, guint16 port)
{
  g_autofree char *name = host != NULL ? g_ascii_strdown (host, -1) : NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (name == NULL)
    return NULL;
  rows = store_rows (store, text_from_row, g_free, NULL, sql, "si", name, (gint64) port);
  return rows != NULL && rows->len > 0 ? g_ptr_array_steal_index (rows, 0) : NULL;
}

char *
store_pin_get (Store *store, const char *host, guint16 port)
{
  return get_text (store,
                   "SELECT pin FROM main.server_certificate WHERE host=?1 AND port=?2 AND pin IS NOT NULL",
                   host, port);
}

gboolean
store_pin_set (Store *store, const char *host, guint16 port, const char *sha256, GError **error)
{
  g_autofree char *name = NULL;

  if (!check (host, port, sha256, error))
    return FALSE;
  name = g_ascii_strdown (host, -1);
  if (sha256 == NULL)
    return store_write (store, STORE_CHANGE_SETTINGS, 0, error,
                        "UPDATE main.server_certificate SET pin=NULL WHERE host=?1 AND port=?2", "si", name,
                        (gint64) port)
           != 0;
  return store_write (store, STORE_CHANGE_SETTINGS, 0, error,
                      "INSERT INTO main.server_certificate (host, port, pin, pinned) VALUES (?1,?2,?3,?4) ON "
                      "CONFLICT (host, port) DO UPDATE SET pin=?3, pinned=?4",
                      "sisi", name, (gint64) port, sha256, base_clock_now_unix ())
         != 0;
}

static gpointer
pin_from_row (StoreStmt row)
{
  StorePin *self = g_new0 (StorePin, 1);

  self->host = g_strdup ((const char *) sqlite3_column_text (row, 0));
  self->port = (guint16) sqlite3_column_int (row, 1);
  self->sha256 = g_strdup ((const char *) sqlite3_column_text (row, 2));
  self->since = sqlite3_column_int64 (row, 3);
  return self;
}

GPtrArray *
store_pins_list (Store *store, GError **error)
{
  return store_rows (
      store, pin_from_row, (GDestroyNotify) store_pin_free, error,
      "SELECT host, port, pin, pinned FROM main.server_certificate WHERE pin IS NOT NULL ORDER "
      "BY host, port",
      "");
}

gboolean
store_certificate_note_trusted (Store *store, const char *host, guint16 port, const char *sha256,
                                GError **error)
{
  g_autofree char *name = NULL, *before = NULL;

  if (!check (host, port, sha256, error))
    return FALSE;
  before
      = get_text (store, "SELECT trusted FROM main.server_certificate WHERE host=?1 AND port=?2", host, port);
  if (g_strcmp0 (before, sha256) == 0)
    return TRUE;
  name = g_ascii_strdown (host, -1);
  return store_write (store, STORE_CHANGE_SETTINGS, 0, error,
                      "INSERT INTO main.server_certificate (host, port, trusted) VALUES (?1,?2,?3) ON "
                      "CONFLICT (host, port) DO UPDATE SET trusted=?3",
                      "sis", name, (gint64) port, sha256)
         != 0;
}

gboolean
store_certificate_was_trusted (Store *store, const char *host, guint16 port)
{
  g_autofree char *sha256 = get_text (
      store, "SELECT trusted FROM main.server_certificate WHERE host=?1 AND port=?2 AND trusted IS NOT NULL",
      host, port);

  return sha256 != NULL;
}
