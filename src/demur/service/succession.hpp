// What must hold of the whole house after every act, which a judgement of one act cannot know: duties
// pass on when an office is merged, no office that owes or owns something disappears, who has left
// signs in no more, and somebody keeps the channel. And what a page says of it beforehand.
#pragma once

#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/decide.hpp"
#include "demur/service/institution.hpp"
#include "demur/store/reader.hpp"

namespace demur::service {

// In the transaction of the act, after its change was saved. Error: Code::conflict, with what to do.
[[nodiscard]] core::Status keep_in_order(store::Transaction& transaction, const domain::Change& change);

// What hangs on an office: what a merger hands over, and what keeps it from being closed.
struct OfficeAffairs {
  int decisions = 0;  // but for withdrawn ones
  int duties = 0;     // open or missed
  int people = 0;     // who work there
};
[[nodiscard]] core::Result<OfficeAffairs> read_affairs(Institution& house, const domain::OfficeId& office);

// The offices whose only respondent this member is.
[[nodiscard]] core::Result<std::vector<domain::OfficeId>> answered_for_by_nobody_else(
    Institution& house, const domain::MemberId& member);

}  // namespace demur::service
