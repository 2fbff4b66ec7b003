#include "demur/service/ledger.hpp"

#include <algorithm>

#include "demur/service/test_institution.hpp"

namespace demur::service {
namespace {

using namespace domain;
using testing::TestInstitution;

std::string text_of(const std::vector<Passage>& passages) {
  std::string text;
  for (const Passage& passage : passages) text += passage.found ? "[" + passage.text + "]" : passage.text;
  return text;
}

// What a member is told, without the chance in it: places and ids.
std::vector<std::string> told(TestInstitution& test, const std::string& login, const LedgerQuestion& asked) {
  std::vector<std::string> lines;
  const auto reading = search_ledger(*test.house, test.member(login), asked);
  EXPECT_TRUE(reading) << reading.error().what;
  for (const LedgerHit& hit : reading->hits)
    lines.push_back(core::to_string(hit.day) + " " + hit.decision.number + " " + text_of(hit.title) + " | " +
                    text_of(hit.excerpt));
  lines.push_back(reading->older ? "older" : "end");
  return lines;
}

std::size_t dissents_found(TestInstitution& test, const std::string& login, const std::string& typed) {
  const auto reading = search_ledger(*test.house, test.member(login), {.typed = typed});
  return static_cast<std::size_t>(
      std::ranges::count_if(reading->hits, [](const LedgerHit& hit) { return hit.dissent.has_value(); }));
}

TEST(SearchLedger, AConfidentialDissentIsFoundByWhomMayReadItAlone) {
  TestInstitution test;
  const auto filed = test.file("author", Standing::confidential);
  test.must("cosigner", CoSign{filed.id, filed.invitation});
  for (const char* reader : {"author", "cosigner", "respondent", "keeper"})
    EXPECT_EQ(dissents_found(test, reader, "canary feeds"), 1u) << reader;
  for (const char* other : {"colleague", "outsider", "recused", "auditor"})
    EXPECT_EQ(dissents_found(test, other, "canary feeds"), 0u) << other;
  test.must("author", WithdrawDissent{filed.id});
  for (const char* reader : {"author", "respondent", "keeper"})
    EXPECT_EQ(dissents_found(test, reader, "canary"), 0u) << "withdrawn: " << reader;
}

// Two institutions that differ in nothing but a dissent that the reader may not see.
TEST(SearchLedger, WhatMayNotBeReadLeavesNoTraceInWhatIsTold) {
  TestInstitution with;
  TestInstitution without;
  for (TestInstitution* test : {&with, &without}) {
    for (int i = 0; i < 15; ++i)
      test->must("respondent", RegisterDecision{.id = DecisionId::make(test->random),
                                                .number = "2026/" + std::to_string(100 + i),
                                                .title = "The port, part " + std::to_string(i),
                                                .text = "The port is closed to ships that feed the north.",
                                                .text_hash = "",
                                                .owner = test->offices["Bureau of the North"]});
    test->go_to("2026-03-09");
  }
  for (int i = 0; i < 25; ++i) (void)with.file("author", Standing::confidential);
  for (const char* typed :
       {"", "port", "port feeds", "canary", "por*", "\"the port\" OR canary", "feed -canary"})
    for (const char* reader : {"colleague", "outsider", "auditor", "recused"}) {
      auto one = told(with, reader, {.typed = typed});
      auto other = told(without, reader, {.typed = typed});
      std::ranges::sort(one);  // within a day the order is chance
      std::ranges::sort(other);
      EXPECT_EQ(one, other) << typed << " " << reader;
    }
}

TEST(SearchLedger, APageIsFilledFromWhatIsOlderAndGoesOnThere) {
  TestInstitution test;
  std::vector<DissentId> mine;
  for (int i = 0; i < 50; ++i) {
    const auto filed = test.file(i % 5 == 0 ? "colleague" : "author", Standing::confidential);
    if (i % 5 == 0) mine.push_back(filed.id);
  }
  std::vector<DissentId> found;
  LedgerQuestion asked{.typed = "canary"};
  do {
    const auto reading = search_ledger(*test.house, test.member("author"), asked);
    ASSERT_TRUE(reading);
    EXPECT_LE(std::ssize(reading->hits), kLedgerPage);
    for (const LedgerHit& hit : reading->hits) found.push_back(hit.dissent->id);
    asked.before = reading->older;
  } while (asked.before);
  EXPECT_EQ(found.size(), 40u);
  std::ranges::sort(found);
  EXPECT_EQ(std::ranges::adjacent_find(found), found.end()) << "each once";
  for (const DissentId& id : mine) EXPECT_FALSE(std::ranges::binary_search(found, id));
}

TEST(LikeMatters, AreEarlierPublicOnesAndNeverTheDecisionItself) {
  TestInstitution test;
  test.must("respondent", RegisterDecision{.id = DecisionId::make(test.random),
                                           .number = "2019/3",
                                           .title = "Close the northern railway",
                                           .text = "The railway to the north is closed in winter.",
                                           .text_hash = "",
                                           .owner = test.offices["Bureau of the North"]});
  const auto filed = test.file("author", Standing::confidential);
  test.must("respondent", test.answer(filed.id));
  const auto like =
      like_matters(*test.house, "Close the northern port: the railway has no room", test.decision);
  ASSERT_TRUE(like);
  ASSERT_EQ(like->size(), 1u);
  EXPECT_EQ(like->front().decision.number, "2019/3");
  EXPECT_TRUE(cited_as(like->front()).starts_with("decision:"));
  EXPECT_TRUE(like_matters(*test.house, "", test.decision)->empty());
  EXPECT_TRUE(like_matters(*test.house, "something else altogether", test.decision)->empty());
}

}  // namespace
}  // namespace demur::service
