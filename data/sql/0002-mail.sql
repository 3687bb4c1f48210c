-- 0002, mail.db: the cache of what the servers have. synchronous=NORMAL: power loss may cost the last commits, never more.
--
-- A message has our own key that never changes; a placement says in which folder it is, under which UID, with which flags.
-- Counts, message.visible, message.flags and folder_thread follow the placements by trigger, so no code path can forget them.
CREATE TABLE mail.folder (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, path TEXT NOT NULL, display TEXT NOT NULL, name TEXT NOT NULL,
  delimiter INTEGER NOT NULL DEFAULT 0, role INTEGER NOT NULL DEFAULT 1, attributes INTEGER NOT NULL DEFAULT 0,
  selectable INTEGER NOT NULL DEFAULT 1, subscribed INTEGER NOT NULL DEFAULT 1,
  uidvalidity INTEGER NOT NULL DEFAULT 0, uidnext INTEGER NOT NULL DEFAULT 0, highestmodseq INTEGER NOT NULL DEFAULT 0,
  low_uid INTEGER NOT NULL DEFAULT 0, synced_at INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0, unread INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account_id, path));
CREATE INDEX mail.folder_role ON folder (role, account_id);

-- identity: 64 bits of SHA-256 over EMAILID, else Message-ID, size and date: the same message in another folder.
-- visible: placements that are not hidden. orphaned: since when (Unix seconds) it is in no folder.
CREATE TABLE mail.message (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, thread_id INTEGER NOT NULL, identity INTEGER NOT NULL,
  message_id TEXT NOT NULL, message_key INTEGER NOT NULL, subject TEXT NOT NULL, from_name TEXT NOT NULL, from_email TEXT NOT NULL,
  to_text TEXT NOT NULL, cc TEXT NOT NULL, date INTEGER NOT NULL, received INTEGER NOT NULL, size INTEGER NOT NULL,
  preview TEXT NOT NULL DEFAULT '', flags INTEGER NOT NULL DEFAULT 0, keywords TEXT NOT NULL DEFAULT '',
  has_attachment INTEGER NOT NULL DEFAULT 0, body_state INTEGER NOT NULL DEFAULT 1, body_hash TEXT NOT NULL DEFAULT '',
  text_version INTEGER NOT NULL DEFAULT 0, visible INTEGER NOT NULL DEFAULT 0, orphaned INTEGER NOT NULL DEFAULT 0);
CREATE INDEX mail.message_identity ON message (identity);
CREATE INDEX mail.message_key ON message (message_key) WHERE message_key <> 0;
CREATE INDEX mail.message_thread ON message (thread_id, received, id);
CREATE INDEX mail.message_received ON message (received, id);
CREATE INDEX mail.message_body ON message (body_hash) WHERE body_hash <> '';
CREATE INDEX mail.message_orphaned ON message (orphaned) WHERE orphaned > 0;

-- uid NULL: provisional, moved here by operation `provisional`. hidden: the operation that moved or deleted it, else 0.
-- flags = (server_flags | pend_add) & ~pend_remove, where pend_* sum up what the journal has not replayed.
CREATE TABLE mail.placement (
  id INTEGER PRIMARY KEY, folder_id INTEGER NOT NULL, message_id INTEGER NOT NULL, thread_id INTEGER NOT NULL, uid INTEGER,
  received INTEGER NOT NULL, flags INTEGER NOT NULL, server_flags INTEGER NOT NULL, keywords TEXT NOT NULL DEFAULT '',
  modseq INTEGER NOT NULL DEFAULT 0, hidden INTEGER NOT NULL DEFAULT 0, provisional INTEGER NOT NULL DEFAULT 0,
  pend_add INTEGER NOT NULL DEFAULT 0, pend_remove INTEGER NOT NULL DEFAULT 0,
  UNIQUE (folder_id, uid));
CREATE INDEX mail.placement_list ON placement (folder_id, hidden, received, message_id);
CREATE INDEX mail.placement_message ON placement (message_id);
CREATE INDEX mail.placement_thread ON placement (thread_id, folder_id, hidden, received);
CREATE INDEX mail.placement_provisional ON placement (folder_id) WHERE provisional <> 0;
CREATE INDEX mail.placement_hidden ON placement (hidden) WHERE hidden <> 0;
CREATE INDEX mail.placement_pending ON placement (id) WHERE pend_add <> 0 OR pend_remove <> 0;

-- Conversations of a folder in the order of their newest message there.
CREATE TABLE mail.folder_thread (
  folder_id INTEGER NOT NULL, thread_id INTEGER NOT NULL, received INTEGER NOT NULL, PRIMARY KEY (folder_id, thread_id)) WITHOUT ROWID;
CREATE INDEX mail.folder_thread_list ON folder_thread (folder_id, received, thread_id);

