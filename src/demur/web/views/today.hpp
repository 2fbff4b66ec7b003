// Today: what is due from me, what is due to me, my dissents, and what was answered of late.
#pragma once

#include <vector>

#include "demur/web/views/parts.hpp"

namespace demur::web {

struct TodayView {
  core::Day today{};
  std::vector<DueItem> due_from_me;  // soonest first; for an auditor, everybody's
  std::vector<DueItem> due_to_me;    // to the viewer as author or co-signer
  std::vector<DissentRow> my_dissents;
  std::vector<AnswerBox> answered;  // newest first
  bool may_file = true;
  bool sees_all_duties = false;    // an auditor
  bool has_tokens_ready = false;   // and a drop where they are collected
  bool lacks_passkey = false;      // without which those are not given
  bool lacks_officer_key = false;  // a custodian without whose key less can be opened
};

[[nodiscard]] json::object to_json(const TodayView& view);  // template "today"

}  // namespace demur::web
