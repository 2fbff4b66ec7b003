#include "demur/anonymity/attachment.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "demur/anonymity/envelope_parts.hpp"
#include "demur/anonymity/stream.hpp"

namespace demur::anonymity {
namespace {

constexpr std::array<std::uint64_t, 5> kBuckets = {4'096, 16'384, 65'536, 262'144, 1'048'576};
constexpr std::uint64_t kWhole = 1'048'576;
constexpr std::uint64_t kFirstSubkey = 16;
constexpr std::uint8_t kPaddingMark = 0x80;

Status check_index(std::size_t index) {
  if (index >= kMaxAttachments) return fail(Code::too_large, "a filing has 32 attachments at most");
  return {};
}

// BLAKE2b-256 of the ciphertext as it passes.
class RunningDigest {
 public:
  RunningDigest() { crypto_generichash_init(&state_, nullptr, 0, sizeof(core::Digest)); }
  void add(ByteView bytes) {
    if (!bytes.empty()) crypto_generichash_update(&state_, bytes.data(), bytes.size());
  }
  core::Digest finish() {
    core::Digest digest{};
    crypto_generichash_final(&state_, digest.data(), digest.size());
    return digest;
  }

 private:
  crypto_generichash_state state_;
};

}  // namespace

Result<std::uint64_t> padded_attachment_size(std::uint64_t size) {
  for (const std::uint64_t bucket : kBuckets)
    if (size < bucket) return bucket;
  if (size >= kMaxPaddedAttachment) return fail(Code::too_large, "an attachment is smaller than 64 MiB");
  return (size / kWhole + 1) * kWhole;
}

std::uint64_t sealed_attachment_size(std::uint64_t padded_size) {
  return sealed_stream_size(padded_size);
}

struct AttachmentSealer::State {
  State(const Secret<32>& key, std::uint64_t file_size, std::uint64_t padded_size)
      : size(file_size), padded(padded_size), stream(key, header), held(kChunkBytes) {
    running.add(header);
  }

  // Takes plaintext or padding; whole chunks go out.
  void take(ByteView bytes, Bytes& out) {
    while (!bytes.empty()) {
      const ByteView part = bytes.first(std::min(bytes.size(), kChunkBytes - fill));
      std::ranges::copy(part, held.bytes().begin() + static_cast<std::ptrdiff_t>(fill));
      fill += part.size();
      taken += part.size();
      bytes = bytes.subspan(part.size());
      if (fill == kChunkBytes || taken == padded) put_chunk(out);
    }
  }

  void put_header(Bytes& out) {
    if (!std::exchange(has_header, true)) out.insert(out.end(), header.begin(), header.end());
  }

  void put_chunk(Bytes& out) {
    put_header(out);
    const std::size_t at = out.size();
    out.resize(at + fill + kChunkExtra);
    const std::span written = std::span(out).subspan(at);
    stream.push(held.bytes().first(fill), {}, taken == padded ? Position::last : Position::inner, written);
    running.add(written);
    fill = 0;
  }

  std::uint64_t size;
  std::uint64_t padded;
  std::array<std::uint8_t, kStreamHeader> header{};
  SealingStream stream;
  RunningDigest running;
  SecretBytes held;      // plaintext that waits for the rest of its chunk
  std::size_t fill = 0;  // of `held`
  std::uint64_t taken = 0;
  bool has_header = false;
  bool finished = false;
  core::Digest digest{};
};

AttachmentSealer::AttachmentSealer(std::unique_ptr<State> state) : state_(std::move(state)) {}
AttachmentSealer::AttachmentSealer(AttachmentSealer&&) noexcept = default;
AttachmentSealer& AttachmentSealer::operator=(AttachmentSealer&&) noexcept = default;
AttachmentSealer::~AttachmentSealer() = default;

Result<AttachmentSealer> AttachmentSealer::start(const ContentKey& key, std::size_t index,
                                                 std::uint64_t size) {
  DEMUR_TRY(check_index(index));
  const std::uint64_t padded = DEMUR_TRY(padded_attachment_size(size));
  return AttachmentSealer(
      std::make_unique<State>(subkey(key, kFirstSubkey + index, "demuratt"), size, padded));
}

Result<Bytes> AttachmentSealer::add(ByteView plaintext) {
  if (plaintext.size() > state_->size - std::min(state_->taken, state_->size))
    return fail(Code::invalid, "the attachment is longer than it was said to be");
  Bytes out;
  out.reserve(sealed_stream_size(plaintext.size() + kChunkBytes));
  state_->take(plaintext, out);
  return out;
}

Result<Bytes> AttachmentSealer::finish() {
  if (state_->finished || state_->taken != state_->size)
    return fail(Code::invalid, "the attachment is shorter than it was said to be");
  Bytes out;
  state_->take(std::array{kPaddingMark}, out);
  const Bytes zeros(kChunkBytes);
  while (state_->taken < state_->padded)
    state_->take(ByteView(zeros).first(std::min<std::uint64_t>(zeros.size(), state_->padded - state_->taken)),
                 out);
  state_->finished = true;
  state_->digest = state_->running.finish();
  return out;
}

std::uint64_t AttachmentSealer::padded_size() const {
  return state_->padded;
}
const core::Digest& AttachmentSealer::digest() const {
  return state_->digest;
}

struct AttachmentOpener::State {
  State(const Secret<32>& subkey_of_it, AttachmentEntry its_entry)
      : entry(std::move(its_entry)), key(subkey_of_it.copy()), held(kChunkBytes + kChunkExtra) {}

