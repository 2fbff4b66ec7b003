#include "demur/service/figures.hpp"

#include <algorithm>
#include <random>

#include "demur/service/audit.hpp"
#include "demur/service/clearance.hpp"
#include "demur/service/meetings.hpp"
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

// One office has to be asked, so that a decision can pass by it.
std::string asking_policy() {
  std::string toml = testing::daily_policy();
  const std::string table = "[consultation]\n";
  const std::string rule = "required = [\"Legal Office\"]\n";
  const auto at = toml.find(table);
  if (at == std::string::npos)
    return toml + "\n" + table + rule + "source = \"a test\"\nverified = \"unverified\"\n";
  return toml.insert(at + table.size(), rule);
}

// Two years of an office that answers, forgets, puts off and looks back, and is merged on the way. Every
// few days the clock does its own work, and what waits is published.
class TwoYears {
 public:
  explicit TwoYears(unsigned seed) : test({.policy = asking_policy()}), dice_(seed) {}

  void tell() {
    for (int day = 0; day < 730; day += 1 + below(5)) {
      test.now += std::chrono::days{1 + below(5)};
      if (below(4) == 0) test.now += std::chrono::days{below(40)};  // the clock stood still
      ASSERT_TRUE(settle_all(*test.house));
      act();
      ASSERT_TRUE(publish(*test.house));
      look();
      if (day > 300 && !merged_) merge();
    }
    ASSERT_TRUE(settle_all(*test.house));
    ASSERT_TRUE(publish(*test.house));
  }
  TestInstitution test;
  int looked = 0;

 private:
  // Whoever kept an older page has a part of today's, word for word.
  void look() {
    const auto page = read_figures(*test.house);
    ASSERT_TRUE(page);
    const auto& releases = page->figures.releases;
    ASSERT_LE(kept_.size(), releases.size());
    for (std::size_t i = 0; i < kept_.size(); ++i)
      ASSERT_EQ(kept_[i], releases[i]) << core::to_string(kept_[i].as_of);
    if (kept_.size() < releases.size()) ++looked;
    kept_ = releases;
    const Day quarter = quarter_of(core::day_of(test.now));
    for (const auto& [from, counts] : page->figures.by_quarter) {
      if (from >= quarter) continue;
      const auto [known, is_new] = quarters_.emplace(from, counts);
      ASSERT_EQ(known->second, counts) << core::to_string(from);
    }
  }
  // Taken elsewhere, months ago, and registered today; sometimes explained later.
  void register_late() {
    const DecisionId id = DecisionId::make(test.random);
    test.must("colleague",
              RegisterDecision{.id = id,
                               .number = id.text,
                               .title = "Taken elsewhere",
                               .text = "It was decided.",
                               .text_hash = "",
                               .owner = test.offices[merged_ ? "The heir" : "Bureau of the North"],
                               .taken_on = core::day_of(test.now) - std::chrono::days{below(400)}});
    unexplained_.push_back(id);
    if (below(2) == 0) return;
    const DecisionId& one =
        unexplained_[static_cast<std::size_t>(below(static_cast<int>(unexplained_.size())))];
    (void)perform(
        *test.house, test.people.at("respondent"),
        ExplainBypass{one,
                      {BypassGround::other, "So it was.", core::day_of(test.now) + std::chrono::days{9}}});
  }
  void announce() {
    AnnounceSession act{.id = MeetingId::make(test.random),
                        .office = test.offices[merged_ ? "The heir" : "Bureau of the North"],
                        .title = "The port",
                        .series = {},
                        .venue = {},
                        .mandate = {}};
    act.venue = {.starts = core::day_of(test.now) + std::chrono::days{3}, .minutes = 60, .place = "Hall"};
    act.mandate = {.fixed = "It closes.",
                   .may_change = "The day.",
                   .decides = "The minister",
                   .hear_by = core::day_of(test.now) + std::chrono::days{15}};
    (void)perform(*test.house, test.people.at("respondent"), MeetingAct(act));
  }
  int below(int limit) { return std::uniform_int_distribution(0, limit - 1)(dice_); }
  void act() {
    if (filed_.empty() || below(2) == 0) {
      filed_.push_back(test.file(below(2) == 0 ? "author" : "colleague", Standing::named).id);
      return;
    }
    const DissentId dissent = filed_[static_cast<std::size_t>(below(static_cast<int>(filed_.size())))];
    switch (below(10)) {
      case 6:
        register_late();
        break;
      case 7:
        announce();
        break;
      case 8:
        (void)perform(*test.house, test.people.at("author"),
                      MeetingAct(AskMeeting{MeetingId::make(test.random), dissent, "The ice.", {}}));
        break;
      case 0:
        (void)test.act("keeper", Acknowledge{dissent});
        break;
      case 1:
        (void)test.act("author", WithdrawDissent{dissent});
        break;
      case 2:
        (void)test.act("respondent", TakeDecision{test.decision, core::day_of(test.now), "",
                                                  Bypass{BypassGround::urgent, "The ice.",
                                                         core::day_of(test.now) + std::chrono::days{9}}});
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
    test.offices["The heir"] = heir;
    test.must("founder", MergeOffice{test.offices["Bureau of the North"], heir});
    test.must("founder", Appoint{test.people.at("respondent"), {{heir, Role::respondent}}});
  }

  std::mt19937 dice_;
  std::vector<DissentId> filed_;
  std::vector<DecisionId> unexplained_;
  std::vector<Release> kept_;
  std::map<Day, BasisCounts> quarters_;
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
    EXPECT_GE(std::ranges::count_if(rows.missed, [](const auto& each) { return each.office.has_value(); }),
              5);
    EXPECT_GE(rows.taken.size(), 5U);
    EXPECT_GE(story.looked, 7);
    const auto page = read_figures(*story.test.house);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->figures, audited.published);
    EXPECT_GE(page->figures.releases.size(), 7U);
    EXPECT_LE(page->figures.by_office.size(), 2U);
  }
}

