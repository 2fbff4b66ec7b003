#include "demur/service/drop/drop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "demur/service/drop/test_drop.hpp"

namespace demur::service::drop {
namespace {

using core::Code;
using testing::Author;
using testing::cosignature;
using ::testing::HasSubstr;
using testing::kToday;
using testing::TestDrop;
namespace json = core::json;

class DropTest : public ::testing::Test {
 protected:
  DropTest() { reached(); }
  void reached() {
    const auto fetched = test_.refresh();
    ASSERT_TRUE(fetched) << fetched.error().what;
  }
  core::Result<Receipt> take(const std::string& item) { return test_.drop->take(item); }
  Code code(const std::string& item) {
    const auto receipt = take(item);
    return receipt ? Code::internal : receipt.error().code;  // internal: it was taken, which no test expects
  }

  TestDrop test_;
};

TEST_F(DropTest, GivesAReceiptThatItsKeySigned) {
  const auto receipt = take(Author(test_.house).filing());
  ASSERT_TRUE(receipt) << receipt.error().what;
  EXPECT_EQ(receipt->day, kToday);
  EXPECT_EQ(receipt->by, kToday + std::chrono::days{2});
  EXPECT_TRUE(test_.drop->key().verifier().verifies(promise_bytes(receipt->digest, receipt->day, receipt->by),
                                                    receipt->promise));
}

TEST_F(DropTest, GivesTheSameReceiptForTheSameItemOnALaterDayAndAfterARestart) {
  const std::string item = Author(test_.house).filing();
  const std::string first = to_json(take(item).value());
  test_.now += std::chrono::days{1};
  test_.reopen();
  EXPECT_EQ(to_json(take(item).value()), first);
  EXPECT_EQ(test_.bodies(), 1u);
}

TEST_F(DropTest, TakesATokenOnce) {
  Author author(test_.house);
  ASSERT_TRUE(take(author.filing()));
  const auto second = take(author.second_filing());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::conflict);
  EXPECT_THAT(second.error().what, HasSubstr("spent"));
}

TEST_F(DropTest, TakesATokenOnceHoweverManySendItAtOnce) {
  Author author(test_.house);
  std::vector<std::string> items{author.filing()};
  for (int i = 0; i < 7; ++i) items.push_back(author.second_filing());
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> threads;
    for (const std::string& item : items)
      threads.emplace_back([&] { taken += take(item).has_value() ? 1 : 0; });
  }
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(test_.bodies(), 1u);
}

TEST_F(DropTest, RefusesWhateverWasChangedOnTheWay) {
  const Author author(test_.house);
  const Author other(test_.house);
  const auto with = [&](const char* name) {
    json::object fields = author.filing_fields();
    fields[name] = other.filing_fields()[name];
    return code(core::pretty_json(fields));
  };
  for (const char* name : {"decision", "envelope", "author", "credential", "statement"})
    EXPECT_EQ(with(name), Code::unproven) << name;
  json::object fields = author.filing_fields();
  core::Bytes credential = core::from_base64(std::string(fields["credential"].as_string())).value();
  credential.back() ^= 1;
  fields["credential"] = core::to_base64(credential);
  EXPECT_EQ(code(core::pretty_json(fields)), Code::unproven);
  EXPECT_EQ(test_.bodies(), 0u);
}

TEST_F(DropTest, RefusesAnEnvelopeThatIsNone) {
  const Author author(test_.house);
  json::object fields = author.filing_fields();
  fields["envelope"] = core::to_base64(core::Bytes(5000, 1));
  EXPECT_EQ(code(core::pretty_json(fields)), Code::invalid);
}

TEST_F(DropTest, TakesWhatFollowsAFilingUpFromItsAuthorOnly) {
  const Author author(test_.house);
  const Author other(test_.house);
  EXPECT_EQ(code(author.message()), Code::not_found);
  ASSERT_TRUE(take(author.filing()));
  EXPECT_TRUE(take(author.message()));
  EXPECT_TRUE(take(author.withdrawal()));
  ASSERT_TRUE(take(other.filing()));
  json::object stolen = core::parse_json(other.message())->as_object();
  stolen["filing"] = author.id();
  EXPECT_EQ(code(core::pretty_json(stolen)), Code::unproven);
}

