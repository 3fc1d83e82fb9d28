-- 0006_log.sql - the log: what was taken and taken out, entry by entry (store/leaves.h).

CREATE TABLE leaf (
  no INTEGER PRIMARY KEY,                  -- its place in the log, from 0, without gaps
  act INTEGER NOT NULL,                    -- 1 taken, 2 removed (ledger/entry.h)
  added INTEGER NOT NULL,                  -- of the member that was taken; a stamp of its own: removed
  removed INTEGER NOT NULL,                -- the `added` of the member that went; 0: taken
  salt BLOB,                               -- 32 bytes
  commitment BLOB NOT NULL,                -- 32 bytes: the entry, but for its first byte
  said BLOB                                -- of one removed: what it commits to, behind the salt
);
CREATE INDEX leaf_removed ON leaf (removed) WHERE removed <> 0;

-- Hashes of full tiles of the level below, each for ever; those of level 0 are made from leaves.
CREATE TABLE node (
  level INTEGER NOT NULL,                  -- from 1: of 256^level leaves
  no INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (level, no)
) WITHOUT ROWID;

-- One row: the right edge, from which the tree grows.
CREATE TABLE edge (
  no INTEGER PRIMARY KEY,                  -- 1
  size INTEGER NOT NULL,                   -- leaves
  hashes BLOB,                             -- one of 32 bytes for each bit of size, the largest first
  is_whole INTEGER NOT NULL                -- 0: members of before there was a log are still to come
);
INSERT INTO edge (no, size, hashes, is_whole) VALUES (1, 0, NULL, 0);

-- By which checkpoints are signed.
CREATE TABLE log_key (
  no INTEGER PRIMARY KEY,                  -- 1
  seed BLOB NOT NULL,                      -- 32 bytes, of Ed25519
  made INTEGER NOT NULL
);
