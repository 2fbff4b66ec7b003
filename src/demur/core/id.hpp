// Names of things: 128 random bits as 26 letters and digits, a type of its own for each noun.
// Random, not counted: an id in a public record must not tell how many there are, or in what order
// they came.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "demur/core/random.hpp"
#include "demur/core/result.hpp"

namespace demur::core {

// RFC 4648 base32 alphabet in lower case, without padding.
[[nodiscard]] std::string random_id_text(const Random& random);
[[nodiscard]] bool is_id_text(std::string_view text);

template <typename Noun>
struct Id {
  std::string text = {};

  [[nodiscard]] static Id make(const Random& random) { return {random_id_text(random)}; }
  [[nodiscard]] static Result<Id> parse(std::string_view text) {
    if (!is_id_text(text))
      return fail(Code::invalid, "not an id: 26 letters a-z and digits 2-7 are expected");
    return Id{std::string(text)};
  }
  [[nodiscard]] bool empty() const { return text.empty(); }
  auto operator<=>(const Id&) const = default;
};

}  // namespace demur::core

template <typename Noun>
struct std::hash<demur::core::Id<Noun>> {
  std::size_t operator()(const demur::core::Id<Noun>& id) const noexcept {
    return std::hash<std::string>{}(id.text);
  }
};
