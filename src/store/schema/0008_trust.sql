-- 0008_trust.sql - who is who, who comes in by what, and what they may do here.

-- ---- parties ----

-- What an organisation says of itself beside its sector and country: names, separated by commas.
ALTER TABLE organisation ADD COLUMN industries TEXT NOT NULL DEFAULT '';  -- of industry-sector-ov
ALTER TABLE organisation ADD COLUMN languages TEXT NOT NULL DEFAULT '';   -- of BCP 47

-- ---- machines that come by a certificate ----

ALTER TABLE token ADD COLUMN is_certificate INTEGER NOT NULL DEFAULT 0;  -- 1: digest is of its key
