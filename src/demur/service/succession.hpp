// What must hold of the whole house after every act, which a judgement of one act cannot know: duties
// pass on when an office is merged, no office that owes or owns something disappears, and somebody
// keeps the channel.
#pragma once

#include "demur/core/result.hpp"
#include "demur/domain/decide.hpp"
#include "demur/store/reader.hpp"

namespace demur::service {

// In the transaction of the act, after its change was saved. Error: Code::conflict, with what to do.
[[nodiscard]] core::Status keep_in_order(store::Transaction& transaction, const domain::Change& change);

}  // namespace demur::service
