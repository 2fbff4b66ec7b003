// Keys, secret sharing, envelopes, attachments, shares that go from hand to hand, phrases and replies.
#include "demur/anonymity/attachment.hpp"
#include "demur/anonymity/filing_body.hpp"
#include "demur/anonymity/handover.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/phrase.hpp"
#include "demur/anonymity/reply.hpp"
#include "demur/anonymity/shamir.hpp"
#include "peer.hpp"

namespace demur::peer {
namespace {

using namespace anonymity;

const core::Random kRandom = core::system_random();

Result<Purpose> purpose(const object& from) {
  const std::int64_t value = DEMUR_TRY(number(from, "purpose"));
  if (value < 1 || value > 4) return core::fail(core::Code::invalid, "there is no such purpose");
  return Purpose(value);
}

Result<BoxKey> box_key(const object& from) {
  return BoxKey(DEMUR_TRY(secret<32>(from, "seed")));
}

object shown(const Share& share) {
  return {{"x", share.x}, {"y", hex(share.y.bytes())}};
}

Result<Share> share(const object& from) {
  return Share{static_cast<std::uint8_t>(DEMUR_TRY(number(from, "x"))), DEMUR_TRY(secret<32>(from, "y"))};
}

object shown(const Opened& opened) {
  return {{"body", hex(opened.body.bytes())}, {"key", hex(opened.key.bytes())}};
}

void add_keys(Operations& all) {
  all["keys"] = [](const object& from) -> Result<object> {
    return object{{"box", hex(DEMUR_TRY(box_key(from)).public_key())},
                  {"sign", hex(SignKey(DEMUR_TRY(secret<32>(from, "seed"))).public_key())}};
  };
  all["sign"] = [](const object& from) -> Result<object> {
    return object{
        {"signature",
         hex(SignKey(DEMUR_TRY(secret<32>(from, "seed"))).sign(DEMUR_TRY(bytes(from, "message"))))}};
  };
  all["check_signature"] = [](const object& from) -> Result<object> {
    return object{
        {"holds", check_signature(DEMUR_TRY(array<32>(from, "key")), DEMUR_TRY(bytes(from, "message")),
                                  DEMUR_TRY(bytes(from, "signature")))},
        {"is_key", is_sign_key(DEMUR_TRY(array<32>(from, "key")))}};
  };
  all["hash"] = [](const object& from) -> Result<object> {
    return object{{"hash", hex(hash(DEMUR_TRY(bytes(from, "bytes"))))}};
  };
  all["split"] = [](const object& from) -> Result<object> {
    core::json::array shares;
    for (const SecretBytes& one :
         DEMUR_TRY(split_secret(DEMUR_TRY(bytes(from, "secret")), DEMUR_TRY(number(from, "n")),
                                DEMUR_TRY(number(from, "t")), kRandom)))
      shares.emplace_back(hex(one.bytes()));
    return object{{"shares", std::move(shares)}};
  };
  all["combine"] = [](const object& from) -> Result<object> {
    const std::vector<Bytes> shares = DEMUR_TRY(list(from, "shares"));
    const std::vector<ByteView> views(shares.begin(), shares.end());
    return object{{"secret", hex(DEMUR_TRY(combine_shares(views)).bytes())}};
  };
}

void add_envelopes(Operations& all) {
  all["seal"] = [](const object& from) -> Result<object> {
    std::vector<BoxPublicKey> recipients;
    for (const Bytes& one : DEMUR_TRY(list(from, "recipients")))
      recipients.push_back(DEMUR_TRY(array_of<32>(one)));
    const ContentKey key =
        from.contains("key") ? DEMUR_TRY(secret<32>(from, "key")) : new_content_key(kRandom);
    const Bytes envelope =
        DEMUR_TRY(seal_envelope(key, DEMUR_TRY(purpose(from)), DEMUR_TRY(context(from)), recipients,
                                DEMUR_TRY(number(from, "t")), DEMUR_TRY(bytes(from, "body")), kRandom));
    return object{{"envelope", hex(envelope)}, {"key", hex(key.bytes())}};
  };
  all["parse_envelope"] = [](const object& from) -> Result<object> {
    const EnvelopeHeader header = DEMUR_TRY(parse_envelope(DEMUR_TRY(bytes(from, "envelope"))));
    core::json::array tags;
    for (const Slot& slot : header.slots) tags.emplace_back(hex(slot.tag));
    return object{{"purpose", static_cast<int>(header.purpose)},
                  {"t", header.threshold},
                  {"context", hex(header.context)},
                  {"commitment", hex(header.commitment)},
                  {"tags", std::move(tags)},
                  {"size", header.size}};
  };
  all["open_slot"] = [](const object& from) -> Result<object> {
    return shown(DEMUR_TRY(open_slot(DEMUR_TRY(bytes(from, "envelope")), DEMUR_TRY(purpose(from)),
                                     DEMUR_TRY(context(from)), DEMUR_TRY(box_key(from)))));
  };
  all["open"] = [](const object& from) -> Result<object> {
    std::vector<Share> shares;
    for (const auto& one : DEMUR_TRY(core::array_member(from, "shares")))
      shares.push_back(DEMUR_TRY(share(one.as_object())));
    return shown(DEMUR_TRY(open_envelope(DEMUR_TRY(bytes(from, "envelope")), DEMUR_TRY(purpose(from)),
                                         DEMUR_TRY(context(from)), shares)));
  };
  all["open_alone"] = [](const object& from) -> Result<object> {
    return shown(DEMUR_TRY(open_alone(DEMUR_TRY(bytes(from, "envelope")), DEMUR_TRY(purpose(from)),
                                      DEMUR_TRY(context(from)), DEMUR_TRY(box_key(from)))));
  };
  all["parse_filing_body"] = [](const object& from) -> Result<object> {
    return object{
        {"json", DEMUR_TRY(format_filing_body(DEMUR_TRY(parse_filing_body(DEMUR_TRY(text(from, "json"))))))}};
  };
}

void add_attachments(Operations& all) {
  all["seal_attachment"] = [](const object& from) -> Result<object> {
    const Bytes data = DEMUR_TRY(bytes(from, "data"));
    auto sealer = DEMUR_TRY(AttachmentSealer::start(DEMUR_TRY(secret<32>(from, "key")),
                                                    DEMUR_TRY(number(from, "index")), data.size()));
    Bytes sealed = DEMUR_TRY(sealer.add(data));
    const Bytes rest = DEMUR_TRY(sealer.finish());
    sealed.insert(sealed.end(), rest.begin(), rest.end());
    return object{
        {"sealed", hex(sealed)}, {"padded", sealer.padded_size()}, {"digest", hex(sealer.digest())}};
  };
  all["open_attachment"] = [](const object& from) -> Result<object> {
    const AttachmentEntry entry{"", static_cast<std::uint64_t>(DEMUR_TRY(number(from, "size"))),
                                static_cast<std::uint64_t>(DEMUR_TRY(number(from, "padded"))),
                                DEMUR_TRY(array<32>(from, "digest"))};
    auto opener = DEMUR_TRY(
        AttachmentOpener::start(DEMUR_TRY(secret<32>(from, "key")), DEMUR_TRY(number(from, "index")), entry));
    const Bytes data = DEMUR_TRY(opener.add(DEMUR_TRY(bytes(from, "sealed"))));
    DEMUR_TRY(opener.finish());
    return object{{"data", hex(data)}};
  };
}

void add_handover(Operations& all) {
  all["seal_release"] = [](const object& from) -> Result<object> {
    return object{{"release", hex(DEMUR_TRY(seal_release(
                                  DEMUR_TRY(bytes(from, "envelope")), DEMUR_TRY(context(from)),
                                  DEMUR_TRY(share(from)), DEMUR_TRY(array<32>(from, "recipient")),
                                  SignKey(DEMUR_TRY(secret<32>(from, "giver_seed"))), kRandom)))}};
  };
  all["open_release"] = [](const object& from) -> Result<object> {
    return shown(DEMUR_TRY(open_release(DEMUR_TRY(bytes(from, "release")), DEMUR_TRY(bytes(from, "envelope")),
                                        DEMUR_TRY(context(from)), DEMUR_TRY(box_key(from)),
                                        DEMUR_TRY(array<32>(from, "giver")))));
  };
  all["make_rewrap"] = [](const object& from) -> Result<object> {
    const RewrapRecord record = DEMUR_TRY(make_rewrap(
        DEMUR_TRY(bytes(from, "envelope")), DEMUR_TRY(text(from, "instance")), DEMUR_TRY(share(from)),
        key_tag(DEMUR_TRY(array<32>(from, "from"))), DEMUR_TRY(array<32>(from, "successor")),
        SignKey(DEMUR_TRY(secret<32>(from, "giver_seed")))));
    return object{{"text", DEMUR_TRY(format_rewrap(record))}};
  };
  all["open_rewrap"] = [](const object& from) -> Result<object> {
    const RewrapRecord record = DEMUR_TRY(parse_rewrap(DEMUR_TRY(text(from, "text"))));
    return shown(DEMUR_TRY(open_rewrap(record, DEMUR_TRY(bytes(from, "envelope")), DEMUR_TRY(box_key(from)),
                                       DEMUR_TRY(array<32>(from, "giver")))));
  };
  all["parse_rewrap"] = [](const object& from) -> Result<object> {
    DEMUR_TRY(parse_rewrap(DEMUR_TRY(text(from, "text"))));
    return object{};
  };
}

void add_replies(Operations& all) {
  all["make_phrase"] = [](const object& from) -> Result<object> {
    return object{{"phrase", make_phrase(kRandom, DEMUR_TRY(number(from, "words"))).text()}};
  };
  all["parse_phrase"] = [](const object& from) -> Result<object> {
    return object{{"phrase", DEMUR_TRY(parse_phrase(DEMUR_TRY(text(from, "typed")))).text()}};
  };
  all["derive"] = [](const object& from) -> Result<object> {
    const Phrase phrase = DEMUR_TRY(parse_phrase(DEMUR_TRY(text(from, "phrase"))));
    const ReplyKeys keys =
        DEMUR_TRY(derive_reply_keys(phrase, instance_id(DEMUR_TRY(text(from, "instance")))));
    return object{{"box", hex(keys.box.public_key())},
                  {"sign", hex(keys.sign.public_key())},
                  {"box_secret", hex(keys.box.secret_key().bytes())},
                  {"sign_seed", hex(keys.sign.seed().bytes())}};
  };
  all["checkpoint_words"] = [](const object& from) -> Result<object> {
    return object{{"words", checkpoint_words(DEMUR_TRY(text(from, "text")))}};
  };
  all["seal_reply"] = [](const object& from) -> Result<object> {
    return object{
        {"reply",
         hex(DEMUR_TRY(seal_reply(
             DEMUR_TRY(context(from)), DEMUR_TRY(array<32>(from, "author")),
             DEMUR_TRY(array<32>(from, "office_key")), SignKey(DEMUR_TRY(secret<32>(from, "office_seed"))),
             DEMUR_TRY(array<32>(from, "parent")), DEMUR_TRY(text(from, "text")), kRandom)))}};
  };
  all["open_reply"] = [](const object& from) -> Result<object> {
    const Reply reply = DEMUR_TRY(
        open_reply(DEMUR_TRY(bytes(from, "reply")), DEMUR_TRY(context(from)), DEMUR_TRY(box_key(from))));
    DEMUR_TRY(check_reply(reply, DEMUR_TRY(array<32>(from, "office"))));
    return object{{"text", reply.text}, {"parent", hex(reply.parent)}, {"office_key", hex(reply.office_key)}};
  };
}

}  // namespace

void add_envelope_operations(Operations& operations) {
  add_keys(operations);
  add_envelopes(operations);
  add_attachments(operations);
  add_handover(operations);
  add_replies(operations);
}

}  // namespace demur::peer
