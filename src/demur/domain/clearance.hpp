// Clearance: before an office decides, it asks other offices for their positions on the text. Nouns of
// their own, plain values as in nouns.hpp; acts and their judgement are clearance_acts.hpp, and what all
// of it comes to is basis.hpp.
//
// A position is bound to the text's hash. What an office says later replaces what it said, and all that it
// ever said stays. Silence is no position: it is "no response", by the clock, and never consent.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/domain/mandate.hpp"
#include "demur/domain/nouns.hpp"

namespace demur::domain {

struct ClearanceRound {
  ClearanceRoundId id = {};  // also the id of its leaf in the log
  DecisionId decision = {};
  int number = 1;  // of the decision's rounds, in the order in which they were opened
  RoundState state = RoundState::open;
  Mandate mandate = {};
  std::string urgent_reasons = {};  // empty: it is open for as long as any
  int version = 1;                  // of the text that was sent round
  std::string text_hash = {};
  Day opened_on{};
  Day closes_on{};            // the last day for a position
  bool after_taking = false;  // the decision was taken already: it cannot clear it any more
  std::optional<Day> closed_on = {};
  std::optional<Day> reported_on = {};
  std::string summary = {};      // of the report
  std::string void_reason = {};  // never empty once it is void
  auto operator<=>(const ClearanceRound&) const = default;
};

enum class Stance { concur, concur_with_comment, non_concur, abstain, recused };
enum class CommentWeight { critical, substantive, editorial };
enum class CommentOutcome { adopted, adopted_in_part, declined };

// What the owner answers to one comment, or to an objection, in the round's report.
struct CommentAnswer {
  CommentOutcome outcome = CommentOutcome::declined;
  std::string reasons = {};
  auto operator<=>(const CommentAnswer&) const = default;
};

struct Comment {
  CommentWeight weight = CommentWeight::substantive;
  std::string where = {};  // page, paragraph; optional
  std::string text = {};
  std::string rationale = {};                // optional
  std::optional<CommentAnswer> answer = {};  // once the round is reported
  auto operator<=>(const Comment&) const = default;
};

// An objection that its office lifted. That is no concurrence: to concur, the office says so.
struct Lifting {
  Day day{};
  std::string reasons = {};
  auto operator<=>(const Lifting&) const = default;
};

// What an office said, once.
struct Given {
  Stance stance = Stance::abstain;
  int version = 1;
  std::string text_hash = {};
  std::string would_change = {};  // of a non-concur: what would change it
  std::vector<Comment> comments = {};
  bool withheld = false;  // its texts are for those who take part; the log holds a commitment
  Day day{};
  MemberId by = {};                          // never in the log
  OfficeId by_office = {};                   // where they work
  OfficeId for_office = {};                  // the asked office, or the one it was merged into
  bool after_taking = false;                 // the decision had been taken
  std::optional<Lifting> lifted = {};        // of a non-concur
  std::optional<CommentAnswer> answer = {};  // of a non-concur: to what would change it
  auto operator<=>(const Given&) const = default;
};

// The place of one office in one round.
struct Position {
  PositionId id = {};
  ClearanceRoundId round = {};
  OfficeId office = {};
  std::string office_name = {};   // when it was asked
  bool by_rules = false;          // the channel's rules name it; otherwise the owner added it
  std::vector<Given> given = {};  // oldest first: the last one stands
  auto operator<=>(const Position&) const = default;
};

// The place of this office in this round: the same id for whoever computes it.
[[nodiscard]] PositionId position_id(const ClearanceRoundId& round, const OfficeId& office);

// The last that was said, if anything was.
[[nodiscard]] inline const Given* standing(const Position& position) {
  return position.given.empty() ? nullptr : &position.given.back();
}

// The owner says that one change of the text was editorial only, so that positions go on to hold; the
// offices that were asked may object until a day.
struct EditorialChange {
  DecisionId decision = {};
  int version = 2;  // what the text became
  std::string from_hash = {};
  std::string text_hash = {};
  std::string reasons = {};
  Day declared_on{};
  Day object_by{};  // the last day to object
  std::optional<OfficeId> contested_by = {};
  std::optional<Day> contested_on = {};
  std::string contest_reasons = {};
  auto operator<=>(const EditorialChange&) const = default;
};

enum class BypassGround { urgent, secret, routine, other };

// Declared by the decision's office when it takes it though offices that must be asked were not heard.
struct Bypass {
  BypassGround ground = BypassGround::other;
  std::string reasons = {};
  Day consult_by{};  // by when a round after the fact is opened
  auto operator<=>(const Bypass&) const = default;
};

// An office that the channel's rules name. Without `office` there was none of that name.
struct RequiredOffice {
  std::string name = {};
  std::optional<OfficeId> office = {};
  auto operator<=>(const RequiredOffice&) const = default;
};

// What was laid down when a decision was taken, or registered as taken. Never changed after.
struct Taking {
  DecisionId decision = {};
  Day recorded_on{};
  std::vector<RequiredOffice> required = {};  // by the rules of that day
  std::string direction = {};                 // the reasons for proceeding over an objection; empty: none
  std::optional<Bypass> bypass = {};
  auto operator<=>(const Taking&) const = default;
};

// All from which the basis of one decision is computed.
struct Clearance {
  std::vector<RequiredOffice> required = {};  // by the rules as they are today; a Taking has its own
  std::vector<ClearanceRound> rounds = {};    // in the order of their numbers
  std::vector<Position> positions = {};
  std::vector<EditorialChange> editorial = {};
  std::optional<Taking> taking = {};
  auto operator<=>(const Clearance&) const = default;
};

// What the office said last is an objection that it has not lifted.
[[nodiscard]] inline bool objects(const Position& position) {
  const Given* said = standing(position);
  return said != nullptr && said->stance == Stance::non_concur && !said->lifted;
}

// The offices that the rules name, among those that are active.
[[nodiscard]] std::vector<RequiredOffice> required_offices(const std::vector<std::string>& names,
                                                           const std::vector<Office>& offices);

// Words as for the nouns.
[[nodiscard]] const char* word(Stance value);
[[nodiscard]] const char* word(CommentWeight value);
[[nodiscard]] const char* word(CommentOutcome value);
[[nodiscard]] const char* word(BypassGround value);

}  // namespace demur::domain
