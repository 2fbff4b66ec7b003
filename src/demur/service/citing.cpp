#include "demur/service/citing.hpp"

#include <set>

#include "demur/service/keeping.hpp"
#include "demur/service/ledger.hpp"
#include "demur/service/reviews.hpp"
#include "demur/store/citing.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dispositions.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Result;
using core::Status;

Result<CitingSituation> situation_of(const store::Reader& reader, const Member& who, const CiteMatter& act) {
  CitingSituation situation{.who = who, .decision = DEMUR_TRY(store::find_decision(reader, act.decision))};
  situation.cited = DEMUR_TRY(store::cited_in(reader, act.decision));
  Matter matter = DEMUR_TRY(matter_named(reader, act.cite.ref));
  if (is_known(matter)) situation.matter = std::move(matter.decision);
  return situation;
}

}  // namespace

Result<Done> perform(Institution& house, const MemberId& who, const CiteMatter& act) {
  return perform_as(
      house, who,
      [&](store::Transaction& transaction, const Member& member, core::Day today) -> Result<Done> {
        const auto situation = DEMUR_TRY(situation_of(transaction, member, act));
        const auto change = DEMUR_TRY(decide(situation, act, today));
        if (change.added) DEMUR_TRY(store::add_citation(transaction, act.decision, *change.added));
        DEMUR_TRY(keep_entries(house, transaction, change.entries, &who, {}, today));
        return Done{.already_done = change.already_done, .receipt = {}};
      });
}

Status may_cite(Institution& house, const Member& who, const DecisionId& decision) {
  const core::Day today = DEMUR_TRY(house.today());
  return house.store().read([&](const store::Reader& reader) -> Status {
    const CiteMatter specimen{decision, {"decision:specimen", "A specimen of a reason."}};
    auto situation = DEMUR_TRY(situation_of(reader, who, specimen));
    situation.matter = DecisionId{"specimen"};
    DEMUR_TRY(decide(situation, specimen, today));
    return {};
  });
}

Result<std::vector<CiteLink>> cites_of(Institution& house, const DecisionId& decision) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<CiteLink>> {
    const auto found = DEMUR_TRY(store::find_decision(reader, decision));
    const auto taken_on = found ? found->taken_on : std::nullopt;
    std::vector<CiteLink> all;
    for (DecisionCitation& each : DEMUR_TRY(store::cited_in(reader, decision)))
      all.push_back({.matter = DEMUR_TRY(matter_named(reader, each.cite.ref)),
                     .why = std::move(each.cite.why),
                     .day = each.day,
                     .after_taking = each.after_taking || (taken_on && each.day > *taken_on)});
    return all;
  });
}

Result<std::vector<Matter>> citable_in(Institution& house, const DecisionId& id) {
  const auto decision = DEMUR_TRY(
      house.store().read([&](const store::Reader& reader) { return store::find_decision(reader, id); }));
  if (!decision) return core::fail(core::Code::not_found, "There is no such decision.");
  std::vector<std::string> refs;
  for (const LedgerHit& hit : DEMUR_TRY(precedents_for(house, *decision))) refs.push_back(cited_as(hit));
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<Matter>> {
    for (const Decision& other : DEMUR_TRY(store::list_decisions(reader)))
      refs.push_back("decision:" + other.id.text);
    for (const Disposition& answer : DEMUR_TRY(store::latest_dispositions(reader, kMostAnswersOffered)))
      refs.push_back("disposition:" + answer.id.text);
    std::set<std::string> seen;
    for (const DecisionCitation& each : DEMUR_TRY(store::cited_in(reader, id))) seen.insert(each.cite.ref);
    std::vector<Matter> all;
    for (const std::string& ref : refs) {
      if (!seen.insert(ref).second) continue;
      Matter matter = DEMUR_TRY(matter_named(reader, ref));
      if (matter.decision != id) all.push_back(std::move(matter));
    }
    return all;
  });
}

}  // namespace demur::service
