-- The schema of format 7 on PostgreSQL: the tables, columns and indexes of the
-- SQLite migrations 0001 to 0007. A later migration stands in both folders under
-- one number; a test compares what they make.

-- What PostgreSQL lacks of SQLite's functions, and images of rows as those of
-- json_object there, byte for byte.
CREATE FUNCTION json_quote(text) RETURNS text LANGUAGE sql STABLE STRICT AS 'SELECT to_json($1)::text';
CREATE FUNCTION as_json(text) RETURNS text LANGUAGE sql STABLE AS $$SELECT coalesce(to_json($1)::text, 'null')$$;
CREATE FUNCTION as_json(bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT coalesce($1::text, 'null')$$;
CREATE FUNCTION as_json(double precision) RETURNS text LANGUAGE sql STABLE AS
  $$SELECT coalesce(regexp_replace($1::text, '^(-?[0-9]+)(e.*)?$', '\1.0\2'), 'null')$$;


CREATE TABLE meta (
  key   text COLLATE "C" PRIMARY KEY,
  value text COLLATE "C" NOT NULL
);

CREATE TABLE settings (
  key   text COLLATE "C" PRIMARY KEY,
  value text COLLATE "C" NOT NULL
);

CREATE TABLE pages (
  hash          text COLLATE "C" PRIMARY KEY CHECK (length(hash) = 64),
  media_type    text COLLATE "C" NOT NULL,
  charset       text COLLATE "C" NOT NULL,
  url           text COLLATE "C" NOT NULL,
  redirects     text COLLATE "C" NOT NULL CHECK (redirects::json IS NOT NULL),
  fetched       text COLLATE "C" NOT NULL,
  etag          text COLLATE "C" NOT NULL,
  last_modified text COLLATE "C" NOT NULL,
  notes         text COLLATE "C" NOT NULL CHECK (notes::json IS NOT NULL),
  body          bytea NOT NULL                     -- zstd
);
-- An entry of a tree has at most 2,700 bytes, and addresses and headlines have no end.
CREATE INDEX pages_by_url ON pages USING hash (url);

CREATE TABLE articles (
  id        text COLLATE "C" PRIMARY KEY,
  url       text COLLATE "C" NOT NULL,
  title     text COLLATE "C" NOT NULL,
  authors   text COLLATE "C" NOT NULL CHECK (authors::json IS NOT NULL),
  publisher text COLLATE "C" NOT NULL,
  site      text COLLATE "C" NOT NULL,
  section   text COLLATE "C" NOT NULL,
  published text COLLATE "C" NOT NULL,                        -- RFC 3339, a day, or empty
  day       text COLLATE "C" NOT NULL,                        -- the printed day
  modified  text COLLATE "C" NOT NULL,
  language  text COLLATE "C" NOT NULL,
  keywords  text COLLATE "C" NOT NULL CHECK (keywords::json IS NOT NULL),
  origins   text COLLATE "C" NOT NULL CHECK (origins::json IS NOT NULL),
  collected text COLLATE "C" NOT NULL,
  story     text COLLATE "C" NOT NULL,
  current   text COLLATE "C" NOT NULL,                        -- a version
  deleted   bigint NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
  quotes    bigint NOT NULL DEFAULT 0,           -- derived: speech, rejected left out
  to_review bigint NOT NULL DEFAULT 0            -- derived: speech without a verdict
);
CREATE INDEX articles_by_day       ON articles (deleted, day, id);
CREATE INDEX articles_by_collected ON articles (deleted, collected, id);
CREATE INDEX articles_by_title     ON articles (deleted, substr(title, 1, 200), id);
CREATE INDEX articles_to_review    ON articles (deleted, to_review, day, id, quotes);
CREATE INDEX articles_by_story     ON articles (story);
CREATE INDEX articles_by_url       ON articles USING hash (url) WHERE url <> '';

CREATE TABLE versions (
  id         text COLLATE "C" PRIMARY KEY,
  article    text COLLATE "C" NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
  number     bigint NOT NULL CHECK (number > 0),
  text       text COLLATE "C" NOT NULL,
  paragraphs text COLLATE "C" NOT NULL CHECK (paragraphs::json IS NOT NULL),
  page       text COLLATE "C" NOT NULL REFERENCES pages (hash) DEFERRABLE INITIALLY DEFERRED,
  fetched    text COLLATE "C" NOT NULL,
  UNIQUE (article, number)
);
CREATE INDEX versions_by_page ON versions (page);

CREATE TABLE story_bands (
  band    bigint NOT NULL,
  article text COLLATE "C" NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  PRIMARY KEY (band, article)
);
CREATE INDEX story_bands_by_article ON story_bands (article);

CREATE TABLE people (
  id          text COLLATE "C" PRIMARY KEY,
  name        text COLLATE "C" NOT NULL CHECK (name <> ''),
  aliases     text COLLATE "C" NOT NULL CHECK (aliases::json IS NOT NULL),
  title       text COLLATE "C" NOT NULL,
  attributes  text COLLATE "C" NOT NULL CHECK (attributes::json IS NOT NULL),
  note        text COLLATE "C" NOT NULL,
  merged_into text COLLATE "C" REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED CHECK (merged_into <> id),
  confirmed   bigint NOT NULL CHECK (confirmed IN (0, 1)),
  root        text COLLATE "C" NOT NULL DEFAULT ''            -- derived: the entry it is merged into in the end, or itself
);
CREATE INDEX people_by_root ON people (root);
CREATE INDEX people_merged ON people (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE organizations (
  id          text COLLATE "C" PRIMARY KEY,
  name        text COLLATE "C" NOT NULL CHECK (name <> ''),
  aliases     text COLLATE "C" NOT NULL CHECK (aliases::json IS NOT NULL),
  attributes  text COLLATE "C" NOT NULL CHECK (attributes::json IS NOT NULL),
  note        text COLLATE "C" NOT NULL,
  merged_into text COLLATE "C" REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED CHECK (merged_into <> id),
  confirmed   bigint NOT NULL CHECK (confirmed IN (0, 1)),
  root        text COLLATE "C" NOT NULL DEFAULT ''            -- derived
);
CREATE INDEX organizations_by_root ON organizations (root);
CREATE INDEX organizations_merged ON organizations (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE proposals (
  kind   text COLLATE "C" NOT NULL CHECK (kind IN ('person', 'organization')),
  a      text COLLATE "C" NOT NULL,
  b      text COLLATE "C" NOT NULL,
  score  double precision NOT NULL,
  reason text COLLATE "C" NOT NULL,
  apart  bigint NOT NULL DEFAULT 0 CHECK (apart IN (0, 1)),
  PRIMARY KEY (kind, a, b)
);

CREATE TABLE quotes (
  id              text COLLATE "C" PRIMARY KEY,
  article         text COLLATE "C" NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
  version         text COLLATE "C" NOT NULL REFERENCES versions (id) DEFERRABLE INITIALLY DEFERRED,
  position        bigint NOT NULL,               -- first byte of the content
  act             text COLLATE "C" NOT NULL CHECK (act IN ('speech', 'attitude', 'other')),
  data            text COLLATE "C" NOT NULL CHECK (data::json IS NOT NULL), -- the quote as suggested
  confidence      double precision NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  origin          text COLLATE "C" NOT NULL CHECK (origin IN ('suggestion', 'person')),
  story           text COLLATE "C" NOT NULL,
  unplaced        bigint NOT NULL DEFAULT 0 CHECK (unplaced IN (0, 1)),
  person          text COLLATE "C",                           -- derived: as corrected, merges not followed
  organization    text COLLATE "C",                           -- derived: likewise
  role            text COLLATE "C" NOT NULL DEFAULT '',       -- derived: likewise
  status          text COLLATE "C" NOT NULL DEFAULT 'suggested' -- derived from the verdicts
  , least         double precision GENERATED ALWAYS AS (least(
    coalesce((data::json #>> '{probabilities,quote}')::double precision, 0),
    coalesce((data::json #>> '{probabilities,speaker}')::double precision, 0),
    coalesce((data::json #>> '{probabilities,organization}')::double precision, 0))) STORED
  , rowid         bigint GENERATED BY DEFAULT AS IDENTITY -- the order of keeping, as SQLite has it
);
CREATE UNIQUE INDEX quotes_by_rowid ON quotes (rowid);
CREATE INDEX quotes_by_article      ON quotes (article, position);
CREATE INDEX quotes_by_status       ON quotes (status, act, unplaced, article, confidence, position, person, id);
CREATE INDEX quotes_by_story        ON quotes (story, article) WHERE story <> '';
CREATE INDEX quotes_by_version      ON quotes (version);

CREATE TABLE verdicts (
  quote      text COLLATE "C" NOT NULL REFERENCES quotes (id) DEFERRABLE INITIALLY DEFERRED,
  coder      text COLLATE "C" NOT NULL,
  status     text COLLATE "C" NOT NULL CHECK (status IN ('confirmed', 'corrected', 'rejected')),
  correction text COLLATE "C" NOT NULL CHECK (correction::json IS NOT NULL),
  queue      text COLLATE "C" NOT NULL,
  at         text COLLATE "C" NOT NULL,
  PRIMARY KEY (quote, coder)
);

CREATE TABLE tags (
  id         text COLLATE "C" PRIMARY KEY,
  parent     text COLLATE "C" REFERENCES tags (id) DEFERRABLE INITIALLY DEFERRED CHECK (parent <> id),
  name       text COLLATE "C" NOT NULL CHECK (name <> ''),
  color      text COLLATE "C" NOT NULL,
  definition text COLLATE "C" NOT NULL,
  position   bigint NOT NULL
);
CREATE UNIQUE INDEX tags_by_name ON tags (coalesce(parent, ''), lower(name));

CREATE TABLE quote_tags (
  quote text COLLATE "C" NOT NULL REFERENCES quotes (id) DEFERRABLE INITIALLY DEFERRED,
  tag   text COLLATE "C" NOT NULL REFERENCES tags (id) DEFERRABLE INITIALLY DEFERRED,
  coder text COLLATE "C" NOT NULL,
  at    text COLLATE "C" NOT NULL,
  PRIMARY KEY (quote, tag, coder)
);
CREATE INDEX quote_tags_by_tag ON quote_tags (tag, quote);
CREATE INDEX quote_tags_recent ON quote_tags (coder, at);

CREATE TABLE targets (
  id         text COLLATE "C" PRIMARY KEY,
  text       text COLLATE "C" NOT NULL CHECK (text <> ''),
  definition text COLLATE "C" NOT NULL,
  position   bigint NOT NULL
);

CREATE TABLE judgements (
  quote  text COLLATE "C" NOT NULL REFERENCES quotes (id) DEFERRABLE INITIALLY DEFERRED,
  target text COLLATE "C" NOT NULL REFERENCES targets (id) DEFERRABLE INITIALLY DEFERRED,
  coder  text COLLATE "C" NOT NULL,
  stance text COLLATE "C" NOT NULL CHECK (stance IN ('support', 'oppose', 'neutral', 'mixed')),
  at     text COLLATE "C" NOT NULL,
  PRIMARY KEY (quote, target, coder)
);
CREATE INDEX judgements_by_target ON judgements (target, quote);

CREATE TABLE notes (
  quote text COLLATE "C" NOT NULL REFERENCES quotes (id) DEFERRABLE INITIALLY DEFERRED,
  coder text COLLATE "C" NOT NULL,
  text  text COLLATE "C" NOT NULL CHECK (text <> ''),
  at    text COLLATE "C" NOT NULL,
  PRIMARY KEY (quote, coder)
);

CREATE TABLE annotations (
  id       text COLLATE "C" PRIMARY KEY,
  article  text COLLATE "C" NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
  version  text COLLATE "C" NOT NULL REFERENCES versions (id) DEFERRABLE INITIALLY DEFERRED,
  anchor   text COLLATE "C" NOT NULL CHECK (anchor::json IS NOT NULL),
  tags     text COLLATE "C" NOT NULL CHECK (tags::json IS NOT NULL),
  note     text COLLATE "C" NOT NULL,
  coder    text COLLATE "C" NOT NULL,
  created  text COLLATE "C" NOT NULL,
  unplaced bigint NOT NULL DEFAULT 0 CHECK (unplaced IN (0, 1))
);
CREATE INDEX annotations_by_article ON annotations (article);

CREATE TABLE events (
  id    text COLLATE "C" PRIMARY KEY,
  day   text COLLATE "C" NOT NULL,
  label text COLLATE "C" NOT NULL CHECK (label <> ''),
  note  text COLLATE "C" NOT NULL
);

CREATE TABLE searches (
  id      text COLLATE "C" PRIMARY KEY,
  name    text COLLATE "C" NOT NULL CHECK (name <> ''),
  query   text COLLATE "C" NOT NULL,
  created text COLLATE "C" NOT NULL
);
-- The place of the next act in the journal. Acts are written one after the other,
-- so that the places have no gaps and are in the order in which acts are seen.
CREATE FUNCTION next_seq() RETURNS bigint LANGUAGE plpgsql AS
  'BEGIN RETURN (SELECT 1 + coalesce(max(seq), 0) FROM changes); END';


CREATE TABLE changes (
  seq       bigint PRIMARY KEY DEFAULT next_seq(),
  id        text COLLATE "C" NOT NULL UNIQUE,
  coder     text COLLATE "C" NOT NULL,
  at        text COLLATE "C" NOT NULL,
  kind      text COLLATE "C" NOT NULL,
  title     text COLLATE "C" NOT NULL,
  created   text COLLATE "C" NOT NULL,                        -- id of what the change made, if it made one thing
  undoes    text COLLATE "C" NOT NULL,                        -- with undo and redo: the change concerned
  touched   text COLLATE "C" NOT NULL CHECK (touched::json IS NOT NULL),
  revocable bigint NOT NULL CHECK (revocable IN (0, 1)),
  undone    bigint NOT NULL DEFAULT 0,           -- 0, or the seq of the undo that took it back
  redoable  bigint NOT NULL DEFAULT 0 CHECK (redoable IN (0, 1))
);
CREATE INDEX changes_to_undo ON changes (coder, seq) WHERE revocable = 1 AND undone = 0;
CREATE INDEX changes_to_redo ON changes (coder, undone) WHERE redoable = 1;

CREATE TABLE change_rows (
  change  text COLLATE "C" NOT NULL REFERENCES changes (id),
  ord     bigint NOT NULL,
  tbl     text COLLATE "C" NOT NULL,
  key     text COLLATE "C" NOT NULL CHECK (key::json IS NOT NULL),
  before  text COLLATE "C" NOT NULL,
  after   text COLLATE "C" NOT NULL,
  article text COLLATE "C" NOT NULL,                          -- whose content the images hold; empty for none
  PRIMARY KEY (change, ord)
);
CREATE INDEX change_rows_by_article ON change_rows (article) WHERE article <> '';
CREATE INDEX quotes_uncertain ON quotes (act, unplaced, abs(confidence - 0.5), id, status, article);
CREATE INDEX quotes_shuffled ON quotes (act, unplaced, substr(id, 9), id, status, article);
CREATE INDEX quotes_by_person ON quotes (person, act, status, article) WHERE person IS NOT NULL;
CREATE INDEX quotes_by_organization ON quotes (organization, act, status, article) WHERE organization IS NOT NULL;
CREATE INDEX judgements_by_stance ON judgements (target, stance);
CREATE INDEX quotes_unplaced ON quotes (act, status, article) WHERE unplaced = 1;

CREATE TABLE doubts (
  article text COLLATE "C" NOT NULL,
  field   text COLLATE "C" NOT NULL,
  printed text COLLATE "C" NOT NULL,
  reason  text COLLATE "C" NOT NULL,
  at      text COLLATE "C" NOT NULL,
  PRIMARY KEY (article, field)
);

CREATE TABLE collecting (
  key    text COLLATE "C" PRIMARY KEY,
  label  text COLLATE "C" NOT NULL,
  parent text COLLATE "C" NOT NULL,
  input  text COLLATE "C" NOT NULL,                           -- what to go on with; empty for a part of a file
  reason text COLLATE "C" NOT NULL,                           -- why it failed; empty while it waits
  at     text COLLATE "C" NOT NULL
);

CREATE TABLE article_progress (
  article text COLLATE "C" NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
  coder   text COLLATE "C" NOT NULL,
  state   text COLLATE "C" NOT NULL CHECK (state IN ('read', 'done')),
  at      text COLLATE "C" NOT NULL,
  PRIMARY KEY (article, coder)
);

CREATE TABLE article_tags (
  article text COLLATE "C" NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
  tag     text COLLATE "C" NOT NULL REFERENCES tags (id) DEFERRABLE INITIALLY DEFERRED,
  coder   text COLLATE "C" NOT NULL,
  at      text COLLATE "C" NOT NULL,
  PRIMARY KEY (article, tag, coder)
);
CREATE INDEX article_tags_by_tag ON article_tags (tag, article);

CREATE TABLE memos (
  article text COLLATE "C" NOT NULL,                          -- empty: the project's
  coder   text COLLATE "C" NOT NULL,
  text    text COLLATE "C" NOT NULL CHECK (text <> ''),
  at      text COLLATE "C" NOT NULL,
  PRIMARY KEY (article, coder)
);
CREATE INDEX annotations_recent ON annotations (coder, created);

CREATE TABLE adjudications (
  quote  text COLLATE "C" NOT NULL REFERENCES quotes (id) DEFERRABLE INITIALLY DEFERRED,
  target text COLLATE "C" NOT NULL REFERENCES targets (id) DEFERRABLE INITIALLY DEFERRED,
  coder  text COLLATE "C" NOT NULL,
  stance text COLLATE "C" NOT NULL CHECK (stance IN ('support', 'oppose', 'neutral', 'mixed')),
  reason text COLLATE "C" NOT NULL,
  at     text COLLATE "C" NOT NULL,
  PRIMARY KEY (quote, target)
);
CREATE INDEX adjudications_by_target ON adjudications (target, quote);

CREATE TABLE assignments (
  id       text COLLATE "C" PRIMARY KEY,
  title    text COLLATE "C" NOT NULL,
  coder    text COLLATE "C" NOT NULL CHECK (coder <> ''),
  target   text COLLATE "C" NOT NULL,                         -- empty: verdicts
  quotes   text COLLATE "C" NOT NULL CHECK (quotes::json IS NOT NULL),
  drawn    text COLLATE "C" NOT NULL,
  assigner text COLLATE "C" NOT NULL,
  created  text COLLATE "C" NOT NULL
);

CREATE TABLE applied (
  id    text COLLATE "C" PRIMARY KEY,
  coder text COLLATE "C" NOT NULL,
  at    text COLLATE "C" NOT NULL
);
CREATE INDEX quotes_least ON quotes (status, act, unplaced, least);

CREATE TABLE readings (
  article text COLLATE "C" PRIMARY KEY,
  version text COLLATE "C" NOT NULL,
  engine  text COLLATE "C" NOT NULL,
  quotes  text COLLATE "C" NOT NULL CHECK (quotes::json IS NOT NULL)
);

CREATE FUNCTION forget_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM doubts WHERE article = OLD.id;
  DELETE FROM readings WHERE article = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER forget_article AFTER DELETE ON articles FOR EACH ROW EXECUTE FUNCTION forget_article();

-- Tells the other windows that the journal has grown.
CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('quoth_' || TG_RELID, NEW.seq::text);
  RETURN NULL;
END $$;
CREATE TRIGGER tell_change AFTER INSERT ON changes FOR EACH ROW EXECUTE FUNCTION tell_change();
