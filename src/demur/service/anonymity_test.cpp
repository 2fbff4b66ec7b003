// Filing that nobody can trace, at the house: keys, tokens, what drops hand in, opening, replies.
#include <gmock/gmock.h>

#include "demur/anonymity/keys_view.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/service/meetings.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/test_anonymity.hpp"
#include "demur/store/dissents.hpp"
#include "demur/translog/audit.hpp"

namespace demur::service {
namespace {

using core::Code;
using testing::AnonymousHouse;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> records(Institution& house) {
  return house.store().read(store::key_records).value();
}

std::vector<anonymity::IssuerKeyRecord> issuers(Institution& house) {
  std::vector<anonymity::IssuerKeyRecord> found;
  for (const std::string& text : records(house))
    if (const auto record = anonymity::parse_record(text).value();
        const auto* issuer = std::get_if<anonymity::IssuerKeyRecord>(&record))
      found.push_back(*issuer);
  return found;
}

TEST(Scopes, HaveOneKeyForEverybodyAndOneForEachOfficeThatIsLargeEnough) {
  AnonymousHouse test(false, 5);
  ASSERT_TRUE(open_scopes(*test.house, test.issuer_keys));
  std::map<std::string, std::uint32_t> sizes;
  for (const auto& issuer : issuers(*test.house)) {
    EXPECT_EQ(issuer.scope, "file:2026q1");
    EXPECT_TRUE(sizes.emplace(issuer.klass, issuer.class_size).second) << "two keys for " << issuer.klass;
  }
  // The author, the co-signer, a colleague, the outsider and seven members work in the Legal Office.
  EXPECT_EQ(sizes,
            (std::map<std::string, std::uint32_t>{{"members", 17},
                                                  {office_class(test.offices["Legal Office"]), 11},
                                                  {office_class(test.offices["Bureau of the North"]), 6}}));
}

TEST(Scopes, AreNotOpenedForFewerThanTheFloor) {
  AnonymousHouse test(false, 7);
  for (const auto& issuer : issuers(*test.house)) EXPECT_GE(issuer.class_size, 7U) << issuer.klass;
  EXPECT_EQ(issuers(*test.house).size(), 2U);
}

// Whoever joins or leaves: a group that was counted stays as it was, and none is counted below the floor, so
// no two keys differ by one person.
TEST(Scopes, KeepEveryGroupAtItsFloorWhoeverComesAndGoes) {
  constexpr std::uint32_t kFloor = 5;
  AnonymousHouse test(false, kFloor);
  const core::Random random = core::seeded_random(11);
  std::vector<std::string> there;
  for (int i = 0; i < 12; ++i) there.push_back("member" + std::to_string(i));
  std::map<std::pair<std::string, std::string>, anonymity::KeyId> keys;
  for (int step = 0; step < 24; ++step) {
    std::array<std::uint8_t, 2> draw{};
    random(draw);
    if (draw[0] % 2 == 0 || there.size() < 3) {
      const std::string login = "newcomer" + std::to_string(step);
      const std::array offices{testing::kLegal, testing::kNorth, testing::kSecretariat};
      test.hire({login.c_str(), login.c_str(), offices.at(draw[1] % 3)});
      there.push_back(login);
    } else {
      const auto leaver = there.begin() + draw[1] % static_cast<std::ptrdiff_t>(there.size());
      test.must(*leaver, domain::LeaveInstitution{test.people.at(*leaver)});
      there.erase(leaver);
    }
    if (step == 12) test.go_to("2026-04-02");
    test.open_scopes_again();
    for (const auto& issuer : issuers(*test.house)) {
      EXPECT_GE(issuer.class_size, kFloor) << issuer.scope << ' ' << issuer.klass;
      const auto id = anonymity::key_id(anonymity::format_record(issuer).value());
      const auto& known = keys.try_emplace({issuer.scope, issuer.klass}, id).first->second;
      EXPECT_EQ(known, id) << "a second key for " << issuer.scope << ' ' << issuer.klass;
      const auto roster = test.house->store().read(
          [&](const store::Reader& reader) { return store::eligible_members(reader, id); });
      EXPECT_EQ(roster.value().size(), issuer.class_size);
    }
  }
  EXPECT_GE(keys.size(), 4U) << "of two quarters";
}

TEST(KeysLog, IsALogThatAnybodyCanAuditAndTheMainLogVouchesFor) {
  AnonymousHouse test;
  auto log = test.house->store().read(KeysLog::read).value();
  const auto key = keys_log_key(*test.house).value();
  const auto audited =
      translog::audit_tree(log, key, [](std::uint64_t, core::ByteView) { return core::Status{}; });
  ASSERT_TRUE(audited) << audited.error().what;
  EXPECT_EQ(audited->checkpoint.size, records(*test.house).size());
  const auto leaves = test.leaves();
  const auto anchor = std::find_if(leaves.rbegin(), leaves.rend(),
                                   [](const auto& leaf) { return leaf.type == "keys.extended"; });
  ASSERT_NE(anchor, leaves.rend());
  EXPECT_EQ(anchor->public_part->at("size").as_int64(), static_cast<std::int64_t>(audited->checkpoint.size));
  EXPECT_EQ(std::string(anchor->public_part->at("root").as_string()),
            core::to_base64(audited->checkpoint.root));
}

TEST(KeysLog, PassesTheRuleThatClientsHoldItTo) {
  AnonymousHouse test;
  test.everybody_collects(test.file_scope());
  const auto view = anonymity::read_keys(records(*test.house),
                                         {.instance = test.instance(), .class_floor = 5, .issued_floor = 5});
  ASSERT_TRUE(view) << view.error().text;
  const auto key = view->issuer(test.file_scope(), kEverybody, core::day_of(test.now), anonymity::Use::spend);
  ASSERT_TRUE(key) << key.error().text;
  EXPECT_EQ(key->issued, 12U);
  EXPECT_EQ(view->posts().size(), 3U);
}

TEST(Tokens, AreTheSameWhenAskedForAgainAndNeverMoreThanTheQuota) {
  AnonymousHouse test;
  const auto key = test.issuer(test.file_scope());
  const auto ask = [&](const char* login, const anonymity::TokenRequest& request) {
    return test.desk.issue(test.member(login),
                           anonymity::format_issue_request(AnonymousHouse::request_for(request)).value());
  };
  const auto first = anonymity::make_token_request(key, test.random).value();
  const auto answer = ask("member1", first);
  ASSERT_TRUE(answer) << answer.error().what;
  EXPECT_EQ(ask("member1", first).value(), *answer);
  EXPECT_TRUE(ask("member1", anonymity::make_token_request(key, test.random).value()));
  const auto third = ask("member1", anonymity::make_token_request(key, test.random).value());
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, Code::conflict);
  EXPECT_EQ(ask("member1", first).value(), *answer) << "what was lost on the way is given again";
  EXPECT_EQ(test.one<std::int64_t>("SELECT count(*) FROM issued"), 2);
}

TEST(Tokens, WaitAMomentRatherThanHoldEveryThreadOfTheServer) {
  AnonymousHouse test;
  const auto request = anonymity::make_token_request(test.issuer(test.file_scope()), test.random).value();
  const auto body = anonymity::format_issue_request(AnonymousHouse::request_for(request)).value();
  TokenDesk full(*test.house, {.id = "demur.example", .origin = "https://demur.example"}, 0);
  const auto refused = full.issue(test.member("member1"), body);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_EQ(test.one<std::int64_t>("SELECT count(*) FROM issued"), 0);
  const auto answer = test.desk.issue(test.member("member1"), body);
  ASSERT_TRUE(answer);
  EXPECT_EQ(full.issue(test.member("member1"), body).value(), *answer) << "given again without waiting";
}

TEST(Tokens, AreForThoseWhoUseTheChannelAndWereThereWhenTheKeyWasMade) {
  AnonymousHouse test(false, 7);
  const auto key = test.issuer(test.file_scope());
  const auto body = anonymity::format_issue_request(
                        AnonymousHouse::request_for(anonymity::make_token_request(key, test.random).value()))
                        .value();
  EXPECT_EQ(test.desk.issue(test.member("keeper"), body).error().code, Code::forbidden);
  EXPECT_TRUE(test.desk.due(test.member("keeper")).value().empty());
  test.hire({"newcomer", "Nell New", "Legal Office"});
  EXPECT_EQ(test.desk.issue(test.member("newcomer"), body).error().code, Code::forbidden);
  EXPECT_TRUE(test.desk.due(test.member("newcomer")).value().empty());
  EXPECT_EQ(test.desk.due(test.member("member1")).value().size(), 2U);  // everybody's, and the office's
}

TEST(Tokens, NeedAPasskeyWhereThePolicySaysSo) {
  AnonymousHouse test(true);
  const auto key = test.issuer(test.file_scope());
  const auto body = anonymity::format_issue_request(
                        AnonymousHouse::request_for(anonymity::make_token_request(key, test.random).value()))
                        .value();
  const auto refused = test.desk.issue(test.member("member1"), body);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::unproven);
  EXPECT_EQ(test.one<std::int64_t>("SELECT count(*) FROM issued"), 0);
}

