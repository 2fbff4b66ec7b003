#include "demur/service/password.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "demur/core/bytes.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::Result;
using core::Status;

constexpr std::size_t kFewestCharacters = 12;
constexpr std::size_t kMostBytes = 1024;
constexpr std::size_t kLongestRepeated = 4;

// Of those found most often in published leaks, the ones long enough to be tried here.
constexpr std::array<std::string_view, 32> kCommonest = {
    "123456789012",  "1234567890123",  "12345678901234",      "123456789012345", "1234567890123456",
    "123456789123",  "123456789abc",   "1q2w3e4r5t6y",        "1qaz2wsx3edc",    "1qaz2wsx3edc4rfv",
    "abcdefghijkl",  "administrator",  "changeme1234",        "changemenow1",    "correcthorsebatterystaple",
    "iloveyou1234",  "letmein12345",   "minecraft123",        "motdepasse123",   "password1234",
    "password12345", "password123456", "passwordpassword",    "qazwsxedcrfv",    "qwerty123456",
    "qwertyuiop12",  "qwertyuiop123",  "qwertyuiopasdfghjkl", "unbelievable",    "unitedstates",
    "welcome12345",  "zaq12wsxcde3"};

// ASCII letters small, spaces gone: what a person would call the same.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}

bool is_repetition(std::string_view text) {
  if (text.size() <= kLongestRepeated) return true;
  for (std::size_t period = 1; period <= kLongestRepeated; ++period)
    if (std::ranges::equal(text.substr(period), text.substr(0, text.size() - period))) return true;
  return false;
}

std::unexpected<core::Error> refuse(const char* what) {
  return core::fail(Code::invalid, what, "password");
}

}  // namespace

Status check_password_rules(std::string_view password, std::string_view login, std::string_view name) {
  if (password.size() > kMostBytes) return refuse("Enter a password of at most 1,024 bytes");
  if (!core::is_utf8_text(password)) return refuse("Enter a password made of characters");
  if (count_characters(password) < kFewestCharacters)
    return refuse("Enter a password of at least 12 characters; a few words do well");
  const std::string same = plain(password);
  if (same == plain(login) || same == plain(name))
    return refuse("Enter a password that is not your name or what you sign in with");
  if (std::ranges::find(kCommonest, same) != kCommonest.end() || is_repetition(same))
    return refuse("Enter a password that is harder to guess; a few words do well");
  return {};
}

HashingGate::Pass::~Pass() {
  if (gate_ == nullptr) return;
  {
    const std::scoped_lock lock(gate_->mutex_);
    ++gate_->left_;
  }
  gate_->turn_.notify_all();
}

Result<HashingGate::Pass> HashingGate::enter() {
  std::unique_lock lock(mutex_);
  if (came_ - left_ >= at_once_ + room_)
    return core::fail(Code::too_many, "too many people are signing in; try again in a minute");
  const std::uint64_t number = came_++;
  turn_.wait(lock, [this, number] { return number < left_ + at_once_; });
  return Pass(*this);
}

std::uint64_t HashingGate::waiting() const {
  const std::scoped_lock lock(mutex_);
  return std::max(came_ - left_, at_once_) - at_once_;
}

PasswordHasher::PasswordHasher(PasswordCost cost, HashingGate& gate) : cost_(cost), gate_(&gate) {
  if (auto made = hash("nobody has this password")) nobody_ = std::move(*made);
}

Result<std::string> PasswordHasher::hash(std::string_view password) const {
  if (password.size() > kMostBytes) return refuse("Enter a password of at most 1,024 bytes");
  const HashingGate::Pass pass = DEMUR_TRY(gate_->enter());
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost_.passes, cost_.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    return core::fail(Code::unavailable, "there is not enough memory to check passwords; try again later");
  return std::string(out.data());
}

Result<PasswordCheck> PasswordHasher::check(const std::optional<std::string>& stored,
                                            std::string_view password) const {
  if (password.size() > kMostBytes) return PasswordCheck::wrong;
  const HashingGate::Pass pass = DEMUR_TRY(gate_->enter());
  const std::string& against = stored ? *stored : nobody_;
  const bool same = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  if (!stored || !same) return PasswordCheck::wrong;
  const bool stale = crypto_pwhash_str_needs_rehash(against.c_str(), cost_.passes, cost_.memory_bytes) != 0;
  return stale ? PasswordCheck::right_but_stale : PasswordCheck::right;
}

}  // namespace demur::service
