#include "demur/web/comment_matrix.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "demur/domain/words.hpp"
#include "demur/opinion/csv.hpp"

namespace demur::web {
namespace {

using namespace domain;
using core::Code;
using core::fail;
using core::Result;
using opinion::CsvColumns;
using opinion::CsvReader;

constexpr std::string_view kFormulas = "=+-@\t\r";
constexpr const char* kObjectionWeight = "objection";
constexpr std::size_t kLongestRow = std::size_t{64} << 10;

// Behind apostrophes too, or one of somebody's own would be taken off when it is read back.
bool begins_formula(std::string_view text) {
  const auto at = text.find_first_not_of('\'');
  return at != std::string_view::npos && kFormulas.find(text[at]) != std::string_view::npos;
}

std::string safe_cell(const std::string& text) {
  return opinion::csv_cell(begins_formula(text) ? "'" + text : text);
}

std::string plain(std::string_view cell) {
  if (cell.starts_with('\'') && begins_formula(cell)) cell.remove_prefix(1);
  return std::string(cell);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '-') c = '_';
  }
  return out;
}

std::optional<CommentWeight> weight_in(std::string_view cell) {
  const std::string text = lower(cell);
  if (text == "c") return CommentWeight::critical;
  if (text == "s") return CommentWeight::substantive;
  if (text == "a" || text == "e" || text == "administrative") return CommentWeight::editorial;
  return find_word<CommentWeight>(text);
}

std::optional<CommentOutcome> outcome_in(std::string_view cell) {
  const std::string text = lower(cell);
  if (text == "a" || text == "accept" || text == "accepted") return CommentOutcome::adopted;
  if (text == "p" || text == "partial") return CommentOutcome::adopted_in_part;
  if (text == "d" || text == "r" || text == "reject" || text == "rejected") return CommentOutcome::declined;
  return find_word<CommentOutcome>(text);
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

// A table with its columns found by name.
class Table {
 public:
  explicit Table(std::string_view text) : reader_("The table", opinion::read_text(text), kLongestRow) {}

  [[nodiscard]] Result<bool> next() {
    if (!columns_) {
      if (!DEMUR_TRY(reader_.next())) return false;
      columns_.emplace(reader_.cells());
    }
    return reader_.next();
  }
  [[nodiscard]] std::string cell(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
      const std::size_t at = columns_->find(name);
      if (at < reader_.cells().size()) return plain(reader_.cells()[at]);
    }
    return {};
  }
  [[nodiscard]] std::unexpected<core::Error> wrong(const std::string& what, const char* field) const {
    return fail(Code::invalid, "Line " + std::to_string(reader_.line()) + " of the table: " + what, field);
  }

 private:
  CsvReader reader_;
  std::optional<CsvColumns> columns_;
};

}  // namespace

std::vector<MatrixItem> matrix_of(const Clearance& clearance, const ClearanceRoundId& round) {
  std::vector<MatrixItem> items;
  for (const Position& position : clearance.positions) {
    if (position.round != round || position.given.empty()) continue;
    int number = 0;
    const Given& said = position.given.back();
    for (const Comment& comment : said.comments)
      items.push_back({position.id, position.office_name, ++number, comment, true, said.withheld});
  }
  // Last, so that comments have the numbers that they had in tables from before. What was withheld from the
  // reader is empty.
  for (const Position& position : clearance.positions) {
    const Given* said = standing(position);
    if (position.round != round || said == nullptr || said->stance != Stance::non_concur ||
        said->would_change.empty())
      continue;
    items.push_back({position.id,
                     position.office_name,
                     kObjection,
                     {.weight = CommentWeight::critical, .text = said->would_change, .answer = said->answer},
                     objects(position),
                     said->withheld});
  }
  return items;
}

