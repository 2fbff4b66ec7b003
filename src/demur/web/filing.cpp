#include "demur/web/views/filing.hpp"
#include "demur/service/clearance.hpp"
#include "demur/service/officers.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/dissent_pages.hpp"
#include "demur/web/offers.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"

namespace demur::web {
namespace {

using namespace domain;

FilingDraft draft_of(const Visit& visit, const service::OwnedDecision& owned) {
  FilingDraft draft{.new_id = visit.field("id"),
                    .decision = ref_of(owned.decision),
                    .owner = owned.owner.name,
                    .standing = visit.field("standing"),
                    .kind = visit.field("kind"),
                    .title = visit.field("title"),
                    .text = visit.field("text"),
                    .would_change_my_mind = visit.field("would_change_my_mind")};
  if (draft.new_id.empty()) draft.new_id = DissentId::make(visit.house.environment().random).text;
  return draft;
}

core::Result<FileDissent> act_of(const Visit& visit, const FilingDraft& draft) {
  const auto standing = from_word<Standing>(draft.standing);
  if (!standing) return core::fail(core::Code::invalid, "Choose who may know that it is you.", "standing");
  const auto kind = from_word<DissentKind>(draft.kind);
  if (!kind) return core::fail(core::Code::invalid, "Choose what you disagree with.", "kind");
  return FileDissent{.id = DEMUR_TRY(DissentId::parse(draft.new_id)),
                     .decision = draft.decision.id,
                     .kind = *kind,
                     .standing = *standing,
                     .title = draft.title,
                     .text = draft.text,
                     .would_change_my_mind = draft.would_change_my_mind,
                     .invitation = core::random_id_text(visit.house.environment().random)};
}

core::Result<std::vector<DropLink>> drops_of(const Visit& visit) {
  std::vector<DropLink> drops;
  if (!visit.house.policy().anonymous) return drops;
  for (const auto& drop : DEMUR_TRY(service::known_drops(visit.house)))
    drops.push_back({drop.name, drop.url});
  return drops;
}

Reply protection(const Visit& visit, FilingDraft draft, Errors errors = {}) {
  auto drops = DEMUR_TRY(drops_of(visit));
  const ChannelPolicy& policy = visit.house.policy();
  const int status = errors.empty() ? 200 : http::status_of(errors.front().code);
  return shown("filing_protection",
               to_json(FilingProtectionView{.draft = std::move(draft),
                                            .standings = policy.standings,
                                            .named_readers = policy.named_readers,
                                            .floor = policy.floor,
                                            .cosign_threshold = policy.cosign_threshold,
                                            .drops = std::move(drops),
                                            .errors = std::move(errors)}),
               status);
}

Reply write(const Visit& visit, FilingDraft draft, Errors errors = {}) {
  const int status = errors.empty() ? 200 : http::status_of(errors.front().code);
  return shown(
      "form",
      to_json(FilingWriteView{
          .draft = std::move(draft), .kinds = visit.house.policy().kinds, .errors = std::move(errors)}),
      status);
}

// What was typed is looked for and forgotten: it is neither kept, nor logged, nor in an address.
Reply check(const Visit& visit, FilingDraft draft) {
  const ChannelPolicy& policy = visit.house.policy();
  const auto due = [&](const DutyClock& clock) {
    return add(policy, clock.unit, visit.today, clock.normal_by);
  };
  const std::string words = draft.decision.title + "\n" + draft.title + "\n" + draft.text;
  auto alike = DEMUR_TRY(service::like_matters(visit.house, words, draft.decision.id));
  return shown("filing_check", to_json(FilingCheckView{.draft = std::move(draft),
                                                       .acknowledge_by = due(policy.acknowledge),
                                                       .answer_by = due(policy.answer),
                                                       .alike = std::move(alike)}));
}

// The page that holds the field at fault.
Reply mend(const Visit& visit, FilingDraft draft, const core::Error& error) {
  if (!belongs_on_form(error)) return std::unexpected(error);
  if (error.field == "standing") return protection(visit, std::move(draft), {error});
  return write(visit, std::move(draft), {error});
}

}  // namespace

Reply file_dissent(const Visit& visit) {
  const auto id = DEMUR_TRY(DecisionId::parse(visit.request.parameter("id")));
  const auto owned = DEMUR_TRY(service::read_owned_decision(visit.house, id));
  FilingDraft draft = draft_of(visit, owned);
  draft.is_secret = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id)).is_secret;
  if (!is_post(visit)) {
    DEMUR_TRY(may(visit, owned.decision, Offer::file_dissent));
    return protection(visit, std::move(draft));
  }
  const std::string step = visit.field("step");
  if (step == "protection") return protection(visit, std::move(draft));
  if (step == "write" && from_word<Standing>(draft.standing)) return write(visit, std::move(draft));

  const auto act = act_of(visit, draft);
  if (!act) return mend(visit, std::move(draft), act.error());
  if (step != "file") {
    const auto verdict = service::would_allow(visit.house, visit.member, *act);
    if (!verdict) return mend(visit, std::move(draft), verdict.error());
    return check(visit, std::move(draft));
  }
  const auto done = service::perform(visit.house, visit.member.id, *act);
  if (!done) return mend(visit, std::move(draft), done.error());
  return Moved{.path = path(act->id) + "/filed",
               .also = {{"id", act->id.text}, {"receipt", path(act->id) + "/receipt.json"}}};
}

Reply show_filed(const Visit& visit) {
  const auto seen = DEMUR_TRY(seen_dissent(visit));
  if (!seen.bond.is_author) return core::fail(core::Code::not_found, "There is no such page.");
  FiledView view{.today = visit.today,
                 .dissent = ref_of(seen),
                 .leaf_hash = seen.place ? seen.place->leaf_hash : std::string(),
                 .log = log_place(seen),
                 .co_sign_link = co_sign_link(visit, seen.dissent),
                 .cosign_threshold = visit.house.policy().cosign_threshold};
  for (const Duty& duty : seen.duties)
    if (duty.kind == DutyKind::acknowledge) view.acknowledge_by = duty.due_on;
  return shown("filed", to_json(view));
}

}  // namespace demur::web
