-- The drop: what came from people whom nobody knows, until the institution has it. The keys are hashes
-- and there is no rowid: rows do not tell in what order they came. Nothing is finer than a day.

CREATE TABLE drop_item(
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  kind TEXT NOT NULL CHECK (kind IN ('filing', 'cosign', 'message', 'last_word', 'withdraw')),
  filing TEXT NOT NULL CHECK (length(filing) = 26),
  came_on TEXT NOT NULL,
  due_by TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'refused', 'done')),
  taken_on TEXT,
  why TEXT NOT NULL,
  key_id BLOB CHECK (key_id IS NULL OR length(key_id) = 32),
  author BLOB CHECK (author IS NULL OR length(author) = 32),
  CHECK (taken_on IS NOT NULL OR state IN ('waiting', 'refused')),
  CHECK ((kind = 'filing') = (author IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX drop_item_state ON drop_item(state);
CREATE INDEX drop_item_day ON drop_item(came_on);
CREATE INDEX drop_item_filing ON drop_item(filing, came_on);

-- What was sent, until it is done.
CREATE TABLE drop_body(
  digest BLOB PRIMARY KEY NOT NULL REFERENCES drop_item,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Tokens that were spent here, for as long as their key may live.
CREATE TABLE drop_spent(
  tag BLOB PRIMARY KEY NOT NULL CHECK (length(tag) = 32),
  digest BLOB NOT NULL REFERENCES drop_item
) STRICT, WITHOUT ROWID;
CREATE INDEX drop_spent_digest ON drop_spent(digest);

-- Copies of what the institution publishes, by name.
CREATE TABLE drop_copy(
  name TEXT PRIMARY KEY NOT NULL CHECK (name <> ''),
  body BLOB NOT NULL,
  fetched_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;
