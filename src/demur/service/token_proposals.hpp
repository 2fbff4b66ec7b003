// Proposals by token: what a drop hands in becomes a statement that waits for a moderator, or a question
// before a session, and in the log a token that was spent on one.
//
//   record = anonymous.proposed {"credential", "key", "proposal": b64 of commit_to({nonce, private})}, in the
//            round's refs and in the day's batch
//   private = canonical JSON {"id": of the statement,"statement": b64 of the signature,"text":...}
//
// Nothing is kept that ties the two: not the nonce, nor the signature, nor the commitment's opening, nor the
// statement's day. Who kept what they sent can show which record is theirs and which statement, and asks
// nobody (proposal_account.hpp). Nobody else can, with this house's database, both logs and the member's
// token, where more than one came on its day: numbers are given in the order of days.
#pragma once

#include "demur/anonymity/keys_view.hpp"
#include "demur/core/result.hpp"
#include "demur/service/drop/check_item.hpp"
#include "demur/service/drop/item.hpp"
#include "demur/service/institution.hpp"
#include "demur/translog/hash.hpp"

namespace demur::service {

// False: it was taken before. Recorded whenever it comes: what is too late, or finds no room, is rejected at
// once. Errors: those of check_item(); Code::not_found for what takes no proposals, Code::conflict for a
// token that was spent on something else. `ahead`: what check_item() said of it on this day, or null.
[[nodiscard]] core::Result<bool> take_proposal(Institution& house, store::Transaction& transaction,
                                               const drop::Item& proposal, const anonymity::KeysView& keys,
                                               core::Day today, const core::Result<drop::Checked>* ahead);

[[nodiscard]] core::Result<translog::Hash> proposal_commitment(const drop::Item& proposal);

}  // namespace demur::service
