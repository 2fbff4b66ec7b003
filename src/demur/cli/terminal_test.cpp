#include "demur/cli/terminal.hpp"

#include <gtest/gtest.h>

namespace demur::cli {
namespace {

// A server's words could else clear the screen, retitle the window, or write a line that looks like ours.
TEST(WordsOfOthers, CannotCommandTheTerminal) {
  EXPECT_EQ(printable("\x1b[2JFiled.\r\n\tTrue\x07\x7f"), "?[2JFiled.???True??");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m\xc2\x85"),
            "?31m?")
      << "C1, as UTF-8 writes it";
  EXPECT_EQ(printable("\xc2\xa0\xc3\x9b \xe2\x80\x99 caf\xc3\xa9"),
            "\xc2\xa0\xc3\x9b \xe2\x80\x99 caf\xc3\xa9");
  EXPECT_EQ(printable("\xc2"), "\xc2");
}

TEST(WhatIsSaid, KeepsItsLinesAndNoOtherControl) {
  testing::internal::CaptureStdout();
  say("one\n\ttwo\x1b]0;title\x07");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "one\n\ttwo?]0;title?\n");
}

}  // namespace
}  // namespace demur::cli
