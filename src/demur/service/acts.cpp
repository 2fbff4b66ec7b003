#include "demur/service/acts.hpp"

#include "demur/service/clearance.hpp"
#include "demur/service/keeping.hpp"
#include "demur/service/meetings.hpp"
#include "demur/service/opinion_rounds.hpp"
#include "demur/service/reviews.hpp"
#include "demur/service/situation.hpp"
#include "demur/service/succession.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/members.hpp"

namespace demur::service {
namespace {

using core::Result;
using core::Status;

// The clock's own acts on a dissent come before anybody's: what was missed is on record before it is
// done late, also in the moments after midnight.
Status settle_first(Institution& house, store::Transaction& transaction, const domain::Act& act,
                    core::Day today) {
  // A round whose last day has passed is closed before its text changes.
  if (std::holds_alternative<domain::ReviseDecision>(act))
    DEMUR_TRY(settle_clearance(house, transaction, today));
  return std::visit(
      [&](const auto& named) -> Status {
        if constexpr (requires { named.dissent; })
          if (const auto dissent = DEMUR_TRY(store::find_dissent(transaction, named.dissent)))
            return settle_now(house, transaction, *dissent, today);
        return {};
      },
      act);
}

Result<Done> carry_out(Institution& house, store::Transaction& transaction, const domain::Member& who,
                       const domain::Act& act, core::Day today) {
  DEMUR_TRY(settle_first(house, transaction, act, today));
  const auto situation = DEMUR_TRY(situation_of(transaction, who, act));
  const auto change = DEMUR_TRY(domain::decide(situation, act, house.policy(), today));
  Done done{.already_done = change.already_done, .receipt = {}};
  done.receipt = DEMUR_TRY(keep(house, transaction, change, &who.id, today));
  DEMUR_TRY(keep_in_order(transaction, change));
  if (const auto* revised = std::get_if<domain::ReviseDecision>(&act))
    DEMUR_TRY(ask_again(house, transaction, revised->decision, today));
  return done;
}

}  // namespace

Result<Done> perform_as(Institution& house, const domain::MemberId& who, const Work& work) {
  return house.store().write([&](store::Transaction& transaction) -> Result<Done> {
    const core::Day today = DEMUR_TRY(house.today());
    const auto member = DEMUR_TRY(store::find_member(transaction, who));
    if (!member)
      return core::fail(core::Code::unauthenticated, "This account no longer exists. Sign in again.");
    return work(transaction, *member, today);
  });
}

Result<Done> perform(Institution& house, const domain::MemberId& who, const domain::Act& act,
                     const Also& also) {
  const auto work = [&](store::Transaction& transaction, const domain::Member& member,
                        core::Day today) -> Result<Done> {
    auto done = DEMUR_TRY(carry_out(house, transaction, member, act, today));
    if (also && !done.already_done) DEMUR_TRY(also(transaction));
    return done;
  };
  return perform_as(house, who, work);
}

Result<std::vector<Status>> judge_all(Institution& house, const domain::Member& who,
                                      std::span<const domain::Act> acts) {
  const auto today = house.today();
  if (!today) return std::vector<Status>(acts.size(), std::unexpected(today.error()));
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<Status>> {
    std::vector<Status> verdicts;
    for (const domain::Act& act : acts) {
      const auto situation = DEMUR_TRY(situation_of(reader, who, act));
      const auto change = domain::decide(situation, act, house.policy(), *today);
      if (!change)
        verdicts.push_back(std::unexpected(change.error()));
      else if (change->already_done)
        verdicts.push_back(core::fail(core::Code::conflict, "This is done already."));
      else
        verdicts.emplace_back();
    }
    return verdicts;
  });
}

Status would_allow(Institution& house, const domain::Member& who, const domain::Act& act) {
  return DEMUR_TRY(judge_all(house, who, {&act, 1})).front();
}

Status settle_all(Institution& house) {
  const auto sealed = DEMUR_TRY(seal_ended_polls(house));
  return house.store().write([&](store::Transaction& transaction) -> Status {
    const core::Day today = DEMUR_TRY(house.today());
    DEMUR_TRY(settle_reviews(house, transaction, today));
    for (const domain::Dissent& dissent : DEMUR_TRY(store::dissents_to_settle(transaction, today)))
      DEMUR_TRY(settle_now(house, transaction, dissent, today));
    DEMUR_TRY(settle_meetings(house, transaction, today, sealed));
    DEMUR_TRY(settle_clearance(house, transaction, today));
    return settle_opinion_rounds(house, transaction, today, sealed);
  });
}

}  // namespace demur::service
