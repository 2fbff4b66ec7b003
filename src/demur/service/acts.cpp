#include "demur/service/acts.hpp"

#include "demur/service/records.hpp"
#include "demur/service/situation.hpp"
#include "demur/service/succession.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dispositions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"

namespace demur::service {
namespace {

using core::Result;
using core::Status;

Status save_rows(store::Transaction& transaction, const domain::Change& change) {
  if (change.office) DEMUR_TRY(store::save_office(transaction, *change.office));
  if (change.member) DEMUR_TRY(store::save_member(transaction, *change.member));
  if (change.decision) DEMUR_TRY(store::save_decision(transaction, *change.decision));
  if (change.dissent) DEMUR_TRY(store::save_dissent(transaction, *change.dissent));
  if (change.signature) DEMUR_TRY(store::save_signature(transaction, *change.signature));
  if (change.superseded_disposition)
    DEMUR_TRY(store::save_disposition(transaction, *change.superseded_disposition));
  if (change.disposition) DEMUR_TRY(store::save_disposition(transaction, *change.disposition));
  for (const domain::Duty& duty : change.duties) DEMUR_TRY(store::save_duty(transaction, duty));
  return {};
}

// What the rules allow and the database refuses is a fault of ours: its words are not for people.
Status save(store::Transaction& transaction, const domain::Change& change) {
  const Status saved = save_rows(transaction, change);
  if (!saved && saved.error().code == core::Code::conflict)
    return core::fail(core::Code::internal, saved.error().what);
  return saved;
}

// Records of members' own acts, which wait for a batch, are theirs: they may have a receipt.
About about(const domain::Entry& entry, const domain::MemberId* who, const domain::Change& change) {
  About about;
  if (who != nullptr && entry.publication == domain::Publication::in_batch) about.holder = *who;
  if (change.dissent) about.dissent = change.dissent->id;
  if (change.signature) about.dissent = change.signature->dissent;
  return about;
}

Status settle(Institution& house, store::Transaction& transaction, const domain::Dissent& dissent,
              core::Day today) {
  const auto duties = DEMUR_TRY(store::duties_of_dissent(transaction, dissent.id));
  const auto change = domain::settle(dissent, duties, house.policy(), today);
  DEMUR_TRY(save(transaction, change));
  for (const domain::Entry& entry : change.entries)
    DEMUR_TRY(record(house, transaction, entry, about(entry, nullptr, change), today));
  if (!change.entries.empty()) house.recorded(today);
  return {};
}

// The clock's own acts on a dissent come before anybody's: what was missed is on record before it is
// done late, also in the moments after midnight.
Status settle_first(Institution& house, store::Transaction& transaction, const domain::Act& act,
                    core::Day today) {
  return std::visit(
      [&](const auto& named) -> Status {
        if constexpr (requires { named.dissent; })
          if (const auto dissent = DEMUR_TRY(store::find_dissent(transaction, named.dissent)))
            return settle(house, transaction, *dissent, today);
        return {};
      },
      act);
}

Result<Done> carry_out(Institution& house, store::Transaction& transaction, const domain::MemberId& who,
                       const domain::Act& act) {
  const core::Day today = DEMUR_TRY(house.today());
  const auto member = DEMUR_TRY(store::find_member(transaction, who));
  if (!member)
    return core::fail(core::Code::unauthenticated, "This account no longer exists. Sign in again.");
  DEMUR_TRY(settle_first(house, transaction, act, today));
  const auto situation = DEMUR_TRY(situation_of(transaction, *member, act));
  const auto change = DEMUR_TRY(domain::decide(situation, act, house.policy(), today));
  Done done{.already_done = change.already_done, .receipt = {}};
  DEMUR_TRY(save(transaction, change));
  DEMUR_TRY(keep_in_order(transaction, change));
  for (const domain::Entry& entry : change.entries) {
    const About whose = about(entry, &who, change);
    const std::string leaf = DEMUR_TRY(record(house, transaction, entry, whose, today));
    if (whose.holder) done.receipt = leaf;
  }
  if (!change.entries.empty()) house.recorded(today);
  return done;
}

}  // namespace

Result<Done> perform(Institution& house, const domain::MemberId& who, const domain::Act& act,
                     const Also& also) {
  return house.store().write([&](store::Transaction& transaction) -> Result<Done> {
    auto done = DEMUR_TRY(carry_out(house, transaction, who, act));
    if (also && !done.already_done) DEMUR_TRY(also(transaction));
    return done;
  });
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
  return house.store().write([&](store::Transaction& transaction) -> Status {
    const core::Day today = DEMUR_TRY(house.today());
    for (const domain::Dissent& dissent : DEMUR_TRY(store::dissents_to_settle(transaction, today)))
      DEMUR_TRY(settle(house, transaction, dissent, today));
    return {};
  });
}

}  // namespace demur::service
