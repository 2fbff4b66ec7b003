// A custodian who leaves, or whose key is rotated, hands their shares over; and nobody comes to two that way.
#include "demur/service/handing_over.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demur/service/anonymous_audit.hpp"
#include "demur/service/custody.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/service/share_keeping.hpp"
#include "demur/service/test_anonymity.hpp"

namespace demur::service {
namespace {

using anonymity::Purpose;
using core::Code;
using testing::AnonymousHouse;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct CustodianKeysView {
  anonymity::BoxPublicKey box;
  const anonymity::SignKey& sign;
};

// Sealed to keeper, second and third; fourth and fifth come later.
struct Succession : AnonymousHouse {
  Succession() {
    everybody_collects(file_scope());
    item = filing(spare.front(), author);
    EXPECT_TRUE(take_item(*house, item).value());
    for (const char* login : {"fourth", "fifth"}) {
      hire({login, login, testing::kSecretariat, domain::Role::custodian});
      give_keys(login);
    }
  }

  [[nodiscard]] domain::DissentId id() const { return domain::DissentId::parse(item.filing).value(); }
  [[nodiscard]] anonymity::Context place() const { return context(spare.front()); }
  [[nodiscard]] anonymity::KeyTag slot_of(const std::string& login) const {
    return anonymity::key_tag(custodians.at(login).box.public_key());
  }
  [[nodiscard]] anonymity::Share share_of(const std::string& login) const {
    return anonymity::open_slot(item.envelope, Purpose::filing, place(), custodians.at(login).box).value();
  }
  // As the successor's client opens what it is shown.
  [[nodiscard]] anonymity::Share handed_share(const std::string& login) {
    const auto reading = read_sealed(*house, member(login), id()).value();
    EXPECT_THAT(reading.handed, SizeIs(1)) << login;
    const auto record = anonymity::parse_rewrap(reading.handed.front().record).value();
    return anonymity::open_rewrap(record, item.envelope, custodians.at(login).box,
                                  reading.handed.front().giver)
        .value();
  }
  std::string record_of(const anonymity::Share& share, const anonymity::KeyTag& slot,
                        const std::string& giver, const std::string& successor) {
    return anonymity::format_rewrap(anonymity::make_rewrap(item.envelope, instance(), share, slot,
                                                           custodians.at(successor).box.public_key(),
                                                           custodians.at(giver).sign)
                                        .value())
        .value();
  }
  core::Result<int> send(const std::string& giver, const std::string& successor, const std::string& record) {
    return hand_over(*house, member(giver), id(),
                     {.successor = custodians.at(successor).key_id, .records = {record}});
  }
  // One's own share, of a slot of the envelope.
  core::Result<int> hand(const std::string& giver, const std::string& successor) {
    return send(giver, successor, record_of(share_of(giver), slot_of(giver), giver, successor));
  }
  // A share that was handed to the giver.
  core::Result<int> pass_on(const std::string& giver, const std::string& slot, const std::string& successor) {
    return send(giver, successor, record_of(handed_share(giver), slot_of(slot), giver, successor));
  }

  // To all who are custodians now.
  core::Result<Done> agree(const std::string& login, const anonymity::Share& share) {
    std::vector<AgreedShare> shares;
    for (const store::OfficerKey& other : read_sealed(*house, member(login), id()).value().officers)
      if (other.member != people.at(login))
        shares.push_back({other.key_id, anonymity::seal_release(item.envelope, place(), share, other.box_key,
                                                                custodians.at(login).sign, random)
                                            .value()});
    return agree_to_open(*house, member(login), id(), shares);
  }
  core::Result<Done> open(const std::string& login) {
    return act(login, domain::OpenText{id(), "It is due for an answer."});
  }
  // What these two can read with their shares, and nothing where they have one between them.
  [[nodiscard]] bool opens(anonymity::Share one, anonymity::Share other) const {
    std::vector<anonymity::Share> shares;
    shares.push_back(std::move(one));
    shares.push_back(std::move(other));
    return anonymity::open_envelope(item.envelope, Purpose::filing, place(), shares).has_value();
  }

  // Findings of an audit that has both logs; what a test leaves out, was never recorded.
  std::vector<std::string> audited(const std::string& without = "no such type") {
    AnonymousAudit audit(instance(), house->store().read(KeysLog::read).value().records());
    std::uint64_t index = 0;
    for (const std::string& leaf : leaf_texts())
      if (!leaf.contains(without)) {
        EXPECT_TRUE(audit.read(index++, core::bytes_of(leaf)));
      }
    const auto figures = audit.finish({.floor = 12, .to_open = 2});
    EXPECT_TRUE(without != "no such type" ||
                figures.handed_over == static_cast<std::uint64_t>(count_of("sealed.rewrapped")));
    std::vector<std::string> what;
    for (const auto& finding : audit.findings()) what.push_back(finding.what);
    return what;
  }

