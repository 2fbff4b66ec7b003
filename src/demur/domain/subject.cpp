#include "demur/domain/subject.hpp"

#include <array>

namespace demur::domain {
namespace {

// In the order of Subject's alternatives.
constexpr std::array<std::string_view, std::variant_size_v<Subject>> kNouns{
    "dissent", "decision", "clearance_round", "position", "opinion_round", "meeting"};

template <std::size_t... Index>
std::optional<Subject> subject_at(std::size_t index, std::string_view id, std::index_sequence<Index...>) {
  std::optional<Subject> subject;
  (void)((Index == index &&
          (subject.emplace(std::variant_alternative_t<Index, Subject>{std::string(id)}), true)) ||
         ...);
  return subject;
}

}  // namespace

std::string ref_to(const Subject& subject) {
  const std::string& id =
      std::visit([](const auto& named) -> const std::string& { return named.text; }, subject);
  return std::string(kNouns[subject.index()]).append(":").append(id);
}

std::optional<Subject> parse_subject(std::string_view ref) {
  const auto colon = ref.find(':');
  if (colon == std::string_view::npos || !core::is_id_text(ref.substr(colon + 1))) return std::nullopt;
  for (std::size_t index = 0; index < kNouns.size(); ++index)
    if (kNouns[index] == ref.substr(0, colon))
      return subject_at(index, ref.substr(colon + 1), std::make_index_sequence<kNouns.size()>());
  return std::nullopt;
}

}  // namespace demur::domain
