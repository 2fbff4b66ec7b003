#include "demur/cli/chores.hpp"

#include "demur/service/acts.hpp"
#include "demur/service/officers.hpp"
#include "demur/service/publishing.hpp"
#include "demur/service/token_ballots.hpp"

namespace demur::cli {
namespace {

using core::Status;

constexpr std::chrono::seconds kTick{15};

}  // namespace

Chores::Chores(service::Institution& house, web::Site& site, service::IssuerKeySource new_key)
    : house_(house), site_(site), new_key_(std::move(new_key)), thread_([this] { run(); }) {}

Chores::~Chores() {
  ask_to_stop();
  thread_.join();
}

void Chores::ask_to_stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
}

void Chores::run() {
  publish_at_ = service::first_publication(house_).value_or(house_.environment().clock());
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const bool goes_on = do_due();
    lock.lock();
    if (!goes_on) wake_.wait_for(lock, kTick, [this] { return stopping_; });
  }
  lock.unlock();
  note(house_.remember_newest());
}

bool Chores::do_due() {
  const auto& clock = house_.environment().clock;
  if (core::day_of(clock()) != settled_ && note(service::settle_all(house_)))
    settled_ = core::day_of(clock());
  note(service::retire_officer_keys(house_));
  const bool more_ballots = note(service::part_ended_ballots(house_));
  const bool more_keys = note(service::open_next_scope(house_, new_key_));
  const bool is_due = clock() >= publish_at_;
  if (is_due && note(service::publish(house_)) && note(service::publish_counts(house_)))
    publish_at_ = service::next_publication(house_.policy().publishing, clock());
  else if (house_.policy().publishing.every == domain::Publishing::Every::at_once)
    note(service::publish_counts(house_));
  note(site_.sign_in().tidy());
  note(site_.token_desk().forget_destroyed());
  note(house_.remember_newest());
  return more_ballots || more_keys;
}

bool Chores::note(const core::Result<bool>& step) {
  if (!step) note(Status(std::unexpected(step.error())));
  return step.value_or(false);
}

bool Chores::note(const Status& status) {
  if (!status)
    house_.environment().log.write(core::Event::request_failed,
                                   {{core::Field::code, static_cast<std::int64_t>(status.error().code)}});
  return status.has_value();
}

}  // namespace demur::cli
