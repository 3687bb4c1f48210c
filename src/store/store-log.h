/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

/* What was done and what happened, for the person to read (product 18.1). Values are stored: never renumber. */
typedef enum
{
  STORE_ACTIVITY_SIGN_IN = 1,
  STORE_ACTIVITY_PASSWORD,
  STORE_ACTIVITY_CERTIFICATE,
  STORE_ACTIVITY_DEVICE,
  STORE_ACTIVITY_RULE,
  STORE_ACTIVITY_IMPORT,
  STORE_ACTIVITY_SEND,
  STORE_ACTIVITY_ACCOUNT,
  STORE_ACTIVITY_SYNC,
  STORE_ACTIVITY_UPKEEP,
} StoreActivityKind;

typedef struct
{
  gint64 id;
  gint64 account_id; /* 0: none */
  gint64 time;       /* Unix seconds */
  StoreActivityKind kind;
  gboolean ok;
  char *subject; /* what it was about: a host, a label, a recipient. No secret ever */
  char *detail;  /* what happened, as the lower layers say it; "" */
} StoreActivity;

void store_activity_free (StoreActivity *self);
/* @subject, @detail nullable, cut at 500 bytes. The newest 10,000 lines are kept. */
gboolean store_activity_add (Store *store, gint64 account_id, StoreActivityKind kind, gboolean ok,
                             const char *subject, const char *detail, GError **error);
/* Newest first, with an id below @before (0: the newest), at most @limit (0: all). @account_id, @kind 0: any. */
GPtrArray *store_activity_list (Store *store, gint64 account_id, StoreActivityKind kind, gint64 before,
                                guint limit, GError **error);
/* Lines older than @before (Unix seconds); G_MAXINT64: all. */
gboolean store_activity_clear (Store *store, gint64 before, GError **error);

/* A conversation that comes back by itself (product 10, 7.8). Values are stored: never renumber. */
typedef enum
{
  STORE_REMINDER_SNOOZE = 1,
  STORE_REMINDER_FOLLOW_UP, /* tell me when nobody answers by … */
} StoreReminderKind;

typedef enum
{
  STORE_REMINDER_WAITING = 1,
  STORE_REMINDER_DUE,   /* came back, not read since */
  STORE_REMINDER_ENDED, /* kept for other computers: last writer wins */
} StoreReminderState;

typedef struct
{
  gint64 id;
  gint64 account_id;
  StoreReminderKind kind;
  gint64 thread_key; /* store_thread_get_key () */
  gint64 thread_id;  /* filled in by reading; 0: not in mail.db now */
  char *message_id;  /* newest message when it was set, without <> */
  gint64 due;        /* Unix seconds */
  gint64 created;
  gint64 changed; /* Unix seconds of the last word, wherever it was said */
  StoreReminderState state;
} StoreReminder;

void store_reminder_free (StoreReminder *self);
/* Sets or changes it, by (account, kind, conversation), unless what is here was @changed later. INVALID beyond 1,000 waiting ones of an
 * address. Returns: the id, 0 on error. */
gint64 store_reminder_set (Store *store, const StoreReminder *reminder, GError **error);
/* Waiting and due ones, by due. @account_id 0: all. @with_ended: those too. */
GPtrArray *store_reminders_list (Store *store, gint64 account_id, gboolean with_ended, GError **error);
/* When the next one is due, Unix seconds; 0: none waits. */
gint64 store_reminder_next_due (Store *store);
/* Those waiting whose time has come; they are DUE afterwards. (element-type StoreReminder) */
GPtrArray *store_reminders_take_due (Store *store, gint64 now, GError **error);
gboolean store_reminder_end (Store *store, gint64 id, GError **error);
/* The same for the same conversation on every computer: from its first message's Message-ID. 0: none. */
gint64 store_thread_get_key (Store *store, gint64 thread_id);

/* A device password as known here (product 9). The password itself is never stored. */
typedef struct
{
  gint64 id; /* 0: new */
  gint64 account_id;
  char *provider;  /* back end's name, "manual" */
  char *remote_id; /* the provider's, "" */
  char *label;
  char *type;      /* computer, phone, tablet, other, "" */
  char *protocols; /* words: imap smtp pop3 …, "" */
  char *holder;    /* "" */
  char *note;      /* how to revoke it, "" */
  gint64 created;  /* Unix seconds, 0: unknown; so are those below */
  gint64 last_used;
  gint64 expires;
  gint status;      /* the devices layer's, 0: unknown */
  gboolean is_this; /* this computer signs in with it; one per address */
  gint64 revoked;   /* when it was disconnected, 0: not */
} StoreDevice;

void store_device_free (StoreDevice *self);
/* Newest first; revoked ones last. */
GPtrArray *store_devices_list (Store *store, gint64 account_id, GError **error);
/* Adds (id 0) or changes. Returns: the id, 0 on error. */
gint64 store_device_save (Store *store, const StoreDevice *device, GError **error);
gboolean store_device_remove (Store *store, gint64 id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreActivity, store_activity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreReminder, store_reminder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDevice, store_device_free)

G_END_DECLS
