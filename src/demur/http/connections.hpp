// How many connections there are, in all and for each address, so that one person cannot take every
// place. A Ticket is a place; it is given back when the Ticket ends.
//
//   if (auto ticket = connections.admit(address)) serve(std::move(socket), std::move(*ticket));
//
// Thread-safe. Addresses are kept only while they have a connection. The Connections must outlive
// their tickets.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace demur::http {

class Connections {
 public:
  class Ticket {
   public:
    Ticket(Connections& owner, std::string address) : owner_(&owner), address_(std::move(address)) {}
    Ticket(Ticket&& other) noexcept
        : owner_(std::exchange(other.owner_, nullptr)), address_(std::move(other.address_)) {}
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket() {
      if (owner_) owner_->release(address_);
    }

   private:
    Connections* owner_;
    std::string address_;
  };

  Connections(std::size_t limit, std::size_t limit_per_address)
      : limit_(limit), limit_per_address_(limit_per_address) {}

  [[nodiscard]] std::optional<Ticket> admit(const std::string& address);

  // How often admit() refused.
  [[nodiscard]] std::size_t refused() const;

  void wait_until_none();
  void wait_until_none(std::chrono::steady_clock::time_point deadline);

 private:
  void release(const std::string& address);

  std::size_t limit_;
  std::size_t limit_per_address_;
  mutable std::mutex mutex_;
  std::condition_variable none_;
  std::size_t count_ = 0;
  std::size_t refused_ = 0;
  std::map<std::string, std::size_t> by_address_;
};

}  // namespace demur::http
