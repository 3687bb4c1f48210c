/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-contact.c: people met in mail, counted as messages arrive
 *
 * One batch counts in memory and writes each person once. The folded column holds name and address ready for comparing, words
 * separated by single spaces with one in front. Any thread but the main one. */

#include "store-private.h"

#include <string.h>

#define MAX_ADDRESSES 100 /* of one message */
#define MAX_EMAIL_BYTES 320
#define MAX_WORDS 8

/* ---- collecting ---- */

typedef struct
{
  char *name;
  char *email;
  gint64 sent, received;
  gint64 last, last_sent, named;
} Met;

struct _StoreContacts
{
  StoreConn *conn;
  gint64 account_id;
  GHashTable *met; /* folded address → Met */
};

static void
met_free (gpointer data)
{
  Met *met = data;

  g_free (met->name);
  g_free (met->email);
  g_free (met);
}

StoreContacts *
store_contacts_new (StoreConn *conn, gint64 account_id)
{
  StoreContacts *self = g_new0 (StoreContacts, 1);

  self->conn = conn;
  self->account_id = account_id;
  self->met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, met_free);
  return self;
}

void
store_contacts_free (StoreContacts *self)
{
  g_hash_table_unref (self->met);
  g_free (self);
}

static Met *
meet (StoreContacts *self, const char *name, const char *email, gint64 when)
{
  g_autofree char *key = NULL;
  Met *met;

  if (strlen (email) > MAX_EMAIL_BYTES || strchr (email, '@') == NULL)
    return NULL;
  key = g_ascii_strdown (email, -1);
  met = g_hash_table_lookup (self->met, key);
  if (met == NULL)
    {
      met = g_new0 (Met, 1);
      met->email = g_strdup (email);
      met->name = g_strdup ("");
      g_hash_table_insert (self->met, g_steal_pointer (&key), met);
    }
  if (*name != '\0' && (when >= met->named || *met->name == '\0'))
    {
      g_free (met->name);
      met->name = g_strdup (name);
      met->named = when;
    }
  met->last = MAX (met->last, when);
  return met;
}

void
store_contacts_note_received (StoreContacts *self, const char *name, const char *email, gint64 when)
{
  Met *met = meet (self, name, email, when);

  if (met != NULL)
    met->received++;
}

/* One entry of "Name <address>, …" starts at @text. Returns: its end. */
static const char *
parse_one (const char *text, char **name, char **email)
{
  gboolean quoted = FALSE;
  const char *open = NULL, *close = NULL, *p;

  for (p = text; *p != '\0' && (quoted || *p != ',' || (open != NULL && close == NULL)); p++)
    {
      if (*p == '"')
        quoted = !quoted;
      else if (*p == '<' && !quoted)
        open = p;
      else if (*p == '>' && !quoted && open != NULL)
        close = p;
    }
  if (open != NULL && close != NULL && close > open)
    {
      *name = g_strstrip (g_strndup (text, (gsize) (open - text)));
      *email = g_strstrip (g_strndup (open + 1, (gsize) (close - open - 1)));
    }
  else
    {
      *name = g_strdup ("");
      *email = g_strstrip (g_strndup (text, (gsize) (p - text)));
    }
  return p;
}

void
store_contacts_note_sent (StoreContacts *self, const char *addresses, gint64 when)
{
  const char *p = addresses;

  for (int i = 0; i < MAX_ADDRESSES && *p != '\0'; i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *email = NULL;
      Met *met;

      p = parse_one (p, &name, &email);
      if (*p == ',')
        p++;
      met = meet (self, name, email, when);
      if (met == NULL)
        continue;
      met->sent++;
      met->last_sent = MAX (met->last_sent, when);
    }
}

/* " anna muster anna@x.example": words with one space before each. */
static char *
fold (const char *name, const char *email)
{
  g_autofree char *both = g_strconcat (name, " ", email, NULL);
  g_autofree char *plain = store_text_prepare (both);
  g_autofree char *apart = g_utf8_normalize (plain, -1, G_NORMALIZE_NFKD);
  GString *out = g_string_new (" ");

  for (const char *p = apart != NULL ? apart : plain; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_ismark (c))
        continue;
      if (g_unichar_isalnum (c) || strchr ("@._+-", (int) (c < 0x80 ? c : ' ')) != NULL)
        g_string_append_unichar (out, g_unichar_tolower (c));
      else if (out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
    }
  return g_string_free (out, FALSE);
}

/* Somebody known by this name: only the counts change. Returns: 1: done, 0: not known so, -1: error */
static int
count_known (StoreContacts *self, const Met *met, GError **error)
{
  if (!store_run (self->conn, error,
                  "UPDATE mail.contact SET sent=sent+?3,received=received+?4,last=max(last,?5),"
                  "last_sent=max(last_sent,?6) WHERE account_id=?1 AND email=?2 AND (?7='' OR name=?7)",
                  "isiiiis", self->account_id, met->email, met->sent, met->received, met->last,
                  met->last_sent, met->name))
    return -1;
  return sqlite3_changes (self->conn->db) > 0;
}

