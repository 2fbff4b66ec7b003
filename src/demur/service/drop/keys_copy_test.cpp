#include "demur/service/drop/keys_copy.hpp"

#include <gtest/gtest.h>

#include "demur/core/random.hpp"
#include "demur/service/drop/test_keys_log.hpp"
#include "demur/translog/audit.hpp"
#include "demur/translog/source.hpp"

namespace demur::service::drop {
namespace {

using core::Code;
using testing::TestKeysLog;

KeysCopy copy_of(const TestKeysLog& log) {
  return KeysCopy::read(log.note(), log.all(), log.key.verifier()).value();
}

TEST(KeysCopy, HandsOutTheLogAsAnAuditorReadsIt) {
  TestKeysLog log;
  for (int i = 0; i < 300; ++i) log.entries.push_back("entry " + std::to_string(i) + "\n");
  const KeysCopy copy = copy_of(log);
  translog::StaticSource source([&](std::string_view path, std::size_t) { return copy.file(path); });
  std::size_t seen = 0;
  const auto audited =
      translog::audit_tree(source, log.key.verifier(), [&](std::uint64_t index, core::ByteView entry) {
        EXPECT_EQ(core::text_of(entry), log.entries[index]);
        ++seen;
        return core::Status();
      });
  ASSERT_TRUE(audited) << audited.error().what;
  EXPECT_EQ(seen, 300u);
  EXPECT_EQ(copy.file("tile/0/005").error().code, Code::not_found);
  EXPECT_EQ(copy.file("../drop.key").error().code, Code::not_found);
}

TEST(KeysCopy, RefusesEntriesThatTheCheckpointDoesNotSign) {
  TestKeysLog log;
  log.entries = {"one\n", "two\n", "three\n"};
  const auto read = [&](const std::string& note, const std::string& all) {
    return KeysCopy::read(note, all, log.key.verifier());
  };
  ASSERT_TRUE(read(log.note(), log.all()));
  TestKeysLog other = log.with({"one\n", "two\n", "thrEe\n"});
  EXPECT_EQ(read(log.note(), other.all()).error().code, Code::unproven);
  EXPECT_EQ(read(log.note(), log.with({"one\n", "two\n"}).all()).error().code, Code::unproven);
  EXPECT_EQ(read(log.note(), log.all() + "x").error().code, Code::invalid);
  const auto strange =
      translog::SigningKey::generate(log.key.verifier().name, translog::KeyType::log, core::seeded_random(99))
          .value();
  EXPECT_EQ(KeysCopy::read(log.note(), log.all(), strange.verifier()).error().code, Code::unproven);
}

TEST(KeysCopy, KnowsGrowingFromForkingAndFromGoingBack) {
  TestKeysLog log;
  log.entries = {"one\n", "two\n"};
  const KeysCopy held = copy_of(log);
  EXPECT_TRUE(copy_of(log.with({"one\n", "two\n", "three\n"})).extends(held));
  EXPECT_TRUE(held.extends(held));
  EXPECT_EQ(copy_of(log.with({"one\n", "TWO\n", "three\n"})).extends(held).error().code, Code::unproven);
  EXPECT_EQ(copy_of(log.with({"one\n", "TWO\n"})).extends(held).error().code, Code::unproven);
  EXPECT_EQ(copy_of(log.with({"ONE\n"})).extends(held).error().code, Code::unproven);
  EXPECT_EQ(copy_of(log.with({"one\n"})).extends(held).error().code, Code::conflict);
}

}  // namespace
}  // namespace demur::service::drop
