// The parts of bench_translog. Each prints its figures, every one beside its limit in the same run.
#pragma once

#include <cstddef>
#include <filesystem>

#include "demur/core/result.hpp"

namespace demur::bench {

struct Settings {
  std::size_t rounds = 5;
  std::size_t in_flight = 0;     // of `durable`, this one only
  std::filesystem::path folder;  // empty, on the disk that is measured
};

// in_memory.cpp: the processor's time alone
[[nodiscard]] core::Status measure_append(const Settings& settings);
[[nodiscard]] core::Status measure_memory(const Settings& settings);
[[nodiscard]] core::Status measure_receipts(const Settings& settings);
// proofs.cpp
[[nodiscard]] core::Status measure_proofs(const Settings& settings);
// durable.cpp: an institution's own log, in SQLite, to the disk
[[nodiscard]] core::Status measure_flushes(const Settings& settings);
[[nodiscard]] core::Status measure_durable(const Settings& settings);
// full_audit.cpp
[[nodiscard]] core::Status measure_audit(const Settings& settings);

}  // namespace demur::bench
