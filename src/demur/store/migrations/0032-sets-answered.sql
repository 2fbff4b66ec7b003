-- What an opinion round's report answers to each set of statements that its results have: what bridges, what
-- divides. Reports before this have none.
CREATE TABLE opinion_report_set(
  round TEXT NOT NULL REFERENCES opinion_round(id),
  kind TEXT NOT NULL CHECK (kind IN ('bridges', 'divides')),
  outcome TEXT,
  text TEXT NOT NULL CHECK (text <> ''),
  PRIMARY KEY (round, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE opinion_report_statement(
  round TEXT NOT NULL,
  kind TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 1),
  statement TEXT NOT NULL REFERENCES opinion_statement(id),
  PRIMARY KEY (round, kind, number),
  UNIQUE (round, kind, statement),
  FOREIGN KEY (round, kind) REFERENCES opinion_report_set(round, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX opinion_report_statement_statement ON opinion_report_statement(statement);
