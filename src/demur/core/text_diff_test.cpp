#include "demur/core/text_diff.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace demur::core {
namespace {

std::string put_together(const std::vector<Piece>& pieces, Change without) {
  std::string text;
  for (const Piece& piece : pieces)
    if (piece.change != without) text += piece.text;
  return text;
}

void expect_both_texts_back(const std::string& before, const std::string& after) {
  const auto pieces = changes_between(before, after);
  ASSERT_EQ(put_together(pieces, Change::added), before);
  ASSERT_EQ(put_together(pieces, Change::removed), after);
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    ASSERT_FALSE(pieces[at].text.empty());
    if (at > 0) {
      ASSERT_NE(pieces[at].change, pieces[at - 1].change);
    }
  }
}

// "kept [-removed-] {+added+}"
std::string told(std::string_view before, std::string_view after) {
  std::string text;
  for (const Piece& piece : changes_between(before, after)) {
    if (piece.change == Change::kept) text += piece.text;
    if (piece.change == Change::removed) text += "[-" + piece.text + "-]";
    if (piece.change == Change::added) text += "{+" + piece.text + "+}";
  }
  return text;
}

TEST(TextDiff, NamesTheWordsThatChangedInsideAParagraph) {
  EXPECT_EQ(told("1. Close the port.\n2. By the end of May, all of it.\n",
                 "1. Close the port.\n2. By the end of June, all of it.\n"),
            "1. Close the port.\n2. By the end of[- May,-]{+ June,+} all of it.\n");
  EXPECT_EQ(told("It ends here.\nB", "It ends here. And goes on.\nB"), "It ends here.{+ And goes on.+}\nB");
}

TEST(TextDiff, NamesAWholeParagraphThatCameOrWent) {
  EXPECT_EQ(told("A b c.\nD e f.\nG h i.", "A b c.\nG h i."), "A b c.\n[-D e f.\n-]G h i.");
  EXPECT_EQ(told("A b c.\nG h i.", "A b c.\nD e f.\nG h i."), "A b c.\n{+D e f.\n+}G h i.");
}

TEST(TextDiff, FindsAChangedParagraphBehindANewOne) {
  EXPECT_EQ(told("One two three four five.\n", "Quite new.\nOne two three four six.\n"),
            "{+Quite new.\n+}One two three four[- five.-]{+ six.+}\n");
}

TEST(TextDiff, TellsAPassageThatWasWrittenAnewAsAWhole) {
  EXPECT_EQ(
      told("The ships go in May and the ice is thin.", "Nobody asked the villages, and they object in May."),
      "[-The ships go in May and the ice is thin.-]{+Nobody asked the villages, and they object in May.+}");
}

TEST(TextDiff, CutsScriptsWithoutSpacesByCharacterAndNeverInsideOne) {
  EXPECT_EQ(told("港は五月に閉じる。", "港は六月に閉じる。"), "港は[-五-]{+六+}月に閉じる。");
  EXPECT_EQ(told("مرفأ الشمال مغلق الآن", "مرفأ الشمال مفتوح الآن"), "مرفأ الشمال[- مغلق-]{+ مفتوح+} الآن");
}

TEST(TextDiff, OfTheSameTextIsOneKeptPiece) {
  EXPECT_EQ(changes_between("", "").size(), 0u);
  EXPECT_EQ(changes_between("a\n\nb", "a\n\nb"), (std::vector<Piece>{{Change::kept, "a\n\nb"}}));
}

TEST(TextDiff, AppliedGivesBothTextsBack) {
  std::mt19937 random(14);
  static constexpr const char* kParts[] = {"the", " port", " ", "\n", "\n\n", " of",   "May",
                                           "港",  "é",     "a", "  ", "\t",   " end.", "\xE3"};
  const auto pick = [&] { return kParts[random() % std::size(kParts)]; };
  for (int round = 0; round < 2'000; ++round) {
    std::string before;
    std::string after;
    for (std::uint32_t length = random() % 60; length > 0; --length) {
      const std::string part = pick();
      const auto fate = random() % 8;
      if (fate != 0) before += part;
      if (fate != 1) after += part;
      if (fate == 2) after += pick();
    }
    expect_both_texts_back(before, after);
  }
}

// 20,000 bytes are the most that a decision's text may have: as words and as paragraphs without anything in
// common, with all in common but one, and as the same few again and again.
TEST(TextDiff, OfTheLongestTextsGivesBothBackToo) {
  std::mt19937 random(14);
  const auto text = [&](const char* joint, std::uint32_t kinds) {
    std::string all;
    while (all.size() < 20'000) all += std::to_string(random() % kinds) + joint;
    return all;
  };
  for (const char* joint : {" ", "\n"})
    for (const std::uint32_t kinds : {2u, 100u, 1'000'000u}) {
      const std::string before = text(joint, kinds);
      expect_both_texts_back(before, text(joint, kinds));
      expect_both_texts_back(before, before.substr(0, 9'000) + "x" + before.substr(9'000));
      expect_both_texts_back(before, "");
      expect_both_texts_back("", before);
    }
}

// However long: the search is given up, and the answer is short. Every second paragraph is in both.
TEST(TextDiff, PastTheMostEditsOnePassageGivesWayToAnother) {
  std::string before;
  std::string after;
  for (int at = 0; at < kMostEdits; ++at) {
    before += "b" + std::to_string(at) + "\nThe same in both.\n";
    after += "a" + std::to_string(at) + "\nThe same in both.\n";
  }
  EXPECT_EQ(changes_between(before, after),
            (std::vector<Piece>{{Change::removed, before}, {Change::added, after}}));
}

}  // namespace
}  // namespace demur::core
