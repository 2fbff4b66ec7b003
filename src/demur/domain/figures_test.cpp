#include "demur/domain/figures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include "demur/domain/clearance_story.hpp"

namespace demur::domain {
namespace {

using std::chrono::days;

Day on(std::string_view text) {
  return core::parse_day(text).value();
}

const Day kFounded = on("2024-01-01");

// Three years of an institution of three offices that are unlike in how much they get, and adopt.
FigureFacts random_facts(unsigned seed) {
  std::mt19937 dice(seed);
  const auto below = [&](int limit) { return std::uniform_int_distribution(0, limit - 1)(dice); };
  const char* offices[] = {"desk", "legal", "rights"};
  FigureFacts facts;
  const int count = 60 + below(700);
  for (int i = 0; i < count; ++i) {
    const DissentId id{"d" + std::to_string(i)};
    const int office = std::min(below(3), below(3));
    WaitFact wait{.dissent = id, .filed = on("2024-01-01") + days{below(1000)}, .known = {}};
    wait.known = wait.filed + days{below(6)};
    if (below(8) != 0) {
      wait.answered = wait.filed + days{1 + below(office == 0 ? 40 : 130)};
      facts.answered.push_back(
          {id, {offices[office]}, *wait.answered, wait.filed, below(10) < 1 + 3 * office});
    } else {
      facts.missed.push_back({DutyKind::answer, wait.filed + days{31 + below(40)}});
    }
    for (const DutyKind kind : {DutyKind::reply, DutyKind::say_change, DutyKind::report}) {
      if (below(3) != 0) continue;
      MissedFact missed{kind, wait.filed + days{20 + below(60)}};
      missed.named = is_about_a_dissent(kind) ? wait.answered : missed.recorded;
      if (missed.named) missed.named = std::max(*missed.named, missed.recorded);
      if (missed.named) missed.office = OfficeId{offices[office]};
      facts.missed.push_back(missed);
    }
    facts.waits.push_back(wait);
  }
  return facts;
}

// A published number: between what it leaves open, and the dissents that it counts.
struct Shown {
  std::string name;
  int least = 0;
  int most = 0;
  std::set<DissentId> counted = {};
};

// Whose side a block, or a part of it, counts; by the definition of a block, and not by the code of it.
std::set<DissentId> in_block(const FigureFacts& facts, const OfficeId& office, Day after, Day by,
                             const std::function<bool(const AnsweredFact&)>& side) {
  std::set<DissentId> ids;
  for (const AnsweredFact& each : facts.answered)
    if (each.office == office && each.day > after && each.day <= by && side(each)) ids.insert(each.dissent);
  return ids;
}

std::vector<Shown> answers_shown(const FigureFacts& facts, const Figures& figures, int floor) {
  std::vector<Shown> all;
  std::map<OfficeId, Day> released;
  for (const Release& release : figures.releases)
    for (const AnswerBlock& block : release.answers) {
      const auto add = [&](const char* what, int least, int most, const auto& side) {
        all.push_back({core::to_string(release.as_of) + " " + block.office.text + " " + what, least, most,
                       in_block(facts, block.office, released[block.office], release.as_of, side)});
      };
      const int n = block.answered;
      const int least = block.adopted.value_or(block.few_adopted ? 0 : n - floor + 1);
      const int most = block.adopted.value_or(block.few_adopted ? floor - 1 : n);
      add("answered", n, n, [](const AnsweredFact&) { return true; });
      add("adopted", least, most, [](const AnsweredFact& each) { return each.adopted; });
      add("not adopted", n - most, n - least, [](const AnsweredFact& each) { return !each.adopted; });
      for (std::size_t i = 0; i < kWaitDays.size(); ++i) {
        const auto in_time = [i](const AnsweredFact& each) {
          return each.day - *each.filed <= days{kWaitDays[i]};
        };
        EXPECT_EQ(block.within[i] % floor, 0);
        add("within", block.within[i], block.within[i] + floor - 1, in_time);
        add("later", n - block.within[i] - floor + 1, n - block.within[i],
            [&](const AnsweredFact& each) { return !in_time(each); });
      }
      released[block.office] = release.as_of;
    }
  return all;
}

std::vector<Shown> waits_shown(const FigureFacts& facts, const Figures& figures, int floor) {
  std::vector<Shown> all;
  for (const Release& release : figures.releases) {
    if (!release.waits) continue;
    const WaitBlock& block = *release.waits;
    const auto add = [&](const std::string& what, int number, int within) {
      Shown shown{core::to_string(release.as_of) + what, number, number + floor - 1};
      for (const WaitFact& each : facts.waits)
        if (each.filed >= block.from && each.filed <= block.to &&
            (within < 0 || (each.answered && *each.answered - each.filed <= days{within})))
          shown.counted.insert(each.dissent);
      all.push_back(std::move(shown));
    };
    add(" filed", block.filed, -1);
    for (std::size_t i = 0; i < kWaitDays.size(); ++i)
      add(" within " + std::to_string(kWaitDays[i]), block.answered[i], kWaitDays[i]);
  }
  return all;
}

bool tells_of_few(int least, int most, int floor) {
  return least >= 1 && most < floor;
}

// What can be known of those that one number counts and another does not: by subtraction, nothing that is
// certain of one dissent and of fewer than the floor.
TEST(PublishedFigures, SubtractedFromEachOtherNeverTellOfFewerThanTheFloor) {
  int compared = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    const int floor = seed % 2 == 0 ? 5 : 10;
    const FigureFacts facts = random_facts(seed);
    const Figures figures = figures_of(facts, floor, kFounded, on("2027-01-15"));
    std::vector<Shown> all = answers_shown(facts, figures, floor);
    for (Shown& each : waits_shown(facts, figures, floor)) all.push_back(std::move(each));
    for (const Shown& larger : all) {
      const int size = static_cast<int>(larger.counted.size());
      ASSERT_TRUE(size >= larger.least && size <= larger.most) << seed << ": " << larger.name;
      ASSERT_FALSE(tells_of_few(larger.least, larger.most, floor)) << seed << ": " << larger.name;
      for (const Shown& smaller : all) {
        if (&smaller == &larger || !std::ranges::includes(larger.counted, smaller.counted)) continue;
        ++compared;
        ASSERT_FALSE(tells_of_few(larger.least - smaller.most, larger.most - smaller.least, floor))
            << seed << ": " << larger.name << " without " << smaller.name;
      }
    }
  }
  EXPECT_GT(compared, 1000);
}

// One more than a pair: a number without two others that have nothing in common.
TEST(PublishedFigures, AreSumsOfPartsWithNothingInCommonNoneUnderTheFloor) {
  int blocks = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    const int floor = seed % 2 == 0 ? 5 : 10;
    const FigureFacts facts = random_facts(seed);
    std::set<DissentId> seen;
    for (const Shown& part :
         answers_shown(facts, figures_of(facts, floor, kFounded, on("2027-01-15")), floor)) {
      if (part.least != part.most || !part.name.ends_with("adopted")) continue;
      ++blocks;
      ASSERT_GE(std::ssize(part.counted), floor) << seed << ": " << part.name;
      for (const DissentId& id : part.counted)
        ASSERT_TRUE(seen.insert(id).second) << seed << ": " << part.name;
    }
  }
  EXPECT_GT(blocks, 100);
}

