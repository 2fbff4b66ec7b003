// Looking back, years after: was the dissent right? The office that owns the decision owes a review; those
// who dissented say for themselves, each of their own dissent. Neither changes what was said then.
//
//   Day due = review_due(*decision.taken_on, first_answer, policy);     // a year later, as the policy has it
//   Result<ReviewChange> change = decide(situation, ReviewDecision{...}, policy, today);
//
// A review is owed on a decision that was taken and from which a dissent was answered. "Too early to tell"
// puts it off by as long again; any other verdict ends the duty. Who missed one is on record, and owes it
// still. Pure; refusals as in decide.hpp.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/entry.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/domain/policy.hpp"

namespace demur::domain {

enum class Hindsight { right, partly_right, wrong, too_early };
[[nodiscard]] const char* word(Hindsight value);

struct Review;
using ReviewId = core::Id<Review>;

// The office's. A decision may have several, oldest first.
struct Review {
  ReviewId id;
  DecisionId decision;
  Hindsight verdict = Hindsight::too_early;
  std::string reasons;  // public, for good
  MemberId by;
  Day day{};
  auto operator<=>(const Review&) const = default;
};

// The author's, of their own dissent; the newest replaces the one before, and each is in the log.
struct LookBack {
  DissentId dissent;
  Hindsight verdict = Hindsight::too_early;
  std::string
      text;  // read by who may read the dissent; empty of an author whom nobody knows: theirs is sealed
  Day day{};
  int number = 1;  // how often they have said it
  auto operator<=>(const LookBack&) const = default;
};

struct ReviewDecision {
  DecisionId decision;
  ReviewId id;
  Hindsight verdict = Hindsight::too_early;
  std::string reasons;
};
struct LookBackOn {
  DissentId dissent;
  Hindsight verdict = Hindsight::too_early;
  std::string text = {};
};
using ReviewAct = std::variant<ReviewDecision, LookBackOn>;

struct ReviewSituation {
  Member who;
  std::optional<Decision> decision = {};  // the act's, or the dissent's
  std::optional<Duty> duty = {};          // to review it
  std::optional<Review> kept = {};        // with the act's id
  bool stands_behind = false;             // `who` wrote or signed a dissent from it
  std::optional<Dissent> dissent = {};
  bool has_signed = false;            // `who` signed that dissent
  std::optional<LookBack> look = {};  // of that dissent
};

struct ReviewChange {
  std::optional<Review> review = {};
  std::optional<LookBack> look = {};
  std::optional<Duty> duty = {};
  std::vector<Entry> entries = {};
  bool already_done = false;
};

// The last day that is in time: so many days after the decision was taken, or after the first answer to a
// dissent from it, whichever came later.
[[nodiscard]] Day review_due(Day taken_on, Day first_answer, const ChannelPolicy& policy);

[[nodiscard]] core::Result<ReviewChange> decide(const ReviewSituation& situation, const ReviewAct& act,
                                                const ChannelPolicy& policy, Day today);

// What came from a drop: signed by the key of an author whom nobody knows, which the service has checked.
// `number` is one more than that of what is kept.
struct LookBackArrived {
  Hindsight verdict = Hindsight::too_early;
  int number = 1;
  core::json::object proof = {};  // becomes the public part of the record, so that anybody can check it again
};
[[nodiscard]] core::Result<ReviewChange> receive_look_back(const Dissent& dissent, const Decision& decision,
                                                           const std::optional<LookBack>& kept,
                                                           LookBackArrived arrived, Day today);

// Whether its author may look back on it now: for whoever shows them the form.
[[nodiscard]] bool may_look_back(const Dissent& dissent, const Decision& decision);

// The clock's own: the duty is opened, and missed when its day has passed. Doing it twice does nothing more.
[[nodiscard]] ReviewChange settle_review(const Decision& decision, std::optional<Day> first_answer,
                                         const std::optional<Duty>& duty, const ChannelPolicy& policy,
                                         Day today);

}  // namespace demur::domain
