// For tests: one decision that two offices must be asked about, by the rules, and whoever else. Acts go
// through decide() from the first to the last, and the story keeps what follows, as the service would.
//
//   ClearanceStory story;
//   story.must("desk", story.opening());
//   story.must("legal", story.position("legal", Stance::concur));
//   ASSERT_TRUE(story.take("desk"));
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "demur/domain/clearance_acts.hpp"
#include "demur/domain/decide.hpp"
#include "demur/domain/story.hpp"

namespace demur::domain {

struct ClearanceStory {
  static constexpr const char* kOffices[] = {"desk", "legal", "rights", "budget"};  // budget: if it is added

  ClearanceStory() {
    policy.consultation.required = {"legal", "rights"};
    policy.calendar = {"story", {day("2026-03-05")}};
    policy.standings = {Standing::named};
    for (const char* name : kOffices) {
      offices.push_back({{id_text(name)}, name, OfficeState::active, {}});
      people[name] = {.id = {id_text(std::string("m") + name)},
                      .login = name,
                      .name = name,
                      .office = {id_text(name)},
                      .state = MemberState::active,
                      .appointments = {{{id_text(name)}, Role::respondent}}};
    }
    decision = {.id = {id_text("decision")},
                .number = "2026/14",
                .title = "Arms transfer",
                .owner = {id_text("desk")},
                .versions = {{1, "We sell.", "h1", today}},
                .registered_on = today};
  }

  [[nodiscard]] static OfficeId office(const std::string& name) { return {id_text(name)}; }

  [[nodiscard]] Mandate mandate() const {
    return {.level = Level::consult,
            .fixed = "The treaty.",
            .may_change = "The amount.",
            .decides = "The Minister",
            .hear_by = today + std::chrono::days{20}};
  }
  [[nodiscard]] OpenClearance opening(std::vector<OfficeId> also = {}) const {
    return {.id = {id_text("round" + std::string(clearance.rounds.size() + 1, 'a'))},
            .decision = decision.id,
            .mandate = mandate(),
            .also = std::move(also)};
  }
  [[nodiscard]] PositionId place(const std::string& name) const {
    const ClearanceRoundId round =
        clearance.rounds.empty() ? ClearanceRoundId{id_text("none")} : clearance.rounds.back().id;
    return position_id(round, office(name));
  }
  [[nodiscard]] GivePosition position(const std::string& name, Stance stance) const {
    GivePosition act{.position = place(name), .stance = stance, .text_hash = decision.versions.back().hash};
    if (stance == Stance::non_concur) act.would_change = "An end date.";
    if (stance == Stance::concur_with_comment) act.comments = {{CommentWeight::critical, "§ 2", "Say when."}};
    return act;
  }

  [[nodiscard]] ClearanceSituation situation(const std::string& who, const ClearanceAct& act) const {
    ClearanceSituation out{.who = people.at(who), .decision = decision};
    out.offices = offices;
    out.clearance = clearance;
    out.duties = duties;
    std::visit(
        [&](const auto& named) {
          std::optional<ClearanceRoundId> round;
          if constexpr (requires { named.position; })
            for (const Position& position : clearance.positions)
              if (position.id == named.position) {
                out.position = position;
                out.heir = Office{position.office, position.office_name, OfficeState::active, {}};
                round = position.round;
              }
          if constexpr (requires { named.round; }) round = named.round;
          if constexpr (requires { named.id; }) round = named.id;
          if constexpr (requires { named.office; })
            out.heir = Office{named.office, "", OfficeState::active, {}};
          for (const ClearanceRound& one : clearance.rounds)
            if (round && one.id == *round) out.round = one;
          out.id_taken = std::holds_alternative<OpenClearance>(act) && out.round.has_value();
        },
        act);
    return out;
  }
  [[nodiscard]] core::Result<ClearanceChange> judge(const std::string& who, const ClearanceAct& act) const {
    return decide(situation(who, act), act, policy, today);
  }
  core::Result<ClearanceChange> act(const std::string& who, const ClearanceAct& act) {
    auto change = judge(who, act);
    if (change) save(*change);
    return change;
  }
  ClearanceChange must(const std::string& who, const ClearanceAct& one) {
    auto change = act(who, one);
    EXPECT_TRUE(change) << who << ": " << (change ? "" : change.error().what);
    return change.value_or(ClearanceChange{});
  }
  [[nodiscard]] core::Error refused(const std::string& who, const ClearanceAct& act) const {
    const auto change = judge(who, act);
    EXPECT_FALSE(change);
    return change ? core::Error{} : change.error();
  }

