-- 0003_pulse.sql - how far the store is, for programs that share one database (store/pulse.c).

-- One row, changed in the same transaction as what it counts. The owner of a file needs none of it.
CREATE TABLE pulse (
  no INTEGER PRIMARY KEY,                  -- 1
  generation INTEGER NOT NULL,             -- rises with every commit that changed something
  rights INTEGER NOT NULL,                 -- when somebody's rights may have changed, or a class came
  names INTEGER NOT NULL,                  -- when a kind or a class came
  removals INTEGER NOT NULL,               -- when something was taken out
  added INTEGER NOT NULL,                  -- the highest stamp ever given
  version INTEGER NOT NULL                 -- the highest number of a version ever given
);
INSERT INTO pulse (no, generation, rights, names, removals, added, version)
  VALUES (1, 1, 1, 0, 0, 0, 0);