TEST_F(DropTest, KnowsAFilingByTheInstitutionsListTooWhereItWasHandedInElsewhere) {
  const Author author(test_.house);
  test_.house.filings.push_back(author.entry());
  test_.house.publish();
  reached();
  EXPECT_TRUE(take(author.message()));
  EXPECT_EQ(code(author.filing()), Code::conflict);
}

// Ten years on: what the drop itself had of the filing is long gone.
TEST_F(DropTest, TakesAnAuthorsLookBackYearsAfterOneAtATimeAndPromisesNoneThatTheInstitutionWouldRefuse) {
  using anonymity::Hindsight;
  const Author author(test_.house);
  test_.house.filings.push_back(author.entry());
  const auto shows = [&](int reviews) {
    test_.house.filings.back().as_object()["reviews"] = reviews;
    test_.house.publish();
    reached();
  };
  test_.house.publish();
  reached();
  EXPECT_EQ(code(author.review(1, Hindsight::right)), Code::conflict) << "too early";
  shows(0);
  test_.now += std::chrono::years{10};
  const std::string first = author.review(1, Hindsight::right);
  EXPECT_EQ(code(author.review(2, Hindsight::right)), Code::conflict);
  ASSERT_TRUE(take(first));
  EXPECT_TRUE(take(first)) << "the same receipt again";
  EXPECT_EQ(take(author.review(1, Hindsight::wrong)).error().field, "number");
  ASSERT_TRUE(test_.relay());
  EXPECT_EQ(code(author.review(1, Hindsight::wrong)), Code::conflict) << "taken, and not in the list yet";
  shows(1);
  EXPECT_EQ(code(author.review(1, Hindsight::wrong)), Code::conflict);
  EXPECT_TRUE(take(author.review(2, Hindsight::wrong)));
  json::object turned = core::parse_json(author.review(2, Hindsight::right))->as_object();
  turned["verdict"] = "too_early";
  EXPECT_EQ(code(core::pretty_json(turned)), Code::unproven);
}

TEST_F(DropTest, TakesCoSignaturesByTokensForThatFilingOnly) {
  const Author author(test_.house);
  ASSERT_TRUE(take(author.filing()));
  const std::string record = test_.house.add_issuer("cosign:" + author.id(), 1);
  test_.house.publish();
  const std::string signature = cosignature(record, 1, author.id());
  EXPECT_EQ(code(signature), Code::conflict) << "a key that is not known yet";
  reached();
  EXPECT_TRUE(take(signature));
  EXPECT_TRUE(take(cosignature(record, 1, author.id())));
  EXPECT_EQ(code(cosignature(test_.house.file_key, 0, author.id())), Code::invalid);
}

// Of tokens alone nobody can tell how many people have one: 57 of three each may be of nineteen.
TEST(ADropWithAFloorOfTwenty, CountsPeopleWhoSurelyHaveATokenAndNotTokens) {
  for (const std::uint64_t issued : {57U, 58U}) {
    TestDrop test;
    const Author author(test.house);
    const std::string record = test.house.add_issuer("cosign:" + author.id(), 1, issued, 3);
    test.house.publish();
    EXPECT_TRUE(test.refresh());
    EXPECT_TRUE(test.drop->take(author.filing()));
    const auto taken = test.drop->take(cosignature(record, 1, author.id()));
    EXPECT_EQ(taken.has_value(), issued == 58U) << (taken ? "" : taken.error().what);
  }
}

TEST_F(DropTest, RefusesTokensOfAKeyThatEndedOrWasDoubled) {
  const std::string item = Author(test_.house).filing();
  const std::string later = Author(test_.house).filing();
  test_.now += std::chrono::days{31};
  EXPECT_EQ(code(item), Code::conflict);
  test_.now -= std::chrono::days{31};
  test_.house.add_issuer("file:2026q4", 1);
  test_.house.publish();
  reached();
  EXPECT_EQ(code(later), Code::conflict);
}

