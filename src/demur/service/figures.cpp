#include "demur/service/figures.hpp"

#include "demur/domain/words.hpp"
#include "demur/service/clearance.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/figures.hpp"
#include "demur/store/log_rows.hpp"
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

core::json::object to_json(const Within& counts) {
  core::json::object within;
  for (std::size_t i = 0; i < kWaitDays.size(); ++i) within[std::to_string(kWaitDays[i])] = counts[i];
  return within;
}

core::json::object to_json(const AnswerBlock& block) {
  core::json::object all{{"office", block.office.text}, {"answered", block.answered}};
  all["adopted"] = block.adopted ? core::json::value(*block.adopted) : core::json::value(nullptr);
  if (!block.adopted) all["under_the_floor"] = block.few_adopted ? "adopted" : "not_adopted";
  all["answered_within_days"] = to_json(block.within);
  return all;
}

core::json::object to_json(const WaitBlock& block) {
  return {{"filed_from", core::to_string(block.from)},
          {"filed_to", core::to_string(block.to)},
          {"filed", block.filed},
          {"answered_within_days", to_json(block.answered)}};
}

core::json::object to_json(const Release& release) {
  core::json::array answers;
  for (const AnswerBlock& block : release.answers) answers.push_back(to_json(block));
  core::json::object missed;
  for (const auto& [kind, count] : release.missed) missed[word(kind)] = count;
  core::json::array missed_by_office;
  for (const MissedBlock& block : release.missed_by_office)
    missed_by_office.push_back(core::json::object{
        {"office", block.office.text}, {"kind", word(block.kind)}, {"missed", block.missed}});
  return {{"as_of", core::to_string(release.as_of)},
          {"answers", std::move(answers)},
          {"waits", release.waits ? core::json::value(to_json(*release.waits)) : core::json::value(nullptr)},
          {"missed", std::move(missed)},
          {"missed_by_office", std::move(missed_by_office)}};
}

}  // namespace

Result<FigureFacts> figure_facts(const Institution& house, const store::Reader& reader, Day today) {
  FigureFacts facts{.answered = DEMUR_TRY(store::answered_facts(reader)),
                    .waits = DEMUR_TRY(store::wait_facts(reader)),
                    .missed = DEMUR_TRY(store::missed_facts(reader))};
  for (const store::TakenDecision& taken : DEMUR_TRY(store::decisions_taken(reader))) {
    const auto decision = DEMUR_TRY(store::find_decision(reader, taken.id));
    if (!decision) continue;
    const Basis basis = DEMUR_TRY(basis_when_taken(house, reader, *decision, today));
    facts.taken.push_back({taken.office, taken.recorded, basis.kind});
  }
  return facts;
}

namespace {

Result<FiguresReading> figures_in(const Institution& house, const store::Reader& reader, Day today) {
  FiguresReading reading{.floor = house.policy().floor};
  reading.figures = figures_of(DEMUR_TRY(figure_facts(house, reader, today)), reading.floor,
                               DEMUR_TRY(store::founding_day(reader)).value_or(today), today);
  for (const Office& office : DEMUR_TRY(store::list_offices(reader)))
    reading.offices.emplace(office.id, office.name);
  return reading;
}

}  // namespace

Result<FiguresReading> read_figures(Institution& house) {
  const Day today = DEMUR_TRY(house.today());
  return house.store().read([&](const store::Reader& reader) { return figures_in(house, reader, today); });
}

