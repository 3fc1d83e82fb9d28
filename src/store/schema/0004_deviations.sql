-- 0004_deviations.sql - what an object says against the rules, and who may speak for whom.

-- What was found when the version came in, in the JSON of exchange/deviation.h; NULL: nothing. The
-- object's own text stays as it came.
ALTER TABLE version ADD COLUMN deviations TEXT;

-- Organisations that another one lets make new versions of its objects (STIX 2.1, 3.6).
CREATE TABLE delegation (
  organisation_no INTEGER NOT NULL REFERENCES organisation (no),
  delegate_no INTEGER NOT NULL REFERENCES organisation (no),
  PRIMARY KEY (organisation_no, delegate_no)
) WITHOUT ROWID;
