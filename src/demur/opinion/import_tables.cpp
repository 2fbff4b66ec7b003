#include "demur/opinion/import_tables.hpp"

#include <algorithm>
#include <charconv>

#include "demur/core/bytes.hpp"
#include "demur/opinion/import.hpp"
#include "demur/opinion/import_rows.hpp"

namespace demur::opinion {
namespace {

using core::Code;

constexpr std::size_t kTextBytes = std::size_t{256} << 20;  // of all statements together
constexpr std::string_view kNotUtf8 = "is not UTF-8; convert the file, as with: iconv -f CP1252 -t UTF-8";

// A whole number, also as "3.0"; nothing for an empty cell or anything else.
std::optional<std::int64_t> read_count(std::string_view cell) {
  if (cell.ends_with(".0")) cell.remove_suffix(2);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc{} || end != cell.data() + cell.size() || cell.empty() || value < 0 ||
      value > 1'000'000'000)
    return std::nullopt;
  return value;
}

std::optional<Tally> read_tally(std::span<const std::string_view> cells, std::size_t agrees,
                                std::size_t disagrees) {
  if (agrees == CsvColumns::kNone || disagrees == CsvColumns::kNone) return std::nullopt;
  const auto a = read_count(cells[agrees]);
  const auto d = read_count(cells[disagrees]);
  if (!a || !d) return std::nullopt;
  return Tally{*a, *d};
}

struct CommentColumns {
  std::size_t id, moderated, meta, body, agrees, disagrees, count;
  [[nodiscard]] bool body_is_last() const { return body + 1 == count; }
};

core::Result<CommentColumns> comment_columns(CsvReader& reader) {
  if (!DEMUR_TRY(reader.next())) return reader.wrong("the file is empty; a header is needed");
  const CsvColumns names(reader.cells());
  const CommentColumns columns{.id = names.find("comment-id"),
                               .moderated = names.find("moderated"),
                               .meta = names.find("is-meta"),
                               .body = names.find("comment-body"),
                               .agrees = names.find("agrees"),
                               .disagrees = names.find("disagrees"),
                               .count = names.size()};
  if (columns.id == CsvColumns::kNone || columns.body == CsvColumns::kNone)
    return reader.wrong("the header must name the columns comment-id and comment-body");
  if (columns.body_is_last()) reader.last_cell_is_text(columns.count);
  return columns;
}

bool is_true(std::string_view cell) {
  return cell == "true" || cell == "True" || cell == "TRUE" || cell == "1" || cell == "t";
}

core::Result<CommentRow> comment_row(const CsvReader& reader, const CommentColumns& columns,
                                     std::string_view id) {
  const auto cells = reader.cells();
  CommentRow row;
  row.statement.id = id;
  row.statement.text = cells[columns.body];
  if (!row.statement.text.empty() && !core::is_utf8_text(row.statement.text))
    return reader.wrong("comment-body", kNotUtf8);
  if (columns.moderated != CsvColumns::kNone && !cells[columns.moderated].empty()) {
    const auto moderated = read_sign(cells[columns.moderated]);
    if (!moderated) return reader.wrong("moderated", "is none of -1, 0 and 1");
    row.statement.moderation = static_cast<Moderation>(*moderated);
  }
  if (columns.meta != CsvColumns::kNone) row.statement.meta = is_true(cells[columns.meta]);
  row.tally = read_tally(cells, columns.agrees, columns.disagrees);
  return row;
}

// A line that is no record goes on with the text before it.
core::Status go_on(const CsvReader& reader, std::string& text) {
  text += '\n';
  bool first = true;
  for (const std::string_view cell : reader.cells()) {
    if (!first) text += ',';
    text += cell;
    first = false;
  }
  if (!core::is_utf8_text(text)) return reader.wrong("comment-body", kNotUtf8);
  return {};
}

}  // namespace

core::Result<std::vector<CommentRow>> read_comments(CsvReader& reader) {
  const CommentColumns columns = DEMUR_TRY(comment_columns(reader));
  std::vector<CommentRow> rows;
  std::size_t text_bytes = 0;
  while (DEMUR_TRY(reader.next())) {
    const auto cells = reader.cells();
    for (const std::string_view cell : cells) text_bytes += cell.size();
    if (text_bytes > kTextBytes)
      return core::fail(Code::too_large, reader.name() + ": more than 256 MiB of statements");
    const auto id = cells.size() == columns.count ? canonical_id(cells[columns.id]) : std::nullopt;
    if (id && !id->contains(' ')) {
      rows.push_back(DEMUR_TRY(comment_row(reader, columns, *id)));
    } else if (columns.body_is_last() && !rows.empty()) {
      DEMUR_TRY(go_on(reader, rows.back().statement.text));
    } else if (cells.size() == columns.count) {
      return reader.wrong("comment-id", "is no id");
    } else {
      return reader.wrong("the row has " + std::to_string(cells.size()) + " cells and the header " +
                          std::to_string(columns.count));
    }
  }
  return rows;
}

core::Result<std::vector<ParticipantRow>> read_participants(CsvReader& reader) {
  if (!DEMUR_TRY(reader.next())) return reader.wrong("the file is empty; a header is needed");
  const CsvColumns names(reader.cells());
  const std::size_t id = names.find("participant");
  const std::size_t group = names.find("group-id");
  const std::size_t agrees = names.find("n-agree");
  const std::size_t disagrees = names.find("n-disagree");
  if (id == CsvColumns::kNone) return reader.wrong("the header must name the column participant");
  std::vector<ParticipantRow> rows;
  while (DEMUR_TRY(reader.next())) {
    const auto cells = reader.cells();
    if (cells.size() != names.size())
      return reader.wrong("the row has " + std::to_string(cells.size()) + " cells and the header " +
                          std::to_string(names.size()));
    const auto person = canonical_id(cells[id]);
    if (!person) return reader.wrong("participant", "is no id");
    ParticipantRow row{.id = std::string(*person), .tally = read_tally(cells, agrees, disagrees)};
    if (group != CsvColumns::kNone && !cells[group].empty()) {
      const auto number = read_count(cells[group]);
      if (!number || *number > 1000) return reader.wrong("group-id", "is no small whole number");
      row.group = static_cast<std::int16_t>(*number);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

core::Result<std::string> read_topic(CsvReader& reader) {
  reader.last_cell_is_text(2);
  while (DEMUR_TRY(reader.next())) {
    if (reader.cells().size() != 2 || reader.cells()[0] != "topic") continue;
    if (!core::is_utf8_text(reader.cells()[1])) return reader.wrong("topic", kNotUtf8);
    return std::string(reader.cells()[1]);
  }
  return std::string();
}

}  // namespace demur::opinion
