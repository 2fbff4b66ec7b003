-- Earlier matters that a decision rests on (domain/citing.hpp): a decision or an answer, each once, for good.
CREATE TABLE decision_citation(
  decision TEXT NOT NULL REFERENCES decision,
  number INTEGER NOT NULL CHECK (number >= 1),
  ref TEXT NOT NULL,
  why TEXT NOT NULL CHECK (why <> ''),
  day TEXT NOT NULL,
  PRIMARY KEY (decision, number),
  UNIQUE (decision, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_citation_ref ON decision_citation(ref);
