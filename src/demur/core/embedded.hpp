// A file that was built into the program (cmake/Embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace demur::core {

struct EmbeddedFile {
  std::string_view name;  // relative to its folder, with slashes
  const char* begin;
  const char* end;

  [[nodiscard]] std::string_view text() const { return {begin, static_cast<std::size_t>(end - begin)}; }
};

}  // namespace demur::core
