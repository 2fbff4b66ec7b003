// Requests to a witness, and what it answers. What parses is written back as it was; nothing that a
// fuzzer makes is cosigned but what the log of the seeds signed; no answer holds a cosignature that
// the witness did not make.
#include <cstdlib>

#include "demur/translog/witness.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto log = translog::VerifierKey::parse(
      "example.com/testlog+429a3a49+Ae0ai1Sp1pxqWLtOIFvOO9NsK4CXLxMxWaqL1lGrXHTL");
  static const auto witness = translog::VerifierKey::parse(
      "example.com/witness+5ad2079a+BCD6ddx3VC59iU0Tekg8XiRaOY9nGmg9K5g/HKUgKB45");
  const std::string_view text = core::text_of({data, size});
  if (const auto answered = translog::parse_size_answer(text);
      answered && translog::format_size_answer(*answered) != text)
    std::abort();
  if (translog::read_cosignature(text, "example.com/testlog\n1\n", *witness)) std::abort();
  const auto request = translog::parse_add_checkpoint(text);
  if (!request) return 0;
  if (translog::format_add_checkpoint(*request).value() != text) std::abort();
  for (const std::uint64_t last : {std::uint64_t{0}, request->old_size})
    if (const auto decided = translog::decide(*request, {.size = last}, {&*log, 1});
        decided && translog::parse_checkpoint(decided->text)->size != 1000)
      std::abort();
  return 0;
}
