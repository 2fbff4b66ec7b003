#include "demur/service/rounds_feed.hpp"

#include "demur/service/drop_feed.hpp"

namespace demur::service {

core::Result<std::shared_ptr<const std::string>> RoundsFeed::text() {
  const std::lock_guard lock(mutex_);
  // Counted before it is read: what comes in between is read again the next time.
  const std::uint64_t commits = house_.store().counts().commits;
  const core::Day today = DEMUR_TRY(house_.today());
  if (text_ && commits == commits_ && today == day_) return text_;
  text_ = std::make_shared<const std::string>(DEMUR_TRY(rounds_feed(house_)));
  commits_ = commits;
  day_ = today;
  return text_;
}

}  // namespace demur::service
