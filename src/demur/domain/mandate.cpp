#include "demur/domain/mandate.hpp"

#include "demur/domain/fields.hpp"
#include "demur/domain/nouns.hpp"

namespace demur::domain {
namespace {

using core::Code;
using core::fail;
using core::Result;

core::Status fits(const Mandate& mandate) {
  if (is_briefing(mandate) == (mandate.level == Level::inform)) return {};
  return is_briefing(mandate)
             ? fail(Code::invalid,
                    "Where nothing may change, people are informed and not asked: choose \"inform\", or say "
                    "what may change.",
                    "level")
             : fail(Code::invalid,
                    "Where something may change, people are asked: choose how, or write \"nothing\" for what "
                    "may change.",
                    "level");
}

template <typename Enum>
Result<Enum> word_in(const core::json::object& said, const char* name) {
  const auto found = from_word<Enum>(DEMUR_TRY(core::string_member(said, name)));
  if (!found) return fail(Code::invalid, std::string(name) + " is not one of its words", name);
  return *found;
}

}  // namespace

bool is_briefing(const Mandate& mandate) {
  return mandate.may_change == kNothing;
}

Result<Mandate> whole_mandate(const Mandate& typed, core::Day today) {
  Mandate whole = typed;
  whole.fixed = DEMUR_TRY(clean_text(typed.fixed, {"fixed", "what is fixed already", kMandateBytes}));
  whole.may_change = DEMUR_TRY(
      clean_text(typed.may_change, {"may_change", "what may change, or \"nothing\"", kMandateBytes}));
  // "Nothing." and "nothing" say the same.
  if (whole.may_change == "Nothing" || whole.may_change == "Nothing." || whole.may_change == "nothing.")
    whole.may_change = kNothing;
  whole.decides = DEMUR_TRY(clean_text(typed.decides, {"decides", "who decides", kNameBytes, Lines::one}));
  DEMUR_TRY(fits(whole));
  if (whole.hear_by <= today)
    return fail(Code::invalid, "Enter a day that is still to come: by then people hear what changed.",
                "hear_by");
  return whole;
}

core::json::object to_json(const Mandate& mandate) {
  return {{"level", word(mandate.level)},
          {"fixed", mandate.fixed},
          {"may_change", mandate.may_change},
          {"decides", mandate.decides},
          {"hear_by", core::to_string(mandate.hear_by)},
          {"attribution", word(mandate.attribution)}};
}

Result<Mandate> mandate_in(const core::json::object& said) {
  return Mandate{.level = DEMUR_TRY(word_in<Level>(said, "level")),
                 .fixed = DEMUR_TRY(core::string_member(said, "fixed")),
                 .may_change = DEMUR_TRY(core::string_member(said, "may_change")),
                 .decides = DEMUR_TRY(core::string_member(said, "decides")),
                 .hear_by = DEMUR_TRY(core::parse_day(DEMUR_TRY(core::string_member(said, "hear_by")))),
                 .attribution = DEMUR_TRY(word_in<Attribution>(said, "attribution"))};
}

}  // namespace demur::domain
