-- Leaves stand as the log hands them out: in entry bundles (C2SP tlog-tiles). A row holds those that were
-- added together, as far as they belong to one bundle of 256, each behind its length in two bytes. The ids
-- that somebody looks for have a table of their own; most records have one that nobody does.

CREATE TABLE log_entries(
  first INTEGER PRIMARY KEY NOT NULL CHECK (first >= 0),
  count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 256 - first % 256),
  entries BLOB NOT NULL CHECK (length(entries) BETWEEN 3 * count AND 65537 * count)
) STRICT;
CREATE TABLE log_place(
  id TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  idx INTEGER NOT NULL CHECK (idx >= 0)
) STRICT, WITHOUT ROWID;

INSERT INTO log_entries(first, count, entries)
  SELECT idx, 1, CAST(unhex(format('%04x', length(leaf))) || leaf AS BLOB) FROM log_leaf ORDER BY idx;
INSERT INTO log_place(id, idx) SELECT id, idx FROM log_leaf ORDER BY id;
DROP TABLE log_leaf;

CREATE TRIGGER log_entries_gap BEFORE INSERT ON log_entries
WHEN NEW.first IS NOT coalesce((SELECT first + count FROM log_entries ORDER BY first DESC LIMIT 1), 0)
BEGIN SELECT RAISE(ABORT, 'the log grows at its end, one leaf after the other'); END;
CREATE TRIGGER log_entries_kept BEFORE DELETE ON log_entries
BEGIN SELECT RAISE(ABORT, 'a leaf of the log is never removed'); END;
CREATE TRIGGER log_entries_unchanged BEFORE UPDATE ON log_entries
BEGIN SELECT RAISE(ABORT, 'a leaf of the log is never changed'); END;
CREATE TRIGGER log_place_kept BEFORE DELETE ON log_place
BEGIN SELECT RAISE(ABORT, 'the place of a record in the log is never forgotten'); END;
CREATE TRIGGER log_place_unchanged BEFORE UPDATE ON log_place
BEGIN SELECT RAISE(ABORT, 'a record of the log never moves'); END;
