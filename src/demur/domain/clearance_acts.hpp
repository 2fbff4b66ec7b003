// What people do around a clearance, and its judgement: a family of its own beside act.hpp and decide.hpp,
// by the same rules (matter.hpp has the order in which a judgement looks).
//
//   Result<ClearanceChange> change = decide(situation, act, policy, today);
//
// An act that makes something carries its id; done twice it is done once.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/basis.hpp"
#include "demur/domain/clearance.hpp"
#include "demur/domain/entry.hpp"
#include "demur/domain/policy.hpp"

namespace demur::domain {

// By a respondent of the decision's office. Asks the offices that the rules name, and these.
struct OpenClearance {
  ClearanceRoundId id;
  DecisionId decision;
  Mandate mandate = {};
  std::vector<OfficeId> also = {};
  std::string urgent_reasons = {};    // given: it may be open for urgent_round_days only
  std::optional<Day> closes_on = {};  // none: as soon as the policy allows
};
// By a respondent of the asked office.
struct GivePosition {
  PositionId position;
  Stance stance = Stance::concur;
  std::string text_hash;  // of the text that they read
  std::string would_change = {};
  std::vector<Comment> comments = {};
  bool withheld = false;
};
struct LiftObjection {
  PositionId position;
  std::string reasons;
};
// By a respondent of the decision's office: the newest change of the text was editorial only.
struct DeclareEditorial {
  DecisionId decision;
  int version = 2;
  std::string reasons;
};
// By a respondent of an office that was asked: it was not.
struct ContestEditorial {
  DecisionId decision;
  int version = 2;
  OfficeId office;
  std::string reasons;
};
constexpr int kObjection = 0;
struct CommentReply {
  PositionId position;
  // Of the office's last word in the round, counted from 1; or kObjection: what would change its objection.
  int comment = 1;
  CommentAnswer answer = {};
};
// By a respondent of the decision's office, once the round is closed: every comment is answered, and every
// objection that stands. One that was lifted may be.
struct ReportClearance {
  ClearanceRoundId round;
  std::string summary;
  std::vector<CommentReply> replies = {};
};
struct VoidClearance {
  ClearanceRoundId round;
  std::string reason;
};

using ClearanceAct = std::variant<OpenClearance, GivePosition, LiftObjection, DeclareEditorial,
                                  ContestEditorial, ReportClearance, VoidClearance>;

constexpr std::size_t kMostComments = 100;
constexpr std::size_t kMostAsked = 40;  // offices in one round

// What the judge must know; what does not exist is absent.
struct ClearanceSituation {
  Member who;
  std::optional<Decision> decision = {};  // of the round
  std::optional<ClearanceRound> round = {};
  std::optional<Position> position = {};
  std::optional<Office> heir = {};   // of the asked office: itself, or what it was merged into
  std::vector<Office> offices = {};  // all
  Clearance clearance = {};          // of the decision
  std::vector<Duty> duties = {};     // of the round, of its positions and of the decision
  bool id_taken = false;
  bool secret_from_start = false;  // the decision's text
};

// Values are whole: the service saves each as it stands.
struct ClearanceChange {
  std::optional<Decision> decision = {};
  std::optional<ClearanceRound> round = {};
  std::vector<Position> positions = {};
  std::optional<EditorialChange> editorial = {};
  std::vector<Duty> duties = {};
  std::vector<Entry> entries = {};
  bool already_done = false;
};

[[nodiscard]] core::Result<ClearanceChange> decide(const ClearanceSituation& situation,
                                                   const ClearanceAct& act, const ChannelPolicy& policy,
                                                   Day today);

// What the clock does to one round on the morning of `today`: it closes, and its record names the offices
// that gave no response. Duties past their day are missed. Doing it twice does nothing more.
[[nodiscard]] ClearanceChange settle(const ClearanceRound& round, const std::vector<Position>& positions,
                                     const std::vector<Duty>& duties, Day today);
// Of a decision whose bypass promised a round after the fact.
[[nodiscard]] ClearanceChange settle_promise(const std::vector<Duty>& duties, Day today);

// What is owed after a bypass was declared.
[[nodiscard]] Duty consult_after_duty(const Decision& decision, const Bypass& bypass, Day today);

// The decisions' own judge uses these: they are told with what a decision is taken.
[[nodiscard]] core::Result<Bypass> whole_bypass(const Bypass& typed, const ChannelPolicy& policy, Day today);
[[nodiscard]] core::json::array to_json(const std::vector<RequiredOffice>& required);

}  // namespace demur::domain
