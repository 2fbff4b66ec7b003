// Tokens that somebody wrote into the database, instead of a member asking for them.
#include "demur/service/issuance_audit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "demur/core/digest.hpp"
#include "demur/service/examine.hpp"
#include "demur/service/joining.hpp"
#include "demur/service/test_anonymity.hpp"
#include "demur/service/test_authenticator.hpp"
#include "demur/store/token_passkeys.hpp"

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
  struct Touch {
    std::uint8_t flags = 0x05;  // present and verified
    std::string rp_id = "demur.example";
    std::string origin = "https://demur.example";
    std::string more = {};  // of the client data
    const testing_keys::Key* key = nullptr;
  };
  [[nodiscard]] core::json::object assertion(const core::Digest& challenge, const Touch& how) const {
    const auto& key = how.key != nullptr ? *how.key : passkey;
    const auto site = core::sha256(core::bytes_of(how.rp_id));
    core::Bytes data(site.begin(), site.end());
    data.push_back(how.flags);
    data.insert(data.end(), {0, 0, 0, ++touches});
    const std::string client = R"({"type":"webauthn.get","challenge":")" + core::to_base64url(challenge) +
                               R"(","origin":")" + how.origin + "\"" + how.more + "}";
    core::Bytes message = data;
    std::ranges::copy(core::sha256(core::bytes_of(client)), std::back_inserter(message));
    const auto b64 = [](core::ByteView bytes) { return core::to_base64url(bytes); };
    return {{"id", b64(credential)},
            {"authenticatorData", b64(data)},
            {"clientData", b64(core::bytes_of(client))},
            {"signature", b64(testing_keys::sign(key, PasskeyAlgorithm::es256, message))},
            {"userHandle", ""}};
  }
  void touch(Batch& batch, const core::Digest& challenge, const Touch& how) const {
    batch.row.public_key = testing_keys::spki_of(how.key != nullptr ? *how.key : passkey);
    batch.row.algorithm = static_cast<std::int32_t>(PasskeyAlgorithm::es256);
    batch.row.assertion = core::canonical_json(assertion(challenge, how)).value();
  }
  void touch(Batch& batch, const core::Digest& challenge) const { touch(batch, challenge, {}); }
  void touch(Batch& batch, const Touch& how) const { touch(batch, batch.row.challenge, how); }
  void touch(Batch& batch) const { touch(batch, batch.row.challenge); }

  void enrol(const std::string& login, core::Day day) {
    ASSERT_TRUE(house->store().write([&](store::Transaction& transaction) {
      return store::add_passkey(transaction, {.credential_id = credential,
                                              .member = people.at(login),
                                              .public_key = testing_keys::spki_of(passkey),
                                              .algorithm = static_cast<std::int32_t>(PasskeyAlgorithm::es256),
                                              .name = {},
                                              .created_day = day});
    }));
  }
  void enrol(const std::string& login) { enrol(login, core::day_of(now)); }
  // One batch that is as it must be, or not, is all that there is.
  core::Result<IssuanceFigures> checked_of_one(const Touch& how) {
    auto batch = asked("member1");
    touch(batch, how);
    write(batch);
    return checked();
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

  core::Bytes credential{9, 8, 7, 6, 5, 4, 3, 2, 1};
  testing_keys::Key passkey = testing_keys::make_key(PasskeyAlgorithm::es256);
  mutable std::uint8_t touches = 0;
};

TEST(IssuanceAudit, HoldsForWhatMembersAskedForWithTheirPasskeys) {
  WithPasskeys test;
  test.enrol("member1");
  auto batch = test.asked("member1");
  test.touch(batch);
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
  test.enrol("member2");
  auto theirs = test.asked("member1");
  auto forged = test.asked("member2");
  test.touch(forged, theirs.row.challenge);
  test.write(forged);
  EXPECT_THAT(test.checked().error().what, HasSubstr("the passkey did not sign for them"));
}

