// A decision as a Markdown record, after MADR 4 (https://adr.github.io/madr/): what was decided, on what
// basis, who was asked and what became of it. What people wrote stands in it as plain text: nothing of it
// can be read as Markdown, HTML or front matter.
#pragma once

#include <string>

#include "demur/web/views/clearance.hpp"

namespace demur::web {

struct DecisionRecord {
  ClearanceView about;
  domain::DecisionState state = domain::DecisionState::draft;
  core::Day registered_on{};
  std::vector<AnswerBox> answers = {};  // published ones
};

[[nodiscard]] std::string markdown(const DecisionRecord& record);

// Text of people's, as text: every character that Markdown knows is escaped, and a line that begins one of
// its blocks.
[[nodiscard]] std::string escape_markdown(std::string_view text);

}  // namespace demur::web
