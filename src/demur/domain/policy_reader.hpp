// Reads typed values out of a policy file and collects what is wrong with it, each with its line.
// A value that is missing or wrong is noted once, and reading goes on with a default, so that a
// person sees everything there is to mend at once.
//
//   PolicyReader reader(text, findings);
//   reader.expect("last_word", {"days", "source", "verified"});
//   int days = reader.integer("last_word", "days", 1, 365);
//
// The table named "" is the top of the file.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demur/domain/policy.hpp"
#include "demur/domain/policy_text.hpp"
#include "demur/domain/words.hpp"

namespace demur::domain {

using PolicyKeys = std::span<const std::string_view>;

class PolicyReader {
 public:
  PolicyReader(const PolicyText& text, std::vector<PolicyFinding>& findings)
      : text_(text), findings_(findings) {}

  // Notes unknown keys, with the known one that was probably meant, and a table that is missing.
  void expect(std::string_view table, PolicyKeys keys);
  void expect_tables(PolicyKeys names);

  [[nodiscard]] bool has(std::string_view table, std::string_view key) const;
  [[nodiscard]] bool has_table(std::string_view table) const { return table_named(table) != nullptr; }
  // The key's line; the table's when there is no such key.
  [[nodiscard]] int line(std::string_view table, std::string_view key) const;

  [[nodiscard]] std::string text(std::string_view table, std::string_view key, std::size_t most_bytes);
  [[nodiscard]] int integer(std::string_view table, std::string_view key, int least, int most);
  [[nodiscard]] std::vector<std::string> texts(std::string_view table, std::string_view key,
                                               std::size_t most_bytes);
  [[nodiscard]] std::set<Day> days(std::string_view table, std::string_view key);
  [[nodiscard]] Provenance provenance(std::string_view table);

  template <typename Enum>
  [[nodiscard]] Enum one_of(std::string_view table, std::string_view key) {
    const PolicyValue* value = find(table, key);
    return value == nullptr ? Enum{} : read_word<Enum>(*value, table, key).value_or(Enum{});
  }

  template <typename Enum>
  [[nodiscard]] std::set<Enum> some_of(std::string_view table, std::string_view key) {
    std::set<Enum> chosen;
    const auto* items = list(table, key);
    if (items == nullptr) return chosen;
    for (const auto& item : *items)
      if (const auto read = read_word<Enum>(item, table, key); read && !chosen.insert(*read).second)
        error(item.line, std::string(word(*read)) + " stands twice in " + name(table, key));
    if (items->empty()) error(line(table, key), name(table, key) + " is empty: name at least one");
    return chosen;
  }

  void error(int line, std::string what) { note(line, PolicyFinding::Weight::error, std::move(what)); }
  void warning(int line, std::string what) { note(line, PolicyFinding::Weight::warning, std::move(what)); }

 private:
  void note(int line, PolicyFinding::Weight weight, std::string what);
  [[nodiscard]] const PolicyTable* table_named(std::string_view table) const;
  [[nodiscard]] const PolicyValue* find(std::string_view table, std::string_view key);  // notes if missing
  [[nodiscard]] const std::vector<PolicyValue>* list(std::string_view table, std::string_view key);
  [[nodiscard]] std::optional<std::size_t> index_of_word(const PolicyValue& value, std::string_view table,
                                                         std::string_view key,
                                                         std::span<const char* const> words);
  [[nodiscard]] static std::string name(std::string_view table, std::string_view key);

  template <typename Enum>
  std::optional<Enum> read_word(const PolicyValue& value, std::string_view table, std::string_view key) {
    const auto index = index_of_word(value, table, key, words_of<Enum>());
    if (!index) return std::nullopt;
    return static_cast<Enum>(*index);
  }

  const PolicyText& text_;
  std::vector<PolicyFinding>& findings_;
};

}  // namespace demur::domain
