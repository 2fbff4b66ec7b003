// A drop in a folder of its own, before an institution that is a table of answers, and people with tokens.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "demur/anonymity/blind_signature.hpp"
#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/token.hpp"
#include "demur/core/id.hpp"
#include "demur/core/json.hpp"
#include "demur/service/drop/copies.hpp"
#include "demur/service/drop/drop.hpp"
#include "demur/service/drop/relay.hpp"
#include "demur/service/drop/test_keys_log.hpp"
#include "demur/service/test_issuer_keys.hpp"
#include "demur/store/sqlite/scratch.hpp"

namespace demur::service::drop::testing {

namespace json = core::json;
using core::Bytes;

inline const core::Day kToday = core::parse_day("2026-11-25").value();

inline const anonymity::IssuerKey& issuer_key(std::size_t which = 0) {
  return service::testing::kept_issuer_key(which);
}

// What the institution shows, and what it does with a hand-in.
class TestHouse {
 public:
  TestHouse() {
    file_key = add_issuer("file:2026q4", 0);
    publish();
  }

  // The record's text; with enough tokens issued, unless told otherwise.
  std::string add_issuer(const std::string& scope, std::size_t key, std::uint64_t issued = 1500,
                         std::uint32_t quota = 2) {
    const anonymity::IssuerKeyRecord record{.instance = origin(),
                                            .scope = scope,
                                            .klass = "staff",
                                            .class_size = 2000,
                                            .quota = quota,
                                            .not_before = kToday - std::chrono::days{10},
                                            .not_after = kToday + std::chrono::days{30},
                                            .roster_root = {},
                                            .moduli = {issuer_key(key).modulus()}};
    std::string text = anonymity::format_record(record).value();
    keys.entries.push_back(text);
    keys.entries.push_back(
        anonymity::format_record(anonymity::IssuedRecord{.instance = origin(),
                                                         .day = kToday - std::chrono::days{1},
                                                         .key_id = anonymity::key_id(text),
                                                         .count = issued})
            .value());
    return text;
  }

  void publish() {
    const json::object view{{"institution", "Ministry of X"},
                            {"channel", "Dissent Channel"},
                            {"origin", origin()},
                            {"keys_origin", keys.key.verifier().name},
                            {"log_key", keys.log_key.verifier().text()},
                            {"keys_key", keys.key.verifier().text()},
                            {"to_open", 2},
                            {"floor", 20},
                            {"quarter", "2026q4"},
                            {"promise_days", 1},
                            {"decisions", json::array{}},
                            {"kinds", json::array{"change_of_policy"}}};
    files["/drop/view.json"] = core::pretty_json(view);
    files["/drop/filings.json"] = core::pretty_json({{"filings", filings}});
    files["/drop/rounds"] = sign_rounds({{"rounds", rounds}}, keys.log_key).value();
    files["/keys/checkpoint"] = keys.note();
    files["/keys/all"] = keys.all();
  }

  [[nodiscard]] AskHouse ask() {
    return [this](const std::string& path, std::size_t most) -> core::Result<std::string> {
      if (is_away) return core::fail(core::Code::unavailable, "nobody answers");
      const auto file = files.find(path);
      if (file == files.end()) return core::fail(core::Code::not_found, "no " + path);
      if (file->second.size() > most) return core::fail(core::Code::too_large, path);
      return file->second;
    };
  }

  [[nodiscard]] SendHandIn send(const translog::PublicKey& drop) {
    return [this, drop](const HandIn& hand_in) -> core::Result<std::string> {
      if (is_away) return core::fail(core::Code::unavailable, "nobody answers");
      const auto opened = DEMUR_TRY(open_hand_in(hand_in.body, hand_in.signature, drop));
      sizes.push_back(hand_in.body.size());
      std::vector<ItemAnswer> answers;
      for (std::size_t i = 0; i < opened.items.size(); ++i) answers.push_back(answer(opened, i));
      if (loses_its_answer) return core::fail(core::Code::unavailable, "cut off");
      return format_answer(answers);
    };
  }

