-- 0003, local.db: more kinds of operations, a ledger of sending, drafts that have a copy on the server.
--
-- undoable: 0 for what the program does by itself (marking as read), so that Undo never means it.
-- wire_path, wire_target: the names the server knows when the entry's turn comes; '' is the same as path, target_path, which follow
-- renames at once. argument: DRAFT: draft.id; COPY, APPEND: the target's UIDNEXT before the first attempt, so that after a cut only
-- what came later is looked at; FOLDER_DELETE: the folder's UIDNEXT as known. note: FOLDER_RENAME: the path shown before; DRAFT: the
-- version. payload: APPEND, DRAFT: the message; NULL once done.
ALTER TABLE main.journal ADD COLUMN undoable INTEGER NOT NULL DEFAULT 1;
ALTER TABLE main.journal ADD COLUMN wire_path TEXT NOT NULL DEFAULT '';
ALTER TABLE main.journal ADD COLUMN wire_target TEXT NOT NULL DEFAULT '';
ALTER TABLE main.journal ADD COLUMN add_keywords TEXT NOT NULL DEFAULT '';
ALTER TABLE main.journal ADD COLUMN remove_keywords TEXT NOT NULL DEFAULT '';
ALTER TABLE main.journal ADD COLUMN argument INTEGER NOT NULL DEFAULT 0;
ALTER TABLE main.journal ADD COLUMN rfc_message_id TEXT NOT NULL DEFAULT '';
ALTER TABLE main.journal ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE main.journal ADD COLUMN payload BLOB;
ALTER TABLE main.journal_item ADD COLUMN prev_keywords TEXT NOT NULL DEFAULT '';

-- hold_ms: how long it may be taken back; hold_until is that moment on the monotonic clock of boot `boot`. A time to send at
-- (not_before) counts only when as much time has really passed since `anchored` (boottime, ms): a clock set forward sends nothing early.
-- checked: when we last looked for it at the server (state unknown). draft_id: what it was made of, until it is delivered.
ALTER TABLE main.outbox ADD COLUMN hold_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE main.outbox ADD COLUMN hold_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE main.outbox ADD COLUMN boot TEXT NOT NULL DEFAULT '';
ALTER TABLE main.outbox ADD COLUMN anchored INTEGER NOT NULL DEFAULT 0;
ALTER TABLE main.outbox ADD COLUMN anchor_unix INTEGER NOT NULL DEFAULT 0;
ALTER TABLE main.outbox ADD COLUMN flags INTEGER NOT NULL DEFAULT 0;
ALTER TABLE main.outbox ADD COLUMN options TEXT NOT NULL DEFAULT '';
ALTER TABLE main.outbox ADD COLUMN checked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE main.outbox ADD COLUMN delivered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE main.outbox ADD COLUMN draft_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE main.outbox ADD COLUMN filed_uidvalidity INTEGER NOT NULL DEFAULT 0;
ALTER TABLE main.outbox ADD COLUMN filed_uid INTEGER NOT NULL DEFAULT 0;

-- What the server said of each recipient at the last attempt.
CREATE TABLE main.outbox_recipient (
  outbox_id INTEGER NOT NULL, address TEXT NOT NULL, code INTEGER NOT NULL, enhanced TEXT NOT NULL, text TEXT NOT NULL,
  accepted INTEGER NOT NULL, PRIMARY KEY (outbox_id, address)) WITHOUT ROWID;

-- The ledger: one row per attempt, written before its first byte leaves. outcome 0: open (or cut by a crash). step: store-ledger.h.
CREATE TABLE main.send_attempt (
  id INTEGER PRIMARY KEY AUTOINCREMENT, outbox_id INTEGER NOT NULL, number INTEGER NOT NULL, started INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0, step INTEGER NOT NULL, outcome INTEGER NOT NULL DEFAULT 0, text TEXT NOT NULL DEFAULT '');
CREATE INDEX main.send_attempt_outbox ON send_attempt (outbox_id, number);

-- outbox_id: the draft waits in the outbox, and comes back when that is cancelled.
ALTER TABLE main.draft ADD COLUMN outbox_id INTEGER NOT NULL DEFAULT 0;

-- The copy in the server's Drafts folder. Outlives the draft until the copy is deleted. version: which one it is of.
CREATE TABLE main.draft_server (
  draft_id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, path TEXT NOT NULL, uidvalidity INTEGER NOT NULL, uid INTEGER NOT NULL,
  rfc_message_id TEXT NOT NULL, version INTEGER NOT NULL, uploaded INTEGER NOT NULL);
