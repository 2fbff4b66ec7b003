-- Filing that nobody can trace and few can open. Nothing here ties a token, a filing or a message to a
-- member, except `issued`: who was given blinded tokens, which says nothing of what became of them.
-- Rows from a drop have keys that are digests, and no rowid: the file does not tell in what order they came.

-- An anonymous dissent has no author, and shows a title and a text only when a custodian released them.
CREATE TABLE dissent_with_anonymous(
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26),
  decision TEXT NOT NULL REFERENCES decision,
  kind TEXT NOT NULL,
  standing TEXT NOT NULL,
  author TEXT REFERENCES member,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  would_change_my_mind TEXT NOT NULL,
  state TEXT NOT NULL,
  text_version INTEGER NOT NULL,
  filed_on TEXT NOT NULL,
  acknowledged_on TEXT,
  answered_on TEXT,
  closed_on TEXT,
  last_word_by TEXT,
  extension_granted_on TEXT,
  extension_due_before TEXT,
  extension_due_on TEXT,
  extension_reason TEXT,
  last_word_verdict TEXT,
  last_word_text TEXT,
  last_word_day TEXT,
  invitation TEXT NOT NULL,
  released_on TEXT,
  CHECK ((standing = 'anonymous') = (author IS NULL)),
  CHECK (released_on IS NULL OR standing = 'anonymous'),
  CHECK (standing <> 'anonymous' OR released_on IS NOT NULL OR (title = '' AND text = '')),
  CHECK ((extension_granted_on IS NULL) + (extension_due_before IS NULL) + (extension_due_on IS NULL)
         + (extension_reason IS NULL) IN (0, 4)),
  CHECK ((last_word_verdict IS NULL) + (last_word_text IS NULL) + (last_word_day IS NULL) IN (0, 3))
) STRICT, WITHOUT ROWID;
INSERT INTO dissent_with_anonymous SELECT *, NULL FROM dissent;
DROP TABLE dissent;
ALTER TABLE dissent_with_anonymous RENAME TO dissent;
CREATE INDEX dissent_decision ON dissent(decision, filed_on DESC);
CREATE INDEX dissent_author ON dissent(author, filed_on DESC);
CREATE INDEX dissent_state ON dissent(state, filed_on DESC);
CREATE INDEX dissent_newest ON dissent(filed_on DESC);

