-- 0001, local.db: what exists nowhere else.
--
-- synchronous=FULL: a row here is on the disk before a person is told so. mail.db may be thrown away and fetched again, so
-- nothing here points into it by id alone: journal entries carry the folder's path, UIDVALIDITY, UID, Message-ID and size
-- besides our own message key (which is set to 0 when mail.db is made anew).
CREATE TABLE main.account (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: cache rows of a removed account must not meet a new one
  email TEXT NOT NULL COLLATE NOCASE UNIQUE, name TEXT NOT NULL, user TEXT NOT NULL,
  imap_host TEXT NOT NULL, imap_port INTEGER NOT NULL, imap_security INTEGER NOT NULL,
  smtp_host TEXT NOT NULL, smtp_port INTEGER NOT NULL, smtp_security INTEGER NOT NULL,
  ca_file TEXT, password_command TEXT, color TEXT, position INTEGER NOT NULL DEFAULT 0);

CREATE TABLE main.setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One row is one operation on one source folder; rows of one action share group_id. state and kind: store-journal.h.
CREATE TABLE main.journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL, account_id INTEGER NOT NULL,
  kind INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 1,
  path TEXT NOT NULL, uidvalidity INTEGER NOT NULL, target_path TEXT NOT NULL DEFAULT '',
  add_flags INTEGER NOT NULL DEFAULT 0, remove_flags INTEGER NOT NULL DEFAULT 0,
  label TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '',
  created INTEGER NOT NULL, inverse INTEGER NOT NULL DEFAULT 0, undone INTEGER NOT NULL DEFAULT 0);
CREATE INDEX main.journal_open ON journal (account_id, id) WHERE state IN (1, 2);
CREATE INDEX main.journal_group ON journal (group_id);
CREATE INDEX main.journal_failed ON journal (account_id, id) WHERE state = 4;

-- prev_flags: what was in effect before, so that undo takes back only what the action changed.
CREATE TABLE main.journal_item (
  id INTEGER PRIMARY KEY, journal_id INTEGER NOT NULL, message_id INTEGER NOT NULL, uid INTEGER NOT NULL,
  rfc_message_id TEXT NOT NULL, size INTEGER NOT NULL, prev_flags INTEGER NOT NULL);
CREATE INDEX main.journal_item_entry ON journal_item (journal_id);
CREATE INDEX main.journal_item_message ON journal_item (message_id);

-- message_id is UNIQUE: the only key a server offers against sending twice. state: store-outbox.h.
CREATE TABLE main.outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, sender TEXT NOT NULL, recipients TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE, subject TEXT NOT NULL, size INTEGER NOT NULL, created INTEGER NOT NULL,
  not_before INTEGER NOT NULL, state INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '', message BLOB NOT NULL);

-- Old versions stay for a while: what was typed is not lost by a bad save.
CREATE TABLE main.draft (id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, version INTEGER NOT NULL, saved INTEGER NOT NULL);
CREATE TABLE main.draft_version (
  draft_id INTEGER NOT NULL, version INTEGER NOT NULL, saved INTEGER NOT NULL, subject TEXT NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (draft_id, version));
