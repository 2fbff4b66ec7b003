#include "demur/service/drop/relay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>

#include "demur/service/drop/status.hpp"
#include "demur/service/drop/test_drop.hpp"

namespace demur::service::drop {
namespace {

using core::Code;
using std::chrono::days;
using std::chrono::hours;
using testing::Author;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using testing::TestDrop;

class RelayTest : public ::testing::Test {
 protected:
  RelayTest() { EXPECT_TRUE(test_.refresh()); }

  core::Digest file(const Author& author) { return test_.drop->take(author.filing()).value().digest; }
  std::vector<Finding> look() {
    return test_.drop->store()
        .read([&](store::Reader& r) { return findings(r, test_.scratch.data(), test_.drop->today()); })
        .value();
  }

  TestDrop test_;
};

TEST_F(RelayTest, HandsInEverythingThatCameAndKeepsWhatIsSaidOfIt) {
  const auto one = file(Author(test_.house));
  const auto two = file(Author(test_.house));
  EXPECT_EQ(test_.state_of(one), "waiting");
  const auto handed = test_.relay();
  ASSERT_TRUE(handed) << handed.error().what;
  EXPECT_EQ(handed->taken, 2);
  EXPECT_EQ(test_.state_of(one), "taken");
  EXPECT_EQ(test_.state_of(two), "taken");
  EXPECT_THAT(test_.house.came, SizeIs(2));
}

TEST_F(RelayTest, SendsSizesThatSayLittleAndAParcelOnAnEmptyDayToo) {
  ASSERT_TRUE(test_.relay());
  file(Author(test_.house));
  ASSERT_TRUE(test_.relay());
  EXPECT_THAT(test_.house.sizes, Each(kLeastHandInBytes));
  for (int i = 0; i < 12; ++i) file(Author(test_.house));
  ASSERT_TRUE(test_.relay());
  EXPECT_TRUE(std::has_single_bit(test_.house.sizes.back()));
  EXPECT_GT(test_.house.sizes.back(), kLeastHandInBytes);
}

TEST_F(RelayTest, LosesNothingWhenTheInstitutionIsAwayOrItsAnswerIsLost) {
  const auto digest = file(Author(test_.house));
  test_.house.is_away = true;
  EXPECT_EQ(test_.relay().error().code, Code::unavailable);
  test_.house.is_away = false;
  test_.house.loses_its_answer = true;
  EXPECT_FALSE(test_.relay());
  EXPECT_EQ(test_.state_of(digest), "waiting");
  EXPECT_TRUE(relay_is_due(*test_.drop).value());
  test_.house.loses_its_answer = false;
  test_.reopen();
  ASSERT_TRUE(test_.relay());
  EXPECT_EQ(test_.state_of(digest), "taken");
}

// Something is wrong with one parcel: the others arrive, and that one is tried again.
TEST_F(RelayTest, LetsNoParcelThatFailsKeepTheOthersBack) {
  const auto add = [&](int number) {  // two of these are too large for one parcel
    core::Digest digest{};
    digest.fill(static_cast<std::uint8_t>(number));
    const store::DropItem row{.digest = digest,
                              .kind = "message",
                              .filing = std::string(26, 'a'),
                              .came_on = testing::kToday,
                              .due_by = testing::kToday};
    const std::string body(kMostHandInBytes / 2, 'x');
    ASSERT_TRUE(test_.drop->store().write(
        [&](store::Transaction& transaction) { return store::add_drop_item(transaction, row, body); }));
  };
  for (const int number : {1, 2, 3}) add(number);
  int sent = 0;
  const auto second_fails = [&](const HandIn&) -> core::Result<std::string> {
    if (++sent == 2) return core::fail(Code::unavailable, "a fault of the house");
    return format_answer({});
  };
  EXPECT_FALSE(service::drop::relay(*test_.drop, second_fails));
  EXPECT_EQ(sent, 3);
  EXPECT_TRUE(relay_is_due(*test_.drop).value());
  for (const int number : {4, 5}) add(number);
  sent = 0;
  const auto all_fail = [&](const HandIn&) -> core::Result<std::string> {
    ++sent;
    return core::fail(Code::unavailable, "nobody answers");
  };
  EXPECT_FALSE(service::drop::relay(*test_.drop, all_fail));
  EXPECT_EQ(sent, 3) << "it is away: no more are tried";
}

TEST_F(RelayTest, KeepsAFilingUntilTheInstitutionShowsIt) {
  const Author author(test_.house);
  const auto digest = file(author);
  ASSERT_TRUE(test_.relay());
  test_.now += days{20};
  ASSERT_TRUE(tidy(*test_.drop));
  EXPECT_EQ(test_.bodies(), 1u);
  ASSERT_TRUE(test_.relay());
  EXPECT_EQ(test_.house.came.begin()->second, 2) << "handed in again while it is not shown";
  test_.house.filings.push_back(author.entry());
  test_.house.publish();
  ASSERT_TRUE(test_.refresh());
  ASSERT_TRUE(tidy(*test_.drop));
  EXPECT_EQ(test_.bodies(), 0u);
  EXPECT_EQ(test_.state_of(digest), "done");
  EXPECT_TRUE(test_.drop->take(author.filing())) << "its receipt is still given";
}

TEST_F(RelayTest, KeepsAMessageForItsTimeAndThenErasesItsBytes) {
  const Author author(test_.house);
  file(author);
  const auto digest = test_.drop->take(author.message()).value().digest;
  ASSERT_TRUE(test_.relay());
  test_.now += kKeptDays - days{1};
  ASSERT_TRUE(tidy(*test_.drop));
  EXPECT_EQ(test_.state_of(digest), "taken");
  test_.now += days{1};
  ASSERT_TRUE(tidy(*test_.drop));
  EXPECT_EQ(test_.state_of(digest), "done");
}

TEST_F(RelayTest, SaysByDigestAndReasonWhatWasRefusedAndTriesAgain) {
  const auto digest = file(Author(test_.house));
  test_.house.refuses = "the drop's key is not registered";
  ASSERT_TRUE(test_.relay());
  EXPECT_EQ(test_.state_of(digest), "refused");
  EXPECT_THAT(look(),
              Contains(Field(&Finding::why, HasSubstr(core::to_base64(digest) + ": the drop's key"))));
  test_.house.refuses.clear();
  test_.now += days{1};
  ASSERT_TRUE(test_.relay());
  EXPECT_EQ(test_.state_of(digest), "taken");
}

TEST_F(RelayTest, ForgetsWhatIsLongDone) {
  const Author author(test_.house);
  const auto digest = file(author);
  ASSERT_TRUE(test_.relay());
  test_.house.filings.push_back(author.entry());
  test_.house.publish();
  ASSERT_TRUE(test_.refresh());
  ASSERT_TRUE(tidy(*test_.drop));
  test_.now += kReceiptDays;
  ASSERT_TRUE(tidy(*test_.drop));
  EXPECT_EQ(test_.state_of(digest), "done");
  test_.now += days{1};
  ASSERT_TRUE(tidy(*test_.drop));
  EXPECT_EQ(test_.state_of(digest), "none");
}

TEST_F(RelayTest, IsDueOnceADayAtTheHourAndAfterANightAsleep) {
  const auto due = [&] { return relay_is_due(*test_.drop).value(); };
  ASSERT_TRUE(test_.relay());
  const core::Time midnight(testing::kToday);
  test_.now = midnight + days{1} + hours{16};
  EXPECT_FALSE(due());
  test_.now = midnight + days{1} + hours{17};
  EXPECT_TRUE(due());
  ASSERT_TRUE(test_.relay());
  EXPECT_FALSE(due());
  test_.now = midnight + days{3} + hours{9};
  EXPECT_TRUE(due()) << "yesterday's was slept through";
}

class CopiesTest : public ::testing::Test {
 protected:
  CopiesTest() { EXPECT_TRUE(test_.refresh()); }
  [[nodiscard]] bool has_trouble() { return test_.drop->store().read(last_trouble).value().has_value(); }
  TestDrop test_;
};

TEST_F(CopiesTest, RefuseAForkedKeysLogAndKeepBothNotesAsEvidence) {
  const std::string held = test_.drop->house_copy()->keys.note();
  test_.house.keys.entries.front() = test_.house.keys.entries.back();
  test_.house.publish();
  const auto fetched = test_.refresh();
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().code, Code::unproven);
  EXPECT_EQ(test_.drop->house_copy()->keys.note(), held);
  const auto trouble = test_.drop->store().read(last_trouble).value();
  ASSERT_TRUE(trouble);
  EXPECT_TRUE(trouble->fork);
  const auto came =
      test_.drop->store().read([](store::Reader& r) { return store::find_drop_copy(r, "fork/came"); });
  EXPECT_EQ(core::text_of(came.value()->body), test_.house.keys.note());
}

TEST_F(CopiesTest, RefuseAnotherLogsKey) {
  TestDrop pinned("dissent.example.org/other+" +
                  testing::TestKeysLog("dissent.example.org/other").log_key.verifier().text().substr(26));
  EXPECT_EQ(pinned.refresh().error().code, Code::unproven);
  EXPECT_EQ(pinned.drop->house_copy(), nullptr);
  TestDrop right(test_.house.keys.log_key.verifier().text());
  EXPECT_TRUE(right.refresh());
}

TEST_F(CopiesTest, HoldRepliesAndRefuseAFeedThatShrinksOrIsCut) {
  test_.house.files["/drop/replies/2026q4"] = std::string(2 * 8192, 'r');
  test_.house.files["/drop/replies/2026q3"] = std::string(8192, 's');
  ASSERT_TRUE(test_.refresh());
  const auto copy = test_.drop->house_copy();
  EXPECT_EQ(copy->replies.find("2026q4")->second->size(), 2 * 8192u);
  EXPECT_TRUE(copy->replies.contains("2026q3"));

  test_.house.files["/drop/replies/2026q4"] = std::string(8192, 'r');
  EXPECT_FALSE(test_.refresh());
  EXPECT_EQ(test_.drop->house_copy()->replies.find("2026q4")->second->size(), 2 * 8192u);
  EXPECT_TRUE(has_trouble());
  test_.house.files["/drop/replies/2026q4"] = std::string(8191, 'r');
  EXPECT_FALSE(test_.refresh());
  test_.house.files["/drop/replies/2026q4"] = std::string(3 * 8192, 'r');
  EXPECT_TRUE(test_.refresh());
  EXPECT_FALSE(has_trouble());
}

TEST(Quarters, CountBackOverTheYear) {
  EXPECT_THAT(quarters_until("2026q2", 3), ::testing::ElementsAre("2026q2", "2026q1", "2025q4"));
  EXPECT_THAT(quarters_until("2026q5", 3), SizeIs(0));
  EXPECT_THAT(quarters_until("../../q1", 3), SizeIs(0));
}

}  // namespace
}  // namespace demur::service::drop
