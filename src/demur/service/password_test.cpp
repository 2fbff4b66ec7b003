#include "demur/service/password.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>
#include <vector>

#include "demur/service/sign_in_pace.hpp"

namespace demur::service {
namespace {

using namespace std::chrono_literals;
using core::Code;

const core::Time kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

bool allowed(std::string_view password) {
  return check_password_rules(password, "ada.lovelace", "Ada King Lovelace").has_value();
}

TEST(PasswordRules, AskForTwelveCharactersAndAtMost1024Bytes) {
  EXPECT_FALSE(allowed(""));
  EXPECT_FALSE(allowed("elevenchars"));
  EXPECT_TRUE(allowed("twelve chars"));
  EXPECT_TRUE(allowed("éèàùçôîûêëïü"));
  EXPECT_FALSE(allowed("éèàùçô"));  // twelve bytes
  std::string longest = "a long one, ";
  while (longest.size() < 1024) longest += static_cast<char>('a' + longest.size() % 17);
  EXPECT_TRUE(allowed(longest));
  EXPECT_FALSE(allowed(longest + "x"));
  EXPECT_FALSE(allowed("not text \xff\xfe at all"));
}

TEST(PasswordRules, RefuseWhatIsGuessedFirst) {
  for (const char* bad : {"ada.lovelace", "Ada.Lovelace", "Ada King Lovelace", "adakinglovelace",
                          "password1234", "PassWord 1234", "aaaaaaaaaaaa", "abababababab", "abcdabcdabcdab",
                          "            ", "correct horse battery staple"})
    EXPECT_FALSE(allowed(bad)) << bad;
  EXPECT_TRUE(allowed("ada.lovelace wrote notes"));
}

TEST(PasswordRules, NeverRepeatThePassword) {
  const auto error = check_password_rules("hunter2", "ada", "Ada").error();
  EXPECT_EQ(error.code, Code::invalid);
  EXPECT_EQ(error.field, "password");
  EXPECT_EQ(error.what.find("hunter2"), std::string::npos);
}

TEST(Password, IsRightOrWrong) {
  HashingGate gate;
  const PasswordHasher hasher(kCheapPasswordCost, gate);
  const std::string stored = hasher.hash("to be or not to be").value();
  EXPECT_TRUE(stored.starts_with("$argon2id$v=19$"));
  EXPECT_EQ(hasher.check(stored, "to be or not to be").value(), PasswordCheck::right);
  EXPECT_EQ(hasher.check(stored, "to be or not to bf").value(), PasswordCheck::wrong);
  EXPECT_EQ(hasher.check(stored, "").value(), PasswordCheck::wrong);
  EXPECT_EQ(hasher.check(stored, std::string("to be or not to be\0", 19)).value(), PasswordCheck::wrong);
  EXPECT_EQ(hasher.check("not a hash", "to be or not to be").value(), PasswordCheck::wrong);
  EXPECT_NE(hasher.hash("to be or not to be").value(), stored);
}

TEST(Password, OfNobodyIsAlwaysWrong) {
  HashingGate gate;
  const PasswordHasher hasher(kCheapPasswordCost, gate);
  EXPECT_EQ(hasher.check(std::nullopt, "nobody has this password").value(), PasswordCheck::wrong);
}

TEST(Password, IsStaleWhenItsCostIsNotTodays) {
  HashingGate gate;
  const std::string cheap = PasswordHasher(kCheapPasswordCost, gate).hash("to be or not to be").value();
  const PasswordHasher dearer({.passes = 2, .memory_bytes = 16384}, gate);
  EXPECT_EQ(dearer.check(cheap, "to be or not to be").value(), PasswordCheck::right_but_stale);
  EXPECT_EQ(dearer.check(cheap, "something else").value(), PasswordCheck::wrong);
}

TEST(Password, CostsThreePassesOf64MebibytesUnlessTold) {
  HashingGate gate;
  EXPECT_TRUE(PasswordHasher(kPasswordCost, gate)
                  .hash("to be or not to be")
                  .value()
                  .starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
}

TEST(HashingGate, LetsTwoInAndQueuesAndThenRefuses) {
  HashingGate gate(2, 1);
  auto first = gate.enter();
  auto second = gate.enter();
  ASSERT_TRUE(first && second);
  std::jthread third([&] { EXPECT_TRUE(gate.enter()); });
  while (gate.waiting() != 1) std::this_thread::yield();
  EXPECT_EQ(gate.enter().error().code, Code::too_many);
  {
    const HashingGate::Pass leaving = std::move(*first);
  }
  third.join();
  EXPECT_TRUE(gate.enter());
}

TEST(HashingGate, KeepsTheOrderOfTheLine) {
  HashingGate gate(1, 10);
  std::mutex mutex;
  std::vector<int> order;
  std::vector<std::jthread> threads;
  {
    const auto held = gate.enter();
    ASSERT_TRUE(held);
    for (int i = 0; i < 5; ++i) {
      threads.emplace_back([&, i] {
        const auto pass = gate.enter();
        const std::scoped_lock lock(mutex);
        order.push_back(i);
      });
      while (gate.waiting() != static_cast<std::uint64_t>(i) + 1) std::this_thread::yield();
    }
  }
  threads.clear();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(SignInPace, PausesAfterFiveTriesAndDoublesUpToFiveMinutes) {
  SignInPace pace(core::seeded_random(1));
  core::Time now = kNow;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(pace.admit("ada", now));
  for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 300s, 300s}) {
    EXPECT_EQ(pace.admit("ada", now + pause - 1s).error().code, Code::too_many) << pause.count();
    EXPECT_TRUE(pace.admit("ada", now += pause));
  }
}

TEST(SignInPace, IsPerAccountAndClearedByTheRightPassword) {
  SignInPace pace(core::seeded_random(1));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(pace.admit("ada", kNow));
  EXPECT_FALSE(pace.admit("ada", kNow));
  EXPECT_TRUE(pace.admit("ben", kNow));
  pace.succeeded("ada");
  EXPECT_TRUE(pace.admit("ada", kNow));
}

TEST(SignInPace, ForgetsAfterADay) {
  SignInPace pace(core::seeded_random(1));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(pace.admit("ada", kNow));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(pace.admit("ada", kNow + 24h));
  EXPECT_FALSE(pace.admit("ada", kNow + 24h));
}

TEST(SignInPace, MemoryIsBoundedAndTheOldestGoesFirst) {
  SignInPace pace(core::seeded_random(1), 2);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(pace.admit("ada", kNow));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(pace.admit("ben", kNow + 1s));
  EXPECT_TRUE(pace.admit("cem", kNow + 1s));
  EXPECT_FALSE(pace.admit("ben", kNow + 1s));
  EXPECT_TRUE(pace.admit("ada", kNow + 1s));
}

}  // namespace
}  // namespace demur::service
