-- 0008_trust.sql - who is who, who comes in by what, and what they may do here, who vouches for what.

-- ---- parties ----

-- What an organisation says of itself beside its sector and country: names, separated by commas.
ALTER TABLE organisation ADD COLUMN industries TEXT NOT NULL DEFAULT '';  -- of industry-sector-ov
ALTER TABLE organisation ADD COLUMN languages TEXT NOT NULL DEFAULT '';   -- of BCP 47
ALTER TABLE organisation ADD COLUMN state INTEGER NOT NULL DEFAULT 1;     -- enum party_state
ALTER TABLE organisation ADD COLUMN verified INTEGER NOT NULL DEFAULT 0;  -- when; 0: not
ALTER TABLE organisation ADD COLUMN verifier TEXT NOT NULL DEFAULT '';    -- by whom

-- Persons in organisations. `account.organisation_no` is the one that a person came with: for it they
-- act when they say nothing else, and what they give without saying for whom counts as its own.
CREATE TABLE membership (
  account_no INTEGER NOT NULL REFERENCES account (no),
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  role INTEGER NOT NULL,                   -- enum role
  state INTEGER NOT NULL,                  -- enum party_state
  since INTEGER NOT NULL,
  PRIMARY KEY (account_no, organisation_no)
) WITHOUT ROWID;
CREATE INDEX membership_organisation ON membership (organisation_no);
INSERT INTO membership (account_no, organisation_no, role, state, since)
  SELECT no, organisation_no, CASE WHEN is_administrator = 1 THEN 4 ELSE 2 END, 1, created
  FROM account;
ALTER TABLE account DROP COLUMN is_administrator;
ALTER TABLE account ADD COLUMN state INTEGER NOT NULL DEFAULT 1;          -- enum party_state
ALTER TABLE account ADD COLUMN is_service INTEGER NOT NULL DEFAULT 0;     -- comes by tokens only

-- For which organisation somebody acts there; 0: for none.
ALTER TABLE session ADD COLUMN organisation_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE token ADD COLUMN organisation_no INTEGER NOT NULL DEFAULT 0;
UPDATE session SET organisation_no =
  (SELECT a.organisation_no FROM account a WHERE a.no = session.account_no);
UPDATE token SET organisation_no =
  (SELECT a.organisation_no FROM account a WHERE a.no = token.account_no);

CREATE TABLE invitation (
  id BLOB PRIMARY KEY,                     -- uuid
  digest BLOB NOT NULL UNIQUE,             -- SHA-256 of the secret, which is never stored
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  role INTEGER NOT NULL,
  note TEXT NOT NULL,                      -- for whom, as its maker said
  maker TEXT NOT NULL,
  made INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  taken INTEGER NOT NULL DEFAULT 0,
  taker_no INTEGER NOT NULL DEFAULT 0      -- account
) WITHOUT ROWID;
CREATE INDEX invitation_organisation ON invitation (organisation_no, made);

-- Asking to be let in: a person into an organisation, or (community_no) an organisation into a community.
CREATE TABLE joining (
  id BLOB PRIMARY KEY,                     -- uuid
  account_no INTEGER NOT NULL REFERENCES account (no),  -- who asked
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  community_no INTEGER NOT NULL,           -- 0: none
  words TEXT NOT NULL,
  made INTEGER NOT NULL,
  verdict INTEGER NOT NULL DEFAULT 0,      -- enum joining_verdict
  decided INTEGER NOT NULL DEFAULT 0,
  decider_no INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX joining_account ON joining (account_no);
CREATE INDEX joining_organisation ON joining (organisation_no);
CREATE INDEX joining_community ON joining (community_no);

-- The terms of communities, numbered from 1; who has accepted which.
ALTER TABLE community ADD COLUMN curator_no INTEGER NOT NULL DEFAULT 0;   -- organisation; 0: the operator
ALTER TABLE community ADD COLUMN may_be_asked INTEGER NOT NULL DEFAULT 0; -- by organisations, to be let in
-- 0: nothing to accept; else the organisation reads until then, unless it accepts the newest terms.
ALTER TABLE community_member ADD COLUMN accept_by INTEGER NOT NULL DEFAULT 0;
CREATE TABLE terms (
  community_no INTEGER NOT NULL REFERENCES community (no),
  number INTEGER NOT NULL,
  text TEXT NOT NULL,                      -- JSON in the form of RFC 8785
  made INTEGER NOT NULL,
  maker TEXT NOT NULL,
  PRIMARY KEY (community_no, number)
) WITHOUT ROWID;
CREATE TABLE acceptance (
  community_no INTEGER NOT NULL,
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  number INTEGER NOT NULL,
  account_no INTEGER NOT NULL,
  accepter TEXT NOT NULL,
  accepted INTEGER NOT NULL,
  digest TEXT NOT NULL,                    -- SHA-256 of the text, in hexadecimal
  PRIMARY KEY (community_no, organisation_no, number)
) WITHOUT ROWID;

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

-- ---- sign-on by providers of OpenID Connect (exchange/provider.h, exchange/sign_on.h) ----

CREATE TABLE provider (
  no INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,               -- in addresses and commands
  name TEXT NOT NULL,                      -- on the button
  issuer TEXT NOT NULL UNIQUE,             -- exactly as its tokens say it
  client TEXT NOT NULL,                    -- this server's client_id there
  secret TEXT NOT NULL,                    -- '': it has none
  here TEXT NOT NULL,                      -- the origin of this server, as browsers say it
  strong TEXT NOT NULL,                    -- values of acr and amr that are a second factor, ' ' between
  organisation_no INTEGER NOT NULL,        -- in which accounts are made of who has none; 0: none are
  role INTEGER NOT NULL,                   -- enum role, of these
  domain TEXT NOT NULL,                    -- of verified mail addresses: only of these; '': any
  claim TEXT NOT NULL,                     -- NAME=VALUE: only of who has it; '': any
  added INTEGER NOT NULL
);
-- An account is somebody at a provider by issuer and subject, and by nothing else.
CREATE TABLE provider_link (
  id BLOB PRIMARY KEY,                     -- uuid
  provider_no INTEGER NOT NULL REFERENCES provider (no),
  subject TEXT NOT NULL,                   -- "sub"
  account_no INTEGER NOT NULL REFERENCES account (no),
  label TEXT NOT NULL,                     -- what the provider called them, to be shown
  made INTEGER NOT NULL,
  used INTEGER NOT NULL,
  UNIQUE (provider_no, subject)
) WITHOUT ROWID;
CREATE INDEX provider_link_account ON provider_link (account_no);
-- Who is on the way to a provider and back, by the cookie of that browser. Used once.
CREATE TABLE provider_trip (
  digest BLOB PRIMARY KEY,                 -- SHA-256 of the cookie
  provider_no INTEGER NOT NULL,
  aim INTEGER NOT NULL,                    -- enum sign_on_aim
  account_no INTEGER NOT NULL,             -- of who began it; 0: nobody was signed in
  begun INTEGER NOT NULL,
  authenticated INTEGER NOT NULL,          -- when the provider saw them; of SIGN_ON_CODE
  place TEXT NOT NULL                      -- from where
) WITHOUT ROWID;
CREATE INDEX provider_trip_place ON provider_trip (place, begun);
CREATE INDEX provider_trip_begun ON provider_trip (begun);
-- By which provider a session was begun, 0: by none; and whether with a second factor of it.
ALTER TABLE session ADD COLUMN provider_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN is_strong INTEGER NOT NULL DEFAULT 0;
