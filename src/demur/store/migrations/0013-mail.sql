-- Mail (service/mailing.hpp): addresses, which are never in the log; what of each meeting was sent out; and
-- what waits to be handed to the mail server.

CREATE TABLE mail_address(
  member TEXT PRIMARY KEY NOT NULL REFERENCES member,
  address TEXT NOT NULL CHECK (address <> '')
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_invited(
  meeting TEXT PRIMARY KEY NOT NULL REFERENCES meeting,
  sequence INTEGER NOT NULL CHECK (sequence >= 0)
) STRICT, WITHOUT ROWID;

-- waiting: not handed over. sending: it is being handed over now, or was when the program ended. unsure: it
-- may have been, and is not sent again. refused: the mail server will not have it.
CREATE TABLE mail_outgoing(
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 26),
  recipient TEXT NOT NULL CHECK (recipient <> ''),
  message TEXT NOT NULL CHECK (message <> ''),
  queued_on TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'unsure', 'refused'))
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_outgoing_state ON mail_outgoing(state, id);
