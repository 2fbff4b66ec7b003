// Tile and bundle paths, and bundles: one spelling for each.
#include <algorithm>
#include <cstdlib>

#include "demur/translog/tile.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const core::ByteView bytes{data, size};
  const std::string_view text = core::text_of(bytes);
  if (const auto tile = translog::parse_tile_path(text); tile && translog::path_of(*tile) != text)
    std::abort();
  if (const auto bundle = translog::parse_bundle_path(text); bundle && translog::path_of(*bundle) != text)
    std::abort();
  if (size == 0) return 0;
  const std::uint32_t width = data[0] + 1U;
  const core::ByteView body = bytes.subspan(1);
  const auto entries = translog::decode_bundle(body, width);
  if (!entries) return 0;
  core::Bytes again;
  for (const core::ByteView entry : *entries)
    if (!translog::append_entry(again, entry)) std::abort();
  if (!std::ranges::equal(again, body)) std::abort();
  if (translog::cut_bundle(body, width).value() != again) std::abort();
  return 0;
}