// A house with tokens spread and one filing to hand in.
struct Filed : AnonymousHouse {
  Filed() {
    everybody_collects(file_scope());
    mine.emplace(std::move(spare.front()));
    item = filing(*mine, author);
  }
  core::Result<bool> take() { return take_item(*house, item); }
  [[nodiscard]] domain::DissentId id() const { return {item.filing}; }

  anonymity::ReplyKeys author = author_keys();
  std::optional<anonymity::Token> mine;
  drop::Item item;
};

TEST(AnAnonymousFiling, IsRecordedOnceWithItsDutiesAndNobodysName) {
  Filed test;
  ASSERT_TRUE(test.take().value());
  EXPECT_FALSE(test.take().value());
  EXPECT_EQ(test.count_of("anonymous.filed"), 1);
  const auto seen = see_dissent(*test.house, test.member("keeper"), test.id());
  ASSERT_TRUE(seen) << seen.error().what;
  EXPECT_EQ(seen->dissent.standing, domain::Standing::anonymous);
  EXPECT_FALSE(seen->dissent.author);
  EXPECT_EQ(seen->duties.size(), 2U);
  EXPECT_FALSE(seen->sight.may_open_author);
  EXPECT_EQ(see_dissent(*test.house, test.member("colleague"), test.id()).error().code, Code::not_found);
}

