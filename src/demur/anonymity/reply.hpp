// Answers to somebody unknown: sealed to the mailbox key inside their filing, 8 KiB each whatever they say,
// put on one feed that everybody downloads whole. Nothing tells the server which one was read.
//
//   const Bytes reply = DEMUR_TRY(seal_reply(context, body.reply_box, office_key_id, office_sign_key, leaf,
//                                            "Thank you; ...", random));
//   for (const FoundReply& found : open_feed(feed, context, keys.box))
//     DEMUR_TRY(check_reply(found.reply, view.officer_by_id(found.reply.office_key)->sign_key));
//
//   inside: office key_id[32] | parent leaf[32] | signature[64] | text
//   signature = Ed25519("demur/reply/v1" 00 | parent leaf | H(text)) by the office's logged key
//
// Errors: Code::invalid, Code::too_large over kMaxReplyText, Code::forbidden where it is somebody else's,
// Code::unproven.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/envelope.hpp"

namespace demur::anonymity {

inline constexpr std::size_t kMaxReplyText = 7'815;  // bytes of UTF-8

struct Reply {
  KeyId office_key{};     // the officer key record
  core::Digest parent{};  // filing_leaf() of what is answered
  Signature signature{};
  std::string text;
};

[[nodiscard]] Result<Bytes> seal_reply(const Context& context, const BoxPublicKey& author,
                                       const KeyId& office_key, const SignKey& office,
                                       const core::Digest& parent, std::string_view text,
                                       const core::Random& random);
[[nodiscard]] Result<Reply> open_reply(ByteView envelope, const Context& context, const BoxKey& author);
// Whether that office's key signed it: an opened reply is nobody's word until then.
[[nodiscard]] Status check_reply(const Reply& reply, const SignPublicKey& office);

struct FoundReply {
  std::size_t index = 0;  // in the feed
  Reply reply;
};

// All that open with this key. A feed is whole replies one behind the other.
[[nodiscard]] Result<std::vector<FoundReply>> open_feed(ByteView feed, const Context& context,
                                                        const BoxKey& author);

}  // namespace demur::anonymity
