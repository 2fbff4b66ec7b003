// Calendar files as RFC 5545 and 5546 want them. Two parsers that we did not write read the same files in
// tests/calendar.
#include "demur/mail/calendar.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace demur::mail {
namespace {

using testing::HasSubstr;
using testing::Not;

Event meeting() {
  return {.uid = "abc@dissent.example.org",
          .stamp = core::Time(core::parse_day("2026-03-02").value()),
          .starts = core::Time(core::parse_day("2026-03-10").value()) + std::chrono::hours{14},
          .summary = "The port; before, it closes",
          .location = "Room 4\nsecond floor",
          .organizer = "channel@example.org",
          .attendee = "a@example.org"};
}

std::string unfolded(std::string text) {
  for (auto at = text.find("\r\n "); at != std::string::npos; at = text.find("\r\n ", at)) text.erase(at, 3);
  return text;
}

TEST(Calendar, EndsEveryLineWithCrLfAndEscapesTexts) {
  const std::string file = to_calendar(Method::publish, meeting());
  for (std::size_t at = file.find('\n'); at != std::string::npos; at = file.find('\n', at + 1))
    ASSERT_TRUE(at > 0 && file[at - 1] == '\r') << at;
  EXPECT_THAT(file, HasSubstr("SUMMARY:The port\\; before\\, it closes\r\n"));
  EXPECT_THAT(file, HasSubstr("LOCATION:Room 4\\nsecond floor\r\n"));
  EXPECT_THAT(file, HasSubstr("DTSTART:20260310T140000Z\r\n"));
  EXPECT_THAT(file, HasSubstr("DTEND:20260310T150000Z\r\n"));
}

TEST(Calendar, TellsNeitherWhatNorWhereOfAConfidentialMeeting) {
  Event event = meeting();
  event.confidential = true;
  const std::string file = to_calendar(Method::request, event);
  EXPECT_THAT(file, HasSubstr("SUMMARY:Meeting\r\n"));
  EXPECT_THAT(file, HasSubstr("CLASS:CONFIDENTIAL\r\n"));
  for (const char* told : {"port", "Room", "LOCATION", "DESCRIPTION"})
    EXPECT_THAT(file, Not(HasSubstr(told)));
}

TEST(Calendar, KeepsTheUidOfWhatItChangesAndCancels) {
  Event event = meeting();
  const std::string first = to_calendar(Method::request, event);
  ++event.sequence;
  const std::string cancelled = to_calendar(Method::cancel, event);
  EXPECT_THAT(first, HasSubstr("UID:abc@dissent.example.org\r\nSEQUENCE:0\r\n"));
  EXPECT_THAT(cancelled, HasSubstr("UID:abc@dissent.example.org\r\nSEQUENCE:1\r\n"));
  EXPECT_THAT(cancelled, HasSubstr("METHOD:CANCEL\r\n"));
  EXPECT_THAT(cancelled, HasSubstr("STATUS:CANCELLED\r\n"));
}

TEST(Calendar, HasTheDutiesOfAnOfficeAsTasks) {
  const std::string file =
      to_calendar({{.uid = "answer-x@h", .due = core::parse_day("2026-05-04").value(), .summary = "Answer"}},
                  core::Time{});
  EXPECT_THAT(file, HasSubstr("BEGIN:VTODO\r\nUID:answer-x@h\r\n"));
  EXPECT_THAT(file, HasSubstr("DUE;VALUE=DATE:20260504\r\n"));
}

TEST(Calendar, HasMinutesAsAJournalOfTheirMeeting) {
  Journal minutes{.uid = "minutes-x@h",
                  .meeting = "x@h",
                  .day = core::parse_day("2026-05-04").value(),
                  .summary = "Minutes",
                  .text = "Present: both sides.\nNothing, yet."};
  EXPECT_THAT(to_calendar(minutes), HasSubstr("BEGIN:VJOURNAL\r\nUID:minutes-x@h\r\n"));
  EXPECT_THAT(to_calendar(minutes), HasSubstr("DESCRIPTION:Present: both sides.\\nNothing\\, yet.\r\n"));
  EXPECT_THAT(to_calendar(minutes), HasSubstr("CLASS:CONFIDENTIAL\r\nSTATUS:DRAFT\r\nRELATED-TO:x@h\r\n"));
  minutes.is_final = true;
  EXPECT_THAT(to_calendar(minutes), HasSubstr("STATUS:FINAL\r\n"));
}

RC_GTEST_PROP(Folding, GoesBackToTheLineAndNeverCutsACharacter, ()) {
  static const std::vector<std::string> kPieces = {"a", "é", "日", "𝄞", ";", " ", "longer words"};
  std::string line;
  for (int left = *rc::gen::inRange(0, 120); left > 0; --left) line += *rc::gen::elementOf(kPieces);
  const std::string file = folded(line);
  RC_ASSERT(unfolded(file) == line + "\r\n");
  std::size_t start = 0;
  for (auto end = file.find("\r\n"); end != std::string::npos;
       start = end + 2, end = file.find("\r\n", start)) {
    RC_ASSERT(end - start <= 75U);
    const std::size_t first = file[start] == ' ' ? start + 1 : start;
    RC_ASSERT((static_cast<unsigned char>(file[first]) & 0xC0U) != 0x80U);
  }
}

}  // namespace
}  // namespace demur::mail
