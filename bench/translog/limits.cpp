#define OPENSSL_SUPPRESS_DEPRECATED
#include "limits.hpp"

#include <fcntl.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>

namespace demur::bench {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using translog::Hash;

Hash sha256(std::uint8_t prefix, std::span<const std::uint8_t> message) {
  SHA256_CTX state;
  Hash hash;
  SHA256_Init(&state);
  SHA256_Update(&state, &prefix, 1);
  SHA256_Update(&state, message.data(), message.size());
  SHA256_Final(hash.data(), &state);
  return hash;
}

// Each from the one before, in one message of 65 bytes.
void hash_again(std::array<std::uint8_t, 65>& message) {
  SHA256_CTX state;
  SHA256_Init(&state);
  SHA256_Update(&state, message.data(), message.size());
  SHA256_Final(message.data() + 1, &state);
}

Hash node(const Hash& left, const Hash& right) {
  std::array<std::uint8_t, 64> both;
  std::memcpy(both.data(), left.data(), left.size());
  std::memcpy(both.data() + left.size(), right.data(), right.size());
  return sha256(1, both);
}

Status write_whole(int file, std::span<const std::uint8_t> bytes) {
  if (::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size())) return {};
  return fail(Code::internal, "the disk refused a write");
}

}  // namespace

void limit_nodes(std::size_t count) {
  std::array<std::uint8_t, 65> message{1};
  for (std::size_t i = 0; i < count; ++i) hash_again(message);
}

void limit_leaves(std::size_t count, std::size_t entry_bytes) {
  core::Bytes entry(entry_bytes);
  for (std::size_t i = 0; i < count; ++i) entry[0] = sha256(0, entry)[0];
}

LimitSignature::LimitSignature(std::size_t message_bytes)
    : message_(message_bytes, 'm'), signature_(crypto_sign_BYTES), key_(crypto_sign_PUBLICKEYBYTES) {
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret;
  crypto_sign_keypair(key_.data(), secret.data());
  crypto_sign_detached(signature_.data(), nullptr, message_.data(), message_.size(), secret.data());
}

void LimitSignature::verify() const {
  if (crypto_sign_verify_detached(signature_.data(), message_.data(), message_.size(), key_.data()) != 0)
    std::abort();
}

Result<Journal> Journal::create(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  Journal journal;
  constexpr int kNew = O_CREAT | O_TRUNC | O_WRONLY | O_APPEND | O_CLOEXEC;
  journal.entries_file_ = ::open((folder / "entries").c_str(), kNew, 0600);
  journal.level_file_ = ::open((folder / "level0").c_str(), kNew, 0600);
  if (journal.entries_file_ < 0 || journal.level_file_ < 0)
    return fail(Code::internal, "cannot write where the journal is measured");
  return journal;
}

Journal::Journal(Journal&& other) noexcept
    : entries_file_(std::exchange(other.entries_file_, -1)),
      level_file_(std::exchange(other.level_file_, -1)),
      size_(other.size_),
      range_(std::move(other.range_)) {}

Journal::~Journal() {
  if (entries_file_ >= 0) ::close(entries_file_);
  if (level_file_ >= 0) ::close(level_file_);
}

// A perfect subtree for each bit of the size, the largest first.
void Journal::grow(const Hash& leaf) {
  range_.push_back(leaf);
  for (std::uint64_t bits = size_++; (bits & 1) != 0; bits >>= 1) {
    const Hash right = range_.back();
    range_.pop_back();
    range_.back() = node(range_.back(), right);
  }
}

Status Journal::append(std::span<const core::Bytes> entries) {
  core::Bytes written;
  core::Bytes hashes;
  for (const core::Bytes& entry : entries) {
    const Hash leaf = sha256(0, entry);
    grow(leaf);
    hashes.insert(hashes.end(), leaf.begin(), leaf.end());
    written.push_back(static_cast<std::uint8_t>(entry.size() >> 8));
    written.push_back(static_cast<std::uint8_t>(entry.size() & 0xff));
    written.insert(written.end(), entry.begin(), entry.end());
  }
  DEMUR_TRY(write_whole(level_file_, hashes));
  DEMUR_TRY(write_whole(entries_file_, written));
  if (::fdatasync(entries_file_) == 0) return {};
  return fail(Code::internal, "the disk refused a flush");
}

}  // namespace demur::bench
