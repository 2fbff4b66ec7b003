#include "demur/opinion/import_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <numeric>

#include "demur/core/bytes.hpp"
#include "demur/opinion/import.hpp"

namespace demur::opinion {
namespace {

using core::Code;

constexpr std::uint32_t kSmallNumbers = std::uint32_t{1} << 22;
constexpr std::size_t kChunkRows = std::size_t{1} << 17;
constexpr std::size_t kIdBytes = 100;

std::string_view trimmed(std::string_view cell) {
  while (!cell.empty() && cell.front() == ' ') cell.remove_prefix(1);
  while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
  return cell;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The value of a number as Ids knows them, where it is small.
std::optional<std::uint32_t> small_number(std::string_view id) {
  if (id.size() > 7 || !all_digits(id) || (id.size() > 1 && id.front() == '0')) return std::nullopt;
  std::uint32_t value = 0;
  std::from_chars(id.data(), id.data() + id.size(), value);
  if (value >= kSmallNumbers) return std::nullopt;
  return value;
}

// The first of several names that the header has.
std::size_t find_any(const CsvColumns& columns, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (const std::size_t at = columns.find(name); at != CsvColumns::kNone) return at;
  return CsvColumns::kNone;
}

struct VoteColumns {
  std::size_t statement, person, vote, time, count;
};

core::Result<VoteColumns> vote_columns(CsvReader& reader) {
  if (!DEMUR_TRY(reader.next())) return reader.wrong("the file is empty; a header and rows are needed");
  const CsvColumns columns(reader.cells());
  const VoteColumns found{.statement = find_any(columns, {"comment-id", "statement-id", "tid"}),
                          .person = find_any(columns, {"voter-id", "participant-id", "participant", "pid"}),
                          .vote = columns.find("vote"),
                          .time = columns.find("timestamp"),
                          .count = columns.size()};
  if (found.statement == CsvColumns::kNone || found.person == CsvColumns::kNone ||
      found.vote == CsvColumns::kNone)
    return reader.wrong(
        "the header must name the columns comment-id, voter-id and vote; is this the votes.csv of an "
        "export?");
  return found;
}

// Keeps the earliest time stamp of each person, as long as every row has one.
class FirstVotes {
 public:
  explicit FirstVotes(bool has_times) : known_(has_times) {}
  void add(std::uint32_t person, std::string_view cell) {
    if (!known_) return;
    std::int64_t time = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), time);
    known_ = error == std::errc{} && end == cell.data() + cell.size() && !cell.empty();
    if (person >= first_.size()) first_.resize(person + 1, std::numeric_limits<std::int64_t>::max());
    first_[person] = std::min(first_[person], time);
  }
  [[nodiscard]] std::vector<std::int64_t> take() && {
    return known_ ? std::move(first_) : std::vector<std::int64_t>();
  }

 private:
  bool known_;
  std::vector<std::int64_t> first_;
};

}  // namespace

std::optional<std::string_view> canonical_id(std::string_view cell) {
  cell = trimmed(cell);
  if (cell.ends_with(".0") && all_digits(cell.substr(0, cell.size() - 2))) cell.remove_suffix(2);
  if (cell.empty() || cell.size() > kIdBytes) return std::nullopt;
  const bool plain =
      std::all_of(cell.begin(), cell.end(), [](char each) { return each > ' ' && each < 127; });
  if (plain) return cell;
  const bool control = std::any_of(cell.begin(), cell.end(),
                                   [](char each) { return (each >= 0 && each < ' ') || each == 127; });
  if (control || !core::is_utf8_text(cell)) return std::nullopt;
  return cell;
}

std::optional<int> read_sign(std::string_view cell) {
  cell = trimmed(cell);
  if (cell.ends_with(".0")) cell.remove_suffix(2);
  if (cell == "1" || cell == "+1") return 1;
  if (cell == "-1") return -1;
  if (cell == "0" || cell == "-0") return 0;
  return std::nullopt;
}

std::uint32_t IdIndex::index_of(std::string_view id) {
  const auto next = static_cast<std::uint32_t>(ids_.size());
  if (const auto number = small_number(id)) {
    if (*number >= by_number_.size())
      by_number_.resize(std::max<std::size_t>(*number + 1, 2 * by_number_.size()));
    std::uint32_t& known = by_number_[*number];
    if (known != 0) return known - 1;
    known = next + 1;
  } else {
    if (const auto known = by_text_.find(id); known != by_text_.end()) return known->second;
    by_text_.emplace(id, next);
  }
  ids_.emplace_back(id);
  return next;
}

std::size_t IdIndex::memory_bytes() const {
  return ids_.capacity() * sizeof(std::string) + by_number_.capacity() * sizeof(std::uint32_t) +
         by_text_.size() * (sizeof(std::string) + 64);
}

Ids IdIndex::sorted(std::vector<std::uint32_t>& rank) const {
  std::vector<std::uint32_t> order(ids_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return before(ids_[a], ids_[b]); });
  rank.resize(ids_.size());
  Ids ids;
  for (std::size_t at = 0; at < order.size(); ++at) {
    rank[order[at]] = static_cast<std::uint32_t>(at);
    ids.append(ids_[order[at]]);
  }
  return ids;
}

void VoteRows::add(std::uint32_t person, std::uint16_t statement, int sign) {
  if (chunks_.empty() || chunks_.back().size() == kChunkRows) chunks_.emplace_back().reserve(kChunkRows);
  chunks_.back().push_back(std::uint64_t{person} << 32 | std::uint64_t{statement} << 8 |
                           static_cast<std::uint64_t>(sign + 1));
  ++size_;
}

core::Result<VotesFile> read_votes(CsvReader& reader, std::size_t memory_bytes) {
  const VoteColumns columns = DEMUR_TRY(vote_columns(reader));
  VotesFile file;
  FirstVotes first(columns.time != CsvColumns::kNone);
  while (DEMUR_TRY(reader.next())) {
    const auto cells = reader.cells();
    if (cells.size() != columns.count)
      return reader.wrong("the row has " + std::to_string(cells.size()) + " cells and the header " +
                          std::to_string(columns.count));
    const auto person = canonical_id(cells[columns.person]);
    if (!person) return reader.wrong("voter-id", "is no id");
    const auto statement = canonical_id(cells[columns.statement]);
    if (!statement) return reader.wrong("comment-id", "is no id");
    const auto sign = read_sign(cells[columns.vote]);
    if (!sign) return reader.wrong("vote", "is none of -1, 0 and 1");
    const std::uint32_t column = file.statements.index_of(*statement);
    if (column >= kMaxStatements)
      return core::fail(Code::too_large, reader.name() + ": more than 65,535 statements");
    const std::uint32_t row = file.people.index_of(*person);
    file.rows.add(row, static_cast<std::uint16_t>(column), *sign);
    if (columns.time != CsvColumns::kNone) first.add(row, cells[columns.time]);
    if (file.rows.size() % kChunkRows == 0) {
      // Sorted by person they need three bytes more each, for a moment.
      const std::size_t needed = file.rows.size() * 11 + file.people.memory_bytes();
      if (needed > memory_bytes || file.rows.size() + kChunkRows > kMaxVotes)
        return core::fail(Code::too_large, reader.name() + ", line " + std::to_string(reader.line()) +
                                               ": more votes than the memory allowed (" +
                                               std::to_string(memory_bytes >> 20) +
                                               " MiB) can hold; use a machine with more memory");
    }
  }
  file.first_vote = std::move(first).take();
  return file;
}

}  // namespace demur::opinion