  anonymity::ReplyKeys author = author_keys();
  drop::Item item;
};

// Names of those who could be handed a share, each with how many.
std::vector<std::pair<std::string, int>> takers(const Keeping& keeping) {
  std::vector<std::pair<std::string, int>> all;
  for (const ShareTaker& taker : keeping.takers) all.emplace_back(taker.name, taker.shares);
  return all;
}

TEST(WhoKeepsShares, SeesWhatIsTheirsAloneAndWhoMayTakeIt) {
  Succession test;
  using Pairs = std::vector<std::pair<std::string, int>>;
  const auto keeping = [&](const char* login) {
    return read_keeping(*test.house, test.member(login)).value();
  };
  EXPECT_THAT(keeping("third").filings, SizeIs(1));
  EXPECT_EQ(keeping("third").left(), 1);
  EXPECT_EQ(keeping("third").older(), 0);
  EXPECT_EQ(takers(keeping("third")), (Pairs{{"fifth", 1}, {"fourth", 1}})) << "not who has one already";
  EXPECT_THAT(keeping("fourth").filings, IsEmpty());
  EXPECT_THAT(keeping("member1").filings, IsEmpty());

  ASSERT_EQ(test.hand("third", "fourth").value(), 1);
  EXPECT_EQ(keeping("third").filings.front().shares, 1) << "their key opens it as before";
  EXPECT_EQ(keeping("third").left(), 0);
  EXPECT_THAT(keeping("third").takers, IsEmpty());
  EXPECT_EQ(keeping("fourth").left(), 0) << "who gave it serves, and has it too";
  EXPECT_THAT(keeping("fourth").takers, IsEmpty());

  test.must("fourth", domain::LeaveInstitution{test.people.at("fourth")});
  EXPECT_EQ(keeping("third").left(), 1) << "who took it serves no more";
}

TEST(WhoKeepsShares, HandsThemToTheirOwnNewKeyToo) {
  Succession test;
  const auto old_share = test.share_of("third");
  const auto old_slot = test.slot_of("third");
  test.give_keys("third");
  const auto before = read_keeping(*test.house, test.member("third")).value();
  EXPECT_EQ(before.older(), 1);
  ASSERT_THAT(before.takers, SizeIs(3));
  EXPECT_TRUE(before.takers.front().is_self);
  EXPECT_EQ(before.takers.front().key.key_id, test.custodians.at("third").key_id);
  ASSERT_EQ(test.send("third", "third", test.record_of(old_share, old_slot, "third", "third")).value(), 1);
  const auto after = read_keeping(*test.house, test.member("third")).value();
  EXPECT_EQ(after.older(), 0);
  EXPECT_EQ(after.left(), 1) << "it is still theirs alone";
  EXPECT_THAT(after.takers, SizeIs(2));
}

TEST(ASuccessor, AgreesAndOpensAsTheFormerCustodianDid) {
  Succession test;
  ASSERT_EQ(test.hand("third", "fourth").value(), 1);
  test.must("third", domain::LeaveInstitution{test.people.at("third")});
  ASSERT_TRUE(retire_officer_keys(*test.house));
  ASSERT_TRUE(test.agree("fourth", test.handed_share("fourth")));
  ASSERT_TRUE(test.open("second"));
  const auto reading = read_sealed(*test.house, test.member("second"), test.id()).value();
  ASSERT_THAT(reading.releases, SizeIs(1));
  EXPECT_TRUE(test.opens(test.share_of("second"),
                         anonymity::open_release(reading.releases.front().envelope, test.item.envelope,
                                                 test.place(), test.custodians.at("second").box,
                                                 test.custodians.at("fourth").sign.public_key())
                             .value()));
  ASSERT_TRUE(test.agree("second", test.share_of("second")));
  ASSERT_TRUE(test.open("fourth"));
  EXPECT_TRUE(test.opens(test.handed_share("fourth"), test.share_of("second")));
  EXPECT_THAT(test.audited(), IsEmpty());
}

TEST(ASuccessor, IsFoundByAnAuditWhereTheHandingOverIsNotOnRecord) {
  Succession test;
  ASSERT_TRUE(test.hand("third", "fourth"));
  ASSERT_TRUE(test.agree("second", test.share_of("second")));
  ASSERT_TRUE(test.open("fourth"));
  EXPECT_THAT(test.audited(), IsEmpty());
  EXPECT_THAT(test.audited("sealed.rewrapped"),
              ::testing::ElementsAre(HasSubstr("opened on 1 of the shares that custodians keep")));
}

TEST(ASuccessor, WhoAgreesIsFoundByAnAuditWhereTheHandingOverIsNotOnRecord) {
  Succession test;
  ASSERT_TRUE(test.hand("third", "fourth"));
  ASSERT_TRUE(test.agree("fourth", test.handed_share("fourth")));
  ASSERT_TRUE(test.open("second"));
  EXPECT_THAT(test.audited("sealed.rewrapped"),
              ::testing::ElementsAre(HasSubstr("agreed to by a custodian who had no share"),
                                     HasSubstr("opened on 1 of the shares")));
}

TEST(HandingOver, IsARecordInTheLogThatHasNoShareInClear) {
  Succession test;
  const std::string record = test.record_of(test.share_of("third"), test.slot_of("third"), "third", "fourth");
  ASSERT_EQ(test.send("third", "fourth", record).value(), 1);
  const auto leaves = test.leaf_texts();
  const auto leaf = translog::parse_leaf(leaves.back()).value();
  EXPECT_EQ(leaf.type, "sealed.rewrapped");
  EXPECT_EQ(leaf.refs, std::vector{"dissent:" + test.id().text});
  EXPECT_EQ(core::string_member(*leaf.public_part, "record").value(), record);
  EXPECT_EQ(core::string_member(*leaf.public_part, "key").value(),
            core::to_base64(test.custodians.at("third").key_id));
  const auto share = test.share_of("third");
  for (const std::string& text : leaves) {
    EXPECT_THAT(text, ::testing::Not(HasSubstr(core::to_hex(share.y.bytes()))));
    EXPECT_THAT(text, ::testing::Not(HasSubstr(core::to_base64(share.y.bytes()))));
  }
}

TEST(HandingOver, TwiceIsOnce) {
  Succession test;
  EXPECT_EQ(test.hand("third", "fourth").value(), 1);
  EXPECT_EQ(test.hand("third", "fourth").value(), 0);
  EXPECT_EQ(test.count_of("sealed.rewrapped"), 1);
  EXPECT_THAT(read_sealed(*test.house, test.member("fourth"), test.id()).value().handed, SizeIs(1));
}

// Otherwise what two must agree to could be opened by one.
TEST(HandingOver, NeverLeavesOneCustodianWithTwoShares) {
  Succession test;
  EXPECT_EQ(test.hand("third", "second").error().code, Code::conflict) << "who has a slot of their own";
  ASSERT_TRUE(test.hand("third", "fourth"));
  EXPECT_EQ(test.hand("second", "fourth").error().code, Code::conflict) << "who was handed one";
  ASSERT_TRUE(test.pass_on("fourth", "third", "fifth"));
  EXPECT_EQ(test.hand("second", "fifth").error().code, Code::conflict) << "who has one through another";
  EXPECT_EQ(test.hand("keeper", "fourth").error().code, Code::conflict) << "who passed theirs on";
  EXPECT_EQ(test.hand("second", "third").error().code, Code::conflict) << "who gave theirs away";
  EXPECT_EQ(test.pass_on("fifth", "third", "keeper").error().code, Code::conflict) << "and none comes back";
  EXPECT_EQ(test.count_of("sealed.rewrapped"), 2);
}

TEST(HandingOver, ToANewKeyDoesNotMakeTwoCustodiansOfOne) {
  Succession test;
  ASSERT_TRUE(test.hand("third", "fourth"));
  test.give_keys("fourth");
  EXPECT_EQ(test.hand("second", "fourth").error().code, Code::conflict);
  test.must("founder", domain::Appoint{test.people.at("fourth"), {}});
  ASSERT_TRUE(retire_officer_keys(*test.house));
  test.must("founder", domain::Appoint{test.people.at("fourth"),
                                       {{test.offices.at(testing::kSecretariat), domain::Role::custodian}}});
  test.give_keys("fourth");
  EXPECT_EQ(test.hand("second", "fourth").error().code, Code::conflict) << "who left and came back";
}

TEST(WhoGaveTheirShareAway, AndWhoHasItNowAreNotTwo) {
  Succession test;
  ASSERT_TRUE(test.hand("third", "fourth"));
  ASSERT_TRUE(test.agree("third", test.share_of("third")));
  EXPECT_EQ(test.open("fourth").error().code, Code::conflict);
  EXPECT_FALSE(read_sealed(*test.house, test.member("fourth"), test.id()).value().may_open);
  EXPECT_FALSE(test.opens(test.share_of("third"), test.handed_share("fourth")));
  ASSERT_TRUE(test.agree("second", test.share_of("second")));
  EXPECT_TRUE(test.open("fourth"));
  EXPECT_THAT(test.audited(), IsEmpty());
}

TEST(WhoCameLater, AgreesToNothingAndOpensWhatEnoughOthersAgreedTo) {
  Succession test;
  EXPECT_EQ(test.agree("fourth", test.share_of("second")).error().code, Code::conflict);
  ASSERT_TRUE(test.agree("second", test.share_of("second")));
  EXPECT_EQ(test.open("fourth").error().code, Code::conflict);
  ASSERT_TRUE(test.agree("third", test.share_of("third")));
  EXPECT_TRUE(test.open("fourth"));
  EXPECT_THAT(test.audited(), IsEmpty());
}

// Who agreed before the successor came gives them their share as well, without a second record.
TEST(WhoHasAgreed, GivesTheirShareToASuccessorWhoCameLater) {
  Succession test;
  ASSERT_TRUE(test.agree("second", test.share_of("second")));
  EXPECT_THAT(read_sealed(*test.house, test.member("second"), test.id()).value().given, SizeIs(1));
  test.hire({"sixth", "sixth", testing::kSecretariat, domain::Role::custodian});
  test.give_keys("sixth");
  ASSERT_TRUE(test.hand("third", "sixth"));
  EXPECT_THAT(read_sealed(*test.house, test.member("second"), test.id()).value().given, IsEmpty());
  ASSERT_TRUE(test.agree("second", test.share_of("second")));
  EXPECT_THAT(read_sealed(*test.house, test.member("second"), test.id()).value().given, SizeIs(1));
  EXPECT_EQ(test.count_of("sealed.agreed"), 1);
  ASSERT_TRUE(test.open("sixth"));
  EXPECT_THAT(read_sealed(*test.house, test.member("sixth"), test.id()).value().releases, SizeIs(1));
}

TEST(HandingOver, ToOnesOwnNewKeyMakesTheOlderOneUnneeded) {
  Succession test;
  const auto share = test.share_of("third");
  const auto slot = test.slot_of("third");
  test.give_keys("third");
  const std::string record = test.record_of(share, slot, "third", "third");
  EXPECT_EQ(test.send("third", "third", record).value(), 1);
  EXPECT_EQ(test.send("third", "third", record).value(), 0);
  ASSERT_TRUE(test.agree("third", test.handed_share("third")));
  ASSERT_TRUE(test.open("second"));
  EXPECT_THAT(test.audited(), IsEmpty());
  EXPECT_EQ(test.hand("second", "third").error().code, Code::conflict);
}

TEST(HandingOver, IsRefusedUnlessTheGiverSignedItWithTheirPresentKey) {
  Succession test;
  const auto share = test.share_of("third");
  const auto slot = test.slot_of("third");
  const std::string forged = test.record_of(share, slot, "second", "fourth");
  EXPECT_EQ(test.send("third", "fourth", forged).error().code, Code::unproven);
  const std::string older = test.record_of(share, slot, "third", "fourth");
  test.give_keys("third");
  EXPECT_EQ(test.send("third", "fourth", older).error().code, Code::unproven);
  EXPECT_EQ(test.count_of("sealed.rewrapped"), 0);
}

TEST(HandingOver, IsOfOnesOwnShareOnly) {
  Succession test;
  const std::string others =
      test.record_of(test.share_of("second"), test.slot_of("second"), "third", "fourth");
  EXPECT_EQ(test.send("third", "fourth", others).error().code, Code::forbidden);
  const std::string none = test.record_of(test.share_of("third"), test.slot_of("third"), "fifth", "fourth");
  EXPECT_EQ(test.send("fifth", "fourth", none).error().code, Code::forbidden);
}

TEST(HandingOver, IsForACustodianWhoServesHasAKeyAndIsNotRecused) {
  Succession test;
  test.give_keys("recused");
  EXPECT_EQ(test.hand("third", "recused").error().code, Code::invalid);
  EXPECT_EQ(
      hand_over(*test.house, test.member("recused"), test.id(), {test.custodians.at("fourth").key_id, {}})
          .error()
          .code,
      Code::not_found);
  EXPECT_EQ(
      hand_over(*test.house, test.member("member1"), test.id(), {test.custodians.at("fourth").key_id, {}})
          .error()
          .code,
      Code::not_found);
  const auto record = test.record_of(test.share_of("third"), test.slot_of("third"), "third", "fourth");
  EXPECT_EQ(test.send("third", "fifth", record).error().code, Code::invalid) << "sealed to another";
  test.must("fourth", domain::LeaveInstitution{test.people.at("fourth")});
  EXPECT_EQ(test.send("third", "fourth", record).error().code, Code::invalid);
}

TEST(HandingOver, IsOfWhatIsStillToBeOpened) {
  Succession test;
  ASSERT_TRUE(take_item(*test.house, AnonymousHouse::withdrawal(test.spare.front().credential.key_id,
                                                                test.author, test.item.filing))
                  .value());
  EXPECT_EQ(test.hand("third", "fourth").error().code, Code::conflict);
}

TEST(AFilingToTwoKeysOfOneCustodian, IsRefused) {
  AnonymousHouse test;
  test.everybody_collects(test.file_scope());
  auto older = std::move(test.custodians.at("third"));
  test.give_keys("third");
  test.custodians.insert_or_assign("third, before", std::move(older));
  const auto taken = take_item(*test.house, test.filing(test.spare.front(), test.author_keys()));
  ASSERT_FALSE(taken);
  EXPECT_THAT(taken.error().what, HasSubstr("two keys of one custodian"));
}

// A key's last day ends what is sealed to it, not what its holder can do with what they have.
TEST(ACustodiansKey, PastItsLastDayIsGivenNothingMoreAndStillOpensWhatItHas) {
  Succession test;
  test.go_to("2027-04-01");
  EXPECT_THAT(read_sealed(*test.house, test.member("keeper"), test.id())->officers, IsEmpty());
  EXPECT_EQ(test.hand("third", "fourth").error().code, Code::invalid);
  test.give_keys("keeper");
  ASSERT_TRUE(test.agree("second", test.share_of("second")));
  ASSERT_TRUE(test.open("third"));
  EXPECT_THAT(test.audited(), IsEmpty());
}

TEST(ACustodiansPost, IsTheirsForGood) {
  AnonymousHouse test;
  const auto post_of = [&](const std::string& login) {
    for (const std::string& text : test.house->store().read(KeysLog::read).value().records())
      if (anonymity::key_id(text) == test.custodians.at(login).key_id)
        return std::get<anonymity::OfficerKeyRecord>(anonymity::parse_record(text).value()).post;
    return std::string("none");
  };
  const std::string second = post_of("second");
  const std::string third = post_of("third");
  test.must("founder", domain::Appoint{test.people.at("second"), {}});
  ASSERT_TRUE(retire_officer_keys(*test.house));
  test.hire({"fourth", "fourth", testing::kSecretariat, domain::Role::custodian});
  test.give_keys("fourth");
  EXPECT_NE(post_of("fourth"), second) << "a successor has a post of their own";
  EXPECT_NE(post_of("fourth"), third) << "and nobody loses theirs by it";
  EXPECT_THAT(read_custody(*test.house).value().officers, SizeIs(3));
  test.must("founder", domain::Appoint{test.people.at("second"),
                                       {{test.offices.at(testing::kSecretariat), domain::Role::custodian}}});
  test.give_keys("second");
  EXPECT_EQ(post_of("second"), second) << "who comes back has their own again";
  EXPECT_THAT(read_custody(*test.house).value().officers, SizeIs(4));
}

TEST(ACustodiansKey, IsNobodyElsesAndPublishedOnce) {
  AnonymousHouse test;
  const auto send = [&](const std::string& login, const CustodianKeysView& keys) {
    const NewOfficerKey sent{keys.box, keys.sign.public_key(),
                             keys.sign.sign(officer_key_proof(*test.house, test.people.at(login), keys.box))};
    return register_officer_key(*test.house, test.member(login), sent);
  };
  const auto& second = test.custodians.at("second");
  const auto again = send("second", {second.box.public_key(), second.sign});
  EXPECT_EQ(again.value(), second.key_id) << "twice is once";
  const auto sign = anonymity::SignKey::generate(test.random);
  EXPECT_EQ(send("second", {anonymity::BoxPublicKey{1}, sign}).error().code, Code::invalid)
      << "of small order: nothing could be sealed to it, and so nothing filed";
  EXPECT_EQ(send("third", {second.box.public_key(), sign}).error().code, Code::conflict);
  EXPECT_EQ(send("third", {anonymity::BoxKey::generate(test.random).public_key(), second.sign}).error().code,
            Code::conflict);
}

}  // namespace
}  // namespace demur::service
