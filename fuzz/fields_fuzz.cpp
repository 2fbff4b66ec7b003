// Whatever a POST sends, as JSON or as a form, becomes a form within its limits or a refusal; and
// whatever stands in `next` leads to a path of this site.
#include <cstdlib>

#include "demur/http/response.hpp"
#include "demur/web/request_fields.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(reinterpret_cast<const char*>(data), size);
  for (const char* type : {"application/json", "application/x-www-form-urlencoded"}) {
    const demur::http::Request request{
        .method = demur::http::Method::post, .headers = {{"Content-Type", type}}, .body = body};
    const auto form = demur::web::fields_of(request);
    if (form)
      for (const auto& field : form->fields())
        if (form->get(field.name) == std::nullopt) std::abort();
  }
  const std::string next = demur::web::safe_next(body);
  if (!next.starts_with('/') || next.starts_with("//") || !demur::http::redirect(next).is_sound())
    std::abort();
  const std::string encoded = demur::web::next_parameter(body);
  if (!demur::http::redirect("/sign-in?next=" + encoded).is_sound()) std::abort();
  return 0;
}
