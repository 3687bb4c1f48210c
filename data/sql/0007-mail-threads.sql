-- 0007, mail.db: joining a small conversation to one of 30,000 messages costs as much as the small one.
--
-- The former trigger looked at the whole conversation for each placement that moved. ORDER BY … LIMIT 1 is one step in
-- placement_thread.
DROP TRIGGER mail.placement_update;
CREATE TRIGGER mail.placement_update AFTER UPDATE OF flags, hidden ON placement
  WHEN NEW.flags <> OLD.flags OR NEW.hidden <> OLD.hidden BEGIN
  UPDATE folder SET total = total + (NEW.hidden = 0) - (OLD.hidden = 0),
    unread = unread + (NEW.hidden = 0 AND (NEW.flags & 1) = 0) - (OLD.hidden = 0 AND (OLD.flags & 1) = 0) WHERE id = NEW.folder_id;
  UPDATE message SET visible = visible + (NEW.hidden = 0) - (OLD.hidden = 0),
    flags = coalesce ((SELECT max (flags & 1) + max (flags & 2) + max (flags & 4) + max (flags & 8) + max (flags & 16) + max (flags & 32)
      + max (flags & 64) + max (flags & 128) FROM placement WHERE message_id = NEW.message_id AND hidden = 0), flags)
    WHERE id = NEW.message_id;
  DELETE FROM folder_thread WHERE OLD.hidden <> NEW.hidden AND folder_id = OLD.folder_id AND thread_id = OLD.thread_id
    AND NOT EXISTS (SELECT 1 FROM placement WHERE thread_id = OLD.thread_id AND folder_id = OLD.folder_id AND hidden = 0);
  INSERT INTO folder_thread
    SELECT NEW.folder_id, NEW.thread_id, received FROM placement
    WHERE OLD.hidden <> NEW.hidden AND thread_id = NEW.thread_id AND folder_id = NEW.folder_id AND hidden = 0
    ORDER BY received DESC LIMIT 1
    ON CONFLICT DO UPDATE SET received = excluded.received;
END;
CREATE TRIGGER mail.placement_move_thread AFTER UPDATE OF thread_id ON placement WHEN NEW.thread_id <> OLD.thread_id BEGIN
  DELETE FROM folder_thread WHERE folder_id = OLD.folder_id AND thread_id = OLD.thread_id
    AND NOT EXISTS (SELECT 1 FROM placement WHERE thread_id = OLD.thread_id AND folder_id = OLD.folder_id AND hidden = 0);
  UPDATE folder_thread SET received = (SELECT received FROM placement
      WHERE thread_id = OLD.thread_id AND folder_id = OLD.folder_id AND hidden = 0 ORDER BY received DESC LIMIT 1)
    WHERE folder_id = OLD.folder_id AND thread_id = OLD.thread_id;
  INSERT INTO folder_thread SELECT NEW.folder_id, NEW.thread_id, NEW.received WHERE NEW.hidden = 0
    ON CONFLICT DO UPDATE SET received = max (received, excluded.received);
END;

-- Opening looks for placements with something pending; without keywords in its condition it would read every placement.
DROP INDEX mail.placement_pending;
CREATE INDEX mail.placement_pending ON placement (id) WHERE pend_add <> 0 OR pend_remove <> 0 OR server_keywords IS NOT NULL;
