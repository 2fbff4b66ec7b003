// A sentence said once, on the page after an act. It travels in a cookie as the sentence's number, so
// that nobody can make the site say a sentence of theirs.
#pragma once

#include <string>

#include "demur/http/request.hpp"
#include "demur/http/response.hpp"

namespace demur::web {

enum class Notice {
  none,
  decision_registered,
  text_recorded,
  decision_taken,
  decision_superseded,
  decision_withdrawn,
  acknowledged,
  extended,
  answered,
  last_word_recorded,
  dissent_withdrawn,
  identity_opened,
  duty_waived,
  co_signed,
  password_changed,
  passkey_removed,
  member_appointed,
  office_created,
  office_merged,
  office_closed,
  member_left,
  you_left,
  drop_registered,
  clearance_opened,
  clearance_reported,
  clearance_void,
  position_given,
  objection_lifted,
  editorial_declared,
  editorial_contested,
  meeting_recorded,
  meeting_text_kept,
  session_announced,
  question_asked,
  vote_kept,
  mail_address_kept,
  round_opened,
  round_reported,
  round_void,
  statement_proposed,
  statement_decided,
  looked_back,
  bypass_explained,
  matter_cited,
};
inline constexpr Notice kLastNotice = Notice::matter_cited;

[[nodiscard]] http::Cookie notice_cookie(Notice notice);
[[nodiscard]] http::Cookie clear_notice_cookie();
[[nodiscard]] Notice read_notice(const http::Request& request);
[[nodiscard]] std::string words_of(Notice notice);  // empty for none

}  // namespace demur::web
