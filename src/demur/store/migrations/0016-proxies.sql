-- Who speaks at a meeting for an author whom nobody knows (domain/meeting.hpp).
ALTER TABLE meeting ADD COLUMN proxy TEXT REFERENCES member CHECK (proxy IS NULL OR dissent IS NOT NULL);
