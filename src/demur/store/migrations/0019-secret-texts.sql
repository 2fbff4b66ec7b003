-- A decision whose bypass was declared on the ground "secret", with its taking or by an explanation afterwards:
-- its text leaves the index of what everybody may read (domain/secrecy.hpp). Its number and title stay.

-- A bypass that was explained after the fact. Never changed after, like a taking.
CREATE TABLE explanation(
  decision TEXT PRIMARY KEY NOT NULL REFERENCES taking,
  bypass_ground TEXT NOT NULL,
  bypass_reasons TEXT NOT NULL CHECK (bypass_reasons <> ''),
  consult_by TEXT NOT NULL,
  declared_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER explanation_unchanged BEFORE UPDATE ON explanation
BEGIN SELECT RAISE(ABORT, 'how a bypass was explained is never changed'); END;
CREATE TRIGGER explanation_kept BEFORE DELETE ON explanation
BEGIN SELECT RAISE(ABORT, 'how a bypass was explained is never removed'); END;
CREATE TRIGGER explanation_of_nothing BEFORE INSERT ON explanation
WHEN (SELECT bypass_ground FROM taking WHERE decision = NEW.decision) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'this bypass was declared with the taking'); END;

CREATE TABLE secret_text(
  decision TEXT PRIMARY KEY NOT NULL REFERENCES decision
) STRICT, WITHOUT ROWID;

DROP VIEW public_text;
CREATE VIEW public_text AS
  SELECT p.place AS place, d.number || ' ' || d.title AS title,
         iif(s.decision IS NULL, v.text, '') AS text, 'every ' || d.id AS marks
    FROM public_place p JOIN decision d ON d.id = p.decision
    JOIN text_version v ON v.decision = p.decision AND v.number = p.version
    LEFT JOIN secret_text s ON s.decision = p.decision
  UNION ALL
  SELECT p.place, '', s.reasons || char(10) || s.what_changed || char(10) || s.belongs_to,
         'every ' || p.decision || ' ' || replace(s.outcome, '_', '')
    FROM public_place p JOIN disposition s ON s.id = p.disposition;

CREATE TRIGGER text_hidden AFTER INSERT ON secret_text BEGIN
  INSERT INTO public_index(public_index, rowid, title, text, marks)
    SELECT 'delete', p.place, d.number || ' ' || d.title, v.text, 'every ' || d.id
      FROM public_place p JOIN decision d ON d.id = p.decision
      JOIN text_version v ON v.decision = p.decision AND v.number = p.version
      WHERE p.decision = NEW.decision;
  INSERT INTO public_index(rowid, title, text, marks)
    SELECT p.place, d.number || ' ' || d.title, '', 'every ' || d.id
      FROM public_place p JOIN decision d ON d.id = p.decision
      WHERE p.decision = NEW.decision AND p.version IS NOT NULL;
END;
CREATE TRIGGER taking_secret AFTER INSERT ON taking WHEN NEW.bypass_ground = 'secret'
BEGIN INSERT INTO secret_text(decision) VALUES (NEW.decision); END;
CREATE TRIGGER explanation_secret AFTER INSERT ON explanation WHEN NEW.bypass_ground = 'secret'
BEGIN INSERT INTO secret_text(decision) VALUES (NEW.decision); END;

-- The texts of a decision that is taken are not changed any more; what can still be is kept out all the same.
DROP TRIGGER text_version_found;
CREATE TRIGGER text_version_found AFTER INSERT ON text_version BEGIN
  INSERT INTO public_place(place, decision, version)
    VALUES ((unixepoch(NEW.day) / 86400 << 43) | (random() & 0x7FFFFFFFFFF), NEW.decision, NEW.number);
  INSERT INTO public_index(rowid, title, text, marks)
    SELECT place, title, text, marks FROM public_text
      WHERE place = (SELECT place FROM public_place WHERE decision = NEW.decision AND version = NEW.number);
END;
DROP TRIGGER text_version_lost;
CREATE TRIGGER text_version_lost AFTER DELETE ON text_version BEGIN
  INSERT INTO public_index(public_index, rowid, title, text, marks)
    SELECT 'delete', p.place, d.number || ' ' || d.title, iif(s.decision IS NULL, OLD.text, ''), 'every ' || d.id
      FROM public_place p JOIN decision d ON d.id = p.decision LEFT JOIN secret_text s ON s.decision = d.id
      WHERE p.decision = OLD.decision AND p.version = OLD.number;
  DELETE FROM public_place WHERE decision = OLD.decision AND version = OLD.number;
END;
DROP TRIGGER text_version_reworded;
CREATE TRIGGER text_version_reworded AFTER UPDATE ON text_version
WHEN OLD.text IS NOT NEW.text AND NOT EXISTS (SELECT 1 FROM secret_text WHERE decision = NEW.decision) BEGIN
  INSERT INTO public_index(public_index, rowid, title, text, marks)
    SELECT 'delete', p.place, d.number || ' ' || d.title, OLD.text, 'every ' || d.id
      FROM public_place p JOIN decision d ON d.id = p.decision
      WHERE p.decision = OLD.decision AND p.version = OLD.number;
  INSERT INTO public_index(rowid, title, text, marks)
    SELECT p.place, d.number || ' ' || d.title, NEW.text, 'every ' || d.id
      FROM public_place p JOIN decision d ON d.id = p.decision
      WHERE p.decision = NEW.decision AND p.version = NEW.number;
END;
DROP TRIGGER decision_renamed;
CREATE TRIGGER decision_renamed AFTER UPDATE ON decision
WHEN OLD.number IS NOT NEW.number OR OLD.title IS NOT NEW.title BEGIN
  INSERT INTO public_index(public_index, rowid, title, text, marks)
    SELECT 'delete', p.place, OLD.number || ' ' || OLD.title, iif(s.decision IS NULL, v.text, ''),
           'every ' || OLD.id
      FROM public_place p JOIN text_version v ON v.decision = p.decision AND v.number = p.version
      LEFT JOIN secret_text s ON s.decision = p.decision
      WHERE p.decision = OLD.id;
  INSERT INTO public_index(rowid, title, text, marks)
    SELECT place, title, text, marks FROM public_text
      WHERE place IN (SELECT place FROM public_place WHERE decision = NEW.id AND version IS NOT NULL);
END;

INSERT INTO secret_text(decision) SELECT decision FROM taking WHERE bypass_ground = 'secret';
