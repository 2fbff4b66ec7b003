#include "demur/translog/receipt.hpp"

#include "demur/translog/test_log.hpp"

namespace demur::translog {
namespace {

using namespace test;

const core::Day kFiled = core::parse_day("2026-11-23").value();
const core::Day kPromised = core::parse_day("2026-11-30").value();

struct Filed {
  MemoryLog log;
  Receipt receipt;
};

// A receipt with every part, for entry 40 of 300.
Filed filed() {
  Filed filed{MemoryLog(), {}};
  const Opening opening = make_opening({{"text", "we disagree"}}, core::seeded_random(5)).value();
  Leaf leaf{"dissent.filed", "k3j5", kFiled, {}};
  leaf.commit = commit_to(opening);
  Receipt& receipt = filed.receipt;
  receipt.log = filed.log.key.verifier();
  receipt.leaf = format_leaf(leaf).value();
  receipt.opening = opening;
  const Hash hash = leaf_hash(core::bytes_of(receipt.leaf));
  receipt.promise = sign_promise({receipt.log.name, hash, kPromised}, filed.log.key).value();

  filed.log.add_numbered(40);
  filed.log.add({receipt.leaf});
  filed.log.add_numbered(259);
  SourceTiles tiles(filed.log);
  receipt.proof =
      format_tlog_proof({40, prove_inclusion(tiles, 40, 300).value(), filed.log.checkpoint().value()})
          .value();
  return filed;
}

TEST(TlogProof, ReadsChecksAndWritesTheKnownOne) {
  const std::string text = text_at(vectors(), "receipt_700_of_1000");
  const VerifierKey log = VerifierKey::parse(text_at(vectors(), "log_vkey")).value();
  const VerifierKey witness = VerifierKey::parse(text_at(vectors(), "witness_vkey")).value();
  const TlogProof proof = parse_tlog_proof(text).value();
  EXPECT_EQ(format_tlog_proof(proof).value(), text);
  const Hash leaf = leaf_hash(core::bytes_of("entry 700"));
  const TrustPolicy policy{.witnesses = {{"w", witness}}, .quorum = "w"};
  const ProvenInclusion proven = verify_tlog_proof(proof, leaf, log, policy).value();
  EXPECT_EQ(proven.index, 700U);
  EXPECT_EQ(proven.size, 1'000U);
  EXPECT_EQ(proven.cosigners,
            (std::vector<Signer>{{witness, core::Time(std::chrono::seconds(1'700'000'000))}}));
  EXPECT_FALSE(verify_tlog_proof(proof, leaf_hash(core::bytes_of("entry 701")), log));
  EXPECT_FALSE(verify_tlog_proof(proof, leaf, witness));
  TrustPolicy two = policy;
  two.witnesses.push_back({"v", key_named("v", KeyType::witness).verifier()});
  two.groups.push_back({"both", 2, {"v", "w"}});
  two.quorum = "both";
  const auto refused = verify_tlog_proof(proof, leaf, log, two);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::unproven);
  EXPECT_EQ(refused.error().what,
            "the quorum of witnesses is not met: 1 more of both (v) missing; cosigned by w");
}

TEST(TlogProof, HasNoHashesInATreeOfOne) {
  MemoryLog log;
  log.add_numbered(1);
  const std::string text = format_tlog_proof({0, {}, log.checkpoint().value()}).value();
  EXPECT_TRUE(verify_tlog_proof(parse_tlog_proof(text).value(), leaf_hash(core::bytes_of("entry 0")),
                                log.key.verifier()));
}

TEST(TlogProof, TheExtraLineIsKeptAndProvesNothing) {
  MemoryLog log;
  log.add_numbered(1);
  const TlogProof proof{0, {}, log.checkpoint().value(), Bytes{1, 2, 3}};
  const std::string text = format_tlog_proof(proof).value();
  EXPECT_NE(text.find("\nextra AQID\nindex 0\n"), std::string::npos);
  EXPECT_EQ(parse_tlog_proof(text).value(), proof);
  EXPECT_TRUE(verify_tlog_proof(proof, leaf_hash(core::bytes_of("entry 0")), log.key.verifier()));
}

TEST(TlogProof, HasOneSpelling) {
  const std::string good = text_at(vectors(), "receipt_700_of_1000");
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const std::string& bad :
       {with("@v1", "@v2"), with("index 700", "index 0700"), with("index 700", "index +700"),
        with("index 700", "Index 700"), with("index 700\n", ""), with("index 700", "index 700\nindex 700"),
        with("index 700", "index 9223372036854775808"), with("index 700", "extra AQ\nindex 700"),
        with("index 700", "index 700\nextra AQID"), with("ftN2", "ftN"), with("\n\n", "\n"),
        with("\n\n", "\n\n\n"), with("\n", "\r\n"), std::string()})
    EXPECT_FALSE(parse_tlog_proof(bad)) << bad;
  std::string long_proof = good;
  for (int i = 0; i < 60; ++i) long_proof.insert(long_proof.find("ftN2"), core::to_base64(Hash{}) + "\n");
  EXPECT_FALSE(parse_tlog_proof(long_proof));
}

TEST(Promise, IsANoteOfFourLines) {
  const SigningKey key = key_named("example.com/log");
  const Promise promise{"example.com/log", leaf_hash({}), kPromised};
  EXPECT_EQ(format_promise(promise).value(),
            "demur/promise/v1\nexample.com/log\nleaf bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\nby "
            "2026-11-30\n");
  EXPECT_EQ(open_promise(sign_promise(promise, key).value(), key.verifier()).value(), promise);
  EXPECT_FALSE(sign_promise(promise, key_named("another")));
  EXPECT_FALSE(open_promise(sign_promise(promise, key).value(), key_named("another").verifier()));
}

TEST(Promise, RefusesEveryOtherForm) {
  const std::string good = format_promise({"o", leaf_hash({}), kPromised}).value();
  ASSERT_TRUE(parse_promise(good));
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const std::string& bad :
       {with("v1", "v2"), with("\no\n", "\n\n"), with("\no\n", "\na b\n"), with("leaf ", "leaf  "),
        with("leaf ", ""), with("by 2026", "by 1026"), with("11-30", "11-31"), with("by ", "By "),
        good + "more\n", good + "\n", good.substr(0, good.size() - 1), std::string()})
    EXPECT_FALSE(parse_promise(bad)) << bad;
}

// What is signed as one can never be shown as the other.
TEST(Promise, IsNeverACheckpoint) {
  const SigningKey key = key_named("o");
  const std::string promise = sign_promise({"o", leaf_hash({}), kPromised}, key).value();
  EXPECT_FALSE(open_checkpoint(promise, key.verifier()));
  EXPECT_FALSE(parse_checkpoint(format_promise({"5", leaf_hash({}), kPromised}).value()));
  const std::string checkpoint = sign_checkpoint({"o", 1, leaf_hash({}), {}}, key).value();
  EXPECT_FALSE(open_promise(checkpoint, key.verifier()));
}

TEST(Receipt, ProvesEverythingItHolds) {
  const Filed filed = translog::filed();
  const Receipt& receipt = filed.receipt;
  const std::string text = format_receipt(receipt).value();
  EXPECT_EQ(parse_receipt(text).value(), receipt);
  const Verdict verdict = verify_receipt(receipt, {.log_key = receipt.log}).value();
  EXPECT_EQ(verdict.key, receipt.log);
  EXPECT_EQ(verdict.key_source, KeySource::pinned_by_caller);
  EXPECT_EQ(verdict.leaf.type, "dissent.filed");
  EXPECT_EQ(verdict.promised_by, kPromised);
  ASSERT_TRUE(verdict.included);
  EXPECT_EQ(*verdict.included, (ProvenInclusion{40, 300, filed.log.root}));
  EXPECT_EQ(verdict.opening, OpeningState::matches);
}

TEST(Receipt, SaysWhenNobodyVouchesForTheKey) {
  const Receipt receipt = filed().receipt;
  EXPECT_EQ(verify_receipt(receipt).value().key_source, KeySource::named_by_receipt);
  const auto other = verify_receipt(receipt, {.log_key = key_named("example.com/testlog2").verifier()});
  EXPECT_EQ(other.error().code, Code::unproven);
  EXPECT_EQ(other.error().field, "log");
}

TEST(Receipt, BeforePublicationIsGoodAsAPromise) {
  Receipt receipt = filed().receipt;
  receipt.proof.reset();
  receipt.opening.reset();
  const Receipt read = parse_receipt(format_receipt(receipt).value()).value();
  const Verdict verdict = verify_receipt(read).value();
  EXPECT_EQ(verdict.promised_by, kPromised);
  EXPECT_FALSE(verdict.included);
  EXPECT_EQ(verdict.opening, OpeningState::absent);
  receipt.promise.reset();
  EXPECT_FALSE(format_receipt(receipt));
  EXPECT_FALSE(verify_receipt(receipt));
}

TEST(Receipt, AnythingBadInItIsAnErrorThatNamesIt) {
  const Receipt good = filed().receipt;
  const auto field_of = [](const Receipt& receipt) {
    const auto verdict = verify_receipt(receipt);
    EXPECT_FALSE(verdict);
    if (verdict) return std::string("nothing");
    EXPECT_EQ(verdict.error().code, Code::unproven);
    return verdict.error().field;
  };
  Receipt bad = good;
  bad.opening->salt[0] ^= 1;
  EXPECT_EQ(field_of(bad), "opening");
  bad = good;
  bad.opening->private_text = R"({"text":"we agree"})";
  EXPECT_EQ(field_of(bad), "opening");
  bad = good;
  bad.leaf.replace(bad.leaf.find("k3j5"), 4, "k3j6");
  EXPECT_EQ(field_of(bad), "promise");
  bad.promise.reset();
  EXPECT_EQ(field_of(bad), "proof");
  bad = good;
  bad.leaf += "\n";
  EXPECT_EQ(field_of(bad), "leaf");
  bad = good;
  bad.proof = text_at(vectors(), "receipt_700_of_1000");
  EXPECT_EQ(field_of(bad), "proof");
  bad = good;
  bad.log = key_named("example.com/testlog2").verifier();
  EXPECT_EQ(field_of(bad), "promise");
}

TEST(Receipt, AnOpeningNeedsACommitment) {
  Filed filed = translog::filed();
  Leaf leaf = parse_leaf(filed.receipt.leaf).value();
  leaf.commit.reset();
  Receipt receipt = filed.receipt;
  receipt.leaf = format_leaf(leaf).value();
  receipt.proof.reset();
  const Hash hash = leaf_hash(core::bytes_of(receipt.leaf));
  receipt.promise = sign_promise({receipt.log.name, hash, kPromised}, filed.log.key).value();
  EXPECT_EQ(verify_receipt(receipt).error().field, "opening");
}

TEST(Receipt, RefusesUnknownRepeatedAndMissingMembers) {
  const std::string good = format_receipt(filed().receipt).value();
  ASSERT_TRUE(parse_receipt(good));
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const std::string& bad :
       {with("receipt/v1", "receipt/v2"), with("{", "{\"note\": 1,"),
        with("{", "{\"demur\": \"receipt/v1\","), with("\"log\"", "\"key\""),
        with("\"salt\": \"", "\"salt\": \"A"), with("\"salt\"", "\"more\": 1, \"salt\""),
        with("\"private\": {", "\"private\": {\"half\": 0.5, "),
        with("\"leaf\": \"", "\"leaf\": 1, \"x\": \""), good + "x", std::string("[]"), std::string("{}"),
        std::string()})
    EXPECT_FALSE(parse_receipt(bad)) << bad;
}

// No single changed byte may leave a receipt that says something else and holds.
TEST(Receipt, NoticesEveryFlippedByteOfAPinnedReceipt) {
  const Receipt good = filed().receipt;
  const std::string text = format_receipt(good).value();
  int harmless = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string bad = text;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    const auto receipt = parse_receipt(bad);
    if (receipt && verify_receipt(*receipt, {.log_key = good.log})) {
      EXPECT_EQ(*receipt, good) << i;  // white space between members
      ++harmless;
    }
  }
  EXPECT_LT(harmless, 40);
}

TEST(Receipt, NeedsTheWitnessesThatThePolicyAsksFor) {
  Filed filed = translog::filed();
  const SigningKey witness = key_named("w", KeyType::witness);
  TlogProof proof = parse_tlog_proof(*filed.receipt.proof).value();
  const ReceiptTrust trust{
      .policy = {.logs = {{filed.receipt.log}}, .witnesses = {{"w", witness.verifier()}}, .quorum = "w"}};
  EXPECT_EQ(verify_receipt(filed.receipt, trust).error().field, "proof");
  proof.checkpoint = cosign_note(proof.checkpoint, witness, core::Time{}).value();
  filed.receipt.proof = format_tlog_proof(proof).value();
  const Verdict verdict = verify_receipt(filed.receipt, trust).value();
  EXPECT_EQ(verdict.included->cosigners.size(), 1U);
  EXPECT_EQ(verdict.key_source, KeySource::pinned_by_caller);
}

TEST(Receipt, IsOfALogThatThePolicyNames) {
  const Receipt receipt = filed().receipt;
  const VerifierKey other = key_named("example.com/testlog2").verifier();
  EXPECT_TRUE(verify_receipt(receipt, {.policy = {.logs = {{other}, {receipt.log}}}}));
  EXPECT_EQ(verify_receipt(receipt, {.policy = {.logs = {{other}}}}).error().field, "log");
  EXPECT_FALSE(verify_receipt(receipt, {.log_key = receipt.log, .policy = {.logs = {{other}}}}));
  EXPECT_EQ(verify_receipt(receipt, {.policy = {.quorum = "none"}}).value().key_source,
            KeySource::named_by_receipt);
}

// A promise is the log's word alone, and says so: no witness is counted for it, and none is missed.
TEST(Receipt, AsksNoWitnessesOfAPromise) {
  Receipt receipt = filed().receipt;
  receipt.proof.reset();
  const ReceiptTrust trust{
      .policy = {.witnesses = {{"w", key_named("w", KeyType::witness).verifier()}}, .quorum = "w"}};
  EXPECT_FALSE(verify_receipt(receipt, trust).value().included);
}

}  // namespace
}  // namespace demur::translog
