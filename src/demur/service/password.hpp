// Passwords, for who has no passkey: Argon2id by libsodium (RFC 9106), 64 MiB a time, so at most two
// are worked on at once and the rest wait in a short line.
//
//   HashingGate gate;
//   PasswordHasher hasher(kPasswordCost, gate);
//   std::string stored = DEMUR_TRY(hasher.hash(password));
//   PasswordCheck check = DEMUR_TRY(hasher.check(stored_or_nothing, password));
//   if (check == PasswordCheck::right_but_stale) ...store hasher.hash(password) anew
//
// Where nothing is stored for a login, check() works as long as it would for a wrong password, so
// that its time does not tell who is a member. Passwords are taken as the bytes that were typed.
// Thread-safe. Errors: Code::invalid (rules), Code::too_many (the line is full), Code::unavailable
// (no memory to hash).
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "demur/core/result.hpp"

namespace demur::service {

struct PasswordCost {
  unsigned long long passes = 3;
  std::size_t memory_bytes = std::size_t{64} << 20;
};
inline constexpr PasswordCost kPasswordCost{};
// The least that libsodium takes: for tests and the demo's invented people, never for real ones.
inline constexpr PasswordCost kCheapPasswordCost{.passes = 1, .memory_bytes = 8192};

// At least 12 characters and at most 1,024 bytes; not the login, the name, one of the commonest, or
// a few characters over and over. The error is for the person who chose it, field "password".
[[nodiscard]] core::Status check_password_rules(std::string_view password, std::string_view login,
                                                std::string_view name);

// Lets `at_once` threads in and makes at most `waiting` more wait, in the order they came.
class HashingGate {
 public:
  explicit HashingGate(std::uint64_t at_once = 2, std::uint64_t waiting = 32)
      : at_once_(at_once), room_(waiting) {}

  // Held while hashing; lets the next one in when it goes.
  class Pass {
   public:
    explicit Pass(HashingGate& gate) : gate_(&gate) {}
    Pass(Pass&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
    Pass& operator=(Pass&&) = delete;
    ~Pass();

   private:
    HashingGate* gate_;
  };

  // Waits for its turn. Error: Code::too_many, at once, when the line is full.
  [[nodiscard]] core::Result<Pass> enter();
  [[nodiscard]] std::uint64_t waiting() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable turn_;
  std::uint64_t at_once_;
  std::uint64_t room_;
  std::uint64_t came_ = 0;
  std::uint64_t left_ = 0;  // who came as number n is let in when n < left_ + at_once_
};

enum class PasswordCheck { wrong, right, right_but_stale };

class PasswordHasher {
 public:
  // `gate` must live longer. Makes one hash that matches nothing: takes as long as a hash does.
  PasswordHasher(PasswordCost cost, HashingGate& gate);

  [[nodiscard]] core::Result<std::string> hash(std::string_view password) const;
  [[nodiscard]] core::Result<PasswordCheck> check(const std::optional<std::string>& stored,
                                                  std::string_view password) const;

 private:
  PasswordCost cost_;
  HashingGate* gate_;
  std::string nobody_;  // empty when there was no memory for it
};

}  // namespace demur::service
