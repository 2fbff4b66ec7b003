#include "demur/cli/wallet.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

using anonymity::SecretBytes;
using core::Code;

constexpr std::string_view kPassphrase = "correct horse battery";

SecretBytes passphrase(std::string_view text = kPassphrase) {
  return SecretBytes(core::bytes_of(text));
}

KeptToken kept(std::uint8_t number, core::Day drop_on) {
  anonymity::Token token;
  token.credential.holder.fill(number);
  token.credential.signatures = core::Bytes(384, number);
  token.holder_seed.bytes()[0] = number;
  return {.record = "a record", .drop_on = drop_on, .token = std::move(token)};
}

Wallet some_wallet() {
  Wallet wallet{.house = "https://dissent.example.org",
                .log_key = "dissent.example.org/log+5ad2079a+Aab",
                .login = "mara",
                .passkey = make_passkey("dissent.example.org", {1, 2}, core::seeded_random(1)),
                .keys = {.note = "note\n", .entries = std::string("\x00\x01x", 3)},
                .asked = {},
                .tokens = {},
                .unsent = {}};
  wallet.asked.push_back({.record = "another", .request = SecretBytes(core::bytes_of("SECRET-REQUEST"))});
  wallet.tokens.push_back(kept(7, core::parse_day("2027-01-01").value()));
  return wallet;
}

class WalletTest : public ::testing::Test {
 protected:
  WalletTest()
      : folder_(std::filesystem::temp_directory_path() / ("demur-wallet-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
  }
  ~WalletTest() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string path() const { return (folder_ / "wallet").string(); }

  std::filesystem::path folder_;
};

TEST_F(WalletTest, ComesBackAsItWasAndOnlyWithItsPassphrase) {
  ASSERT_TRUE(WalletFile::create(path(), passphrase(), some_wallet()));
  auto opened = WalletFile::open(path(), passphrase());
  ASSERT_TRUE(opened) << opened.error().what;
  const Wallet& wallet = opened->wallet();
  EXPECT_EQ(wallet.house, some_wallet().house);
  EXPECT_EQ(wallet.keys.entries, some_wallet().keys.entries);
  EXPECT_EQ(core::text_of(wallet.asked.at(0).request.bytes()), "SECRET-REQUEST");
  EXPECT_EQ(wallet.tokens.at(0).token.credential, some_wallet().tokens.at(0).token.credential);
  EXPECT_EQ(wallet.tokens.at(0).token.holder_seed.bytes()[0], 7);
  const auto refused = WalletFile::open(path(), passphrase("correct horse batterz"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::unproven);
}

TEST_F(WalletTest, SaysNothingToWhoFindsTheFileAndIsItsOwnersAlone) {
  ASSERT_TRUE(WalletFile::create(path(), passphrase(), some_wallet()));
  const std::string text = read_file(path(), 1U << 20U).value();
  for (const char* word : {"mara", "dissent.example.org", "SECRET-REQUEST", "token", "record"})
    EXPECT_EQ(text.find(word), std::string::npos) << word;
  struct stat status{};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) EXPECT_EQ(entry.path(), path());
}

TEST_F(WalletTest, IsNeverWrittenOver) {
  ASSERT_TRUE(WalletFile::create(path(), passphrase(), some_wallet()));
  const auto again = WalletFile::create(path(), passphrase(), some_wallet());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::conflict);
}

TEST(Wallet, ForgetsATokenOnItsDayUnlessItWaitsForItsReceipt) {
  Wallet wallet = some_wallet();
  const core::Day day = core::parse_day("2026-12-01").value();
  wallet.tokens.push_back(kept(8, day));
  wallet.tokens.push_back(kept(9, day));
  wallet.unsent.push_back({.drop = "d",
                           .filing = "f",
                           .item = "{}",
                           .holder = holder_of(wallet.tokens.back()),
                           .receipt_path = ""});
  wallet.forget_what_is_over(day - std::chrono::days{1});
  EXPECT_EQ(wallet.tokens.size(), 3U);
  wallet.forget_what_is_over(day);
  ASSERT_EQ(wallet.tokens.size(), 2U);
  wallet.settle(holder_of(wallet.tokens.back()), Settled::refused);
  EXPECT_EQ(wallet.tokens.size(), 2U);
  EXPECT_TRUE(wallet.unsent.empty());
  wallet.settle(holder_of(wallet.tokens.back()), Settled::taken);
  EXPECT_EQ(wallet.tokens.size(), 1U);
}

anonymity::IssuerKeyRecord key_for(const char* scope, core::Day last) {
  anonymity::IssuerKeyRecord key;
  key.scope = scope;
  key.not_after = last;
  return key;
}

TEST(Wallet, DropsAQuarterOfTheTokensEarlyOnAnyDayOfTheirs) {
  const core::Random random = core::seeded_random(11);
  const core::Day today = core::parse_day("2026-11-25").value();
  const core::Day last = core::parse_day("2026-12-31").value();
  const anonymity::IssuerKeyRecord key = key_for("file:2026q4", last);
  int early = 0;
  for (int i = 0; i < 4'000; ++i) {
    const core::Day day = drop_day(today, key, random);
    EXPECT_GT(day, today);
    EXPECT_LE(day, last + std::chrono::days{1});
    if (day <= last) ++early;
  }
  EXPECT_NEAR(early, 1'000 * 36 / 37, 120);
}

TEST(Wallet, KeepsATokenToVoteWithUntilItsRoundIsOver) {
  const core::Random random = core::seeded_random(12);
  const core::Day last = core::parse_day("2026-12-31").value();
  const anonymity::IssuerKeyRecord key = key_for("vote:aaaaaaaaaaaaaaaaaaaaaaaaaa", last);
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(drop_day(last - std::chrono::days{30}, key, random), last + std::chrono::days{1});
}

// Somebody who reads it cannot tell ballots that were signed from where the count began.
TEST(Wallet, CountsBallotsFromANumberByChanceAndNeverBackwards) {
  const core::Random random = core::seeded_random(13);
  std::set<std::uint16_t> starts;
  for (int i = 0; i < 100; ++i) starts.insert(first_count(random));
  EXPECT_GT(starts.size(), 90U);
  EXPECT_GT(*starts.begin(), 0);
  EXPECT_LE(*starts.rbegin(), 32'768);
  KeptToken kept;
  kept.ballots = 65'470;
  EXPECT_TRUE(kept.count_ballot(1));
  EXPECT_TRUE(kept.count_ballot(64));
  EXPECT_EQ(kept.ballots, 65'535);
  EXPECT_EQ(kept.count_ballot(1).error().code, core::Code::conflict);
  EXPECT_EQ(kept.ballots, 65'535);
}

}  // namespace
}  // namespace demur::cli
