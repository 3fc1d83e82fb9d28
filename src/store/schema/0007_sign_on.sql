-- 0007_sign_on.sql - who is signed in where, and what a token is for.

-- A browser's session. It ends by itself when it is not used or too old (exchange/session.h).
CREATE TABLE session (
  digest BLOB PRIMARY KEY,                 -- SHA-256 of the cookie, which is never stored
  id BLOB NOT NULL UNIQUE,                 -- uuid, by which its person names it
  account_no INTEGER NOT NULL REFERENCES account (no),
  created INTEGER NOT NULL,
  used INTEGER NOT NULL,                   -- written behind, see exchange/presence.h
  proved INTEGER NOT NULL,                 -- when its person last proved to be the one
  address TEXT NOT NULL,
  device TEXT NOT NULL                     -- as the browser calls itself
) WITHOUT ROWID;
CREATE INDEX session_account ON session (account_no);

-- Sessions stood among the tokens: who had one signs in again. A token of before is for everything,
-- as it was when it was made.
DELETE FROM token WHERE is_session = 1;
ALTER TABLE token DROP COLUMN is_session;
ALTER TABLE token ADD COLUMN acts INTEGER NOT NULL DEFAULT 15;  -- a sum of enum act (policy/policy.h)
ALTER TABLE token ADD COLUMN used INTEGER NOT NULL DEFAULT 0;   -- 0: never
