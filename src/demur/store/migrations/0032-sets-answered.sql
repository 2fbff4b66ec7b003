-- What an opinion round's report answers to each set of statements that its results have: what bridges, what
-- divides. Reports before this have none. A statement is one of the round's own, and is answered once.
CREATE UNIQUE INDEX opinion_statement_of_round ON opinion_statement(round, id);

CREATE TABLE opinion_report_set(
  round TEXT NOT NULL REFERENCES opinion_round(id),
  kind TEXT NOT NULL CHECK (kind IN ('bridges', 'divides')),
  outcome TEXT CHECK (outcome IS NULL OR outcome IN ('adopted', 'adopted_in_part', 'declined')),
  text TEXT NOT NULL CHECK (text <> ''),
  PRIMARY KEY (round, kind)
) STRICT, WITHOUT ROWID;

-- common: what most in every group say of it, which is why it bridges.
CREATE TABLE opinion_report_statement(
  round TEXT NOT NULL,
  kind TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 1),
  statement TEXT NOT NULL,
  common TEXT CHECK (common IS NULL OR common IN ('agree', 'disagree')),
  CHECK ((kind = 'bridges') = (common IS NOT NULL)),
  PRIMARY KEY (round, kind, number),
  UNIQUE (round, statement),
  FOREIGN KEY (round, kind) REFERENCES opinion_report_set(round, kind),
  FOREIGN KEY (round, statement) REFERENCES opinion_statement(round, id)
) STRICT, WITHOUT ROWID;
