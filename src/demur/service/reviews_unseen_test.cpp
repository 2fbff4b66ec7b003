// Looking back, years after, by whoever filed unseen: a word that a drop hands in, signed by the author's
// key.
#include <gmock/gmock.h>

#include "demur/service/drop_feed.hpp"
#include "demur/service/reviews.hpp"
#include "demur/service/test_look_back.hpp"
#include "demur/store/sealed.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Code;
using testing::AnonymousHouse;
using testing::AnsweredLongAgo;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(WhoeverFiledUnseen, LooksBackYearsAfterAndStandsAmongThoseWhoDissented) {
  AnsweredLongAgo test;
  test.answer_and_take();
  test.now += std::chrono::days{800};
  ASSERT_TRUE(settle_all(*test.house));
  const auto item = test.review(1, anonymity::Hindsight::partly_right, test.words());
  ASSERT_TRUE(take_item(*test.house, item).value());
  EXPECT_FALSE(take_item(*test.house, item).value()) << "twice is once";
  const auto seen = read_reviews(*test.house, test.member("respondent"), test.decision).value();
  ASSERT_EQ(seen.looks.size(), 1U);
  ASSERT_TRUE(seen.looks.front().look);
  EXPECT_EQ(seen.looks.front().look->verdict, Hindsight::partly_right);
  EXPECT_EQ(seen.looks.front().look->text, "");
  EXPECT_FALSE(seen.looks.front().may_look);
  EXPECT_TRUE(read_reviews(*test.house, test.member("outsider"), test.decision)->looks.empty());
  EXPECT_THAT(test.findings(), IsEmpty());
  EXPECT_EQ(test.ledger.looks_back.at("partly_right"), 1);
  EXPECT_EQ(test.figures.looks_back, 1U);
}

TEST(WhoeverFiledUnseen, LooksBackOnceItIsTimeAsEverybodyElseMay) {
  AnsweredLongAgo test;
  const auto item = test.review(1, anonymity::Hindsight::right);
  EXPECT_EQ(test.refused(item), Code::conflict) << "not answered";
  test.answer_and_take();
  ASSERT_TRUE(take_item(*test.house, item).value());

  AnsweredLongAgo withdrawn;
  withdrawn.answer_and_take();
  ASSERT_TRUE(take_item(*withdrawn.house,
                        AnonymousHouse::withdrawal(withdrawn.key_id, withdrawn.author, withdrawn.filed.text))
                  .value());
  EXPECT_EQ(withdrawn.refused(withdrawn.review(1, anonymity::Hindsight::right)), Code::conflict);
}

TEST(WhoeverFiledUnseen, LooksBackWithTheFilingsOwnKeyAndNoOther) {
  AnsweredLongAgo test;
  test.answer_and_take();
  const auto other = anonymity::SignKey::generate(test.random);
  EXPECT_EQ(test.refused(test.review(1, anonymity::Hindsight::wrong, {}, &other)), Code::unproven);
  auto turned = core::parse_json(test.review(1, anonymity::Hindsight::right).text).value().as_object();
  turned["verdict"] = "wrong";
  EXPECT_EQ(test.refused(AnonymousHouse::parsed(turned)), Code::unproven);
  auto unworded =
      core::parse_json(test.review(1, anonymity::Hindsight::right, test.words()).text).value().as_object();
  unworded["envelope"] = "";
  EXPECT_EQ(test.refused(AnonymousHouse::parsed(unworded)), Code::unproven);
  EXPECT_FALSE(test.kept());
}

// A drop, or whoever kept what was sent, could otherwise turn an author's word back.
TEST(WhoeverFiledUnseen, IsHeldToTheWordTheySaidLastWhoeverBringsAnOlderOneAgain) {
  AnsweredLongAgo test;
  test.answer_and_take();
  const auto first = test.review(1, anonymity::Hindsight::right);
  ASSERT_TRUE(take_item(*test.house, first).value());
  EXPECT_EQ(test.refused(test.review(1, anonymity::Hindsight::wrong)), Code::conflict);
  EXPECT_EQ(test.refused(test.review(3, anonymity::Hindsight::wrong)), Code::conflict);
  ASSERT_TRUE(take_item(*test.house, test.review(2, anonymity::Hindsight::wrong)).value());
  EXPECT_FALSE(take_item(*test.house, first).value()) << "it is known, and changes nothing";
  EXPECT_EQ(test.refused(test.review(1, anonymity::Hindsight::too_early)), Code::conflict);
  EXPECT_EQ(test.kept()->verdict, Hindsight::wrong);
  ASSERT_TRUE(take_item(*test.house, test.review(3, anonymity::Hindsight::right)).value());
  EXPECT_EQ(test.kept()->number, 3);
  EXPECT_EQ(test.count_of("dissent.looked_back"), 3);
  EXPECT_THAT(test.findings(), IsEmpty());
}

