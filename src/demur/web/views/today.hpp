// Today: what is due from me, what is due to me, my dissents, and what was answered of late.
#pragma once

#include <vector>

#include "demur/web/views/parts.hpp"

namespace demur::web {

// Something that stands open to the viewer, who owes nothing by it.
struct OpenItem {
  std::string what;  // "Opinion round"
  std::string path;
  std::string title;
  std::string when_words;                  // "Votes until 4 December 2026"
  std::string note = {};                   // how far the viewer, or their office, has come
  std::optional<core::Day> last_day = {};  // none: no day is set
};

struct TodayView {
  core::Day today{};
  std::vector<DueItem> due_from_me;  // soonest first; for an auditor, everybody's
  std::vector<DueItem> due_to_me;    // to the viewer as author or co-signer
  std::vector<DissentRow> my_dissents;
  std::vector<AnswerBox> answered;  // newest first
  std::vector<OpenItem> open_now = {};
  bool may_file = true;
  bool sees_all_duties = false;    // an auditor
  bool has_tokens_ready = false;   // and a drop where they are collected
  bool lacks_passkey = false;      // without which those are not given
  bool lacks_officer_key = false;  // a custodian without whose key less can be opened
};

[[nodiscard]] json::object to_json(const TodayView& view);  // template "today"

}  // namespace demur::web
