-- 0002_status.sql - what was answered to who put objects in (exchange/receipt.h), for a day.

CREATE TABLE status (
  id BLOB PRIMARY KEY,                     -- uuid
  community_no INTEGER NOT NULL,
  account_no INTEGER NOT NULL,             -- who put them in; 0: the operator at the machine
  made INTEGER NOT NULL,
  json TEXT NOT NULL
);
CREATE INDEX status_made ON status (made);
