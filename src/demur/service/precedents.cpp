#include "demur/service/precedents.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

#include "demur/store/citing.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dispositions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/reviews.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Result;

constexpr std::string_view kDecision = "decision:";
constexpr std::string_view kAnswer = "disposition:";

Result<Matter> matter_of(const store::Reader& reader, const DecisionId& id) {
  const auto decision = DEMUR_TRY(store::find_decision(reader, id));
  Matter matter{.decision = id};
  if (!decision) return matter;
  matter.number = decision->number;
  matter.title = decision->title;
  matter.later = DEMUR_TRY(later_found(reader, id));
  return matter;
}

Result<Matter> matter_of(const store::Reader& reader, const Disposition& answer) {
  const auto dissent = DEMUR_TRY(store::find_dissent(reader, answer.dissent));
  if (!dissent) return Matter{};
  Matter matter = DEMUR_TRY(matter_of(reader, dissent->decision));
  matter.answer = answer.id;
  matter.outcome = answer.outcome;
  return matter;
}

// Each that was shown, in that order, and then what was cited beside it.
Result<std::vector<Precedent>> precedents_of(const store::Reader& reader, const DispositionId& id) {
  std::vector<Precedent> all;
  for (Considered& each : DEMUR_TRY(store::considered_in(reader, id)))
    all.push_back({std::move(each.ref), each.applies, std::move(each.why)});
  const auto answer = DEMUR_TRY(store::find_disposition(reader, id));
  if (!answer) return all;
  const std::size_t shown = all.size();
  for (const Citation& cite : answer->cites) {
    const auto said = [&](const Precedent& each) { return each.applies && each.ref == cite.ref; };
    if (!std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown), said))
      all.push_back({.ref = cite.ref, .applies = true, .why = cite.why});
  }
  for (Precedent& each : all) each.matter = DEMUR_TRY(matter_named(reader, each.ref));
  return all;
}

// Why an answer cites the decision, or an answer on it: the first reason that it gives.
Result<std::string> why_it_cites(const store::Reader& reader, const Disposition& answer,
                                 const DecisionId& decision) {
  for (const Citation& cite : answer.cites)
    if (DEMUR_TRY(matter_named(reader, cite.ref)).decision == decision) return cite.why;
  return std::string();
}

Result<std::vector<CiteLink>> answers_citing(const store::Reader& reader, const DecisionId& decision) {
  std::vector<CiteLink> all;
  for (const Disposition& answer : DEMUR_TRY(store::dispositions_citing(reader, decision, kMostCiting)))
    all.push_back({.matter = DEMUR_TRY(matter_of(reader, answer)),
                   .why = DEMUR_TRY(why_it_cites(reader, answer, decision)),
                   .day = answer.published_on});
  return all;
}

}  // namespace

Result<Matter> matter_named(const store::Reader& reader, const std::string& ref) {
  if (ref.starts_with(kDecision)) return matter_of(reader, DecisionId{ref.substr(kDecision.size())});
  if (!ref.starts_with(kAnswer)) return Matter{};
  const auto answer = DEMUR_TRY(store::find_disposition(reader, DispositionId{ref.substr(kAnswer.size())}));
  if (!answer || answer->state == DispositionState::draft) return Matter{};
  return matter_of(reader, *answer);
}

Result<std::optional<Hindsight>> later_found(const store::Reader& reader, const DecisionId& decision) {
  const auto reviews = DEMUR_TRY(store::reviews_of(reader, decision));
  if (reviews.empty() || reviews.back().verdict == Hindsight::too_early) return std::optional<Hindsight>();
  return std::optional(reviews.back().verdict);
}

Result<Precedents> precedents_in(Institution& house, std::span<const DispositionId> answers) {
  return house.store().read([&](const store::Reader& reader) -> Result<Precedents> {
    Precedents all;
    for (const DispositionId& id : answers) all[id] = DEMUR_TRY(precedents_of(reader, id));
    return all;
  });
}

Result<std::vector<CiteLink>> cited_by(Institution& house, const DecisionId& decision) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<CiteLink>> {
    auto all = DEMUR_TRY(answers_citing(reader, decision));
    for (auto& [id, citation] : DEMUR_TRY(store::decisions_citing(reader, decision, kMostCiting)))
      all.push_back({.matter = DEMUR_TRY(matter_of(reader, id)),
                     .why = std::move(citation.cite.why),
                     .day = citation.day});
    std::ranges::sort(all, std::ranges::greater{}, [](const CiteLink& link) {
      return std::tuple(link.day, link.matter.number, link.why);
    });
    if (constexpr std::size_t kMost = kMostCiting; all.size() > kMost) all.resize(kMost);
    return all;
  });
}

}  // namespace demur::service
