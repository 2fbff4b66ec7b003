// What an audit of the tokens knows of passkeys from elsewhere than the batches that it checks: whose a key
// was on a day, also of one that was removed since (rows of `passkey` and `former_passkey`), and at which
// addresses passkeys were had sign for tokens (`passkey_site`).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demur/core/bytes.hpp"
#include "demur/core/day.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

// Removed passkeys are remembered by a trigger, and only those that stand behind a batch.
[[nodiscard]] core::Result<bool> had_passkey(const Reader& reader, const domain::MemberId& member,
                                             core::ByteView public_key, core::Day day);

struct FormerPasskey {
  core::Day created{};
  core::Day last{};  // on which tokens were given to its touch
  auto operator<=>(const FormerPasskey&) const = default;
};
// A member's own, oldest first: what is there and was never theirs, somebody wrote.
[[nodiscard]] core::Result<std::vector<FormerPasskey>> former_passkeys_of(const Reader& reader,
                                                                          const domain::MemberId& member);

struct PasskeySite {
  std::string origin;  // "https://demur.example"
  core::Day since{};
  auto operator<=>(const PasskeySite&) const = default;
};

// One that is known stays as it is.
[[nodiscard]] core::Status note_passkey_site(Transaction& transaction, std::string_view origin,
                                             core::Day day);
// Oldest first.
[[nodiscard]] core::Result<std::vector<PasskeySite>> passkey_sites(const Reader& reader);

}  // namespace demur::store
