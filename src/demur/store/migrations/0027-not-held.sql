-- Whether the office that says what changed says that the meeting was held. Before this, none could say it otherwise.
ALTER TABLE meeting ADD COLUMN change_took_place INTEGER CHECK (change_took_place IN (0, 1));
UPDATE meeting SET change_took_place = 1 WHERE change_changed IS NOT NULL;