  // How many bytes the next piece has: the header, a whole chunk or the last one.
  [[nodiscard]] std::size_t wanted() const {
    if (!stream) return kStreamHeader;
    return static_cast<std::size_t>(std::min<std::uint64_t>(kChunkBytes, entry.padded - opened)) +
           kChunkExtra;
  }

  // One whole piece of ciphertext.
  Status take(ByteView piece, Bytes& out) {
    running.add(piece);
    if (!stream) {
      stream = std::make_unique<OpeningStream>(key, piece.first<kStreamHeader>());
      return {};
    }
    SecretBytes plain(piece.size() - kChunkExtra);
    const std::uint64_t start = opened;
    opened += plain.size();
    if (!stream->pull(piece, {}, opened == entry.padded ? Position::last : Position::inner, plain.bytes()))
      return fail(Code::unproven, "the attachment does not open: something in it was changed");
    const auto text = static_cast<std::size_t>(
        std::min<std::uint64_t>(plain.size(), entry.size - std::min(entry.size, start)));
    const ByteView bytes = std::as_const(plain).bytes();
    out.insert(out.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(text));
    for (std::size_t i = text; i < bytes.size(); ++i)
      if (bytes[i] != (start + i == entry.size ? kPaddingMark : 0))
        return fail(Code::unproven, "the attachment is not padded as it must be");
    return {};
  }

  AttachmentEntry entry;
  Secret<32> key;
  std::unique_ptr<OpeningStream> stream = {};
  RunningDigest running;
  SecretBytes held;          // ciphertext that waits for the rest of its piece
  std::size_t fill = 0;      // of `held`
  std::uint64_t opened = 0;  // bytes of padded plaintext
};

AttachmentOpener::AttachmentOpener(std::unique_ptr<State> state) : state_(std::move(state)) {}
AttachmentOpener::AttachmentOpener(AttachmentOpener&&) noexcept = default;
AttachmentOpener& AttachmentOpener::operator=(AttachmentOpener&&) noexcept = default;
AttachmentOpener::~AttachmentOpener() = default;

Result<AttachmentOpener> AttachmentOpener::start(const ContentKey& key, std::size_t index,
                                                 const AttachmentEntry& entry) {
  DEMUR_TRY(check_index(index));
  if (DEMUR_TRY(padded_attachment_size(entry.size)) != entry.padded)
    return fail(Code::invalid, "the attachment is padded to another size than its own");
  return AttachmentOpener(std::make_unique<State>(subkey(key, kFirstSubkey + index, "demuratt"), entry));
}

Result<Bytes> AttachmentOpener::add(ByteView ciphertext) {
  State& state = *state_;
  Bytes out;
  out.reserve(ciphertext.size() + kChunkBytes);
  while (!ciphertext.empty()) {
    if (state.opened == state.entry.padded)
      return fail(Code::unproven, "the attachment goes on behind its end");
    const std::size_t wanted = state.wanted();
    const ByteView part = ciphertext.first(std::min(ciphertext.size(), wanted - state.fill));
    std::ranges::copy(part, state.held.bytes().begin() + static_cast<std::ptrdiff_t>(state.fill));
    state.fill += part.size();
    ciphertext = ciphertext.subspan(part.size());
    if (state.fill < wanted) break;
    state.fill = 0;
    DEMUR_TRY(state.take(std::as_const(state.held).bytes().first(wanted), out));
  }
  return out;
}

Status AttachmentOpener::finish() {
  if (state_->opened != state_->entry.padded || state_->fill != 0)
    return fail(Code::unproven, "the attachment ends before its end");
  if (state_->running.finish() != state_->entry.digest)
    return fail(Code::unproven, "the attachment is another than the filing names");
  return {};
}

}  // namespace demur::anonymity
