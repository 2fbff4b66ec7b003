// What changed between two versions of a decision's text, for people (partial "text_change"): each passage
// that came or went is marked by <ins> and <del>, by a line under or through it, and by words for whoever
// hears the page.
#pragma once

#include <optional>
#include <vector>

#include "demur/core/json.hpp"
#include "demur/domain/nouns.hpp"

namespace demur::web {

namespace json = core::json;

struct TextChange {
  domain::TextVersion before;
  domain::TextVersion after;
};

// Nothing where there is no such version, or a text is hidden from the viewer.
[[nodiscard]] std::optional<TextChange> change_in(const std::vector<domain::TextVersion>& versions, int from,
                                                  int to);

// Long passages that stayed the same are left out, but for two lines beside a change. Or null.
[[nodiscard]] json::value to_json(const std::optional<TextChange>& change);

}  // namespace demur::web
