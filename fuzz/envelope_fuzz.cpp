// Envelopes, opened as an officer, a colleague and an author would: by fixed keys, which are those of
// tests/vectors/anonymity/envelope-v1.json, so that some inputs get far.
#include <algorithm>
#include <cstdlib>

#include "demur/anonymity/reply.hpp"

using namespace demur;
using namespace demur::anonymity;

namespace {

BoxKey officer(std::uint8_t byte) {
  Seed seed;
  std::ranges::fill(seed.bytes(), byte);
  return BoxKey(seed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const core::ByteView bytes(data, size);
  const auto header = parse_envelope(bytes);
  if (!header) return 0;
  if (header->size >= size || header->slots.empty() || header->threshold > header->slots.size()) std::abort();
  static const BoxKey first = officer(0x61);
  static const BoxKey second = officer(0x62);
  // The context is in the header, in clear: any other would end the attempt early.
  const Context context{
      instance_id("example.org/dissent"),
      {0xd0, 0x3f, 0xa1, 0x79, 0x68, 0x30, 0x66, 0xb8, 0xac, 0x3d, 0xe9, 0x2d, 0x9c, 0x4e, 0xfd, 0xdf,
       0x97, 0xaa, 0x6d, 0x5d, 0xe6, 0xe2, 0xf2, 0xcf, 0xda, 0x50, 0x55, 0x3a, 0x72, 0xad, 0x3c, 0xd3}};
  static_cast<void>(open_reply(bytes, context, first));
  std::vector<Share> shares;
  for (const BoxKey* key : {&first, &second})
    if (auto share = open_slot(bytes, header->purpose, context, *key)) shares.push_back(std::move(*share));
  if (const auto opened = open_envelope(bytes, header->purpose, context, shares);
      opened && opened->body.size() > kMaxBodyBytes)
    std::abort();
  return 0;
}
