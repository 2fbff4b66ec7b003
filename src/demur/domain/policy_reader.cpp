#include "demur/domain/policy_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>

namespace demur::domain {
namespace {

// Levenshtein's distance, for "did you mean".
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

// " (did you mean X?)", or nothing when no known word is near. Only short words are compared: the
// file may hold anything.
template <typename Words>
std::string nearest(std::string_view word, const Words& known) {
  if (word.size() > 40) return {};
  std::string_view best;
  std::size_t least = 1 + std::max<std::size_t>(1, word.size() / 3);
  for (const std::string_view candidate : known)
    if (const auto edits = edits_between(word, candidate); edits < least) {
      least = edits;
      best = candidate;
    }
  return best.empty() ? std::string{} : fmt::format(" (did you mean {}?)", best);
}

template <typename Words>
std::string joined(const Words& words) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

std::string shortened(std::string_view word) {
  return word.size() <= 40 ? std::string(word) : std::string("a long word");
}

}  // namespace

std::string PolicyReader::name(std::string_view table, std::string_view key) {
  return table.empty() ? std::string(key) : fmt::format("{}.{}", table, key);
}

void PolicyReader::note(int line, PolicyFinding::Weight weight, std::string what) {
  findings_.push_back({line, weight, std::move(what)});
}

const PolicyTable* PolicyReader::table_named(std::string_view table) const {
  if (table.empty()) return &text_.top;
  const auto found = text_.tables.find(std::string(table));
  return found == text_.tables.end() ? nullptr : &found->second;
}

void PolicyReader::expect_tables(PolicyKeys names) {
  for (const auto& [name, table] : text_.tables)
    if (std::ranges::find(names, name) == names.end())
      error(table.line, fmt::format("unknown table [{}]{}", shortened(name), nearest(name, names)));
}

void PolicyReader::expect(std::string_view table, PolicyKeys keys) {
  const PolicyTable* found = table_named(table);
  if (found == nullptr) {
    error(0, fmt::format("table [{}] is missing", table));
    return;
  }
  for (const auto& [key, value] : found->values)
    if (std::ranges::find(keys, key) == keys.end())
      error(value.line, fmt::format("unknown key {}{}", name(table, shortened(key)), nearest(key, keys)));
}

bool PolicyReader::has(std::string_view table, std::string_view key) const {
  const PolicyTable* found = table_named(table);
  return found != nullptr && found->values.contains(std::string(key));
}

int PolicyReader::line(std::string_view table, std::string_view key) const {
  const PolicyTable* found = table_named(table);
  if (found == nullptr) return 0;
  const auto value = found->values.find(std::string(key));
  return value == found->values.end() ? found->line : value->second.line;
}

const PolicyValue* PolicyReader::find(std::string_view table, std::string_view key) {
  const PolicyTable* found = table_named(table);
  if (found == nullptr) return nullptr;  // noted by expect()
  const auto value = found->values.find(std::string(key));
  if (value != found->values.end()) return &value->second;
  error(found->line, fmt::format("{} is missing", name(table, key)));
  return nullptr;
}

std::string PolicyReader::text(std::string_view table, std::string_view key, std::size_t most_bytes) {
  const PolicyValue* value = find(table, key);
  if (value == nullptr) return {};
  const auto* text = std::get_if<std::string>(&value->value);
  if (text == nullptr)
    error(value->line, fmt::format("{} must be a text in quotes", name(table, key)));
  else if (text->find_first_not_of(" \t\r\n") == std::string::npos)
    error(value->line, fmt::format("{} is empty", name(table, key)));
  else if (text->size() > most_bytes)
    error(value->line, fmt::format("{} has more than {} bytes", name(table, key), most_bytes));
  else
    return *text;
  return {};
}

int PolicyReader::integer(std::string_view table, std::string_view key, int least, int most) {
  const PolicyValue* value = find(table, key);
  if (value == nullptr) return least;
  const auto* number = std::get_if<std::int64_t>(&value->value);
  if (number != nullptr && *number >= least && *number <= most) return static_cast<int>(*number);
  error(value->line, fmt::format("{} must be a whole number from {} to {}", name(table, key), least, most));
  return least;
}

const std::vector<PolicyValue>* PolicyReader::list(std::string_view table, std::string_view key) {
  const PolicyValue* value = find(table, key);
  if (value == nullptr) return nullptr;
  const auto* items = std::get_if<std::vector<PolicyValue>>(&value->value);
  if (items == nullptr) error(value->line, fmt::format("{} must be a list: [...]", name(table, key)));
  return items;
}

std::vector<std::string> PolicyReader::texts(std::string_view table, std::string_view key,
                                             std::size_t most_bytes) {
  std::vector<std::string> texts;
  const auto* items = list(table, key);
  if (items == nullptr) return texts;
  for (const auto& item : *items) {
    const auto* text = std::get_if<std::string>(&item.value);
    if (text == nullptr || text->find_first_not_of(" \t\r\n") == std::string::npos ||
        text->size() > most_bytes)
      error(item.line, fmt::format("{} is a list of texts in quotes, each of at most {} bytes",
                                   name(table, key), most_bytes));
    else if (std::ranges::find(texts, *text) != texts.end())
      error(item.line, fmt::format("{} stands twice in {}", shortened(*text), name(table, key)));
    else
      texts.push_back(*text);
  }
  return texts;
}

std::set<Day> PolicyReader::days(std::string_view table, std::string_view key) {
  std::set<Day> days;
  const auto* items = list(table, key);
  if (items == nullptr) return days;
  for (const auto& item : *items) {
    const Day* day = std::get_if<Day>(&item.value);
    if (day == nullptr)
      error(item.line, fmt::format("{}: a day is written 2026-12-25, without quotes", name(table, key)));
    else if (*day < core::parse_day("1900-01-01").value() || *day > core::parse_day("2999-12-31").value())
      error(item.line, fmt::format("{}: a day must be in the years 1900 to 2999", name(table, key)));
    else if (!days.insert(*day).second)
      error(item.line, fmt::format("{}: {} stands twice", name(table, key), core::to_string(*day)));
  }
  return days;
}

Provenance PolicyReader::provenance(std::string_view table) {
  Provenance out{.source = text(table, "source", 500)};
  if (table_named(table) == nullptr) return out;
  if (!has(table, "verified")) {
    warning(line(table, "source"),
            fmt::format("{} is missing: taken as \"unverified\"", name(table, "verified")));
    return out;
  }
  const PolicyValue* value = find(table, "verified");
  const auto* word = std::get_if<std::string>(&value->value);
  if (const Day* day = std::get_if<Day>(&value->value))
    out.verified_on = *day;
  else if (word == nullptr || *word != "unverified")
    error(value->line, fmt::format("{} must be a day without quotes (2026-11-23) or \"unverified\"",
                                   name(table, "verified")));
  return out;
}

std::optional<std::size_t> PolicyReader::index_of_word(const PolicyValue& value, std::string_view table,
                                                       std::string_view key,
                                                       std::span<const char* const> words) {
  const auto* text = std::get_if<std::string>(&value.value);
  if (text == nullptr) {
    error(value.line, fmt::format("{} must be words in quotes: {}", name(table, key), joined(words)));
    return std::nullopt;
  }
  for (std::size_t index = 0; index < words.size(); ++index)
    if (*text == words[index]) return index;
  if (*text == "noted")
    error(value.line, "\"noted\" is not an outcome: every answer says what becomes of the dissent");
  else
    error(value.line, fmt::format("{}: unknown word {}{}; known: {}", name(table, key), shortened(*text),
                                  nearest(*text, words), joined(words)));
  return std::nullopt;
}

}  // namespace demur::domain
