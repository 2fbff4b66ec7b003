#include "demur/service/figures.hpp"

#include "demur/domain/words.hpp"
#include "demur/service/clearance.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/figures.hpp"
#include "demur/store/offices.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Day;
using core::Result;

std::string ref_of(const translog::Leaf& leaf, std::string_view noun) {
  for (const std::string& ref : leaf.refs)
    if (ref.starts_with(noun) && ref.size() > noun.size() && ref[noun.size()] == ':')
      return ref.substr(noun.size() + 1);
  return {};
}

void know(std::optional<Day>& known, Day day) {
  known = std::min(known.value_or(day), day);
}

core::json::object to_json(const BasisCounts& counts) {
  core::json::object all;
  for (const auto& [basis, count] : counts) all[word(basis)] = count;
  return all;
}

core::json::object to_json(const AnswerBlock& block) {
  core::json::object all{{"office", block.office.text}, {"answered", block.answered}};
  all["adopted"] = block.adopted ? core::json::value(*block.adopted) : core::json::value(nullptr);
  if (!block.adopted) all["under_the_floor"] = block.few_adopted ? "adopted" : "not_adopted";
  return all;
}

core::json::object to_json(const WaitBlock& block) {
  core::json::object within;
  for (std::size_t i = 0; i < kWaitDays.size(); ++i) within[std::to_string(kWaitDays[i])] = block.answered[i];
  return {{"filed_from", core::to_string(block.from)},
          {"filed_to", core::to_string(block.to)},
          {"filed", block.filed},
          {"answered_within_days", std::move(within)}};
}

core::json::object to_json(const Release& release) {
  core::json::array answers;
  for (const AnswerBlock& block : release.answers) answers.push_back(to_json(block));
  core::json::object missed;
  for (const auto& [kind, count] : release.missed) missed[word(kind)] = count;
  return {{"as_of", core::to_string(release.as_of)},
          {"answers", std::move(answers)},
          {"waits", release.waits ? core::json::value(to_json(*release.waits)) : core::json::value(nullptr)},
          {"missed", std::move(missed)}};
}

}  // namespace

Result<FigureFacts> figure_facts(const Institution& house, const store::Reader& reader, Day today) {
  FigureFacts facts{.answered = DEMUR_TRY(store::answered_facts(reader)),
                    .waits = DEMUR_TRY(store::wait_facts(reader)),
                    .missed = DEMUR_TRY(store::missed_facts(reader))};
  for (const DecisionId& id : DEMUR_TRY(store::decisions_taken(reader))) {
    const auto decision = DEMUR_TRY(store::find_decision(reader, id));
    const auto owner = DEMUR_TRY(store::first_owner_of(reader, id));
    if (!decision || !owner) continue;
    const Basis basis = DEMUR_TRY(basis_now(house, reader, *decision, today));
    facts.taken.push_back({*owner, *decision->taken_on, basis.kind});
  }
  return facts;
}

Result<FiguresReading> read_figures(Institution& house) {
  const Day today = DEMUR_TRY(house.today());
  return house.store().read([&](const store::Reader& reader) -> Result<FiguresReading> {
    FiguresReading reading{.floor = house.policy().floor};
    reading.figures = figures_of(DEMUR_TRY(figure_facts(house, reader, today)), reading.floor,
                                 DEMUR_TRY(store::founding_day(reader)).value_or(today), today);
    for (const Office& office : DEMUR_TRY(store::list_offices(reader)))
      reading.offices.emplace(office.id, office.name);
    return reading;
  });
}

core::json::object to_json(const Figures& figures) {
  core::json::array releases;
  for (const Release& release : figures.releases) releases.push_back(to_json(release));
  core::json::object by_quarter;
  for (const auto& [day, counts] : figures.by_quarter) by_quarter[core::to_string(day)] = to_json(counts);
  core::json::object by_office;
  for (const auto& [office, counts] : figures.by_office) by_office[office.text] = to_json(counts);
  return {{"releases", std::move(releases)},
          {"by_quarter", std::move(by_quarter)},
          {"by_office", std::move(by_office)}};
}

void FigureRecords::file_away(const translog::Leaf& leaf) {
  const auto said = leaf.public_part.value_or(core::json::object{});
  if (leaf.type == "sealed" || leaf.type == "anonymous.filed") filed_.emplace(leaf.id, leaf.day);
  if (leaf.type == "decision.registered") owners_.emplace(leaf.id, said_text(said, "owner"));
  const auto kind = from_word<DutyKind>(said_text(said, "kind"));
  const auto due = core::parse_day(said_text(said, "due"));
  if (leaf.type == "duty.missed" && kind && due) {
    missed_.push_back({*kind, *due});
    const std::string dissent = ref_of(leaf, "dissent");
    if (*kind == DutyKind::acknowledge && !dissent.empty())
      know(cases_[dissent].known, *due + std::chrono::days{1});
  }
  if (leaf.type == "dissent.acknowledged") know(cases_[ref_of(leaf, "dissent")].known, leaf.day);
  if (leaf.type != "disposition.published") return;
  Case& one = cases_[ref_of(leaf, "dissent")];
  one.decision = ref_of(leaf, "decision");
  const auto outcome = from_word<Outcome>(said_text(said, "outcome"));
  if (!outcome || *outcome == Outcome::deferred) return;
  one.concluded =
      AnsweredFact{.dissent = {ref_of(leaf, "dissent")},
                   .office = {},
                   .day = leaf.day,
                   .adopted = *outcome == Outcome::adopted || *outcome == Outcome::adopted_in_part};
}

FigureFacts FigureRecords::facts(const ClearanceAudit& clearance) const {
  FigureFacts facts{.missed = missed_};
  for (const auto& [id, one] : cases_) {
    const auto filed = filed_.find(id);
    if (filed != filed_.end() && one.known)
      facts.waits.push_back({.dissent = {id},
                             .filed = filed->second,
                             .known = *one.known,
                             .answered = one.concluded ? std::optional(one.concluded->day) : std::nullopt});
    const auto owner = owners_.find(one.decision);
    if (!one.concluded || owner == owners_.end()) continue;
    facts.answered.push_back(*one.concluded);
    facts.answered.back().office = {owner->second};
  }
  for (const auto& [id, owner] : owners_)
    if (const auto taken = clearance.taking_of(id))
      facts.taken.push_back({{owner}, taken->first, taken->second});
  return facts;
}

}  // namespace demur::service
