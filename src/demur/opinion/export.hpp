// Writes a conversation in the format of Polis's exports, for programs that read it and for import.hpp.
//
//   const PolisExport files = DEMUR_TRY(export_polis(conversation, {.day = closed, .random = random}));
//
// - comments.csv has a row a statement; its counts are of people's last votes (Polis's are of votes cast),
// and
//   exact, however few.
// - votes.csv and participants-votes.csv are rows of people. A few known votes single out most of them.
// So all of it is for nobody who may not know everything anyway, and nothing of it for publication.
// +1 is agreement, in all of them. Every time is the one day that is given. Ids of people and of statements
// are new in each export, by chance, so that two of them cannot be laid beside each other.
//
// Errors: Code::conflict for fewer people than the floor. Source: the exports of
// github.com/compdemocracy/openData.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/core/random.hpp"
#include "demur/core/result.hpp"
#include "demur/opinion/conversation.hpp"

namespace demur::opinion {

struct ExportOptions {
  core::Day day{};
  core::Random random;
  std::size_t floor = 10;  // people who voted
};

struct PolisExport {
  std::string summary;
  std::string comments;
  std::string votes;
  std::string participants;  // participants-votes.csv
};

[[nodiscard]] core::Result<PolisExport> export_polis(const Conversation& conversation,
                                                     const ExportOptions& options);

// 0 to count - 1, each order equally likely. An export draws one for the statements and then one for the
// people: the n-th of them has the id that stands at n.
[[nodiscard]] std::vector<std::uint32_t> order_by_chance(std::size_t count, const core::Random& random);

}  // namespace demur::opinion
