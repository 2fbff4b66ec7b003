// A page with one form and what the person must know before they send it (template "form").
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"
#include "demur/web/views/text_change.hpp"

namespace demur::web {

// Of a form about a decision whose text is secret, and whose words are not: or nothing.
[[nodiscard]] inline std::string secret_warning(bool text_is_secret) {
  return text_is_secret
             ? "The decision’s text is secret: others do not read it. What you write here everybody reads, "
               "in the log, for good."
             : "";
}

struct FormPage {
  std::string title;
  Section section = Section::decisions;
  std::optional<Back> back = {};
  std::vector<std::string> intro = {};    // paragraphs
  std::vector<std::string> happens = {};  // what will happen, as a list
  std::string warning = {};
  std::optional<Back> first = {};  // where to go first, because of the warning
  std::string about_heading = {};  // a text that the form is about, shown above it
  std::string about_text = {};
  std::optional<TextChange> change = {};  // of a decision's text, that the form is about
  Form form;
};

[[nodiscard]] json::object to_json(const FormPage& view);

}  // namespace demur::web
