// What the log, the program's own log and every reading must never give away.
#include <gmock/gmock.h>

#include <set>

#include "demur/service/reading.hpp"
#include "demur/service/receipts.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/translog/receipt.hpp"

namespace demur::service {
namespace {

using namespace domain;
using namespace testing;
using core::Code;
using ::testing::HasSubstr;
using ::testing::Not;

// The whole life of one confidential dissent.
FileDissent tell(TestInstitution& test, const std::string& who, Standing standing = Standing::confidential) {
  const FileDissent filed = test.file(who, standing);
  test.must("cosigner", CoSign{filed.id, filed.invitation});
  test.go_to("2026-03-03");
  test.must("keeper", Acknowledge{filed.id});
  test.must("keeper", OpenIdentity{filed.id, "To ask for the sources."});
  test.go_to("2026-03-10");
  test.must("respondent", test.answer(filed.id));
  test.must(who, SetLastWord{filed.id, Verdict::maintained, "LASTWORD-CANARY"});
  test.go_to("2026-03-12");
  return filed;
}

std::vector<std::string> canaries(TestInstitution& test, const std::string& who) {
  return {"TITLE-CANARY",
          "TEXT-CANARY",
          "MIND-CANARY",
          "LASTWORD-CANARY",
          "NOTE-CANARY",
          "Canary-Name",
          test.people[who].text,
          "\"" + who + "\"",
          "Seconder",
          test.people["cosigner"].text};
}

TEST(TheLogsLeaves, HoldNothingOfAConfidentialDissentButItsIdAndWhatTheOfficeSaid) {
  TestInstitution test;
  const FileDissent filed = tell(test, "author");
  auto never = canaries(test, "author");
  never.push_back(filed.invitation);
  for (const std::string& leaf : test.leaf_texts())
    for (const std::string& canary : never) EXPECT_THAT(leaf, Not(HasSubstr(canary)));
}

TEST(TheLogsLeaves, NameNoMemberAtAll) {
  TestInstitution test;
  tell(test, "author");
  for (const std::string& leaf : test.leaf_texts()) {
    EXPECT_THAT(leaf, Not(HasSubstr("Fay Founder")));
    for (const Worker& worker : staff()) {
      EXPECT_THAT(leaf, Not(HasSubstr(worker.name)));
      EXPECT_THAT(leaf, Not(HasSubstr(test.people[worker.login].text)));
    }
  }
}

TEST(TheLogsLeaves, HoldDaysAndNeverTimes) {
  TestInstitution test;
  test.now += 13h + 37min + 42s;
  tell(test, "author");
  for (const std::string& leaf : test.leaf_texts()) {
    EXPECT_THAT(leaf, Not(HasSubstr(":37"))) << leaf;
    EXPECT_THAT(leaf, Not(::testing::ContainsRegex("[0-9]{2}:[0-9]{2}"))) << leaf;
  }
}

TEST(TheProgramsLog, SaysNothingOfPeopleOrTexts) {
  TestInstitution test;
  const FileDissent filed = tell(test, "author");
  test.now = day("2026-01-01") + 9h;
  EXPECT_FALSE(test.act("author", test.filing()));
  std::string all;
  for (const std::string& line : test.log_lines) all += line + "\n";
  ASSERT_FALSE(all.empty());
  for (const std::string& canary : canaries(test, "author")) EXPECT_THAT(all, Not(HasSubstr(canary)));
  EXPECT_THAT(all, Not(HasSubstr(filed.id.text)));
}

// Two runs that differ in nothing but who filed: the public log must not differ either.
TEST(WhoFiled, ChangesNoByteOfTheLog) {
  for (const Standing standing : {Standing::confidential}) {
    TestInstitution one;
    TestInstitution other;
    tell(one, "author", standing);
    tell(other, "colleague", standing);
    EXPECT_EQ(one.leaf_texts(), other.leaf_texts());
  }
}

// A named author stands in the private part: the commitment differs, as it must, and nothing else.
TEST(WhoFiled, ByNameChangesNothingButOneCommitment) {
  TestInstitution one;
  TestInstitution other;
  const FileDissent first = one.file("author", Standing::named);
  const FileDissent second = other.file("colleague", Standing::named);
  ASSERT_EQ(first.id, second.id);
  ASSERT_TRUE(publish(*one.house));
  ASSERT_TRUE(publish(*other.house));
  const auto left = one.leaves();
  const auto right = other.leaves();
  ASSERT_EQ(left.size(), right.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    auto same = right[i];
    if (left[i].id == first.id.text) {
      EXPECT_NE(left[i].commit, same.commit);
      same.commit = left[i].commit;
    }
    EXPECT_EQ(left[i], same);
  }
}

// ---- batches

std::vector<translog::Leaf> batch_after(TestInstitution& test, std::uint64_t size) {
  auto all = test.leaves();
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size));
  return all;
}

