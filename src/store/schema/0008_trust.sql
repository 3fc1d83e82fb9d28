-- 0008_trust.sql - who is who: organisations, and persons in them.

-- ---- parties ----

-- What an organisation says of itself beside its sector and country: names, separated by commas.
ALTER TABLE organisation ADD COLUMN industries TEXT NOT NULL DEFAULT '';  -- of industry-sector-ov
ALTER TABLE organisation ADD COLUMN languages TEXT NOT NULL DEFAULT '';   -- of BCP 47
