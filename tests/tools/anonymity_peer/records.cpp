// The keys log: its records, and what a client concludes from all of them.
#include "demur/anonymity/keys_view.hpp"
#include "peer.hpp"

namespace demur::peer {
namespace {

using namespace anonymity;

object refused(const Refused& why) {
  static constexpr std::array kNames = {"unreadable",      "other_instance", "dangling",       "bad_count",
                                        "missing",         "doubled",        "shared_modulus", "modulus_size",
                                        "class_too_small", "revoked",        "not_yet_valid",  "expired",
                                        "too_few_issued"};
  object result{{"refusal", kNames.at(static_cast<std::size_t>(why.reason))}, {"text", why.text}};
  if (why.entry) result["entry"] = *why.entry;
  return result;
}

Result<std::expected<KeysView, Refused>> view(const object& from) {
  std::vector<std::string> entries;
  for (const auto& one : DEMUR_TRY(core::array_member(from, "entries"))) {
    if (!one.is_string()) return core::fail(core::Code::invalid, "an entry is a text");
    entries.emplace_back(one.as_string().data(), one.as_string().size());
  }
  KeysRule rule{.instance = DEMUR_TRY(text(from, "instance"))};
  if (from.contains("floor")) rule.class_floor = static_cast<std::uint32_t>(DEMUR_TRY(number(from, "floor")));
  if (from.contains("issued_floor"))
    rule.issued_floor = static_cast<std::uint64_t>(DEMUR_TRY(number(from, "issued_floor")));
  if (from.contains("bits")) rule.modulus_bits = static_cast<int>(DEMUR_TRY(number(from, "bits")));
  return read_keys(entries, std::move(rule));
}

Result<core::Day> today(const object& from) {
  return core::parse_day(DEMUR_TRY(text(from, "day")));
}

}  // namespace

void add_record_operations(Operations& all) {
  all["parse_record"] = [](const object& from) -> Result<object> {
    const std::string record = DEMUR_TRY(text(from, "text"));
    const KeyRecord read = DEMUR_TRY(parse_record(record));
    static constexpr std::array kTypes = {"issuer-key", "officer-key", "revoke",
                                          "issued",     "ui-bundle",   "drop-key"};
    return object{{"id", hex(key_id(record))}, {"type", kTypes.at(read.index())}};
  };
  all["issuer_view"] = [](const object& from) -> Result<object> {
    const auto keys = DEMUR_TRY(view(from));
    if (!keys) return refused(keys.error());
    const auto found =
        keys->issuer(DEMUR_TRY(text(from, "scope")), DEMUR_TRY(text(from, "class")), DEMUR_TRY(today(from)),
                     DEMUR_TRY(text(from, "use")) == "spend" ? Use::spend : Use::fetch);
    if (!found) return refused(found.error());
    return object{{"id", hex(found->id)}, {"issued", found->issued}};
  };
  all["officer_view"] = [](const object& from) -> Result<object> {
    const auto keys = DEMUR_TRY(view(from));
    if (!keys) return refused(keys.error());
    const auto found =
        keys->officer(DEMUR_TRY(text(from, "office")), DEMUR_TRY(text(from, "post")), DEMUR_TRY(today(from)));
    if (!found) return refused(found.error());
    return object{{"id", hex(found->id)}};
  };
}

}  // namespace demur::peer
