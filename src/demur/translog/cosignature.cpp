#include "demur/translog/cosignature.hpp"

#include <fmt/core.h>

namespace demur::translog {
namespace {

constexpr std::size_t kTimeBytes = 8;

}  // namespace

std::string cosigned_message(std::string_view checkpoint_text, core::Time time) {
  return fmt::format("cosignature/v1\ntime {}\n{}", time.time_since_epoch().count(), checkpoint_text);
}

Result<Bytes> make_cosignature(const SigningKey& witness, std::string_view checkpoint_text, core::Time time) {
  if (witness.verifier().type != KeyType::witness)
    return fail(Code::invalid, "only a witness key (type 4) makes cosignatures");
  const std::int64_t seconds = time.time_since_epoch().count();
  if (seconds < 0) return fail(Code::invalid, "a cosignature's time cannot lie before 1970");
  Bytes bytes;
  for (std::size_t i = 0; i < kTimeBytes; ++i)
    bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(seconds) >> (56 - 8 * i)));
  const Signature signature = witness.sign(core::bytes_of(cosigned_message(checkpoint_text, time)));
  bytes.insert(bytes.end(), signature.begin(), signature.end());
  return bytes;
}

Result<core::Time> verify_cosignature(const VerifierKey& witness, std::string_view checkpoint_text,
                                      ByteView cosignature) {
  if (witness.type != KeyType::witness)
    return fail(Code::invalid, "only a witness key (type 4) makes cosignatures");
  if (cosignature.size() != kTimeBytes + sizeof(Signature))
    return fail(Code::unproven, "a cosignature has 72 bytes");
  std::uint64_t seconds = 0;
  for (const std::uint8_t byte : cosignature.first(kTimeBytes)) seconds = seconds << 8 | byte;
  if (seconds > static_cast<std::uint64_t>(INT64_MAX))
    return fail(Code::unproven, "the cosignature's time is out of range");
  const core::Time time{std::chrono::seconds{static_cast<std::int64_t>(seconds)}};
  if (!witness.verifies(core::bytes_of(cosigned_message(checkpoint_text, time)),
                        cosignature.subspan(kTimeBytes)))
    return fail(Code::unproven, "the cosignature of " + witness.name + " does not hold");
  return time;
}

}  // namespace demur::translog
