#include "demur/anonymity/envelope.hpp"

#include <sodium.h>

#include <algorithm>
#include <set>

#include "demur/anonymity/envelope_parts.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/shamir.hpp"
#include "demur/anonymity/stream.hpp"

namespace demur::anonymity {
namespace {

constexpr std::string_view kMagic = "demur/envelope/v1\n";
constexpr std::uint8_t kSuiteByte = 1;
constexpr std::size_t kLeadBytes = 22;  // magic, suite, purpose, t, n
constexpr std::size_t kSlotBytes = 8 + kSealedShareBytes;
constexpr std::size_t kFixedBytes = kLeadBytes + 32 + 32;
constexpr std::array<std::size_t, 5> kBuckets = {4'096, 16'384, 65'536, 262'144, 1'048'576};
constexpr std::size_t kReplyBucket = 7'944;
static_assert(kMagic.size() + 4 == kLeadBytes);
static_assert(kFixedBytes + kSlotBytes + sealed_stream_size(kReplyBucket) == kReplyBytes);
static_assert(1 + 32 + 32 + crypto_box_SEALBYTES == kSealedShareBytes);

std::unexpected<core::Error> malformed(const char* what) {
  return fail(Code::invalid, what);
}
std::unexpected<core::Error> unproven(const char* what) {
  return fail(Code::unproven, what);
}

std::span<const std::size_t> buckets(Purpose purpose) {
  static constexpr std::array kOne = {kReplyBucket};
  return purpose == Purpose::reply ? std::span<const std::size_t>(kOne) : kBuckets;
}

// magic..n | context | kid_1..kid_n: all of the header that does not follow from the content key.
Bytes fixed_part(const EnvelopeHeader& header) {
  Bytes fixed(kMagic.begin(), kMagic.end());
  fixed.insert(fixed.end(), {kSuiteByte, static_cast<std::uint8_t>(header.purpose), header.threshold,
                             static_cast<std::uint8_t>(header.slots.size())});
  fixed.insert(fixed.end(), header.context.begin(), header.context.end());
  for (const Slot& slot : header.slots) fixed.insert(fixed.end(), slot.tag.begin(), slot.tag.end());
  return fixed;
}

core::Digest commitment_to(const ContentKey& key, const EnvelopeHeader& header) {
  const Bytes message = tagged("demur/commit/v1", {fixed_part(header)});
  core::Digest digest{};
  crypto_generichash(digest.data(), digest.size(), message.data(), message.size(), key.bytes().data(),
                     key.bytes().size());
  return digest;
}

Bytes write_header(const EnvelopeHeader& header) {
  Bytes bytes = fixed_part(header);
  bytes.resize(kLeadBytes + 32);  // the tags stand in the slots
  bytes.insert(bytes.end(), header.commitment.begin(), header.commitment.end());
  for (const Slot& slot : header.slots) {
    bytes.insert(bytes.end(), slot.tag.begin(), slot.tag.end());
    bytes.insert(bytes.end(), slot.sealed.begin(), slot.sealed.end());
  }
  return bytes;
}

bool has_one_recipient(Purpose purpose) {
  return purpose == Purpose::reply || purpose == Purpose::share_release;
}

Status check_counts(Purpose purpose, std::size_t threshold, std::size_t recipients) {
  if (recipients == 0 || recipients > kMaxRecipients || threshold == 0 || threshold > recipients)
    return malformed("an envelope has 1 to 32 recipients, of whom 1 to all can open it");
  if (has_one_recipient(purpose) && recipients != 1)
    return malformed("a reply and a released share each have one recipient");
  return {};
}

Status check_tags(const EnvelopeHeader& header) {
  std::set<KeyTag> tags;
  for (const Slot& slot : header.slots)
    if (!tags.insert(slot.tag).second) return malformed("a recipient stands twice in the envelope");
  return {};
}

// Everybody's part of the key: all of it where one is enough.
Result<std::vector<Share>> split_key(const ContentKey& key, std::size_t n, std::size_t t,
                                     const core::Random& random) {
  std::vector<Share> shares;
  if (t == 1) {
    for (std::size_t i = 0; i < n; ++i) shares.push_back({0, key.copy()});
    return shares;
  }
  for (const SecretBytes& split : DEMUR_TRY(split_secret(key.bytes(), n, t, random)))
    shares.push_back({split.bytes().back(), Secret<32>(split.bytes().first<32>())});
  return shares;
}

Result<ContentKey> join_key(std::span<const Share> shares, std::size_t threshold) {
  if (shares.size() < threshold)
    return fail(Code::forbidden, "too few recipients have agreed to open the envelope");
  if (threshold == 1) return shares.front().y.copy();
  std::vector<SecretBytes> joined;
  std::vector<ByteView> views;
  for (const Share& share : shares.first(threshold)) {
    joined.emplace_back(share.y.bytes().size() + 1);
    std::ranges::copy(share.y.bytes(), joined.back().bytes().begin());
    joined.back().bytes().back() = share.x;
  }
  for (const SecretBytes& one : joined) views.push_back(std::as_const(one).bytes());
  const SecretBytes secret = DEMUR_TRY(combine_shares(views));
  return ContentKey(secret.bytes().first<32>());
}

void append_body(Bytes& envelope, const ContentKey& key, ByteView padded) {
  const core::Digest covered = hash(envelope);
  std::size_t at = envelope.size();
  envelope.resize(at + sealed_stream_size(padded.size()));
  const std::span out(envelope);
  SealingStream stream(subkey(key, 1, "demurbdy"), out.subspan(at).first<kStreamHeader>());
  at += kStreamHeader;
  for (std::size_t from = 0; from < padded.size(); from += kChunkBytes) {
    const ByteView chunk = padded.subspan(from, std::min(kChunkBytes, padded.size() - from));
    const Position position = from + chunk.size() == padded.size() ? Position::last : Position::inner;
    stream.push(chunk, from == 0 ? ByteView(covered) : ByteView(), position,
                out.subspan(at, chunk.size() + kChunkExtra));
    at += chunk.size() + kChunkExtra;
  }
}

Result<SecretBytes> open_body(ByteView envelope, std::size_t header_size, const ContentKey& key) {
  const core::Digest covered = hash(envelope.first(header_size));
  ByteView rest = envelope.subspan(header_size);
  OpeningStream stream(subkey(key, 1, "demurbdy"), rest.first<kStreamHeader>());
  rest = rest.subspan(kStreamHeader);
  SecretBytes padded(rest.size());  // more than is needed, by the chunks' extra bytes
  std::size_t size = 0;
  while (!rest.empty()) {
    const ByteView chunk = rest.first(std::min(kChunkBytes + kChunkExtra, rest.size()));
    rest = rest.subspan(chunk.size());
    if (!stream.pull(chunk, size == 0 ? ByteView(covered) : ByteView(),
                     rest.empty() ? Position::last : Position::inner, padded.bytes().subspan(size)))
      return unproven("the envelope's body does not open: something in it was changed");
    size += chunk.size() - kChunkExtra;
  }
  std::size_t length = 0;
  if (sodium_unpad(&length, padded.bytes().data(), size, size) != 0)
    return unproven("the envelope's body is not padded as it must be");
  return SecretBytes(std::as_const(padded).bytes().first(length));
}

Status check_place(const EnvelopeHeader& header, Purpose purpose, const Context& context) {
  if (header.purpose != purpose) return unproven("the envelope is for another purpose");
  if (header.context != context_hash(context))
    return unproven("the envelope belongs to another filing key or institution");
  return {};
}

}  // namespace

core::Digest context_hash(const Context& context) {
  return tagged_hash("demur/context/v1", {context.instance, context.key_id});
}

KeyTag key_tag(const BoxPublicKey& key) {
  KeyTag tag{};
  std::ranges::copy_n(tagged_hash("demur/kid/v1", {key}).begin(), tag.size(), tag.begin());
  return tag;
}

Secret<32> subkey(const ContentKey& key, std::uint64_t id, const char (&name)[9]) {
  Secret<32> derived;
  crypto_kdf_derive_from_key(derived.bytes().data(), derived.bytes().size(), id, name, key.bytes().data());
  return derived;
}

core::Digest binding_of(const EnvelopeHeader& header) {
  return tagged_hash("demur/bind/v1", {fixed_part(header), header.commitment});
}

Result<std::array<std::uint8_t, kSealedShareBytes>> seal_share(const Share& share,
                                                               const core::Digest& binding,
                                                               const BoxPublicKey& recipient) {
  Secret<65> plain;
  plain.bytes()[0] = share.x;
  std::ranges::copy(share.y.bytes(), plain.bytes().begin() + 1);
  std::ranges::copy(binding, plain.bytes().begin() + 33);
  std::array<std::uint8_t, kSealedShareBytes> sealed{};
  if (crypto_box_seal(sealed.data(), plain.bytes().data(), plain.bytes().size(), recipient.data()) != 0)
    return malformed("a recipient's key is no X25519 public key that anything can be sealed to");
  return sealed;
}

Result<Share> open_share(ByteView sealed, const EnvelopeHeader& header, const BoxKey& recipient) {
  Secret<65> plain;
  if (sealed.size() != kSealedShareBytes ||
      crypto_box_seal_open(plain.bytes().data(), sealed.data(), sealed.size(), recipient.public_key().data(),
                           recipient.secret_key().bytes().data()) != 0)
    return unproven("the sealed share does not open with this key");
  const auto opened = std::as_const(plain).bytes();
  if (!std::ranges::equal(opened.last<32>(), binding_of(header)))
    return unproven("the sealed share belongs to another envelope");
  if ((opened[0] == 0) != (header.threshold == 1))
    return unproven("the sealed share has a number that cannot be");
  return Share{opened[0], Secret<32>(opened.subspan<1, 32>())};
}

Result<EnvelopeHeader> parse_envelope(ByteView envelope) {
  if (envelope.size() < kFixedBytes + kSlotBytes ||
      !std::ranges::equal(envelope.first(kMagic.size()), core::bytes_of(kMagic)))
    return malformed("this is no envelope of Demur");
  const ByteView lead = envelope.subspan(kMagic.size(), 4);
  if (lead[0] != kSuiteByte) return malformed("the envelope is of a suite not known here");
  if (lead[1] < 1 || lead[1] > 4) return malformed("the envelope is for a purpose not known here");
  EnvelopeHeader header{
      .purpose = Purpose{lead[1]}, .threshold = lead[2], .context = {}, .commitment = {}, .slots = {}};
  DEMUR_TRY(check_counts(header.purpose, header.threshold, lead[3]));
  header.size = kFixedBytes + std::size_t{lead[3]} * kSlotBytes;
  const auto holds = [&](std::size_t bucket) {
    return envelope.size() == header.size + sealed_stream_size(bucket);
  };
  if (!std::ranges::any_of(buckets(header.purpose), holds))
    return malformed("an envelope is not of this length");
  std::ranges::copy(envelope.subspan(kLeadBytes, 32), header.context.begin());
  std::ranges::copy(envelope.subspan(kLeadBytes + 32, 32), header.commitment.begin());
  for (std::size_t at = kFixedBytes; at < header.size; at += kSlotBytes) {
    Slot& slot = header.slots.emplace_back();
    std::ranges::copy(envelope.subspan(at, slot.tag.size()), slot.tag.begin());
    std::ranges::copy(envelope.subspan(at + slot.tag.size(), slot.sealed.size()), slot.sealed.begin());
  }
  DEMUR_TRY(check_tags(header));
  return header;
}

ContentKey new_content_key(const core::Random& random) {
  ContentKey key;
  random(key.bytes());
  return key;
}

Result<std::size_t> padded_body_size(Purpose purpose, std::size_t size) {
  for (const std::size_t bucket : buckets(purpose))
    if (size < bucket) return bucket;
  return fail(Code::too_large, "the text is longer than an envelope can hold");
}

Result<Bytes> seal_envelope(const ContentKey& key, Purpose purpose, const Context& context,
                            std::span<const BoxPublicKey> recipients, std::size_t threshold, ByteView body,
                            const core::Random& random) {
  DEMUR_TRY(check_counts(purpose, threshold, recipients.size()));
  const std::size_t size = DEMUR_TRY(padded_body_size(purpose, body.size()));
  EnvelopeHeader header{.purpose = purpose,
                        .threshold = static_cast<std::uint8_t>(threshold),
                        .context = context_hash(context),
                        .commitment = {},
                        .slots = {}};
  for (const BoxPublicKey& recipient : recipients) header.slots.push_back({key_tag(recipient), {}});
  DEMUR_TRY(check_tags(header));
  header.commitment = commitment_to(key, header);
  const core::Digest binding = binding_of(header);
  const std::vector<Share> shares = DEMUR_TRY(split_key(key, recipients.size(), threshold, random));
  for (std::size_t i = 0; i < shares.size(); ++i)
    header.slots[i].sealed = DEMUR_TRY(seal_share(shares[i], binding, recipients[i]));
  SecretBytes padded(size);
  std::ranges::copy(body, padded.bytes().begin());
  padded.bytes()[body.size()] = 0x80;  // ISO/IEC 7816-4, as sodium_pad does with one block of this size
  Bytes envelope = write_header(header);
  append_body(envelope, key, padded.bytes());
  return envelope;
}

Result<Share> open_slot(ByteView envelope, Purpose purpose, const Context& context, const BoxKey& recipient) {
  const EnvelopeHeader header = DEMUR_TRY(parse_envelope(envelope));
  DEMUR_TRY(check_place(header, purpose, context));
  const auto slot = std::ranges::find(header.slots, key_tag(recipient.public_key()), &Slot::tag);
  if (slot == header.slots.end()) return fail(Code::forbidden, "the envelope is not addressed to this key");
  return open_share(slot->sealed, header, recipient);
}

Result<Opened> open_envelope(ByteView envelope, Purpose purpose, const Context& context,
                             std::span<const Share> shares) {
  const EnvelopeHeader header = DEMUR_TRY(parse_envelope(envelope));
  DEMUR_TRY(check_place(header, purpose, context));
  ContentKey key = DEMUR_TRY(join_key(shares, header.threshold));
  if (!core::equal_in_constant_time(commitment_to(key, header), header.commitment))
    return unproven("the shares do not make the key that the envelope commits to: one of them is wrong");
  SecretBytes body = DEMUR_TRY(open_body(envelope, header.size, key));
  return Opened{std::move(key), std::move(body)};
}

Result<Opened> open_alone(ByteView envelope, Purpose purpose, const Context& context,
                          const BoxKey& recipient) {
  const Share share = DEMUR_TRY(open_slot(envelope, purpose, context, recipient));
  return open_envelope(envelope, purpose, context, {&share, 1});
}

}  // namespace demur::anonymity
