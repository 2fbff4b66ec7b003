// Attachments: encrypted piece by piece under the content key of their envelope, padded, each a file of its
// own. The body's manifest names them with size and digest, so that none can be exchanged or left out.
//
//   AttachmentSealer sealer = DEMUR_TRY(AttachmentSealer::start(key, 0, file_size));
//   for (ByteView piece : pieces) write(DEMUR_TRY(sealer.add(piece)));
//   write(DEMUR_TRY(sealer.finish()));
//   manifest.push_back({name, file_size, sealer.padded_size(), sealer.digest()});
//
//   AttachmentOpener opener = DEMUR_TRY(AttachmentOpener::start(opened.key, 0, manifest[0]));
//   for (ByteView piece : pieces) write(DEMUR_TRY(opener.add(piece)));
//   DEMUR_TRY(opener.finish());             // the file is whole only after this
//
// Pieces may have any size; 64 KiB are held. What add() gives back is authentic, but only finish() says that
// it is all, and that its digest is the manifest's: write to a temporary name until then. Errors:
// Code::invalid for sizes, Code::unproven for what does not decrypt or fit, Code::too_large.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "demur/anonymity/envelope.hpp"

namespace demur::anonymity {

inline constexpr std::size_t kMaxAttachments = 32;
inline constexpr std::uint64_t kMaxPaddedAttachment = 64ULL << 20U;

// 4, 16, 64, 256 KiB, 1 MiB, then whole MiB up to 64; always at least one byte more than the file.
[[nodiscard]] Result<std::uint64_t> padded_attachment_size(std::uint64_t size);
// Of the ciphertext: what is uploaded.
[[nodiscard]] std::uint64_t sealed_attachment_size(std::uint64_t padded_size);

struct AttachmentEntry {
  std::string name;
  std::uint64_t size = 0;
  std::uint64_t padded = 0;
  core::Digest digest{};  // BLAKE2b-256 of the ciphertext
  bool operator==(const AttachmentEntry&) const = default;
};

class AttachmentSealer {
 public:
  [[nodiscard]] static Result<AttachmentSealer> start(const ContentKey& key, std::size_t index,
                                                      std::uint64_t size);
  AttachmentSealer(AttachmentSealer&&) noexcept;
  AttachmentSealer& operator=(AttachmentSealer&&) noexcept;
  ~AttachmentSealer();

  [[nodiscard]] Result<Bytes> add(ByteView plaintext);
  [[nodiscard]] Result<Bytes> finish();  // after exactly `size` bytes

  [[nodiscard]] std::uint64_t padded_size() const;
  [[nodiscard]] const core::Digest& digest() const;  // after finish()

 private:
  struct State;
  explicit AttachmentSealer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class AttachmentOpener {
 public:
  [[nodiscard]] static Result<AttachmentOpener> start(const ContentKey& key, std::size_t index,
                                                      const AttachmentEntry& entry);
  AttachmentOpener(AttachmentOpener&&) noexcept;
  AttachmentOpener& operator=(AttachmentOpener&&) noexcept;
  ~AttachmentOpener();

  [[nodiscard]] Result<Bytes> add(ByteView ciphertext);
  [[nodiscard]] Status finish();

 private:
  struct State;
  explicit AttachmentOpener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace demur::anonymity
