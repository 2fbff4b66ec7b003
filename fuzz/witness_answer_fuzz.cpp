// What a witness answers to a log: one byte that chooses the status, and the body. Nothing is believed
// but what the witness of the seeds signed over this very checkpoint, and a size in its one spelling.
#include <cstdlib>

#include "demur/translog/witness.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto witness = translog::VerifierKey::parse(
      "example.com/witness+5ad2079a+BCD6ddx3VC59iU0Tekg8XiRaOY9nGmg9K5g/HKUgKB45");
  static constexpr std::string_view kCheckpoint =
      "example.com/testlog\n1000\nNGxrnLicS3b6ydyyDNqG46AcCldBfBOQKOrNRTj96Vs=\n";
  static constexpr int kStatuses[] = {200, 409, 400, 403, 404, 422, 429, 503, 302, 0, -1, 999};
  if (size == 0) return 0;
  const int status = kStatuses[data[0] % std::size(kStatuses)];
  const std::string_view body = core::text_of({data + 1, size - 1});
  using enum translog::WitnessVerdict;
  const auto judged = translog::judge_answer(status, body, kCheckpoint, *witness);
  if ((judged.verdict == cosigned) != judged.cosignature.has_value()) std::abort();
  if (judged.cosignature) {
    const std::string line = translog::format_signature(judged.cosignature->signature);
    if (status != 200 || body.find(line) == std::string_view::npos) std::abort();
    if (!translog::read_cosignature(line, kCheckpoint, *witness)) std::abort();
    if (translog::read_cosignature(line, "example.com/testlog\n1\n", *witness)) std::abort();
  }
  if (judged.verdict == elsewhere && (status != 409 || translog::format_size_answer(judged.size) != body))
    std::abort();
  return 0;
}
