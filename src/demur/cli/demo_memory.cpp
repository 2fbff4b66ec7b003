#include "demur/cli/demo_memory.hpp"

#include <fmt/core.h>

#include "demur/cli/demo_clearance.hpp"
#include "demur/service/citing.hpp"
#include "demur/service/reviews.hpp"

namespace demur::cli {
namespace {

using namespace domain;
using core::Result;
using core::Status;

constexpr const char* kLegal = "Legal Office";
constexpr const char* kOwner = "respondent";

std::string numbered(const Teller& story, int number) {
  const std::chrono::year_month_day date(story.today());
  return fmt::format("{}/{:02}", static_cast<int>(date.year()), number);
}

// Asked, concurred with, taken and reported, from so many working days ago on: fifteen of them.
Status clear_and_take(Teller& story, const DecisionId& decision, int from) {
  const auto round = DEMUR_TRY(story.ask(kOwner, decision,
                                         {.level = Level::consult,
                                          .fixed = "What the treaty on the coast says.",
                                          .may_change = "Everything else in the text.",
                                          .decides = "The head of the Bureau of Northern Affairs"}));
  GivePosition act{.position = position_id(round.id, story.office(kLegal)),
                   .text_hash = DEMUR_TRY(story.text_hash(decision))};
  act.stance = Stance::concur;
  DEMUR_TRY(story.act("lena.forsgren", act));
  DEMUR_TRY(story.go_to(from - 8));
  DEMUR_TRY(story.act(kOwner, TakeDecision{decision, story.today()}));
  DEMUR_TRY(story.act(kOwner, ReportClearance{round.id, "The Legal Office concurred, without comment.", {}}));
  return {};
}

// Two cutters, five years ago: declined, maintained, and looked back on a year later.
Status tell_of_the_cutters(service::Institution& house, Teller& story) {
  const auto decision = DEMUR_TRY(story.decide_on(
      kOwner, kNorth, numbered(story, 4).c_str(), "Lend two cutters to the coast guard of the Northern Coast",
      "1. Two cutters are lent to the coast guard of the Northern Coast for three years.\n"
      "2. The coast guard reports on their use once a year."));
  const auto dissent = DEMUR_TRY(story.dissent(
      "ilse.marr",
      {.decision = decision,
       .kind = DissentKind::implementation,
       .standing = Standing::named,
       .title = "Who reports on itself once a year reports nothing",
       .text = "The coast guard is to report on its own use of the boats. In its last report on the harbour "
               "launches every page was a copy of the year before. Deliveries without visits by our embassy "
               "cannot be followed.",
       .would_change_my_mind = "Visits by the embassy, with sight of the logs."}));
  DEMUR_TRY(story.act(kDemoCustodian, Acknowledge{dissent.id}));
  DEMUR_TRY(clear_and_take(story, decision, kMemoryBegins));
  DEMUR_TRY(story.act(
      kOwner,
      Answer{.dissent = dissent.id,
             .id = story.new_disposition(),
             .outcome = Outcome::declined,
             .reasons =
                 "Visits to the boats would be read as distrust in the first year of the agreement. The "
                 "coast guard's yearly report is trusted until it shows that it should not be."}));
  DEMUR_TRY(story.act("ilse.marr", SetLastWord{dissent.id, Verdict::maintained,
                                               "Ask for the logs once, and see what comes."}));
  DEMUR_TRY(story.go_to(kMemoryBegins - 255));
  DEMUR_TRY(service::perform(
      house, story.people().at(kOwner),
      ReviewDecision{
          decision, ReviewId::make(house.environment().random), Hindsight::partly_right,
          "Both yearly reports were copies, as the dissent foresaw. No misuse has come to light."}));
  DEMUR_TRY(service::perform(house, story.people().at("ilse.marr"),
                             LookBackOn{dissent.id, Hindsight::right, "Nobody has asked for the logs yet."}));
  return {};
}

struct Room {
  const char* town;
  const char* why;
  bool stays;
};
constexpr Room kRooms[] = {
    {"Alder Point", "It is the only heated room in town where pupils may sit after school.", true},
    {"Brine Harbour", "Half of its readers are crews who wait for the tide.", true},
    {"Cold Ferry", "The lease was paid for ten years in advance, so closing it saves nothing.", true},
    {"Dunmouth", "The town has no other place that takes our newspapers.", true},
    {"Eider Rock", "Its librarian is the one person on the island who speaks for us.", true},
    {"Fallow Bay", "The school has asked to keep it, and would lend the rooms.", true},
    {"Grey Landing", "Visits doubled in the last two years.", false},
    {"Hull Strand", "The nearest other room is a day away by boat.", false},
    {"Isle of Tern", "The count was made in winter, when the ferry does not run.", false},
    {"Jarrow Sound", "Its books would be pulped, and cannot be bought again.", false},
    {"Kelp Quay", "It is where visas are explained to those who cannot read them.", false},
    {"Long Spit", "Closing it breaks a promise that the ambassador made in public.", false},
};

Status answer(Teller& story, const DissentId& dissent, const Room& room) {
  Answer act{
      .dissent = dissent,
      .id = story.new_disposition(),
      .outcome = Outcome::declined,
      .reasons = fmt::format("The room at {} had fewer than ten readers a week when they were counted, "
                             "and its cost is that of a post's clerk.",
                             room.town)};
  if (room.stays) {
    act.outcome = Outcome::adopted;
    act.reasons = fmt::format("The count did not show what the dissent shows of {}, and the saving is small.",
                              room.town);
    act.what_changed = fmt::format("The room at {} is taken off the list and stays open.", room.town);
  }
  DEMUR_TRY(story.act(kOwner, act));
  return {};
}

// A year ago less a month: twelve dissents from one decision, and its review is due soon.
Status tell_of_the_rooms(Teller& story) {
  constexpr int kFrom = 250;
  DEMUR_TRY(story.go_to(kFrom));
  const auto decision = DEMUR_TRY(story.decide_on(
      kOwner, kNorth, numbered(story, 31).c_str(), "Close the reading rooms on the Northern Coast",
      "1. The twelve reading rooms on the Northern Coast are closed.\n2. Their books go to the embassy."));
  std::vector<DissentId> filed;
  for (const Room& room : kRooms) {
    const std::string& author = demo_colleagues().at(filed.size()).login;
    const auto dissent = DEMUR_TRY(story.dissent(
        author, {.decision = decision,
                 .kind = DissentKind::before_final_action,
                 .standing = Standing::named,
                 .title = fmt::format("Keep the reading room at {}", room.town),
                 .text = fmt::format("I ask that the room at {} stays. {}", room.town, room.why)}));
    filed.push_back(dissent.id);
    DEMUR_TRY(story.act(kDemoCustodian, Acknowledge{dissent.id}));
  }
  DEMUR_TRY(clear_and_take(story, decision, kFrom));
  for (std::size_t i = 0; i < filed.size(); ++i) DEMUR_TRY(answer(story, filed[i], kRooms[i]));
  return {};
}

}  // namespace

Status tell_of_earlier_years(service::Institution& house, Teller& story) {
  DEMUR_TRY(tell_of_the_cutters(house, story));
  return tell_of_the_rooms(story);
}

Status cite_the_cutters(service::Institution& house, const Teller& story, const DecisionId& decision) {
  for (const auto& matter : DEMUR_TRY(service::citable_in(house, decision)))
    if (matter.answer && matter.title.starts_with("Lend two cutters")) {
      DEMUR_TRY(
          service::perform(house, story.people().at(kOwner),
                           CiteMatter{decision,
                                      {"disposition:" + matter.answer->text,
                                       "Yearly reports were trusted then too, until they should not be. "
                                       "Both that came were copies."}}));
      return {};
    }
  return core::fail(core::Code::internal, "the story has no answer on the cutters");
}

}  // namespace demur::cli