TEST(IssuanceAudit, HoldsForWhatTheDeskGaveAlsoAfterThePasskeyIsRemoved) {
  WithPasskeys test;
  test.enrol("member1");
  const auto key = test.issuer(test.file_scope());
  auto request = AnonymousHouse::request_for(anonymity::make_token_request(key, test.random).value());
  request.assertion =
      test.assertion(anonymity::issue_challenge(anonymity::instance_id(test.instance()), request.tokens), {});
  const auto given =
      test.desk.issue(test.member("member1"), anonymity::format_issue_request(request).value());
  ASSERT_TRUE(given) << given.error().what;
  EXPECT_EQ(test.checked()->by_passkey, 1U);
  EXPECT_EQ(test.one<std::string>("SELECT origin FROM passkey_site"), "https://demur.example");
  ASSERT_TRUE(remove_passkey(*test.house, test.people.at("member1"), test.credential));
  const auto shown = read_former_passkeys(*test.house, test.people.at("member1")).value();
  ASSERT_EQ(shown.size(), 1U) << "and its owner sees it";
  EXPECT_EQ(shown.front().last, core::day_of(test.now));
  test.now += std::chrono::days{1};
  const auto later = test.checked();
  ASSERT_TRUE(later) << later.error().what;
  EXPECT_EQ(later->by_passkey, 1U);
}

TEST(IssuanceAudit, RemembersNoPasskeyThatStandsBehindNothing) {
  WithPasskeys test;
  test.enrol("member1");
  ASSERT_TRUE(remove_passkey(*test.house, test.people.at("member1"), test.credential));
  EXPECT_EQ(test.one<std::int64_t>("SELECT count(*) FROM former_passkey"), 0);
}

TEST(IssuanceAudit, FindsTokensBehindWhichStandsAKeyThatSomebodyMade) {
  WithPasskeys test;
  test.enrol("member1");
  const auto forged = testing_keys::make_key(PasskeyAlgorithm::es256);
  EXPECT_THAT(test.checked_of_one({.key = &forged}).error().what, HasSubstr("was not the member's"));
}

TEST(IssuanceAudit, FindsTokensBehindWhichStandsAnothersPasskey) {
  WithPasskeys test;
  test.enrol("member2");
  EXPECT_THAT(test.checked_of_one({}).error().what, HasSubstr("was not the member's"));
}

TEST(IssuanceAudit, FindsTokensThatAreOlderThanThePasskeyBehindThem) {
  WithPasskeys test;
  test.enrol("member1", core::day_of(test.now) + std::chrono::days{1});
  EXPECT_THAT(test.checked_of_one({}).error().what, HasSubstr("was not the member's on that day"));
}

TEST(IssuanceAudit, FindsTokensThatAreYoungerThanTheLastUseOfARemovedPasskey) {
  WithPasskeys test;
  test.enrol("member1");
  auto theirs = test.asked("member1");
  test.touch(theirs);
  test.write(theirs);
  ASSERT_TRUE(remove_passkey(*test.house, test.people.at("member1"), test.credential));
  ASSERT_TRUE(test.checked());
  auto forged = test.asked("member1");
  test.touch(forged);
  forged.row.day += std::chrono::days{1};
  forged.tokens.front().number = 2;
  test.write(forged);
  EXPECT_THAT(test.checked().error().what, HasSubstr("was not the member's on that day"));
}

TEST(IssuanceAudit, FindsATouchWithoutItsOwnersPresenceOrVerification) {
  for (const std::uint8_t flags : {std::uint8_t{0x00}, std::uint8_t{0x01}, std::uint8_t{0x04}}) {
    WithPasskeys test;
    test.enrol("member1");
    const auto found = test.checked_of_one({.flags = flags});
    ASSERT_FALSE(found) << int{flags};
    EXPECT_EQ(found.error().code, Code::unproven);
    EXPECT_THAT(found.error().what, HasSubstr("the passkey did not sign for them"));
  }
}

TEST(IssuanceAudit, FindsATouchAtAnotherSite) {
  const auto found = [](const WithPasskeys::Touch& how) {
    WithPasskeys test;
    test.enrol("member1");
    EXPECT_TRUE(test.house->store().write([&](store::Transaction& transaction) {
      return store::note_passkey_site(transaction, "https://demur.example",
                                      core::day_of(test.now) - std::chrono::days{1});
    }));
    const auto held = test.checked_of_one(how);
    return held ? "nothing" : held.error().what;
  };
  EXPECT_EQ(found({}), "nothing");
  EXPECT_THAT(found({.rp_id = "evil.example"}), HasSubstr("belongs to another site"));
  EXPECT_THAT(found({.origin = "https://evil.demur.example"}), HasSubstr("where this institution was not"));
  EXPECT_THAT(found({.rp_id = "evil.example", .origin = "https://evil.example"}),
              HasSubstr("where this institution was not"));
  EXPECT_THAT(found({.more = R"(,"crossOrigin":true)"}), HasSubstr("inside another site's page"));
}

