// The example of README.md, compiled and run; the README must show exactly these lines.
#include <gmock/gmock.h>

#include "demur/translog/audit.hpp"
#include "demur/translog/receipt.hpp"
#include "demur/translog/test_log.hpp"

namespace demur::translog {
namespace {

using test::MemoryTiles;

Status worked_example() {
  MemoryTiles tiles;
  // begin of the example
  // The log's key: its name is the log's origin. The seed is what must be backed up.
  const core::Random random = core::system_random();
  Bytes seed(SigningKey::kSeedBytes);
  random(seed);
  const SigningKey key = DEMUR_TRY(SigningKey::create("example.org/dissent", KeyType::log, seed));

  // A record with a private part: the leaf shows only a commitment.
  const Opening opening = DEMUR_TRY(make_opening({{"text", "We disagree, because ..."}}, random));
  Leaf leaf{"dissent.filed", "k3j5", DEMUR_TRY(core::parse_day("2026-11-23")), {}};
  leaf.commit = commit_to(opening);
  const std::string text = DEMUR_TRY(format_leaf(leaf));
  const Hash hash = leaf_hash(core::bytes_of(text));

  // At filing: the log promises. This receipt is already worth something.
  const core::Day by = DEMUR_TRY(core::parse_day("2026-11-30"));
  Receipt receipt{key.verifier(), text, opening};
  receipt.promise = DEMUR_TRY(sign_promise({key.verifier().name, hash, by}, key));

  // At publishing: the tree grows by a batch, in the transaction that stores its rows.
  const std::vector<Hash> batch{leaf_hash(core::bytes_of("another record")), hash};
  const Appended grown = DEMUR_TRY(append(tiles, 0, batch));
  tiles.store(grown.changed);
  const std::string checkpoint =
      DEMUR_TRY(sign_checkpoint({key.verifier().name, grown.new_size, grown.root, {}}, key));

  // From then on: a proof that stands without the server.
  const std::vector<Hash> proof = DEMUR_TRY(prove_inclusion(tiles, 1, grown.new_size));
  receipt.proof = DEMUR_TRY(format_tlog_proof({1, proof, checkpoint}));
  const std::string file = DEMUR_TRY(format_receipt(receipt));

  // Anyone, anywhere, with the log's key from a source they trust:
  const Receipt read = DEMUR_TRY(parse_receipt(file));
  const Verdict verdict = DEMUR_TRY(verify_receipt(read, {.log_key = key.verifier()}));
  // verdict.promised_by == 2026-11-30, verdict.included->index == 1, verdict.opening == OpeningState::matches
  // end of the example
  EXPECT_EQ(verdict.promised_by, by);
  EXPECT_EQ(verdict.included->index, 1U);
  EXPECT_EQ(verdict.opening, OpeningState::matches);
  return {};
}

TEST(Readme, ShowsTheExampleThatRuns) {
  const Status status = worked_example();
  EXPECT_TRUE(status) << status.error().what;
  std::istringstream source(test::read_text(DEMUR_ROOT "/src/demur/translog/readme_test.cpp"));
  std::string example;
  bool inside = false;
  for (std::string line; std::getline(source, line);) {
    if (line == "  // end of the example") break;
    if (inside) example += line.empty() ? "\n" : line.substr(2) + "\n";
    if (line == "  // begin of the example") inside = true;
  }
  EXPECT_GT(example.size(), 1'000U);
  EXPECT_THAT(test::read_text(DEMUR_ROOT "/src/demur/translog/README.md"),
              ::testing::HasSubstr("```cpp\n" + example + "```"));
}

}  // namespace
}  // namespace demur::translog
