#include "demur/service/figures.hpp"

#include <algorithm>
#include <random>

#include "demur/service/audit.hpp"
#include "demur/service/publishing.hpp"
#include "demur/service/reviews.hpp"
#include "demur/service/test_institution.hpp"

namespace demur::service {
namespace {

using namespace domain;
using testing::day;
using testing::TestInstitution;

FigureFacts sorted(FigureFacts facts) {
  std::ranges::sort(facts.answered);
  std::ranges::sort(facts.waits);
  std::ranges::sort(facts.missed);
  std::ranges::sort(facts.taken);
  return facts;
}

FigureFacts facts_of_rows(TestInstitution& test) {
  return sorted(test.house->store()
                    .read([&](const store::Reader& reader) {
                      return figure_facts(*test.house, reader, core::day_of(test.now));
                    })
                    .value());
}

FigureFacts facts_of_records(TestInstitution& test, AuditFigures& figures) {
  RecordAudit audit;
  FigureRecords records;
  std::uint64_t index = 0;
  for (const std::string& text : test.leaf_texts()) {
    EXPECT_TRUE(audit.read(index++, core::bytes_of(text)));
    records.file_away(translog::parse_leaf(text).value());
  }
  figures = audit.finish(core::day_of(test.now));
  return sorted(records.facts(audit.clearance()));
}

// Two years of an office that answers, forgets, puts off and looks back, and is merged on the way. Every
// few days the clock does its own work, and what waits is published.
class TwoYears {
 public:
  explicit TwoYears(unsigned seed) : dice_(seed) {}

  void tell() {
    for (int day = 0; day < 730; day += 1 + below(5)) {
      test.now += std::chrono::days{1 + below(5)};
      ASSERT_TRUE(settle_all(*test.house));
      act();
      ASSERT_TRUE(publish(*test.house));
      if (day > 300 && !merged_) merge();
    }
    ASSERT_TRUE(settle_all(*test.house));
    ASSERT_TRUE(publish(*test.house));
  }
  TestInstitution test;

 private:
  int below(int limit) { return std::uniform_int_distribution(0, limit - 1)(dice_); }
  void act() {
    if (filed_.empty() || below(2) == 0) {
      filed_.push_back(test.file(below(2) == 0 ? "author" : "colleague", Standing::named).id);
      return;
    }
    const DissentId dissent = filed_[static_cast<std::size_t>(below(static_cast<int>(filed_.size())))];
    switch (below(6)) {
      case 0:
        (void)test.act("keeper", Acknowledge{dissent});
        break;
      case 1:
        (void)test.act("author", WithdrawDissent{dissent});
        break;
      case 2:
        (void)test.act("respondent", TakeDecision{test.decision, core::day_of(test.now)});
        (void)perform(
            *test.house, test.people.at("respondent"),
            ReviewDecision{test.decision, ReviewId::make(test.random), Hindsight::too_early, "Wait."});
        break;
      default:
        answer(dissent);
    }
  }
  void answer(const DissentId& dissent) {
    Answer act = test.answer(dissent);
    if (below(3) == 0) {
      act.outcome = Outcome::adopted;
      act.what_changed = "The port stays open in winter.";
    } else if (below(4) == 0) {
      act.outcome = Outcome::deferred;
      act.deferred_until = core::day_of(test.now) + std::chrono::days{20};
    }
    (void)test.act("respondent", act);
  }
  void merge() {
    merged_ = true;
    const OfficeId heir = OfficeId::make(test.random);
    test.must("founder", CreateOffice{heir, "The heir"});
    test.must("founder", MergeOffice{test.offices["Bureau of the North"], heir});
    test.must("founder", Appoint{test.people.at("respondent"), {{heir, Role::respondent}}});
  }

  std::mt19937 dice_;
  std::vector<DissentId> filed_;
  bool merged_ = false;
};

TEST(TheLedgersFigures, AreTheSameOfTheRowsAndOfTheLogsRecordsAlone) {
  for (const unsigned seed : {1U, 2U}) {
    TwoYears story(seed);
    story.tell();
    AuditFigures audited;
    const FigureFacts rows = facts_of_rows(story.test);
    const FigureFacts records = facts_of_records(story.test, audited);
    EXPECT_EQ(rows.answered, records.answered);
    EXPECT_EQ(rows.waits, records.waits);
    EXPECT_EQ(rows.missed, records.missed);
    EXPECT_EQ(rows.taken, records.taken);
    EXPECT_GE(rows.answered.size(), 20U);
    EXPECT_GE(rows.missed.size(), 20U);
    const auto page = read_figures(*story.test.house);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->figures, audited.published);
    EXPECT_GE(page->figures.releases.size(), 7U);
    EXPECT_EQ(page->figures.by_office.size(), 1U);
  }
}

TEST(TheLedgersFigures, AreNotMovedByAMerger) {
  TwoYears story(3);
  story.tell();
  for (const AnsweredFact& each : facts_of_rows(story.test).answered)
    EXPECT_EQ(each.office, story.test.offices["Bureau of the North"]);
}

}  // namespace
}  // namespace demur::service
