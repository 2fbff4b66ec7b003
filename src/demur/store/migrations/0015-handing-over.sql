-- A custodian's share of one envelope, handed over: to a successor, or to a newer key of their own. The record
-- is in the log as well. Holders only ever grow, so the order in which they came is not kept.
CREATE TABLE share_rewrap(
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  dissent TEXT NOT NULL REFERENCES sealed_filing,
  subject BLOB NOT NULL CHECK (length(subject) = 32),
  slot BLOB NOT NULL CHECK (length(slot) = 8),
  giver BLOB NOT NULL REFERENCES officer_key,
  recipient BLOB NOT NULL REFERENCES officer_key,
  record TEXT NOT NULL,
  UNIQUE (dissent, subject, recipient)
) STRICT, WITHOUT ROWID;
CREATE INDEX share_rewrap_giver ON share_rewrap(giver);
CREATE INDEX share_rewrap_recipient ON share_rewrap(recipient);
