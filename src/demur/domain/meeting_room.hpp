// For tests: one meeting in the ministry of story.hpp, loaded and saved as the service does.
//
//   Room room;
//   room.written().must(Person::author, SignMinutes{room.id(), room.hash()});
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "demur/domain/duties.hpp"
#include "demur/domain/meeting.hpp"
#include "demur/domain/story.hpp"

namespace demur::domain {

using core::Result;

constexpr const char* kPoints = "POINTS-CANARY";
constexpr const char* kPlace = "PLACE-CANARY";
constexpr const char* kMinutes = "MINUTES-CANARY: we spoke of the port.";

inline Mandate mandate(const char* hear_by = "2026-04-01") {
  return {.level = Level::consult,
          .fixed = "The port is closed.",
          .may_change = "The day on which it closes.",
          .decides = "The minister",
          .hear_by = day(hear_by),
          .attribution = Attribution::chatham_house};
}

inline Venue venue(const char* on = "2026-03-10") {
  return {.starts = day(on) + std::chrono::hours{14}, .minutes = 60, .place = kPlace};
}

// One meeting in the ministry of story.hpp, loaded and saved as the service does.
struct Room {
  Story story;
  std::optional<Meeting> meeting;
  std::vector<Duty> duties;
  std::vector<Entry> entries;
  std::vector<Question> questions;
  std::vector<QuestionVote> votes;
  std::map<MemberId, int> asked;
  Gathering gathering{.ballots = std::string(64, 'a')};  // by token, when it ends
  int eligible = 40;
  int open_by_token = 0;

  explicit Room(Standing standing = Standing::confidential) : story(standing) {}

  [[nodiscard]] MeetingSituation situation(Person person, const MeetingAct& act) const {
    const Member& who = story.people.at(person);
    MeetingSituation out{.who = who, .meeting = meeting, .owner = {id_text("desk")}, .duties = duties};
    out.eligible = eligible;
    out.open_by_token = open_by_token;
    const bool session =
        meeting ? meeting->kind == MeetingKind::session : std::holds_alternative<AnnounceSession>(act);
    if (!session) {
      out.dissent = story.dissent;
      out.decision = story.decision;
      out.has_signed = story.signers.contains(who.id);
    }
    if (const auto found = asked.find(who.id); found != asked.end()) out.asked = found->second;
    if (const auto* ask = std::get_if<AskMeeting>(&act); ask != nullptr && ask->proxy)
      for (const auto& [_, member] : story.people)
        if (member.id == *ask->proxy) out.proxy = member;
    for (const Question& question : questions) {
      const auto count = std::ranges::count_if(votes, [&](const QuestionVote& vote) {
        return vote.question == question.id && vote.day < story.today;
      });
      if (question.asked_on < story.today) out.questions.push_back({question, static_cast<int>(count)});
    }
    if (const auto* vote = std::get_if<VoteQuestion>(&act))
      out.has_voted = std::ranges::any_of(votes, [&](const QuestionVote& one) {
        return one.question == vote->question && one.member == who.id;
      });
    return out;
  }
  [[nodiscard]] Result<MeetingChange> judge(Person person, const MeetingAct& act) const {
    return decide(situation(person, act), act, story.policy, story.today);
  }
  void save(const MeetingChange& change) {
    if (change.meeting) meeting = change.meeting;
    for (const Duty& duty : change.duties) {
      const auto found = std::ranges::find(duties, duty.kind, &Duty::kind);
      if (found == duties.end())
        duties.push_back(duty);
      else
        *found = duty;
    }
    if (change.question) questions.push_back(*change.question);
    if (change.vote && change.vote->wanted) votes.push_back(*change.vote);
    if (change.vote && !change.vote->wanted)
      std::erase_if(votes, [&](const QuestionVote& vote) {
        return vote.question == change.vote->question && vote.member == change.vote->member;
      });
    entries.insert(entries.end(), change.entries.begin(), change.entries.end());
  }
  Result<MeetingChange> act(Person person, const MeetingAct& act) {
    auto change = judge(person, act);
    if (!change) return change;
    if (change->question) ++asked[story.people.at(person).id];
    save(*change);
    return change;
  }
  void must(Person person, const MeetingAct& one) {
    const auto change = act(person, one);
    EXPECT_TRUE(change) << (change ? "" : change.error().what);
  }
  void go_to(const char* next) {
    while (story.today < day(next)) {
      story.today += std::chrono::days{1};
      if (meeting)
        save(settle(*meeting, duties, story.dissent && story.dissent->state == DissentState::withdrawn,
                    gathering, story.today));
    }
  }
  [[nodiscard]] MeetingId id() const { return {id_text("meeting")}; }
  [[nodiscard]] AskMeeting ask(bool with_mandate = false) const {
    return {id(), story.dissent->id, kPoints, with_mandate ? std::optional(mandate()) : std::nullopt};
  }
  // For an author whom nobody knows.
  [[nodiscard]] AskMeeting ask_through(Person proxy) const {
    return {id(), story.dissent->id, kPoints, {}, story.people.at(proxy).id};
  }
  Room& unseen() {
    story.dissent->standing = Standing::anonymous;
    story.dissent->author.reset();
    story.signers.clear();
    for (const Person person : {Person::custodian, Person::recused, Person::colleague})
      story.dissent->text_openings.push_back({story.today, story.people.at(person).id, "It was agreed to."});
    return *this;
  }
  [[nodiscard]] Duty duty(DutyKind kind) const {
    const Duty* found = find_duty(duties, kind);
    return found == nullptr ? Duty{} : *found;
  }
  [[nodiscard]] std::string hash() const { return minutes_hash(meeting->id, *meeting->minutes); }

  Room& asked_for() {
    must(Person::author, ask());
    return *this;
  }
  Room& scheduled() {
    asked_for().must(Person::respondent, ScheduleMeeting{id(), venue(), mandate()});
    return *this;
  }
  Room& held() {
    scheduled().go_to("2026-03-10");
    must(Person::respondent, HoldMeeting{id()});
    return *this;
  }
  Room& written() {
    held().must(Person::author, WriteMinutes{id(), id_text("nonce"), kMinutes});
    return *this;
  }
  Room& announced() {
    must(Person::respondent, announcement());
    return *this;
  }
  [[nodiscard]] AnnounceSession announcement() const {
    return {.id = id(),
            .office = {id_text("desk")},
            .title = "The port, before it closes",
            .series = "Spring sessions",
            .venue = venue(),
            .mandate = mandate()};
  }
};

inline std::string refused(const Result<MeetingChange>& result) {
  EXPECT_FALSE(result);
  if (result) return {};
  return std::string(core::name(result.error().code)) +
         (result.error().field.empty() ? "" : ":" + result.error().field);
}

inline std::string log_of(const std::vector<Entry>& entries) {
  std::string all;
  for (const Entry& entry : entries) all += shown(entry) + "\n";
  return all;
}

}  // namespace demur::domain
