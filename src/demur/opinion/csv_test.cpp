#include "demur/opinion/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace demur::opinion {
namespace {

using testing::HasSubstr;
using Rows = std::vector<std::vector<std::string>>;

Rows all_rows(CsvReader& reader) {
  Rows rows;
  while (reader.next().value()) rows.emplace_back(reader.cells().begin(), reader.cells().end());
  return rows;
}

Rows read(std::string_view text, std::size_t text_columns = 0) {
  CsvReader reader("x.csv", read_text(text));
  if (text_columns > 0) reader.last_cell_is_text(text_columns);
  return all_rows(reader);
}

std::string error_of(std::string_view text, std::size_t longest = CsvReader::kLongestRecord) {
  CsvReader reader("x.csv", read_text(text), longest);
  for (;;) {
    const auto more = reader.next();
    if (!more) return more.error().what;
    if (!*more) return "";
  }
}

TEST(Csv, ReadsRfc4180) {
  EXPECT_EQ(read("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n"), (Rows{{"a", "b"}, {"1", "x, \"y\"\nz"}}));
  EXPECT_EQ(read("a,,\n\"\",b,\"\"\n"), (Rows{{"a", "", ""}, {"", "b", ""}}));
}

TEST(Csv, TakesALastLineWithoutAnEndAByteOrderMarkAndEmptyLines) {
  EXPECT_EQ(read("\xef\xbb\xbf"
                 "a,b\n\n\r\n1,2"),
            (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read(""), Rows{});
  EXPECT_EQ(read("\"a\""), (Rows{{"a"}}));
}

TEST(Csv, ReadsTheSameHoweverTheBytesCome) {
  const std::string text = "a,\"b\r\n\"\"c\"\",\"\r\n\"d\",e\r\n";
  const auto whole = read(text);
  std::size_t at = 0;
  CsvReader reader("x.csv", [&](std::span<char> into) -> core::Result<std::size_t> {
    if (at == text.size()) return 0;
    into[0] = text[at++];
    return 1;
  });
  EXPECT_EQ(all_rows(reader), whole);
}

TEST(Csv, LeavesTheLastCellWholeWhereTextsWereNotQuoted) {
  EXPECT_EQ(read("7,yes, but no\n8,\"a, b\"\n9,\"EU\" is big, too big\n", 2),
            (Rows{{"7", "yes, but no"}, {"8", "a, b"}, {"9", "\"EU\" is big, too big"}}));
}

TEST(Csv, SaysWhereARecordBegins) {
  CsvReader reader("x.csv", read_text("a\n\"b\n\nb\"\nc\n"));
  std::vector<std::uint64_t> lines;
  while (reader.next().value()) lines.push_back(reader.line());
  EXPECT_EQ(lines, (std::vector<std::uint64_t>{1, 2, 5}));
}

TEST(Csv, RefusesWhatIsNoTextOrNoCsv) {
  EXPECT_THAT(error_of("a,b\n\"x,y\n"), HasSubstr("x.csv, line 2: a quotation that opens"));
  EXPECT_THAT(error_of("a\n\"x\"y\n"), HasSubstr("line 2: text after a closing"));
  EXPECT_THAT(error_of(std::string_view("a\0b\n", 4)), HasSubstr("NUL"));
  EXPECT_THAT(error_of(std::string_view("\xff\xfe"
                                        "a\0",
                                        4)),
              HasSubstr("NUL"));
  EXPECT_THAT(error_of("a\rb\n"), HasSubstr("carriage return"));
}

TEST(Csv, HoldsRecordsOfMegabytesAndRefusesLongerOnes) {
  const std::string line(5 << 20, 'x');
  EXPECT_EQ(read("a\n" + line + "\nb\n")[1][0].size(), line.size());
  EXPECT_EQ(read("a\n\"" + line + "\"\nb\n")[1][0].size(), line.size());
  EXPECT_THAT(error_of("a\n" + line + "\n", std::size_t{1} << 20),
              HasSubstr("x.csv, line 2: a record of more than"));
}

TEST(Csv, FindsColumnsHoweverTheyAreSpelled) {
  const std::vector<std::string_view> header = {"Comment_ID", " is meta", "vote"};
  const CsvColumns columns(header);
  EXPECT_EQ(columns.find("comment-id"), 0U);
  EXPECT_EQ(columns.find("is-meta"), 1U);
  EXPECT_EQ(columns.find("xid"), CsvColumns::kNone);
}

}  // namespace
}  // namespace demur::opinion
