// How a share of an envelope comes to another officer: released to a colleague who opens the filing, or
// rewrapped for a successor. The envelope itself never changes. Both are signed by the officer who gives,
// so that a wrong share names its maker.
//
//   const Bytes release = DEMUR_TRY(seal_release(envelope, context, share, colleague.box_key, my_sign_key,
//   random)); const Share theirs = DEMUR_TRY(open_release(release, envelope, context, colleague_key,
//   my_sign_public_key));
//
// A release is an envelope of Purpose::share_release. A rewrap record is a text for the log
// (docs/formats.md). That an officer agreed is for the caller to record. Errors: Code::invalid for forms,
// Code::unproven, Code::forbidden where it is for somebody else.
#pragma once

#include <string>
#include <string_view>

#include "demur/anonymity/envelope.hpp"

namespace demur::anonymity {

[[nodiscard]] Result<Bytes> seal_release(ByteView envelope, const Context& context, const Share& share,
                                         const BoxPublicKey& recipient, const SignKey& giver,
                                         const core::Random& random);
[[nodiscard]] Result<Share> open_release(ByteView release, ByteView envelope, const Context& context,
                                         const BoxKey& recipient, const SignPublicKey& giver);

struct RewrapRecord {
  std::string instance;
  core::Digest envelope{};
  KeyTag from{};  // the slot in the envelope
  KeyTag to{};    // the successor's key
  std::array<std::uint8_t, kSealedShareBytes> sealed{};
  Signature signature{};
  bool operator==(const RewrapRecord&) const = default;
};

[[nodiscard]] Result<std::string> format_rewrap(const RewrapRecord& record);
[[nodiscard]] Result<RewrapRecord> parse_rewrap(std::string_view text);
[[nodiscard]] Status check_rewrap(const RewrapRecord& record, const SignPublicKey& giver);

// From the officer's own share, as open_slot gave it for the slot `from`, or open_rewrap where it was handed
// to them: `from` is then still the slot in the envelope whose share it is.
[[nodiscard]] Result<RewrapRecord> make_rewrap(ByteView envelope, std::string_view instance,
                                               const Share& share, const KeyTag& from,
                                               const BoxPublicKey& successor, const SignKey& giver);
[[nodiscard]] Result<Share> open_rewrap(const RewrapRecord& record, ByteView envelope,
                                        const BoxKey& successor, const SignPublicKey& giver);

}  // namespace demur::anonymity
