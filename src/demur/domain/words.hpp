// The tables behind word() and from_word(): one row for each value of an enum, in its own order, so
// that a word can be found by index and the policy reader can list what it would have accepted.
//
//   words_of<Standing>()   // {"named", "confidential"}
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "demur/domain/nouns.hpp"
#include "demur/domain/policy.hpp"

namespace demur::domain {

template <typename Enum>
[[nodiscard]] std::span<const char* const> words_of();  // for each enum that has a word()

template <typename Enum>
[[nodiscard]] std::optional<Enum> find_word(std::string_view word) {
  int index = 0;
  for (const char* known : words_of<Enum>()) {
    if (word == known) return static_cast<Enum>(index);
    ++index;
  }
  return std::nullopt;
}

// In a .cpp, within this namespace: the words of an enum that a header declares word() and from_word<>
// for. Rows stand in the order of the enum's values.
#define DEMUR_WORDS(Enum, ...)                                 \
  template <>                                                  \
  std::span<const char* const> words_of<Enum>() {              \
    static constexpr const char* kWords[] = {__VA_ARGS__};     \
    return kWords;                                             \
  }                                                            \
  const char* word(Enum value) {                               \
    return words_of<Enum>()[static_cast<std::size_t>(value)];  \
  }                                                            \
  template <>                                                  \
  std::optional<Enum> from_word<Enum>(std::string_view word) { \
    return find_word<Enum>(word);                              \
  }

}  // namespace demur::domain
