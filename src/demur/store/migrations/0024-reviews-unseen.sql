-- Whoever filed unseen looks back too. What an author says years after is numbered from one: signed by a key, an
-- older word could otherwise be brought again after a newer one.
ALTER TABLE look_back ADD COLUMN number INTEGER NOT NULL DEFAULT 1 CHECK (number >= 1);

-- Each that was taken: handed in again it is known, whatever its author said since.
CREATE TABLE look_back_item(
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  dissent TEXT NOT NULL REFERENCES sealed_filing
) STRICT, WITHOUT ROWID;

-- The words of such a review are sealed, as those of a message are.
CREATE TABLE sealed_message_with_reviews(
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  dissent TEXT NOT NULL REFERENCES sealed_filing,
  kind TEXT NOT NULL CHECK (kind IN ('message', 'last_word', 'review')),
  day TEXT NOT NULL,
  envelope BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO sealed_message_with_reviews SELECT digest, dissent, kind, day, envelope FROM sealed_message;
DROP TABLE sealed_message;
ALTER TABLE sealed_message_with_reviews RENAME TO sealed_message;
CREATE INDEX sealed_message_dissent ON sealed_message(dissent, day);