// The office and the proxy know who speaks; nobody else does, and the log does not.
TEST(AnAnonymousFiling, IsMetOnThroughAProxyWhomTheTwoSidesAloneKnow) {
  Filed test;
  ASSERT_TRUE(test.take().value());
  const auto id = domain::MeetingId::make(test.random);
  const domain::MemberId proxy = test.people.at("colleague");
  const domain::AskMeeting ask{id, test.id(), "POINTS-CANARY", {}, proxy};
  EXPECT_EQ(perform(*test.house, test.people.at("colleague"), ask).error().code, Code::not_found);
  EXPECT_EQ(perform(*test.house, test.people.at("keeper"), ask).error().code, Code::conflict) << "not opened";
  ASSERT_TRUE(test.house->store().write([&](store::Transaction& transaction) -> core::Status {
    auto dissent = store::find_dissent(transaction, test.id()).value().value();
    dissent.text_openings.push_back({core::day_of(test.now), test.people.at("keeper"), "It was agreed to."});
    return store::save_dissent(transaction, dissent);
  }));
  ASSERT_TRUE(perform(*test.house, test.people.at("keeper"), ask));
  for (const char* login : {"colleague", "respondent", "keeper", "outsider", "cosigner"}) {
    const auto seen = see_meeting(*test.house, test.member(login), id);
    ASSERT_TRUE(seen) << login;
    const bool side = std::string_view("colleague respondent").contains(login);
    EXPECT_EQ(seen->proxy_name.empty(), !side) << login;
    EXPECT_EQ(seen->meeting.proxy.has_value(), side) << login;
    EXPECT_EQ(seen->meeting.points.empty(), !side) << login;
  }
  for (const std::string& leaf : test.leaf_texts()) {
    EXPECT_THAT(leaf, Not(HasSubstr(proxy.text)));
    EXPECT_THAT(leaf, Not(HasSubstr(test.member("colleague").name)));
  }
}

