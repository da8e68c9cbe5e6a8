-- The smallest of the probabilities that quote, speaker and organisation are
-- right, by which sure suggestions are told; 0 for quotes of engines that gave none.
ALTER TABLE quotes ADD COLUMN least REAL GENERATED ALWAYS AS (
  min(coalesce(data ->> '$.probabilities.quote', 0), coalesce(data ->> '$.probabilities.speaker', 0),
    coalesce(data ->> '$.probabilities.organization', 0))
) VIRTUAL;
CREATE INDEX quotes_least ON quotes (status, act, unplaced, least);

-- What an engine found in the current text of an article, until it is put in
-- force as one change.
CREATE TABLE readings (
  article TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  engine  TEXT NOT NULL,
  quotes  TEXT NOT NULL CHECK (json_valid(quotes))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER readings_purged AFTER DELETE ON articles BEGIN
  DELETE FROM readings WHERE article = OLD.id;
END;
