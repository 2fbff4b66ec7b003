// Forms as browsers send them: application/x-www-form-urlencoded (WHATWG URL standard, section 5),
// read strictly. A percent sign must lead two hex digits, names and values must be UTF-8 without
// NUL, and the limits hold. Line ends become LF whatever the browser sent, so that a text hashed
// here is the text that was typed.
//
//   const Form form = DEMUR_TRY(read_form(request));
//   const std::string_view reason = form.get("reason").value_or("");
//
// Sizes are bytes after decoding. Errors: Code::invalid or Code::too_large, which never repeat
// what was sent. A Form is a value; the views it hands out live as long as it does.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/http/request.hpp"

namespace demur::http {

struct FormLimits {
  std::size_t fields = 1000;
  std::size_t name_bytes = 200;
  std::size_t value_bytes = 1U << 20U;
};

class Form {
 public:
  explicit Form(std::vector<Field> fields) : fields_(std::move(fields)) {}

  // The first value of that name; nullopt when the form has none. An empty field is "".
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return get(name).has_value(); }
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

 private:
  std::vector<Field> fields_;
};

[[nodiscard]] core::Result<Form> parse_form(std::string_view text, const FormLimits& limits = {});

// The form in a request's body; refuses any other Content-Type.
[[nodiscard]] core::Result<Form> read_form(const Request& request, const FormLimits& limits = {});

}  // namespace demur::http
