-- What figures of years ago are made of: facts that nothing later changes. The office that registered a decision,
-- which a merger does not move; and each day on which a duty was missed, also where it was done late, waived or
-- put off since.

CREATE TABLE first_owner(
  decision TEXT PRIMARY KEY NOT NULL REFERENCES decision,
  office TEXT NOT NULL REFERENCES office
) STRICT, WITHOUT ROWID;
INSERT INTO first_owner SELECT id, owner FROM decision;
CREATE INDEX first_owner_office ON first_owner(office);
CREATE TRIGGER decision_first_owner AFTER INSERT ON decision
BEGIN INSERT INTO first_owner(decision, office) VALUES (NEW.id, NEW.owner); END;

CREATE TABLE missed_duty(
  subject TEXT NOT NULL,
  kind TEXT NOT NULL,
  due_on TEXT NOT NULL,
  PRIMARY KEY (subject, kind, due_on)
) STRICT, WITHOUT ROWID;
INSERT INTO missed_duty SELECT subject, kind, due_on FROM duty WHERE state IN ('missed', 'late');
CREATE TRIGGER duty_missed_at_once AFTER INSERT ON duty WHEN NEW.state = 'missed'
BEGIN INSERT INTO missed_duty(subject, kind, due_on) VALUES (NEW.subject, NEW.kind, NEW.due_on); END;
CREATE TRIGGER duty_missed AFTER UPDATE ON duty WHEN NEW.state = 'missed' AND OLD.state <> 'missed'
BEGIN INSERT INTO missed_duty(subject, kind, due_on) VALUES (NEW.subject, NEW.kind, NEW.due_on); END;
