// From what the service reads to the parts that views share.
#pragma once

#include <span>

#include "demur/service/precedents.hpp"
#include "demur/service/reading.hpp"
#include "demur/web/views/dissent.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

[[nodiscard]] DecisionRef ref_of(const domain::Decision& decision);
[[nodiscard]] DissentRef ref_of(const service::SeenDissent& seen);
[[nodiscard]] DissentRow row_of(const service::SeenDissent& seen);
[[nodiscard]] DueItem due_of(const service::DutyLine& line);
[[nodiscard]] AnswerBox box_of(const service::PublishedAnswer& answer);
[[nodiscard]] AnswerBox box_of(const service::SeenDissent& seen, const domain::Disposition& disposition);
[[nodiscard]] MatterRef ref_of(const service::Matter& matter);
// What the answers say of earlier matters. Read for them all at once.
[[nodiscard]] core::Status add_precedents(service::Institution& house, std::span<AnswerBox> answers);
[[nodiscard]] std::string owner_words(domain::Role role, const std::string& office_name);

}  // namespace demur::web
