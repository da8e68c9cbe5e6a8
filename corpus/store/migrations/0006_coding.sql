-- Coding in a team: what was settled where coders differ, quotes assigned to a
-- coder, and which acts of other corpora were applied here.
CREATE TABLE adjudications (
  quote  TEXT NOT NULL REFERENCES quotes (id) DEFERRABLE INITIALLY DEFERRED,
  target TEXT NOT NULL REFERENCES targets (id) DEFERRABLE INITIALLY DEFERRED,
  coder  TEXT NOT NULL,
  stance TEXT NOT NULL CHECK (stance IN ('support', 'oppose', 'neutral', 'mixed')),
  reason TEXT NOT NULL,
  at     TEXT NOT NULL,
  PRIMARY KEY (quote, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX adjudications_by_target ON adjudications (target, quote);

CREATE TABLE assignments (
  id       TEXT PRIMARY KEY,
  title    TEXT NOT NULL,
  coder    TEXT NOT NULL CHECK (coder <> ''),
  target   TEXT NOT NULL,                         -- empty: verdicts
  quotes   TEXT NOT NULL CHECK (json_valid(quotes)),
  drawn    TEXT NOT NULL,
  assigner TEXT NOT NULL,
  created  TEXT NOT NULL
) STRICT;

CREATE TABLE applied (
  id    TEXT PRIMARY KEY,
  coder TEXT NOT NULL,
  at    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
