#include "demur/translog/checkpoint.hpp"

#include "demur/translog/test_support.hpp"

namespace demur::translog {
namespace {

using namespace test;

const std::string kRoot = core::to_base64(leaf_hash({}));

TEST(Checkpoint, OpensTheKnownOneAndCountsItsWitness) {
  const VerifierKey log = VerifierKey::parse(text_at(vectors(), "log_vkey")).value();
  const VerifierKey witness = VerifierKey::parse(text_at(vectors(), "witness_vkey")).value();
  const std::string note = text_at(vectors(), "checkpoint_1000");
  const OpenedCheckpoint opened = open_checkpoint(note, log, {{witness}}).value();
  EXPECT_EQ(opened.checkpoint.origin, "example.com/testlog");
  EXPECT_EQ(opened.checkpoint.size, 1'000U);
  EXPECT_EQ(core::to_hex(opened.checkpoint.root),
            "346c6b9cb89c4b76fac9dcb20cda86e3a01c0a57417c139028eacd4538fde95b");
  EXPECT_EQ(opened.cosigners.size(), 1U);
  EXPECT_EQ(open_checkpoint(note, log).value().cosigners.size(), 0U);
}

TEST(Checkpoint, ReadsBackWhatItWrote) {
  const Checkpoint checkpoint{"example.com/log", 7, leaf_hash({}), {"an extension", "another"}};
  EXPECT_EQ(parse_checkpoint(format_checkpoint(checkpoint).value()).value(), checkpoint);
  EXPECT_EQ(format_checkpoint({"o", 0, empty_root(), {}}).value(),
            "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
}

TEST(Checkpoint, DecimalsHaveOneSpelling) {  // A.8.1
  EXPECT_TRUE(parse_checkpoint("o\n9223372036854775807\n" + kRoot + "\n"));
  for (const char* bad :
       {"", "+1", "-1", "01", "00", " 1", "1 ", "0x1", "1e3", "9223372036854775808", "99999999999999999999"})
    EXPECT_FALSE(parse_checkpoint(std::string("o\n") + bad + "\n" + kRoot + "\n")) << bad;
}

TEST(Checkpoint, TheRootHasOneSpelling) {  // A.8.2
  std::string stray = kRoot;
  stray[42] = static_cast<char>(stray[42] + 1);
  for (const std::string& bad : {stray, kRoot.substr(0, 43), kRoot + "=", std::string("AAAA"), std::string()})
    EXPECT_FALSE(parse_checkpoint("o\n1\n" + bad + "\n")) << bad;
}

TEST(Checkpoint, TheOriginIsNotEmpty) {  // A.8.3
  EXPECT_FALSE(parse_checkpoint("\n1\n" + kRoot + "\n"));
  EXPECT_FALSE(format_checkpoint({"", 1, leaf_hash({}), {}}));
  EXPECT_FALSE(format_checkpoint({"two\nlines", 1, leaf_hash({}), {}}));
}

TEST(Checkpoint, TheEmptyLogHasTheEmptyRoot) {  // A.8.4
  EXPECT_TRUE(parse_checkpoint("o\n0\n" + core::to_base64(empty_root()) + "\n"));
  EXPECT_FALSE(parse_checkpoint("o\n0\n" + core::to_base64(Hash{}) + "\n"));
  EXPECT_FALSE(format_checkpoint({"o", 0, Hash{}, {}}));
}

TEST(Checkpoint, HasNoEmptyOrUnfinishedLine) {
  for (const std::string& bad :
       {"o\n1\n" + kRoot, "o\n1\n" + kRoot + "\n\n", "o\n1\n" + kRoot + "\nextension", std::string("o\n1\n"),
        std::string("o\n"), std::string()})
    EXPECT_FALSE(parse_checkpoint(bad)) << bad;
  EXPECT_FALSE(format_checkpoint({"o", 1, leaf_hash({}), {""}}));
  EXPECT_FALSE(
      format_checkpoint({"o", kMaxNoteBytes * kMaxNoteBytes * kMaxNoteBytes * 10, leaf_hash({}), {}}));
}

TEST(Checkpoint, IsSignedByTheLogItNames) {
  const SigningKey log = key_named("log");
  const SigningKey other = key_named("other");
  EXPECT_FALSE(sign_checkpoint({"log", 1, leaf_hash({}), {}}, other));
  const std::string stolen = sign_note("log\n1\n" + kRoot + "\n", other).value();
  EXPECT_FALSE(open_checkpoint(stolen, other.verifier()));
  EXPECT_FALSE(open_checkpoint(stolen, log.verifier()));
}

TEST(Checkpoint, AWitnessAloneIsNotEnough) {
  const SigningKey log = key_named("log");
  const SigningKey witness = key_named("w", KeyType::witness);
  const std::string note = sign_checkpoint({"log", 1, leaf_hash({}), {}}, log).value();
  const Note parsed = parse_note(cosign_note(note, witness, core::Time{}).value()).value();
  const std::string cosigned_only = format_note({parsed.text, {parsed.signatures[1]}}).value();
  EXPECT_TRUE(open_note(cosigned_only, {{witness.verifier()}}));
  EXPECT_FALSE(open_checkpoint(cosigned_only, log.verifier(), {{witness.verifier()}}));
}

TEST(Checkpoint, CountsEachWitnessKeyOnceAndNeverTheLogsOwn) {  // A.8.5, A.8.6
  const SigningKey log = key_named("log");
  const Hash seed = core::sha256(core::bytes_of("w"));
  const SigningKey one = SigningKey::create("w1", KeyType::witness, seed).value();
  const SigningKey same_key = SigningKey::create("w2", KeyType::witness, seed).value();
  const SigningKey two = key_named("another", KeyType::witness);
  std::string note = sign_checkpoint({"log", 1, leaf_hash({}), {}}, log).value();
  for (const SigningKey* witness : {&one, &one, &same_key, &two})
    note = cosign_note(note, *witness, core::Time{}).value();
  const std::vector witnesses{one.verifier(), same_key.verifier(), two.verifier()};
  EXPECT_EQ(open_checkpoint(note, log.verifier(), witnesses).value().cosigners.size(), 2U);

  const SigningKey self = key_named("log", KeyType::witness);
  EXPECT_FALSE(open_checkpoint(note, log.verifier(), {{self.verifier()}}));
  EXPECT_FALSE(open_checkpoint(note, log.verifier(), {{log.verifier()}}));
  EXPECT_FALSE(open_checkpoint(note, one.verifier()));
}

}  // namespace
}  // namespace demur::translog
