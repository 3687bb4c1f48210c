-- 0010, local.db: certificates of mail servers, by where they were seen.
--
-- pin: SHA-256 (64 lower-case hex digits) of the one certificate a person accepted for this server although nobody vouches for it,
-- NULL: none; pinned: when, Unix seconds. trusted: the last certificate there that was in order by itself, NULL: none was ever seen;
-- it makes the difference between a server that never had a good certificate and one that suddenly shows a bad one (product 3.4).
CREATE TABLE main.server_certificate (
  host TEXT NOT NULL, port INTEGER NOT NULL, pin TEXT, pinned INTEGER NOT NULL DEFAULT 0, trusted TEXT,
  PRIMARY KEY (host, port)) WITHOUT ROWID;
