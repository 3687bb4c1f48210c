-- 0009, local.db: mail that no server keeps: what POP3 brought, and the folders "on this computer".
--
-- For these accounts this is what the server is for others: mail.db is filled from here and may be made anew. id is the UID, in every
-- folder the message ever is in; its bytes are <data>/local/<account>/<id>.eml. flags, keywords: as in mail.placement. path: '/'
-- between levels, UTF-8.
CREATE TABLE main.local_message (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, path TEXT NOT NULL, flags INTEGER NOT NULL,
  keywords TEXT NOT NULL DEFAULT '', received INTEGER NOT NULL, size INTEGER NOT NULL);
CREATE INDEX main.local_message_folder ON local_message (account_id, path, id);
CREATE TABLE main.local_folder (account_id INTEGER NOT NULL, path TEXT NOT NULL, PRIMARY KEY (account_id, path)) WITHOUT ROWID;

-- What a POP3 server has shown. repeated: how many before it had the same id then. local_id stays when the message is deleted here, so
-- that it is not fetched again. listed: when the server last had it, Unix seconds.
CREATE TABLE main.pop_message (
  account_id INTEGER NOT NULL, uidl TEXT NOT NULL, repeated INTEGER NOT NULL, local_id INTEGER NOT NULL, fetched INTEGER NOT NULL,
  listed INTEGER NOT NULL, PRIMARY KEY (account_id, uidl, repeated)) WITHOUT ROWID;

CREATE TRIGGER main.account_local AFTER DELETE ON account BEGIN
  DELETE FROM local_message WHERE account_id=OLD.id;
  DELETE FROM local_folder WHERE account_id=OLD.id;
  DELETE FROM pop_message WHERE account_id=OLD.id;
END;
