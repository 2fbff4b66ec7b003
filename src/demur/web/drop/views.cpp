#include "demur/web/drop/views.hpp"

#include "demur/domain/words.hpp"
#include "demur/web/say.hpp"

namespace demur::web::drop {
namespace {

namespace json = core::json;

struct Named {
  const char* name;   // for the script
  const char* file;   // the template
  const char* path;   // empty: not in the navigation
  const char* label;  // there
  const char* title;
  const char* command;  // what does the same without a page
};

const Named& named(PageName name) {
  static constexpr Named kHome{"home", "drop/home", "/", "About", "Disagree without giving your name", ""};
  static constexpr Named kFile{"file", "drop/file",      "/file",
                               "File", "File a dissent", "demur file --drop URL --anonymous"};
  static constexpr Named kReturn{"return",    "drop/return",           "/return",
                                 "Come back", "Come back to a filing", "demur reply --drop URL"};
  static constexpr Named kWallet{"wallet", "drop/wallet", "/wallet",
                                 "Tokens", "Your tokens", "demur member tokens"};
  static constexpr Named kCosign{"cosign",  "drop/cosign",           "/cosign",
                                 "Co-sign", "Sign with a colleague", "demur member cosign FILING"};
  static constexpr Named kVote{"vote",
                               "drop/vote",
                               "/vote",
                               "Vote",
                               "Vote and propose without giving your name",
                               "demur vote --drop URL"};
  static constexpr Named kMissing{"missing", "drop/missing", "", "", "There is no such page", ""};
  switch (name) {
    case PageName::home:
      return kHome;
    case PageName::file:
      return kFile;
    case PageName::come_back:
      return kReturn;
    case PageName::wallet:
      return kWallet;
    case PageName::cosign:
      return kCosign;
    case PageName::vote:
      return kVote;
    case PageName::missing:
      break;
  }
  return kMissing;
}

json::array navigation(PageName current) {
  json::array entries;
  for (const PageName name : {PageName::home, PageName::file, PageName::come_back, PageName::cosign,
                              PageName::vote, PageName::wallet}) {
    const Named& entry = named(name);
    entries.push_back({{"path", entry.path}, {"label", entry.label}, {"is_current", name == current}});
  }
  return entries;
}

json::array kinds_of(const DropView& view) {
  json::array kinds;
  for (const std::string& kind : view.kinds) {
    const auto known = domain::from_word<domain::DissentKind>(kind);
    kinds.push_back({{"word", kind}, {"words", known ? say(*known) : kind}});
  }
  return kinds;
}

json::array decisions_of(const DropView& view) {
  json::array decisions;
  for (const auto& decision : view.decisions)
    decisions.push_back({{"id", decision.id},
                         {"number", decision.number},
                         {"title", decision.title},
                         {"owner", decision.owner}});
  return decisions;
}

}  // namespace

std::string_view template_of(PageName name) {
  return named(name).file;
}

json::object to_json(const DropView& view, PageName name) {
  const Named& page = named(name);
  return {{"page", {{"title", page.title}, {"name", page.name}}},
          {"navigation", navigation(name)},
          {"drop", {{"name", view.name}, {"house", view.house}}},
          {"trouble", view.trouble},
          {"notice", view.notice},
          {"passkey", view.passkey},
          {"command", page.command},
          {"to_open", view.to_open},
          {"promise_words", counted(view.promise_days + 1, "day", "days")},
          {"checkpoint", view.checkpoint},
          {"has_decisions", !view.decisions.empty()},
          {"decisions", decisions_of(view)},
          {"kinds", kinds_of(view)}};
}

}  // namespace demur::web::drop