TEST(ABatch, IsPaddedToAMultipleAlsoWhenNothingWaits) {
  TestInstitution test;
  const int at_least = test.house->policy().publishing.at_least;
  for (const int waiting : {0, 1, 8, 9}) {
    const auto before = test.size();
    for (int i = 0; i < waiting; ++i) test.file("author");
    ASSERT_TRUE(publish(*test.house));
    const auto batch = batch_after(test, before);
    EXPECT_EQ(static_cast<int>(batch.size()), waiting == 9 ? 2 * at_least : at_least) << waiting;
    for (const auto& leaf : batch) {
      EXPECT_EQ(leaf.type, "sealed");
      EXPECT_TRUE(leaf.commit.has_value());
      EXPECT_TRUE(leaf.refs.empty());
      EXPECT_FALSE(leaf.public_part.has_value());
      EXPECT_TRUE(core::is_id_text(leaf.id));
    }
  }
}

TEST(ABatch, IsShuffled) {
  TestInstitution test;
  std::set<std::size_t> places;
  for (int i = 0; i < 24; ++i) {
    const auto before = test.size();
    const FileDissent filed = test.file("author");
    ASSERT_TRUE(publish(*test.house));
    const auto batch = batch_after(test, before);
    for (std::size_t place = 0; place < batch.size(); ++place)
      if (batch[place].id == filed.id.text) places.insert(place);
  }
  EXPECT_GE(places.size(), 5U) << "of eight, after two dozen tries";
}

TEST(ABatch, HoldsPaddingOfBothDaysThatAFilingCanBear) {
  TestInstitution test;
  test.go_to("2026-03-04");
  const auto before = test.size();
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(publish(*test.house));
  std::set<core::Day> days;
  for (const auto& leaf : batch_after(test, before)) days.insert(leaf.day);
  EXPECT_EQ(days, (std::set{day("2026-03-03"), day("2026-03-04")}));
}

TEST(ABatch, OfAChannelThatPublishesEveryMinuteGoesOutOnlyWhenSomethingWaits) {
  TestInstitution test(Start{.policy = read_whole(DEMUR_ROOT "/policies/demo.toml")});
  const auto before = test.size();
  ASSERT_TRUE(publish(*test.house));
  EXPECT_EQ(test.size(), before);
  test.file("author");
  ASSERT_TRUE(publish(*test.house));
  EXPECT_EQ(test.size(), before + 8);
}

// ---- when batches go out

TEST(Publishing, KeepsThePromiseOverAWeekend) {
  TestInstitution test;
  test.go_to("2026-03-06");  // Friday
  test.now = day("2026-03-06") + 19h;
  const FileDissent filed = test.file("author");
  const auto place = [&] {
    return see_dissent(*test.house, test.member("author"), filed.id).value().place.value();
  };
  EXPECT_EQ(place().promised_by, day("2026-03-07"));
  EXPECT_FALSE(place().index);
  test.now = next_publication(test.house->policy().publishing, test.now);
  EXPECT_EQ(test.now, day("2026-03-07") + 18h);
  ASSERT_TRUE(publish(*test.house));
  EXPECT_TRUE(place().index);
}

