-- The corpus. Columns marked "derived" follow from other rows and are never part
-- of the journal's row images.

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pages (
  hash          TEXT PRIMARY KEY CHECK (length(hash) = 64),
  media_type    TEXT NOT NULL,
  charset       TEXT NOT NULL,
  url           TEXT NOT NULL,
  redirects     TEXT NOT NULL CHECK (json_valid(redirects)),
  fetched       TEXT NOT NULL,
  etag          TEXT NOT NULL,
  last_modified TEXT NOT NULL,
  notes         TEXT NOT NULL CHECK (json_valid(notes)),
  body          BLOB NOT NULL                     -- zstd
) STRICT;
CREATE INDEX pages_by_url ON pages (url, fetched);

CREATE TABLE articles (
  id        TEXT PRIMARY KEY,
  url       TEXT NOT NULL,
  title     TEXT NOT NULL,
  authors   TEXT NOT NULL CHECK (json_valid(authors)),
  publisher TEXT NOT NULL,
  site      TEXT NOT NULL,
  section   TEXT NOT NULL,
  published TEXT NOT NULL,                        -- RFC 3339, a day, or empty
  day       TEXT NOT NULL,                        -- the printed day
  modified  TEXT NOT NULL,
  language  TEXT NOT NULL,
  keywords  TEXT NOT NULL CHECK (json_valid(keywords)),
  origins   TEXT NOT NULL CHECK (json_valid(origins)),
  collected TEXT NOT NULL,
  story     TEXT NOT NULL,
  current   TEXT NOT NULL,                        -- a version
  deleted   INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
  quotes    INTEGER NOT NULL DEFAULT 0,           -- derived: speech, rejected left out
  to_review INTEGER NOT NULL DEFAULT 0            -- derived: speech without a verdict
) STRICT;
CREATE INDEX articles_by_day       ON articles (deleted, day, id);
CREATE INDEX articles_by_collected ON articles (deleted, collected, id);
CREATE INDEX articles_by_title     ON articles (deleted, title, id);
CREATE INDEX articles_to_review    ON articles (deleted, to_review, day, id, quotes);
CREATE INDEX articles_by_story     ON articles (story);
CREATE INDEX articles_by_url       ON articles (url) WHERE url <> '';

CREATE TABLE versions (
  id         TEXT PRIMARY KEY,
  article    TEXT NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
  number     INTEGER NOT NULL CHECK (number > 0),
  text       TEXT NOT NULL,
  paragraphs TEXT NOT NULL CHECK (json_valid(paragraphs)),
  page       TEXT NOT NULL REFERENCES pages (hash) DEFERRABLE INITIALLY DEFERRED,
  fetched    TEXT NOT NULL,
  UNIQUE (article, number)
) STRICT;
CREATE INDEX versions_by_page ON versions (page);

