/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

typedef enum
{
  STORE_CHANGE_ACCOUNTS = 1, /* accounts added, removed, changed */
  STORE_CHANGE_FOLDERS,      /* account_id's folder list */
  STORE_CHANGE_FOLDER,       /* folder_id: its counts or sync state */
  STORE_CHANGE_ADDED,        /* items became visible in folder_id */
  STORE_CHANGE_REMOVED,      /* items left folder_id (for lists: no longer visible) */
  STORE_CHANGE_CHANGED,      /* items of folder_id (0: any): flags, text, body, thread */
  STORE_CHANGE_JOURNAL,      /* account_id's journal */
  STORE_CHANGE_OUTBOX,
  STORE_CHANGE_DRAFTS,
  STORE_CHANGE_PROFILES,  /* profiles, identities, signatures */
  STORE_CHANGE_SEARCHES,  /* saved and recent searches */
  STORE_CHANGE_SETTINGS,  /* settings of folders and addresses, trusted senders */
  STORE_CHANGE_CONTACTS,  /* collected contacts hidden or shown again (not every new message) */
  STORE_CHANGE_ACTIVITY,  /* a line in the log */
  STORE_CHANGE_REMINDERS, /* snoozed conversations, follow-ups */
  STORE_CHANGE_DEVICES,   /* account_id's device passwords */
} StoreChangeKind;

typedef struct
{
  gint64 message_id;
  gint64 thread_id;
  gint64 key; /* received */
} StoreChangeItem;

/* One record per kind and folder per transaction. Valid only during the call; copy what is needed. */
typedef struct
{
  StoreChangeKind kind;
  gint64 account_id; /* 0: unknown or all */
  gint64 folder_id;  /* 0: none */
  GArray *items;     /* (element-type StoreChangeItem) (nullable) */
} StoreChange;

/* Called after the commit, in order of commits, on the thread that wrote. It may read the store but must not write. */
typedef void (*StoreChangeFunc) (const StoreChange *change, gpointer user_data);

/* One function; NULL ends it. */
void store_set_change_func (Store *store, StoreChangeFunc func, gpointer user_data);

G_END_DECLS
