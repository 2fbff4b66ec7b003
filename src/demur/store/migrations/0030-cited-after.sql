-- Whether the decision was taken when it cited: the day does not tell on the day of the taking.
ALTER TABLE decision_citation ADD COLUMN after_taking INTEGER NOT NULL DEFAULT 0 CHECK (after_taking IN (0, 1));
UPDATE decision_citation SET after_taking = 1
  WHERE day > (SELECT taken_on FROM decision WHERE decision.id = decision_citation.decision);
