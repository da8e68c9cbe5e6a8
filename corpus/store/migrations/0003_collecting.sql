-- What an import was not sure of: fields that a person is to look at. An entry
-- counts until a coder has set the field or said that it is right.
CREATE TABLE doubts (
  article TEXT NOT NULL,
  field   TEXT NOT NULL,
  printed TEXT NOT NULL,
  reason  TEXT NOT NULL,
  at      TEXT NOT NULL,
  PRIMARY KEY (article, field)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER doubts_purged AFTER DELETE ON articles BEGIN
  DELETE FROM doubts WHERE article = OLD.id;
END;

-- What a collection has still to get, and what it could not get. What was got
-- has no row, so that a killed run goes on with what is here.
CREATE TABLE collecting (
  key    TEXT PRIMARY KEY,
  label  TEXT NOT NULL,
  parent TEXT NOT NULL,
  input  TEXT NOT NULL,                           -- what to go on with; empty for a part of a file
  reason TEXT NOT NULL,                           -- why it failed; empty while it waits
  at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
