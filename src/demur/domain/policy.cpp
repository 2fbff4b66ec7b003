#include "demur/domain/policy.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "demur/domain/policy_reader.hpp"

namespace demur::domain {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kTop{"id"sv, "title"sv, "version"sv, "purpose"sv};
constexpr std::array kTables{"filing"sv,     "protection"sv,   "acknowledge"sv, "answer"sv,  "last_word"sv,
                             "publishing"sv, "consultation"sv, "anonymous"sv,   "calendar"sv};
constexpr std::array kFiling{"standings"sv, "kinds"sv, "source"sv, "verified"sv};
constexpr std::array kProtection{"named_readers"sv, "cosign_threshold"sv, "floor"sv, "source"sv,
                                 "verified"sv};
constexpr std::array kAcknowledge{"unit"sv, "normal_by"sv, "owner"sv, "source"sv, "verified"sv};
constexpr std::array kAnswer{"unit"sv,      "starts_at"sv, "fallback_after"sv, "normal_by"sv,
                             "latest_by"sv, "outcomes"sv,  "source"sv,         "verified"sv};
constexpr std::array kLastWord{"days"sv, "source"sv, "verified"sv};
constexpr std::array kPublishing{"every"sv,        "hour"sv,   "at_least"sv,
                                 "promise_days"sv, "source"sv, "verified"sv};
constexpr std::array kAnonymous{"to_open"sv, "floor"sv,  "per_quarter"sv,
                                "passkey"sv, "source"sv, "verified"sv};
constexpr std::array kConsultation{"required"sv,   "round_days"sv,   "urgent_round_days"sv, "lapse_days"sv,
                                   "reply_days"sv, "minutes_days"sv, "say_change_days"sv,   "review_days"sv,
                                   "source"sv,     "verified"sv};
constexpr std::array kCalendar{"name"sv, "holidays"sv, "source"sv, "verified"sv};

constexpr int kMostClockDays = 1000;

std::string read_id(PolicyReader& reader, std::string_view table, std::string_view key) {
  std::string id = reader.text(table, key, 64);
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (!std::ranges::all_of(id, plain))
    reader.error(reader.line(table, key), fmt::format("{} has only a-z, 0-9 and -", key));
  return id;
}

void read_top(PolicyReader& reader, ChannelPolicy& policy) {
  reader.expect("", kTop);
  policy.id = read_id(reader, "", "id");
  policy.title = reader.text("", "title", 200);
  policy.version = reader.integer("", "version", 1, 1'000'000);
  policy.purpose = reader.text("", "purpose", 5000);
}

void read_filing(PolicyReader& reader, ChannelPolicy& policy) {
  reader.expect("filing", kFiling);
  policy.standings = reader.some_of<Standing>("filing", "standings");
  policy.kinds = reader.some_of<DissentKind>("filing", "kinds");
  policy.filing_provenance = reader.provenance("filing");
}

void read_protection(PolicyReader& reader, ChannelPolicy& policy) {
  reader.expect("protection", kProtection);
  policy.named_readers = reader.one_of<Readers>("protection", "named_readers");
  policy.cosign_threshold = reader.integer("protection", "cosign_threshold", 2, 1000);
  policy.floor = reader.integer("protection", "floor", 5, 1000);
  policy.protection_provenance = reader.provenance("protection");
}

// An acknowledgement is counted from filing and cannot be put off, so it has no more keys.
void read_acknowledge(PolicyReader& reader, ChannelPolicy& policy) {
  reader.expect("acknowledge", kAcknowledge);
  DutyClock& clock = policy.acknowledge;
  clock.unit = reader.one_of<ClockUnit>("acknowledge", "unit");
  clock.normal_by = clock.latest_by = reader.integer("acknowledge", "normal_by", 1, kMostClockDays);
  clock.owner = reader.one_of<Role>("acknowledge", "owner");
  if (clock.owner == Role::auditor)
    reader.error(reader.line("acknowledge", "owner"),
                 "acknowledge.owner cannot be the auditor, who checks whether others keep their duties");
  clock.provenance = reader.provenance("acknowledge");
}

void check_start(PolicyReader& reader, const DutyClock& clock) {
  const int line = reader.line("answer", "starts_at");
  if (clock.starts_at == ClockEvent::answered)
    reader.error(line, "answer.starts_at cannot be the answer itself: use filed or acknowledged");
  if (clock.starts_at == ClockEvent::acknowledged && !clock.fallback_after)
    reader.error(line,
                 "answer.fallback_after is missing: without it, who never acknowledges never has to answer");
  if (clock.starts_at == ClockEvent::filed && clock.fallback_after)
    reader.error(reader.line("answer", "fallback_after"),
                 "answer.fallback_after has no meaning when the clock starts at filed");
}

void check_outcomes(PolicyReader& reader, const std::set<Outcome>& outcomes) {
  const int line = reader.line("answer", "outcomes");
  if (outcomes.empty()) return;  // noted already
  if (!outcomes.contains(Outcome::declined))
    reader.error(line, "answer.outcomes must include declined: who cannot say no says nothing");
  if (!outcomes.contains(Outcome::adopted) && !outcomes.contains(Outcome::adopted_in_part))
    reader.error(line,
                 "answer.outcomes must include adopted or adopted_in_part: else no dissent can succeed");
}

void read_answer(PolicyReader& reader, ChannelPolicy& policy) {
  reader.expect("answer", kAnswer);
  DutyClock& clock = policy.answer;
  clock.owner = Role::respondent;
  clock.unit = reader.one_of<ClockUnit>("answer", "unit");
  clock.starts_at = reader.one_of<ClockEvent>("answer", "starts_at");
  if (reader.has("answer", "fallback_after"))
    clock.fallback_after = reader.integer("answer", "fallback_after", 1, kMostClockDays);
  clock.normal_by = reader.integer("answer", "normal_by", 1, kMostClockDays);
  clock.latest_by = reader.has("answer", "latest_by")
                        ? reader.integer("answer", "latest_by", 1, kMostClockDays)
                        : clock.normal_by;
  if (clock.latest_by < clock.normal_by)
    reader.error(reader.line("answer", "latest_by"), "answer.latest_by is earlier than answer.normal_by");
  check_start(reader, clock);
  policy.outcomes = reader.some_of<Outcome>("answer", "outcomes");
  check_outcomes(reader, policy.outcomes);
  clock.provenance = reader.provenance("answer");
}

void read_last_word(PolicyReader& reader, ChannelPolicy& policy) {
  reader.expect("last_word", kLastWord);
  policy.last_word_days = reader.integer("last_word", "days", 1, 365);
  policy.last_word_provenance = reader.provenance("last_word");
}

void read_publishing(PolicyReader& reader, ChannelPolicy& policy) {
  reader.expect("publishing", kPublishing);
  Publishing& publishing = policy.publishing;
  publishing.every = reader.one_of<Publishing::Every>("publishing", "every");
  const bool daily = publishing.every == Publishing::Every::day;
  if (daily || reader.has("publishing", "hour"))
    publishing.hour = reader.integer("publishing", "hour", 0, 23);
  if (!daily && reader.has("publishing", "hour"))
    reader.error(reader.line("publishing", "hour"), "publishing.hour is for every = \"day\" only");
  publishing.at_least = reader.integer("publishing", "at_least", 1, 256);
  publishing.promise_days = reader.integer("publishing", "promise_days", 1, 30);
  if (!daily)
    reader.warning(reader.line("publishing", "every"),
                   "publishing more often than once a day ties records to people by their time: "
                   "for trying out only");
  publishing.provenance = reader.provenance("publishing");
}

void read_calendar(PolicyReader& reader, ChannelPolicy& policy) {
  reader.expect("calendar", kCalendar);
  policy.calendar.name = read_id(reader, "calendar", "name");
  policy.calendar.holidays = reader.days("calendar", "holidays");
  policy.calendar_provenance = reader.provenance("calendar");
  for (const Day day : policy.calendar.holidays)
    if (const std::chrono::weekday weekday{day};
        weekday == std::chrono::Saturday || weekday == std::chrono::Sunday)
      reader.warning(
          reader.line("calendar", "holidays"),
          fmt::format("{} is a Saturday or Sunday: no working day anyway; is the day in lieu meant?",
                      core::to_string(day)));
}

// Its table stands where the standing is allowed, and nowhere else.
void read_anonymous(PolicyReader& reader, ChannelPolicy& policy) {
  if (!policy.standings.contains(Standing::anonymous)) {
    if (reader.has_table("anonymous"))
      reader.error(reader.line("anonymous", ""),
                   "table [anonymous] is for channels that take anonymous dissents");
    return;
  }
  reader.expect("anonymous", kAnonymous);
  AnonymousFiling& rule = policy.anonymous.emplace();
  rule.to_open = reader.integer("anonymous", "to_open", 2, 10);
  rule.floor = reader.integer("anonymous", "floor", 5, 1000);
  rule.per_quarter = reader.integer("anonymous", "per_quarter", 1, 20);
  rule.passkey = reader.one_of<PasskeyRule>("anonymous", "passkey") == PasskeyRule::required;
  if (rule.floor < 20)
    reader.warning(reader.line("anonymous", "floor"),
                   "a group of fewer than 20 hides nobody well: for trying out only");
  if (!rule.passkey)
    reader.warning(reader.line("anonymous", "passkey"),
                   "without a passkey the operator can draw tokens in the name of members who are away");
  rule.provenance = reader.provenance("anonymous");
}

// The table may be left out, and each of its clocks too.
void read_consultation(PolicyReader& reader, ChannelPolicy& policy) {
  constexpr auto kTable = "consultation"sv;
  if (!reader.has_table(kTable)) return;
  reader.expect(kTable, kConsultation);
  Consultation& rule = policy.consultation;
  if (reader.has(kTable, "required")) rule.required = reader.texts(kTable, "required", 200);
  const auto clock = [&](std::string_view key, int& days, int most) {
    if (reader.has(kTable, key)) days = reader.integer(kTable, key, 1, most);
  };
  clock("round_days", rule.round_days, kMostClockDays);
  clock("urgent_round_days", rule.urgent_round_days, kMostClockDays);
  clock("lapse_days", rule.lapse_days, kMostClockDays);
  clock("reply_days", rule.reply_days, kMostClockDays);
  clock("minutes_days", rule.minutes_days, kMostClockDays);
  clock("say_change_days", rule.say_change_days, kMostClockDays);
  clock("review_days", rule.review_days, 10 * kMostClockDays);
  if (rule.urgent_round_days > rule.round_days)
    reader.error(reader.line(kTable, "urgent_round_days"),
                 "consultation.urgent_round_days is longer than consultation.round_days");
  rule.provenance = reader.provenance(kTable);
}

ChannelPolicy read_policy(std::string_view toml, std::vector<PolicyFinding>& findings) {
  ChannelPolicy policy;
  const auto text = read_policy_text(toml);
  if (!text) {
    findings.push_back(text.error());
    return policy;
  }
  PolicyReader reader(*text, findings);
  read_top(reader, policy);
  read_filing(reader, policy);
  reader.expect_tables(kTables);
  read_protection(reader, policy);
  read_acknowledge(reader, policy);
  read_answer(reader, policy);
  read_last_word(reader, policy);
  read_publishing(reader, policy);
  read_consultation(reader, policy);
  read_anonymous(reader, policy);
  read_calendar(reader, policy);
  std::ranges::sort(findings);
  return policy;
}

}  // namespace

std::vector<PolicyFinding> check_policy(std::string_view toml) {
  std::vector<PolicyFinding> findings;
  (void)read_policy(toml, findings);
  return findings;
}

core::Result<ChannelPolicy> parse_policy(std::string_view toml) {
  std::vector<PolicyFinding> findings;
  ChannelPolicy policy = read_policy(toml, findings);
  const auto error = std::ranges::find(findings, PolicyFinding::Weight::error, &PolicyFinding::weight);
  if (error == findings.end()) return policy;
  return core::fail(core::Code::invalid,
                    error->line == 0 ? error->what : fmt::format("line {}: {}", error->line, error->what));
}

Day add(const ChannelPolicy& policy, ClockUnit unit, Day from, int count) {
  if (unit == ClockUnit::calendar_days) return from + std::chrono::days{count};
  return core::add_working_days(from, count, policy.calendar);
}

}  // namespace demur::domain
