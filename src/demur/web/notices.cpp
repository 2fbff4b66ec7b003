#include "demur/web/notices.hpp"

#include <charconv>

namespace demur::web {
namespace {
constexpr const char* kCookie = "demur-notice";
}

std::string words_of(Notice notice) {
  switch (notice) {
    case Notice::none:
      return {};
    case Notice::decision_registered:
      return "The decision is registered, and in the log.";
    case Notice::text_recorded:
      return "The new text is recorded.";
    case Notice::decision_taken:
      return "The decision is recorded as taken.";
    case Notice::decision_superseded:
      return "The decision is recorded as superseded.";
    case Notice::decision_withdrawn:
      return "The decision is recorded as withdrawn.";
    case Notice::looked_back:
      return "What you say today is recorded, beside what was said then.";
    case Notice::bypass_explained:
      return "The bypass is declared, and in the log. The offices are asked after all by the day you named.";
    case Notice::matter_cited:
      return "It is cited, and in the log.";
    case Notice::acknowledged:
      return "Acknowledged, and in the log.";
    case Notice::extended:
      return "The new day and its reason are in the log.";
    case Notice::answered:
      return "Your answer is published, and in the log.";
    case Notice::last_word_recorded:
      return "The last word is yours, and it is recorded.";
    case Notice::dissent_withdrawn:
      return "Your dissent is withdrawn.";
    case Notice::identity_opened:
      return "The name is shown below. The log and the author know that you looked.";
    case Notice::duty_waived:
      return "The duty is waived; the reason is in the log.";
    case Notice::co_signed:
      return "You signed. Below the threshold nobody sees who signed, or how many.";
    case Notice::password_changed:
      return "Your password is changed. Other sessions were signed out. Passkeys stay: remove those that are "
             "not "
             "yours.";
    case Notice::passkey_removed:
      return "The passkey is removed.";
    case Notice::member_appointed:
      return "The appointments are saved.";
    case Notice::office_created:
      return "The office is created, and in the log.";
    case Notice::office_merged:
      return "The office is merged, and in the log.";
    case Notice::office_closed:
      return "The office is closed, and in the log.";
    case Notice::member_left:
      return "They can no longer sign in. What they filed stays.";
    case Notice::you_left:
      return "You have left. What you filed stays, and your receipts prove it.";
    case Notice::drop_registered:
      return "The drop is registered, and its key is in the keys log.";
    case Notice::clearance_opened:
      return "The round is open. Its mandate and whom it asks are in the log.";
    case Notice::clearance_reported:
      return "The report is published, and in the log.";
    case Notice::clearance_void:
      return "The round is void. What was said in it stays.";
    case Notice::position_given:
      return "The position of your office is given, and in the log.";
    case Notice::objection_lifted:
      return "The objection is lifted, and that is in the log.";
    case Notice::editorial_declared:
      return "It is in the log. The offices may object to it now.";
    case Notice::editorial_contested:
      return "Your objection is in the log. The positions on the version before have lapsed.";
    case Notice::meeting_recorded:
      return "It is done. The log hears of it without a name.";
    case Notice::meeting_text_kept:
      return "The text is kept, for the two sides. The other side sees it now.";
    case Notice::session_announced:
      return "The session is announced: its mandate is in the log.";
    case Notice::question_asked:
      return "Your question is shown from tomorrow on, without your name.";
    case Notice::vote_kept:
      return "Your choice is kept. It counts from tomorrow on.";
    case Notice::mail_address_kept:
      return "It is kept. Nobody else sees it.";
    case Notice::round_opened:
      return "The round is open, and its mandate is in the log.";
    case Notice::round_reported:
      return "The report is published, and in the log.";
    case Notice::round_void:
      return "The round is void; the reason is in the log.";
    case Notice::statement_proposed:
      return "Your statement waits for a custodian. Only you see that it is yours.";
    case Notice::statement_decided:
      return "It is decided, and in the log.";
  }
  return {};
}

http::Cookie notice_cookie(Notice notice) {
  return {.name = kCookie,
          .value = std::to_string(static_cast<int>(notice)),
          .max_age = std::chrono::seconds{60},
          .same_site = http::SameSite::strict,
          .secure = false};
}

http::Cookie clear_notice_cookie() {
  http::Cookie cookie = notice_cookie(Notice::none);
  cookie.max_age = std::chrono::seconds{0};
  return cookie;
}

Notice read_notice(const http::Request& request) {
  const auto value = request.cookie(kCookie);
  if (!value) return Notice::none;
  int number = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
  const bool known = error == std::errc{} && end == value->data() + value->size() && number > 0 &&
                     number <= static_cast<int>(kLastNotice);
  return known ? static_cast<Notice>(number) : Notice::none;
}

}  // namespace demur::web
