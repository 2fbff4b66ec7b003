-- What an audit of the tokens must know of passkeys beside what stands in the batches themselves (issuance_audit.hpp).

-- Whose a passkey was that is removed: only where its touch stands behind tokens. Its key is public, and in
-- issue_batch; here it says that it was this member's, through which day it was used.
CREATE TABLE former_passkey(
  member TEXT NOT NULL REFERENCES member,
  public_key BLOB NOT NULL,
  created_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  PRIMARY KEY (member, public_key)
) STRICT, WITHOUT ROWID;
INSERT INTO former_passkey
  SELECT member, public_key, min(day), max(day) FROM issue_batch AS b
  WHERE public_key IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM passkey AS p WHERE p.member = b.member AND p.public_key = b.public_key)
  GROUP BY member, public_key;
-- A key that comes back under another id, and goes again, was there from its first day.
CREATE TRIGGER passkey_removed AFTER DELETE ON passkey
BEGIN
  INSERT INTO former_passkey(member, public_key, created_day, last_day)
    SELECT member, public_key, OLD.created_day, max(day) FROM issue_batch
    WHERE member = OLD.member AND public_key = OLD.public_key
    GROUP BY member, public_key
  ON CONFLICT DO UPDATE SET last_day = excluded.last_day;
END;

-- The addresses at which this institution had passkeys sign for tokens, and since when it remembers.
CREATE TABLE passkey_site(
  origin TEXT PRIMARY KEY NOT NULL CHECK (origin <> ''),
  since_day TEXT NOT NULL
) STRICT, WITHOUT ROWID;
