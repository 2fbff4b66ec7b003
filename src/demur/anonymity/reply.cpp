#include "demur/anonymity/reply.hpp"

#include <algorithm>

#include "demur/anonymity/hashing.hpp"

namespace demur::anonymity {
namespace {

constexpr std::size_t kFixedBytes = 32 + 32 + 64;  // office key, parent, signature

Bytes signed_bytes(const core::Digest& parent, std::string_view text) {
  return tagged("demur/reply/v1", {parent, hash(core::bytes_of(text))});
}

}  // namespace

Result<Bytes> seal_reply(const Context& context, const BoxPublicKey& author, const KeyId& office_key,
                         const SignKey& office, const core::Digest& parent, std::string_view text,
                         const core::Random& random) {
  if (text.size() > kMaxReplyText) return fail(Code::too_large, "an answer has 7815 bytes at most", "text");
  if (!core::is_utf8_text(text)) return fail(Code::invalid, "an answer is text in UTF-8", "text");
  SecretBytes body(kFixedBytes + text.size());
  auto at = std::ranges::copy(office_key, body.bytes().begin()).out;
  at = std::ranges::copy(parent, at).out;
  at = std::ranges::copy(office.sign(signed_bytes(parent, text)), at).out;
  std::ranges::copy(core::bytes_of(text), at);
  return seal_envelope(new_content_key(random), Purpose::reply, context, {&author, 1}, 1, body.bytes(),
                       random);
}

Result<Reply> open_reply(ByteView envelope, const Context& context, const BoxKey& author) {
  const Opened opened = DEMUR_TRY(open_alone(envelope, Purpose::reply, context, author));
  const ByteView body = opened.body.bytes();
  if (body.size() < kFixedBytes || !core::is_utf8_text(core::text_of(body.subspan(kFixedBytes))))
    return fail(Code::unproven, "what is inside is no answer");
  Reply reply;
  std::ranges::copy(body.first(32), reply.office_key.begin());
  std::ranges::copy(body.subspan(32, 32), reply.parent.begin());
  std::ranges::copy(body.subspan(64, 64), reply.signature.begin());
  reply.text = core::text_of(body.subspan(kFixedBytes));
  return reply;
}

Status check_reply(const Reply& reply, const SignPublicKey& office) {
  if (!check_signature(office, signed_bytes(reply.parent, reply.text), reply.signature))
    return fail(Code::unproven, "the answer was not signed by the office that it names");
  return {};
}

Result<std::vector<FoundReply>> open_feed(ByteView feed, const Context& context, const BoxKey& author) {
  if (feed.size() % kReplyBytes != 0) return fail(Code::invalid, "a feed is whole answers of 8192 bytes");
  std::vector<FoundReply> found;
  for (std::size_t index = 0; index < feed.size() / kReplyBytes; ++index) {
    auto reply = open_reply(feed.subspan(index * kReplyBytes, kReplyBytes), context, author);
    if (reply) found.push_back({index, std::move(*reply)});
  }
  return found;
}

}  // namespace demur::anonymity
