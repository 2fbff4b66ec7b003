// Credentials of membership tokens: what decodes has exactly these bytes.
#include <algorithm>
#include <cstdlib>

#include "demur/anonymity/token.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const core::ByteView bytes(data, size);
  const auto credential = anonymity::decode_credential(bytes);
  if (credential && !std::ranges::equal(anonymity::encode_credential(*credential), bytes)) std::abort();
  return 0;
}
