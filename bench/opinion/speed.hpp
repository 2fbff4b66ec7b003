#pragma once

#include <cstddef>
#include <filesystem>

namespace demur::bench {

// Sizes of so many votes; with `numpy`, a script, the smaller ones by it too.
void measure_speed(std::size_t least_votes, std::size_t most_votes, const std::filesystem::path& numpy);

}  // namespace demur::bench
