-- Questions before a session, asked and voted for by token (domain/poll.hpp): until a day that was fixed when
-- the session was announced.
ALTER TABLE meeting ADD COLUMN gathers_until TEXT CHECK (gathers_until IS NULL OR kind = 'session');
ALTER TABLE meeting ADD COLUMN gathered_on TEXT CHECK (gathered_on IS NULL OR gathers_until IS NOT NULL);

ALTER TABLE meeting ADD COLUMN voters INTEGER NOT NULL DEFAULT 0 CHECK (voters >= 0);

-- What the tables of votes name such a session by: less than zero, where a round is named by what is more.
CREATE TABLE question_poll(
  number INTEGER PRIMARY KEY CHECK (number < 0),
  meeting TEXT NOT NULL UNIQUE REFERENCES meeting
) STRICT;

-- What those tables name its questions by; in the order of their coming, which is that of a drop's shuffled
-- hand-in. `votes` is there once they are gathered, and the votes themselves are not.
CREATE TABLE token_question(
  poll INTEGER NOT NULL REFERENCES question_poll,
  number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 65535),
  question TEXT NOT NULL UNIQUE REFERENCES question,
  votes INTEGER CHECK (votes IS NULL OR votes >= 0),
  PRIMARY KEY (poll, number)
) STRICT, WITHOUT ROWID;

-- Sessions that promised it before they could keep it: how many wanted each question is kept, and not who.
INSERT INTO question_poll(number, meeting)
  SELECT -row_number() OVER (ORDER BY id), id FROM meeting
  WHERE kind = 'session' AND mandate_attribution = 'not_recorded';
INSERT INTO token_question(poll, number, question, votes)
  SELECT p.number, row_number() OVER (PARTITION BY p.number ORDER BY q.id), q.id,
    (SELECT count(*) FROM question_vote v WHERE v.question = q.id)
  FROM question_poll p JOIN question q ON q.meeting = p.meeting;
DELETE FROM question_vote WHERE question IN (SELECT question FROM token_question);
DELETE FROM question_asked WHERE meeting IN (SELECT meeting FROM question_poll);

-- The tables of votes, of rounds and of such sessions alike: `round` is the number of either.
CREATE TABLE opinion_vote_in_polls(
  round INTEGER NOT NULL CHECK (round <> 0),
  voter INTEGER NOT NULL,
  statement INTEGER NOT NULL,
  vote INTEGER NOT NULL CHECK (vote IN (-1, 0, 1)),
  PRIMARY KEY (round, voter, statement)
) STRICT, WITHOUT ROWID;
INSERT INTO opinion_vote_in_polls SELECT round, voter, statement, vote FROM opinion_vote;
DROP TABLE opinion_vote;
ALTER TABLE opinion_vote_in_polls RENAME TO opinion_vote;

CREATE TABLE opinion_token_voter_in_polls(
  tag BLOB PRIMARY KEY NOT NULL REFERENCES spent CHECK (length(tag) = 32),
  round INTEGER NOT NULL CHECK (round <> 0),
  voter INTEGER NOT NULL,
  key_id BLOB NOT NULL CHECK (length(key_id) = 32),
  credential BLOB NOT NULL CHECK (length(credential) > 0),
  sequence INTEGER NOT NULL CHECK (sequence BETWEEN 1 AND 4294967295),
  nonce BLOB NOT NULL CHECK (length(nonce) = 32),
  UNIQUE (round, voter)
) STRICT, WITHOUT ROWID;
INSERT INTO opinion_token_voter_in_polls
  SELECT tag, round, voter, key_id, credential, sequence, nonce FROM opinion_token_voter;
DROP TABLE opinion_token_voter;
ALTER TABLE opinion_token_voter_in_polls RENAME TO opinion_token_voter;

CREATE TABLE opinion_signed_vote_in_polls(
  round INTEGER NOT NULL CHECK (round <> 0),
  voter INTEGER NOT NULL,
  statement INTEGER NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence BETWEEN 1 AND 4294967295),
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  PRIMARY KEY (round, voter, statement)
) STRICT, WITHOUT ROWID;
INSERT INTO opinion_signed_vote_in_polls
  SELECT round, voter, statement, sequence, signature FROM opinion_signed_vote;
DROP TABLE opinion_signed_vote;
ALTER TABLE opinion_signed_vote_in_polls RENAME TO opinion_signed_vote;
