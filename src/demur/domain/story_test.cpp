#include "demur/domain/story.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "demur/domain/duties.hpp"

namespace demur::domain {
namespace {

Member member(const char* name, const OfficeId& office, std::set<Appointment> appointments = {}) {
  return {.id = {id_text(std::string("m") + name)},
          .login = std::string(name) + "-login-canary",
          .name = std::string(name) + " NAME-CANARY",
          .office = office,
          .state = MemberState::active,
          .appointments = std::move(appointments)};
}

// The clocks of the State Department's channel, with one holiday in the way: Thursday 5 March.
ChannelPolicy plain_policy() {
  ChannelPolicy policy;
  policy.id = "story";
  policy.standings = {Standing::named, Standing::confidential};
  policy.kinds = {DissentKind::change_of_policy, DissentKind::implementation,
                  DissentKind::before_final_action, DissentKind::procedure};
  policy.outcomes = {Outcome::adopted, Outcome::adopted_in_part, Outcome::declined, Outcome::deferred,
                     Outcome::out_of_scope};
  policy.acknowledge.normal_by = policy.acknowledge.latest_by = 2;
  policy.acknowledge.owner = Role::custodian;
  policy.answer.starts_at = ClockEvent::acknowledged;
  policy.answer.fallback_after = 2;
  policy.answer.normal_by = 30;
  policy.answer.latest_by = 60;
  policy.calendar = {"story", {day("2026-03-05")}};
  return policy;
}

}  // namespace

const char* name_of(Person person) {
  static constexpr const char* kNames[] = {"author",   "cosigner",  "guest",   "colleague", "respondent",
                                           "outsider", "custodian", "recused", "auditor"};
  return kNames[static_cast<std::size_t>(person)];
}

std::string id_text(std::string start) {
  start.resize(26, 'x');
  return start;
}

Day day(const char* text) {
  return core::parse_day(text).value();
}

Story::Story(Standing standing) : policy(plain_policy()) {
  const OfficeId desk{id_text("desk")};
  const OfficeId legal{id_text("legal")};
  offices["desk"] = {desk, "The Desk", OfficeState::active, {}};
  offices["legal"] = {legal, "Legal", OfficeState::active, {}};
  people[Person::author] = member("author", legal);
  people[Person::cosigner] = member("cosigner", legal);
  people[Person::guest] = member("guest", legal);
  people[Person::colleague] = member("colleague", desk);
  people[Person::respondent] = member("respondent", desk, {{desk, Role::respondent}});
  people[Person::outsider] = member("outsider", legal, {{legal, Role::respondent}});
  people[Person::custodian] = member("custodian", legal, {{legal, Role::custodian}});
  people[Person::recused] = member("recused", desk, {{legal, Role::custodian}});
  people[Person::auditor] = member("auditor", legal, {{legal, Role::auditor}});
  decision = {.id = {id_text("decision")},
              .number = "2026/14",
              .title = "Arms transfer",
              .owner = desk,
              .state = DecisionState::taken,
              .versions = {{.number = 1, .text = "We sell.", .hash = "h1", .day = day("2026-02-01")}},
              .registered_on = day("2026-02-01"),
              .taken_on = day("2026-02-02")};
  FileDissent filing_act = filing();
  filing_act.standing = standing;
  EXPECT_TRUE(act(Person::author, filing_act));
  EXPECT_TRUE(act(Person::cosigner, CoSign{dissent->id, kInvitation}));
}

FileDissent Story::filing() const {
  return {.id = {id_text("dissent")},
          .decision = decision.id,
          .title = kTitleCanary,
          .text = kTextCanary,
          .would_change_my_mind = kMindCanary,
          .invitation = kInvitation};
}

Answer Story::answer(Outcome outcome) const {
  Answer out{.dissent = {id_text("dissent")},
             .id = {id_text("disposition" + std::string(dispositions.size() + 1, 'a'))},
             .outcome = outcome,
             .reasons = "The treaty of 1984 obliges us; the court said so in its ruling of last year."};
  out.confidential_note = kNoteCanary;
  if (outcome == Outcome::adopted || outcome == Outcome::adopted_in_part)
    out.what_changed = "Paragraph 4 fell.";
  if (outcome == Outcome::deferred) out.deferred_until = today + std::chrono::days{90};
  if (outcome == Outcome::out_of_scope) out.belongs_to = "The Inspector General";
  return out;
}

Situation Story::situation(const Member& who, const Act& act) const {
  Situation out{.who = who, .decision = decision, .office = offices.at("desk")};
  out.other_office = offices.at("legal");
  out.member = people.at(Person::colleague);
  out.clearance.emplace();
  if (!std::holds_alternative<FileDissent>(act)) {
    out.dissent = dissent;
    out.duties = duties;
    if (!dispositions.empty()) out.disposition = dispositions.back();
    out.has_signed = signers.contains(who.id);
  }
  if (const auto* answering = std::get_if<Answer>(&act))
    out.id_taken = std::ranges::find(dispositions, answering->id, &Disposition::id) != dispositions.end();
  return out;
}

core::Result<Change> Story::judge(Person person, const Act& act) const {
  return decide(situation(people.at(person), act), act, policy, today);
}

core::Result<Change> Story::act(Person person, const Act& act) {
  auto change = judge(person, act);
  if (change) save(*change);
  return change;
}

void Story::save(const Change& change) {
  if (change.decision) decision = *change.decision;
  if (change.dissent) dissent = change.dissent;
  if (change.signature) signers.insert(change.signature->signer);
  if (change.superseded_disposition) dispositions.back() = *change.superseded_disposition;
  if (change.disposition) dispositions.push_back(*change.disposition);
  for (const Duty& changed : change.duties) {
    const auto old = std::ranges::find(duties, changed.kind, &Duty::kind);
    if (old == duties.end())
      duties.push_back(changed);
    else
      *old = changed;
  }
  entries.insert(entries.end(), change.entries.begin(), change.entries.end());
}

void Story::morning(Day next) {
  today = next;
  if (dissent) save(settle(*dissent, duties, policy, today));
}

const Duty& Story::duty(DutyKind kind) const {
  const Duty* found = find_duty(duties, kind);
  EXPECT_NE(found, nullptr);
  return *found;
}

Story story_at(Chapter chapter, Standing standing) {
  Story story(standing);
  const DissentId id = story.dissent->id;
  if (chapter == Chapter::filed) return story;
  if (chapter == Chapter::withdrawn) {
    EXPECT_TRUE(story.act(Person::author, WithdrawDissent{id}));
    return story;
  }
  EXPECT_TRUE(story.act(Person::custodian, Acknowledge{id}));
  if (chapter == Chapter::acknowledged) return story;
  const Outcome outcome = chapter == Chapter::put_off ? Outcome::deferred : Outcome::declined;
  EXPECT_TRUE(story.act(Person::respondent, story.answer(outcome)));
  if (chapter == Chapter::closed) {
    EXPECT_TRUE(story.act(Person::author, SetLastWord{id, Verdict::maintained, kLastWordCanary}));
  }
  return story;
}

std::string text_of(const core::json::object& part) {
  return part.empty() ? "" : core::canonical_json(part).value();
}

std::string shown(const Entry& entry) {
  std::string out = entry.type + (entry.publication == Publication::at_once ? "|at_once" : "|in_batch") +
                    (entry.sealed ? "|sealed|" : "|clear|");
  for (const std::string& ref : entry.refs) out += ref.substr(0, ref.find(':') + 8) + " ";
  return out + "|" + text_of(entry.public_part);
}

Change done(const core::Result<Change>& result) {
  EXPECT_TRUE(result) << result.error().what;
  return result ? *result : Change{};
}

core::Error refused(const core::Result<Change>& result) {
  EXPECT_FALSE(result);
  return result ? core::Error{} : result.error();
}

}  // namespace demur::domain
