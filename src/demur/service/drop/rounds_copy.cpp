#include "demur/service/drop/rounds_copy.hpp"

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"
#include "demur/core/id.hpp"
#include "demur/translog/note.hpp"

namespace demur::service::drop {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::json::object;

constexpr int kMostNumber = 65'535;

std::string name_of(const std::string& origin) {
  return origin + "/rounds";
}

std::string text_over(const std::string& name, std::string_view json) {
  return name + "\n" + core::to_hex(core::sha256(core::bytes_of(json))) + "\n";
}

Result<const object*> object_in(const core::json::value& entry) {
  if (entry.is_object()) return &entry.get_object();
  return fail(Code::invalid, "rounds and statements are JSON objects", "rounds");
}

Result<std::string> id_in(const object& fields) {
  std::string id = DEMUR_TRY(core::string_member(fields, "id"));
  if (core::is_id_text(id)) return id;
  return fail(Code::invalid, "an id of a round or a statement is not an id", "rounds");
}

Result<OpenStatement> statement_in(const core::json::value& entry) {
  const object& statement = *DEMUR_TRY(object_in(entry));
  const auto number = DEMUR_TRY(core::integer_member(statement, "number"));
  if (number < 1 || number > kMostNumber)
    return fail(Code::invalid, "a statement's number is out of range", "rounds");
  return OpenStatement{.id = DEMUR_TRY(id_in(statement)),
                       .number = static_cast<int>(number),
                       .text = DEMUR_TRY(core::string_member(statement, "text")),
                       .retired = DEMUR_TRY(core::string_member(statement, "state")) != "shown"};
}

// Houses and copies of before there were proposals say neither of the two.
Result<AskedKind> kind_in(const object& round) {
  if (!round.contains("kind")) return AskedKind::round;
  const std::string kind = DEMUR_TRY(core::string_member(round, "kind"));
  if (kind == "round" || kind == "session") return kind == "round" ? AskedKind::round : AskedKind::session;
  return fail(Code::invalid, "what is open is a round or a session", "rounds");
}

Result<std::optional<core::Day>> last_proposals_in(const object& round) {
  if (!round.contains("proposals_until")) return std::nullopt;
  return DEMUR_TRY(core::parse_day(DEMUR_TRY(core::string_member(round, "proposals_until"))));
}

Result<OpenRound> round_in(const core::json::value& entry) {
  const object& round = *DEMUR_TRY(object_in(entry));
  OpenRound read{.id = DEMUR_TRY(id_in(round)),
                 .title = DEMUR_TRY(core::string_member(round, "title")),
                 .owner = DEMUR_TRY(core::string_member(round, "owner")),
                 .closes = DEMUR_TRY(core::parse_day(DEMUR_TRY(core::string_member(round, "closes")))),
                 .kind = DEMUR_TRY(kind_in(round)),
                 .proposals_until = DEMUR_TRY(last_proposals_in(round)),
                 .statements = {}};
  for (const auto& statement : DEMUR_TRY(core::array_member(round, "statements")))
    read.statements.push_back(DEMUR_TRY(statement_in(statement)));
  return read;
}

}  // namespace

Result<std::string> sign_rounds(const object& rounds, const translog::SigningKey& log_key) {
  const auto key = DEMUR_TRY(log_key.named(name_of(log_key.verifier().name)));
  const std::string json = DEMUR_TRY(core::canonical_json(rounds));
  return DEMUR_TRY(translog::sign_note(text_over(key.verifier().name, json), key)) + "\n" + json + "\n";
}

Result<std::vector<OpenRound>> open_rounds(std::string_view text, const std::string& origin,
                                           const translog::PublicKey& log_key) {
  const std::size_t json_at = text.find("\n\n{");
  if (json_at == std::string_view::npos || !text.ends_with('\n'))
    return fail(Code::invalid, "the rounds are not a signed note and a line of JSON", "rounds");
  const std::string_view json = text.substr(json_at + 2, text.size() - json_at - 3);
  const auto key = DEMUR_TRY(translog::VerifierKey::create(name_of(origin), translog::KeyType::log, log_key));
  const auto note = DEMUR_TRY(translog::open_note(text.substr(0, json_at + 1), {&key, 1}));
  if (note.text != text_over(key.name, json))
    return fail(Code::unproven, "the rounds are not those that the institution signed", "rounds");
  const auto value = DEMUR_TRY(core::parse_json(json));
  std::vector<OpenRound> rounds;
  for (const auto& entry : DEMUR_TRY(core::array_member(*DEMUR_TRY(object_in(value)), "rounds")))
    rounds.push_back(DEMUR_TRY(round_in(entry)));
  return rounds;
}

}  // namespace demur::service::drop
