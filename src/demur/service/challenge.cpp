#include "demur/service/challenge.hpp"

#include <sodium.h>

#include <algorithm>

#include "demur/core/bytes.hpp"

namespace demur::service {
namespace {

using core::ByteView;
using core::Code;
using core::Time;

constexpr std::size_t kNonce = 16;
constexpr std::size_t kExpires = 8;
constexpr std::size_t kMac = crypto_auth_BYTES;
constexpr std::size_t kWhole = kNonce + kExpires + kMac;
static_assert(std::tuple_size_v<Challenges::Key> == crypto_auth_KEYBYTES);

core::Bytes mac_input(std::string_view purpose, ByteView body) {
  std::string text = "demur challenge 1\n";
  text.append(purpose).append("\n").append(core::text_of(body));
  const ByteView bytes = core::bytes_of(text);
  return {bytes.begin(), bytes.end()};
}

Time expiry_of(ByteView whole) {
  std::uint64_t seconds = 0;
  for (const std::uint8_t byte : whole.subspan(kNonce, kExpires)) seconds = seconds << 8 | byte;
  return Time(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

core::Result<core::Bytes> decode(std::string_view challenge) {
  auto whole = core::from_base64url(challenge);
  if (!whole || whole->size() != kWhole)
    return core::fail(Code::unproven, "the challenge is not one of ours");
  return whole;
}

}  // namespace

std::string register_purpose(const domain::MemberId& member) {
  return "register:" + member.text;
}

std::string Challenges::make(std::string_view purpose, Time now) const {
  core::Bytes whole(kNonce + kExpires + kMac);
  random_(std::span(whole).first(kNonce));
  auto seconds = static_cast<std::uint64_t>((now + kChallengeLife).time_since_epoch().count());
  for (std::size_t i = kNonce + kExpires; i-- > kNonce; seconds >>= 8)
    whole[i] = static_cast<std::uint8_t>(seconds);
  const core::Bytes input = mac_input(purpose, ByteView(whole).first(kNonce + kExpires));
  crypto_auth(whole.data() + kNonce + kExpires, input.data(), input.size(), key_.data());
  return core::to_base64url(whole);
}

core::Status Challenges::check(std::string_view purpose, std::string_view challenge, Time now) const {
  const core::Bytes whole = DEMUR_TRY(decode(challenge));
  const core::Bytes input = mac_input(purpose, ByteView(whole).first(kNonce + kExpires));
  if (crypto_auth_verify(whole.data() + kNonce + kExpires, input.data(), input.size(), key_.data()) != 0)
    return core::fail(Code::unproven, "the challenge is not one of ours, or was made for something else");
  if (now >= expiry_of(whole))
    return core::fail(Code::unproven, "that took more than five minutes; start again");
  return {};
}

core::Status Challenges::spend(std::string_view challenge, Time now) {
  const core::Bytes whole = DEMUR_TRY(decode(challenge));
  const std::scoped_lock lock(mutex_);
  if (spent_.contains(challenge))
    return core::fail(Code::unproven, "the challenge was answered already; start again");
  if (spent_.size() >= limit_)
    std::erase_if(spent_, [now](const auto& entry) { return entry.second <= now; });
  if (spent_.size() >= limit_)
    return core::fail(Code::too_many, "too many people are signing in; try again in a few minutes");
  spent_.emplace(challenge, expiry_of(whole));
  return {};
}

}  // namespace demur::service
