#include "demur/translog/proof.hpp"

#include "demur/translog/test_support.hpp"

namespace demur::translog {
namespace {

using namespace test;

Status run(const json::object& vector) {
  const auto number = [&](std::string_view name) {
    return static_cast<std::uint64_t>(vector.at(name).as_int64());
  };
  const std::vector<Hash> proof = hashes_at(vector, "Proof");
  if (vector.contains("OldRoot"))
    return verify_consistency(number("OldSize"), number("Size"), proof, hex_hash(text_at(vector, "OldRoot")),
                              hex_hash(text_at(vector, "Root")));
  return verify_inclusion(hex_hash(text_at(vector, "Leaf")), number("Index"), number("Size"), proof,
                          hex_hash(text_at(vector, "Root")));
}

int count_refused(std::string_view name) {
  int refused = 0;
  for (const json::value& item : array_at(vectors(), name)) {
    const Status status = run(item.get_object());
    EXPECT_FALSE(status) << name << ": " << text_at(item.get_object(), "Why");
    if (!status && status.error().code == Code::unproven) ++refused;
  }
  return refused;
}

TEST(Proof, RefusesEveryNegativeInclusionVector) {
  EXPECT_EQ(count_refused("negative_inclusion"), 185);
}
TEST(Proof, RefusesEveryNegativeConsistencyVector) {
  EXPECT_EQ(count_refused("negative_consistency"), 168);
}

// A.8.8 of the strictness list: an index outside is refused before anything is hashed.
TEST(Proof, RefusesAnIndexOutsideTheTree) {
  const Hash hash = leaf_hash({});
  EXPECT_TRUE(verify_inclusion(hash, 0, 1, {}, hash));
  EXPECT_FALSE(verify_inclusion(hash, 1, 1, {}, hash));
  EXPECT_FALSE(verify_inclusion(hash, 0, 0, {}, hash));
  EXPECT_FALSE(verify_inclusion(hash, UINT64_MAX, UINT64_MAX, {}, hash));
}

TEST(Proof, TakesItsLengthFromTheSizesAlone) {
  const std::vector<Hash> leaves = numbered_leaves(13);
  const Hash root = root_by_definition(leaves);
  MemoryTiles tiles;
  tiles.grow(0, leaves);
  for (std::uint64_t index = 0; index < 13; ++index) {
    std::vector<Hash> proof = prove_inclusion(tiles, index, 13).value();
    proof.push_back(root);
    EXPECT_FALSE(verify_inclusion(leaves[index], index, 13, proof, root));
    proof.resize(proof.size() - 2);
    EXPECT_FALSE(verify_inclusion(leaves[index], index, 13, proof, root));
  }
}

// One hash too many leads to the root of a larger tree: the size signed with the root forbids it.
TEST(Proof, DoesNotReachTheRootOfALargerTree) {
  const std::vector<Hash> leaves = numbered_leaves(2);
  const Hash root = root_by_definition(leaves);
  EXPECT_TRUE(verify_inclusion(leaves[1], 1, 2, {{leaves[0]}}, root));
  EXPECT_FALSE(verify_inclusion(leaves[1], 0, 1, {{leaves[0]}}, root));
}

TEST(Proof, ConsistencyFromTheEmptyTreeNeedsNoneAndHasNone) {
  const Hash root = leaf_hash({});
  EXPECT_TRUE(verify_consistency(0, 1, {}, empty_root(), root));
  EXPECT_FALSE(verify_consistency(0, 1, {{root}}, empty_root(), root));
  EXPECT_FALSE(verify_consistency(0, 1, {}, Hash{}, root));
  EXPECT_TRUE(verify_consistency(0, 0, {}, empty_root(), empty_root()));
}

TEST(Proof, ConsistencyOfEqualSizesNeedsEqualRootsAndNoProof) {
  const Hash root = leaf_hash({});
  EXPECT_TRUE(verify_consistency(1, 1, {}, root, root));
  EXPECT_FALSE(verify_consistency(1, 1, {{root}}, root, root));
  EXPECT_FALSE(verify_consistency(1, 1, {}, root, Hash{}));
}

TEST(Proof, ConsistencyNeverGoesBack) {
  const Hash root = leaf_hash({});
  EXPECT_FALSE(verify_consistency(2, 1, {}, root, root));
  EXPECT_FALSE(verify_consistency(2, 1, {{root}}, root, root));
}

TEST(Proof, ConsistencyBetweenDifferentSizesNeedsAProof) {
  const Hash root = leaf_hash({});
  EXPECT_FALSE(verify_consistency(1, 2, {}, root, root));
  EXPECT_FALSE(verify_consistency(3, 4, {}, root, root));
}

}  // namespace
}  // namespace demur::translog
