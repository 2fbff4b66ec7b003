#pragma once

#include <cstddef>
#include <filesystem>

namespace demur::bench {

void measure_predictions(const std::filesystem::path& data, int seeds);
void measure_planted(std::size_t people, int seeds);

}  // namespace demur::bench
