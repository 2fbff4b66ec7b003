// The program's own log: one JSON line an event on standard error. An event has a fixed name and
// typed fields from a closed list, and there is no field for free text: what cannot be written
// cannot leak. No names, addresses, texts, ids of dissents, or anything a person typed.
//
//   log.write(Event::server_started, {{Field::port, 8443}});
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "demur/core/clock.hpp"

namespace demur::core {

enum class Event {
  server_started,
  server_stopping,
  server_stopped,
  store_opened,
  commit_failed,
  request_failed,
  sign_in_limited,
  connection_limited,
  clock_went_back,
  inconsistent_checkpoint,
  witness_unreachable,
  witness_refused,
  witness_wrong,
  witness_ahead,
  witness_back,
  drop_handed_in,
  drop_house_away,
  drop_house_wrong,
};

enum class Field { port, count, size, status, milliseconds, code, witness };

class Log {
 public:
  using Sink = std::function<void(std::string_view line)>;

  Log(Sink sink, Clock clock) : sink_(std::move(sink)), clock_(std::move(clock)) {}

  // Thread-safe where the sink is.
  void write(Event event, std::initializer_list<std::pair<Field, std::int64_t>> fields = {}) const;

 private:
  Sink sink_;
  Clock clock_;
};

[[nodiscard]] Log standard_error_log();
// The same with days for times: for who must not tell when.
[[nodiscard]] Log standard_error_log_by_day();
[[nodiscard]] Log silent_log();

}  // namespace demur::core
