#include "demur/web/views/settings.hpp"

#include <fmt/core.h>

#include "demur/core/day.hpp"
#include "demur/web/say.hpp"
#include "demur/web/views/form_page.hpp"

namespace demur::web {

using namespace domain;

namespace {

json::object member_json(const MemberRow& row) {
  const auto known = [](const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
  };
  return {{"id", known(row.id.text)},
          {"name", row.name},
          {"login", known(row.login)},
          {"office", row.office},
          {"state", spoken(row.state)},
          {"is_active", row.state == MemberState::active},
          {"has_acts", row.has_acts},
          {"has_appointments", !row.appointments.empty()},
          {"appointments", json::array(row.appointments.begin(), row.appointments.end())}};
}

json::object office_json(const OfficeRow& row) {
  return {{"id", row.id.text},
          {"name", row.name},
          {"state", spoken(row.state)},
          {"is_active", row.state == OfficeState::active},
          {"merged_into", row.merged_into}};
}

Field roles_field(const std::vector<std::string>& chosen) {
  return {.kind = FieldKind::checkboxes,
          .name = "roles",
          .label = "Roles in that office",
          .options = {{word(Role::respondent), "Respondent", "Answers dissents from the office’s decisions."},
                      {word(Role::custodian), "Custodian",
                       "Keeps this channel: acknowledges, can open a name on record."},
                      {word(Role::auditor), "Auditor",
                       "Sees every duty and its clock; can waive one, with a reason."}},
          .chosen = chosen,
          .optional = true};
}

Form invite_form(const PeopleView& view) {
  Form form = {.action = "/settings/people/invite",
               .submit = "Make an invitation",
               .id_prefix = "invite-",
               .hidden = {{"id", view.new_member_id}},
               .errors = view.invite_errors};
  Field office = {.kind = FieldKind::choice, .name = "office", .label = "Office", .value = view.office};
  for (const auto& each : view.offices)
    if (each.state == OfficeState::active) office.options.push_back({each.id.text, each.name});
  form.fields = {{.name = "name", .label = "Name", .value = view.name},
                 {.name = "login", .label = "Sign-in name", .value = view.login},
                 office,
                 roles_field(view.roles)};
  return form;
}

Form office_form(const PeopleView& view) {
  return {.action = "/settings/offices",
          .submit = "Add the office",
          .id_prefix = "office-",
          .hidden = {{"id", view.new_office_id}},
          .fields = {{.name = "name",
                      .label = "Name of the new office",
                      .hint = "Public, in the log.",
                      .value = view.office_name}},
          .errors = view.office_errors};
}

json::object rule(const char* name, std::string words, const Provenance& from) {
  return {{"name", name},
          {"words", std::move(words)},
          {"source", from.source},
          {"verified", from.verified_on ? "Verified on " + core::to_words(*from.verified_on) : "Unverified"},
          {"is_verified", from.verified_on.has_value()}};
}

template <typename Enum>
std::string say_all(const std::set<Enum>& values) {
  std::string text;
  for (const Enum value : values) text += (text.empty() ? "" : ", ") + say(value);
  return text;
}

std::string publishing_words(const Publishing& publishing) {
  switch (publishing.every) {
    case Publishing::Every::day:
      return fmt::format(
          "Records of what members do are appended once a day, at {}:00, shuffled, never fewer than {} at "
          "once. "
          "A receipt promises publication within {}.",
          publishing.hour, publishing.at_least, counted(publishing.promise_days, "day", "days"));
    case Publishing::Every::minute:
      return "Records are appended every minute. This is for trying Demur out: the time of a record can tell "
             "who made it.";
    case Publishing::Every::at_once:
      return "Records are appended at once. This is for trying Demur out: the time of a record tells who "
             "made it.";
  }
  return {};
}

std::string anonymous_words(const AnonymousFiling& rule) {
  return fmt::format(
      "A proven member files up to {} a quarter, known to nobody, at a drop. {} custodians must agree to "
      "open "
      "one, and each opening is on record. Nobody can show to belong to a group of fewer than {}. {}",
      rule.per_quarter, rule.to_open, rule.floor,
      rule.passkey ? "Tokens are given to a passkey’s touch only."
                   : "Tokens are given without a passkey too, so that whoever keeps the server could draw "
                     "some in the name of members who are away.");
}

}  // namespace

json::object to_json(const PeopleView& view) {
  json::array members;
  for (const auto& row : view.members) members.push_back(member_json(row));
  json::array offices;
  for (const auto& row : view.offices) offices.push_back(office_json(row));
  const Form invite = invite_form(view);
  const Form office = office_form(view);
  json::array errors = errors_to_json(invite);
  for (const auto& error : errors_to_json(office)) errors.push_back(error);
  return {{"page", page("People and offices", Section::settings)},
          {"tabs", settings_tabs("people")},
          {"members", members},
          {"offices", offices},
          {"may_change", view.may_change},
          {"invitation_link", view.invitation_link},
          {"has_errors", !errors.empty()},
          {"errors", errors},
          {"invite", json::object{{"form", to_json(invite)}}},
          {"office", json::object{{"form", to_json(office)}}}};
}

json::object to_json(const AppointView& view) {
  Form form = {.action = "/settings/people/appoint",
               .submit = "Appoint",
               .cancel = "/settings/people",
               .hidden = {{"member", view.member.id.text}},
               .errors = view.errors};
  form.fields = {{.kind = FieldKind::choice,
                  .name = "office",
                  .label = "Office",
                  .value = view.office,
                  .options = view.offices},
                 roles_field(view.roles)};
  return to_json(FormPage{.title = "Appoint " + view.member.name,
                          .section = Section::settings,
                          .back = Back{"/settings/people", "People and offices"},
                          .intro = {"What you tick is what they hold in that office from now on. Every "
                                    "member sees who holds which role; the log does not hold it."},
                          .warning = std::string(view.has_key ? kOnlyTheyHandOver : ""),
                          .form = form});
}

json::object to_json(const PolicyView& view) {
  const auto& policy = view.policy;
  const std::string readers =
      policy.named_readers == Readers::members
          ? "A dissent filed by name can be read by every member."
          : "A dissent is read by those who must answer it, the custodians, its author and its co-signers.";
  json::array rules = {
      rule("Who may file",
           fmt::format("Every active member. Standing: {}. Kinds: {}. Outcomes: {}.",
                       say_all(policy.standings), say_all(policy.kinds), say_all(policy.outcomes)),
           policy.filing_provenance),
      rule("Protection",
           fmt::format("{} Signatures stay hidden until there are {}; no count below {} is shown.", readers,
                       policy.cosign_threshold, policy.floor),
           policy.protection_provenance),
      rule("Acknowledgement",
           say_clock(policy.acknowledge) + ". Owed by: " + say(policy.acknowledge.owner) + ".",
           policy.acknowledge.provenance),
      rule("Answer", say_clock(policy.answer) + ". Owed by: " + say(policy.answer.owner) + ".",
           policy.answer.provenance),
      rule("Last word",
           fmt::format("The author’s, within {} of the answer; then the dissent closes.",
                       counted(policy.last_word_days, "day", "days")),
           policy.last_word_provenance),
      rule("Publishing", publishing_words(policy.publishing), policy.publishing.provenance)};
  if (policy.anonymous)
    rules.push_back(rule("Anonymous", anonymous_words(*policy.anonymous), policy.anonymous->provenance));
  return {{"page", page("The policy in force", Section::settings)},
          {"tabs", settings_tabs("policy")},
          {"id", policy.id},
          {"title", policy.title},
          {"version", policy.version},
          {"purpose", policy.purpose},
          {"calendar", policy.calendar.name},
          {"rules", rules}};
}

json::object to_json(const LogKeyView& view) {
  return {{"page", page("The key of the log", Section::settings)},
          {"tabs", settings_tabs("log-key")},
          {"origin", view.origin},
          {"vkey", view.vkey}};
}

}  // namespace demur::web
