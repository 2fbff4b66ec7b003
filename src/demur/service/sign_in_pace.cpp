#include "demur/service/sign_in_pace.hpp"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "demur/core/bytes.hpp"

namespace demur::service {
namespace {

using core::Time;
using std::chrono::seconds;

constexpr int kFree = 5;
constexpr seconds kLongestPause = std::chrono::minutes(5);
constexpr seconds kMemory = std::chrono::hours(24);
static_assert(crypto_shorthash_KEYBYTES == 16 && crypto_shorthash_BYTES == sizeof(std::uint64_t));

seconds pause_after(int tries) {
  if (tries < kFree) return seconds(0);
  constexpr int kEnough = 9;  // 2^9 s is more than the longest
  return std::min(kLongestPause, seconds(1 << std::min(tries - kFree, kEnough)));
}

}  // namespace

SignInPace::SignInPace(const core::Random& random, std::size_t limit) : limit_(limit) {
  random(key_);
}

std::uint64_t SignInPace::hash(std::string_view login) const {
  std::array<std::uint8_t, crypto_shorthash_BYTES> out{};
  const core::ByteView bytes = core::bytes_of(login);
  crypto_shorthash(out.data(), bytes.data(), bytes.size(), key_.data());
  std::uint64_t value = 0;
  std::memcpy(&value, out.data(), sizeof value);
  return value;
}

void SignInPace::make_room(Time now) {
  if (tries_.size() < limit_) return;
  std::erase_if(tries_, [now](const auto& entry) { return now - entry.second.last >= kMemory; });
  if (tries_.size() < limit_) return;
  tries_.erase(std::ranges::min_element(tries_, {}, [](const auto& entry) { return entry.second.last; }));
}

core::Status SignInPace::admit(std::string_view login, Time now) {
  const std::uint64_t key = hash(login);
  const std::scoped_lock lock(mutex_);
  auto found = tries_.find(key);
  if (found == tries_.end()) {
    make_room(now);
    found = tries_.emplace(key, Tries{}).first;
  }
  Tries& tries = found->second;
  if (now - tries.last >= kMemory) tries = {};
  if (now < tries.next)
    return core::fail(
        core::Code::too_many,
        fmt::format("Too many tries with a wrong password. Try again in {} seconds, or use a passkey",
                    (tries.next - now).count()));
  ++tries.count;
  tries.last = now;
  tries.next = now + pause_after(tries.count);
  return {};
}

void SignInPace::succeeded(std::string_view login) {
  const std::scoped_lock lock(mutex_);
  tries_.erase(hash(login));
}

}  // namespace demur::service
