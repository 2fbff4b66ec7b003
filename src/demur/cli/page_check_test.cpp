#include "demur/cli/page_check.hpp"

#include <gtest/gtest.h>

namespace demur::cli {
namespace {

const std::set<std::string, std::less<>> kKnown{"/assets/demur.js", "/assets/drop.js", "/assets/style.css"};

TEST(PageCheck, TakesAPageThatNamesKnownFilesOnly) {
  EXPECT_TRUE(page_faults("<!doctype html><html><head><link rel=\"stylesheet\" href=\"/assets/style.css\">"
                          "<link rel=\"icon\" href=\"/assets/icon.svg\">"
                          "<script type=\"module\" src=\"/assets/demur.js\"></script></head>"
                          "<body><a href=\"/file?a=1&amp;b=2\">x</a> 1 < 2</body></html>",
                          kKnown)
                  .empty());
}

TEST(PageCheck, ReportsWhateverCouldRunSomethingElse) {
  for (const char* page : {"<script src=\"/assets/other.js\"></script>",
                           "<script>steal()</script>",
                           "<script src=\"/assets/demur.js\">steal()</script>",
                           "<SCRIPT SRC=/assets/x.js></SCRIPT>",
                           "<svg><script href=\"/assets/x.js\"></script></svg>",
                           "<svg:script>",
                           "<body onload=\"x()\">",
                           "<a href=\"java&#115;cript:x()\">",
                           "<a href=javascript:x()>",
                           "<form action=\"data:text/html,x\">",
                           "<iframe src=\"/x\"></iframe>",
                           "<link rel=stylesheet href=/assets/other.css>",
                           "<style>x</style>",
                           "<p style=\"x\">",
                           "<base href=\"https://other.example/\">",
                           "<meta http-equiv=\"refresh\" content=\"0;url=https://other.example\">",
                           "<!--><script>x</script>-->",
                           "<img src=x onerror=x()>",
                           "<script src=/assets/demur.js src=/assets/x.js></script>",
                           "<a title='"})
    EXPECT_FALSE(page_faults(page, kKnown).empty()) << page;
}

}  // namespace
}  // namespace demur::cli
