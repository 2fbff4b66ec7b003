#include "demur/web/views/house.hpp"

#include <fmt/core.h>

#include <utility>

#include "demur/web/say.hpp"
#include "demur/web/views/form_page.hpp"

namespace demur::web {
namespace {

constexpr const char* kPeople = "/settings/people";

Back back_to_people() {
  return {kPeople, "People and offices"};
}

std::string names_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string nobody_answers(const std::vector<std::string>& offices) {
  if (offices.empty()) return {};
  return fmt::format("Nobody else answers dissents for: {}. Appoint another respondent first.",
                     names_of(offices));
}

}  // namespace

json::object to_json(const LeaveView& view) {
  FormPage page = {.title = "Leave this channel",
                   .section = Section::settings,
                   .back = Back{"/settings", "My account"},
                   .intro = {"You leave the channel, and not what you said in it."},
                   .form = {.action = "/settings/leave",
                            .submit = "Leave for good",
                            .careful = true,
                            .cancel = "/settings",
                            .errors = view.errors}};
  page.happens = {
      "Your password, your passkeys and your sessions end at once, and so do your roles.",
      "What you filed and signed stays, protected as before. It is acknowledged and answered by its days, as "
      "if you were here.",
      "You can no longer see it here, withdraw it, or have the last word: a dissent closes by itself when "
      "the "
      "time for that is over. Answers and their reasons are in the public log.",
      "A receipt that you have downloaded goes on proving what you filed. Download each before you leave.",
      "To come back you must be invited anew, under another sign-in name. Your dissents do not come back "
      "with you."};
  if (view.open_dissents > 0)
    page.warning =
        fmt::format("You have {} that {} not closed. ", counted(view.open_dissents, "dissent", "dissents"),
                    view.open_dissents == 1 ? "is" : "are");
  page.warning += nobody_answers(view.without_them);
  if (view.shares > 0) {
    page.warning += fmt::format(
        "{}You keep {} of sealed dissents that nobody else has been handed. Once you "
        "have left, nobody can hand them over, and where too few are left a dissent "
        "opens for nobody any more.",
        page.warning.empty() || page.warning.ends_with(' ') ? "" : " ",
        counted(view.shares, "share", "shares"));
    page.first = Back{"/settings/hand-over", "Hand them over first"};
  }
  page.form.fields = {{.kind = FieldKind::checkboxes,
                       .name = "confirm",
                       .label = "It cannot be undone",
                       .options = {{"yes", "I know, and I leave."}}}};
  return to_json(page);
}

json::object to_json(const MemberLeftView& view) {
  const std::string& name = view.member.name;
  const bool invited = view.member.state == domain::MemberState::invited;
  FormPage page = {.title = invited ? "Take back the invitation of " + name : name + " has left",
                   .section = Section::settings,
                   .back = back_to_people(),
                   .warning = nobody_answers(view.without_them),
                   .form = {.action = "/settings/people/leave",
                            .submit = invited ? "Take it back" : "Record that they have left",
                            .careful = true,
                            .cancel = kPeople,
                            .hidden = {{"member", view.member.id.text}},
                            .errors = view.errors}};
  if (view.has_key) page.warning += (page.warning.empty() ? "" : " ") + std::string(kOnlyTheyHandOver);
  if (invited)
    page.happens = {"The link stops working. Their sign-in name stays taken."};
  else
    page.happens = {
        "Their password, passkeys and sessions end at once, and so do their roles. They can no longer sign "
        "in.",
        "What they filed and signed, if anything, stays, protected as before, and is answered by its days. "
        "Nobody learns by this whether there is any.",
        "They can no longer withdraw it or have the last word: a dissent closes by itself when the time for "
        "that is over. Their receipts go on proving what they filed.",
        "It cannot be undone. To come back they must be invited anew, under another sign-in name.",
        "The log does not tell who came or went."};
  return to_json(page);
}

json::object to_json(const MergeOfficeView& view) {
  FormPage page = {.title = "Merge " + view.office.name + " into another office",
                   .section = Section::settings,
                   .back = back_to_people(),
                   .form = {.action = "/settings/offices/merge",
                            .submit = "Merge the office",
                            .careful = true,
                            .cancel = kPeople,
                            .hidden = {{"office", view.office.id.text}},
                            .errors = view.errors}};
  page.happens = {
      fmt::format(
          "The other office owns its decisions from then on ({}) and owes its duties ({}), by the same "
          "days.",
          counted(view.affairs.decisions, "decision", "decisions"),
          counted(view.affairs.duties, "open duty", "open duties")),
      fmt::format("Who works here works there ({}). A custodian among them is recused from that office’s "
                  "decisions.",
                  counted(view.affairs.people, "person", "people")),
      "Roles held here are not handed on, so that nobody comes to read more because of a merger. If nobody "
      "answers for the other office yet, appoint a respondent there.",
      "That the office was merged, and into which, is in the public log. It cannot be undone."};
  Field into = {.kind = FieldKind::choice,
                .name = "into",
                .label = "The office that takes over",
                .value = view.into,
                .options = {{"", "Choose an office"}}};
  into.options.insert(into.options.end(), view.others.begin(), view.others.end());
  page.form.fields = {std::move(into)};
  return to_json(page);
}

json::object to_json(const CloseOfficeView& view) {
  FormPage page = {.title = "Close " + view.office.name,
                   .section = Section::settings,
                   .back = back_to_people(),
                   .intro = {"For an office that ends and that nobody takes over."},
                   .form = {.action = "/settings/offices/close",
                            .submit = "Close the office",
                            .careful = true,
                            .cancel = kPeople,
                            .hidden = {{"office", view.office.id.text}},
                            .errors = view.errors}};
  page.happens = {
      "Nobody can register a decision for it or be invited into it any more.",
      fmt::format("Who works there stays a member ({}).", counted(view.affairs.people, "person", "people")),
      "That it was closed is in the public log. It cannot be undone."};
  if (view.affairs.decisions > 0 || view.affairs.duties > 0)
    page.warning = fmt::format("It owns {} and owes {}: it can be merged, not closed.",
                               counted(view.affairs.decisions, "decision", "decisions"),
                               counted(view.affairs.duties, "open duty", "open duties"));
  return to_json(page);
}

}  // namespace demur::web
