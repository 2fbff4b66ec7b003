// Growing the tree and checking receipts: what costs nothing but the processor.
#include <fmt/core.h>
#include <unistd.h>

#include <fstream>

#include "demur/translog/checkpoint.hpp"
#include "demur/translog/proof.hpp"
#include "demur/translog/receipt.hpp"
#include "demur/translog/tree.hpp"
#include "limits.hpp"
#include "measure.hpp"
#include "memory_tiles.hpp"
#include "parts.hpp"

namespace demur::bench {
namespace {

using core::Result;
using core::Status;
using translog::Hash;

constexpr std::size_t kLeaves = 1 << 20;
constexpr std::size_t kSlices = 64;  // of a round: both sides take turns, so that they share its weather

// The root after every `batch` leaves, as a log that signs each batch needs it.
Status grow(translog::RightEdge& edge, std::span<const Hash> leaves, std::size_t batch) {
  const auto drop = [](const translog::Tile&) -> Status { return {}; };
  for (std::size_t done = 0; done < leaves.size(); done += batch) {
    DEMUR_TRY(edge.add(leaves.subspan(done, std::min(batch, leaves.size() - done)), drop));
    if (edge.root() == Hash{}) return core::fail(core::Code::internal, "no root");
  }
  return {};
}

Result<double> append_ratio(std::span<const Hash> leaves, std::size_t batch) {
  translog::RightEdge edge;
  Status grown;
  double ours = 0;
  double limit = 0;
  const std::size_t slice = leaves.size() / kSlices;
  for (std::size_t i = 0; i < kSlices && grown; ++i) {
    limit += cpu_seconds([&] { limit_nodes(slice); });
    ours += cpu_seconds([&] { grown = grow(edge, leaves.subspan(i * slice, slice), batch); });
  }
  DEMUR_TRY(grown);
  return limit / ours;
}

std::vector<Hash> random_hashes(std::size_t count) {
  std::vector<Hash> hashes(count);
  core::seeded_random(1)({hashes.front().data(), count * sizeof(Hash)});
  return hashes;
}

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  file >> pages >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

Status measure_append(const Settings& settings) {
  const auto leaves = random_hashes(kLeaves);
  fmt::print(
      "Append in memory, 2^20 leaf hashes, root after each batch; limit: as many node hashes by OpenSSL\n");
  for (const std::size_t batch : {kLeaves / kSlices, std::size_t{1024}, std::size_t{256}, std::size_t{1}}) {
    std::vector<double> ratios;
    for (std::size_t round = 0; round < settings.rounds; ++round)
      ratios.push_back(DEMUR_TRY(append_ratio(leaves, batch)));
    fmt::print("  batches of {:>5}: {:.2f} of the limit\n", batch, percentile(ratios, 0.5));
  }
  return {};
}

Status measure_memory(const Settings&) {
  fmt::print("Memory while appending\n");
  const auto leaves = random_hashes(1000);
  translog::RightEdge edge;
  DEMUR_TRY(grow(edge, leaves, leaves.size()));
  const std::size_t before = resident_bytes();
  std::uint64_t appended = 0;
  for (const std::uint64_t size : {1'000'000, 10'000'000, 100'000'000}) {
    for (; appended < size; appended += leaves.size()) DEMUR_TRY(grow(edge, leaves, leaves.size()));
    fmt::print("  {:>11} leaves: {} KiB more than at the start\n", size,
               (static_cast<std::int64_t>(resident_bytes()) - static_cast<std::int64_t>(before)) / 1024);
  }
  return {};
}

namespace {

// A .tlog-proof, and who checks it knows the leaf and the key.
struct Proven {
  std::string file;
  Hash leaf;
  translog::VerifierKey key;
};

// Under different keys: how long a signature takes to check depends on its bits.
Result<std::vector<Proven>> prove(std::size_t size, std::size_t count) {
  const auto leaves = random_hashes(size);
  MemoryTiles tiles;
  const Hash root = DEMUR_TRY(tiles.grow(0, leaves)).root;
  std::vector<Proven> proven;
  for (std::uint64_t index = 0; index < size; index += size / count) {
    const auto key = DEMUR_TRY(
        translog::SigningKey::generate("bench.example/log", translog::KeyType::log, core::system_random()));
    const std::string& name = key.verifier().name;
    const translog::TlogProof proof{.index = index,
                                    .hashes = DEMUR_TRY(translog::prove_inclusion(tiles, index, size)),
                                    .checkpoint = DEMUR_TRY(translog::sign_checkpoint(
                                        {.origin = name, .size = size, .root = root}, key))};
    proven.push_back({DEMUR_TRY(translog::format_tlog_proof(proof)), leaves[index], key.verifier()});
  }
  return proven;
}

Status check(const Proven& proven) {
  const auto proof = DEMUR_TRY(translog::parse_tlog_proof(proven.file));
  DEMUR_TRY(translog::verify_tlog_proof(proof, proven.leaf, proven.key));
  return {};
}

}  // namespace

Status measure_receipts(const Settings& settings) {
  constexpr std::size_t kReceipts = 32;
  const auto proven = DEMUR_TRY(prove(kLeaves, kReceipts));
  std::vector<LimitSignature> signatures;
  while (signatures.size() < kReceipts) signatures.emplace_back(100);
  std::vector<double> ratios;
  std::vector<double> microseconds;
  Status held;
  for (std::size_t round = 0; round < settings.rounds; ++round) {
    double ours = 0;
    double limit = 0;
    for (std::size_t slice = 0; slice < kSlices && held; ++slice) {
      limit += cpu_seconds([&] {
        for (const LimitSignature& signature : signatures) {
          limit_nodes(20);
          signature.verify();
        }
      });
      ours += cpu_seconds([&] {
        for (std::size_t i = 0; i < kReceipts && held; ++i) held = check(proven[i]);
      });
    }
    DEMUR_TRY(held);
    ratios.push_back(limit / ours);
    microseconds.push_back(ours * 1e6 / (kSlices * kReceipts));
  }
  fmt::print(
      "Receipt check, a .tlog-proof of 20 hashes from its text on; limit: 20 node hashes, one Ed25519 by "
      "libsodium\n  {:.2f} of the limit, {:.0f} us each\n",
      percentile(ratios, 0.5), percentile(microseconds, 0.5));
  return {};
}

}  // namespace demur::bench