TEST(Drop, BoundsADayAndTheDiskAndSaysSo) {
  TestDrop few({}, {.items_a_day = 1});
  ASSERT_TRUE(few.refresh());
  ASSERT_TRUE(few.drop->take(Author(few.house).filing()));
  EXPECT_EQ(few.drop->take(Author(few.house).filing()).error().code, Code::unavailable);
  few.now += std::chrono::days{1};
  EXPECT_TRUE(few.drop->take(Author(few.house).filing()));

  TestDrop small({}, {.bytes = 1000});
  ASSERT_TRUE(small.refresh());
  EXPECT_EQ(small.drop->take(Author(small.house).filing()).error().code, Code::unavailable);

  TestDrop terse({}, {.followups_a_day = 2});
  ASSERT_TRUE(terse.refresh());
  const Author author(terse.house);
  ASSERT_TRUE(terse.drop->take(author.filing()));
  ASSERT_TRUE(terse.drop->take(author.message()));
  ASSERT_TRUE(terse.drop->take(author.message()));
  EXPECT_EQ(terse.drop->take(author.message()).error().code, Code::too_many);
}

TEST(Drop, TakesNothingBeforeItKnowsTheInstitutionsKeys) {
  TestDrop test;
  const std::string item = Author(test.house).filing();
  EXPECT_EQ(test.drop->take(item).error().code, Code::unavailable);
  ASSERT_TRUE(test.refresh());
  EXPECT_TRUE(test.drop->take(item));
}

TEST(Drop, GoesOnWithItsCopiesWhileTheInstitutionIsAway) {
  TestDrop test;
  ASSERT_TRUE(test.refresh());
  test.house.is_away = true;
  EXPECT_EQ(test.refresh().error().code, Code::unavailable);
  test.reopen();
  EXPECT_TRUE(test.drop->take(Author(test.house).filing()));
}

TEST(Drop, MustHaveAnOriginOfItsOwn) {
  store::Scratch scratch;
  const auto found = [&](const char* house, const char* url) {
    return Drop::found(scratch.data(), {.name = "Drop", .house = house, .url = url, .log_key = {}}, {});
  };
  EXPECT_EQ(found("https://a.example", "https://a.example").error().code, Code::invalid);
  EXPECT_EQ(found("http://a.example", "https://b.example").error().code, Code::invalid);
  EXPECT_EQ(found("https://a.example", "https://b.example/drop").error().code, Code::invalid);
  EXPECT_TRUE(found("https://a.example", "https://b.example"));
  EXPECT_EQ(found("https://a.example", "https://b.example").error().code, Code::conflict);
}

TEST(Drop, IsReadableByItsOwnerOnly) {
  const TestDrop test;
  for (const char* name : {"drop.key", "demur.db"}) {
    struct stat status{};
    ASSERT_EQ(::stat((test.scratch.data() / name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 077, 0u) << name;
  }
}

// Every file of the folder, for a text. Days are written as texts, so times would show as texts or numbers.
TEST(Drop, KeepsNothingFinerThanADay) {
  TestDrop test;
  test.now = core::Time(kToday) + std::chrono::hours{13} + std::chrono::minutes{37};
  ASSERT_TRUE(test.refresh());
  ASSERT_TRUE(test.drop->take(Author(test.house).filing()));
  ASSERT_TRUE(test.relay());
  const auto columns = test.drop->store().read([](store::Reader& reader) {
    return reader.all<std::string>(
        "SELECT coalesce(came_on, '') || ' ' || coalesce(due_by, '') || ' ' || coalesce(taken_on, '') FROM "
        "drop_item");
  });
  EXPECT_EQ(columns->at(0), "2026-11-25 2026-11-27 2026-11-25");
  const auto settings = test.drop->store().read([](store::Reader& reader) {
    return reader.all<std::string>(
        "SELECT value FROM setting WHERE value GLOB '*[0-9]:[0-9]*' AND name NOT LIKE 'drop.log_key'");
  });
  for (const std::string& value : *settings) EXPECT_THAT(value, HasSubstr("https://"));
}

}  // namespace
}  // namespace demur::service::drop
