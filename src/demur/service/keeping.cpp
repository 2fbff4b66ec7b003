#include "demur/service/keeping.hpp"

#include "demur/service/records.hpp"
#include "demur/store/clearance.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dispositions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/figures.hpp"
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
  if (change.taking) DEMUR_TRY(store::add_taking(transaction, *change.taking));
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

std::optional<domain::DissentId> dissent_of(const domain::Change& change) {
  if (change.signature) return change.signature->dissent;
  if (change.dissent) return change.dissent->id;
  return std::nullopt;
}

// Beside its record, with the same day: what figures count.
Status keep_miss(store::Transaction& transaction, const domain::Entry& entry, core::Day today) {
  const auto kind =
      domain::from_word<domain::DutyKind>(DEMUR_TRY(core::string_member(entry.public_part, "kind")));
  const auto due = DEMUR_TRY(core::parse_day(DEMUR_TRY(core::string_member(entry.public_part, "due"))));
  if (!kind) return core::fail(core::Code::internal, "a duty of no kind was missed");
  return store::add_miss(transaction, {entry.refs.front(), *kind, due, today});
}

}  // namespace

Result<std::string> keep_entries(Institution& house, store::Transaction& transaction,
                                 const std::vector<domain::Entry>& entries, const domain::MemberId* who,
                                 const std::optional<domain::DissentId>& dissent, core::Day today) {
  std::string receipt;
  for (const domain::Entry& entry : entries) {
    if (entry.type == "duty.missed") DEMUR_TRY(keep_miss(transaction, entry, today));
    About about{.holder = {}, .dissent = dissent};
    if (who != nullptr && entry.publication == domain::Publication::in_batch) about.holder = *who;
    std::string leaf = DEMUR_TRY(record(house, transaction, entry, about, today));
    if (about.holder) receipt = std::move(leaf);
  }
  if (!entries.empty()) house.recorded(today);
  return receipt;
}

Result<std::string> keep(Institution& house, store::Transaction& transaction, const domain::Change& change,
                         const domain::MemberId* who, core::Day today) {
  DEMUR_TRY(save(transaction, change));
  return keep_entries(house, transaction, change.entries, who, dissent_of(change), today);
}

Status settle_now(Institution& house, store::Transaction& transaction, const domain::Dissent& dissent,
                  core::Day today) {
  const auto duties = DEMUR_TRY(store::duties_on(transaction, dissent.id));
  const auto change = domain::settle(dissent, duties, house.policy(), today);
  DEMUR_TRY(keep(house, transaction, change, nullptr, today));
  return {};
}

}  // namespace demur::service
