#include "demur/service/keeping.hpp"

#include "demur/service/records.hpp"
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

}  // namespace

Result<std::string> keep(Institution& house, store::Transaction& transaction, const domain::Change& change,
                         const domain::MemberId* who, core::Day today) {
  std::string receipt;
  DEMUR_TRY(save(transaction, change));
  for (const domain::Entry& entry : change.entries) {
    const About whose = about(entry, who, change);
    std::string leaf = DEMUR_TRY(record(house, transaction, entry, whose, today));
    if (whose.holder) receipt = std::move(leaf);
  }
  if (!change.entries.empty()) house.recorded(today);
  return receipt;
}

Status settle_now(Institution& house, store::Transaction& transaction, const domain::Dissent& dissent,
                  core::Day today) {
  const auto duties = DEMUR_TRY(store::duties_of_dissent(transaction, dissent.id));
  const auto change = domain::settle(dissent, duties, house.policy(), today);
  DEMUR_TRY(keep(house, transaction, change, nullptr, today));
  return {};
}

}  // namespace demur::service
