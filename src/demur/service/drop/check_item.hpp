// Whether an item may be taken. First whether there is a token behind it: its key, then the key's signature
// of it, one check for whoever has none, however much they send. Only then what the token's own key signed,
// a signature for each vote of a ballot. What was spent is the caller's to know.
//
//   const Checked checked = DEMUR_TRY(check_item(item, keys_view, rules, filed, today));
//
// Errors: Code::invalid for forms, Code::unproven for signatures, Code::conflict for a key that may not be
// used (any more), Code::not_found for a filing that is not known. Pure.
#pragma once

#include <optional>

#include "demur/core/day.hpp"
#include "demur/service/drop/ballot.hpp"
#include "demur/service/drop/house_copy.hpp"
#include "demur/service/drop/item.hpp"

namespace demur::service::drop {

struct ItemRules {
  std::string instance;  // origin of the main log
  int to_open = 2;       // custodians who must agree to open an envelope
  AskedText asked = {};  // for a ballot: what its round asks
  bool takes_disagreement =
      true;  // a question is wanted, or the vote for it is taken back: of that there is none
};

struct Checked {
  core::Digest key_id{};                   // of the filing's credential, or of its own
  std::optional<core::Digest> spent = {};  // the tag of the token that it spends, or that a ballot is by
};

// The tag alone, before anything is checked. Nothing where the item has no token.
[[nodiscard]] core::Result<std::optional<core::Digest>> tag_of(const Item& item);

// `filed` is what is known of the filing that it follows up; nothing for a filing itself.
[[nodiscard]] core::Result<Checked> check_item(const Item& item, const anonymity::KeysView& keys,
                                               const ItemRules& rules, const std::optional<Filed>& filed,
                                               core::Day today);

}  // namespace demur::service::drop
