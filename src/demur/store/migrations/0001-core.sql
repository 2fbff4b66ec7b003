-- What an institution remembers. Days are text, YYYY-MM-DD; words are those of domain::word.
-- A CHECK passes on NULL, so each compares with IS or stands on NOT NULL columns.
-- Rows that members make have random keys and no rowid: the file does not tell in what order they came.

CREATE TABLE office(
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26),
  name TEXT NOT NULL CHECK (name <> ''),
  state TEXT NOT NULL,
  merged_into TEXT REFERENCES office,
  CHECK ((state = 'merged') = (merged_into IS NOT NULL)),
  CHECK (merged_into IS NOT id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX office_name ON office(name) WHERE state = 'active';
CREATE INDEX office_merged_into ON office(merged_into);

CREATE TABLE member(
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26),
  login TEXT NOT NULL UNIQUE CHECK (login <> ''),
  name TEXT NOT NULL,
  office TEXT NOT NULL REFERENCES office,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX member_office ON member(office, state);

CREATE TABLE appointment(
  member TEXT NOT NULL REFERENCES member,
  office TEXT NOT NULL REFERENCES office,
  role TEXT NOT NULL,
  PRIMARY KEY (member, office, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX appointment_role ON appointment(role, office);
CREATE INDEX appointment_office ON appointment(office);

CREATE TABLE decision(
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26),
  number TEXT NOT NULL UNIQUE CHECK (number <> ''),
  title TEXT NOT NULL,
  owner TEXT NOT NULL REFERENCES office,
  state TEXT NOT NULL,
  registered_on TEXT NOT NULL,
  taken_on TEXT,
  off_system INTEGER NOT NULL CHECK (off_system IN (0, 1)),
  superseded_by TEXT REFERENCES decision,
  withdrawn_reason TEXT NOT NULL,
  CHECK (superseded_by IS NOT id)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_newest ON decision(registered_on DESC, number DESC);
CREATE INDEX decision_state ON decision(state, registered_on DESC, number DESC);
CREATE INDEX decision_owner ON decision(owner, registered_on DESC, number DESC);
CREATE INDEX decision_superseded_by ON decision(superseded_by);

CREATE TABLE text_version(
  decision TEXT NOT NULL REFERENCES decision,
  number INTEGER NOT NULL CHECK (number >= 1),
  text TEXT NOT NULL,
  hash TEXT NOT NULL,
  day TEXT NOT NULL,
  PRIMARY KEY (decision, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE dissent(
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26),
  decision TEXT NOT NULL REFERENCES decision,
  kind TEXT NOT NULL,
  standing TEXT NOT NULL,
  author TEXT NOT NULL REFERENCES member,
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
  CHECK ((extension_granted_on IS NULL) + (extension_due_before IS NULL) + (extension_due_on IS NULL)
         + (extension_reason IS NULL) IN (0, 4)),
  CHECK ((last_word_verdict IS NULL) + (last_word_text IS NULL) + (last_word_day IS NULL) IN (0, 3))
) STRICT, WITHOUT ROWID;
CREATE INDEX dissent_decision ON dissent(decision, filed_on DESC);
CREATE INDEX dissent_author ON dissent(author, filed_on DESC);
CREATE INDEX dissent_state ON dissent(state, filed_on DESC);
CREATE INDEX dissent_newest ON dissent(filed_on DESC);

CREATE TABLE identity_opening(
  dissent TEXT NOT NULL REFERENCES dissent,
  number INTEGER NOT NULL CHECK (number >= 1),
  day TEXT NOT NULL,
  opened_by TEXT NOT NULL REFERENCES member,
  reason TEXT NOT NULL,
  PRIMARY KEY (dissent, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_opening_by ON identity_opening(opened_by);

CREATE TABLE signature(
  dissent TEXT NOT NULL REFERENCES dissent,
  signer TEXT NOT NULL REFERENCES member,
  day TEXT NOT NULL,
  PRIMARY KEY (dissent, signer)
) STRICT, WITHOUT ROWID;
CREATE INDEX signature_signer ON signature(signer);

-- One published answer at a time, and none without what its outcome owes.
CREATE TABLE disposition(
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26),
  dissent TEXT NOT NULL REFERENCES dissent,
  outcome TEXT NOT NULL,
  state TEXT NOT NULL,
  reasons TEXT NOT NULL,
  what_changed TEXT NOT NULL,
  changed_version INTEGER,
  deferred_until TEXT,
  belongs_to TEXT NOT NULL,
  confidential_note TEXT NOT NULL,
  answered_by TEXT NOT NULL REFERENCES member,
  published_on TEXT NOT NULL,
  CHECK (state = 'draft' OR reasons <> ''),
  CHECK (state = 'draft' OR outcome NOT IN ('adopted', 'adopted_in_part') OR what_changed <> ''),
  CHECK (state = 'draft' OR outcome <> 'deferred' OR deferred_until IS NOT NULL),
  CHECK (state = 'draft' OR outcome <> 'out_of_scope' OR belongs_to <> '')
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX disposition_published ON disposition(dissent) WHERE state = 'published';
CREATE INDEX disposition_dissent ON disposition(dissent, published_on DESC);
CREATE INDEX disposition_newest ON disposition(published_on DESC, id);
CREATE INDEX disposition_answered_by ON disposition(answered_by);

CREATE TABLE citation(
  disposition TEXT NOT NULL REFERENCES disposition,
  number INTEGER NOT NULL CHECK (number >= 1),
  ref TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (disposition, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX citation_ref ON citation(ref);

CREATE TABLE duty(
  dissent TEXT NOT NULL REFERENCES dissent,
  kind TEXT NOT NULL,
  owner_role TEXT NOT NULL,
  owner_office TEXT REFERENCES office,
  opened_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  latest_on TEXT NOT NULL,
  state TEXT NOT NULL,
  settled_on TEXT,
  waived_reason TEXT NOT NULL,
  PRIMARY KEY (dissent, kind),
  CHECK (state <> 'waived' OR waived_reason <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX duty_state ON duty(state, due_on);
CREATE INDEX duty_owner ON duty(owner_role, state, due_on);
CREATE INDEX duty_office ON duty(owner_office, due_on);

-- ---- the log: only ever appended to

CREATE TABLE log_leaf(
  idx INTEGER PRIMARY KEY NOT NULL,
  id TEXT NOT NULL UNIQUE,
  leaf BLOB NOT NULL CHECK (length(leaf) BETWEEN 1 AND 65535)
) STRICT;
CREATE TRIGGER log_leaf_gap BEFORE INSERT ON log_leaf
WHEN NEW.idx IS NOT (SELECT coalesce(max(idx) + 1, 0) FROM log_leaf)
BEGIN SELECT RAISE(ABORT, 'the log grows at its end, one leaf after the other'); END;
CREATE TRIGGER log_leaf_kept BEFORE DELETE ON log_leaf
BEGIN SELECT RAISE(ABORT, 'a leaf of the log is never removed'); END;
CREATE TRIGGER log_leaf_unchanged BEFORE UPDATE ON log_leaf
BEGIN SELECT RAISE(ABORT, 'a leaf of the log is never changed'); END;

CREATE TABLE log_tile(
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
  idx INTEGER NOT NULL CHECK (idx >= 0),
  hashes BLOB NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
  PRIMARY KEY (level, idx)
) STRICT;
CREATE TRIGGER log_tile_kept BEFORE DELETE ON log_tile
BEGIN SELECT RAISE(ABORT, 'a tile of the log is never removed'); END;
CREATE TRIGGER log_tile_grows BEFORE UPDATE ON log_tile
WHEN substr(NEW.hashes, 1, length(OLD.hashes)) IS NOT OLD.hashes OR NEW.level <> OLD.level OR NEW.idx <> OLD.idx
BEGIN SELECT RAISE(ABORT, 'a tile of the log only grows'); END;

CREATE TABLE log_checkpoint(
  size INTEGER PRIMARY KEY NOT NULL CHECK (size >= 0),
  note TEXT NOT NULL CHECK (note <> '')
) STRICT;
CREATE TRIGGER log_checkpoint_grows BEFORE INSERT ON log_checkpoint
WHEN NEW.size <= (SELECT coalesce(max(size), -1) FROM log_checkpoint)
BEGIN SELECT RAISE(ABORT, 'a checkpoint must be of a longer log than the one before it'); END;
CREATE TRIGGER log_checkpoint_kept BEFORE DELETE ON log_checkpoint
BEGIN SELECT RAISE(ABORT, 'a signed checkpoint is never removed'); END;
CREATE TRIGGER log_checkpoint_unchanged BEFORE UPDATE ON log_checkpoint
BEGIN SELECT RAISE(ABORT, 'a signed checkpoint is never changed'); END;

CREATE TABLE pending_leaf(
  id TEXT PRIMARY KEY NOT NULL,
  leaf BLOB NOT NULL CHECK (length(leaf) BETWEEN 1 AND 65535),
  due_day TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE opening(
  leaf_id TEXT PRIMARY KEY NOT NULL,
  holder TEXT REFERENCES member,
  dissent TEXT REFERENCES dissent,
  salt BLOB NOT NULL CHECK (length(salt) >= 16),
  private_part TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX opening_holder ON opening(holder);
CREATE INDEX opening_dissent ON opening(dissent);

-- ---- signing in: bearer secrets are kept as hashes only

CREATE TABLE session(
  token_hash BLOB PRIMARY KEY NOT NULL,
  member TEXT NOT NULL REFERENCES member,
  created INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_member ON session(member);
CREATE INDEX session_expires ON session(expires);

CREATE TABLE password(
  member TEXT PRIMARY KEY NOT NULL REFERENCES member,
  hash TEXT NOT NULL CHECK (hash <> '')
) STRICT, WITHOUT ROWID;

CREATE TABLE passkey(
  credential_id BLOB PRIMARY KEY NOT NULL,
  member TEXT NOT NULL REFERENCES member,
  public_key BLOB NOT NULL,
  algorithm INTEGER NOT NULL,
  sign_count INTEGER NOT NULL CHECK (sign_count >= 0),
  name TEXT NOT NULL,
  created_day TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_member ON passkey(member);

CREATE TABLE invitation(
  token_hash BLOB PRIMARY KEY NOT NULL,
  member TEXT NOT NULL REFERENCES member,
  expires_day TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_member ON invitation(member);

-- ---- the institution

CREATE TABLE setting(
  name TEXT PRIMARY KEY NOT NULL CHECK (name <> ''),
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE policy(
  id TEXT NOT NULL CHECK (id <> ''),
  version INTEGER NOT NULL CHECK (version >= 1),
  text TEXT NOT NULL CHECK (text <> ''),
  in_force_from TEXT NOT NULL,
  PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX policy_in_force ON policy(in_force_from DESC, version DESC);
CREATE TRIGGER policy_kept BEFORE DELETE ON policy
BEGIN SELECT RAISE(ABORT, 'a policy that was announced is never removed'); END;
CREATE TRIGGER policy_unchanged BEFORE UPDATE ON policy
BEGIN SELECT RAISE(ABORT, 'a policy that was announced is never changed: announce a new version'); END;
