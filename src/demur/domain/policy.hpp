// A channel policy: the rules of one channel as data (policies/*.toml). It says who may file, in
// which standing, what the clocks are, and when records are published.
//
//   Result<ChannelPolicy> policy = parse_policy(text);         // the first error
//   std::vector<PolicyFinding> all = check_policy(text);       // every error and warning, by line
//
// Every rule carries where it comes from and when somebody verified it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/core/result.hpp"
#include "demur/domain/nouns.hpp"

namespace demur::domain {

struct Provenance {
  std::string source;                   // "2 FAM 074.1", "our own rule"
  std::optional<Day> verified_on = {};  // none: unverified
  auto operator<=>(const Provenance&) const = default;
};

enum class PasskeyRule { required, optional };
enum class ClockUnit { calendar_days, working_days };
enum class ClockEvent { filed, acknowledged, answered };

// A clock runs from its start event. If that has not happened by the end of `fallback_after` days
// from filing, it runs from there (EU 2019/1937 art. 9). It is due at normal_by; one extension, with
// a reason and before it expires, may move it up to latest_by.
struct DutyClock {
  ClockUnit unit = ClockUnit::working_days;
  ClockEvent starts_at = ClockEvent::filed;
  std::optional<int> fallback_after = {};  // in `unit`, counted from filing
  int normal_by = 0;
  int latest_by = 0;  // equal to normal_by: no extension
  Role owner = Role::respondent;
  Provenance provenance;
};

// Who may read a named dissent's text. A confidential one is always read by recipients only:
// respondents of the decision's office and custodians, and its author and co-signers.
enum class Readers { recipients, members };

// Records of what members do are not appended at once: their time would tell who did them. They
// wait, and are appended shuffled and padded.
struct Publishing {
  enum class Every { day, minute, at_once };
  Every every = Every::day;
  int hour = 18;         // of the institution's day, for `day`
  int at_least = 8;      // leaves in a batch; the rest is padding
  int promise_days = 1;  // a receipt promises publication within so many days
  Provenance provenance;
};

// What may be filed by a proven member whom nobody knows, sealed to the custodians.
struct AnonymousFiling {
  int to_open = 2;      // custodians who must agree to open one, and be two at least
  int floor = 20;       // members in the smallest group that anybody can show to belong to
  int per_quarter = 3;  // dissents that one member may file so in a quarter
  bool passkey = true;  // tokens are issued to a passkey's touch only
  Provenance provenance;
};

// How the institution asks before it decides, meets, and looks back. Days are working days, unless said.
struct Consultation {
  std::vector<std::string> required = {};  // names of offices that must be asked before a decision is taken
  int round_days = 5;                      // a round is open for so many at least
  int urgent_round_days = 2;               // where urgency is given as its ground
  int lapse_days = 2;                      // in which offices may object that a change is not editorial
  int reply_days = 5;                      // to a request for a meeting
  int minutes_days = 10;                   // after a meeting, both sides have signed
  int say_change_days = 30;                // calendar days: how far a mandate may put off what people hear
  int review_days = 365;                   // calendar days after a decision was taken
  Provenance provenance = {};
  auto operator<=>(const Consultation&) const = default;
};

struct ChannelPolicy {
  std::string id;     // "state-dissent"
  std::string title;  // "Dissent Channel"
  int version = 1;
  std::string purpose;  // one paragraph: what this channel is for, and what it is not
  std::set<Standing> standings;
  std::set<DissentKind> kinds;
  std::set<Outcome> outcomes;
  Provenance filing_provenance;
  Readers named_readers = Readers::recipients;
  int cosign_threshold = 5;  // signatures stay hidden below it
  int floor = 10;            // no count below it is shown to those who are not recipients
  Provenance protection_provenance;
  DutyClock acknowledge;
  DutyClock answer;
  int last_word_days = 30;  // calendar days after the answer; then the dissent closes
  Provenance last_word_provenance;
  Publishing publishing;
  std::optional<AnonymousFiling> anonymous = {};  // there exactly where the standing is allowed
  Consultation consultation;                      // as above where the file does not say
  core::Calendar calendar;
  Provenance calendar_provenance;
};

struct PolicyFinding {
  enum class Weight { error, warning };
  int line = 0;  // counts from 1; 0: the file as a whole
  Weight weight = Weight::error;
  std::string what;
  auto operator<=>(const PolicyFinding&) const = default;
};

[[nodiscard]] std::vector<PolicyFinding> check_policy(std::string_view toml);
[[nodiscard]] core::Result<ChannelPolicy> parse_policy(std::string_view toml);

// As for the nouns' words; from_word<> finds these too.
[[nodiscard]] const char* word(PasskeyRule value);
[[nodiscard]] const char* word(ClockUnit value);
[[nodiscard]] const char* word(ClockEvent value);
[[nodiscard]] const char* word(Readers value);
[[nodiscard]] const char* word(Publishing::Every value);

// The day `count` units after `from`, in the policy's calendar.
[[nodiscard]] Day add(const ChannelPolicy& policy, ClockUnit unit, Day from, int count);

}  // namespace demur::domain
