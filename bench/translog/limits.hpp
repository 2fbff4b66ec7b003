// What the log cannot be faster than on this machine and disk, written here from nothing but OpenSSL,
// libsodium and system calls, so that no mistake of the library moves its own yardstick.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/translog/hash.hpp"

namespace demur::bench {

// Nodes hashed one after the other by SHA256_Init, Update and Final of 65 bytes; and entries of so
// many bytes likewise.
void limit_nodes(std::size_t count);
void limit_leaves(std::size_t count, std::size_t entry_bytes);

// One Ed25519 signature checked by libsodium, as the library does it.
class LimitSignature {
 public:
  explicit LimitSignature(std::size_t message_bytes);
  void verify() const;

 private:
  core::Bytes message_;
  core::Bytes signature_;
  core::Bytes key_;
};

// The journal's ceiling: entries hashed and folded into a compact range, their hashes and the roots of
// full tiles appended to unsynced level files, all entries of a batch in one write, one fdatasync.
class Journal {
 public:
  [[nodiscard]] static core::Result<Journal> create(const std::filesystem::path& folder);
  Journal(Journal&& other) noexcept;
  ~Journal();

  [[nodiscard]] core::Status append(std::span<const core::Bytes> entries);

 private:
  Journal() = default;
  void grow(const translog::Hash& leaf);

  int entries_file_ = -1;
  int level_file_ = -1;
  std::uint64_t size_ = 0;
  std::vector<translog::Hash> range_;
};

}  // namespace demur::bench
