-- What of a meeting a member was sent, member by member: who joins, is appointed or gives an address later is
-- still invited, and who leaves or loses the role is told that it is off for them. It says no more than the
-- invitations themselves, and goes with the meeting's day, with a change of address, and with the member.

CREATE TABLE mail_invitation(
  meeting TEXT NOT NULL REFERENCES meeting,
  member TEXT NOT NULL REFERENCES member,
  version INTEGER NOT NULL CHECK (version >= 0),    -- the meeting's sequence that it told
  sequence INTEGER NOT NULL CHECK (sequence >= 0),  -- that it bore
  cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
  PRIMARY KEY (meeting, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_invitation_member ON mail_invitation(member);

INSERT INTO mail_invitation(meeting, member, version, sequence, cancelled)
  SELECT i.meeting, p.id, i.sequence, i.sequence, 0
    FROM mail_invited i JOIN meeting m ON m.id = i.meeting
    JOIN mail_address a JOIN member p ON p.id = a.member AND p.state = 'active'
    WHERE (m.state = 'scheduled' OR (m.state = 'cancelled' AND i.sequence < m.sequence))
      AND (m.kind = 'session' OR EXISTS (
        SELECT 1 FROM appointment r WHERE r.member = p.id AND r.role = 'respondent' AND r.office = (
          SELECT d.owner FROM dissent s JOIN decision d ON d.id = s.decision WHERE s.id = m.dissent)));
DROP TABLE mail_invited;