  [[nodiscard]] std::string origin() const { return keys.log_key.verifier().name; }

  TestKeysLog keys;
  std::string file_key;  // the record
  json::array filings = {};
  json::array rounds = {};  // that take votes by token
  std::map<std::string, std::string> files = {};
  std::map<std::string, int> came = {};  // texts of items, and how often
  std::vector<std::size_t> sizes = {};   // of the hand-ins
  std::string refuses = {};              // everything, for this reason
  bool is_away = false;
  bool loses_its_answer = false;

 private:
  ItemAnswer answer(const OpenedHandIn& opened, std::size_t i) {
    const auto& item = opened.items[i];
    if (!item) return {.digest = opened.digests[i], .result = ItemResult::refused, .why = item.error().what};
    if (!refuses.empty()) return {.digest = opened.digests[i], .result = ItemResult::refused, .why = refuses};
    const bool is_known = came[item->text]++ > 0;
    return {.digest = opened.digests[i], .result = is_known ? ItemResult::known : ItemResult::taken};
  }
};

// A member's token, as the wallet makes it.
inline anonymity::Token token_of(const std::string& record, std::size_t key = 0) {
  const auto random = core::system_random();
  const auto issuer = anonymity::Issuer::from_record(record).value();
  const auto request = anonymity::make_token_request(issuer, random).value();
  const std::array<Bytes, 1> signatures{issuer_key(key).blind_sign(request.parts[0].blinded_message).value()};
  return anonymity::finish_token(issuer, request, signatures).value();
}

// What somebody sends. Each function gives the JSON of one item.
class Author {
 public:
  explicit Author(TestHouse& house)
      : house_(house),
        token_(token_of(house.file_key)),
        sign_(anonymity::SignKey::generate(core::system_random())),
        envelope_(sealed(anonymity::Purpose::filing)),
        decision_(core::random_id_text(core::system_random())) {}

  [[nodiscard]] std::string id() const { return anonymity::filing_id(anonymity::hash(envelope_)); }
  [[nodiscard]] const anonymity::KeyId& key_id() const { return token_.credential.key_id; }

  [[nodiscard]] json::object filing_fields() const {
    const anonymity::FilingStatement statement{.envelope = anonymity::hash(envelope_),
                                               .attachments_root = anonymity::attachments_root({}),
                                               .author = sign_.public_key(),
                                               .about = anonymity::about_hash(decision_, "change_of_policy")};
    return {{"kind", "filing"},
            {"decision", decision_},
            {"dissent_kind", "change_of_policy"},
            {"envelope", core::to_base64(envelope_)},
            {"attachments", json::array{}},
            {"author", core::to_base64(sign_.public_key())},
            {"credential", core::to_base64(anonymity::encode_credential(token_.credential))},
            {"statement", by_holder(token_, statement)}};
  }
  [[nodiscard]] std::string filing() const { return core::pretty_json(filing_fields()); }

  // Another text under the same token.
  [[nodiscard]] std::string second_filing() {
    const Bytes kept = std::exchange(envelope_, sealed(anonymity::Purpose::filing));
    std::string text = filing();
    envelope_ = kept;
    return text;
  }

  [[nodiscard]] std::string message() const {
    const Bytes envelope = sealed(anonymity::Purpose::thread);
    const anonymity::ThreadStatement statement{anonymity::filing_leaf(id()), anonymity::hash(envelope)};
    return core::pretty_json({{"kind", "message"},
                              {"filing", id()},
                              {"envelope", core::to_base64(envelope)},
                              {"statement", by_author(statement)}});
  }
  [[nodiscard]] std::string review(std::uint32_t number, anonymity::Hindsight verdict) const {
    static constexpr std::array kWords{"right", "partly_right", "wrong", "too_early"};
    const anonymity::ReviewStatement statement{anonymity::filing_leaf(id()), number, verdict,
                                               anonymity::hash({})};
    return core::pretty_json({{"kind", "review"},
                              {"filing", id()},
                              {"number", number},
                              {"verdict", kWords.at(static_cast<std::size_t>(verdict))},
                              {"envelope", ""},
                              {"statement", by_author(statement)}});
  }
  [[nodiscard]] std::string withdrawal() const {
    return core::pretty_json(
        {{"kind", "withdraw"},
         {"filing", id()},
         {"statement", by_author(anonymity::WithdrawStatement{anonymity::filing_leaf(id())})}});
  }

