#include "demur/cli/demo_clearance.hpp"

namespace demur::cli {
namespace {

using namespace domain;
using core::Result;
using core::Status;

constexpr const char* kLegal = "Legal Office";
constexpr const char* kCounsel = "lena.forsgren";  // its respondent

GivePosition position_of(Teller& story, const OpenClearance& round, const char* office,
                         const std::string& hash) {
  return {.position = position_id(round.id, story.office(office)), .text_hash = hash};
}

}  // namespace

Result<OpenClearance> ask_about_the_coast(Teller& story, const DecisionId& coast) {
  return story.ask("respondent", coast,
                   {.level = Level::consult,
                    .fixed = "The treaty on the coast, and that deliveries resume.",
                    .may_change = "Paragraphs 2 and 3: the number of boats, and how their use is checked.",
                    .decides = "The head of the Bureau of Northern Affairs"});
}

Status object_to_the_coast(Teller& story, const OpenClearance& round) {
  DEMUR_TRY(story.go_to(59));
  GivePosition act = position_of(story, round, kLegal, DEMUR_TRY(story.text_hash(round.decision)));
  act.stance = Stance::non_concur;
  act.would_change = "A suspension of deliveries for as long as the inquiry of April is not published.";
  act.comments = {{CommentWeight::critical, "paragraph 1",
                   "The export law asks for an end-use assurance in writing. None is mentioned.",
                   "Act on Exports, section 12"},
                  {CommentWeight::editorial, "paragraph 3", "Say which embassy staff."}};
  DEMUR_TRY(story.act(kCounsel, act));
  return {};
}

Status take_over_the_objection(Teller& story, const DecisionId& coast) {
  DEMUR_TRY(story.act(
      "respondent",
      TakeDecision{coast, story.today(),
                   "The assurance of last year has not lapsed, in the Bureau's reading. The rescue service "
                   "cannot wait for an inquiry that has no day."}));
  return {};
}

Status report_on_the_coast(Teller& story, const OpenClearance& round) {
  DEMUR_TRY(story.go_to(50));
  const PositionId legal = position_id(round.id, story.office(kLegal));
  DEMUR_TRY(
      story.act("respondent",
                ReportClearance{
                    round.id,
                    "The Legal Office does not concur. The decision was taken over its objection; one of its "
                    "two comments changed how the visits are made.",
                    {{legal,
                      kObjection,
                      {CommentOutcome::declined,
                       "The rescue service needs the boats this winter, and the inquiry has no day."}},
                     {legal, 1, {CommentOutcome::declined, "The assurance of last year covers these boats."}},
                     {legal, 2, {CommentOutcome::adopted, "The visit protocol names the naval attaché."}}}}));
  return {};
}

Result<OpenClearance> clear_the_rotation(Teller& story, const DecisionId& rotation) {
  const auto round = DEMUR_TRY(story.ask("jonas.abara", rotation,
                                         {.level = Level::consult,
                                          .fixed = "That tours are counted in years.",
                                          .may_change = "How long a tour lasts, and who extends it.",
                                          .decides = "The Director of Personnel"}));
  DEMUR_TRY(story.go_to(18));
  GivePosition act = position_of(story, round, kLegal, DEMUR_TRY(story.text_hash(rotation)));
  act.stance = Stance::concur;
  DEMUR_TRY(story.act(kCounsel, act));
  DEMUR_TRY(story.go_to(17));
  return round;
}

Status report_on_the_rotation(Teller& story, const OpenClearance& round) {
  DEMUR_TRY(story.go_to(14));
  DEMUR_TRY(story.act("jonas.abara",
                      ReportClearance{round.id, "The Legal Office concurred. It made no comment.", {}}));
  return {};
}

// Decided in a night: the office that had to be asked was asked after the fact, as was promised.
Status tell_of_the_visas(Teller& story) {
  DEMUR_TRY(story.go_to(14));
  const auto visas = DEMUR_TRY(
      story.decide_on("pia.holloway", kConsular, "2026/11", "Emergency visas for families from the Arn delta",
                      "1. Families from the flooded districts are given visas on arrival for ninety days.\n"
                      "2. The fee is waived."));
  DEMUR_TRY(story.act(
      "pia.holloway",
      TakeDecision{visas, story.today(), "",
                   Bypass{BypassGround::urgent,
                          "The dam gave way at night, and the first families stood at the border at six.",
                          story.in_working_days(5)}}));
  DEMUR_TRY(story.go_to(11));
  const auto round = DEMUR_TRY(story.ask("pia.holloway", visas,
                                         {.level = Level::consult,
                                          .fixed = "The visas that were given.",
                                          .may_change = "Whether the waiver goes on after ninety days.",
                                          .decides = "The Consular Director"}));
  DEMUR_TRY(story.go_to(9));
  GivePosition act = position_of(story, round, kLegal, DEMUR_TRY(story.text_hash(visas)));
  act.stance = Stance::concur_with_comment;
  act.comments = {{CommentWeight::substantive, "paragraph 2",
                   "A waiver of fees needs a day on which it ends.", "Act on Fees, section 4"}};
  DEMUR_TRY(story.act(kCounsel, act));
  return {};
}

Status ask_about_the_fees(Teller& story, const DecisionId& fees) {
  const auto round = DEMUR_TRY(story.ask("pia.holloway", fees,
                                         {.level = Level::involve,
                                          .fixed = "That fees cover their cost, by the Act on Fees.",
                                          .may_change = "By how much they rise, and the waiver for students.",
                                          .decides = "The Consular Director"},
                                         {story.office(kNorth)}));
  GivePosition act = position_of(story, round, kLegal, DEMUR_TRY(story.text_hash(fees)));
  act.stance = Stance::concur;
  DEMUR_TRY(story.act(kCounsel, act));
  return {};
}

}  // namespace demur::cli
