// Inclusion proofs: with every tile's tree kept in memory, and from a disk of which nothing is cached.
#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <random>

#include "demur/service/stored_log.hpp"
#include "demur/translog/checkpoint.hpp"
#include "demur/translog/directory_source.hpp"
#include "demur/translog/file.hpp"
#include "demur/translog/proof.hpp"
#include "measure.hpp"
#include "memory_tiles.hpp"
#include "parts.hpp"

namespace demur::bench {
namespace {

using core::Result;
using core::Status;
using translog::Hash;

constexpr std::size_t kLeaves = 1 << 20;
constexpr std::size_t kTilesOfAll = kLeaves / translog::kTileWidth;
constexpr std::size_t kWarm = 1 << 18;
constexpr std::size_t kCold = 500;

struct Tree {
  MemoryTiles tiles;
  std::vector<Hash> leaves;
  Hash root{};
};

Result<Tree> make_tree() {
  Tree tree;
  tree.leaves.resize(kLeaves);
  core::seeded_random(2)({tree.leaves.front().data(), kLeaves * sizeof(Hash)});
  tree.root = DEMUR_TRY(tree.tiles.grow(0, tree.leaves)).root;
  return tree;
}

// What the system keeps of a file goes; it must be on the disk already.
void forget(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  ::fdatasync(file);
  ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  ::close(file);
}

void forget_all(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) forget(entry.path());
}

Status write_files(const Tree& tree, const std::filesystem::path& folder) {
  for (const auto& [place, hashes] : tree.tiles.rows) {
    const translog::TileId id{place.first, place.second,
                              static_cast<std::uint32_t>(hashes.size() / sizeof(Hash))};
    const auto path = folder / translog::path_of(id);
    std::filesystem::create_directories(path.parent_path());
    translog::File file(path, O_CREAT | O_WRONLY);
    if (::write(file.get(), hashes.data(), hashes.size()) != static_cast<ssize_t>(hashes.size()))
      return core::fail(core::Code::internal, "the disk refused a tile");
  }
  return {};
}

Status write_rows(const Tree& tree, const std::filesystem::path& folder) {
  const auto store = DEMUR_TRY(store::Store::open({.directory = folder}));
  return store->write([&](store::Transaction& transaction) -> Status {
    for (const auto& [place, hashes] : tree.tiles.rows)
      DEMUR_TRY(store::save_tile(transaction, place.first, place.second, hashes));
    return {};
  });
}

// Every 64th proof is verified, outside of the time.
Result<double> warm_rate(translog::Prover& prover, const Tree& tree, std::mt19937_64& random) {
  std::size_t hashes = 0;
  Status made;
  const double seconds = cpu_seconds([&] {
    for (std::size_t i = 0; i < kWarm && made; ++i) {
      const auto proof = prover.inclusion(random() % kLeaves);
      if (!proof) made = std::unexpected(proof.error());
      hashes += proof ? proof->size() : 0;
    }
  });
  DEMUR_TRY(made);
  if (hashes != kWarm * 20) return core::fail(core::Code::internal, "a proof is too short");
  const std::uint64_t index = random() % kLeaves;
  DEMUR_TRY(translog::verify_inclusion(tree.leaves[index], index, kLeaves, DEMUR_TRY(prover.inclusion(index)),
                                       tree.root));
  return kWarm / seconds;
}

// The limit of the cold ones: each needs a tile of its own, and this is all that it takes to read one.
Result<double> cold_read_rate(const std::filesystem::path& database, std::mt19937_64& random) {
  const translog::File file(database, O_RDONLY);
  std::array<char, translog::kTileWidth * sizeof(Hash)> tile{};
  const auto places = std::filesystem::file_size(database) / tile.size();
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < kCold; ++i)
    if (::pread(file.get(), tile.data(), tile.size(), static_cast<off_t>(random() % places * tile.size())) <
        0)
      return core::fail(core::Code::internal, "the disk refused a read");
  return kCold / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

template <typename Prove>
Result<double> cold_rate(const Tree& tree, std::mt19937_64& random, Prove&& prove) {
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < kCold; ++i) {
    const std::uint64_t index = random() % kLeaves;
    const std::vector<Hash> proof = DEMUR_TRY(prove(index));
    DEMUR_TRY(translog::verify_inclusion(tree.leaves[index], index, kLeaves, proof, tree.root));
  }
  return kCold / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

Status measure_proofs(const Settings& settings) {
  Tree tree = DEMUR_TRY(make_tree());
  DEMUR_TRY(write_files(tree, settings.folder / "tiles"));
  DEMUR_TRY(write_rows(tree, settings.folder / "rows"));
  translog::Prover prover(tree.tiles, kLeaves, kTilesOfAll);
  for (std::uint64_t i = 0; i < kLeaves; i += translog::kTileWidth) (void)DEMUR_TRY(prover.inclusion(i));
  std::mt19937_64 random(3);
  std::vector<double> warm;
  std::vector<double> files;
  std::vector<double> rows;
  std::vector<double> reads;
  for (std::size_t round = 0; round < settings.rounds; ++round) {
    warm.push_back(DEMUR_TRY(warm_rate(prover, tree, random)));
    forget_all(settings.folder);
    auto source = translog::directory_source(settings.folder / "tiles");
    translog::SourceTiles tiles(source);
    files.push_back(DEMUR_TRY(cold_rate(tree, random, [&](std::uint64_t index) {
      return translog::prove_inclusion(tiles, index, kLeaves);
    })));
    const auto readers = DEMUR_TRY(store::open_read_only(settings.folder / "rows"));
    rows.push_back(DEMUR_TRY(cold_rate(tree, random, [&](std::uint64_t index) {
      return readers->read([&](const store::Reader& reader) {
        service::StoredTiles stored(reader);
        return translog::prove_inclusion(stored, index, kLeaves);
      });
    })));
    forget_all(settings.folder);
    reads.push_back(DEMUR_TRY(cold_read_rate(settings.folder / "rows" / "demur.db", random)));
  }
  fmt::print("Inclusion proofs in a tree of 2^20 leaves, each of 20 hashes, medians\n");
  fmt::print("  warm, every tile kept:              {:>9.0f}/s\n", percentile(warm, 0.5));
  fmt::print("  cold, from tile files, verified:    {:>9.0f}/s\n", percentile(files, 0.5));
  fmt::print("  cold, from the database, verified:  {:>9.0f}/s\n", percentile(rows, 0.5));
  fmt::print("  cold, 8 KiB read at random, alone:  {:>9.0f}/s\n", percentile(reads, 0.5));
  return {};
}

}  // namespace demur::bench