std::string matrix_csv(const std::vector<MatrixItem>& items) {
  std::string csv =
      "item,source,reviewer,weight,page_paragraph,comment,rationale,decision,reasons,access\r\n";
  int item = 0;
  for (const MatrixItem& one : items) {
    const auto& answer = one.said.answer;
    csv += std::to_string(++item) + "," + safe_cell(one.office) + ",," +
           (is_objection(one) ? kObjectionWeight : word(one.said.weight)) + "," + safe_cell(one.said.where) +
           "," + safe_cell(one.said.text) + "," + safe_cell(one.said.rationale) + "," +
           (answer ? word(answer->outcome) : "") + "," + safe_cell(answer ? answer->reasons : "") +
           (one.withheld ? ",withheld\r\n" : ",\r\n");
  }
  return csv;
}

Result<std::vector<Comment>> comments_in(std::string_view csv) {
  Table table(csv);
  std::vector<Comment> comments;
  while (DEMUR_TRY(table.next())) {
    Comment comment{.where = table.cell({"page-paragraph", "page-para", "page", "place"}),
                    .text = table.cell({"comment"}),
                    .rationale = table.cell({"rationale"})};
    if (comment.text.empty()) continue;
    const std::string typed = table.cell({"weight", "type"});
    if (lower(typed) == kObjectionWeight)
      return table.wrong(
          "it is an objection, and no comment: enter it as what would change it, and leave out the line.",
          "matrix");
    const auto weight = weight_in(typed);
    if (!weight) return table.wrong("its weight is none of critical, substantive, editorial.", "matrix");
    comment.weight = *weight;
    if (comments.size() == kMostComments)
      return table.wrong("there are more than " + std::to_string(kMostComments) + " comments.", "matrix");
    comments.push_back(std::move(comment));
  }
  if (comments.empty())
    return fail(Code::invalid,
                "The table has no comment: its first line names the columns, and one of "
                "them is \"comment\".",
                "matrix");
  return comments;
}

namespace {

// What a row says of its item, where it says so: nothing if that is so.
std::string misfit(const MatrixItem& item, const std::string& weight, const std::string& source) {
  const bool says_objection = lower(trimmed(weight)) == kObjectionWeight;
  const bool fits = says_objection ? is_objection(item)
                                   : !is_objection(item) && weight_in(trimmed(weight)) == item.said.weight;
  if (!trimmed(weight).empty() && !fits)
    return std::string("its weight is not that of the item, which is ") +
           (is_objection(item) ? "an objection" : word(item.said.weight));
  if (!trimmed(source).empty() && trimmed(source) != trimmed(item.office))
    return "its source is not that of the item, which is " + item.office;
  return {};
}

}  // namespace

Result<std::vector<CommentReply>> replies_in(std::string_view csv, const std::vector<MatrixItem>& items) {
  Table table(csv);
  std::vector<CommentReply> replies;
  while (DEMUR_TRY(table.next())) {
    const std::string decision = table.cell({"decision"});
    const std::string reasons = table.cell({"reasons"});
    if (trimmed(decision).empty()) {
      if (trimmed(reasons).empty()) continue;
      return table.wrong("it has reasons, and no decision.", "matrix");
    }
    const std::string item = table.cell({"item"});
    std::size_t number = 0;
    const auto read = std::from_chars(item.data(), item.data() + item.size(), number);
    if (read.ec != std::errc{} || read.ptr != item.data() + item.size() || number < 1 ||
        number > items.size())
      return table.wrong("its item is none of this round.", "matrix");
    const auto outcome = outcome_in(trimmed(decision));
    if (!outcome) return table.wrong("its decision is none of adopted, adopted_in_part, declined.", "matrix");
    const MatrixItem& about = items[number - 1];
    const std::string wrong = misfit(about, table.cell({"weight", "type"}), table.cell({"source"}));
    if (!wrong.empty())
      return table.wrong(
          wrong + ": take the table from the round's page again, items have other numbers now.", "matrix");
    replies.push_back({about.position, about.comment, {*outcome, reasons}});
  }
  if (replies.empty())
    return fail(Code::invalid,
                "The table has no decision: its first line names the columns, and two of "
                "them are \"item\" and \"decision\".",
                "matrix");
  return replies;
}

}  // namespace demur::web
