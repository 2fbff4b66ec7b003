// Key files and receipts that somebody else wrote: refused or read, never more.
#include <cstdint>
#include <string>

#include "demur/anonymity/officer_key_file.hpp"
#include "demur/cli/custody.hpp"
#include "demur/cli/sending.hpp"
#include "demur/cli/wallet.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  (void)demur::anonymity::read_officer_key_label(text);
  (void)demur::cli::parse_receipt(text);
  (void)demur::cli::decode_wallet(text);
  const auto value = demur::core::parse_json(text);
  if (value && value->is_object()) {
    (void)demur::anonymity::box_in(value->get_object());
    (void)demur::cli::parse_sealed_case(value->get_object());
  }
  return 0;
}