// At two drops, before the first is in the list: of the other the drop is told that it was refused.
TEST(WhoeverFiledUnseen, IsNotToldThatWordsWereTakenWhereTheSameVerdictWithoutThemCameFirst) {
  AnsweredLongAgo test;
  test.answer_and_take();
  ASSERT_TRUE(take_item(*test.house, test.review(1, anonymity::Hindsight::right)).value());
  EXPECT_EQ(test.refused(test.review(1, anonymity::Hindsight::right, test.words())), Code::conflict);
  EXPECT_EQ(test.count_of("dissent.looked_back"), 1);
  ASSERT_TRUE(take_item(*test.house, test.review(2, anonymity::Hindsight::right, test.words())).value());
  EXPECT_THAT(test.findings(), IsEmpty());
}

TEST(WhoeverFiledUnseen, SaysInTheLogTheirWordAndItsProofAndNothingElse) {
  AnsweredLongAgo test;
  test.answer_and_take();
  ASSERT_TRUE(take_item(*test.house, test.review(1, anonymity::Hindsight::wrong)).value());
  ASSERT_TRUE(take_item(*test.house, test.review(2, anonymity::Hindsight::right, test.words())).value());
  std::vector<std::string> members;
  for (const std::string& text : test.leaf_texts()) {
    EXPECT_THAT(text, Not(HasSubstr("HINDSIGHT-CANARY")));
    const auto leaf = translog::parse_leaf(text).value();
    if (leaf.type != "dissent.looked_back") continue;
    EXPECT_FALSE(leaf.commit);
    for (const auto& [name, value] : *leaf.public_part) members.emplace_back(name);
    members.emplace_back("/");
  }
  std::ranges::sort(members.begin(), std::ranges::find(members, "/"));
  std::ranges::sort(std::ranges::find(members, "/") + 1, members.end() - 1);
  EXPECT_THAT(members, ::testing::ElementsAre("number", "side", "statement", "verdict", "/", "envelope",
                                              "number", "recipients", "side", "statement", "verdict", "/"));
  const auto sealed =
      test.house->store()
          .read([&](const store::Reader& reader) { return store::sealed_messages(reader, test.filed); })
          .value();
  ASSERT_EQ(sealed.size(), 1U);
  EXPECT_EQ(sealed.front().kind, "review");
  const auto raw = testing::read_whole(test.folder / "data" / "demur.db") +
                   testing::read_whole(test.folder / "data" / "demur.db-wal");
  EXPECT_THAT(raw, Not(HasSubstr("HINDSIGHT-CANARY")));
}

// What the drop's page and the command line go by, many years on too.
TEST(TheListOfFilings, SaysWhetherItIsTimeToLookBackAndHowOftenThatWasDone) {
  AnsweredLongAgo test;
  const auto line = [&] {
    return anonymous_filings(*test.house).value().at("filings").as_array().at(0).as_object();
  };
  EXPECT_FALSE(line().contains("reviews"));
  test.answer_and_take();
  test.now += std::chrono::days{3650};
  EXPECT_EQ(line().at("reviews"), 0);
  EXPECT_FALSE(line().contains("review"));
  EXPECT_EQ(line().at("author").as_string(), core::to_base64(test.author.sign.public_key()));
  ASSERT_TRUE(take_item(*test.house, test.review(1, anonymity::Hindsight::too_early)).value());
  EXPECT_EQ(line().at("reviews"), 1);
  EXPECT_EQ(line().at("review"), "too_early");
}

}  // namespace
}  // namespace demur::service
