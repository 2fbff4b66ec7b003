-- Opinion rounds, their statements, and votes. `number` is what the table of votes, which may hold many
-- millions of rows, names a round by.

CREATE TABLE opinion_round(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL REFERENCES office,
  title TEXT NOT NULL CHECK (title <> ''),
  level TEXT NOT NULL,
  fixed TEXT NOT NULL CHECK (fixed <> ''),
  may_change TEXT NOT NULL CHECK (may_change <> ''),
  decides TEXT NOT NULL CHECK (decides <> ''),
  hear_by TEXT NOT NULL,
  attribution TEXT NOT NULL,
  decision TEXT REFERENCES decision,
  series TEXT NOT NULL,
  continues TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'reported', 'void')),
  opened_on TEXT NOT NULL,
  closes_on TEXT NOT NULL,
  eligible INTEGER NOT NULL,
  ballots TEXT NOT NULL CHECK (ballots = '' OR length(ballots) = 64),
  report_outcome TEXT,
  report_text TEXT,
  what_changed TEXT,
  reported_on TEXT,
  void_reason TEXT NOT NULL,
  CHECK (state <> 'void' OR void_reason <> ''),
  CHECK (state <> 'closed' OR ballots <> ''),
  CHECK (state <> 'reported' OR coalesce(report_text, '') <> ''),
  CHECK (coalesce(report_outcome, '') NOT IN ('adopted', 'adopted_in_part') OR coalesce(what_changed, '') <> '')
) STRICT;
CREATE INDEX opinion_round_state ON opinion_round(state, closes_on);

CREATE TABLE opinion_statement(
  id TEXT NOT NULL PRIMARY KEY,
  round TEXT NOT NULL REFERENCES opinion_round(id),
  number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 65535),
  text TEXT NOT NULL CHECK (text <> ''),
  state TEXT NOT NULL CHECK (state IN ('proposed', 'shown', 'rejected', 'retired')),
  trend INTEGER NOT NULL,
  reworded_from TEXT,
  proposed_by TEXT REFERENCES member,
  proposed_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  UNIQUE (round, number),
  CHECK (state NOT IN ('rejected', 'retired') OR reason <> '')
) STRICT, WITHOUT ROWID;

-- One pseudonym of a member in each series: a random number, so that rows lie in no order of people or time.
CREATE TABLE opinion_voter(
  series TEXT NOT NULL,
  member TEXT NOT NULL REFERENCES member,
  voter INTEGER NOT NULL,
  PRIMARY KEY (series, member),
  UNIQUE (series, voter)
) STRICT, WITHOUT ROWID;

-- The last vote of each: 1 agree, -1 disagree, 0 pass. Days are not kept, nor what was voted before.
CREATE TABLE opinion_vote(
  round INTEGER NOT NULL REFERENCES opinion_round(number),
  voter INTEGER NOT NULL,
  statement INTEGER NOT NULL,
  vote INTEGER NOT NULL CHECK (vote IN (-1, 0, 1)),
  PRIMARY KEY (round, voter, statement)
) STRICT, WITHOUT ROWID;

-- What the salts of a closed round's ballots come from. Without it none can be opened any more.
CREATE TABLE opinion_secret(
  round TEXT NOT NULL PRIMARY KEY REFERENCES opinion_round(id),
  secret BLOB NOT NULL CHECK (length(secret) = 32)
) STRICT, WITHOUT ROWID;
