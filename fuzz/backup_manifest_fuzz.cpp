// Manifests of backups: what parses is written back as it was, and nothing that a fuzzer makes carries the
// mac of a key that it does not have.
#include <cstdlib>

#include "demur/service/backup_manifest.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto key = translog::SigningKey::create("example.com/log", translog::KeyType::log,
                                                       std::array<std::uint8_t, 32>{7});
  const std::string_view text = core::text_of({data, size});
  if (const auto manifest = service::parse_manifest(text, *key);
      manifest && (service::format_manifest(*manifest, *key).value() != text || manifest->size > 12))
    std::abort();
  return 0;
}
