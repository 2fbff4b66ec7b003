#include "demur/anonymity/handover.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "demur/anonymity/envelope_parts.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/lines.hpp"

namespace demur::anonymity {
namespace {

constexpr std::string_view kRewrapLabel = "demur/rewrap/v1";
constexpr std::size_t kReleaseBytes = 32 + 1 + 32 + 64;  // envelope, x, y, signature

Bytes release_message(const core::Digest& envelope, const BoxPublicKey& recipient, ByteView x_and_y) {
  return tagged("demur/share-release/v1", {envelope, recipient, x_and_y});
}

// All lines before the signature.
std::string signed_lines(const RewrapRecord& record) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n", kRewrapLabel, record.instance,
                     core::to_base64(record.envelope), core::to_hex(record.from), core::to_hex(record.to),
                     core::to_base64(record.sealed));
}

Result<KeyTag> read_tag(LineReader& in) {
  const auto bytes = core::from_hex(DEMUR_TRY(in.line()));
  KeyTag tag{};
  if (!bytes || bytes->size() != tag.size()) return in.fault("a key's tag is 16 hex digits");
  std::ranges::copy(*bytes, tag.begin());
  return tag;
}

}  // namespace

Result<Bytes> seal_release(ByteView envelope, const Context& context, const Share& share,
                           const BoxPublicKey& recipient, const SignKey& giver, const core::Random& random) {
  const core::Digest named = hash(envelope);
  Secret<kReleaseBytes> body;
  const auto out = body.bytes();
  std::ranges::copy(named, out.begin());
  out[32] = share.x;
  std::ranges::copy(share.y.bytes(), out.begin() + 33);
  std::ranges::copy(giver.sign(release_message(named, recipient, out.subspan<32, 33>())), out.begin() + 65);
  return seal_envelope(new_content_key(random), Purpose::share_release, context, {&recipient, 1}, 1, out,
                       random);
}

Result<Share> open_release(ByteView release, ByteView envelope, const Context& context,
                           const BoxKey& recipient, const SignPublicKey& giver) {
  const Opened opened = DEMUR_TRY(open_alone(release, Purpose::share_release, context, recipient));
  const ByteView body = opened.body.bytes();
  const core::Digest named = hash(envelope);
  if (body.size() != kReleaseBytes || !std::ranges::equal(body.first(32), named))
    return fail(Code::unproven, "the released share is of another envelope");
  if (!check_signature(giver, release_message(named, recipient.public_key(), body.subspan(32, 33)),
                       body.last(64)))
    return fail(Code::unproven, "the released share was not signed by the officer who is said to give it");
  return Share{body[32], Secret<32>(body.subspan(33, 32).first<32>())};
}

Result<std::string> format_rewrap(const RewrapRecord& record) {
  if (!is_instance(record.instance))
    return fail(Code::invalid,
                "an institution is its log's origin: 1 to 200 visible ASCII characters, no '+'");
  return signed_lines(record) + core::to_base64(record.signature) + '\n';
}

Result<RewrapRecord> parse_rewrap(std::string_view text) {
  if (text.size() > kMaxRecordBytes) return fail(Code::invalid, "a record has 65536 bytes at most");
  LineReader in(text);
  RewrapRecord record;
  if (DEMUR_TRY(in.line()) != kRewrapLabel) return in.fault("the record hands no share over");
  record.instance = DEMUR_TRY(in.text());
  record.envelope = DEMUR_TRY(in.bytes<32>());
  record.from = DEMUR_TRY(read_tag(in));
  record.to = DEMUR_TRY(read_tag(in));
  record.sealed = DEMUR_TRY(in.bytes<kSealedShareBytes>());
  record.signature = DEMUR_TRY(in.bytes<64>());
  if (DEMUR_TRY(format_rewrap(record)) != text)
    return fail(Code::invalid, "the record is not in the one spelling that its format allows");
  return record;
}

Status check_rewrap(const RewrapRecord& record, const SignPublicKey& giver) {
  if (!check_signature(giver, core::bytes_of(signed_lines(record)), record.signature))
    return fail(Code::unproven, "the share was not handed over by the officer whose it was");
  return {};
}

Result<RewrapRecord> make_rewrap(ByteView envelope, std::string_view instance, const Share& share,
                                 const KeyTag& from, const BoxPublicKey& successor, const SignKey& giver) {
  const EnvelopeHeader header = DEMUR_TRY(parse_envelope(envelope));
  RewrapRecord record{.instance = std::string(instance),
                      .envelope = hash(envelope),
                      .from = from,
                      .to = key_tag(successor),
                      .sealed = DEMUR_TRY(seal_share(share, binding_of(header), successor)),
                      .signature = {}};
  if (std::ranges::find(header.slots, record.from, &Slot::tag) == header.slots.end())
    return fail(Code::forbidden, "the envelope is not addressed to this key");
  record.signature = giver.sign(core::bytes_of(signed_lines(record)));
  return record;
}

Result<Share> open_rewrap(const RewrapRecord& record, ByteView envelope, const BoxKey& successor,
                          const SignPublicKey& giver) {
  DEMUR_TRY(check_rewrap(record, giver));
  if (record.to != key_tag(successor.public_key()))
    return fail(Code::forbidden, "the share was handed over to another key");
  if (record.envelope != hash(envelope)) return fail(Code::unproven, "the share is of another envelope");
  return open_share(record.sealed, DEMUR_TRY(parse_envelope(envelope)), successor);
}

}  // namespace demur::anonymity
