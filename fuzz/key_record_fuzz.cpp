// The keys log's records, a whole log of one of them, and records of shares handed over: what parses has
// exactly this text.
#include <cstdlib>

#include "demur/anonymity/handover.hpp"
#include "demur/anonymity/keys_view.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = core::text_of({data, size});
  if (const auto record = anonymity::parse_record(text);
      record && anonymity::format_record(*record).value() != text)
    std::abort();
  if (const auto record = anonymity::parse_rewrap(text);
      record && anonymity::format_rewrap(*record).value() != text)
    std::abort();
  const std::string entry(text);
  const auto view = anonymity::read_keys({&entry, 1}, {.instance = "example.org/dissent", .issued_floor = 0});
  if (!view) return 0;
  const core::Day today = core::parse_day("2026-11-25").value();
  for (const auto& [scope, klass] : view->scopes())
    if (const auto key = view->issuer(scope, klass, today, anonymity::Use::spend); key && key->text != text)
      std::abort();
  return 0;
}
