// Signed notes and checkpoints: what parses must be written back as it was, and nothing that a
// fuzzer makes may carry the signature of a key that it does not have.
#include <cstdlib>

#include "demur/translog/checkpoint.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto key = translog::VerifierKey::parse(
      "example.com/testlog+429a3a49+Ae0ai1Sp1pxqWLtOIFvOO9NsK4CXLxMxWaqL1lGrXHTL");
  static const auto witness = translog::VerifierKey::parse(
      "example.com/witness+5ad2079a+BCD6ddx3VC59iU0Tekg8XiRaOY9nGmg9K5g/HKUgKB45");
  const std::string_view text = core::text_of({data, size});
  if (const auto note = translog::parse_note(text); note && translog::format_note(*note).value() != text)
    std::abort();
  if (const auto checkpoint = translog::parse_checkpoint(text);
      checkpoint && translog::format_checkpoint(*checkpoint).value() != text)
    std::abort();
  if (const auto vkey = translog::VerifierKey::parse(text); vkey && vkey->text() != text) std::abort();
  if (const auto opened = translog::open_checkpoint(text, *key, {&*witness, 1});
      opened && opened->checkpoint.size != 1000)
    std::abort();
  return 0;
}
