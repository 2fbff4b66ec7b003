// What a drop hands in, once a day: items in an order that says nothing, padded to a size that says little,
// signed by the drop. And what the institution answers.
//
//   POST /drop/hand-in     Demur-Signature: b64 of Ed25519("demur/hand-in/v1" 00 | SHA-256(body))
//   {"day":"2026-11-25","drop":b64 public key,"items":[ITEM,...],"padding":"xxx..."}      canonical JSON
//   -> {"items":[{"digest":b64,"result":"taken"|"known"|"refused","why":"..."},...]}
//
// A body has exactly 2^k bytes, 64 KiB to 16 MiB. Both sides use this: the drop make_hand_in() and
// parse_answer(), the institution open_hand_in() and format_answer(). Sent twice it is once.
// Errors: Code::invalid for forms, Code::unproven for the signature, Code::too_large.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/core/random.hpp"
#include "demur/service/drop/item.hpp"
#include "demur/translog/key.hpp"

namespace demur::service::drop {

inline constexpr std::size_t kLeastHandInBytes = 64U << 10U;
inline constexpr std::size_t kMostHandInBytes = 16U << 20U;

struct HandIn {
  std::string body;
  std::string signature;  // base64: the header's value
};

// `texts` are canonical items; together they fit (room_for()). They are shuffled.
[[nodiscard]] core::Result<HandIn> make_hand_in(std::vector<std::string> texts,
                                                const translog::SigningKey& key, core::Day day,
                                                const core::Random& random);
// Whether one more item of that many bytes still fits behind `count` of `bytes` bytes together.
[[nodiscard]] bool room_for(std::size_t count, std::size_t bytes, std::size_t more);

struct OpenedHandIn {
  core::Day day{};
  std::vector<core::Result<Item>> items;  // one that cannot be read spoils no other
  std::vector<core::Digest> digests;      // of the same, whether they can be read or not
};
[[nodiscard]] core::Result<OpenedHandIn> open_hand_in(std::string_view body, std::string_view signature,
                                                      const translog::PublicKey& drop);

enum class ItemResult : std::uint8_t { taken, known, refused };

struct ItemAnswer {
  core::Digest digest{};
  ItemResult result = ItemResult::taken;
  std::string why = {};  // of a refusal
};
[[nodiscard]] core::Result<std::string> format_answer(const std::vector<ItemAnswer>& answers);
[[nodiscard]] core::Result<std::vector<ItemAnswer>> parse_answer(std::string_view json);

// An order by the random source alone.
void shuffle(std::vector<core::Digest>& digests, const core::Random& random);

}  // namespace demur::service::drop
