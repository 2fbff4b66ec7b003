// What the tests of this folder share: the vectors, the tree written down from its definition, and a
// log in memory.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "demur/core/json.hpp"
#include "demur/translog/key.hpp"
#include "demur/translog/prover.hpp"

namespace demur::translog::test {

namespace json = core::json;

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline const json::object& vectors() {
  static const json::value value = core::parse_json(read_text(DEMUR_TESTS "/vectors/translog.json")).value();
  return value.get_object();
}

inline std::string text_at(const json::object& object, std::string_view name) {
  return core::string_member(object, name).value();
}

// A reference into the vectors: gcc 12 ends the life of a temporary before a range-for over it.
inline const json::array& array_at(const json::object& object, std::string_view name) {
  return object.at(json::string_view(name.data(), name.size())).as_array();
}

inline Bytes hex_bytes(const std::string& text) {
  return core::from_hex(text).value();
}

inline Hash hex_hash(const std::string& text) {
  Hash hash{};
  const Bytes bytes = hex_bytes(text);
  EXPECT_EQ(bytes.size(), hash.size());
  std::copy_n(bytes.begin(), hash.size(), hash.begin());
  return hash;
}

inline std::vector<Hash> hashes_at(const json::object& object, std::string_view name) {
  std::vector<Hash> hashes;
  for (const json::value& item : array_at(object, name))
    hashes.push_back(hex_hash(std::string(item.get_string())));
  return hashes;
}

// MTH of RFC 6962 section 2.1, word for word and slow.
inline Hash root_by_definition(std::span<const Hash> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves.front();
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  return node_hash(root_by_definition(leaves.first(k)), root_by_definition(leaves.subspan(k)));
}

// "entry 0", "entry 1", ... as in the vectors.
inline std::vector<Hash> numbered_leaves(std::size_t count) {
  std::vector<Hash> leaves;
  for (std::size_t i = 0; i < count; ++i)
    leaves.push_back(leaf_hash(core::bytes_of("entry " + std::to_string(i))));
  return leaves;
}

// As in the vectors: the seed is the hash of the name.
inline SigningKey key_named(std::string name, KeyType type = KeyType::log) {
  const Hash seed = core::sha256(core::bytes_of(name));
  return SigningKey::create(std::move(name), type, seed).value();
}

// Keeps tiles as a store would: one row for each (level, index).
class MemoryTiles : public TileReader {
 public:
  Result<Bytes> read(const TileId& tile) override {
    ++reads;
    const auto row = rows.find({tile.level, tile.index});
    if (row == rows.end()) return fail(Code::not_found, "no " + path_of(tile));
    return row->second;
  }
  void store(const std::vector<Tile>& tiles) {
    for (const Tile& tile : tiles) rows[{tile.level, tile.index}] = tile.hashes;
  }
  Appended grow(std::uint64_t old_size, std::span<const Hash> leaves) {
    Appended appended = append(*this, old_size, leaves).value();
    store(appended.changed);
    return appended;
  }

  std::map<std::pair<std::uint8_t, std::uint64_t>, Bytes> rows;
  int reads = 0;
};

// A tree of any size, without its leaves: every tile is there, and all zeroes.
class ZeroTiles : public TileReader {
 public:
  Result<Bytes> read(const TileId& tile) override { return Bytes(tile.width * sizeof(Hash)); }
};

}  // namespace demur::translog::test
