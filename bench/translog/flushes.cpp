#include "flushes.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace {

// The C library's functions know nothing but a file.
std::atomic<std::uint64_t> count = 0;
std::atomic<std::chrono::microseconds> longer = {};

int flush(long call, int file) {
  ++count;
  const auto done = static_cast<int>(::syscall(call, file));
  if (longer.load().count() > 0) std::this_thread::sleep_for(longer.load());
  return done;
}

}  // namespace

extern "C" {

int fsync(int file) {
  return flush(SYS_fsync, file);
}

int fdatasync(int file) {
  return flush(SYS_fdatasync, file);
}
}

namespace demur::bench {

std::uint64_t flushes() {
  return count;
}

void lengthen_flushes(std::chrono::microseconds by) {
  longer = by;
}

}  // namespace demur::bench