TEST(AnAnonymousFiling, SpendsItsToken) {
  Filed test;
  ASSERT_TRUE(test.take().value());
  const auto again = take_item(*test.house, test.filing(*test.mine, test.author, "another text"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::conflict);
}

TEST(AnAnonymousFiling, IsRefusedWhenADropChangedWhatItIsAbout) {
  Filed test;
  core::json::object changed = core::parse_json(test.item.text).value().as_object();
  changed["dissent_kind"] = "procedure";
  const auto refused = take_item(*test.house, AnonymousHouse::parsed(changed));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::unproven);
  EXPECT_EQ(test.count_of("anonymous.filed"), 0);
  EXPECT_EQ(test.one<std::int64_t>("SELECT count(*) FROM spent"), 0);
}

TEST(AnAnonymousFiling, IsNotTakenWhileTooFewHaveTokensToHideAmong) {
  AnonymousHouse test;
  const auto token = test.token("member3", test.file_scope());
  ASSERT_TRUE(publish_counts(*test.house));
  EXPECT_FALSE(take_item(*test.house, test.filing(token, test.author_keys())));
}

TEST(AnAnonymousFiling, LeavesNoTraceOfItsAuthorInTheDatabaseBesideTheIssuing) {
  Filed test;
  ASSERT_TRUE(test.take().value());
  const auto raw = testing::read_whole(test.folder / "data" / "demur.db") +
                   testing::read_whole(test.folder / "data" / "demur.db-wal");
  EXPECT_THAT(raw, Not(HasSubstr("SEALED-TEXT-CANARY")));
  EXPECT_THAT(raw, Not(HasSubstr("SEALED-TITLE-CANARY")));
  for (const char* table :
       {"dissent", "sealed_filing", "spent", "pending_leaf", "opening", "anonymous_signature"})
    for (const auto& column : test.house->store()
                                  .read([&](const store::Reader& reader) {
                                    return reader.all<std::string>("SELECT name FROM pragma_table_info(?1)",
                                                                   std::string_view(table));
                                  })
                                  .value()) {
      const std::string sql = std::string("SELECT count(*) FROM ") + table + " WHERE CAST(\"" + column +
                              "\" AS TEXT) IN (SELECT member FROM issued) AND '" + column + "' <> 'holder'";
      EXPECT_EQ(test.one<std::int64_t>(sql), 0) << table << "." << column;
    }
}

TEST(CoSigningUnseen, CountsTokensOnceAndShowsTheCountFromTheThresholdOn) {
  Filed test;
  ASSERT_TRUE(test.take().value());
  ASSERT_TRUE(open_scopes(*test.house, test.issuer_keys));
  const std::string scope = "cosign:" + test.item.filing;
  test.spare.clear();
  test.everybody_collects(scope);
  const int threshold = test.house->policy().cosign_threshold;
  for (int i = 0; i < threshold; ++i) {
    const auto before = see_dissent(*test.house, test.member("keeper"), test.id()).value();
    EXPECT_FALSE(before.signatures) << "shown at " << i;
    EXPECT_EQ(read_sealed(*test.house, test.member("keeper"), test.id()).value().cosigners, 0);
    const auto item = AnonymousHouse::cosign(test.spare.at(static_cast<std::size_t>(i)), test.item.filing);
    ASSERT_TRUE(take_item(*test.house, item).value());
    EXPECT_FALSE(take_item(*test.house, item).value());
  }
  const auto seen = see_dissent(*test.house, test.member("keeper"), test.id()).value();
  EXPECT_EQ(seen.signatures, threshold);
  EXPECT_TRUE(seen.signer_names.empty());
  const auto other = take_item(*test.house, AnonymousHouse::cosign(*test.mine, test.item.filing));
  EXPECT_FALSE(other) << "a token to file is no token to co-sign";
}

