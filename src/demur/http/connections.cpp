#include "demur/http/connections.hpp"

namespace demur::http {

std::optional<Connections::Ticket> Connections::admit(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto found = by_address_.find(address);
  const std::size_t of_address = found == by_address_.end() ? 0 : found->second;
  if (count_ >= limit_ || of_address >= limit_per_address_) {
    ++refused_;
    return std::nullopt;
  }
  ++by_address_[address];
  ++count_;
  return std::make_optional<Ticket>(*this, address);
}

void Connections::release(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto found = by_address_.find(address);
  if (--found->second == 0) by_address_.erase(found);
  if (--count_ == 0) none_.notify_all();
}

std::size_t Connections::refused() const {
  const std::lock_guard lock(mutex_);
  return refused_;
}

void Connections::wait_until_none() {
  std::unique_lock lock(mutex_);
  none_.wait(lock, [this] { return count_ == 0; });
}

void Connections::wait_until_none(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  none_.wait_until(lock, deadline, [this] { return count_ == 0; });
}

}  // namespace demur::http