-- Every Message-ID a conversation has or mentions (64 bits of SHA-256): how a new message finds it. No tree is kept, so
-- no depth and no cycle can hurt.
CREATE TABLE mail.thread (id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, keys INTEGER NOT NULL DEFAULT 0);
CREATE TABLE mail.thread_key (
  account_id INTEGER NOT NULL, key INTEGER NOT NULL, thread_id INTEGER NOT NULL, PRIMARY KEY (account_id, key)) WITHOUT ROWID;
CREATE INDEX mail.thread_key_thread ON thread_key (thread_id);

-- Contentless: the text is in the body files. Chinese, Japanese, Korean, Thai … are split before (store-query.c).
CREATE VIRTUAL TABLE mail.message_fts USING fts5 (
  subject, sender, recipients, body, filenames, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2");

CREATE TRIGGER mail.placement_insert AFTER INSERT ON placement WHEN NEW.hidden = 0 BEGIN
  UPDATE folder SET total = total + 1, unread = unread + ((NEW.flags & 1) = 0) WHERE id = NEW.folder_id;
  UPDATE message SET visible = visible + 1, orphaned = 0, flags = flags | NEW.flags WHERE id = NEW.message_id;
  INSERT INTO folder_thread VALUES (NEW.folder_id, NEW.thread_id, NEW.received)
    ON CONFLICT DO UPDATE SET received = max (received, excluded.received);
END;
CREATE TRIGGER mail.placement_delete AFTER DELETE ON placement BEGIN
  UPDATE folder SET total = total - 1, unread = unread - ((OLD.flags & 1) = 0) WHERE OLD.hidden = 0 AND id = OLD.folder_id;
  UPDATE message SET visible = visible - (OLD.hidden = 0),
    flags = coalesce ((SELECT max (flags & 1) + max (flags & 2) + max (flags & 4) + max (flags & 8) + max (flags & 16) + max (flags & 32)
      + max (flags & 64) + max (flags & 128) FROM placement WHERE message_id = OLD.message_id AND hidden = 0), flags),
    orphaned = CASE WHEN EXISTS (SELECT 1 FROM placement WHERE message_id = OLD.message_id) THEN 0 ELSE unixepoch () END
    WHERE id = OLD.message_id;
  DELETE FROM folder_thread WHERE OLD.hidden = 0 AND folder_id = OLD.folder_id AND thread_id = OLD.thread_id
    AND NOT EXISTS (SELECT 1 FROM placement WHERE thread_id = OLD.thread_id AND folder_id = OLD.folder_id AND hidden = 0);
  UPDATE folder_thread SET received = (SELECT max (received) FROM placement
      WHERE thread_id = OLD.thread_id AND folder_id = OLD.folder_id AND hidden = 0)
    WHERE OLD.hidden = 0 AND folder_id = OLD.folder_id AND thread_id = OLD.thread_id;
END;
CREATE TRIGGER mail.placement_update AFTER UPDATE OF flags, hidden, thread_id ON placement
  WHEN NEW.flags <> OLD.flags OR NEW.hidden <> OLD.hidden OR NEW.thread_id <> OLD.thread_id BEGIN
  UPDATE folder SET total = total + (NEW.hidden = 0) - (OLD.hidden = 0),
    unread = unread + (NEW.hidden = 0 AND (NEW.flags & 1) = 0) - (OLD.hidden = 0 AND (OLD.flags & 1) = 0) WHERE id = NEW.folder_id;
  UPDATE message SET visible = visible + (NEW.hidden = 0) - (OLD.hidden = 0),
    flags = coalesce ((SELECT max (flags & 1) + max (flags & 2) + max (flags & 4) + max (flags & 8) + max (flags & 16) + max (flags & 32)
      + max (flags & 64) + max (flags & 128) FROM placement WHERE message_id = NEW.message_id AND hidden = 0), flags)
    WHERE id = NEW.message_id;
  DELETE FROM folder_thread WHERE folder_id = OLD.folder_id AND thread_id = OLD.thread_id
    AND (OLD.hidden <> NEW.hidden OR OLD.thread_id <> NEW.thread_id)
    AND NOT EXISTS (SELECT 1 FROM placement WHERE thread_id = OLD.thread_id AND folder_id = OLD.folder_id AND hidden = 0);
  INSERT INTO folder_thread
    SELECT NEW.folder_id, NEW.thread_id, max (received) FROM placement
    WHERE thread_id = NEW.thread_id AND folder_id = NEW.folder_id AND hidden = 0
      AND (OLD.hidden <> NEW.hidden OR OLD.thread_id <> NEW.thread_id) HAVING max (received) IS NOT NULL
    ON CONFLICT DO UPDATE SET received = excluded.received;
  UPDATE folder_thread SET received = (SELECT max (received) FROM placement
      WHERE thread_id = OLD.thread_id AND folder_id = OLD.folder_id AND hidden = 0)
    WHERE OLD.thread_id <> NEW.thread_id AND folder_id = OLD.folder_id AND thread_id = OLD.thread_id;
END;
