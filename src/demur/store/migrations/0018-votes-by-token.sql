-- Votes of people whom nobody knows: what their tokens are, and what those signed. Nothing here ties one to a
-- member. Keys are digests, and there is no rowid: rows do not tell in what order they came.

-- One who votes in a round by token. `voter` stands for them in opinion_vote, and follows from the tag.
-- `sequence` and `nonce` are of the newest ballot that counted: the log's commitment is salted with the nonce.
CREATE TABLE opinion_token_voter(
  tag BLOB PRIMARY KEY NOT NULL REFERENCES spent CHECK (length(tag) = 32),
  round INTEGER NOT NULL REFERENCES opinion_round(number),
  voter INTEGER NOT NULL,
  key_id BLOB NOT NULL CHECK (length(key_id) = 32),
  credential BLOB NOT NULL CHECK (length(credential) > 0),
  sequence INTEGER NOT NULL CHECK (sequence BETWEEN 1 AND 4294967295),
  nonce BLOB NOT NULL CHECK (length(nonce) = 32),
  UNIQUE (round, voter)
) STRICT, WITHOUT ROWID;

-- What makes a vote of opinion_vote the voter's own: the token's key signed it, as the sequence-th.
CREATE TABLE opinion_signed_vote(
  round INTEGER NOT NULL REFERENCES opinion_round(number),
  voter INTEGER NOT NULL,
  statement INTEGER NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence BETWEEN 1 AND 4294967295),
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  PRIMARY KEY (round, voter, statement)
) STRICT, WITHOUT ROWID;

-- A drop takes ballots too; `filing` is then what stands for the token there. Of each token it takes a later one
-- only, by its sequence.
CREATE TABLE drop_item_with_ballots(
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  kind TEXT NOT NULL CHECK (kind IN ('filing', 'cosign', 'message', 'last_word', 'withdraw', 'ballot')),
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
  CHECK ((kind = 'ballot') = (sequence IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO drop_item_with_ballots
  SELECT digest, kind, filing, came_on, due_by, state, taken_on, why, key_id, author, NULL FROM drop_item;
DROP TABLE drop_item;
ALTER TABLE drop_item_with_ballots RENAME TO drop_item;
CREATE INDEX drop_item_state ON drop_item(state);
CREATE INDEX drop_item_day ON drop_item(came_on);
CREATE INDEX drop_item_filing ON drop_item(filing, came_on);
