#include "demur/service/reading.hpp"

#include <algorithm>

#include "demur/core/bytes.hpp"
#include "demur/service/clearance.hpp"
#include "demur/service/meetings.hpp"
#include "demur/service/opinion_rounds.hpp"
#include "demur/service/reviews.hpp"
#include "demur/service/secrecy.hpp"
#include "demur/service/waivers.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dispositions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"
#include "demur/store/records.hpp"
#include "demur/store/sealed.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Code;
using core::fail;
using core::Result;
using core::Status;

Result<std::string> name_of(const store::Reader& reader, const MemberId& id) {
  const auto member = DEMUR_TRY(store::find_member(reader, id));
  return member ? member->name : std::string();
}

Result<std::string> name_and_office(const store::Reader& reader, const MemberId& id) {
  const auto member = DEMUR_TRY(store::find_member(reader, id));
  if (!member) return std::string();
  const auto office = DEMUR_TRY(store::find_office(reader, member->office));
  return office ? member->name + ", " + office->name : member->name;
}

// What the member may not see leaves the value here.
void blind(SeenDissent& seen) {
  Dissent& dissent = seen.dissent;
  if (!seen.sight.text) {
    dissent.title.clear();
    dissent.text.clear();
    dissent.would_change_my_mind.clear();
    if (dissent.last_word) dissent.last_word->text.clear();
  }
  if (!seen.bond.is_custodian) dissent.agreements.clear();
  if (!seen.bond.is_custodian) dissent.text_openings.clear();
  if (!seen.bond.is_author) dissent.invitation.clear();
  if (!seen.bond.is_author && !seen.bond.is_custodian) dissent.identity_openings.clear();
  if (!seen.sight.author) dissent.author = {};
  if (seen.disposition && !seen.sight.confidential_note) seen.disposition->confidential_note.clear();
}

Status load_signatures(const store::Reader& reader, SeenDissent& seen, int count) {
  if (seen.sight.signature_count) seen.signatures = count;
  if (!seen.sight.signature_names) return {};
  for (const Signature& signature : DEMUR_TRY(store::signatures_of(reader, seen.dissent.id)))
    seen.signer_names.push_back(DEMUR_TRY(name_of(reader, signature.signer)));
  std::ranges::sort(seen.signer_names);  // not in the order in which they signed
  return {};
}

Status load_receipt(Institution& house, const store::Reader& reader, const Member& who, SeenDissent& seen) {
  if (seen.bond.is_author) {
    seen.receipt = seen.dissent.id.text;
  } else if (seen.bond.has_signed) {
    for (const auto& opening : DEMUR_TRY(store::openings_of_dissent(reader, seen.dissent.id)))
      if (opening.holder == who.id) seen.receipt = opening.leaf_id;
  }
  seen.place = DEMUR_TRY(place_of(house, reader, seen.dissent.id.text));
  return {};
}

bool is_invited(const Dissent& dissent, std::string_view invitation) {
  return !invitation.empty() &&
         core::equal_in_constant_time(core::bytes_of(dissent.invitation), core::bytes_of(invitation));
}

