-- 0006, mail.db: fewer random writes per message, conversations that can be muted, subjects as a last resort, a richer search index,
-- collected contacts.
--
-- message_key is now always set: 64 bits of SHA-256 over the Message-ID, or, without one, over what identity is made of. It finds
-- the same message elsewhere (identity then decides) and the conversation of a message that is referred to; so message_identity
-- goes, and thread_key needs only ids that are mentioned but belong to no message here.
DROP INDEX mail.message_identity;
DROP INDEX mail.message_key;
UPDATE mail.message SET message_key = identity WHERE message_key = 0;
CREATE INDEX mail.message_key ON message (message_key);
ALTER TABLE mail.message ADD COLUMN list_id TEXT NOT NULL DEFAULT '';

-- What the body's text is not in the index of, newest first: how far the search reaches (store_search_get_coverage ()).
CREATE INDEX mail.message_unread_text ON message (account_id, received) WHERE text_version = 0;

-- muted: main.muted says so for one of its messages.
ALTER TABLE mail.thread ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;

-- Messages that refer to nothing, by the hash of their bare subject and the half-month they came in (bucket): what an answer without
-- References may belong to (store-thread-subject.c has the rule). reply: 1 when the subject itself begins with Re: or the like.
CREATE TABLE mail.thread_subject (
  account_id INTEGER NOT NULL, bucket INTEGER NOT NULL, key INTEGER NOT NULL, received INTEGER NOT NULL, message_id INTEGER NOT NULL,
  reply INTEGER NOT NULL, PRIMARY KEY (account_id, bucket, key, received, message_id)) WITHOUT ROWID;

-- Collected from mail: times written to, times received from, when last. folded: name and address as the completion compares them.
CREATE TABLE mail.contact (
  account_id INTEGER NOT NULL, email TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL, folded TEXT NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0, received INTEGER NOT NULL DEFAULT 0, last INTEGER NOT NULL DEFAULT 0,
  last_sent INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (account_id, email)) WITHOUT ROWID;

-- counted 0: the code that adds many at once has counted them itself, once per batch (store-message.c); the trigger keeps away.
ALTER TABLE mail.placement ADD COLUMN counted INTEGER NOT NULL DEFAULT 1;
DROP TRIGGER mail.placement_insert;
CREATE TRIGGER mail.placement_insert AFTER INSERT ON placement WHEN NEW.hidden = 0 AND NEW.counted = 1 BEGIN
  UPDATE folder SET total = total + 1, unread = unread + ((NEW.flags & 1) = 0) WHERE id = NEW.folder_id;
  UPDATE message SET visible = visible + 1, orphaned = 0, flags = flags | NEW.flags WHERE id = NEW.message_id;
  INSERT INTO folder_thread VALUES (NEW.folder_id, NEW.thread_id, NEW.received)
    ON CONFLICT DO UPDATE SET received = max (received, excluded.received);
END;

-- version: of the text preparation and tokenizer the index was made with (STORE_INDEX_VERSION); 0: made by this step, from headers
-- alone. next_id: while message_fts_new is being filled, the last message it has; -1: nothing is being built.
CREATE TABLE mail.search_state (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, next_id INTEGER NOT NULL);
INSERT INTO mail.search_state SELECT 1, EXISTS (SELECT 1 FROM mail.message) = 0, -1;
DROP TABLE mail.message_fts;
CREATE VIRTUAL TABLE mail.message_fts USING fts5 (
  subject, sender, recipients, cc, body, filenames, list, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2");
INSERT INTO mail.message_fts (rowid, subject, sender, recipients, cc)
  SELECT id, subject, from_name || ' ' || from_email, to_text, cc FROM mail.message;
UPDATE mail.message SET text_version = 0;
