// For tests: one office that asks. Acts go through decide(), and the round is kept as the service would.
//
//   Asking asking = open_round();
//   asking.morning(day("2026-03-21"));
//   const ReportRound report{asking.id, Outcome::declined, "It costs too much."};
//   ASSERT_TRUE(asking.act(Person::respondent, report));
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "demur/domain/opinion_round.hpp"
#include "demur/domain/story.hpp"

namespace demur::domain {

inline Mandate opinion_mandate() {
  return {.level = Level::consult,
          .fixed = "The treaty stands.",
          .may_change = "The amount and the end date.",
          .decides = "The minister",
          .hear_by = day("2026-04-10"),
          .attribution = Attribution::chatham_house};
}

// One office asks; its round is kept as the service would.
struct Asking {
  Story story;
  OpinionRoundId id{id_text("round")};
  std::optional<OpinionRound> round = {};
  std::map<StatementId, OpinionStatement> statements = {};
  std::vector<Duty> duties = {};
  std::vector<Entry> entries = {};
  int eligible = 40;
  int open_by_token = 0;
  bool earlier_is_continued = false;

  [[nodiscard]] OpenOpinionRound opening() const {
    return {.id = id,
            .owner = story.offices.at("desk").id,
            .title = "The northern port",
            .mandate = opinion_mandate(),
            .closes_on = day("2026-03-20"),
            .statements = {{StatementId{id_text("one")}, "The port should stay open."}}};
  }

  [[nodiscard]] core::Result<OpinionChange> judge(Person person, const OpinionAct& act) const {
    OpinionSituation situation{.who = story.people.at(person)};
    situation.eligible = eligible;
    situation.open_by_token = open_by_token;
    situation.statements = static_cast<int>(statements.size());
    situation.duties = duties;
    if (const auto* open = std::get_if<OpenOpinionRound>(&act)) {
      situation.round = open->id == id ? round : std::nullopt;
      situation.office = story.offices.at("desk");
      situation.earlier = open->continues ? round : std::nullopt;
      situation.earlier_is_continued = earlier_is_continued;
      for (const auto& [known, each] : statements)
        if (each.trend) situation.earlier_trend.push_back(each);
      std::ranges::sort(situation.earlier_trend, {}, &OpinionStatement::number);
      return decide(situation, act, story.policy, story.today);
    }
    situation.round = round;
    for (const auto& [known, each] : statements)
      if (each.state == StatementState::shown) situation.asked.push_back(known);
    std::visit(
        [&](const auto& named) {
          if constexpr (requires { named.statement; }) situation.statement = find(named.statement);
        },
        act);
    if (const auto* proposal = std::get_if<ProposeStatement>(&act)) {
      situation.statement = find(proposal->id);
      if (proposal->reworded_from) situation.reworded = find(*proposal->reworded_from);
      for (const auto& [known, each] : statements)
        if (each.proposed_by == situation.who.id && each.state == StatementState::proposed)
          ++situation.waiting;
    }
    return decide(situation, act, story.policy, story.today);
  }

  [[nodiscard]] std::optional<OpinionStatement> find(const StatementId& statement) const {
    const auto found = statements.find(statement);
    return found == statements.end() ? std::nullopt : std::optional(found->second);
  }

  void save(const OpinionChange& change) {
    if (change.round) round = change.round;
    for (const OpinionStatement& each : change.statements) statements[each.id] = each;
    for (const Duty& each : change.duties) {
      std::erase_if(duties, [&](const Duty& known) { return known.kind == each.kind; });
      duties.push_back(each);
    }
    entries.insert(entries.end(), change.entries.begin(), change.entries.end());
  }

  core::Result<OpinionChange> act(Person person, const OpinionAct& act) {
    auto change = judge(person, act);
    if (change) save(*change);
    return change;
  }

  void morning(Day next) {
    story.today = next;
    const auto closing = closes_now(*round, next)
                             ? std::optional(Closing{.eligible = 41, .ballots = std::string(64, 'a')})
                             : std::nullopt;
    save(settle(*round, duties, closing, next));
  }
};

[[nodiscard]] inline Asking open_round() {
  Asking asking;
  EXPECT_TRUE(asking.act(Person::respondent, asking.opening()));
  return asking;
}

[[nodiscard]] inline core::Code refused_code(const core::Result<OpinionChange>& result) {
  return result ? core::Code::internal : result.error().code;
}

}  // namespace demur::domain
