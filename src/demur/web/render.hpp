// Views become pages here. A page is a Mustache template (templates/*.html, built into the program);
// its context is the view's JSON, with what every page has under "layout".
//
//   render(layout, "today", to_json(view))
//
// Everything is escaped but the SVG of a plot (`{{{svg}}}`, in one partial), which our own code
// wrote. A partial `{{> name}}` is templates/partials/name.html and is put in when templates are
// first used; a value in a view can therefore never be taken for a template.
//
// An unknown template is a fault of ours: std::logic_error. Thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/embedded.hpp"
#include "demur/core/json.hpp"

namespace demur::web {

struct SignedIn {
  std::string name;
  std::string office;
  std::vector<std::string> roles = {};  // "Custodian"; once each
};

// What every page has, whatever its view.
struct Layout {
  std::string institution;  // "Ministry of Foreign Affairs"
  std::string channel;      // "Dissent Channel", from the policy
  std::string language = "en";
  std::string direction = "ltr";
  std::optional<SignedIn> who = {};  // none: nobody is signed in
  std::string notice = {};           // said once after an act: "Your answer is published."
  std::string form_token = {};       // put into every form, where the server wants one
};

[[nodiscard]] std::string render(const Layout& layout, std::string_view template_name,
                                 const core::json::object& view);

// The context as a template sees it, for tests that walk templates.
[[nodiscard]] core::json::object page_context(const Layout& layout, const core::json::object& view);

// A template's text with its partials put in. Empty where there is none of that name.
[[nodiscard]] std::string template_text(std::string_view template_name);

namespace templates {
[[nodiscard]] std::span<const core::EmbeddedFile> files();  // "today.html", "partials/head.html"
}

namespace assets {
[[nodiscard]] std::span<const core::EmbeddedFile> files();  // "style.css", "demur.js", "offline.html"
}

// The built style sheet, script or page of that name; empty where there is none.
[[nodiscard]] std::string_view asset(std::string_view name);

}  // namespace demur::web
