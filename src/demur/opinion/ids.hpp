// The ids of people or of statements, in canonical order, in one piece of memory: ten bytes an id
// where std::string has forty.
//
// Canonical order: numbers first, by value ("7" before "10"), then everything else by bytes. A number
// is 0 or digits without a leading zero; "007" is not one. The order does not depend on the input's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace demur::opinion {

// True where `a` comes before `b`.
[[nodiscard]] bool before(std::string_view a, std::string_view b);

class Ids {
 public:
  Ids() = default;
  // Sorted here, and each kept once.
  explicit Ids(std::vector<std::string> ids);

  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] bool empty() const { return ends_.empty(); }
  // Valid as long as this object is.
  [[nodiscard]] std::string_view operator[](std::size_t at) const;
  [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const;

  // The next one, which must come after all that there are.
  void append(std::string_view id);

  bool operator==(const Ids&) const = default;

 private:
  std::string text_;
  std::vector<std::uint64_t> ends_;
};

}  // namespace demur::opinion
