-- A duty may be about any noun: "dissent:ID", "clearance_round:ID" (domain/subject.hpp).

CREATE TABLE duty_on_subject(
  subject TEXT NOT NULL CHECK (subject LIKE '%_:%' AND length(subject) - instr(subject, ':') = 26),
  kind TEXT NOT NULL,
  owner_role TEXT NOT NULL,
  owner_office TEXT REFERENCES office,
  opened_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  latest_on TEXT NOT NULL,
  state TEXT NOT NULL,
  settled_on TEXT,
  waived_reason TEXT NOT NULL,
  PRIMARY KEY (subject, kind),
  CHECK (state <> 'waived' OR waived_reason <> '')
) STRICT, WITHOUT ROWID;
INSERT INTO duty_on_subject
  SELECT 'dissent:' || dissent, kind, owner_role, owner_office, opened_on, due_on, latest_on, state, settled_on,
         waived_reason
  FROM duty;
DROP TABLE duty;
ALTER TABLE duty_on_subject RENAME TO duty;
CREATE INDEX duty_state ON duty(state, due_on);
CREATE INDEX duty_owner ON duty(owner_role, state, due_on);
CREATE INDEX duty_office ON duty(owner_office, due_on);