// Frozen: whoever kept an older page has a part of today's, word for word.
TEST(PublishedFigures, OfAQuarterThatIsOverNeverChange) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const FigureFacts whole = random_facts(seed);
    const Figures last = figures_of(whole, 5, kFounded, on("2027-01-15"));
    for (Day today = on("2024-03-01"); today < on("2027-01-15"); today += days{17}) {
      FigureFacts known;
      for (const auto& each : whole.answered)
        if (each.day <= today) known.answered.push_back(each);
      for (auto each : whole.waits) {
        if (each.known > today) continue;
        if (each.answered && *each.answered > today) each.answered.reset();
        known.waits.push_back(each);
      }
      for (auto each : whole.missed) {
        if (each.recorded > today) continue;
        if (each.named && *each.named > today) each.named.reset(), each.office.reset();
        known.missed.push_back(each);
      }
      const Figures then = figures_of(known, 5, kFounded, today);
      ASSERT_LE(then.releases.size(), last.releases.size());
      for (std::size_t i = 0; i < then.releases.size(); ++i)
        ASSERT_EQ(then.releases[i], last.releases[i]) << seed << " on " << core::to_string(today);
    }
  }
}

// Not where they begin, and in no number.
TEST(PublishedFigures, AreTheSameWithAFirstDissentAsWithNone) {
  FigureFacts facts;
  const Figures none = figures_of(facts, 5, on("2025-02-03"), on("2026-07-01"));
  EXPECT_EQ(none.releases.size(), 6U);
  facts.waits.push_back({{"d"}, on("2025-08-05"), on("2025-08-07"), on("2025-09-01")});
  facts.answered.push_back({{"d"}, {"desk"}, on("2025-09-01"), on("2025-08-05"), true});
  facts.missed = {{DutyKind::acknowledge, on("2025-08-06")},
                  {DutyKind::say_change, on("2025-10-06"), OfficeId{"desk"}, on("2025-10-06")},
                  {DutyKind::reply, on("2025-10-06"), OfficeId{"desk"}, on("2025-10-06")},
                  {DutyKind::review, on("2026-05-06"), OfficeId{"desk"}, on("2026-05-06")}};
  EXPECT_EQ(figures_of(facts, 5, on("2025-02-03"), on("2026-07-01")), none);
}

