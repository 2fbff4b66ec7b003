// What people are told before they are asked: what is fixed, what may change, who decides and by when
// they hear. No round and no meeting opens without a whole one, and it is in the log before anybody is
// invited. Where nothing may change it is a briefing, and is never called a consultation.
#pragma once

#include <optional>
#include <string>

#include "demur/core/day.hpp"
#include "demur/core/json.hpp"
#include "demur/core/result.hpp"

namespace demur::domain {

// How much the asked may decide (after the IAP2 spectrum).
enum class Level { inform, consult, involve, decide };

// Who may say afterwards who said what.
enum class Attribution { named, chatham_house, not_recorded };

struct Mandate {
  Level level = Level::consult;
  std::string fixed;       // what is fixed already
  std::string may_change;  // what may change; the word "nothing" where nothing may
  std::string decides;     // who decides
  core::Day hear_by{};     // by when people hear what changed
  Attribution attribution = Attribution::named;
  auto operator<=>(const Mandate&) const = default;
};

constexpr const char* kNothing = "nothing";
constexpr std::size_t kMandateBytes = 4'000;  // public, each text

// Nothing may change: people are informed.
[[nodiscard]] bool is_briefing(const Mandate& mandate);

// As people typed it, made whole. Errors are invalid, with `field` one of level, fixed, may_change,
// decides, hear_by: a text that is missing; a day that is not after `today`; a level that promises more
// or less than what may change.
[[nodiscard]] core::Result<Mandate> whole_mandate(const Mandate& typed, core::Day today);

// As it stands in a record, and read back from one (invalid where a member is missing).
[[nodiscard]] core::json::object to_json(const Mandate& mandate);
[[nodiscard]] core::Result<Mandate> mandate_in(const core::json::object& said);

}  // namespace demur::domain
