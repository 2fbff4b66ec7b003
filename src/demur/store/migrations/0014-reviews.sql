-- Looking back: the office's reviews of a decision, what authors say years after, and what answerers said of
-- each earlier matter that they were shown.

CREATE TABLE review(
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26),
  decision TEXT NOT NULL REFERENCES decision,
  verdict TEXT NOT NULL CHECK (verdict IN ('right', 'partly_right', 'wrong', 'too_early')),
  reasons TEXT NOT NULL CHECK (reasons <> ''),
  reviewed_by TEXT NOT NULL REFERENCES member,
  day TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX review_decision ON review(decision, day);
CREATE INDEX review_by ON review(reviewed_by);
CREATE TRIGGER review_kept BEFORE DELETE ON review
BEGIN SELECT RAISE(ABORT, 'a review is never removed'); END;

CREATE TABLE look_back(
  dissent TEXT PRIMARY KEY NOT NULL REFERENCES dissent,
  verdict TEXT NOT NULL CHECK (verdict IN ('right', 'partly_right', 'wrong', 'too_early')),
  text TEXT NOT NULL,
  day TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE considered(
  disposition TEXT NOT NULL REFERENCES disposition,
  number INTEGER NOT NULL CHECK (number >= 1),
  ref TEXT NOT NULL CHECK (ref <> ''),
  applies INTEGER NOT NULL CHECK (applies IN (0, 1)),
  why TEXT NOT NULL CHECK (why <> ''),
  PRIMARY KEY (disposition, number)
) STRICT, WITHOUT ROWID;
