// The forms of Settings that change who is there for good: leaving, and an office that is merged or
// closed. What follows is said before anything is confirmed.
#pragma once

#include <string>
#include <vector>

#include "demur/service/succession.hpp"
#include "demur/web/views/form.hpp"
#include "demur/web/views/settings.hpp"

namespace demur::web {

// GET and POST /settings/leave: confirm ("yes").   What the custodian must not learn is here only.
struct LeaveView {
  int open_dissents = 0;                       // their own, not closed and not withdrawn
  std::vector<std::string> without_them = {};  // offices where nobody else answers
  int shares = 0;                              // of sealed dissents, that are theirs alone
  Errors errors = {};
};

// GET and POST /settings/people/leave: member. For who is invited only, it takes the invitation back.
struct MemberLeftView {
  MemberRow member;
  std::vector<std::string> without_them = {};
  bool has_key = false;  // a custodian's
  Errors errors = {};
};

// GET and POST /settings/offices/merge: office, into.
struct MergeOfficeView {
  OfficeRow office;
  service::OfficeAffairs affairs = {};
  std::vector<Option> others = {};
  std::string into = {};
  Errors errors = {};
};

// GET and POST /settings/offices/close: office.
struct CloseOfficeView {
  OfficeRow office;
  service::OfficeAffairs affairs = {};
  Errors errors = {};
};

// All of them: template "form".
[[nodiscard]] json::object to_json(const LeaveView& view);
[[nodiscard]] json::object to_json(const MemberLeftView& view);
[[nodiscard]] json::object to_json(const MergeOfficeView& view);
[[nodiscard]] json::object to_json(const CloseOfficeView& view);

}  // namespace demur::web
