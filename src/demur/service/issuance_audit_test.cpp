// Tokens that somebody wrote into the database, instead of a member asking for them.
#include "demur/service/issuance_audit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demur/core/digest.hpp"
#include "demur/service/examine.hpp"
#include "demur/service/test_anonymity.hpp"
#include "demur/service/test_authenticator.hpp"

namespace demur::service {
namespace {

using core::Code;
using testing::AnonymousHouse;
using ::testing::HasSubstr;

// A channel that asks for a passkey, and a member's, in software.
struct WithPasskeys : AnonymousHouse {
  WithPasskeys() : AnonymousHouse(true) {}

  // One batch for these blinded tokens, as a house writes it.
  struct Batch {
    store::IssueBatch row;
    std::vector<store::IssuedToken> tokens;
  };
  Batch asked(const std::string& login) {
    const auto key = issuer(file_scope());
    const auto request = anonymity::make_token_request(key, random).value();
    const anonymity::BlindedToken token{request.key_id, 0, request.parts.front().blinded_message};
    const auto challenge = anonymity::issue_challenge(anonymity::instance_id(instance()), {&token, 1});
    return {.row = {.challenge = challenge, .member = people.at(login), .day = core::day_of(now)},
            .tokens = {{.key_id = token.key_id,
                        .member = people.at(login),
                        .number = 1,
                        .blinded = token.blinded_message,
                        .signature = signed_by_issuer(token.blinded_message),
                        .batch = challenge,
                        .place = 0}}};
  }
  // Whoever has the keys of the issuer can do as much.
  [[nodiscard]] core::Bytes signed_by_issuer(const core::Bytes& blinded) {
    const auto secret = house->store()
                            .read([&](const store::Reader& reader) {
                              return store::issuer_secret(reader, issuer(file_scope()).id());
                            })
                            .value()
                            .value();
    const auto der = unlock_secret(*house, secret).value();
    return anonymity::IssuerKey::from_pkcs8(der.bytes()).value().blind_sign(blinded).value();
  }
  void touch(Batch& batch, const core::Digest& challenge) const {
    core::Bytes data(37, 5);
    const std::string client =
        R"({"type":"webauthn.get","challenge":")" + core::to_base64url(challenge) + R"("})";
    core::Bytes message = data;
    std::ranges::copy(core::sha256(core::bytes_of(client)), std::back_inserter(message));
    const auto b64 = [](core::ByteView bytes) { return core::to_base64url(bytes); };
    core::json::object assertion{
        {"id", b64(core::bytes_of("a passkey"))},
        {"authenticatorData", b64(data)},
        {"clientData", b64(core::bytes_of(client))},
        {"signature", b64(testing_keys::sign(passkey, PasskeyAlgorithm::es256, message))},
        {"userHandle", ""}};
    batch.row.public_key = testing_keys::spki_of(passkey);
    batch.row.algorithm = static_cast<std::int32_t>(PasskeyAlgorithm::es256);
    batch.row.assertion = core::canonical_json(std::move(assertion)).value();
  }
  void write(const Batch& batch) {
    ASSERT_TRUE(house->store().write([&](store::Transaction& transaction) -> core::Status {
      DEMUR_TRY(store::add_issue_batch(transaction, batch.row));
      for (const auto& token : batch.tokens) DEMUR_TRY(store::add_issued(transaction, token));
      return {};
    }));
  }
  core::Result<IssuanceFigures> checked() {
    return house->store().read(
        [&](const store::Reader& reader) { return check_issuance(reader, instance()); });
  }

  testing_keys::Key passkey = testing_keys::make_key(PasskeyAlgorithm::es256);
};

TEST(IssuanceAudit, HoldsForWhatMembersAskedForWithTheirPasskeys) {
  WithPasskeys test;
  auto batch = test.asked("member1");
  test.touch(batch, batch.row.challenge);
  test.write(batch);
  const auto figures = test.checked();
  ASSERT_TRUE(figures) << figures.error().what;
  EXPECT_EQ(figures->tokens, 1U);
  EXPECT_EQ(figures->by_passkey, 1U);
}

TEST(IssuanceAudit, FindsTokensThatWereDrawnInAMembersName) {
  WithPasskeys test;
  test.write(test.asked("member1"));
  const auto found = test.checked();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::unproven);
  EXPECT_THAT(found.error().what, HasSubstr("no passkey stands behind them"));
  const auto examined =
      examine(test.house->store().readers(), test.house->log_key().verifier(), core::day_of(test.now));
  ASSERT_FALSE(examined) << "and so does demur doctor";
  EXPECT_THAT(examined.error().what, HasSubstr("no passkey"));
}

TEST(IssuanceAudit, FindsAPasskeysTouchThatWasForOtherTokens) {
  WithPasskeys test;
  auto theirs = test.asked("member1");
  auto forged = test.asked("member2");
  test.touch(forged, theirs.row.challenge);
  test.write(forged);
  EXPECT_THAT(test.checked().error().what, HasSubstr("the passkey did not sign for them"));
}

TEST(IssuanceAudit, FindsATokenAddedToABatch) {
  WithPasskeys test;
  auto batch = test.asked("member1");
  test.touch(batch, batch.row.challenge);
  auto more = test.asked("member1").tokens.front();
  more.number = 2;
  more.place = 1;
  more.batch = batch.row.challenge;
  batch.tokens.push_back(more);
  test.write(batch);
  EXPECT_THAT(test.checked().error().what, HasSubstr("not the ones that were asked for"));
}

TEST(IssuanceAudit, FindsATokenThatItsKeyDidNotSign) {
  WithPasskeys test;
  auto batch = test.asked("member1");
  test.touch(batch, batch.row.challenge);
  batch.tokens.front().signature.back() ^= 1U;
  test.write(batch);
  EXPECT_THAT(test.checked().error().what, HasSubstr("was not signed by its key"));
}

TEST(IssuanceAudit, FindsATokenOfSomebodyWhoIsNotOfTheGroup) {
  WithPasskeys test;
  auto batch = test.asked("keeper");
  test.touch(batch, batch.row.challenge);
  test.write(batch);
  EXPECT_THAT(test.checked().error().what, HasSubstr("is not of the group"));
}

TEST(IssuanceAudit, FindsThatMoreIsCountedThanWasIssued) {
  AnonymousHouse test;
  test.everybody_collects(test.file_scope());
  const auto checked = [&] {
    return test.house->store().read(
        [&](const store::Reader& reader) { return check_issuance(reader, test.instance()); });
  };
  ASSERT_TRUE(checked()) << checked().error().what;
  EXPECT_EQ(checked()->tokens, 12U);
  ASSERT_TRUE(test.house->store().write([&](store::Transaction& transaction) -> core::Status {
    DEMUR_TRY(transaction.execute("DELETE FROM issued WHERE batch = (SELECT min(batch) FROM issued)"));
    DEMUR_TRY(
        transaction.execute("DELETE FROM issue_batch WHERE challenge NOT IN (SELECT batch FROM issued)"));
    return {};
  }));
  EXPECT_THAT(checked().error().what, HasSubstr("counts more tokens than were issued"));
}

}  // namespace
}  // namespace demur::service
