#include "demur/web/views/sealed.hpp"

#include <algorithm>

#include "demur/core/bytes.hpp"
#include "demur/web/say.hpp"

namespace demur::web {
namespace {

json::object message_json(const store::SealedMessage& message) {
  return {{"kind", message.kind},
          {"day", core::to_string(message.day)},
          {"envelope", core::to_base64(message.envelope)}};
}

json::array digests_json(const std::vector<core::Digest>& digests) {
  json::array all;
  for (const core::Digest& digest : digests) all.emplace_back(core::to_base64(digest));
  return all;
}

json::object officer_json(const store::OfficerKey& officer, const std::vector<core::Digest>& held,
                          const domain::MemberId& who) {
  return {{"key_id", core::to_base64(officer.key_id)},
          {"holds", digests_json(held)},
          {"box", core::to_base64(officer.box_key)},
          {"sign", core::to_base64(officer.sign_key)},
          {"mine", officer.member == who}};
}

json::array release_json(const SealedView& view) {
  json::array releases;
  for (std::size_t i = 0; i < view.reading.releases.size(); ++i) {
    json::array keys;
    for (const auto& key : view.givers.at(i)) keys.emplace_back(core::to_base64(key));
    releases.push_back(json::object{{"envelope", core::to_base64(view.reading.releases[i].envelope)},
                                    {"of", core::to_base64(view.reading.releases[i].subject)},
                                    {"givers", keys}});
  }
  return releases;
}

json::object kept_json(const service::KeptFiling& kept) {
  return {{"id", kept.dissent.text},
          {"path", path(kept.dissent)},
          {"decision", to_json(DecisionRef{kept.decision, kept.decision_number, kept.decision_title})},
          {"filed_on", to_json(std::optional(kept.filed_on))},
          {"shares", kept.shares},
          {"left", kept.left},
          {"is_left", kept.left > 0},
          {"older", kept.older},
          {"shares_words", counted(kept.shares, "share", "shares")}};
}

json::object taker_json(const service::ShareTaker& taker, std::size_t number, const std::string& post) {
  return {{"number", number},
          {"key_id", core::to_base64(taker.key.key_id)},
          {"box", core::to_base64(taker.key.box_key)},
          {"sign", core::to_base64(taker.key.sign_key)},
          {"mine", taker.is_self},
          {"name", taker.name},
          {"post", post},
          {"shares", taker.shares},
          {"shares_words", counted(taker.shares, "share", "shares")}};
}

}  // namespace

json::object to_json(const SealedView& view) {
  const service::SealedReading& reading = view.reading;
  json::array messages;
  for (const auto& message : reading.messages) messages.push_back(message_json(message));
  json::array officers;
  for (std::size_t i = 0; i < reading.officers.size(); ++i)
    officers.push_back(officer_json(reading.officers[i], reading.held.at(i), view.member));
  json::array handed;
  for (const auto& share : reading.handed)
    handed.push_back(json::object{{"record", share.record}, {"giver", core::to_base64(share.giver)}});
  return {{"page", page("A sealed dissent", Section::decisions, Back{path(view.dissent), "The dissent"})},
          {"id", view.dissent.text},
          {"decision", to_json(view.decision)},
          {"origin", view.origin},
          {"quarter", view.quarter},
          {"kind", spoken(view.kind)},
          {"state", spoken(view.state)},
          {"filed_on", to_json(std::optional(view.filed_on))},
          {"key_id", core::to_base64(reading.filing.key_id)},
          {"author_key", core::to_base64(reading.filing.author_key)},
          {"envelope", core::to_base64(reading.filing.envelope)},
          {"attachments", reading.attachments},
          {"cosigners", reading.cosigners},
          {"has_cosigners", reading.cosigners > 0},
          {"messages", std::move(messages)},
          {"releases", release_json(view)},
          {"officers", std::move(officers)},
          {"handed", std::move(handed)},
          {"given", digests_json(reading.given)},
          {"has_agreed", reading.has_agreed},
          {"has_opened", reading.has_opened},
          {"may_open", reading.may_open},
          {"agreements", reading.agreements},
          {"to_open", reading.to_open},
          {"released", view.is_released},
          {"released_title", view.released_title},
          {"released_text", view.released_text}};
}

json::object to_json(const OfficerKeyView& view) {
  const bool takes = view.to_open > 0;
  return {
      {"page", page("Your custodian’s key", Section::settings, Back{"/settings/drops", "Keys and drops"})},
      {"origin", view.origin},
      {"member", view.member.text},
      {"is_custodian", view.is_custodian},
      {"may_make", view.is_custodian && takes},
      {"to_open", view.to_open},
      {"has_key", view.key.has_value()},
      {"key_id", view.key ? core::to_base64(view.key->key_id) : ""},
      {"box", view.key ? core::to_base64(view.key->box_key) : ""},
      {"sign", view.key ? core::to_base64(view.key->sign_key) : ""},
      {"not_after", view.key ? core::to_string(view.key->not_after) : ""}};
}

json::object to_json(const HandOverView& view) {
  json::array filings;
  for (const auto& kept : view.keeping.filings) filings.push_back(kept_json(kept));
  json::array takers;
  for (std::size_t i = 0; i < view.keeping.takers.size(); ++i)
    takers.push_back(taker_json(view.keeping.takers[i], i + 1, view.posts.at(i)));
  const int left = view.keeping.left();
  const int older = view.keeping.older();
  return {
      {"page", page("Hand over your shares", Section::settings, Back{"/settings/drops", "Keys and drops"})},
      {"origin", view.origin},
      {"is_custodian", view.is_custodian},
      {"has_key", view.key.has_value()},
      {"key_id", view.key ? core::to_base64(view.key->key_id) : ""},
      {"box", view.key ? core::to_base64(view.key->box_key) : ""},
      {"sign", view.key ? core::to_base64(view.key->sign_key) : ""},
      {"left", left},
      {"has_left", left > 0},
      {"left_words", counted(left, "share", "shares")},
      {"older", older},
      {"has_older", older > 0},
      {"older_words", counted(older, "share", "shares")},
      {"has_filings", !filings.empty()},
      {"is_stuck", left > 0 && std::ranges::all_of(view.keeping.takers, &service::ShareTaker::is_self)},
      {"may_hand", view.key.has_value() && !view.keeping.takers.empty()},
      {"filings", std::move(filings)},
      {"takers", std::move(takers)}};
}

}  // namespace demur::web
