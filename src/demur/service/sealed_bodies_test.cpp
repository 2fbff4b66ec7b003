#include "demur/service/sealed_bodies.hpp"

#include <gmock/gmock.h>

#include "demur/service/examine.hpp"
#include "demur/service/test_anonymity.hpp"

namespace demur::service {
namespace {

using testing::AnonymousHouse;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Two filings, one of them with two attachments; a message and a reply on that one.
struct Kept : AnonymousHouse {
  anonymity::ReplyKeys author = author_keys();
  std::string filing_id;

  Kept() {
    everybody_collects(file_scope());
    const drop::Item item = filing(spare[0], author, "THE TEXT", {core::Bytes(500, 1), core::Bytes(70, 2)});
    filing_id = item.filing;
    EXPECT_TRUE(take_item(*house, item).value());
    EXPECT_TRUE(take_item(*house, filing(spare[1], author_keys())).value());
    EXPECT_TRUE(take_item(*house, message_on(filing_id, spare[0].credential.key_id, author)).value());
    EXPECT_TRUE(house->store().write([&](store::Transaction& transaction) {
      return store::add_sealed_reply(transaction,
                                     {.digest = anonymity::hash(reply), .quarter = "2026q1", .reply = reply});
    }));
    go_to("2026-02-01");
  }

  void change(const char* sql) {
    ASSERT_TRUE(house->store().write([&](store::Transaction& transaction) -> core::Status {
      DEMUR_TRY(transaction.execute(sql));
      return {};
    })) << sql;
  }

  std::vector<std::string> faults() {
    SealedBodies bodies;
    for (const std::string& leaf : leaf_texts()) bodies.read(core::bytes_of(leaf));
    const auto replied = translog::format_leaf(
        {.type = "sealed.replied",
         .id = "a-reply",
         .day = testing::day("2026-02-01"),
         .refs = {"dissent:" + filing_id},
         .public_part = core::json::object{{"reply", core::to_hex(anonymity::hash(reply))}}});
    bodies.read(core::bytes_of(replied.value()));
    return house->store().read([&](const store::Reader& reader) { return bodies.faults(reader); }).value();
  }

  const core::Bytes reply = core::Bytes(8192, 7);
};

TEST(WhatIsSealed, HoldsAsItCame) {
  Kept test;
  EXPECT_THAT(test.faults(), IsEmpty());
}

TEST(WhatIsSealed, IsFoundWhereAByteOfItChangedOrARowIsGone) {
  struct Case {
    const char* change;
    const char* said;
  };
  const auto flipped = [](const char* table, const char* column) {
    return std::string("UPDATE ") + table + " SET " + column + " = CAST(substr(" + column + ", 1, length(" +
           column + ") - 1) || x'2a' AS BLOB)";
  };
  const std::string attachment = flipped("sealed_attachment", "bytes") + " WHERE number = 2";
  const std::string message = flipped("sealed_message", "envelope");
  const std::string reply = flipped("sealed_reply", "reply");
  for (const Case& one :
       {Case{attachment.c_str(), "the sealed attachments are not those that were filed"},
        Case{"DELETE FROM sealed_attachment WHERE number = 2", "attachments are not those"},
        Case{"UPDATE sealed_attachment SET number = 3 - number + 10", "attachments are not those"},
        Case{message.c_str(), "is not the message"}, Case{"DELETE FROM sealed_message", "is gone"},
        Case{reply.c_str(), "is not what was sent"}, Case{"DELETE FROM sealed_reply", "is gone"}}) {
    Kept test;
    test.change(one.change);
    EXPECT_THAT(test.faults(), ElementsAre(HasSubstr(one.said))) << one.change;
    EXPECT_THAT(test.faults(), Each(HasSubstr(test.filing_id))) << one.change;
  }
}

// A copy is compared with its database by what is found: a second fault must not hide behind the first.
TEST(WhatIsSealed, EveryFaultIsNamedAndNotTheFirstAlone) {
  Kept test;
  test.change(
      "UPDATE sealed_filing SET envelope = CAST(substr(envelope, 1, length(envelope) - 1) || x'2a' AS BLOB)");
  test.change(
      "WITH RECURSIVE one(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM one WHERE i < 1100) "
      "INSERT INTO opening(leaf_id, salt, private_part) SELECT 'made-up-' || i, zeroblob(16), '{}' FROM one");
  const auto examined =
      examine_all(test.house->store().readers(), test.house->log_key().verifier(), core::day_of(test.now));
  ASSERT_TRUE(examined) << examined.error().what;
  const auto count = [&](const char* start) {
    return std::ranges::count_if(examined->findings,
                                 [&](const std::string& finding) { return finding.starts_with(start); });
  };
  EXPECT_EQ(count("what is sealed"), 2);
  EXPECT_EQ(count("a private part has no record: made-up-"), 500);
  EXPECT_EQ(count("600 more private parts"), 1);
}

}  // namespace
}  // namespace demur::service
