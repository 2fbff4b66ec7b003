// A conversation: statements, the people who voted, and their votes.
//
//   Conversation shown = shown_statements(conversation);   // what a map is made of
//
// Rows of `votes` are `people`, its columns are `statements`, both in canonical order (ids.hpp), so
// that a conversation does not depend on the order of the input. Polis numbers people in the order of
// their first vote: there the rows are in that order too.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "demur/opinion/ids.hpp"
#include "demur/opinion/votes.hpp"

namespace demur::opinion {

enum class Moderation : std::int8_t { rejected = -1, unmoderated = 0, accepted = 1 };

struct Statement {
  std::string id;
  std::string text = {};  // UTF-8; empty where the input has none
  Moderation moderation = Moderation::unmoderated;
  bool meta = false;  // on the person and not on the matter, as "I live in the capital"
  bool operator==(const Statement&) const = default;
};

struct Conversation {
  std::string topic = {};
  Ids people;
  std::vector<Statement> statements;  // by id
  Votes votes;
  bool operator==(const Conversation&) const = default;
};

// Without the statements that moderation rejected, and the votes on them. People stay, also those
// whose votes were all on such: rows are what they were.
[[nodiscard]] Conversation shown_statements(const Conversation& conversation);

}  // namespace demur::opinion
