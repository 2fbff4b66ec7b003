#include "demur/web/views/figures.hpp"
#include "demur/web/views/ledger.hpp"
#include "sample_parts.hpp"
#include "samples.hpp"

namespace demur::web::samples {
namespace {

using service::LedgerHit;

domain::Decision decision_of(const DecisionRef& ref) {
  domain::Decision decision{.id = ref.id, .number = ref.number, .title = ref.title, .owner = {}};
  decision.versions = {{1, kDecisionText, "00", day("2019-03-04")}};
  return decision;
}

LedgerHit decision_hit() {
  return {.decision = decision_of(other_decision_ref()),
          .office = "Desk for the Northern Region",
          .version = 2,
          .title = {{"2019/7 Close the "}, {"port", true}},
          .excerpt = {{"…the "}, {"port", true}, {" is closed to grain from the first of May…"}},
          .day = day("2019-03-04")};
}

LedgerHit answer_hit() {
  const AnswerBox box = answer_box();
  return {.decision = decision_of(decision_ref()),
          .office = "Legal Office",
          .disposition = domain::Disposition{.id = box.id,
                                             .dissent = dissent_ref().id,
                                             .outcome = box.outcome,
                                             .reasons = box.reasons,
                                             .what_changed = box.what_changed,
                                             .by = {}},
          .excerpt = {{"Grain passes the "}, {"port", true}, {" on two days of the week."}},
          .day = day("2024-11-02")};
}

LedgerHit dissent_hit() {
  return {.decision = decision_of(decision_ref()),
          .office = "Legal Office",
          .dissent = domain::Dissent{.id = dissent_ref().id,
                                     .decision = decision_ref().id,
                                     .standing = domain::Standing::confidential,
                                     .author = {},
                                     .title = {},
                                     .text = {}},
          .title = {{"The "}, {"port", true}, {" feeds the north"}},
          .excerpt = {{"In winter nothing else reaches it."}},
          .day = day("2024-10-01")};
}

// Two offices, of which one hides how little it adopted; a quarter's waits; what was missed.
FiguresView figures() {
  const domain::OfficeId north{"north"};
  const domain::OfficeId legal{"legal"};
  FiguresView view{
      {.offices = {{north, "Desk for the Northern Region"}, {legal, "Legal Office"}}, .floor = 10}};
  domain::Release release{
      .as_of = day("2026-09-30"),
      .answers = {{north, 52, 17, false, {10, 20, 40, 40, 50}}, {legal, 44, {}, true, {0, 10, 30, 30, 30}}},
      .waits = domain::WaitBlock{
          .from = day("2026-04-01"), .to = day("2026-06-30"), .filed = 60, .answered = {0, 20, 40, 40, 50}}};
  for (const auto kind : {domain::DutyKind::acknowledge, domain::DutyKind::answer, domain::DutyKind::report})
    release.missed[kind] = kind == domain::DutyKind::answer ? 10 : 0;
  release.missed_by_office = {{north, domain::DutyKind::reply, 10}, {legal, domain::DutyKind::report, 3}};
  view.reading.figures.releases = {release};
  view.reading.figures.by_quarter[day("2026-07-01")] = {{domain::BasisKind::cleared, 5},
                                                        {domain::BasisKind::over_objection, 1},
                                                        {domain::BasisKind::bypassed_unexplained, 2}};
  view.reading.figures.by_office[north] = view.reading.figures.by_quarter.begin()->second;
  return view;
}

}  // namespace

void add_ledger(std::vector<Sample>& all) {
  all.push_back({"figures", "ledger_figures", to_json(figures())});
  LedgerView view{.asked = {.q = "port", .year = "2024"},
                  .offices = {{.value = "a", .label = "Legal Office"}},
                  .outcomes = {{.value = "declined", .label = "Declined"}},
                  .kinds = {{.value = "procedure", .label = "Procedure"}},
                  .hits = {answer_hit(), dissent_hit(), decision_hit()},
                  .is_cut = true,
                  .older = 42};
  view.asked.outcome = "declined";
  all.push_back({"ledger", "ledger", to_json(view)});
  all.push_back({"filing-3-alike", "filing_check",
                 to_json(FilingCheckView{.draft = filing_draft(), .alike = {answer_hit(), decision_hit()}})});
}

void add_ledger_empty(std::vector<Sample>& all) {
  all.push_back({"figures-empty", "ledger_figures", to_json(FiguresView{{.floor = 10}})});
  all.push_back({"ledger-empty", "ledger", to_json(LedgerView{})});
}

}  // namespace demur::web::samples
