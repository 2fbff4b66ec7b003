// An address that is taken can end no line of a mail and start no other recipient; and any text makes a
// calendar file whose lines end as they should, are no longer than 75 octets, and cut no character.
#include <cstdlib>

#include "demur/core/bytes.hpp"
#include "demur/mail/calendar.hpp"
#include "demur/mail/message.hpp"

namespace {

using namespace demur;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_lines(std::string_view file) {
  while (!file.empty()) {
    const auto end = file.find("\r\n");
    require(end != std::string_view::npos && end <= 75);
    require(file.substr(0, end).find_first_of("\r\n") == std::string_view::npos);
    file.remove_prefix(end + 2);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = core::text_of({data, size});
  if (const auto address = mail::valid_address(text)) {
    require(address->find_first_of("\r\n\t <>,;:\"()[]\\") == std::string::npos);
    require(mail::valid_address(*address) == *address);
  }
  mail::Event event{.uid = "u@h"};
  event.summary = event.location = std::string(text);
  check_lines(mail::to_calendar(mail::Method::publish, event));
  return 0;
}
