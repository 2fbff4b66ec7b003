-- Clearance: rounds, the places of offices in them and what they said, changes of the text that were called
-- editorial, and what was laid down when a decision was taken (domain/clearance.hpp).

CREATE TABLE clearance_round(
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26),
  decision TEXT NOT NULL REFERENCES decision,
  number INTEGER NOT NULL CHECK (number >= 1),
  state TEXT NOT NULL,
  level TEXT NOT NULL,
  fixed TEXT NOT NULL CHECK (fixed <> ''),
  may_change TEXT NOT NULL CHECK (may_change <> ''),
  decides TEXT NOT NULL CHECK (decides <> ''),
  hear_by TEXT NOT NULL,
  attribution TEXT NOT NULL,
  urgent_reasons TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  text_hash TEXT NOT NULL CHECK (text_hash <> ''),
  opened_on TEXT NOT NULL,
  closes_on TEXT NOT NULL,
  after_taking INTEGER NOT NULL CHECK (after_taking IN (0, 1)),
  closed_on TEXT,
  reported_on TEXT,
  summary TEXT NOT NULL,
  void_reason TEXT NOT NULL,
  UNIQUE (decision, number),
  CHECK ((state = 'reported') = (reported_on IS NOT NULL)),
  CHECK ((state = 'reported') = (summary <> '')),
  CHECK ((state = 'void') = (void_reason <> ''))
) STRICT, WITHOUT ROWID;
CREATE INDEX clearance_round_open ON clearance_round(state, closes_on);

CREATE TABLE position(
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26),
  round TEXT NOT NULL REFERENCES clearance_round,
  office TEXT NOT NULL REFERENCES office,
  office_name TEXT NOT NULL CHECK (office_name <> ''),
  by_rules INTEGER NOT NULL CHECK (by_rules IN (0, 1)),
  UNIQUE (round, office)
) STRICT, WITHOUT ROWID;
CREATE INDEX position_office ON position(office);

CREATE TABLE position_given(
  position TEXT NOT NULL REFERENCES position,
  number INTEGER NOT NULL CHECK (number >= 1),
  stance TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  text_hash TEXT NOT NULL CHECK (text_hash <> ''),
  would_change TEXT NOT NULL,
  withheld INTEGER NOT NULL CHECK (withheld IN (0, 1)),
  day TEXT NOT NULL,
  given_by TEXT NOT NULL REFERENCES member,
  by_office TEXT NOT NULL REFERENCES office,
  for_office TEXT NOT NULL REFERENCES office,
  after_taking INTEGER NOT NULL CHECK (after_taking IN (0, 1)),
  lifted_day TEXT,
  lifted_reasons TEXT,
  PRIMARY KEY (position, number),
  CHECK (stance <> 'non_concur' OR would_change <> ''),
  CHECK ((lifted_day IS NULL) = (lifted_reasons IS NULL)),
  CHECK (lifted_day IS NULL OR (stance = 'non_concur' AND lifted_reasons <> ''))
) STRICT, WITHOUT ROWID;
CREATE INDEX position_given_by ON position_given(given_by);
CREATE INDEX position_given_by_office ON position_given(by_office);
CREATE INDEX position_given_for_office ON position_given(for_office);

CREATE TABLE position_comment(
  position TEXT NOT NULL,
  given INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 1),
  weight TEXT NOT NULL,
  place TEXT NOT NULL,
  text TEXT NOT NULL CHECK (text <> ''),
  rationale TEXT NOT NULL,
  answer_outcome TEXT,
  answer_reasons TEXT,
  PRIMARY KEY (position, given, number),
  FOREIGN KEY (position, given) REFERENCES position_given(position, number),
  CHECK ((answer_outcome IS NULL) = (answer_reasons IS NULL)),
  CHECK (answer_reasons IS NOT '')
) STRICT, WITHOUT ROWID;

CREATE TABLE editorial_change(
  decision TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 2),
  from_hash TEXT NOT NULL CHECK (from_hash <> ''),
  text_hash TEXT NOT NULL CHECK (text_hash <> ''),
  reasons TEXT NOT NULL CHECK (reasons <> ''),
  declared_on TEXT NOT NULL,
  object_by TEXT NOT NULL,
  contested_by TEXT REFERENCES office,
  contested_on TEXT,
  contest_reasons TEXT NOT NULL,
  PRIMARY KEY (decision, version),
  FOREIGN KEY (decision, version) REFERENCES text_version(decision, number),
  CHECK ((contested_by IS NULL) = (contested_on IS NULL)),
  CHECK ((contested_on IS NULL) = (contest_reasons = ''))
) STRICT, WITHOUT ROWID;
CREATE INDEX editorial_change_contested_by ON editorial_change(contested_by);

-- Never changed after: it says with what, and by which rules, a decision was taken.
CREATE TABLE taking(
  decision TEXT PRIMARY KEY NOT NULL REFERENCES decision,
  recorded_on TEXT NOT NULL,
  direction TEXT NOT NULL,
  bypass_ground TEXT,
  bypass_reasons TEXT,
  consult_by TEXT,
  CHECK ((bypass_ground IS NULL) + (bypass_reasons IS NULL) + (consult_by IS NULL) IN (0, 3)),
  CHECK (bypass_reasons IS NOT '')
) STRICT, WITHOUT ROWID;
CREATE TRIGGER taking_unchanged BEFORE UPDATE ON taking
BEGIN SELECT RAISE(ABORT, 'with what a decision was taken is never changed'); END;
CREATE TRIGGER taking_kept BEFORE DELETE ON taking
BEGIN SELECT RAISE(ABORT, 'with what a decision was taken is never removed'); END;

CREATE TABLE taking_required(
  decision TEXT NOT NULL REFERENCES taking,
  number INTEGER NOT NULL CHECK (number >= 1),
  name TEXT NOT NULL CHECK (name <> ''),
  office TEXT REFERENCES office,
  PRIMARY KEY (decision, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX taking_required_office ON taking_required(office);
