#include "demur/anonymity/share_holders.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "demur/core/random.hpp"

namespace demur::anonymity {
namespace {

constexpr KeyTag kFirst{1};
constexpr KeyTag kSecond{2};
constexpr KeyTag kThird{3};

ShareHolders three() {
  ShareHolders holders;
  EXPECT_TRUE(holders.address(kFirst, "anna"));
  EXPECT_TRUE(holders.address(kSecond, "bert"));
  EXPECT_TRUE(holders.address(kThird, "cleo"));
  return holders;
}

TEST(AShareHandedOver, CountsOnceForGiverAndSuccessor) {
  ShareHolders holders = three();
  ASSERT_TRUE(holders.hand_over(kFirst, "anna", "dora"));
  ASSERT_TRUE(holders.hand_over(kFirst, "anna", "dora")) << "twice is once";
  EXPECT_EQ(holders.slot_of("dora"), kFirst);
  EXPECT_EQ(holders.shares_of({"anna", "dora"}), 1);
  EXPECT_EQ(holders.shares_of({"anna", "dora", "bert"}), 2);
  EXPECT_EQ(holders.shares_of({"eve"}), 0);
}

TEST(AShareHandedOver, MayGoToANewerKeyOfTheSameCustodian) {
  ShareHolders holders = three();
  ASSERT_TRUE(holders.hand_over(kFirst, "anna", "anna"));
  EXPECT_EQ(holders.shares_of({"anna", "bert", "cleo"}), 3);
}

TEST(AShareHandedOver, IsRefusedWhereItIsNotTheGivers) {
  ShareHolders holders = three();
  EXPECT_EQ(holders.hand_over(kSecond, "anna", "dora").error().code, Code::forbidden);
  EXPECT_EQ(holders.hand_over(kFirst, "eve", "dora").error().code, Code::forbidden);
  EXPECT_FALSE(holders.slot_of("dora"));
}

TEST(AShareHandedOver, NeverGivesOneCustodianTwoNotEvenByAChain) {
  ShareHolders holders = three();
  EXPECT_EQ(holders.hand_over(kFirst, "anna", "bert").error().code, Code::conflict) << "who has a slot";
  ASSERT_TRUE(holders.hand_over(kFirst, "anna", "dora"));
  EXPECT_EQ(holders.hand_over(kSecond, "bert", "dora").error().code, Code::conflict) << "who was given one";
  EXPECT_EQ(holders.hand_over(kSecond, "bert", "anna").error().code, Code::conflict)
      << "who gave theirs away";
  ASSERT_TRUE(holders.hand_over(kFirst, "dora", "eve"));
  EXPECT_EQ(holders.hand_over(kThird, "cleo", "eve").error().code, Code::conflict) << "by way of another";
  EXPECT_EQ(holders.hand_over(kThird, "cleo", "dora").error().code, Code::conflict) << "who passed it on";
}

// Whatever is handed to whomever, in any order.
TEST(AnyHandingOver, LeavesNobodyWithTwoShares) {
  const core::Random random = core::seeded_random(5);
  const std::array<std::string, 7> people{"anna", "bert", "cleo", "dora", "eve", "finn", "gina"};
  const std::array slots{kFirst, kSecond, kThird};
  int accepted = 0;
  for (int story = 0; story < 200; ++story) {
    ShareHolders holders = three();
    std::map<std::string, std::set<KeyTag>> received{
        {"anna", {kFirst}}, {"bert", {kSecond}}, {"cleo", {kThird}}};
    for (int act = 0; act < 30; ++act) {
      std::array<std::uint8_t, 3> draw{};
      random(draw);
      const KeyTag& slot = slots.at(draw[0] % 3);
      const std::string& giver = people.at(draw[1] % 7);
      const std::string& successor = people.at(draw[2] % 7);
      if (!holders.hand_over(slot, giver, successor)) continue;
      ++accepted;
      EXPECT_TRUE(received[giver].contains(slot));
      received[successor].insert(slot);
    }
    for (const auto& [who, shares] : received) EXPECT_LE(shares.size(), 1U) << who;
  }
  EXPECT_GT(accepted, 200);
}

}  // namespace
}  // namespace demur::anonymity
