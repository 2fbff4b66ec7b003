// Clearance's pages, filled as far as they can be.
#include "demur/web/views/clearance_forms.hpp"
#include "sample_parts.hpp"
#include "samples.hpp"

namespace demur::web::samples {

using namespace domain;

namespace {

const ClearanceRoundId kRound{"jjjjjjjjjjjjjjjjjjjjjjjjjj"};
const ClearanceRoundId kLater{"kkkkkkkkkkkkkkkkkkkkkkkkkk"};

Mandate mandate() {
  return {.level = Level::consult,
          .fixed = "The budget of the works.",
          .may_change = "How high the barrage is, and when the works begin.",
          .decides = "The Minister",
          .hear_by = day("2026-11-30")};
}

Given given(Stance stance, int version, const char* on) {
  return {.stance = stance,
          .version = version,
          .text_hash = std::string(64, '1'),
          .day = day(on),
          .by_office = {"a"},
          .for_office = {"a"}};
}

Position place(const char* id, const char* name, bool by_rules) {
  return {.id = {std::string(26, id[0])},
          .round = kRound,
          .office = {std::string("office-") + id},
          .office_name = name,
          .by_rules = by_rules};
}

std::vector<Position> positions() {
  Position legal = place("l", "Legal Office", true);
  Given first = given(Stance::concur_with_comment, 1, "2026-10-20");
  first.comments = {
      {CommentWeight::critical, "point 3", "A treaty is not suspended by a works order.",
       "Vienna Convention, article 57", CommentAnswer{CommentOutcome::adopted, "Point 3 is struck."}},
      {.weight = CommentWeight::editorial, .text = "Kelvar has one l."}};
  legal.given = {first, given(Stance::non_concur, 2, "2026-10-22")};
  legal.given[1].would_change = "A survey of the eleventh village before the works begin.";
  legal.given[1].comments = first.comments;
  legal.given[1].answer = CommentAnswer{CommentOutcome::declined, "The river rises before a survey is made."};
  Position survey = place("m", "Survey Office", true);
  survey.given = {given(Stance::non_concur, 1, "2026-10-21")};
  survey.given[0].withheld = true;
  survey.given[0].by_office = {"b"};
  survey.given[0].lifted = Lifting{day("2026-10-23"), "The eleventh village is surveyed."};
  Position trade = place("n", "Trade Desk", false);
  trade.given = {given(Stance::abstain, 1, "2026-11-10")};
  trade.given[0].after_taking = true;
  return {legal, survey, trade, place("o", "Office of the Inspector", true)};
}

OfficeBasis row(const Position& position, Heard heard, std::vector<Detector> detectors,
                std::vector<std::string> sentences) {
  return {position.office, position.office_name, position.by_rules,   heard,
          position.id,     std::move(detectors), std::move(sentences)};
}

// Words, whole paragraphs and mere spaces that change, and more that stays than is shown.
constexpr const char* kTextBefore =
    "1. The barrage at Kelvar is to be raised by four metres.\n\n"
    "2. The works begin in spring.\n\n"
    "3. The Directorate of Waterways concludes the contract by the end of the year.\n\n"
    "4. The Survey Office maps the villages below.\n\n"
    "5. The Desk for the Northern Region tells those who live there.\n\n"
    "6. The cost is borne by the fund for waterways.\n\n"
    "7. The agreement with the downstream states is suspended until the works are complete.\n";
constexpr const char* kTextAfter =
    "1. The barrage at Kelvar is to be raised by three metres.\n\n\n"
    "2. The works begin in spring.\n\n"
    "3. The Directorate of Waterways concludes the contract by the end of the year.\n\n"
    "4. The Survey Office maps the villages below.\n\n"
    "5. The Desk for the Northern Region tells those who live there.\n\n"
    "6. The cost is borne by the fund for waterways.\n"
    "Works above the eleventh village wait for the survey.\n";

}  // namespace

ClearanceView clearance() {
  ClearanceView view{.decision = decision_ref(), .owner = "Directorate of Waterways", .is_open = false};
  view.versions = {{1, kTextBefore, std::string(64, '1'), day("2026-09-28")},
                   {2, kTextAfter, std::string(64, '2'), day("2026-10-21")}};
  view.taken_on = day("2026-11-02");
  ClearanceRound round{.id = kRound, .decision = decision_ref().id, .state = RoundState::reported};
  round.mandate = mandate();
  round.urgent_reasons = "The river rises in spring.";
  round.text_hash = std::string(64, '1');
  round.opened_on = day("2026-10-12");
  round.closes_on = day("2026-10-20");
  round.reported_on = day("2026-11-01");
  round.summary = "Two offices were heard; one still objects.";
  ClearanceRound later = round;
  later.id = kLater;
  later.number = 2;
  later.state = RoundState::open;
  later.after_taking = true;
  view.clearance.rounds = {round, later};
  view.clearance.positions = positions();
  view.clearance.editorial = {
      {.decision = decision_ref().id, .version = 2, .reasons = "One l.", .object_by = day("2026-10-23")}};
  view.clearance.taking =
      Taking{.decision = decision_ref().id,
             .direction = "The river does not wait.",
             .bypass = Bypass{BypassGround::urgent, "The flood season begins.", day("2026-11-20")}};
  view.explained_on = day("2026-11-05");
  for (const Subject& subject :
       {Subject(decision_ref().id), Subject(kLater), Subject(PositionId{std::string(26, 'o')})})
    view.waived.push_back({.subject = subject, .waived_reason = "The office was abolished."});
  const auto& all = view.clearance.positions;
  view.basis = {.kind = BasisKind::bypassed_explained,
                .sentence = "The Office of the Inspector gave no response by 20 October 2026.",
                .days_late = 3};
  view.basis.offices = {
      row(all[0], Heard::objects, {}, {"Legal Office does not concur, and its objection stands."}),
      row(all[1], Heard::without_concurring, {Detector::entered_outside},
          {"Survey Office lifted its objection, and has not concurred.",
           "The position of Survey Office was entered by somebody who works in another office."}),
      row(all[3], Heard::not_heard, {Detector::no_response},
          {"Office of the Inspector gave no response by 20 October 2026."})};
  OfficeBasis nobody{.name = "Climate Envoy", .by_rules = true};
  nobody.sentences = {"Climate Envoy was not asked: there was no office of that name."};
  view.basis.offices.push_back(nobody);
  view.buttons = {{"open_round", "/decisions/x/round", "Open a round after the fact", "first"},
                  {"void_round", "/rounds/x/void", "Make the round void", "careful"}};
  return view;
}

void add_clearance(std::vector<Sample>& all) {
  const ClearanceView about = clearance();
  all.push_back({"round", "clearance_round", to_json(ClearanceRoundView{.about = about, .round = kRound})});
  ClearanceView briefing = about;
  briefing.clearance.rounds[1].mandate.may_change = kNothing;
  briefing.clearance.rounds[1].void_reason = "The wrong text.";
  briefing.clearance.rounds[1].summary.clear();
  all.push_back(
      {"round-briefing", "clearance_round", to_json(ClearanceRoundView{.about = briefing, .round = kLater})});
  all.push_back(
      {"position", "position", to_json(PositionView{.about = about, .position = {std::string(26, 'l')}})});
  all.push_back(
      {"position-withheld", "position",
       to_json(PositionView{.about = about, .position = {std::string(26, 'm')}, .may_read_all = false})});
  all.push_back({"position-silent", "position",
                 to_json(PositionView{.about = about, .position = {std::string(26, 'o')}})});
  const Errors errors = {{core::Code::invalid, "Enter what may change, or \"nothing\".", "may_change"}};
  all.push_back({"round-open", "form",
                 to_json(OpenClearanceView{.decision = decision_ref(),
                                           .new_id = "x",
                                           .required = {"Legal Office", "Survey Office"},
                                           .offices = {{"a", "Trade Desk"}, {"b", "Canal Board"}},
                                           .earliest = day("2026-11-30"),
                                           .earliest_urgent = day("2026-11-25"),
                                           .after_taking = true,
                                           .also = {"a"},
                                           .errors = errors})});
  all.push_back({"position-give", "form",
                 to_json(GivePositionView{.decision = decision_ref(),
                                          .position = {std::string(26, 'l')},
                                          .office = "Legal Office",
                                          .text = about.versions.back(),
                                          .comments = std::vector<Comment>(kCommentRows),
                                          .weights = std::vector<std::string>(kCommentRows, "substantive"),
                                          .change = change_in(about.versions, 1, 2),
                                          .withheld = true})});
  for (const auto act : {ReasonView::Act::lift, ReasonView::Act::editorial, ReasonView::Act::contest,
                         ReasonView::Act::make_void})
    all.push_back({"clearance-reason-" + std::to_string(static_cast<int>(act)), "form",
                   to_json(ReasonView{.act = act,
                                      .back = {"/decisions/x", "Decision 2026/14"},
                                      .action = "/x",
                                      .offices = {{"a", "Legal Office"}},
                                      .change = change_in(about.versions, 1, 2)})});
  ReportClearanceView report{.round = kRound, .title = "Clearance round 1"};
  Clearance unanswered = about.clearance;
  unanswered.positions[1].given[0].would_change = "A survey of the eleventh village.";
  report.items = matrix_of(unanswered, kRound);
  report.outcomes.resize(report.items.size());
  report.reasons.resize(report.items.size());
  report.errors = {{core::Code::invalid, "Choose what became of this comment.", "outcome-1"}};
  all.push_back({"round-report", "form", to_json(report)});
  TakeDecisionView take{.decision = decision_ref(), .taken_on = "2026-11-23"};
  all.push_back({"decision-explain", "form",
                 to_json(ExplainView{
                     .decision = decision_ref(),
                     .errors = {{core::Code::invalid, "Choose the ground of the bypass.", "ground"}}})});
  take.needed = {.direction = true, .bypass = true, .sentence = about.basis.sentence};
  all.push_back({"decision-take-over", "form", to_json(take)});
}

void add_clearance_empty(std::vector<Sample>& all) {
  ClearanceView about{.decision = decision_ref()};
  about.versions = {{1, "Text.", "00", day("2026-11-01")}};
  about.clearance.rounds = {{.id = kRound, .decision = decision_ref().id, .text_hash = "00"}};
  about.clearance.positions = {place("o", "Legal Office", false)};
  all.push_back(
      {"round-empty", "clearance_round", to_json(ClearanceRoundView{.about = about, .round = kRound})});
  all.push_back({"position-empty", "position",
                 to_json(PositionView{.about = about, .position = {std::string(26, 'o')}})});
}

}  // namespace demur::web::samples
