// How fast one account's password may be guessed: five tries, then a pause that doubles from a second
// to five minutes. A try counts when it is let in, so that many at once gain nothing; a try during the
// pause is refused and does not lengthen it. A right password, or a day without tries, clears it.
// Passkeys are not paced: nobody can lock a person with a passkey out.
//
//   DEMUR_TRY(pace.admit(login, clock()));
//   ...check the password...
//   pace.succeeded(login);
//
// Keeps keyed hashes, not logins, and at most `limit` of them: beyond it, the one tried longest ago
// is forgotten. Made-up logins are paced like real ones. Thread-safe. A clock that goes back can only
// shorten memory, not a pause. Errors: Code::too_many, with the seconds to wait.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string_view>

#include "demur/core/clock.hpp"
#include "demur/core/random.hpp"
#include "demur/core/result.hpp"

namespace demur::service {

class SignInPace {
 public:
  explicit SignInPace(const core::Random& random, std::size_t limit = 10'000);

  [[nodiscard]] core::Status admit(std::string_view login, core::Time now);
  void succeeded(std::string_view login);

 private:
  struct Tries {
    int count = 0;
    core::Time last{};
    core::Time next{};  // not before
  };

  [[nodiscard]] std::uint64_t hash(std::string_view login) const;
  void make_room(core::Time now);

  std::array<std::uint8_t, 16> key_{};
  std::size_t limit_;
  std::mutex mutex_;
  std::map<std::uint64_t, Tries> tries_;
};

}  // namespace demur::service
