#include "demur/store/drop_queue.hpp"

#include <gtest/gtest.h>

#include "demur/core/random.hpp"
#include "demur/store/sqlite/scratch.hpp"
#include "demur/store/store.hpp"

namespace demur::store {
namespace {

core::Day day(std::string_view text) {
  return core::parse_day(text).value();
}

class WhatADropHasInHand : public ::testing::Test {
 protected:
  core::Digest add(const std::string& kind, std::size_t bytes, core::Day came_on) {
    core::Digest digest{};
    for (auto& byte : digest) byte = static_cast<std::uint8_t>(++seed_ * 31 >> 2U);
    DropItem item{.digest = digest,
                  .kind = kind,
                  .filing = std::string(26, 'a'),
                  .came_on = came_on,
                  .due_by = came_on,
                  .state = "refused"};
    if (kind == "filing") item.author = core::Digest{1};
    if (kind == "ballot" || kind == "review") item.sequence = seed_;
    const auto done = store_->write(
        [&](Transaction& transaction) { return add_drop_item(transaction, item, std::string(bytes, 'x')); });
    EXPECT_TRUE(done) << (done ? "" : done.error().what);
    return digest;
  }
  DropLoad load(core::Day on) {
    return store_->read([&](const Reader& reader) { return drop_load(reader, on, std::string(26, 'a')); })
        .value();
  }
  Scratch scratch_;
  std::unique_ptr<Store> store_ = Store::open({.directory = scratch_.data()}).value();
  int seed_ = 0;
};

TEST_F(WhatADropHasInHand, IsWhatIsThereWhateverCameAndWent) {
  const core::Day first = day("2026-11-25");
  const core::Day second = day("2026-11-26");
  EXPECT_EQ(load(first).bytes, 0);
  add("filing", 1000, first);
  const auto message = add("message", 200, second);
  add("review", 30, second);
  add("ballot", 4000, second);
  const auto ballot = add("ballot", 500, first);
  EXPECT_EQ(load(second).items_of_day, 2);
  EXPECT_EQ(load(second).followups, 3);
  EXPECT_EQ(load(second).bytes, 1230);
  EXPECT_EQ(load(second).ballot_bytes, 4500);
  ASSERT_TRUE(store_->write([&](Transaction& transaction) -> core::Status {
    DEMUR_TRY(erase_drop_body(transaction, message));
    DEMUR_TRY(erase_drop_body(transaction, message));
    return erase_drop_body(transaction, ballot);
  }));
  EXPECT_EQ(load(second).bytes, 1030);
  EXPECT_EQ(load(second).ballot_bytes, 4000);
  EXPECT_FALSE(store_->write([&](Transaction& transaction) -> core::Status {
    DEMUR_TRY(erase_drop_body(transaction, message));
    return core::fail(core::Code::internal, "and undone");
  }));
  ASSERT_TRUE(
      store_->write([&](Transaction& transaction) { return forget_drop_items(transaction, second); }));
  EXPECT_EQ(load(second).bytes, 30);
  EXPECT_EQ(load(second).ballot_bytes, 4000);
}

}  // namespace
}  // namespace demur::store
