-- 0005, local.db: what a person set up or collected by hand, and lists that exist only here.
--
-- profile: a user account ("Personal", "Work") over one or more addresses. Number 1 is always there.
CREATE TABLE main.profile (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, first_name TEXT NOT NULL DEFAULT '', last_name TEXT NOT NULL DEFAULT '',
  birth_date TEXT NOT NULL DEFAULT '', color TEXT NOT NULL DEFAULT '', avatar BLOB, position INTEGER NOT NULL DEFAULT 0);
INSERT INTO main.profile (id, name) VALUES (1, '');
-- kind: store-account.h. unified: 0 leaves the address out of the views over all addresses.
ALTER TABLE main.account ADD COLUMN profile_id INTEGER NOT NULL DEFAULT 1;
ALTER TABLE main.account ADD COLUMN kind INTEGER NOT NULL DEFAULT 1;
ALTER TABLE main.account ADD COLUMN unified INTEGER NOT NULL DEFAULT 1;
ALTER TABLE main.account ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
-- Small choices of one address by name, such as only_subscribed.
CREATE TABLE main.account_setting (
  account_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (account_id, name)) WITHOUT ROWID;

-- signature_new, signature_reply: signature.id, 0 none.
CREATE TABLE main.identity (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL COLLATE NOCASE,
  reply_to TEXT NOT NULL DEFAULT '', bcc TEXT NOT NULL DEFAULT '', signature_new INTEGER NOT NULL DEFAULT 0,
  signature_reply INTEGER NOT NULL DEFAULT 0, is_default INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL DEFAULT 0);
CREATE INDEX main.identity_account ON identity (account_id, position);
CREATE TABLE main.signature (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL DEFAULT 0, name TEXT NOT NULL, html TEXT NOT NULL,
  text TEXT NOT NULL, position INTEGER NOT NULL DEFAULT 0);

CREATE TABLE main.saved_search (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL DEFAULT 0, name TEXT NOT NULL, query TEXT NOT NULL,
  icon TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0);
CREATE TABLE main.recent_search (query TEXT PRIMARY KEY, used INTEGER NOT NULL, times INTEGER NOT NULL) WITHOUT ROWID;

-- By path, because mail.db may be made anew. policy, role: store-folder-setting.h; role 0: as the server says.
CREATE TABLE main.folder_setting (
  account_id INTEGER NOT NULL, path TEXT NOT NULL, policy INTEGER NOT NULL DEFAULT 0, months INTEGER NOT NULL DEFAULT 0,
  role INTEGER NOT NULL DEFAULT 0, favorite INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL DEFAULT 0,
  notify INTEGER NOT NULL DEFAULT 0, collapsed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (account_id, path)) WITHOUT ROWID;

-- name: a whole address, or a domain (no @). kind: store-trust.h.
CREATE TABLE main.trusted (
  kind INTEGER NOT NULL, account_id INTEGER NOT NULL, name TEXT NOT NULL COLLATE NOCASE, created INTEGER NOT NULL,
  PRIMARY KEY (kind, account_id, name)) WITHOUT ROWID;

-- Collected addresses the person does not want to be offered again.
CREATE TABLE main.contact_hidden (email TEXT PRIMARY KEY COLLATE NOCASE) WITHOUT ROWID;

-- What was done and what happened, to be read by the person. No secret ever. kind: store-activity.h.
CREATE TABLE main.activity (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, time INTEGER NOT NULL, kind INTEGER NOT NULL, ok INTEGER NOT NULL,
  subject TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX main.activity_time ON activity (time, id);

-- One row per conversation. thread_key: store_thread_get_key (), the same on every computer. message_id: its newest message then.
-- changed: for "last writer wins" between computers. state: store-reminder.h.
CREATE TABLE main.reminder (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, kind INTEGER NOT NULL, thread_key INTEGER NOT NULL,
  message_id TEXT NOT NULL, due INTEGER NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL, state INTEGER NOT NULL,
  UNIQUE (account_id, kind, thread_key));
CREATE INDEX main.reminder_due ON reminder (due) WHERE state = 1;

-- Muted conversations, by any Message-ID they had then (64 bits of SHA-256): mail.db takes it from here when made anew.
CREATE TABLE main.muted (account_id INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (account_id, key)) WITHOUT ROWID;

-- Device passwords as known here: made by hand, or last listed by the provider. The password itself is never here.
CREATE TABLE main.device (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, provider TEXT NOT NULL, remote_id TEXT NOT NULL DEFAULT '',
  label TEXT NOT NULL, type TEXT NOT NULL DEFAULT '', protocols TEXT NOT NULL DEFAULT '', holder TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '', created INTEGER NOT NULL DEFAULT 0, last_used INTEGER NOT NULL DEFAULT 0,
  expires INTEGER NOT NULL DEFAULT 0, status INTEGER NOT NULL DEFAULT 0, is_this INTEGER NOT NULL DEFAULT 0,
  revoked INTEGER NOT NULL DEFAULT 0);
CREATE INDEX main.device_account ON device (account_id, id);
