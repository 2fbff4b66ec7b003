-- The log grows at its end, one leaf after the other: each but the first stands behind another. A
-- reference says it without the trigger, for which SQLite copied every page that a leaf was written to.

ALTER TABLE log_leaf
  ADD COLUMN behind INTEGER GENERATED ALWAYS AS (nullif(idx, 0) - 1) VIRTUAL REFERENCES log_leaf;
DROP TRIGGER log_leaf_gap;