Result<SeenDissent> see(Institution& house, const store::Reader& reader, const Member& who,
                        const Dissent& dissent, std::string_view invitation) {
  const auto absent = fail(Code::not_found, "There is no such dissent, or it is not for you to see.");
  const auto decision = DEMUR_TRY(store::find_decision(reader, dissent.decision));
  if (!decision) return absent;
  const bool has_signed = DEMUR_TRY(store::has_signed(reader, dissent.id, who.id));
  SeenDissent seen{.dissent = dissent, .decision = *decision};
  DEMUR_TRY(hide_from(reader, who, seen.decision));
  seen.bond = bond(who, dissent, *decision, has_signed, is_invited(dissent, invitation));
  const int count = dissent.standing == Standing::anonymous
                        ? DEMUR_TRY(store::count_anonymous_signatures(reader, dissent.id))
                        : static_cast<int>(DEMUR_TRY(store::count_signatures(reader, dissent.id)));
  seen.sight = sight(seen.bond, dissent, count, house.policy());
  if (!seen.sight.exists) return absent;

  if (const auto owner = DEMUR_TRY(store::find_office(reader, decision->owner))) seen.owner = *owner;
  seen.duties = DEMUR_TRY(store::duties_on(reader, dissent.id));
  seen.disposition = DEMUR_TRY(store::published_disposition_of(reader, dissent.id));
  if (seen.disposition) seen.answered_by = DEMUR_TRY(name_and_office(reader, seen.disposition->by));
  if (seen.sight.author && dissent.author) seen.author_name = DEMUR_TRY(name_of(reader, *dissent.author));
  DEMUR_TRY(load_signatures(reader, seen, count));
  DEMUR_TRY(load_receipt(house, reader, who, seen));
  blind(seen);
  return seen;
}

// The dissents of a list that the member may know of, as they see them.
Result<std::vector<SeenDissent>> see_all(Institution& house, const store::Reader& reader, const Member& who,
                                         const std::vector<Dissent>& dissents) {
  std::vector<SeenDissent> seen;
  for (const Dissent& dissent : dissents) {
    auto one = see(house, reader, who, dissent, {});
    if (one)
      seen.push_back(std::move(*one));
    else if (one.error().code != Code::not_found)
      return std::unexpected(one.error());
  }
  return seen;
}

Result<PublishedAnswer> published(Institution& house, const store::Reader& reader, const Member& who,
                                  Disposition disposition) {
  disposition.confidential_note.clear();
  PublishedAnswer answer{.by = DEMUR_TRY(name_and_office(reader, disposition.by))};
  const auto dissent = DEMUR_TRY(store::find_dissent(reader, disposition.dissent));
  answer.disposition = std::move(disposition);
  if (!dissent) return answer;
  if (auto decision = DEMUR_TRY(store::find_decision(reader, dissent->decision))) answer.decision = *decision;
  DEMUR_TRY(hide_from(reader, who, answer.decision));
  if (const auto seen = see(house, reader, who, *dissent, {})) {
    answer.sees_dissent = true;
    answer.dissent_title = seen->dissent.title;
  }
  return answer;
}

Result<std::vector<PublishedAnswer>> published(Institution& house, const store::Reader& reader,
                                               const Member& who, const std::vector<Disposition>& all) {
  std::vector<PublishedAnswer> answers;
  for (const Disposition& disposition : all)
    answers.push_back(DEMUR_TRY(published(house, reader, who, disposition)));
  return answers;
}

bool owes(const Member& who, const Duty& duty) {
  return duty.owner_office ? who.has(duty.owner_role, *duty.owner_office) : who.has(duty.owner_role);
}

Result<DutyLine> duty_line(const store::Reader& reader, const Duty& duty, const SeenDissent& seen) {
  DutyLine line{.duty = duty, .title = seen.dissent.title, .decision = seen.decision};
  if (duty.owner_office)
    if (const auto office = DEMUR_TRY(store::find_office(reader, *duty.owner_office)))
      line.owner_office = office->name;
  return line;
}

// A round, a place in one, or what a declared bypass promised: every member may know of it.
Status add_clearance_line(const store::Reader& reader, const Duty& duty, std::vector<DutyLine>& lines) {
  auto about = DEMUR_TRY(clearance_subject(reader, duty.subject));
  if (!about) return {};
  DutyLine line{.duty = duty, .title = std::move(about->title), .decision = std::move(about->decision)};
  if (duty.owner_office)
    if (const auto office = DEMUR_TRY(store::find_office(reader, *duty.owner_office)))
      line.owner_office = office->name;
  lines.push_back(std::move(line));
  return {};
}

