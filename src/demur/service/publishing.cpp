#include "demur/service/publishing.hpp"

#include "demur/service/records.hpp"

namespace demur::service {

core::Status publish(Institution& house) {
  const core::Day today = DEMUR_TRY(house.today());
  return house.store().write(
      [&](store::Transaction& transaction) { return publish_waiting(house, transaction, today); });
}

core::Time next_publication(const domain::Publishing& publishing, core::Time now) {
  if (publishing.every != domain::Publishing::Every::day)
    return std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes{1};
  const core::Time today = core::day_of(now) + std::chrono::hours{publishing.hour};
  return today > now ? today : today + std::chrono::days{1};
}

}  // namespace demur::service
