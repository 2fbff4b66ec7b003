// The change between two rounds as people read it: on a page, a terminal, as JSON and CSV. Every form is
// written from one opinion::Comparison, which holds only what may be shown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/json.hpp"
#include "demur/opinion/compare.hpp"
#include "demur/web/map/report.hpp"

namespace demur::web::map {

struct Change {
  opinion::Comparison comparison;
  std::string topic = {};
  std::uint32_t eligible = 0;  // 0: not known
  std::uint32_t floor = 10;
};

[[nodiscard]] std::string page(const Change& change, std::string_view style);
[[nodiscard]] std::string article(const Change& change);  // what stands in it under the title
[[nodiscard]] std::string text(const Change& change);
[[nodiscard]] core::json::object to_json(const Change& change);
[[nodiscard]] std::string table(const Change& change);  // CSV, a row a statement

}  // namespace demur::web::map
