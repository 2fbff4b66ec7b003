#pragma once

#include <cstddef>
#include <filesystem>

namespace demur::bench {

// Sizes of so many votes; with `numpy`, a script, the smaller ones by it too.
struct SpeedOptions {
  std::size_t least_votes = 0;
  std::size_t most_votes = 5'500'000;
  std::filesystem::path numpy;  // the script; empty: leave it out
  std::filesystem::path kept;   // a folder where made votes are kept, and found again; empty: make them anew
  bool only_make = false;
};

void measure_speed(const SpeedOptions& options);

}  // namespace demur::bench
