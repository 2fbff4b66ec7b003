// A head is judged the same in one piece and byte by byte; one that is taken has no line break,
// fold or control character that another reader could take differently.
#include <algorithm>
#include <cstdlib>

#include "demur/core/bytes.hpp"
#include "demur/http/edge.hpp"

namespace {

using namespace demur;
using http::HeadState;

constexpr std::size_t kLimit = 256;

void require(bool holds) {
  if (!holds) std::abort();
}

HeadState scan_byte_by_byte(http::HeadScanner& scanner, std::string_view bytes) {
  HeadState state = HeadState::incomplete;
  for (std::size_t size = 1; size <= bytes.size() && state == HeadState::incomplete; ++size)
    state = scanner.scan(bytes.substr(0, size));
  return state;
}

void check_head(std::string_view head) {
  require(head.size() <= kLimit && head.ends_with("\r\n\r\n") && head.find("\r\n\r\n") == head.size() - 4);
  require(std::ranges::count(head, '\r') == std::ranges::count(head, '\n'));
  require(!head.contains("\n ") && !head.contains("\n\t") && !head.contains('\0'));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = core::text_of({data, size});
  http::HeadScanner whole(kLimit);
  http::HeadScanner slow(kLimit);
  const HeadState state = whole.scan(bytes);
  require(scan_byte_by_byte(slow, bytes) == state);
  if (state != HeadState::complete) return 0;
  require(slow.size() == whole.size());
  check_head(bytes.substr(0, whole.size()));
  return 0;
}