TEST(TheLedgersFigures, AreMadeOnceForEachStateOfTheLogAndEachDay) {
  TestInstitution test;
  FiguresCache cache;
  const auto first = cache.read(*test.house);
  ASSERT_TRUE(first);
  EXPECT_EQ(cache.read(*test.house)->get(), first->get());
  test.must("founder", CreateOffice{OfficeId::make(test.random), "A new office"});
  const auto second = cache.read(*test.house);
  EXPECT_NE(second->get(), first->get());
  EXPECT_EQ((*second)->offices.size(), (*first)->offices.size() + 1);
  test.now += std::chrono::days{100};
  const auto third = cache.read(*test.house);
  EXPECT_GT((*third)->figures.releases.size(), (*second)->figures.releases.size());
  EXPECT_EQ((*third)->figures, read_figures(*test.house)->figures);
}

TEST(TheLedgersFigures, AreNotMovedByAMerger) {
  TwoYears story(3);
  story.tell();
  for (const AnsweredFact& each : facts_of_rows(story.test).answered)
    EXPECT_EQ(each.office, story.test.offices["Bureau of the North"]);
}

// A ledger like the one that GAO-13-21 counted (United States, 2003 to 2010): about 35 in a hundred major
// rules and about 44 in a hundred others were published without asking the public first.
class GaosLedger {
 public:
  GaosLedger()
      : test({.policy = asking_policy(), .more = {{"other", "Olga Other", kOther, Role::respondent}}}) {}

  // `bypassed` of `all` that the office takes were taken without asking the Legal Office.
  void take(const char* who, const char* office, int bypassed, int all) {
    for (int i = 0; i < all; ++i) {
      const DecisionId id = DecisionId::make(test.random);
      test.must(who, RegisterDecision{.id = id,
                                      .number = id.text,
                                      .title = "A rule",
                                      .text = "It holds.",
                                      .text_hash = "",
                                      .owner = test.offices[office]});
      TakeDecision taking{id, core::day_of(test.now) + kAsked, "", {}};
      if (i < bypassed)
        taking.bypass = Bypass{BypassGround::urgent, "There was no time.", taking.taken_on + kAsked};
      else
        clear(who, id);
      takings_.emplace_back(who, taking);
    }
  }
  void take_what_was_asked() {
    test.now += kAsked;
    for (const auto& [who, taking] : takings_) test.must(who, taking);
  }

  static constexpr const char* kOther = testing::kSecretariat;
  TestInstitution test;

 private:
  static constexpr std::chrono::days kAsked{14};

  void clear(const char* who, const DecisionId& id) {
    OpenClearance round{.id = ClearanceRoundId::make(test.random), .decision = id};
    round.mandate = {.fixed = "That there is a rule.",
                     .may_change = "Its words.",
                     .decides = "The office",
                     .hear_by = core::day_of(test.now) + 2 * kAsked};
    round.mandate.level = Level::consult;
    const auto opened = perform(*test.house, test.people.at(who), ClearanceAct(round));
    ASSERT_TRUE(opened) << opened.error().what;
    const auto seen = read_clearance(*test.house, test.member(who), id);
    ASSERT_TRUE(seen);
    const auto given =
        perform(*test.house, test.people.at("outsider"),
                ClearanceAct(GivePosition{.position = position_id(round.id, test.offices[testing::kLegal]),
                                          .stance = Stance::concur,
                                          .text_hash = seen->decision.versions.back().hash}));
    ASSERT_TRUE(given) << given.error().what;
  }

  std::vector<std::pair<const char*, TakeDecision>> takings_;
};

TEST(GaosTable, ComesOutOfTheDatabaseAndOfTheLogAlike) {
  GaosLedger story;
  TestInstitution& test = story.test;
  story.take("respondent", testing::kNorth, 7, 20);
  story.take("other", GaosLedger::kOther, 11, 25);
  story.take_what_was_asked();
  test.go_to("2026-07-02");
  const auto page = read_figures(*test.house);
  ASSERT_TRUE(page);
  const auto& by_office = page->figures.by_office;
  EXPECT_EQ(bypassed_percent(by_office.at(test.offices[testing::kNorth])), 35);
  EXPECT_EQ(bypassed_percent(by_office.at(test.offices[GaosLedger::kOther])), 44);
  EXPECT_EQ(by_office.at(test.offices[testing::kNorth]).at(BasisKind::cleared), 13);
  AuditFigures audited;
  EXPECT_EQ(facts_of_rows(test).taken, facts_of_records(test, audited).taken);
  EXPECT_EQ(page->figures, audited.published);
}

}  // namespace
}  // namespace demur::service
