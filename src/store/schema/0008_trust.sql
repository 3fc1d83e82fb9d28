-- 0008_trust.sql - who is who, who comes in by what, and what they may do here, who vouches for what.

-- ---- parties ----

-- What an organisation says of itself beside its sector and country: names, separated by commas.
ALTER TABLE organisation ADD COLUMN industries TEXT NOT NULL DEFAULT '';  -- of industry-sector-ov
ALTER TABLE organisation ADD COLUMN languages TEXT NOT NULL DEFAULT '';   -- of BCP 47

-- ---- machines that come by a certificate ----

ALTER TABLE token ADD COLUMN is_certificate INTEGER NOT NULL DEFAULT 0;  -- 1: digest is of its key

-- ---- second factors and recovery (exchange/factor.h, exchange/recovery.h) ----

-- A device that makes codes for an account (RFC 6238).
CREATE TABLE factor (
  account_no INTEGER PRIMARY KEY REFERENCES account (no),
  secret BLOB NOT NULL,                    -- 20 bytes
  step INTEGER NOT NULL,                   -- of the last code that was taken; no code is taken twice
  made INTEGER NOT NULL,
  confirmed INTEGER NOT NULL               -- when a first code was shown; 0: it asks for nothing yet
);
-- Codes on paper, for who has lost the device. Each is deleted when it is used.
CREATE TABLE factor_code (
  digest BLOB PRIMARY KEY,                 -- SHA-256 of the account's number and the code
  account_no INTEGER NOT NULL REFERENCES account (no)
) WITHOUT ROWID;
CREATE INDEX factor_code_account ON factor_code (account_no);
-- Whose persons must have a second factor.
CREATE TABLE factor_required (
  organisation_no INTEGER PRIMARY KEY      -- 0: everybody here
);

-- A new beginning for an account whose password or device is lost.
CREATE TABLE recovery (
  account_no INTEGER PRIMARY KEY REFERENCES account (no),
  id BLOB NOT NULL UNIQUE,                 -- uuid, by which others name it
  digest BLOB NOT NULL UNIQUE,             -- SHA-256 of the secret, which is never stored
  asked INTEGER NOT NULL,
  until INTEGER NOT NULL,
  asked_by INTEGER NOT NULL,               -- the account of the operator; 0: the operator at the machine
  needs_second INTEGER NOT NULL,           -- 1: another must confirm it first
  confirmed_by INTEGER NOT NULL            -- who did; 0: nobody
);

-- ---- rules: for whom something is beyond its label, and beside the members ----

-- Organisations of any community under one name; an object, or a grant, names its identity.
CREATE TABLE sharing_group (
  no INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  identity BLOB NOT NULL UNIQUE,           -- uuid of its STIX identity (identity_class group)
  owner_no INTEGER NOT NULL REFERENCES organisation (no)
);
CREATE TABLE sharing_group_member (
  group_no INTEGER NOT NULL REFERENCES sharing_group (no),
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  PRIMARY KEY (group_no, organisation_no)
) WITHOUT ROWID;

-- Rights beside collection_member (struct grant, policy/policy.h). All that is said must be so.
CREATE TABLE collection_grant (
  no INTEGER PRIMARY KEY,
  collection_no INTEGER NOT NULL REFERENCES collection (no),
  can_read INTEGER NOT NULL,
  can_write INTEGER NOT NULL,
  organisation_no INTEGER NOT NULL,        -- 0: any
  group_no INTEGER NOT NULL,               -- 0: any
  role INTEGER NOT NULL,                   -- enum role, at least; 0: any
  sector TEXT NOT NULL,                    -- '': any
  country TEXT NOT NULL
);
CREATE INDEX collection_grant_collection ON collection_grant (collection_no);

-- For whom all that is in a collection is, in the JSON of stix/conditions.h; NULL: nothing is said.
ALTER TABLE collection ADD COLUMN conditions TEXT;

