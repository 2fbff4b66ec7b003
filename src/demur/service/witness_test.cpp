#include "demur/service/witness.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <barrier>
#include <thread>

#include "demur/translog/proof.hpp"
#include "demur/translog/test_log.hpp"

namespace demur::service {
namespace {

using namespace std::chrono_literals;
using core::Code;
using ::testing::HasSubstr;
using translog::KeyType;
using translog::VerifierKey;
using translog::test::key_named;
using translog::test::MemoryLog;
using translog::test::TemporaryFolder;

class WitnessTest : public ::testing::Test {
 protected:
  WitnessTest() : key_(Witness::found(data(), "example.com/witness", core::system_random()).value()) {
    log_.add_numbered(1);
    open();
  }

  [[nodiscard]] std::filesystem::path data() const { return folder_.path / "data"; }

  core::Result<std::unique_ptr<Witness>> try_open(const std::vector<VerifierKey>& logs) {
    const core::Clock clock = [this] { return now_; };
    const auto keep = [this](std::string_view line) { lines_ += line; };
    return Witness::open(data(), logs, clock, core::Log(keep, clock));
  }
  void open() {
    witness_.reset();
    witness_ = try_open({log_.key.verifier()}).value();
  }

  static std::string body_from(std::uint64_t old_size, MemoryLog& log) {
    translog::SourceTiles tiles(log);
    translog::AddCheckpoint request{.old_size = old_size, .checkpoint = log.checkpoint().value()};
    if (old_size > 0)
      request.proof = translog::prove_consistency(tiles, old_size, log.entries.size()).value();
    return translog::format_add_checkpoint(request).value();
  }
  // 0: cosigned, by the witness's key and at this time.
  int answer(std::uint64_t old_size, MemoryLog& log) {
    const auto answer = witness_->add_checkpoint(body_from(old_size, log));
    if (!answer) return static_cast<int>(answer.error().error.code);
    const std::string text = translog::parse_note(log.checkpoint().value())->text;
    const auto cosignature = translog::read_cosignature(*answer, text, key_);
    EXPECT_TRUE(cosignature) << cosignature.error().what;
    EXPECT_EQ(cosignature->time, now_);
    return 0;
  }
  int cosigned_of_those_at_once(const std::vector<std::string>& bodies) {
    std::barrier together(static_cast<std::ptrdiff_t>(bodies.size()));
    std::atomic<int> cosigned = 0;
    std::vector<std::jthread> threads;
    for (const std::string& body : bodies)
      threads.emplace_back([&, body] {
        together.arrive_and_wait();
        if (witness_->add_checkpoint(body)) ++cosigned;
      });
    threads.clear();
    return cosigned;
  }
  std::string latest() {
    const std::string name = log_.key.verifier().name;
    return witness_->latest(core::to_hex(core::sha256(core::bytes_of(name)))).value_or("nothing");
  }

