// Rounds and sessions by token (domain/poll.hpp), with what is put to a vote in them.
//
//   for (const domain::Poll& poll : DEMUR_TRY(open_polls(reader))) ...
//   const auto asked = DEMUR_TRY(find_asked(reader, poll, id));      // nothing where it was never shown
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/poll.hpp"
#include "demur/store/reader.hpp"

namespace demur::service {

// Rounds first, each kind the newest first.
[[nodiscard]] core::Result<std::vector<domain::Poll>> open_polls(const store::Reader& reader);
// Also one that is over. Nothing where there is none of that id, or it is asked in the members' own names.
[[nodiscard]] core::Result<std::optional<domain::Poll>> find_poll(const store::Reader& reader,
                                                                  const std::string& id);
// What the tables of votes name it by.
[[nodiscard]] core::Result<std::int64_t> poll_number(const store::Reader& reader, const domain::Poll& poll);

// A statement or a question.
struct Asked {
  std::string id;
  int number = 0;  // by which votes are kept
  std::string text;
  bool is_shown = true;  // no more: who was shown it before may still send a vote, which counts for nothing
};
[[nodiscard]] core::Result<std::optional<Asked>> find_asked(const store::Reader& reader,
                                                            const domain::Poll& poll, const std::string& id);
// By number. What was shown on `today`: a question is from the day after it came.
[[nodiscard]] core::Result<std::vector<Asked>> all_asked(const store::Reader& reader,
                                                         const domain::Poll& poll, core::Day today);

}  // namespace demur::service
