// A form as data: its fields, what was typed, and what is wrong with it. One partial writes all of
// them, so that every field has its label, its hint and its error tied to it, and every error stands
// at the top of the page with a link to its field.
//
//   Form form{.action = "/sign-in", .submit = "Sign in", .errors = errors};
//   form.fields = {{.kind = FieldKind::text, .name = "login", .label = "Sign-in name"}};
//
// An error whose `field` names no field of the form stands at the top only. Values are kept, but for
// passwords.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "demur/core/json.hpp"
#include "demur/core/result.hpp"

namespace demur::web {

namespace json = core::json;

// What was wrong with what was sent; `field` is the name of a form field.
using Errors = std::vector<core::Error>;

enum class FieldKind { text, password, date, textarea, radios, checkboxes, choice };

struct Option {
  std::string value;
  std::string label;
  std::string hint = {};
};

struct Field {
  FieldKind kind = FieldKind::text;
  std::string name;
  std::string label;
  std::string hint = {};
  std::string value = {};
  std::vector<Option> options = {};      // radios, checkboxes, choice
  std::vector<std::string> chosen = {};  // checkboxes: the values that are ticked
  std::string autocomplete = {};
  int rows = 8;
  bool optional = false;
  std::vector<std::string> about = {};  // what it is about, a list under the label
};

struct Form {
  std::string action;
  std::string submit;
  bool careful = false;  // cannot be undone: the button looks it
  std::string cancel = {};
  std::string id_prefix = {};  // where one page has two forms with a field of the same name
  std::vector<std::pair<std::string, std::string>> hidden = {};
  std::vector<Field> fields = {};
  Errors errors = {};
};

[[nodiscard]] json::object to_json(const Form& form);

// The summary at the top of a page: [{"href":"#title","what":"..."}].
[[nodiscard]] json::array errors_to_json(const Form& form);

}  // namespace demur::web
