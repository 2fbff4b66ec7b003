// The report of a clearance round: where an error is.
//
//   error.field == reply_field(reply.position, reply.comment)   // about this reply, or that it is missing
#pragma once

#include <string>

#include "demur/domain/clearance.hpp"

namespace demur::domain {

// `comment` as in CommentReply: its number of the office's last word, or kObjection.
[[nodiscard]] std::string reply_field(const PositionId& position, int comment);

}  // namespace demur::domain
