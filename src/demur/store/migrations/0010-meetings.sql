-- Meetings on dissents, and listening sessions (domain/meeting.hpp).

-- None is open without a whole mandate, a day and a place; none is declined or called off without a reason.
CREATE TABLE meeting(
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26),
  kind TEXT NOT NULL,
  dissent TEXT REFERENCES dissent,
  office TEXT NOT NULL REFERENCES office,
  title TEXT NOT NULL,
  series TEXT NOT NULL,
  points TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_on TEXT NOT NULL,
  mandate_level TEXT,
  mandate_fixed TEXT,
  mandate_may_change TEXT,
  mandate_decides TEXT,
  mandate_hear_by TEXT,
  mandate_attribution TEXT,
  venue_starts INTEGER,
  venue_minutes INTEGER,
  venue_place TEXT,
  sequence INTEGER NOT NULL CHECK (sequence >= 0),
  minutes_by TEXT,
  held_on TEXT,
  ended_on TEXT,
  reason TEXT NOT NULL,
  minutes_nonce TEXT,
  minutes_text TEXT,
  minutes_written_by TEXT,
  minutes_day TEXT,
  read_out_text TEXT,
  read_out_proposed_by TEXT,
  read_out_day TEXT,
  read_out_agreed_on TEXT,
  change_changed INTEGER,
  change_text TEXT,
  change_day TEXT,
  CHECK ((kind = 'on_dissent') = (dissent IS NOT NULL)),
  CHECK (kind <> 'session' OR title <> ''),
  CHECK (state IN ('requested', 'declined', 'cancelled') OR
         (coalesce(mandate_fixed, '') <> '' AND coalesce(mandate_may_change, '') <> '' AND
          coalesce(mandate_decides, '') <> '' AND mandate_hear_by IS NOT NULL AND mandate_level IS NOT NULL AND
          mandate_attribution IS NOT NULL AND venue_starts IS NOT NULL AND coalesce(venue_place, '') <> '')),
  CHECK (state NOT IN ('declined', 'cancelled') OR reason <> ''),
  CHECK (state <> 'agreed' OR coalesce(minutes_text, '') <> ''),
  CHECK (change_changed IS NULL OR coalesce(change_text, '') <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_dissent ON meeting(dissent);
CREATE INDEX meeting_office ON meeting(office, venue_starts);
CREATE INDEX meeting_newest ON meeting(kind, asked_on DESC);

CREATE TABLE meeting_signature(
  meeting TEXT NOT NULL REFERENCES meeting,
  number INTEGER NOT NULL CHECK (number >= 1),
  side TEXT NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  signed_by TEXT NOT NULL REFERENCES member,
  day TEXT NOT NULL,
  PRIMARY KEY (meeting, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_signature_by ON meeting_signature(signed_by);

CREATE TABLE meeting_reservation(
  meeting TEXT NOT NULL REFERENCES meeting,
  number INTEGER NOT NULL CHECK (number >= 1),
  id TEXT NOT NULL CHECK (length(id) = 26),
  side TEXT NOT NULL,
  text TEXT NOT NULL CHECK (text <> ''),
  day TEXT NOT NULL,
  PRIMARY KEY (meeting, number)
) STRICT, WITHOUT ROWID;

-- Who asked is not kept: `question_asked` holds how many a member asked before a session, and no more.
CREATE TABLE question(
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26),
  meeting TEXT NOT NULL REFERENCES meeting,
  text TEXT NOT NULL CHECK (text <> ''),
  asked_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX question_meeting ON question(meeting, id);

CREATE TABLE question_asked(
  meeting TEXT NOT NULL REFERENCES meeting,
  member TEXT NOT NULL REFERENCES member,
  asked INTEGER NOT NULL CHECK (asked >= 1),
  PRIMARY KEY (meeting, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX question_asked_member ON question_asked(member);

CREATE TABLE question_vote(
  question TEXT NOT NULL REFERENCES question,
  member TEXT NOT NULL REFERENCES member,
  day TEXT NOT NULL,
  PRIMARY KEY (question, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX question_vote_member ON question_vote(member);
