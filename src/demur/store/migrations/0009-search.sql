-- Full-text search. Two indexes, since what is public must not be ranked by what is not: one of what every
-- member may read (decisions' texts, published answers), one of dissents. Triggers keep both in the
-- transaction of the row, so that nobody can forget to, and what is erased or withdrawn leaves them; what is
-- deleted from them is overwritten (secure-delete).
--
-- A document's place is its day and then chance: newest first is an order that an index has by itself, and
-- within a day it tells nothing. A later migration that makes one of these tables anew must make its triggers
-- anew too; store/search_test.cpp notices.

CREATE TABLE public_place(
  place INTEGER PRIMARY KEY NOT NULL,
  decision TEXT NOT NULL REFERENCES decision,
  version INTEGER,
  disposition TEXT REFERENCES disposition,
  CHECK ((version IS NULL) + (disposition IS NULL) = 1)
) STRICT;
CREATE UNIQUE INDEX public_place_version ON public_place(decision, version);
CREATE UNIQUE INDEX public_place_disposition ON public_place(disposition);

CREATE VIEW public_text AS
  SELECT p.place AS place, d.number || ' ' || d.title AS title, v.text AS text, 'every ' || d.id AS marks
    FROM public_place p JOIN decision d ON d.id = p.decision
    JOIN text_version v ON v.decision = p.decision AND v.number = p.version
  UNION ALL
  SELECT p.place, '', s.reasons || char(10) || s.what_changed || char(10) || s.belongs_to,
         'every ' || p.decision || ' ' || replace(s.outcome, '_', '')
    FROM public_place p JOIN disposition s ON s.id = p.disposition;

CREATE VIRTUAL TABLE public_index USING fts5(
  title, text, marks, content = 'public_text', content_rowid = 'place',
  tokenize = 'porter unicode61 remove_diacritics 2');
INSERT INTO public_index(public_index, rank) VALUES ('secure-delete', 1);

CREATE TABLE dissent_place(
  place INTEGER PRIMARY KEY NOT NULL,
  dissent TEXT NOT NULL UNIQUE REFERENCES dissent
) STRICT;

-- `marks` holds what a search can be narrowed to before domain::sight() judges each dissent: its standing,
-- its decision, its author, itself; and what filters ask for.
CREATE VIEW dissent_text AS
  SELECT p.place AS place, d.title AS title, d.text || char(10) || d.would_change_my_mind AS text,
         'every ' || d.standing || ' ' || d.decision || ' ' || coalesce(d.author, '') || ' ' || d.id
           || ' ' || replace(d.kind, '_', '') AS marks
    FROM dissent_place p JOIN dissent d ON d.id = p.dissent;

CREATE VIRTUAL TABLE dissent_index USING fts5(
  title, text, marks, content = 'dissent_text', content_rowid = 'place',
  tokenize = 'porter unicode61 remove_diacritics 2');
INSERT INTO dissent_index(dissent_index, rank) VALUES ('secure-delete', 1);

INSERT INTO public_place(place, decision, version)
  SELECT (unixepoch(day) / 86400 << 43) | (random() & 0x7FFFFFFFFFF), decision, number FROM text_version;
INSERT INTO public_place(place, decision, disposition)
  SELECT (unixepoch(s.published_on) / 86400 << 43) | (random() & 0x7FFFFFFFFFF), d.decision, s.id
    FROM disposition s JOIN dissent d ON d.id = s.dissent WHERE s.state <> 'draft';
INSERT INTO dissent_place(place, dissent)
  SELECT (unixepoch(filed_on) / 86400 << 43) | (random() & 0x7FFFFFFFFFF), id
    FROM dissent WHERE state <> 'withdrawn' AND (title <> '' OR text <> '');
INSERT INTO public_index(public_index) VALUES ('rebuild');
INSERT INTO dissent_index(dissent_index) VALUES ('rebuild');

-- ---- a decision's texts

CREATE TRIGGER text_version_found AFTER INSERT ON text_version BEGIN
  INSERT INTO public_place(place, decision, version)
    VALUES ((unixepoch(NEW.day) / 86400 << 43) | (random() & 0x7FFFFFFFFFF), NEW.decision, NEW.number);
  INSERT INTO public_index(rowid, title, text, marks)
    SELECT p.place, d.number || ' ' || d.title, NEW.text, 'every ' || d.id
      FROM public_place p JOIN decision d ON d.id = p.decision
      WHERE p.decision = NEW.decision AND p.version = NEW.number;
END;
CREATE TRIGGER text_version_lost AFTER DELETE ON text_version BEGIN
  INSERT INTO public_index(public_index, rowid, title, text, marks)
    SELECT 'delete', p.place, d.number || ' ' || d.title, OLD.text, 'every ' || d.id
      FROM public_place p JOIN decision d ON d.id = p.decision
      WHERE p.decision = OLD.decision AND p.version = OLD.number;
  DELETE FROM public_place WHERE decision = OLD.decision AND version = OLD.number;
END;
CREATE TRIGGER text_version_reworded AFTER UPDATE ON text_version WHEN OLD.text IS NOT NEW.text BEGIN
  INSERT INTO public_index(public_index, rowid, title, text, marks)
    SELECT 'delete', p.place, d.number || ' ' || d.title, OLD.text, 'every ' || d.id
      FROM public_place p JOIN decision d ON d.id = p.decision
      WHERE p.decision = OLD.decision AND p.version = OLD.number;
  INSERT INTO public_index(rowid, title, text, marks)
    SELECT p.place, d.number || ' ' || d.title, NEW.text, 'every ' || d.id
      FROM public_place p JOIN decision d ON d.id = p.decision
      WHERE p.decision = NEW.decision AND p.version = NEW.number;
END;
CREATE TRIGGER decision_renamed AFTER UPDATE ON decision
WHEN OLD.number IS NOT NEW.number OR OLD.title IS NOT NEW.title BEGIN
  INSERT INTO public_index(public_index, rowid, title, text, marks)
    SELECT 'delete', p.place, OLD.number || ' ' || OLD.title, v.text, 'every ' || OLD.id
      FROM public_place p JOIN text_version v ON v.decision = p.decision AND v.number = p.version
      WHERE p.decision = OLD.id;
  INSERT INTO public_index(rowid, title, text, marks)
    SELECT p.place, NEW.number || ' ' || NEW.title, v.text, 'every ' || NEW.id
      FROM public_place p JOIN text_version v ON v.decision = p.decision AND v.number = p.version
      WHERE p.decision = NEW.id;
END;

-- ---- published answers

CREATE TRIGGER disposition_found AFTER INSERT ON disposition WHEN NEW.state <> 'draft' BEGIN
  INSERT INTO public_place(place, decision, disposition)
    SELECT (unixepoch(NEW.published_on) / 86400 << 43) | (random() & 0x7FFFFFFFFFF), d.decision, NEW.id
      FROM dissent d WHERE d.id = NEW.dissent;
  INSERT INTO public_index(rowid, title, text, marks)
    SELECT place, '', NEW.reasons || char(10) || NEW.what_changed || char(10) || NEW.belongs_to,
           'every ' || decision || ' ' || replace(NEW.outcome, '_', '')
      FROM public_place WHERE disposition = NEW.id;
END;
CREATE TRIGGER disposition_lost AFTER DELETE ON disposition BEGIN
  INSERT INTO public_index(public_index, rowid, title, text, marks)
    SELECT 'delete', place, '', OLD.reasons || char(10) || OLD.what_changed || char(10) || OLD.belongs_to,
           'every ' || decision || ' ' || replace(OLD.outcome, '_', '')
      FROM public_place WHERE disposition = OLD.id;
  DELETE FROM public_place WHERE disposition = OLD.id;
END;
CREATE TRIGGER disposition_reworded AFTER UPDATE ON disposition
WHEN OLD.reasons IS NOT NEW.reasons OR OLD.what_changed IS NOT NEW.what_changed
  OR OLD.belongs_to IS NOT NEW.belongs_to OR OLD.outcome IS NOT NEW.outcome OR OLD.published_on IS NOT NEW.published_on
  OR (OLD.state = 'draft') <> (NEW.state = 'draft') BEGIN
  INSERT INTO public_index(public_index, rowid, title, text, marks)
    SELECT 'delete', place, '', OLD.reasons || char(10) || OLD.what_changed || char(10) || OLD.belongs_to,
           'every ' || decision || ' ' || replace(OLD.outcome, '_', '')
      FROM public_place WHERE disposition = OLD.id;
  DELETE FROM public_place WHERE disposition = OLD.id;
  INSERT INTO public_place(place, decision, disposition)
    SELECT (unixepoch(NEW.published_on) / 86400 << 43) | (random() & 0x7FFFFFFFFFF), d.decision, NEW.id
      FROM dissent d WHERE d.id = NEW.dissent AND NEW.state <> 'draft';
  INSERT INTO public_index(rowid, title, text, marks)
    SELECT place, '', NEW.reasons || char(10) || NEW.what_changed || char(10) || NEW.belongs_to,
           'every ' || decision || ' ' || replace(NEW.outcome, '_', '')
      FROM public_place WHERE disposition = NEW.id;
END;

-- ---- dissents: not those that were withdrawn, nor what is sealed and not released

CREATE TRIGGER dissent_found AFTER INSERT ON dissent
WHEN NEW.state <> 'withdrawn' AND (NEW.title <> '' OR NEW.text <> '') BEGIN
  INSERT INTO dissent_place(place, dissent)
    VALUES ((unixepoch(NEW.filed_on) / 86400 << 43) | (random() & 0x7FFFFFFFFFF), NEW.id);
  INSERT INTO dissent_index(rowid, title, text, marks)
    SELECT place, title, text, marks FROM dissent_text
      WHERE place = (SELECT place FROM dissent_place WHERE dissent = NEW.id);
END;
CREATE TRIGGER dissent_lost AFTER DELETE ON dissent BEGIN
  INSERT INTO dissent_index(dissent_index, rowid, title, text, marks)
    SELECT 'delete', place, OLD.title, OLD.text || char(10) || OLD.would_change_my_mind,
           'every ' || OLD.standing || ' ' || OLD.decision || ' ' || coalesce(OLD.author, '') || ' ' || OLD.id
           || ' ' || replace(OLD.kind, '_', '')
      FROM dissent_place WHERE dissent = OLD.id;
  DELETE FROM dissent_place WHERE dissent = OLD.id;
END;
CREATE TRIGGER dissent_reworded AFTER UPDATE ON dissent
WHEN OLD.title IS NOT NEW.title OR OLD.text IS NOT NEW.text OR OLD.filed_on IS NOT NEW.filed_on
  OR OLD.would_change_my_mind IS NOT NEW.would_change_my_mind OR OLD.standing IS NOT NEW.standing
  OR OLD.decision IS NOT NEW.decision OR OLD.kind IS NOT NEW.kind OR OLD.author IS NOT NEW.author
  OR (OLD.state = 'withdrawn') <> (NEW.state = 'withdrawn') BEGIN
  INSERT INTO dissent_index(dissent_index, rowid, title, text, marks)
    SELECT 'delete', place, OLD.title, OLD.text || char(10) || OLD.would_change_my_mind,
           'every ' || OLD.standing || ' ' || OLD.decision || ' ' || coalesce(OLD.author, '') || ' ' || OLD.id
           || ' ' || replace(OLD.kind, '_', '')
      FROM dissent_place WHERE dissent = OLD.id;
  DELETE FROM dissent_place WHERE dissent = OLD.id;
  INSERT INTO dissent_place(place, dissent)
    SELECT (unixepoch(NEW.filed_on) / 86400 << 43) | (random() & 0x7FFFFFFFFFF), NEW.id
      WHERE NEW.state <> 'withdrawn' AND (NEW.title <> '' OR NEW.text <> '');
  INSERT INTO dissent_index(rowid, title, text, marks)
    SELECT place, title, text, marks FROM dissent_text
      WHERE place = (SELECT place FROM dissent_place WHERE dissent = NEW.id);
END;
