// libsodium's secretstream as bodies and attachments use it: a header of 24 bytes, then chunks of 64 KiB of
// plaintext, each 17 bytes longer than it was; the last one, and only it, says that it is the last.
//
// Sealing draws the header from libsodium's own generator. Opening tells false for anything that is not
// exactly what was sealed.
#pragma once

#include <sodium.h>

#include <span>

#include "demur/anonymity/secret.hpp"

namespace demur::anonymity {

inline constexpr std::size_t kChunkBytes = 65'536;
inline constexpr std::size_t kChunkExtra = crypto_secretstream_xchacha20poly1305_ABYTES;
inline constexpr std::size_t kStreamHeader = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
static_assert(kChunkExtra == 17 && kStreamHeader == 24 &&
              crypto_secretstream_xchacha20poly1305_KEYBYTES == 32);

enum class Position : std::uint8_t { inner, last };

// Of so much plaintext, which is never nothing.
[[nodiscard]] constexpr std::uint64_t sealed_stream_size(std::uint64_t plaintext) {
  return kStreamHeader + plaintext + (plaintext + kChunkBytes - 1) / kChunkBytes * kChunkExtra;
}

// The state wipes itself.
struct StreamState : crypto_secretstream_xchacha20poly1305_state {
  StreamState() = default;
  StreamState(const StreamState&) = delete;
  StreamState& operator=(const StreamState&) = delete;
  StreamState(StreamState&&) = delete;
  StreamState& operator=(StreamState&&) = delete;
  ~StreamState() { sodium_memzero(this, sizeof *this); }
};

class SealingStream {
 public:
  SealingStream(const Secret<32>& key, std::span<std::uint8_t, kStreamHeader> header);
  // `out` is kChunkExtra longer than the chunk; `covered` is proven with it and not written.
  void push(core::ByteView chunk, core::ByteView covered, Position position, std::span<std::uint8_t> out);

 private:
  StreamState state_;
};

class OpeningStream {
 public:
  OpeningStream(const Secret<32>& key, std::span<const std::uint8_t, kStreamHeader> header);
  // `out` is kChunkExtra shorter than the chunk.
  [[nodiscard]] bool pull(core::ByteView chunk, core::ByteView covered, Position position,
                          std::span<std::uint8_t> out);

 private:
  StreamState state_;
};

}  // namespace demur::anonymity
