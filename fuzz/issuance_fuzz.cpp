// JSON that browsers send for tokens, what they get back, and the inside of a filing: what parses has exactly
// this text.
#include <cstdlib>

#include "demur/anonymity/filing_body.hpp"
#include "demur/anonymity/issuance.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = core::text_of({data, size});
  if (const auto request = anonymity::parse_issue_request(text);
      request && anonymity::format_issue_request(*request).value() != text)
    std::abort();
  if (const auto answer = anonymity::parse_issue_answer(text);
      answer && anonymity::format_issue_answer(*answer).value() != text)
    std::abort();
  if (const auto body = anonymity::parse_filing_body(text);
      body && anonymity::format_filing_body(*body).value() != text)
    std::abort();
  return 0;
}
