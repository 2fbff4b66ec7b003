#include "demur/cli/keys_anchor.hpp"

#include <gmock/gmock.h>

#include "demur/core/bytes.hpp"
#include "demur/translog/leaf.hpp"
#include "demur/translog/note.hpp"
#include "demur/translog/test_log.hpp"

namespace demur::cli {
namespace {

using core::Code;
using ::testing::HasSubstr;
using translog::Hash;

// An institution's log that records its keys, with one witness.
class RecordingLog : public translog::test::MemoryLog {
 public:
  translog::Result<std::string> checkpoint() override {
    std::string note = DEMUR_TRY(MemoryLog::checkpoint());
    if (!has_witness) return note;
    return translog::cosign_note(note, witness, core::Time{std::chrono::seconds{1'780'000'000}});
  }
  translog::Result<core::Bytes> bundle(const translog::BundleId& bundle) override {
    auto bytes = DEMUR_TRY(MemoryLog::bundle(bundle));
    if (!kept_back.empty())
      if (const auto at = std::ranges::search(bytes, core::bytes_of(kept_back)); !at.empty()) at.front() ^= 1;
    return bytes;
  }

  void add_anchor(std::int64_t size, const Hash& root) {
    add({translog::format_leaf(
             {.type = "keys.extended",
              .id = "abcdefghijklmnopqrstuvwxy" + std::string(1, static_cast<char>('a' + size)),
              .day = core::parse_day("2026-11-25").value(),
              .refs = {},
              .commit = {},
              .public_part = core::json::object{{"size", size}, {"root", core::to_base64(root)}}})
             .value()});
  }
  [[nodiscard]] translog::TrustPolicy policy() const {
    return translog::parse_trust_policy("log " + key.verifier().text() + "\nwitness ngo " +
                                        witness.verifier().text() + "\nquorum ngo\n")
        .value();
  }
  core::Status check(std::uint64_t size, const Hash& root) {
    return check_keys_anchor(*this, key.verifier(), policy(), {.size = size, .root = root});
  }

  translog::SigningKey witness =
      translog::SigningKey::generate("ngo.example", translog::KeyType::witness, core::seeded_random(9))
          .value();
  bool has_witness = true;
  std::string kept_back = {};
};

struct KeysAnchor : ::testing::Test {
  KeysAnchor() {
    log.add_numbered(3);
    log.add_anchor(1, Hash{1});
    log.add_numbered(300);  // more than a bundle
    log.add_anchor(2, Hash{2});
    log.add_numbered(400);
  }
  RecordingLog log;
};

TEST_F(KeysAnchor, HoldsForTheKeysThatTheLogRecordsUnderItsWitness) {
  const auto held = log.check(2, Hash{2});
  EXPECT_TRUE(held) << held.error().what;
}

TEST_F(KeysAnchor, IsRefusedWhereTheWitnessDidNotSee) {
  log.has_witness = false;
  const auto held = log.check(2, Hash{2});
  EXPECT_EQ(held.error().code, Code::unproven);
  EXPECT_THAT(held.error().what, HasSubstr("ngo"));
}

TEST_F(KeysAnchor, IsRefusedForOtherKeysThanThoseRecorded) {
  EXPECT_EQ(log.check(2, Hash{3}).error().code, Code::unproven);
}

TEST_F(KeysAnchor, IsOfTheNewestRecordAndNoOlderOne) {
  EXPECT_EQ(log.check(1, Hash{1}).error().code, Code::conflict);
  EXPECT_EQ(log.check(3, Hash{3}).error().code, Code::conflict);
}

TEST_F(KeysAnchor, CannotBeAnOlderOneByKeepingTheNewestBack) {
  log.kept_back = "\"size\":2";
  EXPECT_EQ(log.check(1, Hash{1}).error().code, Code::unproven);
}

TEST(ALogWithoutKeys, RecordsNone) {
  RecordingLog log;
  log.add_numbered(5);
  EXPECT_EQ(log.check(1, Hash{1}).error().code, Code::unproven);
}

}  // namespace
}  // namespace demur::cli
