// A form that is taken is UTF-8 with line feeds only, keeps its limits, and means the same when it
// is written again.
#include <cstdlib>

#include "demur/core/bytes.hpp"
#include "demur/http/form.hpp"
#include "demur/http/percent.hpp"

namespace {

using namespace demur;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string encode(const http::Form& form) {
  std::string text;
  for (const http::Field& field : form.fields())
    text += http::percent_encode(field.name) + "=" + http::percent_encode(field.value) + "&";
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = core::text_of({data, size});
  const http::FormLimits limits{.fields = 8, .name_bytes = 16, .value_bytes = 64};
  const auto form = http::parse_form(text, limits);
  if (!form) return 0;
  require(form->fields().size() <= limits.fields);
  for (const http::Field& field : form->fields()) {
    require(field.name.size() <= limits.name_bytes && field.value.size() <= limits.value_bytes);
    require(core::is_utf8_text(field.name) && core::is_utf8_text(field.value));
    require(!field.name.contains('\r') && !field.value.contains('\r'));
    require(form->has(field.name) && !form->all(field.name).empty());
  }
  const auto again = http::parse_form(encode(*form), limits);
  require(again && again->fields() == form->fields());
  return 0;
}
