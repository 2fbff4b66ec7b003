// A decision as a Markdown record, after MADR 4 (https://adr.github.io/madr/): what was decided, on what
// basis, who was asked, what it cites and what became of it. What people wrote stands in it as plain text:
// nothing of it can be read as Markdown, HTML or front matter.
//
// It is made to be passed on. What is not for everybody must not be in the value, whoever asks for it, but
// for a secret text and what an office withheld, which are left out here.
#pragma once

#include <string>
#include <vector>

#include "demur/domain/meeting.hpp"
#include "demur/service/reviews.hpp"
#include "demur/web/views/clearance.hpp"
#include "demur/web/views/decision.hpp"

namespace demur::web {

struct DecisionRecord {
  ClearanceView about;
  domain::DecisionState state = domain::DecisionState::draft;
  core::Day registered_on{};
  std::vector<CitingRow> cites = {};
  std::vector<AnswerBox> answers = {};            // published ones
  std::vector<domain::ReadOut> read_outs = {};    // agreed ones, of meetings on dissents that were answered
  std::vector<service::SeenReview> reviews = {};  // its office's
};

[[nodiscard]] std::string markdown(const DecisionRecord& record);

// Text of people's, as text: every character that Markdown knows is escaped, and a line that begins one of
// its blocks.
[[nodiscard]] std::string escape_markdown(std::string_view text);

}  // namespace demur::web
