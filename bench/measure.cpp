#include "measure.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <iterator>

namespace demur::bench {

using core::Code;
using core::fail;
using core::Result;

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * share);
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string dissent_policy() {
  std::ifstream file(DEMUR_ROOT "/policies/state-dissent.toml", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Result<std::vector<double>> fdatasyncs(const std::filesystem::path& folder, int count) {
  const int file = ::open((folder / "sync").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return fail(Code::internal, "cannot write where the disk is measured");
  const std::array<char, 4096> page{};
  std::vector<double> milliseconds;
  for (int i = 0; i < count; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    if (::write(file, page.data(), page.size()) != static_cast<ssize_t>(page.size()) ||
        ::fdatasync(file) != 0) {
      ::close(file);
      return fail(Code::internal, "the disk refused a page");
    }
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    milliseconds.push_back(took.count());
  }
  ::close(file);
  return milliseconds;
}

}  // namespace demur::bench
