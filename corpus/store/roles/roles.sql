-- Who may do what in a team's corpus. It is applied by quoth team init, as often
-- as one likes. {{reader}}, {{coder}} and {{manager}} are the roles of this
-- database; the owner of the tables may do everything.

GRANT USAGE ON SCHEMA quoth TO {{reader}};
GRANT SELECT ON ALL TABLES IN SCHEMA quoth TO {{reader}};
GRANT {{reader}} TO {{coder}};
GRANT {{coder}} TO {{manager}};

-- A coder codes; what follows from it is written with it.
GRANT INSERT, UPDATE, DELETE ON verdicts, quote_tags, judgements, notes, annotations, article_progress, article_tags, memos, applied TO {{coder}};
GRANT INSERT, UPDATE, DELETE ON quotes TO {{coder}};
GRANT UPDATE (quotes, to_review) ON articles TO {{coder}};
GRANT INSERT ON changes, change_rows TO {{coder}};
GRANT UPDATE (undone, redoable) ON changes TO {{coder}};
GRANT INSERT, UPDATE, DELETE ON settings TO {{coder}};
-- A manager writes the codebook and the registry, collects, assigns, settles and purges.
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA quoth TO {{manager}};

CREATE OR REPLACE FUNCTION manages() RETURNS boolean LANGUAGE sql STABLE AS
  $$SELECT pg_has_role(session_user, '{{manager}}', 'member') OR pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = 'quoth.meta'::regclass), 'member')$$;
-- Whether coders see their own codings alone.
CREATE OR REPLACE FUNCTION is_blind() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = quoth AS
  $$SELECT EXISTS (SELECT 1 FROM meta WHERE key = 'blind')$$;
CREATE OR REPLACE FUNCTION is_shown(whose text) RETURNS boolean LANGUAGE sql STABLE AS
  $$SELECT whose = session_user OR NOT (SELECT is_blind()) OR (SELECT manages())$$;
-- The place in the journal counts what a coder does not see, too.
ALTER FUNCTION next_seq() SECURITY DEFINER SET search_path = quoth;

-- Everybody codes under the name of the login. Judgements, tags, notes,
-- annotations and memos of others are hidden in a blind study; verdicts are not:
-- what a quote is and who said it is settled together.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['verdicts', 'article_progress', 'quote_tags', 'judgements', 'notes', 'annotations', 'article_tags', 'memos'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('DROP POLICY IF EXISTS read_rows ON %I', name);
    EXECUTE format('DROP POLICY IF EXISTS own_rows ON %I', name);
    EXECUTE format('CREATE POLICY read_rows ON %I FOR SELECT USING (%s)', name,
      CASE WHEN name IN ('verdicts', 'article_progress') THEN 'true' ELSE 'is_shown(coder)' END);
    EXECUTE format('CREATE POLICY own_rows ON %I USING (coder = session_user OR (SELECT manages())) WITH CHECK (coder = session_user OR (SELECT manages()))', name);
  END LOOP;
END $$;
ALTER TABLE changes ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS read_rows ON changes;
DROP POLICY IF EXISTS add_rows ON changes;
DROP POLICY IF EXISTS own_rows ON changes;
CREATE POLICY read_rows ON changes FOR SELECT USING (is_shown(coder)
  OR kind NOT IN ('judge', 'tag', 'untag', 'note', 'annotate', 'memo', 'many', 'undo', 'redo', 'adjudicate', 'import'));
CREATE POLICY add_rows ON changes FOR INSERT WITH CHECK (coder = session_user OR (SELECT manages()));
CREATE POLICY own_rows ON changes FOR UPDATE USING (coder = session_user OR (SELECT manages()));
ALTER TABLE change_rows ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS read_rows ON change_rows;
DROP POLICY IF EXISTS add_rows ON change_rows;
DROP POLICY IF EXISTS purge_rows ON change_rows;
CREATE POLICY read_rows ON change_rows FOR SELECT USING (NOT (SELECT is_blind()) OR EXISTS (SELECT 1 FROM changes c WHERE c.id = change));
CREATE POLICY add_rows ON change_rows FOR INSERT WITH CHECK (true);
CREATE POLICY purge_rows ON change_rows FOR DELETE USING ((SELECT manages()));
