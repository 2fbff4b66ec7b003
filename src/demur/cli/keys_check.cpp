#include "demur/cli/keys_check.hpp"

#include <fmt/core.h>

#include <filesystem>

#include "demur/cli/conversation.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/core/clock.hpp"
#include "demur/core/fixed_bytes.hpp"

namespace demur::cli {
namespace {

using anonymity::Refused;
using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;
using service::drop::KeysCopy;

std::string log_key_of(const service::drop::HouseView& view) {
  const auto key =
      translog::VerifierKey::create(view.origin, translog::KeyType::log, view.keys_key.public_key);
  return key ? key->text() : std::string();
}

Result<std::map<std::string, std::string>> classes_in(const object& view) {
  std::map<std::string, std::string> classes;
  if (!view.contains("classes")) return classes;
  const object words = DEMUR_TRY(core::object_member(view, "classes"));
  for (const auto& [name, word] : words)
    if (word.is_string()) classes.emplace(name, printable(std::string(word.get_string())));
  return classes;
}

Result<std::set<anonymity::KeyId>> keys_in(const core::json::array& list) {
  std::set<anonymity::KeyId> keys;
  for (const auto& one : list) {
    const auto id = core::fixed_bytes<32>(
        one.is_string() ? std::string_view(one.get_string()) : std::string_view(), "recused");
    if (!id) return std::unexpected(id.error());
    keys.insert(*id);
  }
  return keys;
}

Result<std::map<std::string, std::set<anonymity::KeyId>>> recused_in(const object& view) {
  std::map<std::string, std::set<anonymity::KeyId>> recused;
  for (const auto& line : DEMUR_TRY(core::array_member(view, "decisions"))) {
    if (!line.is_object() || !line.get_object().contains("recused")) continue;
    const object& decision = line.get_object();
    recused.emplace(DEMUR_TRY(core::string_member(decision, "id")),
                    DEMUR_TRY(keys_in(DEMUR_TRY(core::array_member(decision, "recused")))));
  }
  return recused;
}

// Of two copies the one that holds the other.
Result<KeysCopy> newer(KeysCopy came, const KeysHeld& held, const translog::VerifierKey& key) {
  if (held.note.empty()) return came;
  KeysCopy kept = DEMUR_TRY(KeysCopy::read(held.note, held.entries, key));
  const Status extends = came.extends(kept);
  if (extends) return came;
  if (extends.error().code == Code::conflict) {
    warn(
        "This server shows an older keys log than the one that you have seen: what you have is used. If it "
        "is still so in an hour, tell your colleagues.");
    return kept;
  }
  return std::unexpected(extends.error());
}

}  // namespace

core::Error error_of(const Refused& refused) {
  return {Code::unproven, refused.text};
}

Result<SeenHouse> see_house(HttpClient& client, Side side, const SeeingRule& rule) {
  const std::string view_json = DEMUR_TRY(get_bytes(
      client, side == Side::house ? "/drop/view.json" : "/view.json", service::drop::kMostViewBytes));
  auto view = DEMUR_TRY(service::drop::parse_view(view_json));
  const object shown = DEMUR_TRY(core::parse_json(view_json)).get_object();
  const std::string log_key = log_key_of(view);
  if (!rule.log_key.empty() && rule.log_key != log_key)
    return fail(Code::unproven,
                "the server shows the keys of another log than the one that you know: do not go on, and ask "
                "your colleagues which log key they see");
  if (rule.log_key.empty() && rule.held.note.empty())
    warn("The log's key is taken as this server shows it: --log-key says which it must be. Compare: " +
         log_key);
  auto note = DEMUR_TRY(get_bytes(client, "/keys/checkpoint"));
  auto entries = DEMUR_TRY(get_bytes(client, "/keys/all", service::drop::kMostKeysBytes));
  auto came = DEMUR_TRY(KeysCopy::read(std::move(note), std::move(entries), view.keys_key));
  auto copy = DEMUR_TRY(newer(std::move(came), rule.held, view.keys_key));
  auto keys = DEMUR_TRY(accepted(anonymity::read_keys(
      copy.entries(), {.instance = view.origin, .class_floor = rule.floor, .issued_floor = rule.floor})));
  return SeenHouse{.view = std::move(view),
                   .classes = DEMUR_TRY(classes_in(shown)),
                   .recused = DEMUR_TRY(recused_in(shown)),
                   .log_key = log_key,
                   .copy = std::move(copy),
                   .keys = std::move(keys)};
}

Result<std::vector<service::drop::OpenRound>> see_rounds(HttpClient& client, const SeenHouse& seen) {
  const std::string text = DEMUR_TRY(get_bytes(client, "/rounds", service::drop::kMostRoundsBytes));
  return service::drop::open_rounds(text, seen.view.origin, seen.view.keys_key.public_key);
}

KeysHeld held_of(const SeenHouse& seen) {
  return {.note = seen.copy.note(), .entries = seen.copy.all()};
}

Result<std::vector<anonymity::TrustedOfficer>> officers_of(const SeenHouse& seen, const std::string& decision,
                                                           core::Day today) {
  std::vector<anonymity::TrustedOfficer> officers;
  const auto recused = seen.recused.find(decision);
  for (const auto& [office, post] : seen.keys.posts()) {
    auto officer = seen.keys.officer(office, post, today);
    if (officer) {
      const bool has_part = recused != seen.recused.end() && recused->second.contains(officer->id);
      if (!has_part) officers.push_back(std::move(*officer));
      continue;
    }
    const auto reason = officer.error().reason;
    const bool is_over = reason == anonymity::Refusal::revoked || reason == anonymity::Refusal::expired ||
                         reason == anonymity::Refusal::not_yet_valid || reason == anonymity::Refusal::missing;
    if (!is_over) return std::unexpected(error_of(officer.error()));
  }
  if (officers.size() < static_cast<std::size_t>(seen.view.to_open))
    return fail(
        Code::conflict,
        fmt::format("{} custodians must agree to open a text, and only {} of them could: nothing can be "
                    "sealed yet",
                    seen.view.to_open, officers.size()));
  return officers;
}

Result<KeysHeld> read_held(const std::string& path) {
  if (path.empty() || !std::filesystem::exists(path)) return KeysHeld{};
  const auto value = DEMUR_TRY(core::parse_json(DEMUR_TRY(read_file(path, 64U << 20U))));
  if (!value.is_object()) return fail(Code::invalid, path + " is no copy of a keys log");
  const auto entries =
      DEMUR_TRY(core::from_base64(DEMUR_TRY(core::string_member(value.get_object(), "entries"))));
  return KeysHeld{.note = DEMUR_TRY(core::string_member(value.get_object(), "note")),
                  .entries = std::string(core::text_of(entries))};
}

Status write_held(const std::string& path, const KeysHeld& held) {
  if (path.empty()) return {};
  return write_file(path,
                    DEMUR_TRY(core::canonical_json(core::json::object{
                        {"entries", core::to_base64(core::bytes_of(held.entries))}, {"note", held.note}})));
}

core::Day today_here() {
  return core::day_of(core::system_clock()());
}

}  // namespace demur::cli