struct Opening : Filed {
  Opening() { EXPECT_TRUE(take().value()); }

  [[nodiscard]] anonymity::Share share_of(const std::string& login) {
    return anonymity::open_slot(item.envelope, anonymity::Purpose::filing, context(*mine),
                                custodians.at(login).box)
        .value();
  }
  core::Result<Done> agree(const std::string& login) {
    std::vector<AgreedShare> shares;
    for (const auto& [other, keys] : custodians)
      if (other != login)
        shares.push_back(
            {keys.key_id, anonymity::seal_release(item.envelope, context(*mine), share_of(login),
                                                  keys.box.public_key(), custodians.at(login).sign, random)
                              .value()});
    return agree_to_open(*house, member(login), id(), shares);
  }
  core::Result<Done> open(const std::string& login) {
    return act(login, domain::OpenText{id(), "It is due for an answer."});
  }
};

TEST(OpeningASealedText, TakesTheAgreementOfAnotherAndIsARecordOfBoth) {
  Opening test;
  EXPECT_EQ(test.open("second").error().code, Code::conflict);
  ASSERT_TRUE(test.agree("second"));
  EXPECT_EQ(test.open("second").error().code, Code::conflict) << "one's own agreement is not another's";
  const auto before = read_sealed(*test.house, test.member("third"), test.id()).value();
  EXPECT_TRUE(before.releases.empty()) << "shares are handed out after the opening is on record";
  ASSERT_TRUE(test.open("third"));
  const auto reading = read_sealed(*test.house, test.member("third"), test.id()).value();
  ASSERT_EQ(reading.releases.size(), 1U);
  std::vector<anonymity::Share> shares;
  shares.push_back(test.share_of("third"));
  shares.push_back(anonymity::open_release(reading.releases.front().envelope, test.item.envelope,
                                           test.context(*test.mine), test.custodians.at("third").box,
                                           test.custodians.at("second").sign.public_key())
                       .value());
  const auto opened = anonymity::open_envelope(test.item.envelope, anonymity::Purpose::filing,
                                               test.context(*test.mine), shares);
  ASSERT_TRUE(opened) << opened.error().what;
  EXPECT_THAT(std::string(core::text_of(opened->body.bytes())), HasSubstr("SEALED-TEXT-CANARY"));
  EXPECT_EQ(test.count_of("sealed.agreed"), 1);
  EXPECT_EQ(test.count_of("sealed.opened"), 1);
}

TEST(OpeningASealedText, IsNotForTheRecusedOrForOthers) {
  Opening test;
  for (const char* login : {"recused", "colleague", "respondent", "auditor"}) {
    EXPECT_FALSE(read_sealed(*test.house, test.member(login), test.id())) << login;
    EXPECT_FALSE(test.act(login, domain::AgreeToOpen{test.id()})) << login;
  }
}

TEST(WhatCustodiansRelease, IsAllThatRespondentsRead) {
  Opening test;
  const domain::ReleaseText release{test.id(), "The port",
                                    "A colleague holds that the port feeds the north."};
  EXPECT_EQ(test.act("third", release).error().code, Code::forbidden) << "who releases has read";
  ASSERT_TRUE(test.agree("second"));
  ASSERT_TRUE(test.open("third"));
  EXPECT_EQ(see_dissent(*test.house, test.member("respondent"), test.id()).value().dissent.text, "");
  ASSERT_TRUE(test.act("third", release));
  EXPECT_EQ(see_dissent(*test.house, test.member("respondent"), test.id()).value().dissent.text,
            release.text);
  domain::ReleaseText other = release;
  other.text = "Another text than the one that people have read.";
  EXPECT_EQ(test.act("third", other).error().code, Code::conflict);
}

