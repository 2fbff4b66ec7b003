#include <gtest/gtest.h>

#include "demur/core/json.hpp"
#include "demur/web/test_site.hpp"

namespace demur::web {
namespace {

using testing::kHtml;
using testing::kJson;
using testing::TestSite;

std::string asking(const std::string& typed) {
  return "/ledger?q=" + http::percent_encode(typed);
}

TEST(TheLedgersPage, NeverGivesAnErrorPageForWhatSomebodyTypes) {
  TestSite test;
  test.institution.file("author", domain::Standing::named);
  const std::string typed[] = {"",
                               "\"",
                               "a",
                               "-",
                               "(",
                               "NEAR(a b)",
                               "title:x",
                               "^",
                               "*",
                               "' OR 1=1 --",
                               "مرحبا بالعالم",
                               "\u202eabc",
                               "💥",
                               "<script>",
                               "a OR",
                               "NOT",
                               "{{q}}",
                               std::string(10'000, 'x')};
  for (const std::string& each : typed)
    for (const char* accept : {kHtml, kJson})
      EXPECT_EQ(test.get("author", asking(each), accept).status, 200) << each;
  for (const char* filters : {"?year=abc", "?year=-1", "?year=99999999999", "?year=2026&kind=nonsense",
                              "?office=x", "?outcome=noted", "?before=x", "?before=-9223372036854775808"})
    EXPECT_EQ(test.get("author", std::string("/ledger") + filters).status, 200) << filters;
}

TEST(TheLedgersPage, ShowsWhatWasFoundAndMarksIt) {
  TestSite test;
  test.institution.file("author", domain::Standing::confidential);
  const auto page = test.get("author", asking("feeds"));
  EXPECT_NE(page.body.find("<mark>feeds</mark>"), std::string::npos);
  EXPECT_NE(page.body.find("1 matter, newest first."), std::string::npos);
  const auto other = test.get("colleague", asking("feeds"));
  EXPECT_EQ(other.body.find("<mark>"), std::string::npos);
  EXPECT_NE(other.body.find("Nothing that you may read."), std::string::npos);
  EXPECT_EQ(test.get("", "/ledger").status, 303) << "for members only";
}

}  // namespace
}  // namespace demur::web
