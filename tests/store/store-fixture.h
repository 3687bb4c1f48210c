/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A profile in a temporary folder with one account and three folders, and helpers to fill it. */

#include <glib/gstdio.h>
#include <string.h>

#include "store.h"

typedef struct
{
  char *dir;
  char *data;
  char *cache;
  Store *store;
  gint64 account;
  gint64 inbox, archive, trash;
} Fixture;

static inline void
fixture_open (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->store = store_open (f->data, f->cache, &error);
  g_assert_no_error (error);
}

static inline void
fixture_reopen (Fixture *f)
{
  g_clear_pointer (&f->store, store_free);
  fixture_open (f);
}

static inline gint64
fixture_folder (Fixture *f, const char *path, StoreRole role)
{
  g_autoptr (StoreFolder) folder = store_folder_new ();
  g_autoptr (GError) error = NULL;
  gint64 id;

  folder->account_id = f->account;
  folder->path = g_strdup (path);
  folder->display = g_strdup (path);
  folder->name = g_strdup (path);
  folder->role = role;
  id = store_folder_upsert (f->store, folder, &error);
  g_assert_no_error (error);
  g_assert_true (store_folder_set_sync_state (f->store, id, 7, 0, 0, 0, 0, &error));
  return id;
}

static inline void
fixture_make_folders (Fixture *f)
{
  f->inbox = fixture_folder (f, "INBOX", STORE_ROLE_INBOX);
  f->archive = fixture_folder (f, "Archive", STORE_ROLE_ARCHIVE);
  f->trash = fixture_folder (f, "Trash", STORE_ROLE_TRASH);
}

static inline void
fixture_set_up (Fixture *f)
{
  g_autoptr (StoreAccount) account = store_account_new ();
  g_autoptr (GError) error = NULL;

  memset (f, 0, sizeof *f);
  f->dir = g_dir_make_tmp ("store-XXXXXX", NULL);
  f->data = g_build_filename (f->dir, "data", NULL);
  f->cache = g_build_filename (f->dir, "cache", NULL);
  fixture_open (f);
  account->email = g_strdup ("demo@alpenpost.example");
  account->name = g_strdup ("Demo");
  f->account = store_account_add (f->store, account, &error);
  g_assert_no_error (error);
  fixture_make_folders (f);
}

static inline void
fixture_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      fixture_remove_tree (child);
    }
  g_remove (path);
}

static inline void
fixture_tear_down (Fixture *f)
{
  g_clear_pointer (&f->store, store_free);
  fixture_remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->data);
  g_free (f->cache);
}

static inline StoreNewMessage
fixture_message (guint32 uid, const char *message_id, const char *subject)
{
  StoreNewMessage m = { 0 };

  m.uid = uid;
  m.message_id = message_id;
  m.subject = subject;
  m.received = 1000 + uid;
  m.date = 900;
  m.size = 1234;
  m.from_name = "Anna Muster";
  m.from_email = "anna@alpenpost.example";
  m.to = "Demo <demo@alpenpost.example>";
  return m;
}

static inline gint64
fixture_add (Fixture *f, gint64 folder, StoreNewMessage m)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (list, &m);
  store_messages_add (f->store, folder, list, &ids, &error);
  g_assert_no_error (error);
  return g_array_index (ids, gint64, 0);
}

static inline guint
fixture_count (Fixture *f, gint64 folder, gboolean conversations)
{
  StoreListQuery query = { 0 };
  g_autoptr (GArray) ids = NULL;

  query.folder_id = folder;
  query.conversations = conversations;
  ids = store_list_ids (f->store, &query, 0, NULL, NULL);
  g_assert_nonnull (ids);
  return ids->len;
}

static inline guint
fixture_search (Fixture *f, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = store_search (f->store, 0, text, FALSE, 0, NULL, &error);

  g_assert_no_error (error);
  return ids->len;
}
