// Leaves: what parses has exactly this text.
#include <cstdlib>

#include "demur/translog/leaf.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = core::text_of({data, size});
  if (const auto leaf = translog::parse_leaf(text); leaf && translog::format_leaf(*leaf).value() != text)
    std::abort();
  return 0;
}
