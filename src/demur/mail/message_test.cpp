// Mail that tells nothing.
#include "demur/mail/message.hpp"

#include <gmock/gmock.h>

namespace demur::mail {
namespace {

using testing::HasSubstr;
using testing::Not;

Envelope envelope() {
  return {.from = "channel@example.org",
          .to = "a@example.org",
          .site = "https://dissent.example.org",
          .id = "abc",
          .date = core::Time(core::parse_day("2026-03-02").value()) + std::chrono::hours{18}};
}

TEST(Notice, IsOnePlainTextWithTheSitesAddressAndNothingElse) {
  EXPECT_EQ(
      notice(envelope()),
      "From: <channel@example.org>\r\nTo: <a@example.org>\r\nSubject: Something on the dissent channel\r\n"
      "Date: Mon, 02 Mar 2026 18:00:00 +0000\r\nMessage-ID: <abc@example.org>\r\n"
      "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=US-ASCII\r\n\r\n"
      "There is something on the dissent channel that is for you, or is due from you.\r\n"
      "Sign in to read it:\r\n\r\nhttps://dissent.example.org/\r\n");
}

TEST(Invitation, HasTheSameWordsAndOneAttendee) {
  const std::string text = invitation(envelope(), Method::request, {.uid = "u@h", .confidential = true});
  EXPECT_THAT(text, HasSubstr("Subject: Something on the dissent channel\r\n"));
  EXPECT_THAT(text, HasSubstr("Content-Type: text/calendar; method=REQUEST; charset=UTF-8\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("ATTENDEE")));  // in base64, so that no relay alters a line of it
}

TEST(Addresses, AreOnePlainAddressOrNone) {
  EXPECT_EQ(valid_address(" name@example.org "), "name@example.org");
  for (const char* wrong : {"", "name", "@h", "n@", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<x@y>", "<a@b>",
                            "\"a\"@b", "a,b@c", "a@b;c", "é@b", ".a@b", "a..b@c", "a@-b/c", "a@b,c@d"})
    EXPECT_FALSE(valid_address(wrong)) << wrong;
  EXPECT_FALSE(valid_address(std::string(300, 'a') + "@b"));
}

}  // namespace
}  // namespace demur::mail