  // As the institution lists it.
  [[nodiscard]] json::object entry() const {
    return {{"id", id()},
            {"day", core::to_string(kToday)},
            {"key", core::to_base64(key_id())},
            {"author", core::to_base64(sign_.public_key())},
            {"state", "filed"}};
  }

 private:
  [[nodiscard]] static std::string by_holder(const anonymity::Token& token,
                                             const anonymity::Statement& statement) {
    const anonymity::SignKey holder(token.holder_seed);
    return core::to_base64(anonymity::sign_statement(holder, token.credential.key_id, statement));
  }
  [[nodiscard]] std::string by_author(const anonymity::Statement& statement) const {
    return core::to_base64(anonymity::sign_statement(sign_, key_id(), statement));
  }
  [[nodiscard]] Bytes sealed(anonymity::Purpose purpose) const {
    const auto random = core::system_random();
    std::vector<anonymity::BoxPublicKey> custodians;
    for (int i = 0; i < 3; ++i) custodians.push_back(anonymity::BoxKey::generate(random).public_key());
    const anonymity::Context context{anonymity::instance_id(house_.origin()), key_id()};
    const std::string body = "canary: the waiver pays for itself " + core::random_id_text(random);
    return anonymity::seal_envelope(anonymity::new_content_key(random), purpose, context, custodians, 2,
                                    core::bytes_of(body), random)
        .value();
  }

  TestHouse& house_;
  anonymity::Token token_;
  anonymity::SignKey sign_;
  Bytes envelope_;
  std::string decision_;
};

// One colleague's signature under a filing.
inline std::string cosignature(const std::string& record, std::size_t key, const std::string& filing) {
  const auto token = token_of(record, key);
  const anonymity::SignKey holder(token.holder_seed);
  const auto signature = anonymity::sign_statement(
      holder, token.credential.key_id, anonymity::CosignStatement{anonymity::filing_leaf(filing)});
  return core::pretty_json({{"kind", "cosign"},
                            {"filing", filing},
                            {"credential", core::to_base64(anonymity::encode_credential(token.credential))},
                            {"statement", core::to_base64(signature)}});
}

class TestDrop {
 public:
  explicit TestDrop(const std::string& log_key = {}, DropLimits limits = {}) : limits_(limits) {
    drop = Drop::found(scratch.data(),
                       {.name = "Staff association",
                        .house = "https://dissent.example.org",
                        .url = "https://drop.example.net",
                        .log_key = log_key},
                       environment())
               .value();
  }

  void reopen() {
    drop.reset();
    drop = Drop::open(scratch.data(), environment()).value();
  }
  core::Status refresh() { return service::drop::refresh(*drop, house.ask()); }
  core::Result<Handed> relay() {
    return service::drop::relay(*drop, house.send(drop->key().verifier().public_key));
  }
  [[nodiscard]] std::string state_of(const core::Digest& digest) {
    const auto row = drop->store().read([&](store::Reader& r) { return store::find_drop_item(r, digest); });
    return row.value() ? row.value()->state : "none";
  }
  [[nodiscard]] std::size_t bodies() {
    return drop->store()
        .read([](store::Reader& r) { return store::drop_bodies(r, core::Day{}, core::Day{}); })
        ->size();
  }

  store::Scratch scratch;
  TestHouse house;
  core::Time now = core::Time(kToday) + std::chrono::hours{9};
  std::unique_ptr<Drop> drop;

 private:
  DropEnvironment environment() {
    return {.clock = [this] { return now; }, .random = core::system_random(), .limits = limits_};
  }
  DropLimits limits_;
};

}  // namespace demur::service::drop::testing
