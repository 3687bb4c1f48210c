/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-profile.c: user accounts of the program, identities, signatures, in local.db. Any thread but the main one. */

#include "store-private.h"

#define MAX_AVATAR_BYTES (4 * 1024 * 1024)

static gboolean
invalid (GError **error, const char *text)
{
  g_set_error_literal (error, STORE_ERROR, STORE_ERROR_INVALID, text);
  return FALSE;
}

void
store_profile_free (StoreProfile *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->first_name);
  g_free (self->last_name);
  g_free (self->birth_date);
  g_free (self->color);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_free (self);
}

static gpointer
profile_from_row (StoreStmt stmt)
{
  StoreProfile *self = g_new0 (StoreProfile, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->name = store_dup_column (stmt, 1);
  self->first_name = store_dup_column (stmt, 2);
  self->last_name = store_dup_column (stmt, 3);
  self->birth_date = store_dup_column (stmt, 4);
  self->color = store_dup_column (stmt, 5);
  if (sqlite3_column_bytes (stmt, 6) > 0)
    self->avatar = g_bytes_new (sqlite3_column_blob (stmt, 6), (gsize) sqlite3_column_bytes (stmt, 6));
  self->position = sqlite3_column_int (stmt, 7);
  return self;
}

GPtrArray *
store_profiles_list (Store *store, GError **error)
{
  return store_rows (store, profile_from_row, (GDestroyNotify) store_profile_free, error,
                     "SELECT id,name,first_name,last_name,birth_date,color,avatar,position FROM main.profile"
                     " ORDER BY position,id",
                     "");
}

gint64
store_profile_save (Store *store, const StoreProfile *p, GError **error)
{
  gint64 id;

  if (p->avatar != NULL && g_bytes_get_size (p->avatar) > MAX_AVATAR_BYTES)
    return invalid (error, "The picture is larger than 4 MB");
  id = store_write (
      store, STORE_CHANGE_PROFILES, 0, error,
      p->id == 0 ? "INSERT INTO main.profile (name,first_name,last_name,birth_date,color,avatar,"
                   "position) VALUES (?1,?2,?3,?4,?5,?6,?7) RETURNING ?8"
                 : "UPDATE main.profile SET name=?1,first_name=?2,last_name=?3,birth_date=?4,"
                   "color=?5,avatar=?6,position=?7 WHERE id=?8",
      "sssssbii", STORE_TEXT (p->name), STORE_TEXT (p->first_name), STORE_TEXT (p->last_name),
      STORE_TEXT (p->birth_date), STORE_TEXT (p->color), p->avatar, (gint64) p->position, p->id);
  return id != 0 && p->id != 0 ? p->id : id;
}

gboolean
store_profile_remove (Store *store, gint64 id, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  if (id == 1 || store_value (&store->writer, 0, "SELECT 1 FROM main.account WHERE profile_id=?1", "i", id))
    ok = invalid (error, "Addresses belong to this user account");
  else
    ok = store_run (&store->writer, error, "DELETE FROM main.profile WHERE id=?1", "i", id);
  store_change_add (store, STORE_CHANGE_PROFILES, 0, 0, 0, 0, 0);
  return store_end (store, ok, error);
}

/* ---- identities ---- */

void
store_identity_free (StoreIdentity *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->email);
  g_free (self->reply_to);
  g_free (self->bcc);
  g_free (self);
}

