// The institution's keys log, copied whole and checked: its signature, its root, and that it extends the copy
// held before. What is handed out here is what everybody must be handed.
//
//   const KeysCopy keys = DEMUR_TRY(KeysCopy::read(note, entries, keys_key));
//   DEMUR_TRY(keys.extends(held));                      // Code::unproven: a fork, with both notes as
//   evidence const Bytes tile = DEMUR_TRY(keys.file("tile/0/000.p/17"));
//
// `entries` is every entry in order, each with its length before it (big-endian u16). A value; reading it is
// thread-safe. Errors: Code::invalid for forms, Code::unproven for what does not hold, Code::not_found.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/keys_view.hpp"
#include "demur/translog/checkpoint.hpp"
#include "demur/translog/tile.hpp"

namespace demur::service::drop {

inline constexpr std::size_t kMostKeysBytes = 32U << 20U;

class KeysCopy {
 public:
  [[nodiscard]] static core::Result<KeysCopy> read(std::string note, std::string entries,
                                                   const translog::VerifierKey& keys_key);

  [[nodiscard]] const std::string& note() const { return note_; }
  [[nodiscard]] const std::string& all() const { return all_; }
  [[nodiscard]] const std::vector<std::string>& entries() const { return entries_; }
  [[nodiscard]] std::uint64_t size() const { return entries_.size(); }

  // It is the older one, or has all of its entries at its beginning.
  [[nodiscard]] core::Status extends(const KeysCopy& older) const;

  // A path below the keys log's prefix, as C2SP tlog-tiles names it.
  [[nodiscard]] core::Result<core::Bytes> file(std::string_view path) const;

 private:
  std::string note_;
  std::string all_;
  std::vector<std::string> entries_;
  std::vector<translog::Tile> tiles_;
  translog::Hash root_{};
};

}  // namespace demur::service::drop
