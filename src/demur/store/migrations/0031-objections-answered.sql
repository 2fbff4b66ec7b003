-- What a round's report answers to an objection: to what would change it. Reports before this have none.
ALTER TABLE position_given ADD COLUMN answer_outcome TEXT CHECK (answer_outcome IS NULL OR stance = 'non_concur');
ALTER TABLE position_given ADD COLUMN answer_reasons TEXT
  CHECK ((answer_outcome IS NULL) = (answer_reasons IS NULL) AND answer_reasons IS NOT '');
