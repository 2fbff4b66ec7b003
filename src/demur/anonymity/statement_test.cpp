// What holders state, and how tokens are asked for.
#include "demur/anonymity/statement.hpp"

#include <gmock/gmock.h>

#include "demur/anonymity/issuance.hpp"
#include "demur/anonymity/test_support.hpp"
#include "demur/core/id.hpp"

namespace demur::anonymity {
namespace {

const KeyId kKey = core::sha256(core::bytes_of("key"));
const core::Digest kOne = core::sha256(core::bytes_of("one"));
const core::Digest kTwo = core::sha256(core::bytes_of("two"));

std::vector<Statement> one_of_each() {
  return {FilingStatement{kOne, kTwo, kOne, kTwo},
          CosignStatement{kOne},
          VoteStatement{kOne, 1, 1},
          ThreadStatement{kOne, kTwo},
          WithdrawStatement{kOne},
          LastWordStatement{kOne, Verdict::partly, kTwo},
          ReviewStatement{kOne, 1, Hindsight::wrong, kTwo}};
}

TEST(Statement, OfOneKindIsNeverAnothers) {
  const SignKey signer = SignKey::generate(core::system_random());
  const std::vector<Statement> all = one_of_each();
  for (const Statement& said : all) {
    const Signature signature = sign_statement(signer, kKey, said);
    for (const Statement& other : all)
      EXPECT_EQ(check_statement(signer.public_key(), kKey, other, signature).has_value(),
                said.index() == other.index());
  }
}

TEST(Statement, HoldsForItsKeyItsSignerAndItsWordsOnly) {
  const SignKey signer = SignKey::generate(core::system_random());
  for (const Statement& said : one_of_each()) {
    const Signature signature = sign_statement(signer, kKey, said);
    EXPECT_FALSE(check_statement(signer.public_key(), kOne, said, signature)) << "under another issuer's key";
    EXPECT_FALSE(
        check_statement(SignKey::generate(core::system_random()).public_key(), kKey, said, signature));
    for (std::size_t at = 0; at < signature.size(); ++at) {
      Signature changed = signature;
      changed[at] ^= 1;
      EXPECT_FALSE(check_statement(signer.public_key(), kKey, said, changed));
    }
    EXPECT_FALSE(check_statement(signer.public_key(), kKey, said, {}));
  }
  const Signature vote = sign_statement(signer, kKey, VoteStatement{kOne, 1, 1});
  EXPECT_FALSE(check_statement(signer.public_key(), kKey, VoteStatement{kOne, -1, 1}, vote));
  EXPECT_FALSE(check_statement(signer.public_key(), kKey, VoteStatement{kOne, 1, 2}, vote));
  EXPECT_FALSE(check_statement(signer.public_key(), kKey, VoteStatement{kTwo, 1, 1}, vote));
  const Signature review = sign_statement(signer, kKey, ReviewStatement{kOne, 1, Hindsight::right, kTwo});
  for (const ReviewStatement& other :
       {ReviewStatement{kOne, 2, Hindsight::right, kTwo}, ReviewStatement{kOne, 1, Hindsight::wrong, kTwo},
        ReviewStatement{kTwo, 1, Hindsight::right, kTwo}, ReviewStatement{kOne, 1, Hindsight::right, kOne}})
    EXPECT_FALSE(check_statement(signer.public_key(), kKey, other, review));
}

TEST(Statement, NamesAFilingByItsEnvelope) {
  const std::string id = filing_id(kOne);
  EXPECT_TRUE(core::is_id_text(id));
  EXPECT_NE(id, filing_id(kTwo));
  EXPECT_NE(about_hash("ab", "c"), about_hash("a", "bc"));
  EXPECT_NE(attachments_root({}), attachments_root(std::vector{kOne}));
  EXPECT_NE(attachments_root(std::vector{kOne, kTwo}), attachments_root(std::vector{kTwo, kOne}));
}

TEST(SignKeys, OfSmallOrderOrOffTheCurveAreNone) {
  SignPublicKey key{};
  EXPECT_FALSE(is_sign_key(key));
  key[0] = 1;
  EXPECT_FALSE(is_sign_key(key)) << "the neutral element";
  key.fill(0xff);
  EXPECT_FALSE(is_sign_key(key)) << "not below the field's prime";
  key = {2};
  EXPECT_FALSE(is_sign_key(key)) << "no point has this coordinate";
  EXPECT_TRUE(is_sign_key(SignKey::generate(core::system_random()).public_key()));
}

// libsodium's own check, which also asks for the main subgroup, refuses all of them.
TEST(SignKeys, ThatEverybodyCouldSignForAreSeenAtOnce) {
  const auto little = [](std::string_view hex) { return test::array_of<32>(core::from_hex(hex).value()); };
  for (const char* text : {"0000000000000000000000000000000000000000000000000000000000000000",
                           "0100000000000000000000000000000000000000000000000000000000000000",
                           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                           "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                           "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                           "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    SignPublicKey key = little(text);
    for (int sign = 0; sign < 2; ++sign) {
      EXPECT_FALSE(may_be_sign_key(key)) << text;
      EXPECT_FALSE(is_sign_key(key)) << text;
      key.back() |= 0x80;
    }
  }
  for (int i = 0; i < 100; ++i) {
    const SignPublicKey key = SignKey::generate(core::system_random()).public_key();
    EXPECT_TRUE(may_be_sign_key(key));
    EXPECT_TRUE(is_sign_key(key));
  }
}

std::vector<BlindedToken> batch(std::size_t size) {
  std::vector<BlindedToken> tokens;
  for (std::size_t i = 0; i < size; ++i) {
    tokens.push_back({kKey, static_cast<std::uint8_t>(i % 2), Bytes(384, 1)});
    tokens.back().blinded_message[0] = static_cast<std::uint8_t>(i);
    tokens.back().blinded_message[1] = static_cast<std::uint8_t>(i >> 8U);
  }
  return tokens;
}

TEST(Issuance, BindsTheChallengeToTheWholeBatch) {
  const InstanceId instance = instance_id("example.org/dissent");
  const std::vector<BlindedToken> tokens = batch(40);
  const core::Digest challenge = issue_challenge(instance, tokens);
  EXPECT_NE(challenge, issue_challenge(instance_id("example.net/dissent"), tokens));
  EXPECT_NE(challenge, issue_challenge(instance, std::span(tokens).first(39)));
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    std::vector<BlindedToken> other = tokens;
    other[i].blinded_message.back() ^= 1;
    EXPECT_NE(challenge, issue_challenge(instance, other));
    other = tokens;
    other[i].key_id[0] ^= 1;
    EXPECT_NE(challenge, issue_challenge(instance, other));
    std::swap(other[i], other[(i + 1) % 40]);
    EXPECT_NE(challenge, issue_challenge(instance, other));
  }
}

TEST(Issuance, ReadsOnlyWhatItWrites) {
  IssueRequest request{.tokens = batch(3), .assertion = core::json::object{{"id", "x"}}};
  const std::string json = format_issue_request(request).value();
  const IssueRequest read = parse_issue_request(json).value();
  EXPECT_EQ(read.tokens, request.tokens);
  EXPECT_EQ(read.assertion->at("id").as_string(), "x");
  request.assertion.reset();
  EXPECT_FALSE(parse_issue_request(format_issue_request(request).value()).value().assertion);
  EXPECT_FALSE(parse_issue_request(json + "\n"));
  std::string changed = json;
  changed.replace(changed.find("\"v\":1"), 5, "\"v\":2");
  EXPECT_FALSE(parse_issue_request(changed));
  changed = json;
  changed.replace(changed.find("\"modulus\":0"), 11, "\"modulus\":2");
  EXPECT_FALSE(parse_issue_request(changed));
  EXPECT_FALSE(parse_issue_request("[]"));
  EXPECT_FALSE(parse_issue_request("{}"));
}

TEST(Issuance, TakesBatchesOfOneToTheLimitWithoutRepetition) {
  EXPECT_FALSE(format_issue_request({.tokens = {}, .assertion = {}}));
  EXPECT_TRUE(format_issue_request({.tokens = batch(kMaxBatch), .assertion = {}}));
  EXPECT_FALSE(format_issue_request({.tokens = batch(kMaxBatch + 1), .assertion = {}}));
  std::vector<BlindedToken> twice = batch(2);
  twice[1].blinded_message = twice[0].blinded_message;
  EXPECT_FALSE(format_issue_request({.tokens = twice, .assertion = {}}));
  twice[1].blinded_message.resize(255);
  EXPECT_FALSE(format_issue_request({.tokens = twice, .assertion = {}}));
}

}  // namespace
}  // namespace demur::anonymity