Result<std::vector<DutyLine>> duty_lines(Institution& house, const store::Reader& reader, const Member& who,
                                         const std::vector<Duty>& duties) {
  std::vector<DutyLine> lines;
  for (const Duty& duty : duties) {
    if (auto line = DEMUR_TRY(meeting_duty_line(house, reader, who, duty))) lines.push_back(std::move(*line));
    if (is_about_clearance(duty)) {
      DEMUR_TRY(add_clearance_line(reader, duty, lines));
      continue;
    }
    if (auto line = DEMUR_TRY(review_duty_line(reader, duty))) lines.push_back(std::move(*line));
    const auto* about = std::get_if<DissentId>(&duty.subject);
    const auto dissent = about != nullptr ? DEMUR_TRY(store::find_dissent(reader, *about)) : std::nullopt;
    if (auto line = DEMUR_TRY(opinion_duty_line(reader, duty))) lines.push_back(std::move(*line));
    if (!dissent) continue;
    const auto seen = see(house, reader, who, *dissent, {});
    if (!seen) continue;  // a recused custodian
    lines.push_back(DEMUR_TRY(duty_line(reader, duty, *seen)));
  }
  return lines;
}

bool sees_all(const Member& who, const Decision& decision) {
  return who.has(Role::respondent, decision.owner) || who.has(Role::custodian) || who.has(Role::auditor);
}

// Recipients see every dissent when it is filed. For others the number changes with the batches, and by the
// floor, or it would tell when somebody filed.
Result<std::optional<ShownCount>> shown_count(const Institution& house, const store::Reader& reader,
                                              const Member& who, const Decision& decision) {
  const auto all = static_cast<int>(DEMUR_TRY(store::count_dissents_of_decision(reader, decision.id)));
  if (sees_all(who, decision)) return ShownCount{.number = all};
  if (all < house.policy().floor) return std::nullopt;
  int published = all;
  for (const store::PendingLeaf& leaf : DEMUR_TRY(store::pending_leaves(reader)))
    if (const auto dissent = DEMUR_TRY(store::find_dissent(reader, DissentId{leaf.id})))
      if (dissent->decision == decision.id) --published;
  if (published < house.policy().floor) return std::nullopt;
  return ShownCount{.number = published - published % house.policy().floor, .is_exact = false};
}

Result<OwnedDecision> owned_decision(const store::Reader& reader, const DecisionId& id) {
  auto decision = DEMUR_TRY(store::find_decision(reader, id));
  if (!decision) return fail(Code::not_found, "There is no such decision.");
  OwnedDecision owned{.decision = std::move(*decision)};
  if (const auto owner = DEMUR_TRY(store::find_office(reader, owned.decision.owner))) owned.owner = *owner;
  return owned;
}

bool is_due(const Duty& duty) {
  return duty.state == DutyState::open || duty.state == DutyState::missed;
}

}  // namespace

Result<SeenDissent> see_dissent(Institution& house, const Member& who, const DissentId& id,
                                std::string_view invitation) {
  return house.store().read([&](const store::Reader& reader) -> Result<SeenDissent> {
    const auto dissent = DEMUR_TRY(store::find_dissent(reader, id));
    if (!dissent) return fail(Code::not_found, "There is no such dissent, or it is not for you to see.");
    return see(house, reader, who, *dissent, invitation);
  });
}

Result<DutyLine> read_duty(Institution& house, const Member& who, const Subject& subject, DutyKind kind) {
  return house.store().read([&](const store::Reader& reader) -> Result<DutyLine> {
    const auto duty = DEMUR_TRY(store::find_duty(reader, subject, kind));
    if (!duty || std::holds_alternative<DissentId>(subject))
      return fail(Code::not_found, "There is no such duty.");
    auto lines = DEMUR_TRY(duty_lines(house, reader, who, {*duty}));
    if (lines.empty()) return fail(Code::not_found, "There is no such duty.");
    return std::move(lines.front());
  });
}

