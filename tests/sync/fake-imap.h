/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FakeImap: a small IMAP server in memory, on loopback and without TLS, that can lose its connections at any byte, be cut between two
 * steps of a command, and change under the client's feet. For tests of what must happen once. Any user and password. */
typedef struct _FakeImap FakeImap;

/* @capabilities: what it says and does, e.g. "IMAP4rev1 UIDPLUS MOVE". Folders: INBOX, Archive, Trash, Sent, Drafts. */
FakeImap *fake_imap_new (const char *capabilities);
void fake_imap_free (FakeImap *self);
guint16 fake_imap_get_port (FakeImap *self);

/* From now on the connections in use end when so many more bytes have been read, or written; -1: never. Happens once. */
void fake_imap_cut_input (FakeImap *self, gint64 bytes);
void fake_imap_cut_output (FakeImap *self, gint64 bytes);
gboolean fake_imap_was_cut (FakeImap *self);
/* MOVE without UIDPLUS-like codes, COPYUID and APPENDUID left out though announced. */
void fake_imap_set_silent (FakeImap *self, gboolean silent);
/* The command @verb ("UID MOVE") does the half of it and then loses the connection, once. */
void fake_imap_break_in (FakeImap *self, const char *verb);
/* Answers @verb with "NO @text" (%NULL: no more). */
void fake_imap_refuse (FakeImap *self, const char *verb, const char *text);

/* Called before each command is done, and again with a "+" before the verb when it is done and not yet answered; the lock is held by
 * nobody; may change the mailbox. */
typedef void (*FakeImapFunc) (FakeImap *self, const char *verb, gpointer data);
void fake_imap_set_func (FakeImap *self, FakeImapFunc func, gpointer data);

/* Returns: the UID */
guint32 fake_imap_add (FakeImap *self, const char *folder, const char *message_id, const char *flags);
void fake_imap_remove (FakeImap *self, const char *folder, guint32 uid);
void fake_imap_set_flags (FakeImap *self, const char *folder, guint32 uid, const char *flags);
/* Messages of this Message-ID (%NULL: any), without those marked \Deleted. */
guint fake_imap_count (FakeImap *self, const char *folder, const char *message_id);
guint fake_imap_count_deleted (FakeImap *self, const char *folder);
/* (transfer full) (nullable): flags of the first message with this Message-ID, "" none, %NULL: not there. */
char *fake_imap_dup_flags (FakeImap *self, const char *folder, const char *message_id);
/* (transfer full) (nullable) */
GBytes *fake_imap_dup_message (FakeImap *self, const char *folder, const char *message_id);
gboolean fake_imap_has_folder (FakeImap *self, const char *folder);
guint32 fake_imap_get_validity (FakeImap *self, const char *folder);
/* The folder is made anew: new UIDVALIDITY, new UIDs, in another order. */
void fake_imap_renumber (FakeImap *self, const char *folder);
/* How many commands whose words begin with @verb came since the last call for it. */
guint fake_imap_take_commands (FakeImap *self, const char *verb);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeImap, fake_imap_free)

G_END_DECLS
