#include "demur/cli/demo_opinion.hpp"

#include <vector>

#include "demur/cli/demo_people.hpp"
#include "demur/service/opinion_rounds.hpp"
#include "demur/web/opinion_maps.hpp"

namespace demur::cli {
namespace {

using namespace domain;
using core::Result;
using core::Status;

constexpr const char* kRespondent = "respondent";

// A statement, and how two camps lean to it: of ten, so many agree.
struct Leaning {
  const char* text;
  int of_movers;
  int of_stayers;
};

constexpr Leaning kTrend[] = {
    {"I can tell my head of post that I disagree.", 7, 5},
    {"Moving the Bureau out of the old arsenal will help our work.", 9, 2},
    {"I know by when I hear what became of what I said.", 6, 6},
    {"Two days a week at home are enough.", 3, 8},
    {"The Bureau listens before it decides.", 5, 3},
    {"Colleagues with families carry most of the cost of the move.", 5, 9},
    {"The money for the move is better spent on posts.", 2, 8},
    {"I would move again for this Bureau.", 8, 3},
};

constexpr Leaning kOnce[] = {
    {"Nobody should move before the school year ends.", 9, 9},
    {"A shuttle from the old quarter would settle most of it.", 8, 9},
    {"Desks should be shared.", 7, 1},
    {"The archive must not be split between two buildings.", 9, 10},
    {"Those who stay behind should keep their grade.", 4, 9},
};

constexpr Leaning kOpen[] = {
    {"Visits to the patrol boats need officers of their own.", 8, 6},
    {"The Northern Coast's promise of an inquiry is worth waiting for.", 3, 7},
    {"A refused visit must suspend deliveries at once.", 9, 8},
    {"Crews should be asked, and not only their command.", 8, 8},
};

}  // namespace

struct DemoRounds::Plan {
  const char* title;
  Mandate mandate;
  int working_days;  // that it is open
  std::vector<Leaning> trend = {};
  std::vector<Leaning> once = {};
  bool again = false;  // it continues the newest round
  int every = 1;       // every which colleague votes
  int drift = 0;       // how many of ten have come to agree more with the other camp
};

Status DemoRounds::open(const Plan& plan) {
  const core::Day today = DEMUR_TRY(house_.today());
  const core::Random& random = house_.environment().random;
  const auto asker = DEMUR_TRY(service::read_member(house_, people_.at(kRespondent)));
  OpenOpinionRound act{
      .id = OpinionRoundId::make(random),
      .owner = asker->office,
      .title = plan.title,
      .mandate = plan.mandate,
      .closes_on = core::add_working_days(today, plan.working_days, house_.policy().calendar)};
  act.mandate.hear_by = act.closes_on + std::chrono::days{28};
  act.mandate.attribution = Attribution::chatham_house;
  for (const Leaning& each : plan.trend) act.trend.push_back({StatementId::make(random), each.text});
  for (const Leaning& each : plan.once) act.statements.push_back({StatementId::make(random), each.text});
  if (plan.again) act.continues = asked_;
  DEMUR_TRY(service::perform(house_, asker->id, OpinionAct{act}));
  asked_ = act.id;
  return vote(plan);
}

// Three in five of the colleagues are of the one camp.
Status DemoRounds::vote(const Plan& plan) {
  const auto& colleagues = demo_colleagues();
  std::vector<Leaning> leanings = plan.trend;
  leanings.insert(leanings.end(), plan.once.begin(), plan.once.end());
  for (std::size_t person = 0; person < colleagues.size(); person += static_cast<std::size_t>(plan.every)) {
    const auto who = DEMUR_TRY(service::read_member(house_, people_.at(colleagues[person].login)));
    const auto seen = DEMUR_TRY(service::read_opinion_round(house_, *who, asked_));
    std::vector<service::StatementVote> votes;
    for (const OpinionStatement& statement : seen.shown) {
      const auto at = static_cast<std::size_t>(statement.number - 1);
      const bool moves = person % 5 < 3;
      const int leaning = moves ? leanings[at].of_movers - plan.drift : leanings[at].of_stayers + plan.drift;
      const int draw = static_cast<int>((person * 7 + at * 3 + person * at) % 10);
      const Vote vote = draw < leaning ? Vote::agree : draw == 9 ? Vote::pass : Vote::disagree;
      votes.push_back({statement.id, vote});
    }
    DEMUR_TRY(service::cast_votes(house_, *who, asked_, votes));
  }
  return {};
}

Status DemoRounds::first() {
  return open({.title = "Moving the Bureau out of the old arsenal",
               .mandate = {.level = Level::consult,
                           .fixed = "The lease of the arsenal ends in two years.",
                           .may_change = "When we move, who moves first, and what stays.",
                           .decides = "The head of the Bureau"},
               .working_days = 5,
               .trend = {std::begin(kTrend), std::end(kTrend)},
               .once = {std::begin(kOnce), std::end(kOnce)}});
}

// To each set that the results have, as the form would ask.
Result<std::vector<SetReport>> DemoRounds::answered_sets() {
  web::OpinionMaps maps(house_);
  DEMUR_TRY(maps.refresh());
  const auto results = maps.results(asked_);
  if (!results) return std::vector<SetReport>{};
  const auto who = DEMUR_TRY(service::read_member(house_, people_.at(kRespondent)));
  auto sets = web::sets_of(*results, DEMUR_TRY(service::read_opinion_round(house_, *who, asked_)).shown);
  for (SetReport& set : sets) {
    const bool bridges = set.set == StatementSet::bridges;
    set.outcome = bridges ? Outcome::adopted : Outcome::declined;
    set.text = bridges
                   ? "What both camps say alike is done as they say it."
                   : "What parts the camps is not decided now: it is asked again once the move has a day.";
  }
  return sets;
}

Status DemoRounds::second() {
  ReportRound report{asked_, Outcome::adopted_in_part,
                     "Both camps agree that nobody should move before the school year ends, and that the "
                     "archive must not be split: so it is done. Shared desks divide, and are not decided.",
                     "The move begins in July, and the archive moves last and whole."};
  report.sets = DEMUR_TRY(answered_sets());
  DEMUR_TRY(service::perform(house_, people_.at(kRespondent), OpinionAct{report}));
  return open({.title = "Moving the Bureau: asked again",
               .mandate = {.level = Level::involve,
                           .fixed = "The move begins in July; the archive moves last.",
                           .may_change = "How desks and days at home are shared.",
                           .decides = "The head of the Bureau"},
               .working_days = 5,
               .trend = {std::begin(kTrend), std::end(kTrend)},
               .once = {std::begin(kOnce) + 1, std::end(kOnce)},
               .again = true,
               .drift = 1});
}

Status DemoRounds::third() {
  DEMUR_TRY(open({.title = "What visits to the patrol boats should look for",
                  .mandate = {.level = Level::consult,
                              .fixed = "Embassy staff visit the boats every quarter.",
                              .may_change = "What is asked on board, and of whom.",
                              .decides = "The Bureau of Northern Affairs"},
                  .working_days = 15,
                  .once = {std::begin(kOpen), std::end(kOpen)},
                  .every = 3}));
  const StatementId proposed = StatementId::make(house_.environment().random);
  const ProposeStatement act{
      .round = asked_, .id = proposed, .text = "Logs should be copied before the talk begins."};
  DEMUR_TRY(service::perform(house_, people_.at("tomas.ekwall"), OpinionAct{act}));
  return {};
}

}  // namespace demur::cli
