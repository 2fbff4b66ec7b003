#include "demur/anonymity/stream.hpp"

namespace demur::anonymity {

SealingStream::SealingStream(const Secret<32>& key, std::span<std::uint8_t, kStreamHeader> header) {
  crypto_secretstream_xchacha20poly1305_init_push(&state_, header.data(), key.bytes().data());
}

void SealingStream::push(core::ByteView chunk, core::ByteView covered, Position position,
                         std::span<std::uint8_t> out) {
  const unsigned char tag = position == Position::last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                                       : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  crypto_secretstream_xchacha20poly1305_push(&state_, out.data(), nullptr, chunk.data(), chunk.size(),
                                             covered.data(), covered.size(), tag);
}

OpeningStream::OpeningStream(const Secret<32>& key, std::span<const std::uint8_t, kStreamHeader> header) {
  // It fails for no header: whether it is the right one shows at the first chunk.
  static_cast<void>(
      crypto_secretstream_xchacha20poly1305_init_pull(&state_, header.data(), key.bytes().data()));
}

bool OpeningStream::pull(core::ByteView chunk, core::ByteView covered, Position position,
                         std::span<std::uint8_t> out) {
  const unsigned char expected = position == Position::last
                                     ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                     : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  unsigned char tag = 0;
  return chunk.size() >= kChunkExtra &&
         crypto_secretstream_xchacha20poly1305_pull(&state_, out.data(), nullptr, &tag, chunk.data(),
                                                    chunk.size(), covered.data(), covered.size()) == 0 &&
         tag == expected;
}

}  // namespace demur::anonymity
