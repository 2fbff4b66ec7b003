#include "demur/opinion/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <vector>

namespace demur::opinion {
namespace {

TEST(InParallel, DoesEachPieceOnce) {
  std::vector<std::atomic<int>> done(1'000);
  in_parallel(4, done.size(), [&](std::size_t piece) { ++done[piece]; });
  for (const auto& times : done) EXPECT_EQ(times, 1);
}

TEST(InParallel, HandsOnThatMemoryRanOutInAThread) {
  for (const unsigned threads : {1U, 4U})
    EXPECT_THROW(in_parallel(threads, 100,
                             [](std::size_t piece) {
                               if (piece % 7 == 3) throw std::bad_alloc();
                             }),
                 std::bad_alloc);
}

TEST(InRanges, CoversEverythingOnce) {
  std::vector<std::atomic<int>> done(1'001);
  in_ranges(3, done.size(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) ++done[i];
  });
  for (const auto& times : done) EXPECT_EQ(times, 1);
}

}  // namespace
}  // namespace demur::opinion