gboolean
store_contacts_flush (StoreContacts *self, GError **error)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->met);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Met *met = value;
      g_autofree char *folded = NULL;
      int known = count_known (self, met, error);

      if (known < 0)
        return FALSE;
      if (known > 0)
        continue;
      folded = fold (met->name, met->email);
      if (!store_run (self->conn, error,
                      "INSERT INTO mail.contact (account_id,email,name,folded,sent,received,last,last_sent)"
                      " VALUES (?1,?2,?3,?4,?5,?6,?7,?8) ON CONFLICT DO UPDATE SET sent=sent+excluded.sent,"
                      "received=received+excluded.received,"
                      "folded=iif(name='' OR excluded.last>=last,excluded.folded,folded),"
                      "name=iif(name='' OR excluded.last>=last,excluded.name,name),"
                      "last=max(last,excluded.last),last_sent=max(last_sent,excluded.last_sent)",
                      "isssiiii", self->account_id, met->email, met->name, folded, met->sent, met->received,
                      met->last, met->last_sent))
        return FALSE;
    }
  return TRUE;
}

/* ---- reading ---- */

void
store_contact_free (StoreContact *self)
{
  if (self == NULL)
    return;
  g_free (self->email);
  g_free (self->name);
  g_free (self);
}

/* The biggest of "1,2,3": a second max () in the query would undo the first one's choice of row. */
static gint64
newest (const guchar *numbers)
{
  g_auto (GStrv) list = g_strsplit (numbers != NULL ? (const char *) numbers : "", ",", -1);
  gint64 best = 0;

  for (guint i = 0; list[i] != NULL; i++)
    best = MAX (best, g_ascii_strtoll (list[i], NULL, 10));
  return best;
}

static gpointer
from_row (StoreStmt stmt)
{
  StoreContact *self = g_new0 (StoreContact, 1);

  self->email = store_dup_column (stmt, 0);
  self->name = store_dup_column (stmt, 1);
  self->sent = (guint) sqlite3_column_int64 (stmt, 2);
  self->received = (guint) sqlite3_column_int64 (stmt, 3);
  self->last = sqlite3_column_int64 (stmt, 4);
  self->last_sent = newest (sqlite3_column_text (stmt, 5));
  return self;
}

/* Bare columns beside a single max () are those of the row that has it: the newest name (SQLite, "Bare columns"). */
#define CONTACT                                                                                              \
  "SELECT email,name,sum(sent),sum(received),max(last),group_concat(last_sent) FROM mail.contact c WHERE"    \
  " (?1=0 OR account_id=?1) AND NOT EXISTS (SELECT 1 FROM main.contact_hidden h WHERE h.email=c.email)"

GPtrArray *
store_contacts_search (Store *store, gint64 account_id, const char *text, guint limit, GError **error)
{
  g_autofree char *folded = fold (STORE_TEXT (text), "");
  g_auto (GStrv) words = g_strsplit (folded, " ", MAX_WORDS + 2);
  const char *part[3] = { "", "", "" };
  guint n = 0;

  for (guint i = 0; words[i] != NULL && n < G_N_ELEMENTS (part); i++)
    if (*words[i] != '\0')
      part[n++] = words[i];
  return store_rows (store, from_row, (GDestroyNotify) store_contact_free, error,
                     CONTACT " AND instr(folded,' '||?2)>0 AND (?3='' OR instr(folded,' '||?3)>0)"
                             " AND (?4='' OR instr(folded,' '||?4)>0) GROUP BY email"
                             " ORDER BY sum(sent)>0 DESC,sum(sent)*4+sum(received) DESC,5 DESC LIMIT ?5",
                     "isssi", account_id, part[0], part[1], part[2], (gint64) (limit > 0 ? limit : 20));
}

StoreContact *
store_contact_get (Store *store, gint64 account_id, const char *email, GError **error)
{
  g_autoptr (GPtrArray) rows = store_rows (store, from_row, (GDestroyNotify) store_contact_free, error,
                                           CONTACT " AND email=?2 GROUP BY email", "is", account_id, email);

  return rows != NULL && rows->len > 0 ? g_ptr_array_steal_index (rows, 0) : NULL;
}

gboolean
store_contact_set_hidden (Store *store, const char *email, gboolean hidden, GError **error)
{
  return store_write (store, STORE_CHANGE_CONTACTS, 0, error,
                      hidden ? "INSERT OR IGNORE INTO main.contact_hidden VALUES (?1)"
                             : "DELETE FROM main.contact_hidden WHERE email=?1",
                      "s", email)
         != 0;
}
