// Whether an item may be taken: the envelope's form, then the statement's Ed25519 signature, and only then
// the RSA signature of a credential, which costs most. What was spent is the caller's to know.
//
//   const Checked checked = DEMUR_TRY(check_item(item, keys_view, rules, filed, today));
//
// Errors: Code::invalid for forms, Code::unproven for signatures, Code::conflict for a key that may not be
// used (any more), Code::not_found for a filing that is not known. Pure.
#pragma once

#include <optional>

#include "demur/core/day.hpp"
#include "demur/service/drop/house_copy.hpp"
#include "demur/service/drop/item.hpp"

namespace demur::service::drop {

struct ItemRules {
  std::string instance;  // origin of the main log
  int to_open = 2;       // custodians who must agree to open an envelope
};

struct Checked {
  core::Digest key_id{};                   // of the filing's credential, or of the co-signature's
  std::optional<core::Digest> spent = {};  // the tag of the token that it spends
};

// The tag alone, before anything is checked. Nothing where the item spends no token.
[[nodiscard]] core::Result<std::optional<core::Digest>> tag_of(const Item& item);

// `filed` is what is known of the filing that it follows up; nothing for a filing itself.
[[nodiscard]] core::Result<Checked> check_item(const Item& item, const anonymity::KeysView& keys,
                                               const ItemRules& rules, const std::optional<Filed>& filed,
                                               core::Day today);

}  // namespace demur::service::drop