// Of tokens that were given before addresses were remembered, or on the day on which that began.
TEST(IssuanceAudit, HoldsATouchAgainstItselfThroughTheFirstDayOfWhichAddressesAreRemembered) {
  for (const int later : {0, 1}) {
    WithPasskeys test;
    test.enrol("member1");
    ASSERT_TRUE(test.house->store().write([&](store::Transaction& transaction) {
      return store::note_passkey_site(transaction, "https://moved.example",
                                      core::day_of(test.now) + std::chrono::days{later});
    }));
    EXPECT_TRUE(test.checked_of_one({}));
  }
}

TEST(IssuanceAudit, FindsATokenAddedToABatch) {
  WithPasskeys test;
  test.enrol("member1");
  auto batch = test.asked("member1");
  test.touch(batch);
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
  test.enrol("member1");
  auto batch = test.asked("member1");
  test.touch(batch);
  batch.tokens.front().signature.back() ^= 1U;
  test.write(batch);
  EXPECT_THAT(test.checked().error().what, HasSubstr("was not signed by its key"));
}

TEST(IssuanceAudit, FindsATokenOfSomebodyWhoIsNotOfTheGroup) {
  WithPasskeys test;
  auto batch = test.asked("keeper");
  test.touch(batch);
  test.write(batch);
  EXPECT_THAT(test.checked().error().what, HasSubstr("is not of the group"));
}

TEST(IssuanceAudit, FindsSomebodyAddedToTheGroupOfAKey) {
  WithPasskeys test;
  test.enrol("keeper");
  auto batch = test.asked("keeper");
  test.touch(batch);
  test.write(batch);
  ASSERT_TRUE(test.house->store().write([&](store::Transaction& transaction) {
    return store::add_eligible(transaction, batch.tokens.front().key_id, batch.row.member);
  }));
  EXPECT_THAT(test.checked().error().what, HasSubstr("is not the one that the keys log has"));
}

TEST(IssuanceAudit, FindsTokensThatAreOlderThanTheirKey) {
  WithPasskeys test;
  test.enrol("member1", core::day_of(test.now) - std::chrono::days{400});
  auto batch = test.asked("member1");
  batch.row.day = test.issuer(test.file_scope()).record().not_before - std::chrono::days{1};
  test.touch(batch);
  test.write(batch);
  EXPECT_THAT(test.checked().error().what, HasSubstr("older than its key"));
}

// What the desk gives where `happens` comes between the signing and the writing down.
core::Result<std::string> given_while(WithPasskeys& test, const std::function<void(Institution&)>& happens) {
  const auto member = test.member("member1");
  const auto key = test.issuer(test.file_scope());
  auto request = AnonymousHouse::request_for(anonymity::make_token_request(key, test.random).value());
  request.assertion =
      test.assertion(anonymity::issue_challenge(anonymity::instance_id(test.instance()), request.tokens), {});
  test.house.reset();
  int asked = 0;  // what day it is: before the signing, and after
  auto environment = test.environment();
  environment.clock = [&test, &happens, &asked] {
    if (++asked == 2) happens(*test.house);
    return test.now;
  };
  test.house = Institution::open(test.folder / "data", environment).value();
  asked = 0;
  TokenDesk desk(*test.house, {.id = "demur.example", .origin = "https://demur.example"});
  return desk.issue(member, anonymity::format_issue_request(request).value());
}

TEST(TokenDesk, GivesNothingToWhoRemovedThePasskeyMeanwhile) {
  WithPasskeys test;
  test.enrol("member1");
  const auto given = given_while(test, [&](Institution& house) {
    EXPECT_TRUE(remove_passkey(house, test.people.at("member1"), test.credential));
  });
  ASSERT_FALSE(given);
  EXPECT_EQ(given.error().code, Code::unproven);
  EXPECT_TRUE(test.checked());
  EXPECT_EQ(test.one<std::int64_t>("SELECT count(*) FROM issued"), 0);
}

TEST(TokenDesk, GivesNothingToWhoLeftMeanwhile) {
  WithPasskeys test;
  test.enrol("member1");
  const auto given = given_while(test, [&](Institution& house) {
    EXPECT_TRUE(
        perform(house, test.people.at("member1"), domain::LeaveInstitution{test.people.at("member1")}));
  });
  ASSERT_FALSE(given);
  EXPECT_THAT(given.error().what, HasSubstr("You left"));
  EXPECT_EQ(test.one<std::int64_t>("SELECT count(*) FROM issued"), 0);
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
