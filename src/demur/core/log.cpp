#include "demur/core/log.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace demur::core {
namespace {

const char* name(Event event) {
  switch (event) {
    case Event::server_started:
      return "server_started";
    case Event::server_stopping:
      return "server_stopping";
    case Event::server_stopped:
      return "server_stopped";
    case Event::store_opened:
      return "store_opened";
    case Event::commit_failed:
      return "commit_failed";
    case Event::request_failed:
      return "request_failed";
    case Event::sign_in_limited:
      return "sign_in_limited";
    case Event::connection_limited:
      return "connection_limited";
    case Event::clock_went_back:
      return "clock_went_back";
    case Event::inconsistent_checkpoint:
      return "inconsistent_checkpoint";
    case Event::witness_unreachable:
      return "witness_unreachable";
    case Event::witness_refused:
      return "witness_refused";
    case Event::witness_wrong:
      return "witness_wrong";
    case Event::witness_ahead:
      return "witness_ahead";
    case Event::witness_back:
      return "witness_back";
    case Event::drop_handed_in:
      return "drop_handed_in";
    case Event::drop_house_away:
      return "drop_house_away";
    case Event::drop_house_wrong:
      return "drop_house_wrong";
  }
  return "unknown";
}

const char* name(Field field) {
  switch (field) {
    case Field::port:
      return "port";
    case Field::count:
      return "count";
    case Field::size:
      return "size";
    case Field::status:
      return "status";
    case Field::milliseconds:
      return "ms";
    case Field::code:
      return "code";
    case Field::witness:
      return "witness";
  }
  return "unknown";
}

}  // namespace

void Log::write(Event event, std::initializer_list<std::pair<Field, std::int64_t>> fields) const {
  if (!sink_) return;
  std::string line =
      fmt::format(R"({{"time":{},"event":"{}")", clock_().time_since_epoch().count(), name(event));
  for (const auto& [field, value] : fields) line += fmt::format(R"(,"{}":{})", name(field), value);
  line += "}\n";
  sink_(line);
}

namespace {

Log log_to_standard_error(Clock clock) {
  return Log([](std::string_view line) { (void)std::fwrite(line.data(), 1, line.size(), stderr); },
             std::move(clock));
}

}  // namespace

Log standard_error_log() {
  return log_to_standard_error(system_clock());
}

Log standard_error_log_by_day() {
  return log_to_standard_error([] { return Time(std::chrono::floor<std::chrono::days>(system_clock()())); });
}

Log silent_log() {
  return Log(nullptr, system_clock());
}

}  // namespace demur::core
