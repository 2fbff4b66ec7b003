#include "demur/service/reviews.hpp"

#include <algorithm>

#include "demur/domain/sight.hpp"
#include "demur/service/keeping.hpp"
#include "demur/service/secrecy.hpp"
#include "demur/store/clearance.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"
#include "demur/store/reviews.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Code;
using core::fail;
using core::Result;
using core::Status;

constexpr const char* kSpecimen = "A specimen of a reason.";

Result<ReviewSituation> situation_of(const store::Reader& reader, const Member& who,
                                     const DecisionId& decision) {
  ReviewSituation situation{.who = who, .decision = DEMUR_TRY(store::find_decision(reader, decision))};
  situation.duty = DEMUR_TRY(store::find_duty(reader, decision, DutyKind::review));
  situation.stands_behind = DEMUR_TRY(store::stands_behind(reader, who.id, decision));
  return situation;
}

Result<ReviewSituation> situation_of(const store::Reader& reader, const Member& who, const ReviewAct& act) {
  if (const auto* review = std::get_if<ReviewDecision>(&act)) {
    auto situation = DEMUR_TRY(situation_of(reader, who, review->decision));
    situation.kept = DEMUR_TRY(store::find_review(reader, review->id));
    return situation;
  }
  const DissentId& id = std::get<LookBackOn>(act).dissent;
  ReviewSituation situation{.who = who, .dissent = DEMUR_TRY(store::find_dissent(reader, id))};
  if (!situation.dissent) return situation;
  situation.decision = DEMUR_TRY(store::find_decision(reader, situation.dissent->decision));
  situation.has_signed = DEMUR_TRY(store::has_signed(reader, id, who.id));
  situation.look = DEMUR_TRY(store::look_back_of(reader, id));
  return situation;
}

Status save(store::Transaction& transaction, const ReviewChange& change) {
  if (change.review) DEMUR_TRY(store::add_review(transaction, *change.review));
  if (change.look) DEMUR_TRY(store::save_look_back(transaction, *change.look));
  if (change.duty) DEMUR_TRY(store::save_duty(transaction, *change.duty));
  return {};
}

Status settle_one(Institution& house, store::Transaction& transaction, const DecisionId& id,
                  core::Day today) {
  const auto decision = DEMUR_TRY(store::find_decision(transaction, id));
  if (!decision) return {};
  const auto change =
      settle_review(*decision, DEMUR_TRY(store::first_answer_of(transaction, id)),
                    DEMUR_TRY(store::find_duty(transaction, id, DutyKind::review)), house.policy(), today);
  DEMUR_TRY(save(transaction, change));
  DEMUR_TRY(keep_entries(house, transaction, change.entries, nullptr, {}, today));
  return {};
}

bool is_open(const Result<ReviewChange>& judged) {
  return judged.has_value() ? !judged->already_done : judged.error().code == Code::invalid;
}

Result<std::optional<SeenLook>> seen_look(Institution& house, const store::Reader& reader, const Member& who,
                                          const Decision& decision, const Dissent& dissent, core::Day today) {
  const bool has_signed = DEMUR_TRY(store::has_signed(reader, dissent.id, who.id));
  const Sight seen = sight(bond(who, dissent, decision, has_signed, false), dissent, 0, house.policy());
  if (!seen.exists) return std::nullopt;
  SeenLook look{.dissent = dissent.id,
                .title = seen.text ? dissent.title : std::string(),
                .is_mine = dissent.author == who.id,
                .look = DEMUR_TRY(store::look_back_of(reader, dissent.id))};
  if (!seen.text) look.look.reset();  // what its author says of it is as the text is
  const auto situation = DEMUR_TRY(situation_of(reader, who, ReviewAct(LookBackOn{dissent.id})));
  look.may_look =
      look.is_mine &&
      is_open(decide(situation, LookBackOn{dissent.id, Hindsight::right, kSpecimen}, house.policy(), today));
  return look;
}

}  // namespace

Result<Done> perform(Institution& house, const MemberId& who, const ReviewAct& act) {
  return perform_as(
      house, who,
      [&](store::Transaction& transaction, const Member& member, core::Day today) -> Result<Done> {
        // What was missed is on record before it is done late.
        if (const auto* review = std::get_if<ReviewDecision>(&act))
          DEMUR_TRY(settle_one(house, transaction, review->decision, today));
        const auto situation = DEMUR_TRY(situation_of(transaction, member, act));
        const auto change = DEMUR_TRY(decide(situation, act, house.policy(), today));
        DEMUR_TRY(save(transaction, change));
        std::optional<DissentId> dissent;
        if (change.look) dissent = change.look->dissent;
        DEMUR_TRY(keep_entries(house, transaction, change.entries, &who, dissent, today));
        return Done{.already_done = change.already_done, .receipt = {}};
      });
}

Status take_look_back(Institution& house, store::Transaction& transaction, const DissentId& id,
                      LookBackArrived arrived, core::Day today) {
  const auto dissent = DEMUR_TRY(store::find_dissent(transaction, id));
  const auto decision =
      dissent ? DEMUR_TRY(store::find_decision(transaction, dissent->decision)) : std::nullopt;
  if (!decision) return fail(Code::not_found, "There is no such filing.");
  const auto change = DEMUR_TRY(receive_look_back(
      *dissent, *decision, DEMUR_TRY(store::look_back_of(transaction, id)), std::move(arrived), today));
  DEMUR_TRY(save(transaction, change));
  DEMUR_TRY(keep_entries(house, transaction, change.entries, nullptr, id, today));
  return {};
}

