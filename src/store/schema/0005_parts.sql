-- 0005_parts.sql - audience classes of objects from which parts are cut out for some.

-- `parts`: the labels of these parts, a bit for each. A class of before has none: what is in it is
-- held back whole.
CREATE TABLE class_with_parts (
  no INTEGER PRIMARY KEY,
  collection_no INTEGER NOT NULL,
  tlp INTEGER NOT NULL,
  is_vote INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  UNIQUE (collection_no, tlp, is_vote, parts)
);
INSERT INTO class_with_parts (no, collection_no, tlp, is_vote, parts)
  SELECT no, collection_no, tlp, is_vote, 0 FROM class;
DROP TABLE class;
ALTER TABLE class_with_parts RENAME TO class;
