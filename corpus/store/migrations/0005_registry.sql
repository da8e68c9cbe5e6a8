-- Entries are met by names that the linker reads once and holds; the keys they
-- were filed under are gone. Proposals are found when they are asked for: only
-- what a person keeps apart stays.
DROP TABLE name_keys;
DELETE FROM proposals WHERE apart = 0;