TEST(Publishing, KeepsItsPromiseAfterTheServerSleptThroughTheHour) {
  TestInstitution test;
  test.now = day("2026-03-02") + 19h;
  ASSERT_TRUE(publish(*test.house));  // Monday's batch
  const FileDissent filed = test.file("author");
  test.house.reset();
  test.now = day("2026-03-03") + 20h;  // Tuesday's hour passed while nothing ran
  test.house = Institution::open(test.folder / "data", test.environment()).value();
  const core::Time first = first_publication(*test.house).value();
  EXPECT_LE(first, test.now) << "the promise ends with this day";
  ASSERT_TRUE(publish(*test.house));
  EXPECT_TRUE(see_dissent(*test.house, test.member("author"), filed.id)->place->index);
  EXPECT_EQ(first_publication(*test.house).value(), day("2026-03-04") + 18h) << "once is enough";
}

TEST(Publishing, BeginsAtTheFirstHourAfterFounding) {
  TestInstitution test;
  EXPECT_EQ(first_publication(*test.house).value(), day("2026-03-02") + 18h);
  test.now = day("2026-03-02") + 18h;
  EXPECT_EQ(first_publication(*test.house).value(), test.now);
}

// ---- receipts

TEST(AReceipt, IsForItsHolderOnly) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  const auto signing = test.must("cosigner", CoSign{filed.id, filed.invitation});
  ASSERT_FALSE(signing.receipt.empty());
  EXPECT_TRUE(receipt_json(*test.house, test.people["author"], filed.id.text));
  EXPECT_TRUE(receipt_json(*test.house, test.people["cosigner"], signing.receipt));
  for (const auto& [login, id] : test.people) {
    const auto whole = receipt_json(*test.house, id, filed.id.text);
    const auto signature = receipt_json(*test.house, id, signing.receipt);
    EXPECT_EQ(whole.has_value(), login == "author") << login;
    EXPECT_EQ(signature.has_value(), login == "cosigner") << login;
    if (!whole) {
      EXPECT_EQ(whole.error().code, Code::not_found);
    }
  }
  // As if it were not there.
  const auto nothing = receipt_json(*test.house, test.people["colleague"], core::random_id_text(test.random));
  const auto theirs = receipt_json(*test.house, test.people["colleague"], filed.id.text);
  ASSERT_FALSE(nothing);
  ASSERT_FALSE(theirs);
  EXPECT_EQ(nothing.error().what, theirs.error().what);
}

TEST(AReceipt, PromisesFirstAndProvesOnceItIsPublished) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  const translog::ReceiptTrust trust{.log_key = test.house->log_key().verifier()};
  const auto verdict = [&] {
    const auto text = receipt_json(*test.house, test.people["author"], filed.id.text);
    return translog::verify_receipt(translog::parse_receipt(text.value()).value(), trust);
  };
  const auto promised = verdict();
  ASSERT_TRUE(promised) << promised.error().what;
  EXPECT_EQ(promised->promised_by, day("2026-03-03"));
  EXPECT_FALSE(promised->included);
  EXPECT_EQ(promised->opening, translog::OpeningState::matches);
  ASSERT_TRUE(publish(*test.house));
  const auto proven = verdict();
  ASSERT_TRUE(proven) << proven.error().what;
  ASSERT_TRUE(proven->included);
  EXPECT_EQ(test.leaves().at(proven->included->index).id, filed.id.text);
  test.go_to("2026-03-10");
  EXPECT_TRUE(verdict()->included) << "also under a later checkpoint";
}

TEST(AReceipt, OfAConfidentialDissentDoesNotNameItsAuthor) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  const std::string text = receipt_json(*test.house, test.people["author"], filed.id.text).value();
  EXPECT_THAT(text, HasSubstr("TEXT-CANARY"));
  EXPECT_THAT(text, Not(HasSubstr(test.people["author"].text)));
  EXPECT_THAT(text, Not(HasSubstr("Canary-Name")));
}

}  // namespace
}  // namespace demur::service
