// What arrives from a drop. It is nobody's act: what stands for its right is a credential or the
// author's key, which the service has verified before it asks here what follows. The proof, as the
// service made it, becomes the public part of the record, so that anybody can verify it again.
//
// Errors as decide()'s. Sent twice is once: Change::already_done.
#pragma once

#include "demur/domain/decide.hpp"

namespace demur::domain {

// Whom tokens are issued to: who may use the channel.
[[nodiscard]] bool may_hold_tokens(const Member& who);

struct AnonymousFilingArrived {
  DissentId id;  // the first half of its envelope's digest
  DissentKind kind = DissentKind::change_of_policy;
  core::json::object proof = {};
};

[[nodiscard]] core::Result<Change> receive_filing(const AnonymousFilingArrived& filing,
                                                  const std::optional<Decision>& decision,
                                                  const ChannelPolicy& policy, Day today);

// One more member stands behind it. The service counts; who they are nobody knows.
[[nodiscard]] core::Result<Change> receive_cosignature(const Dissent& dissent, core::json::object proof);

// The author writes again, sealed.
[[nodiscard]] core::Result<Change> receive_message(const Dissent& dissent, core::json::object proof);

// `with_text`: words came with it, sealed; to maintain needs them.
[[nodiscard]] core::Result<Change> receive_last_word(const Dissent& dissent, const std::vector<Duty>& duties,
                                                     Verdict verdict, bool with_text,
                                                     core::json::object proof, Day today);

[[nodiscard]] core::Result<Change> receive_withdrawal(const Dissent& dissent, const std::vector<Duty>& duties,
                                                      core::json::object proof, Day today);

}  // namespace demur::domain
