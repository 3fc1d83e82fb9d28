-- 0001_start.sql - the first tables. Stamps are microseconds; `_no` columns number rows of this store.

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Who there is.
CREATE TABLE organisation (
  no INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  identity BLOB NOT NULL UNIQUE,           -- uuid of its STIX identity
  sector TEXT NOT NULL DEFAULT '',         -- state private civil-society academia international
  country TEXT NOT NULL DEFAULT '',        -- ISO 3166-1 alpha-2
  patron_no INTEGER REFERENCES organisation (no)  -- the member whose client it is
);
CREATE TABLE account (
  no INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  display TEXT NOT NULL,
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  identity BLOB NOT NULL UNIQUE,           -- uuid of the person's STIX identity
  password TEXT NOT NULL DEFAULT '',       -- Argon2id; '' cannot sign in by password
  is_operator INTEGER NOT NULL DEFAULT 0,
  is_administrator INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL
);
CREATE TABLE token (
  digest BLOB PRIMARY KEY,                 -- SHA-256 of the token, which is never stored
  account_no INTEGER NOT NULL REFERENCES account (no),
  label TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL DEFAULT 0,      -- 0: never
  is_session INTEGER NOT NULL DEFAULT 0    -- a browser's session rather than a token of the person's
) WITHOUT ROWID;
CREATE INDEX token_account ON token (account_no);

-- Where things are said.
CREATE TABLE community (
  no INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,               -- the TAXII API root
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT ''
);
CREATE TABLE community_member (
  community_no INTEGER NOT NULL REFERENCES community (no),
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  PRIMARY KEY (community_no, organisation_no)
) WITHOUT ROWID;
CREATE TABLE collection (
  no INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,                 -- uuid
  community_no INTEGER NOT NULL REFERENCES community (no),
  alias TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  default_tlp INTEGER NOT NULL,            -- 1 to 5
  is_public INTEGER NOT NULL DEFAULT 0,
  community_reads INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE collection_member (
  collection_no INTEGER NOT NULL REFERENCES collection (no),
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  can_read INTEGER NOT NULL,
  can_write INTEGER NOT NULL,
  PRIMARY KEY (collection_no, organisation_no)
) WITHOUT ROWID;

-- What was said. A version is (kind, id, stamp, spec); its key stands in a table of its own, so that
-- a batch can be sorted by it while rows are added in the order in which they came.
CREATE TABLE kind (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);  -- from 1000: custom types
CREATE TABLE version_key (
  id BLOB NOT NULL,                        -- uuid
  kind INTEGER NOT NULL,
  stamp INTEGER NOT NULL,                  -- modified, else created, else arrival
  spec INTEGER NOT NULL,                   -- 20, 21
  version_no INTEGER NOT NULL,
  PRIMARY KEY (id, kind, stamp, spec)
) WITHOUT ROWID;
CREATE TABLE version (
  no INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  stamp INTEGER NOT NULL,
  spec INTEGER NOT NULL,
  revoked INTEGER NOT NULL,
  json TEXT NOT NULL,                      -- as it came, without white space between tokens
  keys BLOB                                -- of its rows in observable and ref, to take them out again
);

-- Which audience may see it: (collection, label) interned. Named classes (RED, votes) are seen only
-- by the giver and by the persons in `named`.
CREATE TABLE class (
  no INTEGER PRIMARY KEY,
  collection_no INTEGER NOT NULL REFERENCES collection (no),
  tlp INTEGER NOT NULL,
  is_vote INTEGER NOT NULL,
  UNIQUE (collection_no, tlp, is_vote)
);

-- A version in a collection. `added` is unique in the store and strictly rising.
CREATE TABLE member (
  added INTEGER PRIMARY KEY,
  version_no INTEGER NOT NULL,
  collection_no INTEGER NOT NULL,
  class_no INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  giver_no INTEGER NOT NULL,               -- account; 0: the operator at the machine
  latest INTEGER NOT NULL,                 -- no later version of the object in this collection
  look INTEGER NOT NULL                    -- why the row cannot be judged by itself, a sum of:
                                           -- 1 the object has several rows, and they differ in class
                                           --   or one is named; 2 they differ in spec; 8 a version
                                           --   of the object has ends (these on all rows of it);
                                           -- 4 this row is named
);
CREATE INDEX member_class ON member (class_no, added);
CREATE INDEX member_version
  ON member (version_no, class_no, collection_no, kind, giver_no, latest, look);  -- covers look-ups
CREATE INDEX member_apart ON member (added) WHERE look & 7 <> 0;  -- what the tallies leave out
CREATE INDEX member_ends ON member (added) WHERE look & 8 <> 0;

CREATE TABLE named (
  version_no INTEGER NOT NULL,
  identity BLOB NOT NULL,                  -- uuid of an identity: recipient or author
  PRIMARY KEY (version_no, identity)
) WITHOUT ROWID;

-- The ends of relationships and sightings, by which they are hidden.
CREATE TABLE ends (
  version_no INTEGER NOT NULL,
  id BLOB NOT NULL,
  kind INTEGER NOT NULL,
  PRIMARY KEY (version_no, id, kind)
) WITHOUT ROWID;

CREATE TABLE observable (
  hash INTEGER NOT NULL,                   -- observable_hash as a signed number
  version_no INTEGER NOT NULL,
  kind INTEGER NOT NULL,                   -- enum observable_kind
  is_enough INTEGER NOT NULL,              -- seeing this one value satisfies the pattern
  PRIMARY KEY (hash, version_no, kind)
) WITHOUT ROWID;

CREATE TABLE ref (
  id BLOB NOT NULL,                        -- the object pointed at
  kind INTEGER NOT NULL,
  version_no INTEGER NOT NULL,             -- the version that points
  role INTEGER NOT NULL,                   -- enum object_role
  PRIMARY KEY (id, kind, version_no, role)
) WITHOUT ROWID;

-- Counts of rows that can be judged by themselves (look & 7 = 0), by day of `added`, kept in the same
-- transaction.
CREATE TABLE tally (
  class_no INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  ends INTEGER NOT NULL,                   -- 1: rows with ends, which not everybody may see
  day INTEGER NOT NULL,                    -- days since 1970-01-01
  latest INTEGER NOT NULL,
  total INTEGER NOT NULL,
  PRIMARY KEY (class_no, kind, ends, day)
) WITHOUT ROWID;

-- Versions removed whose words full-text search must still forget.
CREATE TABLE forgotten (version_no INTEGER PRIMARY KEY, json TEXT NOT NULL);