CREATE TABLE story_bands (
  band    INTEGER NOT NULL,
  article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  PRIMARY KEY (band, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_bands_by_article ON story_bands (article);

CREATE TABLE people (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL CHECK (name <> ''),
  aliases     TEXT NOT NULL CHECK (json_valid(aliases)),
  title       TEXT NOT NULL,
  attributes  TEXT NOT NULL CHECK (json_valid(attributes)),
  note        TEXT NOT NULL,
  merged_into TEXT REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED CHECK (merged_into <> id),
  confirmed   INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
  root        TEXT NOT NULL DEFAULT ''            -- derived: the entry it is merged into in the end, or itself
) STRICT;
CREATE INDEX people_by_root ON people (root);
CREATE INDEX people_merged ON people (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE organizations (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL CHECK (name <> ''),
  aliases     TEXT NOT NULL CHECK (json_valid(aliases)),
  attributes  TEXT NOT NULL CHECK (json_valid(attributes)),
  note        TEXT NOT NULL,
  merged_into TEXT REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED CHECK (merged_into <> id),
  confirmed   INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
  root        TEXT NOT NULL DEFAULT ''            -- derived
) STRICT;
CREATE INDEX organizations_by_root ON organizations (root);
CREATE INDEX organizations_merged ON organizations (merged_into) WHERE merged_into IS NOT NULL;

-- derived: under which folded words an entry is found.
CREATE TABLE name_keys (
  kind  TEXT NOT NULL CHECK (kind IN ('person', 'organization')),
  key   TEXT NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (kind, key, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_keys_by_entry ON name_keys (kind, entry);

CREATE TABLE proposals (
  kind   TEXT NOT NULL CHECK (kind IN ('person', 'organization')),
  a      TEXT NOT NULL,
  b      TEXT NOT NULL,
  score  REAL NOT NULL,
  reason TEXT NOT NULL,
  apart  INTEGER NOT NULL DEFAULT 0 CHECK (apart IN (0, 1)),
  PRIMARY KEY (kind, a, b)
) STRICT, WITHOUT ROWID;

CREATE TABLE quotes (
  id              TEXT PRIMARY KEY,
  article         TEXT NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
  version         TEXT NOT NULL REFERENCES versions (id) DEFERRABLE INITIALLY DEFERRED,
  position        INTEGER NOT NULL,               -- first byte of the content
  act             TEXT NOT NULL CHECK (act IN ('speech', 'attitude', 'other')),
  data            TEXT NOT NULL CHECK (json_valid(data)), -- the quote as suggested
  confidence      REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  origin          TEXT NOT NULL CHECK (origin IN ('suggestion', 'person')),
  story           TEXT NOT NULL,
  unplaced        INTEGER NOT NULL DEFAULT 0 CHECK (unplaced IN (0, 1)),
  person          TEXT,                           -- derived: as corrected, merges not followed
  organization    TEXT,                           -- derived: likewise
  role            TEXT NOT NULL DEFAULT '',       -- derived: likewise
  status          TEXT NOT NULL DEFAULT 'suggested' -- derived from the verdicts
) STRICT;
CREATE INDEX quotes_by_article      ON quotes (article, position);
CREATE INDEX quotes_by_person       ON quotes (person, act) WHERE person IS NOT NULL;
CREATE INDEX quotes_by_organization ON quotes (organization, act) WHERE organization IS NOT NULL;
-- The review queue is counted and ordered from this index alone.
CREATE INDEX quotes_by_status       ON quotes (status, act, unplaced, article, confidence, position, person, id);
CREATE INDEX quotes_by_story        ON quotes (story, article) WHERE story <> '';
CREATE INDEX quotes_by_version      ON quotes (version);

CREATE TABLE verdicts (
  quote      TEXT NOT NULL REFERENCES quotes (id) DEFERRABLE INITIALLY DEFERRED,
  coder      TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('confirmed', 'corrected', 'rejected')),
  correction TEXT NOT NULL CHECK (json_valid(correction)),
  queue      TEXT NOT NULL,
  at         TEXT NOT NULL,
  PRIMARY KEY (quote, coder)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
  id         TEXT PRIMARY KEY,
  parent     TEXT REFERENCES tags (id) DEFERRABLE INITIALLY DEFERRED CHECK (parent <> id),
  name       TEXT NOT NULL CHECK (name <> ''),
  color      TEXT NOT NULL,
  definition TEXT NOT NULL,
  position   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tags_by_name ON tags (ifnull(parent, ''), lower(name));

CREATE TABLE quote_tags (
  quote TEXT NOT NULL REFERENCES quotes (id) DEFERRABLE INITIALLY DEFERRED,
  tag   TEXT NOT NULL REFERENCES tags (id) DEFERRABLE INITIALLY DEFERRED,
  coder TEXT NOT NULL,
  at    TEXT NOT NULL,
  PRIMARY KEY (quote, tag, coder)
) STRICT, WITHOUT ROWID;
CREATE INDEX quote_tags_by_tag ON quote_tags (tag, quote);
CREATE INDEX quote_tags_recent ON quote_tags (coder, at);

CREATE TABLE targets (
  id         TEXT PRIMARY KEY,
  text       TEXT NOT NULL CHECK (text <> ''),
  definition TEXT NOT NULL,
  position   INTEGER NOT NULL
) STRICT;

CREATE TABLE judgements (
  quote  TEXT NOT NULL REFERENCES quotes (id) DEFERRABLE INITIALLY DEFERRED,
  target TEXT NOT NULL REFERENCES targets (id) DEFERRABLE INITIALLY DEFERRED,
  coder  TEXT NOT NULL,
  stance TEXT NOT NULL CHECK (stance IN ('support', 'oppose', 'neutral', 'mixed')),
  at     TEXT NOT NULL,
  PRIMARY KEY (quote, target, coder)
) STRICT, WITHOUT ROWID;
CREATE INDEX judgements_by_target ON judgements (target, quote);

CREATE TABLE notes (
  quote TEXT NOT NULL REFERENCES quotes (id) DEFERRABLE INITIALLY DEFERRED,
  coder TEXT NOT NULL,
  text  TEXT NOT NULL CHECK (text <> ''),
  at    TEXT NOT NULL,
  PRIMARY KEY (quote, coder)
) STRICT, WITHOUT ROWID;

CREATE TABLE annotations (
  id       TEXT PRIMARY KEY,
  article  TEXT NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
  version  TEXT NOT NULL REFERENCES versions (id) DEFERRABLE INITIALLY DEFERRED,
  anchor   TEXT NOT NULL CHECK (json_valid(anchor)),
  tags     TEXT NOT NULL CHECK (json_valid(tags)),
  note     TEXT NOT NULL,
  coder    TEXT NOT NULL,
  created  TEXT NOT NULL,
  unplaced INTEGER NOT NULL DEFAULT 0 CHECK (unplaced IN (0, 1))
) STRICT;
CREATE INDEX annotations_by_article ON annotations (article);

CREATE TABLE events (
  id    TEXT PRIMARY KEY,
  day   TEXT NOT NULL,
  label TEXT NOT NULL CHECK (label <> ''),
  note  TEXT NOT NULL
) STRICT;

CREATE TABLE searches (
  id      TEXT PRIMARY KEY,
  name    TEXT NOT NULL CHECK (name <> ''),
  query   TEXT NOT NULL,
  created TEXT NOT NULL
) STRICT;

-- The journal. change_rows holds what takes a change back: the images of each
-- row before and after it, as JSON; an empty image is an absent row.
CREATE TABLE changes (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  id        TEXT NOT NULL UNIQUE,
  coder     TEXT NOT NULL,
  at        TEXT NOT NULL,
  kind      TEXT NOT NULL,
  title     TEXT NOT NULL,
  created   TEXT NOT NULL,                        -- id of what the change made, if it made one thing
  undoes    TEXT NOT NULL,                        -- with undo and redo: the change concerned
  touched   TEXT NOT NULL CHECK (json_valid(touched)),
  revocable INTEGER NOT NULL CHECK (revocable IN (0, 1)),
  undone    INTEGER NOT NULL DEFAULT 0,           -- 0, or the seq of the undo that took it back
  redoable  INTEGER NOT NULL DEFAULT 0 CHECK (redoable IN (0, 1))
) STRICT;
CREATE INDEX changes_to_undo ON changes (coder, seq) WHERE revocable = 1 AND undone = 0;
CREATE INDEX changes_to_redo ON changes (coder, undone) WHERE redoable = 1;

CREATE TABLE change_rows (
  change  TEXT NOT NULL REFERENCES changes (id),
  ord     INTEGER NOT NULL,
  tbl     TEXT NOT NULL,
  key     TEXT NOT NULL CHECK (json_valid(key)),
  before  TEXT NOT NULL,
  after   TEXT NOT NULL,
  article TEXT NOT NULL,                          -- whose content the images hold; empty for none
  PRIMARY KEY (change, ord)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_rows_by_article ON change_rows (article) WHERE article <> '';
