#include "demur/domain/search.hpp"

#include <gtest/gtest.h>

#include <random>

#include "demur/core/bytes.hpp"

namespace demur::domain {
namespace {

using Groups = std::vector<std::vector<SearchTerm>>;

TEST(ParseSearch, ReadsWhatPeopleType) {
  const Search search = parse_search("port \"northern fleet\" -grain rail* -\"old treaty\"");
  EXPECT_EQ(search.all, (Groups{{{"port"}}, {{"northern fleet"}}, {{"rail*", true}}}));
  EXPECT_EQ(search.none, (std::vector<SearchTerm>{{"grain"}, {"old treaty"}}));
  EXPECT_FALSE(search.cut);
}

TEST(ParseSearch, TakesAStarOnlyAfterThreeLetters) {
  EXPECT_EQ(parse_search("s* po* rai*").all, (Groups{{{"s*"}}, {{"po*"}}, {{"rai*", true}}}));
}

TEST(ParseSearch, AsksForEitherWithOr) {
  EXPECT_EQ(parse_search("war OR embargo north").all, (Groups{{{"war"}, {"embargo"}}, {{"north"}}}));
  EXPECT_EQ(parse_search("OR war OR").all, (Groups{{{"OR"}}, {{"war"}}})) << "nothing stands before it";
}

TEST(ParseSearch, TakesTypographersQuotes) {
  EXPECT_EQ(parse_search("“northern fleet” «old»").all, (Groups{{{"northern fleet"}}, {{"old"}}}));
}

TEST(ParseSearch, NothingToLookForIsNoError) {
  for (const char* typed : {"", " ", "\"", "\"\"", "-", "--", "***", "()", "\" \"", "\xff\xfe", "\n\t"})
    EXPECT_TRUE(parse_search(typed).empty()) << typed;
}

TEST(ParseSearch, LooksForSoManyWordsAndSaysThatThereWereMore) {
  std::string typed;
  for (int i = 0; i < 2000; ++i) typed += "word" + std::to_string(i) + " ";
  const Search search = parse_search(typed);
  EXPECT_EQ(search.all.size(), kMostSearchTerms);
  EXPECT_TRUE(search.cut);
  const Search one = parse_search(std::string(10'000, 'x') + "é");
  ASSERT_EQ(one.all.size(), 1u);
  EXPECT_LE(one.all[0][0].words.size(), kSearchTermBytes);
}

// Whatever bytes come: terms are text that a database takes, none is empty, none too long.
TEST(ParseSearch, GivesSoundTermsForAnyBytes) {
  std::mt19937 dice(7);
  const std::string_view alphabet = "ab \"-*OR\t\xc3\xa9\xff\xe2\x80\x9c\x01(){}:^+";
  for (int i = 0; i < 20'000; ++i) {
    std::string typed;
    for (std::size_t length = dice() % 40; length > 0; --length) typed += alphabet[dice() % alphabet.size()];
    const Search search = parse_search(typed);
    std::size_t count = search.none.size();
    for (const auto& group : search.all) {
      ASSERT_FALSE(group.empty());
      count += group.size();
      for (const auto& term : group) {
        ASSERT_FALSE(term.words.empty());
        ASSERT_TRUE(core::is_utf8_text(term.words));
        ASSERT_EQ(term.words.find('"'), std::string::npos);
      }
    }
    ASSERT_LE(count, kMostSearchTerms);
  }
}

TEST(TellingWords, AreLongOnesOnce) {
  EXPECT_EQ(telling_words("The embargo, the EMBARGO on shipping: a no.", 10),
            (std::vector<std::string>{"shipping", "embargo"}));
  EXPECT_EQ(telling_words("The embargo on shipping", 1), std::vector<std::string>{"shipping"});
}

}  // namespace
}  // namespace demur::domain