static gpointer
identity_from_row (StoreStmt stmt)
{
  StoreIdentity *self = g_new0 (StoreIdentity, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->account_id = sqlite3_column_int64 (stmt, 1);
  self->name = store_dup_column (stmt, 2);
  self->email = store_dup_column (stmt, 3);
  self->reply_to = store_dup_column (stmt, 4);
  self->bcc = store_dup_column (stmt, 5);
  self->signature_new = sqlite3_column_int64 (stmt, 6);
  self->signature_reply = sqlite3_column_int64 (stmt, 7);
  self->is_default = sqlite3_column_int (stmt, 8) != 0;
  self->position = sqlite3_column_int (stmt, 9);
  return self;
}

GPtrArray *
store_identities_list (Store *store, gint64 account_id, GError **error)
{
  return store_rows (
      store, identity_from_row, (GDestroyNotify) store_identity_free, error,
      "SELECT id,account_id,name,email,reply_to,bcc,signature_new,signature_reply,is_default,position FROM"
      " (SELECT * FROM main.identity WHERE ?1=0 OR account_id=?1 UNION ALL"
      " SELECT 0,id,name,email,'','',0,0,1,0 FROM main.account a WHERE (?1=0 OR id=?1)"
      "  AND NOT EXISTS (SELECT 1 FROM main.identity WHERE account_id=a.id))"
      " ORDER BY account_id,is_default DESC,position,id",
      "i", account_id);
}

gint64
store_identity_save (Store *store, const StoreIdentity *i, GError **error)
{
  gint64 id;
  gboolean ok;

  if (i->email == NULL || *i->email == '\0' || i->account_id == 0)
    return invalid (error, "An identity needs an address");
  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  id = store_write (store, STORE_CHANGE_PROFILES, i->account_id, error,
                    i->id == 0
                        ? "INSERT INTO main.identity (account_id,name,email,reply_to,bcc,signature_new,"
                          "signature_reply,is_default,position) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)"
                          " RETURNING ?10"
                        : "UPDATE main.identity SET account_id=?1,name=?2,email=?3,reply_to=?4,bcc=?5,"
                          "signature_new=?6,signature_reply=?7,is_default=?8,position=?9 WHERE id=?10",
                    "issssiiiii", i->account_id, STORE_TEXT (i->name), i->email, STORE_TEXT (i->reply_to),
                    STORE_TEXT (i->bcc), i->signature_new, i->signature_reply, (gint64) i->is_default,
                    (gint64) i->position, i->id);
  ok = id != 0;
  if (i->id != 0)
    id = i->id;
  if (ok && i->is_default)
    ok = store_run (&store->writer, error, "UPDATE main.identity SET is_default=(id=?2) WHERE account_id=?1",
                    "ii", i->account_id, id);
  return store_end (store, ok, error) ? id : 0;
}

gboolean
store_identity_remove (Store *store, gint64 id, GError **error)
{
  return store_write (store, STORE_CHANGE_PROFILES, 0, error, "DELETE FROM main.identity WHERE id=?1", "i",
                      id)
         != 0;
}

/* ---- signatures ---- */

void
store_signature_free (StoreSignature *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->html);
  g_free (self->text);
  g_free (self);
}

static gpointer
signature_from_row (StoreStmt stmt)
{
  StoreSignature *self = g_new0 (StoreSignature, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->account_id = sqlite3_column_int64 (stmt, 1);
  self->name = store_dup_column (stmt, 2);
  self->html = store_dup_column (stmt, 3);
  self->text = store_dup_column (stmt, 4);
  self->position = sqlite3_column_int (stmt, 5);
  return self;
}

#define SIGNATURE "SELECT id,account_id,name,html,text,position FROM main.signature "

GPtrArray *
store_signatures_list (Store *store, gint64 account_id, GError **error)
{
  return store_rows (store, signature_from_row, (GDestroyNotify) store_signature_free, error,
                     SIGNATURE "WHERE ?1=0 OR account_id IN (0,?1) ORDER BY position,id", "i", account_id);
}

StoreSignature *
store_signature_get (Store *store, gint64 id, GError **error)
{
  return store_rows_first (store_rows (store, signature_from_row, (GDestroyNotify) store_signature_free,
                                       error, SIGNATURE "WHERE id=?1", "i", id),
                           "signature", error);
}

gint64
store_signature_save (Store *store, const StoreSignature *s, GError **error)
{
  gint64 id = store_write (
      store, STORE_CHANGE_PROFILES, s->account_id, error,
      s->id == 0 ? "INSERT INTO main.signature (account_id,name,html,text,position) VALUES (?1,?2,?3,?4,?5)"
                   " RETURNING ?6"
                 : "UPDATE main.signature SET account_id=?1,name=?2,html=?3,text=?4,position=?5 WHERE id=?6",
      "isssii", s->account_id, STORE_TEXT (s->name), STORE_TEXT (s->html), STORE_TEXT (s->text),
      (gint64) s->position, s->id);

  return id != 0 && s->id != 0 ? s->id : id;
}

gboolean
store_signature_remove (Store *store, gint64 id, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error, "DELETE FROM main.signature WHERE id=?1", "i", id)
       && store_run (&store->writer, error,
                     "UPDATE main.identity SET signature_new=signature_new*(signature_new<>?1),"
                     "signature_reply=signature_reply*(signature_reply<>?1)",
                     "i", id);
  store_change_add (store, STORE_CHANGE_PROFILES, 0, 0, 0, 0, 0);
  return store_end (store, ok, error);
}