  TemporaryFolder folder_;
  core::Time now_{1'700'000'000s};
  std::string lines_;
  MemoryLog log_;
  VerifierKey key_;
  std::unique_ptr<Witness> witness_;
};

constexpr int kConflict = static_cast<int>(Code::conflict);
constexpr int kUnproven = static_cast<int>(Code::unproven);

TEST_F(WitnessTest, CosignsALogAsItGrowsAndRemembersIt) {
  EXPECT_EQ(latest(), "nothing");
  EXPECT_EQ(answer(0, log_), 0);
  log_.add_numbered(300);
  now_ += 5s;
  EXPECT_EQ(answer(1, log_), 0);
  open();
  EXPECT_EQ(answer(1, log_), kConflict);
  EXPECT_EQ(witness_->add_checkpoint(body_from(1, log_)).error().cosigned_size, 301U);
  now_ += 5s;
  EXPECT_EQ(answer(301, log_), 0);
  const auto kept = translog::open_checkpoint(latest(), log_.key.verifier(), {{key_}}).value();
  EXPECT_EQ(kept.checkpoint.size, 301U);
  EXPECT_EQ(kept.cosigners, (std::vector<translog::Signer>{{key_, now_}}));
  EXPECT_EQ(witness_->latest("no such hash").error().code, Code::not_found);
}

TEST_F(WitnessTest, RefusesAForkAndWritesThatItDid) {
  MemoryLog fork;
  fork.add({"a different history"});
  fork.add_numbered(20);
  log_.add_numbered(9);
  ASSERT_EQ(answer(0, log_), 0);
  EXPECT_EQ(lines_.find("inconsistent_checkpoint"), std::string::npos);
  EXPECT_EQ(answer(10, fork), kUnproven);
  EXPECT_THAT(lines_, HasSubstr("inconsistent_checkpoint"));
  open();
  EXPECT_EQ(answer(10, fork), kUnproven);
  log_.add_numbered(1);
  EXPECT_EQ(answer(10, log_), 0);
}

// Two histories that both extend what was cosigned are sent at once, again and again: one of them wins
// each time, and the other is told so.
TEST_F(WitnessTest, CosignsOneOfTwoHistoriesThatComeAtOnce) {
  ASSERT_EQ(answer(0, log_), 0);
  std::vector<std::string> history = log_.entries;
  for (int round = 0; round < 30; ++round) {
    const std::size_t old_size = history.size();
    MemoryLog ways[2];
    std::vector<std::string> bodies;
    for (MemoryLog& way : ways) {
      way.add(history);
      way.add({"way " + std::to_string(bodies.size())});
      bodies.push_back(body_from(old_size, way));
    }
    EXPECT_EQ(cosigned_of_those_at_once(bodies), 1) << round;
    const auto kept = translog::unverified_checkpoint(latest()).value();
    history = kept.root == ways[0].root ? ways[0].entries : ways[1].entries;
    ASSERT_EQ(kept.size, history.size());
  }
}

TEST_F(WitnessTest, NeverCosignsForATimeBeforeItsLast) {
  ASSERT_EQ(answer(0, log_), 0);
  now_ -= 1s;
  EXPECT_EQ(answer(1, log_), static_cast<int>(Code::unavailable));
  EXPECT_THAT(lines_, HasSubstr("clock_went_back"));
  open();
  EXPECT_EQ(answer(1, log_), static_cast<int>(Code::unavailable));
  now_ += 1s;
  EXPECT_EQ(answer(1, log_), 0);
}

TEST_F(WitnessTest, DoesNotStartWithoutItsStateOrItsKey) {
  EXPECT_EQ(try_open({log_.key.verifier()}).error().code, Code::conflict) << "held by one at a time";
  witness_.reset();
  ASSERT_EQ(::chmod((data() / "witness.key").c_str(), 0640), 0);
  EXPECT_THAT(try_open({log_.key.verifier()}).error().what, HasSubstr("chmod 600"));
  ASSERT_EQ(::chmod((data() / "witness.key").c_str(), 0600), 0);
  ASSERT_EQ(::chmod(data().c_str(), 0770), 0);
  EXPECT_EQ(try_open({log_.key.verifier()}).error().code, Code::forbidden);
  ASSERT_EQ(::chmod(data().c_str(), 0700), 0);
  EXPECT_EQ(Witness::found(data(), "again", core::system_random()).error().code, Code::conflict);
  ASSERT_TRUE(try_open({log_.key.verifier()}));
  std::filesystem::remove(data() / "demur.db");
  EXPECT_THAT(try_open({log_.key.verifier()}).error().what, HasSubstr("no state"));
  std::filesystem::remove(data() / "witness.key");
  EXPECT_THAT(try_open({log_.key.verifier()}).error().what, HasSubstr("demur witness init"));
}

TEST_F(WitnessTest, LooksAfterLogsAndNeverAfterItself) {
  witness_.reset();
  const VerifierKey itself = VerifierKey::create("itself", KeyType::log, key_.public_key).value();
  for (const std::vector<VerifierKey>& bad :
       {std::vector<VerifierKey>{}, {itself}, {log_.key.verifier(), key_}})
    EXPECT_EQ(try_open(bad).error().code, Code::invalid);
  EXPECT_TRUE(try_open({log_.key.verifier(), key_named("another").verifier()}));
}

}  // namespace
}  // namespace demur::service
