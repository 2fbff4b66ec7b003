#include "demur/opinion/evidence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace demur::opinion {
namespace {

Shown exactly(std::uint32_t agree, std::uint32_t disagree, std::uint32_t pass) {
  return {.agree = {agree, agree}, .disagree = {disagree, disagree}, .pass = {pass, pass}};
}

Release two_groups(const std::vector<std::array<Shown, 2>>& statements) {
  Release release{.floor = 1, .people = 400, .kept = {0, 1}, .sizes = {200, 200}};
  for (const auto& [a, b] : statements)
    release.statements.push_back(
        {.everybody =
             exactly(a.agree.low + b.agree.low, a.disagree.low + b.disagree.low, a.pass.low + b.pass.low),
         .groups = {a, b}});
  return release;
}

TEST(Rates, AreThoseOfWilsonAndNewcombe) {
  // Newcombe, Stat. Med. 17 (1998) 857-872, table I: 81 of 263, and 15 of 148, method 3.
  EXPECT_NEAR(share(81, 263).low, 0.2553, 5e-5);
  EXPECT_NEAR(share(81, 263).high, 0.3662, 5e-5);
  EXPECT_NEAR(share(15, 148).low, 0.0624, 5e-5);
  EXPECT_NEAR(share(15, 148).high, 0.1605, 5e-5);
  // Newcombe, Stat. Med. 17 (1998) 873-890, table II, method 10: 56/70 - 48/80.
  const Estimate gap = difference(share(56, 70), share(48, 80));
  EXPECT_NEAR(gap.low, 0.0524, 5e-5);
  EXPECT_NEAR(gap.high, 0.3339, 5e-5);
}

TEST(Rates, OfNobodySayNothing) {
  EXPECT_EQ(share(0, 0).low, 0);
  EXPECT_EQ(share(0, 0).high, 1);
  EXPECT_EQ(share(exactly(0, 0, 0), kAgree).high, 1);
}

TEST(Rates, OfRangesHoldForTheWorstOfThem) {
  const Shown shown{.agree = {60, 60}, .disagree = {0, 9}, .pass = {20, 20}};
  EXPECT_EQ(share(shown, kAgree).low, share(60, 89).low);
  EXPECT_EQ(share(shown, kAgree).high, share(60, 80).high);
}

TEST(ManyComparisons, FindNothingInChance) {
  std::mt19937 random(3);
  int found = 0;
  for (int round = 0; round < 100; ++round) {
    std::vector<std::array<Shown, 2>> statements;
    for (int j = 0; j < 50; ++j) {
      std::binomial_distribution<std::uint32_t> votes(100, 0.5);
      const auto a = votes(random);
      const auto b = votes(random);
      statements.push_back({exactly(a, 100 - a, 0), exactly(b, 100 - b, 0)});
    }
    const Evidence evidence = weigh(two_groups(statements));
    found += bridging_order(evidence).empty() && divisive_order(evidence).empty() ? 0 : 1;
  }
  EXPECT_LE(found, 5);  // of 100 conversations; without the control nearly every one has some
}

TEST(ManyComparisons, AreAdjustedAsBenjaminiAndYekutieliSay) {
  const std::vector<double> p = {0.01, 0.5, 0.02};
  const auto q = adjusted(p);
  const double harmonic = 1 + 1.0 / 2 + 1.0 / 3;
  EXPECT_NEAR(q[0], std::min(0.01 * 3, 0.02 * 3 / 2) * harmonic, 1e-12);
  EXPECT_NEAR(q[2], 0.02 * 3 / 2 * harmonic, 1e-12);
  EXPECT_NEAR(q[1], 0.5 * harmonic, 1e-12);
}

TEST(Bridging, PutsNoThinStatementOnTop) {
  const Evidence evidence = weigh(two_groups({{exactly(2, 0, 0), exactly(2, 0, 0)},
                                              {exactly(90, 5, 5), exactly(85, 10, 5)},
                                              {exactly(95, 2, 3), exactly(30, 60, 10)}}));
  EXPECT_EQ(bridging_order(evidence), (std::vector<std::size_t>{1}));
  EXPECT_GT(evidence.statements[1].common.low, 0.75);
}

TEST(Bridging, IsAlsoWhatAllRejectTogether) {
  const Evidence evidence = weigh(two_groups({{exactly(3, 90, 7), exactly(5, 80, 15)}}));
  ASSERT_EQ(bridging_order(evidence).size(), 1U);
  EXPECT_EQ(evidence.statements[0].common.answer, kDisagree);
}

TEST(GroupAwareConsensus, IsTheProductThatPolisHas) {
  const Evidence evidence = weigh(two_groups({{exactly(30, 5, 5), exactly(20, 15, 5)}}));
  EXPECT_NEAR(evidence.statements[0].common.group_aware, 31.0 / 42 * 21 / 42, 1e-12);
}

TEST(Divisive, OrdersByTheGapThatIsCertainAndNotByTheWidest) {
  const Evidence evidence = weigh(two_groups({{exactly(5, 0, 0), exactly(0, 5, 0)},
                                              {exactly(90, 10, 0), exactly(15, 80, 5)},
                                              {exactly(50, 50, 0), exactly(48, 52, 0)}}));
  const auto order = divisive_order(evidence);
  ASSERT_GE(order.size(), 1U);
  EXPECT_EQ(order[0], 1U);
  EXPECT_EQ(std::ranges::count(order, 2U), 0);
  EXPECT_EQ(evidence.statements[1].divided.more, 0U);
  EXPECT_EQ(evidence.statements[1].divided.less, 1U);
}

TEST(Divisive, WithOneGroupIsWhatAtLeastAQuarterSaysEachWay) {
  Release release{.floor = 1, .people = 200, .kept = {0}, .sizes = {200}};
  release.statements = {{.everybody = exactly(90, 80, 10), .groups = {exactly(90, 80, 10)}},
                        {.everybody = exactly(150, 30, 10), .groups = {exactly(150, 30, 10)}}};
  const Evidence evidence = weigh(release);
  EXPECT_EQ(divisive_order(evidence), (std::vector<std::size_t>{0}));
}

TEST(Defining, AreTheStatementsOnWhichAGroupStandsApart) {
  const Evidence evidence =
      weigh(two_groups({{exactly(90, 5, 5), exactly(88, 6, 6)}, {exactly(10, 85, 5), exactly(80, 10, 10)}}));
  ASSERT_EQ(evidence.defining.size(), 2U);
  ASSERT_EQ(evidence.defining[0].size(), 1U);
  EXPECT_EQ(evidence.defining[0][0].statement, 1U);
  EXPECT_EQ(evidence.defining[0][0].answer, kDisagree);
  EXPECT_EQ(evidence.defining[1][0].answer, kAgree);
}

TEST(Evidence, OfHiddenCountsIsNeverStrongerThanOfTheCountsThemselves) {
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    Tallies tallies{.groups = 2, .statements = 3, .people = {60, 60, 0}};
    for (int cell = 0; cell < 9; ++cell) {
      Cells cells = {};
      if (cell % 3 != 2)
        for (int vote = 0; vote < 60; ++vote)
          ++cells[std::discrete_distribution<std::size_t>({5, 3, 1})(random)];
      tallies.cells.push_back(cells);
    }
    const Evidence exact = weigh(withhold(tallies, 1).value());
    const Evidence hidden = weigh(withhold(tallies, 10).value());
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_LE(hidden.statements[j].common.low, exact.statements[j].common.low + 1e-12);
      EXPECT_LE(hidden.statements[j].divided.low, exact.statements[j].divided.low + 0.03);
    }
  }
}

}  // namespace
}  // namespace demur::opinion
