#include "demur/web/views/form_page.hpp"

#include <utility>

namespace demur::web {

json::object to_json(const FormPage& view) {
  json::value first = nullptr;
  if (view.first) first = json::object{{"path", view.first->path}, {"label", view.first->label}};
  return {{"page", page(view.title, view.section, view.back)},
          {"intro", json::array(view.intro.begin(), view.intro.end())},
          {"has_happens", !view.happens.empty()},
          {"happens", json::array(view.happens.begin(), view.happens.end())},
          {"warning", view.warning},
          {"first", std::move(first)},
          {"about_heading", view.about_heading},
          {"about_text", view.about_text},
          {"text_change", to_json(view.change)},
          {"form", to_json(view.form)}};
}

}  // namespace demur::web