  core::Result<Change> revise(const std::string& text) {
    return decide_on(ReviseDecision{decision.id, text, ""});
  }
  core::Result<Change> take(const std::string& who, std::string direction = {},
                            std::optional<Bypass> bypass = {}, std::optional<Day> on = {}) {
    return decide_on(TakeDecision{decision.id, on.value_or(today), std::move(direction), std::move(bypass)},
                     who);
  }
  [[nodiscard]] Bypass bypass(BypassGround ground = BypassGround::urgent) const {
    return {ground, "The ship sails tonight.", today + std::chrono::days{7}};
  }
  core::Result<Change> decide_on(const Act& act, const std::string& who = "desk") {
    Situation before{.who = people.at(who), .decision = decision};
    before.clearance = clearance;
    before.offices = offices;
    auto change = decide(before, act, policy, today);
    if (!change) return change;
    if (change->decision) decision = *change->decision;
    if (change->taking) clearance.taking = change->taking;
    keep(change->duties);
    std::ranges::copy(change->entries, std::back_inserter(entries));
    return change;
  }

  void morning(Day next) {
    today = next;
    for (const ClearanceRound& round : std::vector(clearance.rounds)) {
      std::vector<Duty> its;
      for (const Duty& duty : duties) {
        const auto* place = std::get_if<PositionId>(&duty.subject);
        const auto in_round = [&](const Position& one) { return one.id == *place && one.round == round.id; };
        if (duty.subject == Subject{round.id} ||
            (place != nullptr && std::ranges::any_of(clearance.positions, in_round)))
          its.push_back(duty);
      }
      save(settle(round, clearance.positions, its, today));
    }
    save(settle_promise(duties, today));
  }

  [[nodiscard]] Basis basis() const {
    Clearance facts = clearance;
    facts.required = required_offices(policy.consultation.required, offices);
    return basis_of(decision, facts, today);
  }
  [[nodiscard]] OfficeBasis row(const std::string& name) const {
    for (const OfficeBasis& row : basis().offices)
      if (row.name == name) return row;
    ADD_FAILURE() << "no row of " << name;
    return {};
  }
  [[nodiscard]] const Duty* duty(const Subject& subject, DutyKind kind) const {
    for (const Duty& duty : duties)
      if (duty.subject == subject && duty.kind == kind) return &duty;
    return nullptr;
  }

  void keep(const std::vector<Duty>& changed) {
    for (const Duty& one : changed) {
      const auto old = std::ranges::find_if(
          duties, [&](const Duty& duty) { return duty.subject == one.subject && duty.kind == one.kind; });
      if (old == duties.end())
        duties.push_back(one);
      else
        *old = one;
    }
  }
  void save(const ClearanceChange& change) {
    if (change.decision) decision = *change.decision;
    if (change.round) replace(clearance.rounds, *change.round, &ClearanceRound::id);
    for (const Position& position : change.positions) replace(clearance.positions, position, &Position::id);
    if (change.editorial) replace(clearance.editorial, *change.editorial, &EditorialChange::version);
    keep(change.duties);
    std::ranges::copy(change.entries, std::back_inserter(entries));
  }
  template <typename T, typename Key>
  static void replace(std::vector<T>& all, const T& one, Key key) {
    const auto old = std::ranges::find(all, std::invoke(key, one), key);
    if (old == all.end())
      all.push_back(one);
    else
      *old = one;
  }

  ChannelPolicy policy;
  Day today = day("2026-03-02");  // a Monday
  std::vector<Office> offices;
  std::map<std::string, Member> people;
  Decision decision;
  Clearance clearance;
  std::vector<Duty> duties;
  std::vector<Entry> entries;
};

}  // namespace demur::domain
