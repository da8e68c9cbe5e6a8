-- Indexes that keep the review queue and the People page quick in a corpus of
-- a million quotes: each order of the queue is read off an index until the
-- window is full, and quotes are counted by speaker from an index alone.
CREATE INDEX quotes_uncertain ON quotes (act, unplaced, abs(confidence - 0.5), id, status, article);
CREATE INDEX quotes_shuffled ON quotes (act, unplaced, substr(id, 9), id, status, article);
DROP INDEX quotes_by_person;
DROP INDEX quotes_by_organization;
CREATE INDEX quotes_by_person ON quotes (person, act, status, article) WHERE person IS NOT NULL;
CREATE INDEX quotes_by_organization ON quotes (organization, act, status, article) WHERE organization IS NOT NULL;
CREATE INDEX judgements_by_stance ON judgements (target, stance);
CREATE INDEX quotes_unplaced ON quotes (act, status, article) WHERE unplaced = 1;
