// An origin that is taken has a scheme, a host and a port and nothing else; written again it is the
// same; and no name but localhost is taken for this machine.
#include <cstdlib>

#include "demur/core/bytes.hpp"
#include "demur/core/origin.hpp"

namespace {

using namespace demur;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto origin = core::parse_origin(core::text_of({data, size}));
  if (!origin) return 0;
  require(origin->scheme == "http" || origin->scheme == "https");
  require(!origin->host.empty() && origin->port != 0);
  require(origin->host.find_first_of("/@?# \t\r\n\\") == std::string::npos);
  require(core::parse_origin(origin->text()).value() == *origin);
  if (core::is_loopback(origin->host))
    require(origin->host == "localhost" || origin->host == "[::1]" || origin->host.starts_with("127."));
  return 0;
}