-- The same of objects, interned: by whose organisation (0: the operator's) and by the text, in which
-- an embargo has no time.
CREATE TABLE conditions (
  no INTEGER PRIMARY KEY,
  organisation_no INTEGER NOT NULL,
  text TEXT NOT NULL                       -- each once for an organisation
);
CREATE INDEX conditions_organisation ON conditions (organisation_no);

-- Members under an embargo: when it ends the row gets that class, and an `added` of that moment.
CREATE TABLE embargo (
  added INTEGER PRIMARY KEY,
  until INTEGER NOT NULL,
  class_no INTEGER NOT NULL
);
CREATE INDEX embargo_until ON embargo (until, added);

-- Classes by conditions, too. 0: none.
CREATE TABLE class_with_conditions (
  no INTEGER PRIMARY KEY,
  collection_no INTEGER NOT NULL,
  tlp INTEGER NOT NULL,
  is_vote INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  conditions_no INTEGER NOT NULL,
  UNIQUE (collection_no, tlp, is_vote, parts, conditions_no)
);
INSERT INTO class_with_conditions (no, collection_no, tlp, is_vote, parts, conditions_no)
  SELECT no, collection_no, tlp, is_vote, parts, 0 FROM class;
DROP TABLE class;
ALTER TABLE class_with_conditions RENAME TO class;

-- ---- witnesses of logs ----

-- By which this server cosigns other logs: another key than that of its own log.
CREATE TABLE witness_key (
  no INTEGER PRIMARY KEY,                  -- 1
  seed BLOB NOT NULL,                      -- 32 bytes, of Ed25519
  made INTEGER NOT NULL
);

-- Logs that are cosigned here, and the largest tree of each that was. A row stays when its log is not
-- cosigned any more: who adds it again goes on from there.
CREATE TABLE witnessed (
  origin TEXT PRIMARY KEY,                 -- the name of the log
  key TEXT NOT NULL,                       -- NAME+ID+KEY
  added INTEGER NOT NULL,
  dropped INTEGER NOT NULL,                -- 0: it is cosigned
  size INTEGER NOT NULL,
  root BLOB,                               -- 32 bytes; NULL: none was cosigned
  cosigned INTEGER NOT NULL
) WITHOUT ROWID;

-- Who is asked to cosign the log of this store, and what each said last.
CREATE TABLE witness (
  name TEXT PRIMARY KEY,
  key TEXT NOT NULL,                       -- NAME+ID+KEY
  url TEXT NOT NULL,                       -- its submission prefix
  added INTEGER NOT NULL,
  size INTEGER NOT NULL,                   -- of the tree that it cosigned last
  root BLOB,
  line TEXT,                               -- its cosignature; NULL: none
  cosigned INTEGER NOT NULL,               -- when, as it says
  fault TEXT NOT NULL,                     -- why it did not, when it was asked last
  failed INTEGER NOT NULL                  -- since when; 0: it did
) WITHOUT ROWID;

-- ---- audit: what was done by whom (store/records.h) ----

-- A record is written once, with its entry in the log, and never changed. The columns beside `json`
-- are there to find it by; they say what stands in it, and are held against it (store/leaves.h).
CREATE TABLE audit (
  added INTEGER PRIMARY KEY,               -- of its entry in the log
  at INTEGER NOT NULL,                     -- when it was done
  act TEXT NOT NULL,                       -- exchange/audit_act.h
  account_no INTEGER NOT NULL,             -- who did it; 0: nobody who has an account
  organisation_no INTEGER NOT NULL,        -- for which organisation; 0: none
  other_no INTEGER NOT NULL,               -- the organisation to whose things it was done; 0: none
  place TEXT NOT NULL,                     -- from where
  json TEXT NOT NULL
);
CREATE INDEX audit_act ON audit (act, added);
CREATE INDEX audit_account ON audit (account_no, added);
CREATE INDEX audit_organisation ON audit (organisation_no, added);
CREATE INDEX audit_other ON audit (other_no, added);
CREATE INDEX audit_place ON audit (place, added);

-- What a record names of objects, as many as it names.
CREATE TABLE audit_object (
  id BLOB NOT NULL,                        -- uuid
  added INTEGER NOT NULL,
  PRIMARY KEY (id, added)
) WITHOUT ROWID;
CREATE INDEX audit_object_added ON audit_object (added);
