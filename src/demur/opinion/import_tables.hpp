// Inside the importer: comments.csv, participants-votes.csv and summary.csv.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/opinion/conversation.hpp"
#include "demur/opinion/csv.hpp"

namespace demur::opinion {

// What a file says of how often each was agreed to, in whatever sense it counts.
struct Tally {
  std::int64_t agrees = 0;
  std::int64_t disagrees = 0;
};

struct CommentRow {
  Statement statement;
  std::optional<Tally> tally = {};
};
[[nodiscard]] core::Result<std::vector<CommentRow>> read_comments(CsvReader& reader);

struct ParticipantRow {
  std::string id;
  std::int16_t group = -1;
  std::optional<Tally> tally = {};
};
[[nodiscard]] core::Result<std::vector<ParticipantRow>> read_participants(CsvReader& reader);

// The conversation's topic; empty where the file has none.
[[nodiscard]] core::Result<std::string> read_topic(CsvReader& reader);

}  // namespace demur::opinion
