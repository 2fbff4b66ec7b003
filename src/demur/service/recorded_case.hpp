// What a log's records say of one dissent, and the days by which the channel's policy wanted it done:
// recomputed here from the records alone, never read from what an office says of itself.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/core/json.hpp"
#include "demur/domain/policy.hpp"

namespace demur::service {

// What an audit found wrong.
struct AuditFinding {
  std::uint64_t index = 0;  // of the leaf
  std::string what;
};

// One record on a dissent, or on another noun.
struct RecordedEvent {
  std::uint64_t index = 0;  // of the leaf
  core::Day day{};
  core::json::object said = {};  // its public part
};

// The office's acts are recorded at once and the filing with its batch, so an answer may stand before
// what it answers: nothing is judged before all records are read.
struct RecordedCase {
  std::optional<RecordedEvent> acknowledged = {};
  std::vector<RecordedEvent> answers = {};
  std::optional<RecordedEvent> extended = {};
  std::map<std::string, RecordedEvent> missed = {};  // by kind of duty
  std::map<std::string, RecordedEvent> waived = {};
  std::optional<RecordedEvent> withdrawn = {};
  std::optional<RecordedEvent> last_word = {};  // the newest
  std::optional<RecordedEvent> closed = {};     // by the clock
};

// A text of an event's public part; empty where there is none of that name.
[[nodiscard]] std::string said_text(const core::json::object& said, const char* name);

// By when a dissent that was filed on this day must be acknowledged.
[[nodiscard]] core::Day acknowledge_day(core::Day filed, const domain::ChannelPolicy& policy);

struct AnswerDays {
  core::Day normal{};  // due, unless extended
  core::Day latest{};  // as far as the one extension may move it
};

// By when it must be answered. A late acknowledgement does not move the clock, and an answer that was
// extended before anybody acknowledged keeps the day that was promised then.
[[nodiscard]] AnswerDays answer_days(const RecordedCase& one, core::Day filed,
                                     const domain::ChannelPolicy& policy);

}  // namespace demur::service
