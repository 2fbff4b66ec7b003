// Reply phrases as people type them: what is read is 7 or 8 words, and reads as itself.
#include <algorithm>
#include <cstdlib>

#include "demur/anonymity/phrase.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto phrase = anonymity::parse_phrase(core::text_of({data, size}));
  if (!phrase) return 0;
  if (anonymity::parse_phrase(phrase->text()).value().text() != phrase->text()) std::abort();
  const auto spaces = std::ranges::count(phrase->text(), ' ');
  if (spaces != 6 && spaces != 7) std::abort();
  return 0;
}
