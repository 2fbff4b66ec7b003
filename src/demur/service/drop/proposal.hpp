// Proposals: a statement for an opinion round, or a question before a session, by somebody whom nobody knows,
// as they are sent to a drop. Each spends a token.
//
//   const std::string item = DEMUR_TRY(make_proposal(token, {.round = id, .nonce = new_nonce(random),
//                                                             .text = "The port should stay open."}));
//   parse_item(item)->filing;     // the id that the statement has, if it is shown
//
// The id follows from round, token, nonce and text: nobody chooses it, nobody else can have it, and sent
// twice it is one. The nonce is in the item and in the proposer's file, and nowhere else: the public log
// commits to a proposal under it, so who has a member's token cannot try out which statement was theirs. All
// have one size. Errors: Code::invalid with the member, Code::too_large.
#pragma once

#include <string>
#include <string_view>

#include "demur/anonymity/statement.hpp"
#include "demur/anonymity/token.hpp"
#include "demur/core/json.hpp"
#include "demur/service/drop/item.hpp"

namespace demur::service::drop {

inline constexpr std::size_t kProposalBytes = 8U << 10U;  // of the item's canonical JSON

struct NewProposal {
  std::string round;  // the id of the round, or of the session
  core::Digest nonce{};
  std::string text;
};
// Canonical JSON, padded.
[[nodiscard]] core::Result<std::string> make_proposal(const anonymity::Token& token,
                                                      const NewProposal& proposal);

// The members of a proposal, read; padding and size are parse_item()'s.
[[nodiscard]] core::Status read_proposal(const core::json::object& fields, Item& item);

// One line with as many words as there is room for, and nothing around them that a house would take off: it
// keeps exactly what was signed.
[[nodiscard]] core::Status check_proposal_text(std::string_view text);

[[nodiscard]] anonymity::ProposalStatement proposal_statement(const Item& proposal);

}  // namespace demur::service::drop
