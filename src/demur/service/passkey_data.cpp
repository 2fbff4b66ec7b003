#include "demur/service/passkey_data.hpp"

#include <algorithm>

namespace demur::service {
namespace {

using core::ByteView;
using core::Code;
using core::Result;
using core::Status;

constexpr std::uint8_t kUserPresent = 0x01;
constexpr std::uint8_t kUserVerified = 0x04;
constexpr std::uint8_t kBackupEligible = 0x08;
constexpr std::uint8_t kBackedUp = 0x10;
constexpr std::uint8_t kAttested = 0x40;
constexpr std::uint8_t kExtensions = 0x80;
constexpr std::size_t kLargestCredentialId = 1023;  // section 4, "credential ID"
constexpr int kDeepest = 8;

std::unexpected<core::Error> malformed() {
  return core::fail(Code::invalid, "authenticator data is malformed", "authenticatorData");
}

class Cursor {
 public:
  explicit Cursor(ByteView rest) : rest_(rest) {}

  Result<ByteView> take(std::uint64_t size) {
    if (size > rest_.size()) return malformed();
    const ByteView taken = rest_.first(static_cast<std::size_t>(size));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }

  Result<std::uint64_t> big_endian(std::size_t size) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : DEMUR_TRY(take(size))) value = value << 8 | byte;
    return value;
  }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  ByteView rest_;
};

enum Major : std::uint8_t {
  unsigned_integer,
  negative_integer,
  byte_string,
  text_string,
  array,
  map,
  tag,
  simple
};

struct Head {
  Major major;
  std::uint64_t argument;
};

// CTAP2 canonical CBOR has no indefinite lengths, so neither has this.
Result<Head> read_head(Cursor& cursor) {
  const std::uint64_t first = DEMUR_TRY(cursor.big_endian(1));
  const auto major = static_cast<Major>(first >> 5);
  const std::uint64_t small = first & 0x1f;
  if (small < 24) return Head{major, small};
  if (small > 27) return malformed();
  return Head{major, DEMUR_TRY(cursor.big_endian(std::size_t{1} << (small - 24)))};
}

Status skip_item(Cursor& cursor, int depth);

Status skip_items(Cursor& cursor, std::uint64_t count, int depth) {
  for (std::uint64_t i = 0; i < count; ++i) DEMUR_TRY(skip_item(cursor, depth));
  return {};
}

Status skip_body(Cursor& cursor, const Head& head, int depth) {
  if (depth > kDeepest) return malformed();
  switch (head.major) {
    case byte_string:
    case text_string:
      DEMUR_TRY(cursor.take(head.argument));
      return {};
    case array:
      return skip_items(cursor, head.argument, depth + 1);
    case map:
      if (head.argument > UINT64_MAX / 2) return malformed();
      return skip_items(cursor, head.argument * 2, depth + 1);
    case tag:
      return malformed();
    case unsigned_integer:
    case negative_integer:
    case simple:
      return {};
  }
  return malformed();
}

Status skip_item(Cursor& cursor, int depth) {
  return skip_body(cursor, DEMUR_TRY(read_head(cursor)), depth);
}

Status skip_map(Cursor& cursor) {
  const Head head = DEMUR_TRY(read_head(cursor));
  if (head.major != map) return malformed();
  return skip_body(cursor, head, 0);
}

Result<core::Bytes> read_credential(Cursor& cursor) {
  constexpr std::size_t kAaguid = 16;
  DEMUR_TRY(cursor.take(kAaguid));
  const std::uint64_t length = DEMUR_TRY(cursor.big_endian(2));
  if (length == 0 || length > kLargestCredentialId) return malformed();
  const ByteView id = DEMUR_TRY(cursor.take(length));
  DEMUR_TRY(skip_map(cursor));
  return core::Bytes(id.begin(), id.end());
}

}  // namespace

Result<AuthenticatorData> parse_authenticator_data(ByteView data) {
  Cursor cursor(data);
  AuthenticatorData parsed;
  std::ranges::copy(DEMUR_TRY(cursor.take(parsed.rp_id_hash.size())), parsed.rp_id_hash.begin());
  const std::uint64_t flags = DEMUR_TRY(cursor.big_endian(1));
  parsed.user_present = (flags & kUserPresent) != 0;
  parsed.user_verified = (flags & kUserVerified) != 0;
  if ((flags & kBackedUp) != 0 && (flags & kBackupEligible) == 0) return malformed();
  parsed.sign_count = static_cast<std::uint32_t>(DEMUR_TRY(cursor.big_endian(4)));
  if ((flags & kAttested) != 0) parsed.credential_id = DEMUR_TRY(read_credential(cursor));
  if ((flags & kExtensions) != 0) DEMUR_TRY(skip_map(cursor));
  if (!cursor.at_end()) return malformed();
  return parsed;
}

}  // namespace demur::service
