// The comment resolution matrix: the table in which offices pass comments around, as CSV (RFC 4180) in the
// column order of the US Department of Defense's form, and its answers last.
//
//   item,source,reviewer,weight,page_paragraph,comment,rationale,decision,reasons,access
//
// `item` counts the comments of a round, office by office, and then its objections, whose weight is
// "objection" and whose comment is what would change them. One that was lifted has its row too, so that the
// others keep their numbers, and needs no answer. `source` is the office; `reviewer` stays empty:
// an office speaks, not a person. `access` is "withheld" where the office withheld it: then item and answer
// are for those who take part, and the table is not to be passed on. Read back, a table may have its columns
// in any order, weights as words or as C, S, A, decisions as words or as A (adopted), P (in part), D or R
// (declined). A cell that a spreadsheet could run as a formula is written with an apostrophe before it, which
// is taken off again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demur/domain/clearance_acts.hpp"

namespace demur::web {

// A comment of an office's last word in a round, or its objection, by its place in the matrix.
struct MatrixItem {
  domain::PositionId position;
  std::string office;
  int comment = 1;            // of the position, or domain::kObjection
  domain::Comment said = {};  // of an objection: what would change it, and the answer to that
  bool needs_answer = true;   // an objection that was lifted does not
  bool withheld = false;      // its texts and the answer are for those who take part
};
[[nodiscard]] inline bool is_objection(const MatrixItem& item) {
  return item.comment == domain::kObjection;
}

[[nodiscard]] std::vector<MatrixItem> matrix_of(const domain::Clearance& clearance,
                                                const domain::ClearanceRoundId& round);
[[nodiscard]] std::string matrix_csv(const std::vector<MatrixItem>& items);

// Comments that an office has in such a table. Code::invalid names the line.
[[nodiscard]] core::Result<std::vector<domain::Comment>> comments_in(std::string_view csv);
// The owner's answers, by item. Rows without a decision and reasons are left out. While a round is open its
// items change their numbers: a row that says its source or its weight must fit the item.
[[nodiscard]] core::Result<std::vector<domain::CommentReply>> replies_in(
    std::string_view csv, const std::vector<MatrixItem>& items);

}  // namespace demur::web
