#include "demur/opinion/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace demur::opinion {

unsigned thread_count(unsigned threads) {
  return threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
}

void in_parallel(unsigned threads, std::size_t pieces, const std::function<void(std::size_t)>& work) {
  const auto workers = std::min<std::size_t>(thread_count(threads), pieces);
  if (workers <= 1) {
    for (std::size_t piece = 0; piece < pieces; ++piece) work(piece);
    return;
  }
  std::atomic<std::size_t> next = 0;
  std::mutex first;
  std::exception_ptr thrown;
  const auto take = [&] {
    try {
      for (std::size_t piece = next++; piece < pieces; piece = next++) work(piece);
    } catch (...) {
      next = pieces;
      const std::lock_guard lock(first);
      if (!thrown) thrown = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    others.reserve(workers - 1);
    try {
      for (std::size_t i = 1; i < workers; ++i) others.emplace_back(take);
    } catch (const std::system_error&) {  // no more threads: those that there are do it
    }
    take();
  }
  if (thrown) std::rethrow_exception(thrown);
}

void in_ranges(unsigned threads, std::size_t count, std::size_t length,
               const std::function<void(std::size_t, std::size_t)>& work) {
  in_parallel(threads, (count + length - 1) / length,
              [&](std::size_t piece) { work(piece * length, std::min(count, (piece + 1) * length)); });
}

}  // namespace demur::opinion
