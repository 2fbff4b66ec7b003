#include "demur/anonymity/token.hpp"

#include <gmock/gmock.h>

#include "demur/anonymity/test_support.hpp"

namespace demur::anonymity {
namespace {

using test::day;
using test::issuer_key;
using test::issuer_of;
using test::issuer_record;

const core::Day kToday = day("2026-11-25");

struct House {
  core::Random random = core::system_random();
  Issuer issuer = issuer_of(issuer_record({issuer_key().modulus()}));
  Token token = test::issued_token(issuer, issuer_key(), random);
};

TEST(Token, ProvesMembershipAndHasTheSizeThatItIsSaidToHave) {
  const House house;
  EXPECT_TRUE(check_credential(house.issuer, house.token.credential, kToday));
  const Bytes bytes = encode_credential(house.token.credential);
  EXPECT_EQ(bytes.size(), 481U);
  EXPECT_EQ(decode_credential(bytes).value(), house.token.credential);
  EXPECT_EQ(token_message(house.issuer.id(), house.token.credential.holder).size(), 79U);
  EXPECT_EQ(SignKey(house.token.holder_seed).public_key(), house.token.credential.holder);
}

TEST(Token, IsRefusedWithAnyByteChanged) {
  const House house;
  const Bytes good = encode_credential(house.token.credential);
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes changed = good;
    changed[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
    const auto decoded = decode_credential(changed);
    EXPECT_FALSE(decoded && check_credential(house.issuer, *decoded, kToday)) << at;
  }
}

TEST(Token, IsRefusedAtAnyOtherLength) {
  const House house;
  Bytes bytes = encode_credential(house.token.credential);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto decoded = decode_credential(ByteView(bytes).first(length));
    EXPECT_FALSE(decoded && check_credential(house.issuer, *decoded, kToday)) << length;
  }
  bytes.push_back(0);
  const auto decoded = decode_credential(bytes);
  EXPECT_FALSE(decoded && check_credential(house.issuer, *decoded, kToday));
}

TEST(Token, HoldsOnlyUnderItsOwnRecord) {
  const House house;
  IssuerKeyRecord other = issuer_record({issuer_key().modulus()});
  other.klass = "former";
  const Issuer issuer = issuer_of(other);
  Credential credential = house.token.credential;
  EXPECT_FALSE(check_credential(issuer, credential, kToday));
  credential.key_id = issuer.id();  // the same modulus: only the signed id tells them apart
  EXPECT_THAT(check_credential(issuer, credential, kToday).error(), test::error_is(Code::unproven));
}

TEST(Token, HoldsOnlyOnTheDaysOfItsKey) {
  const House house;
  EXPECT_TRUE(check_credential(house.issuer, house.token.credential, day("2026-10-01")));
  EXPECT_TRUE(check_credential(house.issuer, house.token.credential, day("2026-12-31")));
  EXPECT_THAT(check_credential(house.issuer, house.token.credential, day("2026-09-30")).error(),
              test::error_is(Code::conflict));
  EXPECT_THAT(check_credential(house.issuer, house.token.credential, day("2027-01-01")).error(),
              test::error_is(Code::conflict));
}

TEST(Token, NeedsBothIssuersWhereTheKeyHasTwo) {
  const core::Random random = core::system_random();
  const IssuerKey& rfc = test::rfc_issuer();
  const Issuer issuer = issuer_of(issuer_record({issuer_key().modulus(), rfc.modulus()}));
  const TokenRequest request = make_token_request(issuer, random).value();
  const std::vector<Bytes> answer{issuer_key().blind_sign(request.parts[0].blinded_message).value(),
                                  rfc.blind_sign(request.parts[1].blinded_message).value()};
  const Token token = finish_token(issuer, request, answer).value();
  EXPECT_TRUE(check_credential(issuer, token.credential, kToday));
  EXPECT_EQ(encode_credential(token.credential).size(), 97U + 384 + 512);
  EXPECT_FALSE(finish_token(issuer, request, std::span(answer).first(1)));
  EXPECT_FALSE(finish_token(issuer, request, std::vector<Bytes>{answer[1], answer[0]}));
  Credential one = token.credential;
  one.signatures.back() ^= 1;  // the second issuer's
  EXPECT_FALSE(check_credential(issuer, one, kToday));
  one = token.credential;
  one.signatures.front() ^= 1;  // the first one's
  EXPECT_FALSE(check_credential(issuer, one, kToday));
  one = token.credential;
  one.signatures.resize(384);
  EXPECT_FALSE(check_credential(issuer, one, kToday));
}

TEST(Token, CanBeFetchedAgainFromWhatTheWalletKept) {
  const House house;
  const TokenRequest request = make_token_request(house.issuer, house.random).value();
  const SecretBytes kept = encode_token_request(request);
  const TokenRequest again = decode_token_request(house.issuer, kept.bytes()).value();
  EXPECT_EQ(again.parts[0].blinded_message, request.parts[0].blinded_message);
  const std::vector<Bytes> answer{issuer_key().blind_sign(request.parts[0].blinded_message).value()};
  EXPECT_EQ(finish_token(house.issuer, again, answer).value().credential.holder,
            SignKey(request.holder_seed).public_key());
  EXPECT_FALSE(decode_token_request(house.issuer, kept.bytes().first(kept.size() - 1)));
}

TEST(Token, FromAnotherKeyThanTheRecordsIsNotTaken) {
  const House house;
  const TokenRequest request = make_token_request(house.issuer, house.random).value();
  const IssuerKey tagging = IssuerKey::generate().value();
  const auto signature = tagging.blind_sign(request.parts[0].blinded_message);
  if (signature) {  // below the other modulus, most of the time
    EXPECT_THAT(finish_token(house.issuer, request, std::vector<Bytes>{*signature}).error(),
                test::error_is(Code::unproven));
  }
}

TEST(Token, IsSpentUnderItsHolderWhateverElseIsChanged) {
  const House house;
  Credential other = house.token.credential;
  other.prefix[0] ^= 1;
  other.signatures[0] ^= 1;
  EXPECT_EQ(spent_tag(other), spent_tag(house.token.credential));
  other.holder[0] ^= 1;
  EXPECT_NE(spent_tag(other), spent_tag(house.token.credential));
}

// Points that everybody's signature fits: the issuer signs them blindly, so the verifier must look.
TEST(Token, OfAHolderKeyOfSmallOrderIsRefused) {
  const House house;
  Credential credential = house.token.credential;
  credential.holder = {};
  credential.holder[0] = 1;  // the neutral element
  const Bytes input = token_input(credential.key_id, credential.prefix, credential.holder);
  const Blinding blinding = blind(house.issuer.keys()[0], kSuite, input, house.random).value();
  credential.signatures = finalize(house.issuer.keys()[0], kSuite, input, blinding,
                                   issuer_key().blind_sign(blinding.blinded_message).value())
                              .value();
  EXPECT_THAT(check_credential(house.issuer, credential, kToday).error(), test::error_is(Code::unproven));
}

}  // namespace
}  // namespace demur::anonymity
