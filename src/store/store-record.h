/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The records that cross threads: plain data, owned by whoever got them, never changed after they were handed out. */

typedef enum
{
  STORE_ROLE_NONE = 0,
  STORE_ROLE_INBOX,
  STORE_ROLE_DRAFTS,
  STORE_ROLE_SENT,
  STORE_ROLE_ARCHIVE,
  STORE_ROLE_JUNK,
  STORE_ROLE_TRASH,
  STORE_ROLE_ALL,
  STORE_ROLE_FLAGGED,
} StoreRole;

typedef enum
{
  STORE_FLAG_SEEN = 1 << 0,
  STORE_FLAG_ANSWERED = 1 << 1,
  STORE_FLAG_FLAGGED = 1 << 2,
  STORE_FLAG_DELETED = 1 << 3,
  STORE_FLAG_DRAFT = 1 << 4,
  STORE_FLAG_FORWARDED = 1 << 5,
} StoreFlags;

/* An address with its servers. Security: 1 TLS, 2 STARTTLS, 3 none (NetSecurity). */
typedef struct
{
  gint64 id;
  char *email;
  char *name;
  char *user;
  char *imap_host;
  guint imap_port;
  int imap_security;
  char *smtp_host; /* nullable: this address only receives */
  guint smtp_port;
  int smtp_security;
  char *ca_file;          /* nullable: PEM file with one more trust anchor */
  char *password_command; /* nullable */
  gboolean allow_insecure;
  int position;
} StoreAccount;

typedef struct
{
  gint64 id;
  gint64 account_id;
  char *path; /* the server's bytes, as they go into commands */
  char *name; /* the same as UTF-8, for people */
  char delimiter; /* 0: none */
  StoreRole role;
  gboolean selectable;
  gboolean subscribed;
  guint64 uidvalidity;   /* 0: unknown */
  guint64 uidnext;       /* 0: unknown */
  guint64 highestmodseq; /* 0: unknown */
  gboolean complete;     /* every message of the server is here */
  guint total;           /* visible here */
  guint unread;
} StoreFolder;

/* What sync learns about a message that may be new. Strings are UTF-8 and nullable. Dates are Unix seconds. */
typedef struct
{
  guint64 uid;
  guint flags;    /* StoreFlags */
  char *keywords; /* separated by spaces */
  guint64 modseq;
  gint64 date;     /* the Date field; 0: none */
  gint64 received; /* INTERNALDATE; 0: unknown */
  guint64 size;
  char *message_id;  /* without angle brackets, as all ids here */
  char *in_reply_to;
  char *references;  /* separated by spaces, oldest first */
  char *subject;
  char *from_name;
  char *from_email;
  char *to_text;
  char *cc_text;
  char *reply_to;
  char *emailid;
  gboolean has_attachment;
} StoreNewMessage;

typedef struct
{
  gint64 id; /* our own key; never reused */
  gint64 account_id;
  gint64 thread_id;
  gint64 folder_id; /* of the placement it was asked for in, 0 when in none */
  char *message_id;
  char *in_reply_to;
  char *references;
  char *subject;
  char *from_name;
  char *from_email;
  char *to_text;
  char *cc_text;
  char *reply_to;
  char *preview;
  gint64 date;     /* for people: the Date field where sane */
  gint64 received;
  guint64 size;
  guint flags;
  gboolean has_attachment;
  char *body_hash; /* nullable: no body here */
  /* Of its conversation in that folder; count is 1 and the rest its own where no conversation was asked for. */
  guint count;
  guint unread;
  char *participants; /* names, newest last, separated by ", " */
} StoreMessage;

/* Where a message lies on the server. */
typedef struct
{
  gint64 folder_id;
  guint64 uidvalidity;
  guint64 uid; /* 0: not known yet */
  guint flags;
} StorePlacement;

StoreAccount *store_account_new (void);
StoreAccount *store_account_copy (const StoreAccount *self);
void store_account_free (StoreAccount *self);
StoreFolder *store_folder_new (void);
StoreFolder *store_folder_copy (const StoreFolder *self);
void store_folder_free (StoreFolder *self);
StoreNewMessage *store_new_message_new (void);
void store_new_message_free (StoreNewMessage *self);
StoreMessage *store_message_new (void);
void store_message_free (StoreMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreAccount, store_account_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreFolder, store_folder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreNewMessage, store_new_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreMessage, store_message_free)

G_END_DECLS
