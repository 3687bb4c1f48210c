-- 0004, mail.db: pending keywords and folders on their way out.
--
-- placement.server_keywords: what the server has, while operations on keywords are pending; NULL: keywords is what it has.
-- folder.hidden: the operation that deletes it, else 0.
ALTER TABLE mail.placement ADD COLUMN server_keywords TEXT;
ALTER TABLE mail.folder ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