TEST(PublishedFigures, HoldNothingOfAQuarterThatIsNotOver) {
  FigureFacts facts;
  for (int i = 0; i < 40; ++i)
    facts.answered.push_back({{"d" + std::to_string(i)}, {"desk"}, on("2026-03-31"), {}, i % 2 == 0});
  EXPECT_TRUE(figures_of(facts, 10, on("2026-01-02"), on("2026-03-31")).releases.empty());
  const Figures after = figures_of(facts, 10, on("2026-01-02"), on("2026-04-01"));
  ASSERT_EQ(after.releases.size(), 1U);
  EXPECT_EQ(after.releases[0].as_of, on("2026-03-31"));
  EXPECT_EQ(after.releases[0].answers, (std::vector<AnswerBlock>{{{"desk"}, 40, 20, false, {}}}));
}

TEST(ABlock, WithOneSideUnderTheFloorWaitsAndThenHidesIt) {
  FigureFacts facts;
  for (int i = 0; i < 39; ++i)
    facts.answered.push_back({{"d" + std::to_string(i)}, {"desk"}, on("2026-01-10"), {}, i < 9});
  EXPECT_TRUE(figures_of(facts, 10, on("2026-01-02"), on("2026-04-01")).releases[0].answers.empty());
  facts.answered.push_back({{"d39"}, {"desk"}, on("2026-05-10"), {}, false});
  const Figures figures = figures_of(facts, 10, on("2026-01-02"), on("2026-07-01"));
  EXPECT_TRUE(figures.releases[0].answers.empty());
  EXPECT_EQ(figures.releases[1].answers, (std::vector<AnswerBlock>{{{"desk"}, 40, {}, true, {}}}));
  const AdoptedShare share = adopted_shares(figures, 10).at({"desk"});
  EXPECT_EQ(share.answered, 40);
  EXPECT_EQ(share.least, 0);
  EXPECT_EQ(share.most, 9);
}

TEST(AnAdoptedShare, HasWilsonsInterval) {
  FigureFacts facts;
  for (int i = 0; i < 50; ++i)
    facts.answered.push_back({{"d" + std::to_string(i)}, {"desk"}, on("2026-01-10"), {}, i < 15});
  const AdoptedShare share =
      adopted_shares(figures_of(facts, 10, on("2026-01-02"), on("2026-04-01")), 10).at({"desk"});
  EXPECT_EQ(share.low_percent, 19);  // 15 of 50: 0.1910 to 0.4375
  EXPECT_EQ(share.high_percent, 44);
}

// Those that nobody has answered are in the share that was answered: they pull it down.
TEST(TheTimeToAnswer, CountsThoseThatStillWait) {
  FigureFacts facts;
  for (int i = 0; i < 47; ++i) {
    WaitFact wait{{"d" + std::to_string(i)}, on("2026-01-05"), on("2026-01-07"), {}};
    if (i < 26) wait.answered = on("2026-01-15");
    if (i >= 26 && i < 36) wait.answered = on("2026-03-01");
    facts.waits.push_back(wait);
  }
  EXPECT_FALSE(figures_of(facts, 10, on("2026-01-02"), on("2026-06-30")).releases[0].waits)
      << "not watched for ninety days";
  const Figures figures = figures_of(facts, 10, on("2026-01-02"), on("2026-07-01"));
  const WaitBlock block = figures.releases[1].waits.value();
  EXPECT_EQ(block.from, on("2026-01-01"));
  EXPECT_EQ(block.to, on("2026-03-31"));
  EXPECT_EQ(block.filed, 40) << "in steps of the floor, like what follows";
  EXPECT_EQ(block.answered, (std::array{20, 20, 20, 30, 30}));
}

TEST(MissedDuties, AboutDissentsAreCountedInStepsOfTheFloor) {
  FigureFacts facts;
  for (int i = 0; i < 19; ++i) facts.missed.push_back({DutyKind::answer, on("2026-02-01")});
  for (int i = 0; i < 3; ++i) facts.missed.push_back({DutyKind::report, on("2026-02-01")});
  facts.missed.push_back({DutyKind::report, on("2026-04-01")});  // it was due the day before
  const Figures figures = figures_of(facts, 10, on("2026-01-02"), on("2026-07-01"));
  EXPECT_EQ(figures.releases[0].missed.at(DutyKind::answer), 10);
  EXPECT_EQ(figures.releases[0].missed.at(DutyKind::acknowledge), 0);
  EXPECT_EQ(figures.releases[0].missed.at(DutyKind::report), 3);
  EXPECT_EQ(figures.releases[1].missed.at(DutyKind::report), 1);
}