TEST(AReply, IsOneOfManyOnAFeedAndOpensForItsAuthorOnly) {
  Opening test;
  ASSERT_TRUE(test.agree("second"));
  ASSERT_TRUE(test.open("third"));
  const auto& officer = test.custodians.at("third");
  const auto reply = anonymity::seal_reply(
                         test.context(*test.mine), test.author.box.public_key(), officer.key_id, officer.sign,
                         anonymity::filing_leaf(test.item.filing), "We read it.", test.random)
                         .value();
  EXPECT_EQ(reply_to_author(*test.house, test.member("second"), test.id(), reply).error().code,
            Code::forbidden);
  ASSERT_TRUE(reply_to_author(*test.house, test.member("third"), test.id(), reply));
  EXPECT_EQ(reply_to_author(*test.house, test.member("third"), test.id(), reply).error().code,
            Code::conflict);
  const auto feed =
      test.house->store()
          .read([](const store::Reader& reader) { return store::sealed_replies(reader, "2026q1"); })
          .value();
  ASSERT_EQ(feed.size(), 1U);
  EXPECT_EQ(anonymity::open_feed(feed.front(), test.context(*test.mine), test.author.box).value().size(), 1U);
  const auto stranger = test.author_keys();
  EXPECT_TRUE(anonymity::open_feed(feed.front(), test.context(*test.mine), stranger.box).value().empty());
}

TEST(TheAuthorsKey, WithdrawsAndNobodyElsesDoes) {
  Opening test;
  const auto stranger = test.author_keys();
  const auto forged = AnonymousHouse::withdrawal(test.mine->credential.key_id, stranger, test.item.filing);
  EXPECT_EQ(take_item(*test.house, forged).error().code, Code::unproven);
  const auto withdrawn =
      AnonymousHouse::withdrawal(test.mine->credential.key_id, test.author, test.item.filing);
  EXPECT_TRUE(take_item(*test.house, withdrawn).value());
  EXPECT_FALSE(take_item(*test.house, withdrawn).value());
  EXPECT_EQ(test.count_of("dissent.withdrawn"), 1);
  EXPECT_EQ(test.act("second", domain::AgreeToOpen{test.id()}).error().code, Code::conflict);
}

TEST(ACustodiansKey, IsRevokedOnRecordWhenTheyServeNoMore) {
  AnonymousHouse test;
  ASSERT_TRUE(retire_officer_keys(*test.house));
  const auto before = records(*test.house).size();
  test.must("founder", domain::Appoint{test.people["third"], {}});
  ASSERT_TRUE(retire_officer_keys(*test.house));
  ASSERT_TRUE(retire_officer_keys(*test.house));
  const auto after = records(*test.house);
  ASSERT_EQ(after.size(), before + 1);
  const auto revoked = std::get<anonymity::RevokeRecord>(anonymity::parse_record(after.back()).value());
  EXPECT_EQ(revoked.key_id, test.custodians.at("third").key_id);
}

TEST(KeysWhoseDaysAreOver, AreRevokedOnRecordAndTheirSecretsDestroyed) {
  AnonymousHouse test;
  const auto secrets = test.one<std::int64_t>("SELECT count(*) FROM issuer_secret");
  ASSERT_GT(secrets, 0);
  test.go_to("2026-05-04");
  ASSERT_TRUE(publish_counts(*test.house));
  EXPECT_EQ(test.one<std::int64_t>("SELECT count(*) FROM issuer_secret"), 0);
  ASSERT_TRUE(test.desk.forget_destroyed());
  ASSERT_TRUE(open_scopes(*test.house, test.issuer_keys));
  bool next = false;
  for (const auto& issuer : issuers(*test.house)) next = next || issuer.scope == "file:2026q2";
  EXPECT_TRUE(next);
}

}  // namespace
}  // namespace demur::service
