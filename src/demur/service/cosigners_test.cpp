// The log's side of witnessing, with witnesses that a test commands.
#include "demur/service/cosigners.hpp"

#include <gmock/gmock.h>

#include <condition_variable>

#include "demur/service/backup.hpp"
#include "demur/service/cosigner_thread.hpp"
#include "demur/service/receipts.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/service/test_witnesses.hpp"
#include "demur/translog/audit.hpp"
#include "demur/translog/receipt.hpp"

namespace demur::service {
namespace {

using namespace testing;
using core::Code;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Reply = core::Result<WitnessReply>;

FakeWitness::Instead always(int status, std::string body = "") {
  return [=](const std::string&) -> Reply { return WitnessReply{status, body}; };
}

Reply nobody_there(const std::string&) {
  return core::fail(Code::unavailable, "nobody answers");
}

class TheWitnesses : public Witnessed {
 protected:
  [[nodiscard]] std::string shown() { return ShownLog(*test.house).checkpoint().value(); }
  [[nodiscard]] std::uint64_t shown_size() { return translog::unverified_checkpoint(shown())->size; }
  // By a reader who believes both and asks for both.
  [[nodiscard]] bool has_both(const std::string& note) {
    const auto trust = translog::parse_trust_policy(policy()).value();
    const auto opened = translog::open_checkpoint(note, log_key(), trust.witness_keys());
    return opened && translog::weigh(trust, opened->cosigners).met;
  }
  [[nodiscard]] std::string logged() {
    const std::lock_guard lock(test.log_mutex);
    std::string all;
    for (const auto& line : test.log_lines) all += line;
    return all;
  }
};

TEST_F(TheWitnesses, CosignTheNewestCheckpointAndItIsShownWithWhatTheySigned) {
  grow(3);
  round();
  EXPECT_EQ(shown_size(), test.size());
  EXPECT_TRUE(has_both(shown()));
  EXPECT_EQ(witnesses["union"].asked.size(), 1U) << "the newest only";
  grow(5);
  EXPECT_EQ(shown_size(), test.size() - 5) << "not before they signed";
  test.now += 1s;
  round();
  EXPECT_EQ(shown_size(), test.size());
  EXPECT_TRUE(has_both(shown()));
  EXPECT_EQ(witnesses["union"].asked.back().old_size, test.size() - 5);
  EXPECT_EQ(round(), std::nullopt) << "nothing to do until the log grows";
  EXPECT_EQ(witnesses["union"].asked.size(), 2U);
}

TEST_F(TheWitnesses, AreShownNothingThatIsNotRememberedFirst) {
  std::string remembered;
  witnesses["union"].instead = [&](const std::string& body) {
    remembered = read_whole(test.folder / "data" / "last-checkpoint");
    EXPECT_EQ(translog::parse_add_checkpoint(body)->checkpoint, remembered);
    return nobody_there(body);
  };
  grow();
  round();
  EXPECT_FALSE(remembered.empty());
}

TEST_F(TheWitnesses, WhoAreAwayStopNoFilingAndNothingUncosignedIsShown) {
  round();
  const std::uint64_t before = test.size();
  witnesses["press"].instead = nobody_there;
  const std::string leaf = test.must("author", test.filing()).receipt;
  ASSERT_TRUE(publish(*test.house));
  later_round();
  EXPECT_GT(test.size(), before);
  EXPECT_EQ(shown_size(), before);
  EXPECT_TRUE(has_both(shown()));
  EXPECT_EQ(last("press").answer, "unreachable");

  const auto author = test.people.at("author");
  const auto trust = [&] {
    return translog::ReceiptTrust{.log_key = log_key(),
                                  .policy = translog::parse_trust_policy(policy()).value()};
  };
  const auto receipt = [&] {
    return translog::parse_receipt(receipt_json(*test.house, author, leaf).value()).value();
  };
  EXPECT_FALSE(receipt().proof) << "a promise stands, and no proof that their readers would refuse";
  EXPECT_TRUE(translog::verify_receipt(receipt(), trust()));
  const auto place = [&] {
    return test.house->store()
        .read([&](const store::Reader& reader) { return place_of(*test.house, reader, leaf); })
        .value();
  };
  EXPECT_TRUE(place().index);
  EXPECT_EQ(place().shown_size, 0U);

  witnesses["press"].instead = {};
  later_round();
  EXPECT_EQ(shown_size(), test.size());
  EXPECT_EQ(place().shown_size, test.size());
  const auto verdict = translog::verify_receipt(receipt(), trust());
  ASSERT_TRUE(verdict) << verdict.error().what;
  ASSERT_TRUE(verdict->included);
  EXPECT_EQ(verdict->included->cosigners.size(), 2U);
}

TEST_F(TheWitnesses, AreNotWaitedForWhereTheQuorumIsMetWithoutThem) {
  open("any");
  witnesses["union"].instead = nobody_there;
  grow();
  round();
  EXPECT_EQ(shown_size(), test.size());
  EXPECT_EQ(state().cosigners.size(), 1U);
  witnesses["union"].instead = {};
  later_round();
  EXPECT_EQ(state().cosigners.size(), 2U) << "who comes late is added";
}

TEST_F(TheWitnesses, WhoStandElsewhereAreAskedOnceMoreFromThere) {
  grow(4);
  FakeWitness& press = witnesses["press"];
  round();
  // It missed what we think that it cosigned; then it has cosigned what we do not know of.
  const translog::Witnessed behind = press.last;
  grow(6);
  later_round();
  press.last = behind;
  grow(2);
  later_round();
  EXPECT_EQ(press.asked.back().old_size, behind.size);
  EXPECT_EQ(shown_size(), test.size());
  grow();
  const auto newest =
      translog::unverified_checkpoint(test.house->store().read(store::latest_checkpoint).value()->note)
          .value();
  press.last = {newest.size, newest.root};
  later_round();
  EXPECT_EQ(press.asked.back().old_size, newest.size);
  EXPECT_TRUE(press.asked.back().proof.empty());
  EXPECT_EQ(shown_size(), test.size());
}

TEST_F(TheWitnesses, OneOfWhomCosignedALongerLogIsReported) {
  witnesses["press"].last.size = 1'000;
  round();
  EXPECT_EQ(last("press").answer, "ahead");
  EXPECT_THAT(logged(), HasSubstr(R"("event":"witness_ahead","witness":1)"));
  EXPECT_EQ(witnesses["press"].asked.size(), 1U);
}

TEST_F(TheWitnesses, RefuseAForkAndThatIsReported) {
  round();
  // Of the same size, and of another history: somebody else signed with our key.
  witnesses["press"].last.root = core::sha256(core::bytes_of("another history"));
  grow();
  later_round();
  EXPECT_EQ(last("press").answer, "refused");
  EXPECT_EQ(last("press").status, 422);
  EXPECT_THAT(logged(), HasSubstr(R"("event":"witness_refused","witness":1,"status":422,"count":1)"));
  EXPECT_EQ(shown_size(), test.size() - 1);
}

struct BadAnswer {
  const char* what;
  FakeWitness::Instead instead;
  const char* answer;
  int status;
};

class ABadAnswer : public TheWitnesses, public ::testing::WithParamInterface<BadAnswer> {};

TEST_P(ABadAnswer, IsToldKeptAndBelievedInNothing) {
  round();
  const std::uint64_t before = test.size();
  const auto held = last("press");
  grow();
  witnesses["press"].instead = GetParam().instead;
  later_round();
  EXPECT_EQ(shown_size(), before);
  EXPECT_EQ(last("press").answer, GetParam().answer);
  EXPECT_EQ(last("press").status, GetParam().status);
  EXPECT_EQ(last("press").failures, 1);
  EXPECT_EQ(last("press").cosignature, held.cosignature);
  EXPECT_LE(witnesses["press"].asked.size(), 3U) << "one round asks twice at most";
  EXPECT_EQ(last("union").size, test.size()) << "the others are asked all the same";
  witnesses["press"].instead = {};
  later_round();
  EXPECT_EQ(shown_size(), test.size());
  EXPECT_THAT(logged(), HasSubstr(R"("event":"witness_back","witness":1,"count":1)"));
}

std::string cosignature_by(const std::string& name, std::string text) {
  const auto key = translog::test::key_named(name, translog::KeyType::witness);
  return translog::format_signature(translog::cosign(text, key, core::Time{1'700'000'000s}).value());
}

// Its own, over a checkpoint that it was not asked for.
Reply cosigns_another(const std::string&) {
  return WitnessReply{200, cosignature_by("press.example/witness", "dissent.example.org/log\n7\nAAAA\n")};
}

// Over what it was asked for, by a key that is not its own.
Reply signs_for_somebody(const std::string& body) {
  const auto note = translog::parse_add_checkpoint(body)->checkpoint;
  return WitnessReply{200, cosignature_by("union.example/witness", translog::parse_note(note)->text)};
}

INSTANTIATE_TEST_SUITE_P(
    EveryKind, ABadAnswer,
    ::testing::Values(
        BadAnswer{"400", always(400, "old 05\n"), "refused", 400},
        BadAnswer{"403", always(403), "refused", 403}, BadAnswer{"404", always(404), "refused", 404},
        BadAnswer{"422", always(422), "refused", 422}, BadAnswer{"413", always(413), "refused", 413},
        BadAnswer{"429", always(429), "unreachable", 429}, BadAnswer{"503", always(503), "unreachable", 503},
        BadAnswer{"500", always(500, std::string(10'000, 'x')), "unreachable", 500},
        BadAnswer{"nobody", nobody_there, "unreachable", 0},
        BadAnswer{"too_large",
                  [](const std::string&) -> Reply { return core::fail(Code::too_large, "long"); }, "wrong",
                  0},
        BadAnswer{"an_empty_200", always(200), "wrong", 200},
        BadAnswer{"a_page", always(200, "<html>a captive portal</html>\n"), "wrong", 200},
        BadAnswer{"a_redirect", always(302, "http://elsewhere.example/"), "wrong", 302},
        BadAnswer{"a_status_of_its_own", always(999), "wrong", 999},
        BadAnswer{"another_checkpoint", cosigns_another, "wrong", 200},
        BadAnswer{"another_key", signs_for_somebody, "wrong", 200},
        BadAnswer{"a_409_without_a_size", always(409), "wrong", 409},
        BadAnswer{"a_409_with_zeroes", always(409, "007\n"), "wrong", 409},
        BadAnswer{"a_409_for_ever", always(409, "3\n"), "wrong", 409},
        BadAnswer{"a_409_far_ahead", always(409, "9223372036854775807\n"), "ahead", 409}),
    [](const auto& instance) {
      std::string name = instance.param.what;
      return name;
    });

TEST_F(TheWitnesses, WhoFailAreLeftAloneForTwiceAsLongEachTime) {
  witnesses["press"].instead = nobody_there;
  grow();
  std::vector<std::int64_t> pauses;
  core::Time asked = test.now;
  round();
  for (int i = 0; i < 10; ++i) {
    const auto count = witnesses["press"].asked.size();
    const core::Time due = round().value();
    EXPECT_EQ(witnesses["press"].asked.size(), count) << "not before its time";
    pauses.push_back((due - asked).count());
    test.now = asked = due;
    round();
    EXPECT_EQ(witnesses["press"].asked.size(), count + 1);
  }
  EXPECT_THAT(pauses, ElementsAre(5, 10, 20, 40, 80, 160, 320, 600, 600, 600));
}

TEST_F(TheWitnesses, AreAskedThoughTheClockWasSetBack) {
  witnesses["press"].instead = nobody_there;
  grow();
  round();
  witnesses["press"].instead = {};
  test.now -= 1h;
  round();
  EXPECT_EQ(last("press").answer, "cosigned");
}

TEST_F(TheWitnesses, ArePacedWhereTheyAnswerWell) {
  round();
  grow();
  EXPECT_EQ(round(), test.now + 1s);
  EXPECT_EQ(witnesses["union"].asked.size(), 1U);
}

TEST_F(TheWitnesses, CosignaturesOutliveARestart) {
  grow();
  round();
  const std::string before = shown();
  cosigners.reset();
  test.house.reset();
  test.house = Institution::open(test.folder / "data", test.environment()).value();
  EXPECT_EQ(shown(), before);
  open();
  EXPECT_EQ(round(), std::nullopt);
  EXPECT_EQ(witnesses["union"].asked.size(), 1U);
}

// ---- policies that change

TEST_F(TheWitnesses, ForgottenOrNamedAnewNeverMakeWhatIsShownShorter) {
  EXPECT_EQ(shown_size(), test.size()) << "what stood when they were first asked for is shown";
  round();
  grow();
  witnesses["press"].instead = nobody_there;
  later_round();
  const auto behind = shown_size();
  EXPECT_LT(behind, test.size());
  open("all");
  EXPECT_EQ(shown_size(), behind);
  open("any");
  EXPECT_EQ(shown_size(), test.size()) << "the kept cosignature of one is enough now";
  grow();
  ASSERT_TRUE(ask_no_witnesses(*test.house));
  EXPECT_EQ(shown_size(), test.size());
  const auto state =
      test.house->store().read([&](const store::Reader& reader) { return cosigning_of(reader, log_key()); });
  EXPECT_FALSE(state.value());
  open("all");
  EXPECT_EQ(shown_size(), test.size());
}

TEST_F(TheWitnesses, AreNeededNoMoreByWhoRestores) {
  round();
  const auto backup = test.folder / "backup.db";
  const auto folder = test.folder / "restored";
  grow();
  ASSERT_TRUE(back_up(test.folder / "data", backup, core::day_of(test.now)));
  const auto size = test.size();
  later_round();
  ASSERT_EQ(shown_size(), size);
  ASSERT_TRUE(restore(
      {.backup = backup, .folder = folder, .key = test.folder / "data" / "log.key", .nothing_newer = true},
      core::day_of(test.now)));
  test.house = Institution::open(folder, test.environment()).value();
  EXPECT_EQ(shown_size(), size) << "the backup knew of a shorter one";
}

TEST_F(TheWitnesses, AnExportCarriesWhatTheySigned) {
  grow(300);
  round();
  grow(7);
  ShownLog log(*test.house);
  const auto tree = translog::audit_tree(log, log_key());
  ASSERT_TRUE(tree) << tree.error().what;
  EXPECT_EQ(tree->checkpoint.size, test.size() - 7);
  EXPECT_TRUE(has_both(tree->note));
}

TEST_F(TheWitnesses, PolicyIsRefusedWhereItCannotBeAskedFor) {
  const std::string union_line = witnesses["union"].line();
  const std::string key = witnesses["union"].key->verifier().text();
  const std::string own = translog::VerifierKey::create("dissent.example.org/log", translog::KeyType::witness,
                                                        log_key().public_key)
                              .value()
                              .text();
  const std::string other = translog::test::key_named("other.example/log").verifier().text();
  const std::vector<std::pair<std::string, const char*>> cases = {
      {"", "no quorum"},
      {union_line + "quorum none\n", "quorum is none"},
      {"witness union " + key + "\nquorum union\n", "union has no address"},
      {"witness union " + key + " ftp://x\nquorum union\n", "union has no address"},
      {"witness own " + own + " http://x\nquorum own\n", "own has the log's own key"},
      {"log " + other + "\n" + union_line + "quorum union\n", "not this one"},
      {union_line + "quorum press\n", "line 2"},
  };
  for (const auto& [text, why] : cases) {
    const auto opened = Cosigners::open(*test.house, text, {});
    ASSERT_FALSE(opened) << text;
    EXPECT_THAT(opened.error().what, HasSubstr(why));
  }
  EXPECT_TRUE(Cosigners::open(*test.house, "log " + log_key().text() + "\n" + policy(), {}));
}

// ---- the thread

// What several threads tell each other: a number that only grows, and that can be waited for.
class Count {
 public:
  void up() {
    {
      const std::lock_guard lock(mutex_);
      ++count_;
    }
    changed_.notify_all();
  }
  void wait_for(int least) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ >= least; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

TEST_F(TheWitnesses, AreAskedWheneverTheLogGrewAndNobodyWaitsForThem) {
  Count asked;
  Count released;
  std::stop_token told;
  Environment moving = test.environment();  // a second further whenever somebody looks
  moving.clock = [start = test.now, looks = std::make_shared<std::atomic<int>>(0)] {
    return start + std::chrono::seconds{++*looks};
  };
  cosigners.reset();
  test.house.reset();
  test.house = Institution::open(test.folder / "data", moving).value();
  cosigners = Cosigners::open(
                  *test.house, policy(),
                  [&](const std::string& url, const std::string& body, const std::stop_token& stop) -> Reply {
                    told = stop;
                    asked.up();
                    if (url == "http://press.example") released.wait_for(1);
                    return ask(url, body);
                  })
                  .value();
  {
    const CosignerThread asking(*cosigners);
    asked.wait_for(1);  // the one that will not answer
    grow(3);            // and nobody waits
    EXPECT_FALSE(told.stop_requested());
    released.up();
    asked.wait_for(3);
  }
  EXPECT_TRUE(told.stop_requested());
  grow();  // nobody is told any more
}

TEST_F(TheWitnesses, WhoAreCutOffByAStopAreNotBlamed) {
  Count asked;
  cosigners =
      Cosigners::open(*test.house, policy(),
                      [&](const std::string&, const std::string&, const std::stop_token& stop) -> Reply {
                        std::mutex mutex;
                        std::condition_variable_any stopped;
                        std::unique_lock lock(mutex);
                        asked.up();
                        stopped.wait(lock, stop, [] { return false; });
                        return core::fail(Code::unavailable, "cut off");
                      })
          .value();
  {
    const CosignerThread asking(*cosigners);
    asked.wait_for(1);
  }
  EXPECT_EQ(last("press").answer, "");
  EXPECT_EQ(last("union").answer, "");
}

}  // namespace
}  // namespace demur::service
