// Two rounds of the same trend statements: what changed, and whether there were enough people to tell.
//
//   Comparison comparison = DEMUR_TRY(compare(spring, autumn, {.floor = 10}));
//
// Statements are the same where their texts are; where both rounds have none, where their ids are. The
// same id is the same person, unless `same_people` is off.
//
// - A statement's change is of those who answered it in both rounds (linked), or of all in each (not
//   linked); 95 % intervals of Bonett and Price, or of Newcombe; false discovery rate over statements.
// - Counts are those who agree and those who do not. They are shown where none of them is under the floor:
//   of those who answered twice and, by subtraction, of those who answered once; else of everybody, as two
//   independent rounds; else not at all. How many changed their mind enters the interval only rounded up
//   to a multiple of the floor. In a series the people who answered twice are shown only where nobody is
//   found by subtracting what was shown of them the last time (panels.hpp). (Who has the map of a round
//   beside it can subtract the one from the other: publish one of them.)
// - Leaving looks like healing: the division of all who answered is shown beside that of those who
//   answered in both rounds, who cannot have left.
// - Under the power limit nothing is called a change. The limit is the number of people at which the
//   halving of a division would be noticed four times in five: 53 linked, 192 not linked, interpolated
//   from a simulation of two camps on 12 statements; missing votes count as fewer people. A limit for
//   orders of magnitude, not a law.
//
// Errors: `invalid` where the rounds share no statement, or fewer people than the floor took part in one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "demur/opinion/conversation.hpp"
#include "demur/opinion/division.hpp"
#include "demur/opinion/rates.hpp"
#include "demur/opinion/release.hpp"

namespace demur::opinion {

inline constexpr double kEnoughLinked = 53;
inline constexpr double kEnoughApart = 192;

struct CompareOptions {
  std::uint32_t floor = 10;
  bool same_people = true;
  // The round that `before` was compared with already, whose votes are shown a second time now (panels.hpp);
  // its caller's, and only for the call. Or null.
  const Conversation* earlier = nullptr;
};

enum class Trend : std::uint8_t { too_few, no_clear_change, up, down };

struct Agreement {
  std::uint32_t agree = 0;
  std::uint32_t others = 0;
  [[nodiscard]] std::uint32_t answered() const { return agree + others; }
};

struct StatementTrend {
  std::string id;  // in the later round
  std::string text = {};
  bool linked = false;                   // the counts are of those who answered it in both rounds
  std::optional<Agreement> before = {};  // nothing where they may not be shown
  std::optional<Agreement> after = {};
  Estimate change = {};  // of the share that agrees
  double q = 1;
  Trend trend = Trend::too_few;
};

struct Comparison {
  bool linked = true;
  bool ids_look_random =
      false;  // same ids, and yet the votes of the two rounds have nothing to do with each other
  std::uint32_t people_before = 0;
  std::uint32_t people_after = 0;
  Range stayed = {};  // linked only: took part in both, only before, only after
  Range left = {};
  Range came = {};
  double enough = 0;  // people, missing votes taken off
  double limit = 0;   // of people that would be enough
  std::vector<StatementTrend> statements;
  DivisionChange everybody = {};
  std::optional<DivisionChange> same_people = {};
  Trend division = Trend::too_few;
  // Everybody's division fell, and that of those who answered both times did not.
  bool exit_illusion = false;
};

[[nodiscard]] core::Result<Comparison> compare(const Conversation& before, const Conversation& after,
                                               const CompareOptions& options);

}  // namespace demur::opinion