CREATE TABLE opening_agreement(
  dissent TEXT NOT NULL REFERENCES dissent,
  number INTEGER NOT NULL CHECK (number >= 1),
  day TEXT NOT NULL,
  agreed_by TEXT NOT NULL REFERENCES member,
  PRIMARY KEY (dissent, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX opening_agreement_by ON opening_agreement(agreed_by);

CREATE TABLE text_opening(
  dissent TEXT NOT NULL REFERENCES dissent,
  number INTEGER NOT NULL CHECK (number >= 1),
  day TEXT NOT NULL,
  opened_by TEXT NOT NULL REFERENCES member,
  reason TEXT NOT NULL,
  PRIMARY KEY (dissent, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX text_opening_by ON text_opening(opened_by);

-- ---- the keys log: only ever appended to

CREATE TABLE keys_entry(
  idx INTEGER PRIMARY KEY NOT NULL,
  record TEXT NOT NULL CHECK (length(record) BETWEEN 1 AND 65535)
) STRICT;
CREATE TRIGGER keys_entry_gap BEFORE INSERT ON keys_entry
WHEN NEW.idx IS NOT (SELECT coalesce(max(idx) + 1, 0) FROM keys_entry)
BEGIN SELECT RAISE(ABORT, 'the keys log grows at its end, one entry after the other'); END;
CREATE TRIGGER keys_entry_kept BEFORE DELETE ON keys_entry
BEGIN SELECT RAISE(ABORT, 'an entry of the keys log is never removed'); END;
CREATE TRIGGER keys_entry_unchanged BEFORE UPDATE ON keys_entry
BEGIN SELECT RAISE(ABORT, 'an entry of the keys log is never changed'); END;

CREATE TABLE keys_checkpoint(
  size INTEGER PRIMARY KEY NOT NULL CHECK (size >= 1),
  note TEXT NOT NULL CHECK (note <> '')
) STRICT;
CREATE TRIGGER keys_checkpoint_grows BEFORE INSERT ON keys_checkpoint
WHEN NEW.size <= (SELECT coalesce(max(size), 0) FROM keys_checkpoint)
BEGIN SELECT RAISE(ABORT, 'a checkpoint must be of a longer log than the one before it'); END;
CREATE TRIGGER keys_checkpoint_kept BEFORE DELETE ON keys_checkpoint
BEGIN SELECT RAISE(ABORT, 'a signed checkpoint is never removed'); END;
CREATE TRIGGER keys_checkpoint_unchanged BEFORE UPDATE ON keys_checkpoint
BEGIN SELECT RAISE(ABORT, 'a signed checkpoint is never changed'); END;

-- ---- tokens

-- Private keys, encrypted under issuer.key, which is not in the database. Gone when the scope is over.
CREATE TABLE issuer_secret(
  key_id BLOB PRIMARY KEY NOT NULL CHECK (length(key_id) = 32),
  secret BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Who was counted in a key's class, on the day when it was made: the roster of its record, frozen.
CREATE TABLE eligible(
  key_id BLOB NOT NULL CHECK (length(key_id) = 32),
  member TEXT NOT NULL REFERENCES member,
  PRIMARY KEY (key_id, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX eligible_member ON eligible(member);

-- What a member asked for at once, and the passkey's signature over all of it: an auditor checks that
-- nobody drew tokens in a member's name.
CREATE TABLE issue_batch(
  challenge BLOB PRIMARY KEY NOT NULL CHECK (length(challenge) = 32),
  member TEXT NOT NULL REFERENCES member,
  day TEXT NOT NULL,
  public_key BLOB,
  algorithm INTEGER,
  assertion TEXT,
  CHECK ((public_key IS NULL) + (algorithm IS NULL) + (assertion IS NULL) IN (0, 3))
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_batch_member ON issue_batch(member);

CREATE TABLE issued(
  key_id BLOB NOT NULL CHECK (length(key_id) = 32),
  member TEXT NOT NULL REFERENCES member,
  number INTEGER NOT NULL CHECK (number >= 1),
  blinded BLOB NOT NULL,
  signature BLOB NOT NULL,
  batch BLOB NOT NULL REFERENCES issue_batch,
  place INTEGER NOT NULL CHECK (place >= 0),
  PRIMARY KEY (key_id, member, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX issued_member ON issued(member);
CREATE UNIQUE INDEX issued_place ON issued(batch, place);

CREATE TABLE spent(
  tag BLOB PRIMARY KEY NOT NULL CHECK (length(tag) = 32),
  key_id BLOB NOT NULL CHECK (length(key_id) = 32)
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_key ON spent(key_id);

-- ---- what is sealed

CREATE TABLE sealed_filing(
  dissent TEXT PRIMARY KEY NOT NULL REFERENCES dissent,
  key_id BLOB NOT NULL CHECK (length(key_id) = 32),
  author_key BLOB NOT NULL CHECK (length(author_key) = 32),
  envelope BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sealed_attachment(
  dissent TEXT NOT NULL REFERENCES sealed_filing,
  number INTEGER NOT NULL CHECK (number >= 1),
  bytes BLOB NOT NULL,
  PRIMARY KEY (dissent, number)
) STRICT, WITHOUT ROWID;

-- What the author sent later: a message, or the words of their last word.
CREATE TABLE sealed_message(
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  dissent TEXT NOT NULL REFERENCES sealed_filing,
  kind TEXT NOT NULL CHECK (kind IN ('message', 'last_word')),
  day TEXT NOT NULL,
  envelope BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sealed_message_dissent ON sealed_message(dissent, day);

CREATE TABLE anonymous_signature(
  tag BLOB PRIMARY KEY NOT NULL REFERENCES spent,
  dissent TEXT NOT NULL REFERENCES sealed_filing
) STRICT, WITHOUT ROWID;
CREATE INDEX anonymous_signature_dissent ON anonymous_signature(dissent);

-- Whose keys those of the keys log are. The secret halves are never here.
CREATE TABLE officer_key(
  key_id BLOB PRIMARY KEY NOT NULL CHECK (length(key_id) = 32),
  member TEXT NOT NULL REFERENCES member,
  box_key BLOB NOT NULL CHECK (length(box_key) = 32),
  sign_key BLOB NOT NULL CHECK (length(sign_key) = 32),
  not_after TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('current', 'superseded', 'revoked'))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX officer_key_current ON officer_key(member) WHERE state = 'current';

-- A custodian's share of one envelope, sealed again to another custodian. `subject` is the digest of the
-- envelope that it helps to open: the filing's, or that of a later message.
CREATE TABLE share_release(
  dissent TEXT NOT NULL REFERENCES sealed_filing,
  subject BLOB NOT NULL CHECK (length(subject) = 32),
  agreed_by TEXT NOT NULL REFERENCES member,
  recipient BLOB NOT NULL REFERENCES officer_key,
  envelope BLOB NOT NULL,
  PRIMARY KEY (dissent, subject, agreed_by, recipient)
) STRICT, WITHOUT ROWID;
CREATE INDEX share_release_by ON share_release(agreed_by);
CREATE INDEX share_release_recipient ON share_release(recipient);

-- To which author nobody can see. All of a quarter's are fetched together.
CREATE TABLE sealed_reply(
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  quarter TEXT NOT NULL,
  day TEXT NOT NULL,
  reply BLOB NOT NULL CHECK (length(reply) = 8192)
) STRICT, WITHOUT ROWID;
CREATE INDEX sealed_reply_quarter ON sealed_reply(quarter, digest);

-- From whom filings are taken, by the key with which they sign what they hand in.
CREATE TABLE drop_site(
  public_key BLOB PRIMARY KEY NOT NULL CHECK (length(public_key) = 32),
  name TEXT NOT NULL CHECK (name <> ''),
  url TEXT NOT NULL,
  trusted INTEGER NOT NULL CHECK (trusted IN (0, 1))
) STRICT, WITHOUT ROWID;
