#include "demur/domain/precedent.hpp"

#include <algorithm>

#include "demur/domain/fields.hpp"

namespace demur::domain {

using core::Code;
using core::fail;
using core::Result;

namespace {

std::string id_in(const std::string& ref) {
  return ref.substr(ref.find(':') + 1);
}

}  // namespace

std::string why_field(const std::string& ref) {
  return "why_" + id_in(ref);
}

std::string applies_field(const std::string& ref) {
  return "applies_" + id_in(ref);
}

Result<std::vector<Considered>> clean_considered(std::span<const std::string> shown,
                                                 std::span<const Considered> said) {
  for (const Considered& each : said)
    if (std::ranges::find(shown, each.ref) == shown.end())
      return fail(Code::conflict,
                  "The earlier matters that are like this one have changed: look at them again.");
  std::vector<Considered> clean;
  for (const std::string& ref : shown) {
    const auto judged = std::ranges::find(said, ref, &Considered::ref);
    if (judged == said.end())
      return fail(Code::invalid, "Say of each earlier matter whether it applies here.", applies_field(ref));
    const std::string field = why_field(ref);
    std::string why = DEMUR_TRY(
        clean_text(judged->why, {field.c_str(), "why it applies here, or why not", kCitationBytes}));
    clean.push_back({ref, judged->applies, std::move(why)});
  }
  return clean;
}

Entry considered_entry(const DispositionId& answer, const DissentId& dissent,
                       const std::vector<Considered>& considered) {
  Entry entry{.type = "precedents.considered", .refs = {"disposition:" + answer.text, ref_to(dissent)}};
  core::json::array all;
  for (const Considered& each : considered) {
    entry.refs.push_back(each.ref);
    all.push_back(core::json::object{{"ref", each.ref}, {"applies", each.applies}, {"why", each.why}});
  }
  entry.public_part = {{"considered", std::move(all)}};
  return entry;
}

}  // namespace demur::domain