Status settle_reviews(Institution& house, store::Transaction& transaction, core::Day today) {
  for (const DecisionId& id : DEMUR_TRY(store::decisions_to_review(transaction, today)))
    DEMUR_TRY(settle_one(house, transaction, id, today));
  return {};
}

Result<ReviewReading> read_reviews(Institution& house, const Member& who, const DecisionId& id) {
  const core::Day today = DEMUR_TRY(house.today());
  return house.store().read([&](const store::Reader& reader) -> Result<ReviewReading> {
    const auto situation = DEMUR_TRY(situation_of(reader, who, id));
    if (!situation.decision) return fail(Code::not_found, "There is no such decision.");
    ReviewReading reading{.decision = *situation.decision, .duty = situation.duty};
    reading.is_secret = DEMUR_TRY(store::is_text_secret(reader, id));
    DEMUR_TRY(hide_from(reader, who, reading.decision));
    if (const auto owner = DEMUR_TRY(store::find_office(reader, reading.decision.owner)))
      reading.owner = *owner;
    reading.may_review = is_open(
        decide(situation, ReviewDecision{id, {}, Hindsight::too_early, kSpecimen}, house.policy(), today));
    for (Review& review : DEMUR_TRY(store::reviews_of(reader, id))) {
      const auto by = DEMUR_TRY(store::find_member(reader, review.by));
      reading.reviews.push_back({std::move(review), by ? by->name : std::string()});
    }
    for (const Dissent& dissent : DEMUR_TRY(store::dissents_of_decision(reader, id)))
      if (auto look = DEMUR_TRY(seen_look(house, reader, who, reading.decision, dissent, today)))
        if (look->look || look->may_look) reading.looks.push_back(std::move(*look));
    return reading;
  });
}

Result<std::optional<DutyLine>> review_duty_line(const store::Reader& reader, const Duty& duty) {
  if (duty.kind != DutyKind::review) return std::nullopt;
  const auto* id = std::get_if<DecisionId>(&duty.subject);
  auto decision = id != nullptr ? DEMUR_TRY(store::find_decision(reader, *id)) : std::nullopt;
  if (!decision) return std::nullopt;
  DutyLine line{.duty = duty, .title = decision->title};
  if (const auto owner = DEMUR_TRY(store::find_office(reader, decision->owner)))
    line.owner_office = owner->name;
  line.decision = std::move(decision);
  return line;
}

namespace {

// Whoever asks: what is like the decision goes into the log, and would tell there which words a secret text
// has.
Result<std::string> public_words(const store::Reader& reader, Decision decision) {
  DEMUR_TRY(hide_from_everybody(reader, decision));
  return decision.title + "\n" + decision.versions.back().text;
}

// As it stands now, whatever the page showed from which somebody answers.
Result<std::string> public_words_now(const store::Reader& reader, const DecisionId& id) {
  auto decision = DEMUR_TRY(store::find_decision(reader, id));
  if (!decision) return fail(Code::not_found, "There is no such decision.");
  return public_words(reader, std::move(*decision));
}

struct Shown {
  std::string words;  // that were looked for
  std::vector<std::string> refs;
};

Result<Shown> shown_for(const store::Reader& reader, const DecisionId& decision) {
  Shown shown{.words = DEMUR_TRY(public_words_now(reader, decision)), .refs = {}};
  for (const LedgerHit& hit : DEMUR_TRY(like_matters(reader, shown.words, decision)))
    shown.refs.push_back(cited_as(hit));
  return shown;
}

}  // namespace

Result<std::vector<LedgerHit>> precedents_for(Institution& house, const Decision& decision) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<LedgerHit>> {
    return like_matters(reader, DEMUR_TRY(public_words(reader, decision)), decision.id);
  });
}

// What is like the decision is looked for ahead of the transaction, which keeps everybody else waiting;
// inside it, the words that it followed from must still be what everybody may read.
Result<Done> answer_with_precedents(Institution& house, const MemberId& who, Answer act,
                                    const Decision& decision, const std::vector<Considered>& considered) {
  const Shown shown = DEMUR_TRY(
      house.store().read([&](const store::Reader& reader) { return shown_for(reader, decision.id); }));
  for (const Considered& each : considered)
    if (each.applies && std::ranges::find(act.cites, each.ref, &Citation::ref) == act.cites.end())
      act.cites.push_back({each.ref, each.why});
  return perform(house, who, act, [&](store::Transaction& transaction) -> Status {
    const core::Day today = DEMUR_TRY(house.today());
    if (DEMUR_TRY(public_words_now(transaction, decision.id)) != shown.words)
      return fail(Code::conflict, "What everybody may read of the decision has changed: look at it again.");
    const auto clean = DEMUR_TRY(clean_considered(shown.refs, considered));
    DEMUR_TRY(store::save_considered(transaction, act.id, clean));
    DEMUR_TRY(keep_entries(house, transaction, {considered_entry(act.id, act.dissent, clean)}, nullptr,
                           act.dissent, today));
    return {};
  });
}

}  // namespace demur::service
