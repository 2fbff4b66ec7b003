// Reads a conversation in the format of Polis's exports: a folder with votes.csv and, where there are,
// comments.csv, participants-votes.csv and summary.csv; or one votes.csv by itself.
//
//   Imported imported = DEMUR_TRY(import_polis("export/", {}));
//
// What is read and how:
// - votes.csv has one row a vote cast. The last row of a person and a statement counts, in the order of
//   the file. Files are not sorted by time; time stamps only tell who voted first (first_votes).
// - Which number means agreement is not the same everywhere: Polis's exports have 1, its database and
//   its API have -1. `agree` says it; without, the counts in participants-votes.csv or comments.csv
//   settle it; where they do not, the import is refused.
// - comments.csv gives texts and moderation. Its counts are of votes cast, not of people: they are used
//   for the sign only. A text that was not quoted runs to the end of its line and over lines that are no
//   record.
// - Columns may come in any order; unknown ones are passed over; "0.0" is 0.
// - Rows in any order give the same conversation, as long as nobody's last vote changes.
//
// Memory: 8 bytes a row while reading, then 3 bytes a vote; bounded by `memory_bytes`, and beyond it
// Code::too_large. Errors name file, line and column, and what to do; they never repeat what the file
// says. Source: the exports of github.com/compdemocracy/openData.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/opinion/conversation.hpp"
#include "demur/opinion/csv.hpp"

namespace demur::opinion {

struct ImportOptions {
  std::optional<int> agree = {};  // 1 or -1
  std::size_t memory_bytes = std::size_t{4} << 30;
  // Now and then while votes.csv is read: what is done, and how much of it (0 to 1).
  std::function<void(std::string_view, double)> progress = {};
};

struct Imported {
  Conversation conversation;                  // with what moderation rejected: shown_statements()
  std::vector<std::int16_t> published_group;  // by person, of participants-votes.csv; -1: none
  // Rows of people in the order of their first votes by time stamp, ties by id; empty where rows have none.
  std::vector<std::uint32_t> first_votes;
  std::uint64_t rows = 0;            // of votes.csv
  std::uint64_t changed = 0;         // rows that a later one of the same person replaced
  int agree = 1;                     // the number that means agreement in the file
  std::string agree_because;         // "as --agree says", "by the counts of comments.csv"
  std::vector<std::string> remarks;  // what was odd, and what was made of it; sentences
};

// An id as the importer keeps it: "12", "12.0" and " 12 " are one. Nothing where it is none: empty, longer
// than 100 bytes, or not UTF-8 text on one line.
[[nodiscard]] std::optional<std::string_view> canonical_id(std::string_view cell);

struct CsvSource {
  std::string name;
  ReadBytes read;
};

struct PolisSources {
  CsvSource votes;
  std::optional<CsvSource> comments = {};
  std::optional<CsvSource> participants = {};
  std::optional<CsvSource> summary = {};
};

[[nodiscard]] core::Result<Imported> import_polis(const std::filesystem::path& folder_or_file,
                                                  const ImportOptions& options);
[[nodiscard]] core::Result<Imported> import_polis(PolisSources sources, const ImportOptions& options);

// The statements alone, of a comments.csv, in its order.
[[nodiscard]] core::Result<std::vector<Statement>> import_statements(const CsvSource& comments);

}  // namespace demur::opinion
