// What a server shows of its institution's keys, believed only when all of it holds: the log's key is the one
// that is known, every entry stands under the signed root, the copy that was kept is a part of it, and each
// key is everybody's (anonymity/keys_view.hpp).
//
//   const SeenHouse seen = DEMUR_TRY(see_house(client, Side::drop, {.log_key = known, .held = kept}));
//   const auto issuer = DEMUR_TRY(accepted(seen.keys.issuer("file:2026q4", "members", today, Use::spend)));
//   kept = held_of(seen);
//
// Errors: Code::unproven, in words that tell what was shown wrongly; those of the way there.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "demur/cli/http_client.hpp"
#include "demur/core/day.hpp"
#include "demur/service/drop/house_copy.hpp"

namespace demur::cli {

enum class Side : std::uint8_t { house, drop };  // whose paths they are

// A keys log seen before: its checkpoint and all of its entries, public. Empty: none.
struct KeysHeld {
  std::string note = {};
  std::string entries = {};
};

struct SeeingRule {
  std::string log_key = {};  // the log's verifier key, known before; empty: the one that is shown
  KeysHeld held = {};
  std::uint32_t floor =
      20;  // the smallest class that may be used, and the fewest people who surely have a token
};

struct SeenHouse {
  service::drop::HouseView view;
  std::map<std::string, std::string> classes;  // what the house calls each class
  // By decision: the keys of custodians who have a part in it, and read nothing about it.
  std::map<std::string, std::set<anonymity::KeyId>> recused;
  std::string log_key;
  service::drop::KeysCopy copy;  // what is shown now, or what was held where that is newer
  anonymity::KeysView keys;
};

// Warns where the log's key is believed because the server shows it, and for no better reason.
[[nodiscard]] core::Result<SeenHouse> see_house(HttpClient& client, Side side, const SeeingRule& rule);
// The opinion rounds that a drop holds, signed by the log's key.
[[nodiscard]] core::Result<std::vector<service::drop::OpenRound>> see_rounds(HttpClient& client,
                                                                             const SeenHouse& seen);
[[nodiscard]] KeysHeld held_of(const SeenHouse& seen);

// A refusal as an error of ours.
[[nodiscard]] core::Error error_of(const anonymity::Refused& refused);
template <typename T>
[[nodiscard]] core::Result<T> accepted(std::expected<T, anonymity::Refused> key) {
  if (key) return std::move(*key);
  return std::unexpected(error_of(key.error()));
}

// Every officer to whom something on this decision is sealed today: all but those who are recused in it.
// Code::unproven where any post's key is in doubt, Code::conflict where they are fewer than must agree.
[[nodiscard]] core::Result<std::vector<anonymity::TrustedOfficer>> officers_of(const SeenHouse& seen,
                                                                               const std::string& decision,
                                                                               core::Day today);

// A copy kept in a file of its own, for those who have no wallet. A file that is not there is an empty copy.
[[nodiscard]] core::Result<KeysHeld> read_held(const std::string& path);
[[nodiscard]] core::Status write_held(const std::string& path, const KeysHeld& held);

[[nodiscard]] core::Day today_here();

}  // namespace demur::cli
