#include "demur/web/offers.hpp"

#include <algorithm>

#include "demur/service/acts.hpp"

namespace demur::web {
namespace {

using namespace domain;

constexpr const char* kSpecimen =
    "A specimen of a reason, long enough for any rule about its length to hold.";

struct Specimen {
  Offer offer;
  Act act;
};

// What is refused for its content is offered all the same: the form is where the content is given.
bool is_open(const core::Status& verdict) {
  return verdict.has_value() || verdict.error().code == core::Code::invalid;
}

core::Result<std::vector<Offer>> allowed(const Visit& visit, const std::vector<Specimen>& specimens) {
  std::vector<Act> acts;
  for (const Specimen& specimen : specimens) acts.push_back(specimen.act);
  const auto verdicts = DEMUR_TRY(service::judge_all(visit.house, visit.member, acts));
  std::vector<Offer> offers;
  for (std::size_t i = 0; i < specimens.size(); ++i)
    if (is_open(verdicts[i])) offers.push_back(specimens[i].offer);
  return offers;
}

core::Status judge(const Visit& visit, const std::vector<Specimen>& specimens, Offer offer) {
  const auto specimen = std::ranges::find(specimens, offer, &Specimen::offer);
  if (specimen == specimens.end()) return core::fail(core::Code::not_found, "There is no such page.");
  const core::Status verdict = service::would_allow(visit.house, visit.member, specimen->act);
  if (is_open(verdict)) return {};
  return verdict;
}

domain::Answer specimen_answer(const Visit& visit, const DissentId& id) {
  return {.dissent = id,
          .id = DispositionId::make(visit.house.environment().random),
          .outcome = Outcome::declined,
          .reasons = kSpecimen};
}

Day latest_answer_day(const service::SeenDissent& seen) {
  const auto answer = std::ranges::find(seen.duties, DutyKind::answer, &Duty::kind);
  return answer == seen.duties.end() ? Day{} : answer->latest_on;
}

std::vector<Specimen> specimens_on(const Visit& visit, const Decision& decision) {
  const core::Random& random = visit.house.environment().random;
  const std::string hash(64, '0');
  const ChannelPolicy& policy = visit.house.policy();
  std::vector<Specimen> specimens{
      {Offer::revise, ReviseDecision{decision.id, kSpecimen, hash}},
      {Offer::take, TakeDecision{decision.id, visit.today}},
      // By itself: wrong in content alone, whichever decisions there are.
      {Offer::supersede, SupersedeDecision{decision.id, decision.id}},
      {Offer::withdraw_decision, WithdrawDecision{decision.id, kSpecimen}},
  };
  // Not before_final_action, unless it is the only kind: it may be too late for that one alone.
  const auto kind =
      policy.kinds.contains(DissentKind::procedure) ? DissentKind::procedure : *policy.kinds.begin();
  specimens.push_back({Offer::file_dissent, FileDissent{.id = DissentId::make(random),
                                                        .decision = decision.id,
                                                        .kind = kind,
                                                        .standing = *policy.standings.begin(),
                                                        .title = "A specimen",
                                                        .text = kSpecimen,
                                                        .invitation = core::random_id_text(random)}});
  return specimens;
}

std::vector<Specimen> specimens_on(const Visit& visit, const service::SeenDissent& seen) {
  const DissentId& id = seen.dissent.id;
  return {
      {Offer::acknowledge, Acknowledge{id}},
      {Offer::open_identity, OpenIdentity{id, kSpecimen}},
      {Offer::answer, specimen_answer(visit, id)},
      {Offer::extend, Extend{id, latest_answer_day(seen), kSpecimen}},
      {Offer::last_word, SetLastWord{id, Verdict::maintained, kSpecimen}},
      {Offer::withdraw_dissent, WithdrawDissent{id}},
      {Offer::waive_acknowledge, WaiveDuty{id, DutyKind::acknowledge, kSpecimen}},
      {Offer::waive_answer, WaiveDuty{id, DutyKind::answer, kSpecimen}},
      {Offer::waive_decide, WaiveDuty{id, DutyKind::decide, kSpecimen}},
  };
}

}  // namespace

core::Result<std::vector<Offer>> offers_on(const Visit& visit, const Decision& decision) {
  return allowed(visit, specimens_on(visit, decision));
}

core::Result<std::vector<Offer>> offers_on(const Visit& visit, const service::SeenDissent& seen) {
  return allowed(visit, specimens_on(visit, seen));
}

core::Status may(const Visit& visit, const Decision& decision, Offer offer) {
  return judge(visit, specimens_on(visit, decision), offer);
}

core::Status may(const Visit& visit, const service::SeenDissent& seen, Offer offer) {
  return judge(visit, specimens_on(visit, seen), offer);
}

}  // namespace demur::web
