-- 0008_trust.sql - who is who, who comes in by what, and what they may do here.

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
