// What time it is: passed in, so that a test or the demo can live on another day.
#pragma once

#include <chrono>
#include <functional>

namespace demur::core {

using Time = std::chrono::sys_seconds;
using Clock = std::function<Time()>;

[[nodiscard]] inline Clock system_clock() {
  return [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); };
}

}  // namespace demur::core
