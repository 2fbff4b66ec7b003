-- What a drop has in hand is counted as it comes and goes, and not summed anew for each item: ballots and proposals
-- (is_spoken) by themselves, for neither these nor the rest take the other's room.
CREATE TABLE drop_room(
  is_spoken INTEGER PRIMARY KEY NOT NULL CHECK (is_spoken IN (0, 1)),
  bytes INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO drop_room
  SELECT column1, (SELECT coalesce(sum(b.bytes), 0) FROM drop_body b JOIN drop_item i USING (digest)
                     WHERE (i.kind IN ('ballot', 'proposal')) = column1)
    FROM (VALUES (0), (1));
CREATE TRIGGER drop_body_came AFTER INSERT ON drop_body BEGIN
  UPDATE drop_room SET bytes = bytes + NEW.bytes
    WHERE is_spoken = (SELECT kind IN ('ballot', 'proposal') FROM drop_item WHERE digest = NEW.digest);
END;
CREATE TRIGGER drop_body_went AFTER DELETE ON drop_body BEGIN
  UPDATE drop_room SET bytes = bytes - OLD.bytes
    WHERE is_spoken = (SELECT kind IN ('ballot', 'proposal') FROM drop_item WHERE digest = OLD.digest);
END;
-- Those of a day that are bounded: as many as a day takes, and no more.
CREATE INDEX drop_item_of_day ON drop_item(came_on, kind) WHERE kind NOT IN ('ballot', 'proposal');
