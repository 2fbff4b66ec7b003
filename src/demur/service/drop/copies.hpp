// Fetching what the institution publishes, and keeping it: in the database, and ready in memory.
//
//   DEMUR_TRY(refresh(drop, ask));       // from time to time, by one thread
//
// Nothing that does not hold replaces what is held: a keys log that forked, that went back or is signed by
// another key, a reply feed that got shorter. What was wrong is kept for `demur drop doctor` (Trouble). An
// institution that is away changes nothing.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "demur/service/drop/house_copy.hpp"
#include "demur/store/reader.hpp"

namespace demur::service::drop {

class Drop;

// GET of a path at the institution: the body of a 200. Code::not_found for a 404, Code::unavailable where it
// cannot be reached or answers otherwise, Code::too_large above the limit.
using AskHouse = std::function<core::Result<std::string>(const std::string& path, std::size_t most_bytes)>;

[[nodiscard]] core::Status refresh(Drop& drop, const AskHouse& ask);

// What the database holds; null before the first refresh that succeeded.
[[nodiscard]] core::Result<std::shared_ptr<const HouseCopy>> load_copy(const store::Reader& reader);

struct Trouble {
  core::Day day{};
  std::string what;
  bool fork = false;  // the two notes are kept as copies: "fork/held" and "fork/came"
};
// What the last refresh found wrong; nothing where all was well.
[[nodiscard]] core::Result<std::optional<Trouble>> last_trouble(const store::Reader& reader);

}  // namespace demur::service::drop
