// Settings beside one's own account: the people and offices (for custodians), the policy in force,
// the key of the log.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/domain/policy.hpp"
#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

struct MemberRow {
  domain::MemberId id;  // empty, as the login is, for all but custodians
  std::string name;
  std::string login;
  std::string office;
  domain::MemberState state = domain::MemberState::active;
  std::vector<std::string> appointments;  // "Custodian, Office of the Inspector"
  bool has_acts = false;                  // the viewer may appoint them, and record that they left
};

struct OfficeRow {
  domain::OfficeId id;
  std::string name;
  domain::OfficeState state = domain::OfficeState::active;
  std::string merged_into = {};  // a name
};

// POST /settings/people/invite: id, name, login, office, roles (none or more of role words, held in
// that office).   POST /settings/people/appoint: member, office, roles (all of that office from now on).
// POST /settings/offices: id, name.
struct PeopleView {
  std::vector<MemberRow> members;
  std::vector<OfficeRow> offices;
  bool may_change = false;           // custodians; others see the lists
  std::string invitation_link = {};  // just made: shown once, to pass on
  std::string new_member_id = {};
  std::string new_office_id = {};
  std::string name = {};
  std::string login = {};
  std::string office = {};
  std::vector<std::string> roles = {};
  std::string office_name = {};
  Errors invite_errors = {};
  Errors office_errors = {};
};

// GET and POST /settings/people/appoint
struct AppointView {
  MemberRow member;
  std::vector<Option> offices;
  std::string office = {};
  std::vector<std::string> roles = {};
  bool has_key = false;  // a custodian's
  Errors errors = {};
};

// Said before a custodian's role is taken from somebody who has a key.
inline constexpr std::string_view kOnlyTheyHandOver =
    "They have a custodian’s key. It ends with their role as custodian, and with it what they keep of sealed "
    "dissents: only they can hand that over, and only before. Have them open Settings, Keys and drops, Hand "
    "over your shares.";

struct PolicyView {
  domain::ChannelPolicy policy;
};

struct LogKeyView {
  std::string origin;
  std::string vkey;
};

[[nodiscard]] json::object to_json(const PeopleView& view);   // template "people"
[[nodiscard]] json::object to_json(const AppointView& view);  // template "form"
[[nodiscard]] json::object to_json(const PolicyView& view);   // template "policy"
[[nodiscard]] json::object to_json(const LogKeyView& view);   // template "log_key"

}  // namespace demur::web
