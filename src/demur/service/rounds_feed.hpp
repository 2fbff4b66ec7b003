// The list of what votes are cast in by token (drop_feed.hpp), made and signed once for all who ask until
// something changes: it is of tens of megabytes where rounds are full, and anybody may ask for it.
//
//   RoundsFeed feed(house);
//   const auto text = DEMUR_TRY(feed.text());
//
// It follows from the database and the day: whatever is written makes it anew when it is next asked for, and
// so does midnight. Thread-safe; of several who ask at once one makes it, and the others wait.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "demur/core/day.hpp"
#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

class RoundsFeed {
 public:
  explicit RoundsFeed(Institution& house) : house_(house) {}

  [[nodiscard]] core::Result<std::shared_ptr<const std::string>> text();

 private:
  Institution& house_;
  std::mutex mutex_;
  std::shared_ptr<const std::string> text_;  // of the state after so many commits, on that day
  std::uint64_t commits_ = 0;
  core::Day day_{};
};

}  // namespace demur::service
