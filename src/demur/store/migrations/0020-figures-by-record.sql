-- Figures count each thing by the day on which it came on record, which only the log can tell. What 0017 took
-- from the present rows is made anew from the records here: a merger, a waiver or a new day had changed those.

-- Each leaf stands in its row behind its length in two bytes, the higher first.
CREATE TEMP TABLE byte AS
  WITH RECURSIVE number(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM number WHERE value < 255)
  SELECT format('%02X', value) AS hex, value FROM number;
CREATE UNIQUE INDEX byte_hex ON byte(hex);

CREATE TEMP TABLE figure_leaf AS
  WITH RECURSIVE cut(idx, rest, leaf) AS (
    SELECT first - 1, entries, NULL FROM log_entries
    UNION ALL
    SELECT idx + 1, substr(rest, 3 + 256 * high.value + low.value), substr(rest, 3, 256 * high.value + low.value)
      FROM cut JOIN byte high ON high.hex = hex(substr(rest, 1, 1)) JOIN byte low ON low.hex = hex(substr(rest, 2, 1))
      WHERE length(rest) > 2)
  SELECT idx, text ->> 'type' AS type, text ->> 'id' AS id, text ->> 'day' AS day,
         text ->> '$.refs[0]' AS ref, text -> 'public' AS said
    FROM (SELECT idx, iif(json_valid(CAST(leaf AS TEXT)), CAST(leaf AS TEXT), '{}') AS text
            FROM cut WHERE leaf IS NOT NULL)
    WHERE text ->> 'type' IN ('decision.registered', 'decision.taken', 'opinion_round.opened', 'duty.missed');

DROP TRIGGER duty_missed_at_once;
DROP TRIGGER duty_missed;
DROP TABLE missed_duty;
CREATE TABLE missed_duty(
  subject TEXT NOT NULL,
  kind TEXT NOT NULL,
  due_on TEXT NOT NULL,
  recorded_on TEXT NOT NULL CHECK (recorded_on > due_on),
  PRIMARY KEY (subject, kind, due_on)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO missed_duty
  SELECT ref, said ->> 'kind', said ->> 'due', day FROM figure_leaf
    WHERE type = 'duty.missed' AND ref <> '' AND said ->> 'due' < day ORDER BY idx;

UPDATE first_owner SET office = (SELECT said ->> 'owner' FROM figure_leaf
                                   WHERE type = 'decision.registered' AND id = first_owner.decision)
  WHERE EXISTS (SELECT 1 FROM figure_leaf JOIN office ON office.id = said ->> 'owner'
                  WHERE type = 'decision.registered' AND figure_leaf.id = first_owner.decision);

-- Which office opened it; a merger hands the round on.
CREATE TABLE first_asker(
  opinion_round TEXT PRIMARY KEY NOT NULL REFERENCES opinion_round(id),
  office TEXT NOT NULL REFERENCES office
) STRICT, WITHOUT ROWID;
CREATE INDEX first_asker_office ON first_asker(office);
INSERT INTO first_asker
  SELECT r.id, coalesce((SELECT office.id FROM figure_leaf JOIN office ON 'office:' || office.id = ref
                           WHERE type = 'opinion_round.opened' AND figure_leaf.id = r.id), r.owner)
    FROM opinion_round r;
CREATE TRIGGER opinion_round_first_asker AFTER INSERT ON opinion_round
BEGIN INSERT INTO first_asker(opinion_round, office) VALUES (NEW.id, NEW.owner); END;

-- When the log came to know of a decision that it was taken.
CREATE TABLE taking_recorded(
  decision TEXT PRIMARY KEY NOT NULL REFERENCES decision,
  day TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO taking_recorded
  SELECT decision, day FROM (
    SELECT idx, day, CASE type WHEN 'decision.taken' THEN substr(ref, 10) ELSE id END AS decision FROM figure_leaf
      WHERE type = 'decision.taken' OR (type = 'decision.registered' AND said ->> 'taken_on' IS NOT NULL))
    WHERE decision IN (SELECT id FROM decision) ORDER BY idx;
CREATE TRIGGER taking_recorded_once AFTER INSERT ON taking
BEGIN INSERT INTO taking_recorded(decision, day) VALUES (NEW.decision, NEW.recorded_on); END;

DROP TABLE figure_leaf;
DROP TABLE byte;
