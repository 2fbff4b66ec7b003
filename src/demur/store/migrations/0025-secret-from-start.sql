-- A decision can be registered with a text that is secret from the start: it stands in secret_text before its text
-- comes, which then never reaches the index. A bypass on the ground "secret" hides nothing more of it.
ALTER TABLE secret_text ADD COLUMN from_start INTEGER NOT NULL DEFAULT 0 CHECK (from_start IN (0, 1));
DROP TRIGGER taking_secret;
CREATE TRIGGER taking_secret AFTER INSERT ON taking
WHEN NEW.bypass_ground = 'secret' AND NOT EXISTS (SELECT 1 FROM secret_text WHERE decision = NEW.decision)
BEGIN INSERT INTO secret_text(decision) VALUES (NEW.decision); END;
DROP TRIGGER explanation_secret;
CREATE TRIGGER explanation_secret AFTER INSERT ON explanation
WHEN NEW.bypass_ground = 'secret' AND NOT EXISTS (SELECT 1 FROM secret_text WHERE decision = NEW.decision)
BEGIN INSERT INTO secret_text(decision) VALUES (NEW.decision); END;
