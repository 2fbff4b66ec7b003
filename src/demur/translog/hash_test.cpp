#include "demur/translog/hash.hpp"

#include <random>

#include "demur/translog/test_support.hpp"

namespace demur::translog {
namespace {

using namespace test;

std::vector<Engine> engines() {
  if (best_engine() == Engine::sha_ni) return {Engine::openssl, Engine::sha_ni};
  return {Engine::openssl};
}

// As RFC 6962 writes it, by libsodium.
Hash by_definition(std::uint8_t prefix, ByteView message) {
  Bytes bytes{prefix};
  bytes.insert(bytes.end(), message.begin(), message.end());
  return core::sha256(bytes);
}

Bytes random_bytes(std::mt19937& random, std::size_t count) {
  Bytes bytes(count);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

std::vector<Hash> hash_all(const std::vector<Bytes>& entries, Engine engine) {
  const std::vector<ByteView> views(entries.begin(), entries.end());
  std::vector<Hash> hashes(entries.size());
  leaf_hashes(views, hashes, engine);
  return hashes;
}

// NIST's additional examples for SHA-256, of 55, 56, 57, 64 and 1,000 zero bytes: a leaf's prefix is one.
TEST(Hash, HasTheExamplesOfNist) {
  const std::vector<std::pair<std::size_t, const char*>> examples{
      {55, "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"},
      {56, "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"},
      {57, "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785"},
      {64, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"},
      {1000, "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"}};
  std::vector<Bytes> entries;
  for (const auto& [count, _] : examples) entries.emplace_back(count - 1);
  for (const Engine engine : engines()) {
    const std::vector<Hash> hashes = hash_all(entries, engine);
    for (std::size_t i = 0; i < examples.size(); ++i) {
      EXPECT_EQ(core::to_hex(hashes[i]), examples[i].second);
      EXPECT_EQ(leaf_hash(entries[i]), hashes[i]);
    }
  }
}

TEST(Hash, HasTheLeavesOfRfc6962) {
  std::vector<Bytes> entries;
  std::vector<std::string> expected;
  for (const json::value& item : array_at(vectors(), "rfc6962")) {
    entries.push_back(hex_bytes(text_at(item.get_object(), "Input")));
    expected.push_back(text_at(item.get_object(), "Leaf"));
  }
  for (const Engine engine : engines()) {
    const std::vector<Hash> hashes = hash_all(entries, engine);
    for (std::size_t i = 0; i < hashes.size(); ++i) EXPECT_EQ(core::to_hex(hashes[i]), expected[i]);
  }
}

// Short beside long, so that the lanes of an engine finish at different times.
TEST(Hash, IsTheSameByEveryEngineForLeavesOfAnyLength) {
  std::mt19937 random(6962);
  for (std::size_t count = 0; count < 40; ++count) {
    std::vector<Bytes> entries;
    for (std::size_t i = 0; i < count; ++i) entries.push_back(random_bytes(random, random() % 300));
    if (count % 7 == 3) entries[count / 2] = random_bytes(random, 65'535);
    for (const Engine engine : engines()) {
      const std::vector<Hash> hashes = hash_all(entries, engine);
      for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(hashes[i], by_definition(0, entries[i]));
    }
  }
}

TEST(Hash, IsTheSameByEveryEngineForNodes) {
  std::mt19937 random(9162);
  for (std::size_t count = 0; count < 40; ++count) {
    std::vector<Hash> children(2 * count);
    for (Hash& child : children) child = core::sha256(random_bytes(random, 8));
    for (const Engine engine : engines()) {
      std::vector<Hash> parents(count);
      node_hashes(children, parents, engine);
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(parents[i], by_definition(1, ByteView(children[2 * i].data(), 2 * sizeof(Hash))));
        ASSERT_EQ(parents[i], node_hash(children[2 * i], children[2 * i + 1]));
      }
      std::vector<Hash> in_place = children;
      node_hashes(in_place, std::span(in_place).first(count), engine);
      in_place.resize(count);
      ASSERT_EQ(in_place, parents);
    }
  }
}

}  // namespace
}  // namespace demur::translog