Result<std::shared_ptr<const FiguresReading>> FiguresCache::read(Institution& house) {
  using Shared = std::shared_ptr<const FiguresReading>;
  const Day today = DEMUR_TRY(house.today());
  return house.store().read([&](const store::Reader& reader) -> Result<Shared> {
    const std::pair made_of(DEMUR_TRY(store::next_leaf_index(reader)), today);
    {
      const std::lock_guard lock(mutex_);
      if (made_of_ == made_of) return newest_;
    }
    auto made = std::make_shared<const FiguresReading>(DEMUR_TRY(figures_in(house, reader, today)));
    const std::lock_guard lock(mutex_);
    made_of_ = made_of;
    newest_ = made;
    return Shared(std::move(made));
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

void FigureRecords::miss(const translog::Leaf& leaf, const core::json::object& said) {
  const auto kind = from_word<DutyKind>(said_text(said, "kind"));
  if (!kind || leaf.refs.empty()) return;
  Miss one{.fact = {.kind = *kind, .recorded = leaf.day}, .dissent = ref_of(leaf, "dissent")};
  if (*kind == DutyKind::acknowledge) {
    if (!one.dissent.empty()) know(cases_[one.dissent].known, leaf.day);
  }
  one.meeting = ref_of(leaf, "meeting");
  const std::string& about = leaf.refs.front();
  const auto asked = asked_.find(about);
  one.office = asked != asked_.end() ? asked->second : std::string();
  one.decision = ref_of(leaf, "decision");
  if (const auto round = rounds_.find(about); round != rounds_.end()) one.decision = round->second;
  missed_.push_back(std::move(one));
}

// Where the offices and the decisions of duties are.
void FigureRecords::learn(const translog::Leaf& leaf, const core::json::object& said) {
  if (leaf.type == "decision.registered") owners_.emplace(leaf.id, said_text(said, "owner"));
  if (leaf.type == "opinion_round.opened") asked_.emplace("opinion_round:" + leaf.id, ref_of(leaf, "office"));
  if (leaf.type == "meeting.announced") asked_.emplace("meeting:" + leaf.id, ref_of(leaf, "office"));
  if (leaf.type == "meeting.requested") meetings_.emplace(leaf.id, ref_of(leaf, "dissent"));
  if (leaf.type != "clearance.opened") return;
  rounds_.emplace("clearance_round:" + leaf.id, ref_of(leaf, "decision"));
  for (const auto& each : core::array_member(said, "offices").value_or(core::json::array{}))
    if (each.is_object()) {
      const OfficeId office{said_text(each.get_object(), "office")};
      asked_.emplace(ref_to(position_id({leaf.id}, office)), office.text);
    }
}

void FigureRecords::file_away(const translog::Leaf& leaf) {
  const auto said = leaf.public_part.value_or(core::json::object{});
  if (leaf.type == "sealed" || leaf.type == "anonymous.filed") filed_.emplace(leaf.id, leaf.day);
  learn(leaf, said);
  if (leaf.type == "duty.missed") miss(leaf, said);
  if (leaf.type == "dissent.acknowledged") know(cases_[ref_of(leaf, "dissent")].known, leaf.day);
  if (leaf.type == "decision.taken") taken_.emplace(ref_of(leaf, "decision"), leaf.day);
  if (leaf.type == "decision.registered" && said.contains("taken_on")) taken_.emplace(leaf.id, leaf.day);
  if (leaf.type != "disposition.published") return;
  Case& one = cases_[ref_of(leaf, "dissent")];
  one.decision = ref_of(leaf, "decision");
  know(one.named, leaf.day);
  const auto outcome = from_word<Outcome>(said_text(said, "outcome"));
  if (!outcome || *outcome == Outcome::deferred) return;
  one.concluded =
      AnsweredFact{.dissent = {ref_of(leaf, "dissent")},
                   .office = {},
                   .day = leaf.day,
                   .adopted = *outcome == Outcome::adopted || *outcome == Outcome::adopted_in_part};
}

MissedFact FigureRecords::fact_of(const Miss& one) const {
  MissedFact fact = one.fact;
  if (fact.kind == DutyKind::acknowledge) return fact;
  std::string decision = one.decision;
  Day named = fact.recorded;
  const auto meeting = meetings_.find(one.meeting);
  const std::string& dissent = meeting == meetings_.end() ? one.dissent : meeting->second;
  if (!dissent.empty()) {
    const auto found = cases_.find(dissent);
    if (found == cases_.end() || !found->second.named) return fact;
    decision = found->second.decision;
    named = std::max(named, *found->second.named);
  }
  const auto owner = owners_.find(decision);
  const std::string& office = owner != owners_.end() ? owner->second : one.office;
  if (office.empty()) return fact;
  fact.office = OfficeId{office};
  fact.named = named;
  return fact;
}

FigureFacts FigureRecords::facts(const ClearanceAudit& clearance) const {
  FigureFacts facts;
  for (const Miss& one : missed_) facts.missed.push_back(fact_of(one));
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
    if (filed != filed_.end()) facts.answered.back().filed = filed->second;
  }
  for (const auto& [id, recorded] : taken_) {
    const auto owner = owners_.find(id);
    const auto taken = clearance.taking_of(id);
    if (taken && owner != owners_.end()) facts.taken.push_back({{owner->second}, recorded, taken->second});
  }
  return facts;
}

}  // namespace demur::service
