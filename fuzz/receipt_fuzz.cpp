// Receipts, and the proofs and promises in them.
#include <cstdlib>

#include "demur/translog/receipt.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = core::text_of({data, size});
  if (const auto proof = translog::parse_tlog_proof(text);
      proof && translog::format_tlog_proof(*proof).value() != text)
    std::abort();
  if (const auto promise = translog::parse_promise(text);
      promise && translog::format_promise(*promise).value() != text)
    std::abort();
  const auto receipt = translog::parse_receipt(text);
  if (!receipt) return 0;
  const auto again = translog::format_receipt(*receipt);
  if (!again || translog::parse_receipt(*again).value() != *receipt) std::abort();
  const auto verdict = translog::verify_receipt(*receipt);
  if (verdict && !verdict->promised_by && !verdict->included) std::abort();
  return 0;
}
