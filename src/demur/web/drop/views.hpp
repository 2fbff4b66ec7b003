// What the drop's pages show: nearly the same for all of them. What people type never comes here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demur/core/json.hpp"
#include "demur/service/drop/house_copy.hpp"

namespace demur::web::drop {

enum class PageName { home, file, come_back, wallet, cosign, vote, missing };

struct DropView {
  std::string name;              // of the drop
  std::string house;             // the institution's origin
  std::string institution = {};  // empty while it was never reached, as what follows
  std::string channel = {};
  int to_open = 2;
  int promise_days = 1;
  std::string checkpoint = {};  // of the keys log
  std::string trouble = {};     // why nobody should file now
  std::string notice = {};      // of a drop for trying out
  bool passkey = true;          // tokens are given to a passkey only
  std::vector<service::drop::OpenDecision> decisions = {};
  std::vector<std::string> kinds = {};
};

[[nodiscard]] std::string_view template_of(PageName name);
[[nodiscard]] core::json::object to_json(const DropView& view, PageName name);

}  // namespace demur::web::drop
