-- What this Demur cosigned for other logs, as their witness: one row a log, its latest state. Going
-- back, or to another root of the same size, would vouch for two histories.

CREATE TABLE witnessed(
  origin TEXT PRIMARY KEY NOT NULL CHECK (origin <> ''),
  size INTEGER NOT NULL CHECK (size >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  cosigned INTEGER NOT NULL CHECK (cosigned >= 0),
  note TEXT NOT NULL CHECK (note <> '')
) STRICT, WITHOUT ROWID;
CREATE TRIGGER witnessed_once BEFORE INSERT ON witnessed
WHEN EXISTS (SELECT 1 FROM witnessed WHERE origin = NEW.origin)
BEGIN SELECT RAISE(ABORT, 'a log that was cosigned is not begun anew'); END;
CREATE TRIGGER witnessed_kept BEFORE DELETE ON witnessed
BEGIN SELECT RAISE(ABORT, 'what was cosigned is never forgotten'); END;
CREATE TRIGGER witnessed_grows BEFORE UPDATE ON witnessed
WHEN NEW.origin <> OLD.origin OR NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
  OR NEW.cosigned < OLD.cosigned
BEGIN SELECT RAISE(ABORT, 'a log that was cosigned only grows, and so does the time'); END;
