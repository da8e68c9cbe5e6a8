-- What coders say of whole articles: how far they have come, tags, memos. The
-- memo without an article is the project's.
CREATE TABLE article_progress (
  article TEXT NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
  coder   TEXT NOT NULL,
  state   TEXT NOT NULL CHECK (state IN ('read', 'done')),
  at      TEXT NOT NULL,
  PRIMARY KEY (article, coder)
) STRICT, WITHOUT ROWID;

CREATE TABLE article_tags (
  article TEXT NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
  tag     TEXT NOT NULL REFERENCES tags (id) DEFERRABLE INITIALLY DEFERRED,
  coder   TEXT NOT NULL,
  at      TEXT NOT NULL,
  PRIMARY KEY (article, tag, coder)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_tags_by_tag ON article_tags (tag, article);

CREATE TABLE memos (
  article TEXT NOT NULL,                          -- empty: the project's
  coder   TEXT NOT NULL,
  text    TEXT NOT NULL CHECK (text <> ''),
  at      TEXT NOT NULL,
  PRIMARY KEY (article, coder)
) STRICT, WITHOUT ROWID;

CREATE INDEX annotations_recent ON annotations (coder, created);
