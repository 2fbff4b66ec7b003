// Making proofs from tiles: RFC 6962 sections 2.1.1 and 2.1.2. Checking them: proof.hpp.
//
//   std::vector<Hash> proof = DEMUR_TRY(prove_inclusion(reader, index, size));
//
//   Prover prover(reader, size, 4096);          // for many proofs from one tree
//   for (...) use(DEMUR_TRY(prover.inclusion(index)));
//
// A proof needs about one tile a level, and most hashes of each are hashed for it. What a Prover was
// told to keep it neither reads nor hashes again; a kept tile takes 16 KiB.
// Errors: Code::invalid when the index or the old size lies outside of the tree; else those of the
// reader, or Code::internal where a tile is too short. One thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "demur/translog/tile_tree.hpp"
#include "demur/translog/tree.hpp"

namespace demur::translog {

[[nodiscard]] Result<std::vector<Hash>> prove_inclusion(TileReader& reader, std::uint64_t index,
                                                        std::uint64_t size);
[[nodiscard]] Result<std::vector<Hash>> prove_consistency(TileReader& reader, std::uint64_t old_size,
                                                          std::uint64_t new_size);

class Prover {
 public:
  // The reader answers for the tree of `size` leaves, and outlives the prover. `tiles_kept` is a
  // level's most: with 1, each tile that a proof needs is read once.
  Prover(TileReader& reader, std::uint64_t size, std::size_t tiles_kept = 1);

  [[nodiscard]] Result<std::vector<Hash>> inclusion(std::uint64_t index);
  // From the tree of the first `old_size` leaves to this one.
  [[nodiscard]] Result<std::vector<Hash>> consistency(std::uint64_t old_size);

 private:
  struct KeptTile {
    std::uint64_t index = 0;
    TileTree tree = {};  // of no width: nothing is kept here yet
  };

  [[nodiscard]] Status climb_tile(std::uint8_t level, std::uint64_t index, std::vector<Hash>& proof);
  [[nodiscard]] Result<Hash> root(std::uint64_t begin, std::uint64_t end);
  [[nodiscard]] Result<Hash> perfect_root(std::uint64_t begin, std::uint64_t count);
  [[nodiscard]] Result<const TileTree*> tile_tree(std::uint8_t level, std::uint64_t index);

  TileReader& reader_;
  std::uint64_t size_;
  std::size_t tiles_kept_;
  std::array<std::vector<KeptTile>, kMaxTileLevel + 1> levels_;  // a tile's place: its index, modulo
  std::array<std::optional<Hash>, 64> right_edge_;               // roots of what is not perfect, by height
};

}  // namespace demur::translog
