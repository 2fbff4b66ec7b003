#include "demur/service/publishing.hpp"

#include "demur/service/records.hpp"
#include "demur/store/settings.hpp"

namespace demur::service {
namespace {

constexpr const char* kPublishedOn = "published_on";

// The day whose publishing hour is the last that has passed.
core::Day last_due(const domain::Publishing& publishing, core::Time now) {
  return core::day_of(next_publication(publishing, now)) - std::chrono::days{1};
}

core::Status note_published(const Institution& house, store::Transaction& transaction) {
  const core::Day day = last_due(house.policy().publishing, house.environment().clock());
  return store::save_setting(transaction, kPublishedOn, core::to_string(day));
}

}  // namespace

core::Status publish(Institution& house) {
  return house.store().write([&](store::Transaction& transaction) -> core::Status {
    const core::Day today = DEMUR_TRY(house.today());
    DEMUR_TRY(publish_waiting(house, transaction, today));
    house.recorded(today);
    return note_published(house, transaction);
  });
}

core::Status begin_publishing(const Institution& house, store::Transaction& transaction) {
  return note_published(house, transaction);
}

core::Time next_publication(const domain::Publishing& publishing, core::Time now) {
  if (publishing.every != domain::Publishing::Every::day)
    return std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes{1};
  const core::Time today = core::day_of(now) + std::chrono::hours{publishing.hour};
  return today > now ? today : today + std::chrono::days{1};
}

core::Result<core::Time> first_publication(Institution& house) {
  const domain::Publishing& publishing = house.policy().publishing;
  const core::Time now = house.environment().clock();
  const auto text = DEMUR_TRY(
      house.store().read([](const store::Reader& reader) { return store::setting(reader, kPublishedOn); }));
  const auto last = core::parse_day(text.value_or(""));
  const bool owed =
      publishing.every == domain::Publishing::Every::day && last && *last < last_due(publishing, now);
  return owed ? now : next_publication(publishing, now);
}

}  // namespace demur::service
