-- The witnesses of the institution's own log. Of each only its last cosignature and its last answer
-- are kept: every cosignature tells a second in which the log was as long as that.

CREATE TABLE log_witness(
  vkey TEXT PRIMARY KEY NOT NULL CHECK (vkey <> ''),
  size INTEGER NOT NULL CHECK (size >= 0),
  cosignature TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('', 'cosigned', 'refused', 'unreachable', 'wrong', 'ahead')),
  status INTEGER NOT NULL,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  asked INTEGER NOT NULL,
  CHECK ((size = 0) = (cosignature = ''))
) STRICT, WITHOUT ROWID;

-- Where witnesses are asked for, the checkpoint that is shown: the newest that had its quorum, with its
-- cosignatures; until there is one, the checkpoint that stood when the first witness was asked for.
CREATE TABLE log_shown(
  one INTEGER PRIMARY KEY NOT NULL CHECK (one = 1),
  size INTEGER NOT NULL REFERENCES log_checkpoint,
  note TEXT NOT NULL CHECK (note <> '')
) STRICT;
CREATE TRIGGER log_shown_grows BEFORE UPDATE ON log_shown WHEN NEW.size < OLD.size
BEGIN SELECT RAISE(ABORT, 'what was shown of the log never gets shorter'); END;