Result<TodayReading> read_today(Institution& house, const Member& who) {
  const core::Day now = DEMUR_TRY(house.today());
  return house.store().read([&](const store::Reader& reader) -> Result<TodayReading> {
    TodayReading today;
    const auto due = DEMUR_TRY(store::unsettled_duties(reader));
    std::vector<Duty> from_me;
    std::ranges::copy_if(due, std::back_inserter(from_me), [&](const Duty& duty) { return owes(who, duty); });
    today.due_from_me = DEMUR_TRY(duty_lines(house, reader, who, from_me));
    if (who.has(Role::auditor)) today.all_duties = DEMUR_TRY(duty_lines(house, reader, who, due));
    for (DutyLine& line : today.all_duties)
      line.may_waive = DEMUR_TRY(may_waive(reader, who, line.duty, now));
    today.mine = DEMUR_TRY(see_all(house, reader, who, DEMUR_TRY(store::dissents_by_author(reader, who.id))));
    today.signed_by_me =
        DEMUR_TRY(see_all(house, reader, who, DEMUR_TRY(store::dissents_signed_by(reader, who.id))));
    for (const SeenDissent& seen : today.mine)
      for (const Duty& duty : seen.duties)
        if (is_due(duty)) today.due_to_me.push_back(DEMUR_TRY(duty_line(reader, duty, seen)));
    for (const Duty& duty : due) {
      if (!DEMUR_TRY(is_owed_at_a_meeting(reader, who, duty))) continue;
      if (auto line = DEMUR_TRY(meeting_duty_line(house, reader, who, duty)))
        today.due_to_me.push_back(std::move(*line));
    }
    today.answers =
        DEMUR_TRY(published(house, reader, who, DEMUR_TRY(store::latest_dispositions(reader, 5))));
    return today;
  });
}

Result<std::vector<DecisionLine>> read_decisions(Institution& house, const Member& who) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<DecisionLine>> {
    std::vector<DecisionLine> lines;
    for (Decision& decision : DEMUR_TRY(store::list_decisions(reader))) {
      DEMUR_TRY(hide_from(reader, who, decision));
      const auto owner = DEMUR_TRY(store::find_office(reader, decision.owner));
      const auto shown = DEMUR_TRY(shown_count(house, reader, who, decision));
      lines.push_back({std::move(decision), owner ? owner->name : std::string(), shown});
    }
    return lines;
  });
}

Result<OwnedDecision> read_owned_decision(Institution& house, const DecisionId& id) {
  return house.store().read([&](const store::Reader& reader) -> Result<OwnedDecision> {
    auto owned = DEMUR_TRY(owned_decision(reader, id));
    DEMUR_TRY(hide_from_everybody(reader, owned.decision));
    return owned;
  });
}

Result<DecisionReading> read_decision(Institution& house, const Member& who, const DecisionId& id) {
  return house.store().read([&](const store::Reader& reader) -> Result<DecisionReading> {
    auto [decision, owner] = DEMUR_TRY(owned_decision(reader, id));
    DecisionReading page{.decision = std::move(decision), .owner = std::move(owner)};
    DEMUR_TRY(hide_from(reader, who, page.decision));
    const auto all = DEMUR_TRY(store::dissents_of_decision(reader, id));
    page.dissents = DEMUR_TRY(see_all(house, reader, who, all));
    page.sees_all = sees_all(who, page.decision);
    page.count = DEMUR_TRY(shown_count(house, reader, who, page.decision));
    page.answers =
        DEMUR_TRY(published(house, reader, who, DEMUR_TRY(store::dispositions_of_decision(reader, id))));
    return page;
  });
}

Result<std::vector<Office>> read_offices(Institution& house) {
  return house.store().read([](const store::Reader& reader) { return store::list_offices(reader); });
}

Result<std::vector<Member>> read_members(Institution& house) {
  return house.store().read([](const store::Reader& reader) { return store::list_members(reader); });
}

Result<std::optional<Member>> read_member(Institution& house, const MemberId& id) {
  return house.store().read([&](const store::Reader& reader) { return store::find_member(reader, id); });
}

}  // namespace demur::service
