-- Statements and questions proposed by people whom nobody knows.

-- By token: nobody's, and not the office's that asks.
ALTER TABLE opinion_statement ADD COLUMN by_token INTEGER NOT NULL DEFAULT 0
  CHECK (by_token IN (0, 1) AND (by_token = 0 OR proposed_by IS NULL));

-- What came too late, or where there was no room, and was rejected at once: sent again, it is known. Nothing
-- here or elsewhere in this database ties an id to a token.
CREATE TABLE late_proposal(
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 26)
) STRICT, WITHOUT ROWID;

-- A drop takes proposals too, whose `filing` is what stands for their token, and not the id that they have as
-- statements or questions; and of the authors of filings what they say when a decision is reviewed.
CREATE TABLE drop_item_with_proposals(
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  kind TEXT NOT NULL CHECK (kind IN ('filing', 'cosign', 'message', 'last_word', 'withdraw', 'ballot', 'proposal',
                                     'review')),
  filing TEXT NOT NULL CHECK (length(filing) = 26),
  came_on TEXT NOT NULL,
  due_by TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'refused', 'done')),
  taken_on TEXT,
  why TEXT NOT NULL,
  key_id BLOB CHECK (key_id IS NULL OR length(key_id) = 32),
  author BLOB CHECK (author IS NULL OR length(author) = 32),
  sequence INTEGER CHECK (sequence IS NULL OR sequence BETWEEN 1 AND 4294967295),
  CHECK (taken_on IS NOT NULL OR state IN ('waiting', 'refused')),
  CHECK ((kind = 'filing') = (author IS NOT NULL)),
  CHECK ((kind IN ('ballot', 'review')) = (sequence IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO drop_item_with_proposals
  SELECT digest, kind, filing, came_on, due_by, state, taken_on, why, key_id, author, sequence FROM drop_item;
DROP TABLE drop_item;
ALTER TABLE drop_item_with_proposals RENAME TO drop_item;
CREATE INDEX drop_item_state ON drop_item(state);
CREATE INDEX drop_item_day ON drop_item(came_on);
CREATE INDEX drop_item_filing ON drop_item(filing, came_on);