TEST(MissedDuties, OfOneOfficeAreToldFromTheFloorOnWhereTheyAreAboutDissents) {
  FigureFacts facts;
  const auto miss = [&](int times, DutyKind kind, const char* office, const char* named) {
    for (int i = 0; i < times; ++i)
      facts.missed.push_back({kind, on("2026-02-01"), OfficeId{office}, on(named)});
  };
  miss(9, DutyKind::reply, "desk", "2026-02-01");
  miss(4, DutyKind::reply, "desk", "2026-05-01");  // an answer names its office then
  miss(19, DutyKind::reply, "legal", "2026-03-31");
  miss(2, DutyKind::give_position, "legal", "2026-02-01");
  miss(30, DutyKind::review, "legal", "2026-02-01");
  facts.missed.push_back({DutyKind::reply, on("2026-02-01")});  // named by nothing
  const Figures figures = figures_of(facts, 10, on("2026-01-02"), on("2026-10-01"));
  using Blocks = std::vector<MissedBlock>;
  EXPECT_EQ(figures.releases[0].missed_by_office,
            (Blocks{{{"legal"}, DutyKind::give_position, 2}, {{"legal"}, DutyKind::reply, 10}}));
  EXPECT_EQ(figures.releases[1].missed_by_office, (Blocks{{{"desk"}, DutyKind::reply, 10}}));
  EXPECT_EQ(figures.releases[2].missed_by_office, Blocks{});
  EXPECT_EQ(figures.releases[0].missed.at(DutyKind::reply), 30);
}

// Whatever the page shows, an office that is not in it may have missed nothing: nobody can tell from its
// misses by those of all offices, since those of which nobody knows whose they are are there too.
TEST(MissedDuties, OfFewNeverFollowFromTheTotalWithoutTheOthers) {
  int hidden = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    const int floor = seed % 2 == 0 ? 5 : 10;
    const FigureFacts facts = random_facts(seed);
    const Figures figures = figures_of(facts, floor, kFounded, on("2027-01-15"));
    for (const char* office : {"desk", "legal", "rights"})
      for (const DutyKind kind : {DutyKind::reply, DutyKind::say_change}) {
        const bool shown = std::ranges::any_of(figures.releases, [&](const Release& release) {
          return std::ranges::any_of(release.missed_by_office, [&](const MissedBlock& block) {
            return block.office == OfficeId{office} && block.kind == kind;
          });
        });
        if (shown) continue;
        FigureFacts without = facts;
        for (MissedFact& each : without.missed)
          if (each.kind == kind && each.office == OfficeId{office})
            each.office.reset(), each.named.reset(), ++hidden;
        ASSERT_EQ(figures_of(without, floor, kFounded, on("2027-01-15")), figures) << seed << office;
      }
  }
  EXPECT_GT(hidden, 100);
}

TEST(AnAnswersBlock, TellsHowLongTheAnswersTookInStepsOfTheFloor) {
  FigureFacts facts;
  for (int i = 0; i < 40; ++i) {
    const int took = i < 12 ? 10 : i < 29 ? 30 : 120;
    facts.answered.push_back(
        {{"d" + std::to_string(i)}, {"desk"}, on("2026-03-31"), on("2026-03-31") - days{took}, i % 2 == 0});
  }
  const Figures figures = figures_of(facts, 10, on("2026-01-02"), on("2026-04-01"));
  EXPECT_EQ(figures.releases[0].answers.at(0).within, (Within{10, 10, 20, 20, 20}));
}

// A ledger like the one that GAO-13-21 counted (United States, 2003 to 2010): about 35 in a hundred major
// rules and about 44 in a hundred others were published without asking the public first.
TEST(GaosTable, OfRulesThatNobodyWasAskedAboutComesOutOfALedgerLikeIt) {
  FigureFacts facts;
  const auto taken = [&](const char* office, bool bypassed) {
    ClearanceStory story;
    if (bypassed) {
      ASSERT_TRUE(story.take("desk", "", story.bypass()));
    } else {
      story.must("desk", story.opening());
      for (const char* asked : {"legal", "rights"}) story.must(asked, story.position(asked, Stance::concur));
      ASSERT_TRUE(story.take("desk"));
    }
    facts.taken.push_back({{office}, story.decision.taken_on.value(), story.basis().kind});
  };
  for (int i = 0; i < 100; ++i) taken("major", i < 35);
  for (int i = 0; i < 100; ++i) taken("other", i < 44);
  const Figures figures = figures_of(facts, 10, on("2026-01-02"), on("2027-01-01"));
  EXPECT_EQ(bypassed_percent(figures.by_office.at({"major"})), 35);
  EXPECT_EQ(bypassed_percent(figures.by_office.at({"other"})), 44);
  EXPECT_EQ(figures.by_office.at({"major"}).at(BasisKind::cleared), 65);
  EXPECT_FALSE(bypassed_percent({}));
}

}  // namespace
}  // namespace demur::domain
