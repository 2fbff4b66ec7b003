// For tests: an institution whose channel takes anonymous dissents, with twelve members, three custodians
// who have their keys, and what a member's wallet does, by the library.
//
//   AnonymousHouse test;
//   const anonymity::Token token = test.token("member3", test.file_scope());
//   const drop::Item item = test.filing(token);
//   ASSERT_TRUE(take_item(*test.house, item).value());
#pragma once

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/filing_body.hpp"
#include "demur/anonymity/handover.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/phrase.hpp"
#include "demur/anonymity/reply.hpp"
#include "demur/anonymity/statement.hpp"
#include "demur/anonymity/token.hpp"
#include "demur/service/drop/item.hpp"
#include "demur/service/officers.hpp"
#include "demur/service/quarter.hpp"
#include "demur/service/scopes.hpp"
#include "demur/service/taking_in.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/service/test_issuer_keys.hpp"
#include "demur/service/token_desk.hpp"
#include "demur/store/tokens.hpp"

namespace demur::service::testing {

inline std::string anonymous_policy(bool passkey = false, int floor = 5) {
  std::string policy = daily_policy();
  const auto replace = [&](const std::string& from, const std::string& to) {
    const auto at = policy.find(from);
    if (at == std::string::npos) throw std::logic_error("the policy has no " + from);
    policy.replace(at, from.size(), to);
  };
  replace("\"confidential\"", "\"confidential\", \"anonymous\"");
  replace("[calendar]", "[anonymous]\nto_open = 2\nfloor = " + std::to_string(floor) +
                            "\nper_quarter = 2\npasskey = \"" + (passkey ? "required" : "optional") +
                            "\"\nsource = \"a test\"\nverified = \"unverified\"\n\n[calendar]");
  return policy;
}

inline std::vector<Worker> twelve_members() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (int i = 0; i < 12; ++i) all.push_back("member" + std::to_string(i));
    return all;
  }();
  std::vector<Worker> workers;
  for (const std::string& name : names)
    workers.push_back({name.c_str(), name.c_str(), workers.size() < 7 ? kLegal : kNorth});
  workers.push_back({"second", "Sue Second", kSecretariat, domain::Role::custodian});
  workers.push_back({"third", "Theo Third", kSecretariat, domain::Role::custodian});
  return workers;
}

struct CustodianKeys {
  anonymity::BoxKey box;
  anonymity::SignKey sign;
  core::Digest key_id{};
};

class AnonymousHouse : public TestInstitution {
 public:
  // With this floor there is one key, for everybody.
  explicit AnonymousHouse(bool passkey = false, int floor = 12)
      : TestInstitution({.policy = anonymous_policy(passkey, floor), .more = twelve_members()}),
        desk(*house, {.id = "demur.example", .origin = "https://demur.example"}) {
    for (const char* login : {"keeper", "second", "third"}) give_keys(login);
    open_scopes_again();
  }

  void open_scopes_again() {
    if (!open_scopes(*house, issuer_keys)) throw std::runtime_error("no scopes");
  }

  void give_keys(const std::string& login) {
    CustodianKeys keys{anonymity::BoxKey::generate(random), anonymity::SignKey::generate(random)};
    const NewOfficerKey sent{
        keys.box.public_key(), keys.sign.public_key(),
        keys.sign.sign(officer_key_proof(*house, people.at(login), keys.box.public_key()))};
    const auto id = register_officer_key(*house, member(login), sent);
    if (!id) throw std::runtime_error(id.error().what);
    keys.key_id = *id;
    custodians.insert_or_assign(login, std::move(keys));
  }

  [[nodiscard]] std::string instance() const { return house->log_key().verifier().name; }
  [[nodiscard]] std::string file_scope() const { return "file:" + quarter_of(core::day_of(now)); }

  [[nodiscard]] anonymity::Issuer issuer(const std::string& scope, std::string_view klass = kEverybody) {
    const auto live = house->store().read(
        [&](const store::Reader& reader) { return live_issuers(reader, core::day_of(now)); });
    for (const IssuerEntry& entry : live.value())
      if (entry.record.scope == scope && entry.record.klass == klass)
        return anonymity::Issuer::from_record(entry.text).value();
    throw std::runtime_error("no key for " + scope);
  }

  [[nodiscard]] static anonymity::IssueRequest request_for(const anonymity::TokenRequest& request) {
    return {.tokens = {{request.key_id, 0, request.parts.front().blinded_message}}, .assertion = {}};
  }

  [[nodiscard]] anonymity::Token token(const std::string& login, const std::string& scope) {
    const auto key = issuer(scope);
    const auto request = anonymity::make_token_request(key, random).value();
    const auto body = anonymity::format_issue_request(request_for(request)).value();
    const auto answer = desk.issue(member(login), body);
    if (!answer) throw std::runtime_error(answer.error().what);
    const auto signatures = anonymity::parse_issue_answer(*answer).value();
    return anonymity::finish_token(key, request, signatures).value();
  }

  // So many others have theirs too: enough to hide among. `shift`: whose is the first token.
  void everybody_collects(const std::string& scope, std::size_t shift = 0) {
    for (std::size_t i = 0; i < 12; ++i)
      spare.push_back(token("member" + std::to_string((i + shift) % 12), scope));
    if (!publish_counts(*house)) throw std::runtime_error("no counts");
  }

  [[nodiscard]] anonymity::Context context(const anonymity::Token& token) const {
    return {anonymity::instance_id(instance()), token.credential.key_id};
  }
  [[nodiscard]] std::vector<anonymity::BoxPublicKey> recipients() const {
    std::vector<anonymity::BoxPublicKey> keys;
    for (const auto& [login, held] : custodians) keys.push_back(held.box.public_key());
    return keys;
  }

  static drop::Item parsed(core::json::object object) {
    const auto text = core::canonical_json(std::move(object));
    auto item = drop::parse_item(text.value());
    if (!item) throw std::runtime_error(item.error().what);
    return std::move(*item);
  }

  [[nodiscard]] core::Bytes sealed_body(const anonymity::Token& token, const anonymity::ReplyKeys& author,
                                        std::string_view text) {
    const anonymity::FilingBody body{.kind = "change_of_policy",
                                     .decision = decision.text,
                                     .title = "SEALED-TITLE-CANARY",
                                     .body = std::string(text),
                                     .remedy = "",
                                     .reply_box = author.box.public_key(),
                                     .reply_sign = author.sign.public_key(),
                                     .attachments = {}};
    const auto key = anonymity::new_content_key(random);
    return anonymity::seal_envelope(key, anonymity::Purpose::filing, context(token), recipients(), 2,
                                    core::bytes_of(anonymity::format_filing_body(body).value()), random)
        .value();
  }

  [[nodiscard]] drop::Item filing(const anonymity::Token& token, const anonymity::ReplyKeys& author,
                                  std::string_view text = "SEALED-TEXT-CANARY",
                                  const std::vector<core::Bytes>& attachments = {}) {
    const core::Bytes envelope = sealed_body(token, author, text);
    core::json::array attached;
    std::vector<core::Digest> digests;
    for (const core::Bytes& each : attachments) {
      attached.emplace_back(core::to_base64(each));
      digests.push_back(anonymity::hash(each));
    }
    const anonymity::FilingStatement statement{
        .envelope = anonymity::hash(envelope),
        .attachments_root = anonymity::attachments_root(digests),
        .author = author.sign.public_key(),
        .about = anonymity::about_hash(decision.text, "change_of_policy")};
    const anonymity::SignKey holder(token.holder_seed);
    return parsed({{"kind", "filing"},
                   {"decision", decision.text},
                   {"dissent_kind", "change_of_policy"},
                   {"envelope", core::to_base64(envelope)},
                   {"attachments", std::move(attached)},
                   {"author", core::to_base64(author.sign.public_key())},
                   {"credential", core::to_base64(anonymity::encode_credential(token.credential))},
                   {"statement",
                    core::to_base64(anonymity::sign_statement(holder, token.credential.key_id, statement))}});
  }

  [[nodiscard]] static drop::Item cosign(const anonymity::Token& token, const std::string& filing) {
    const anonymity::SignKey holder(token.holder_seed);
    const anonymity::CosignStatement statement{anonymity::filing_leaf(filing)};
    return parsed({{"kind", "cosign"},
                   {"filing", filing},
                   {"credential", core::to_base64(anonymity::encode_credential(token.credential))},
                   {"statement",
                    core::to_base64(anonymity::sign_statement(holder, token.credential.key_id, statement))}});
  }

  [[nodiscard]] drop::Item message_on(const std::string& filing, const anonymity::KeyId& key_id,
                                      const anonymity::ReplyKeys& author) {
    const anonymity::Context context{anonymity::instance_id(instance()), key_id};
    const auto envelope =
        anonymity::seal_envelope(anonymity::new_content_key(random), anonymity::Purpose::thread, context,
                                 recipients(), 2, core::bytes_of("a message"), random)
            .value();
    const anonymity::ThreadStatement statement{anonymity::filing_leaf(filing), anonymity::hash(envelope)};
    return parsed(
        {{"kind", "message"},
         {"filing", filing},
         {"envelope", core::to_base64(envelope)},
         {"statement", core::to_base64(anonymity::sign_statement(author.sign, key_id, statement))}});
  }

  [[nodiscard]] static drop::Item withdrawal(const anonymity::KeyId& key_id,
                                             const anonymity::ReplyKeys& author, const std::string& filing) {
    const anonymity::WithdrawStatement statement{anonymity::filing_leaf(filing)};
    return parsed(
        {{"kind", "withdraw"},
         {"filing", filing},
         {"statement", core::to_base64(anonymity::sign_statement(author.sign, key_id, statement))}});
  }

  [[nodiscard]] anonymity::ReplyKeys author_keys() {
    return {anonymity::BoxKey::generate(random), anonymity::SignKey::generate(random)};
  }

  IssuerKeySource issuer_keys = kept_issuer_keys();
  TokenDesk desk;
  std::map<std::string, CustodianKeys> custodians;
  std::vector<anonymity::Token> spare;
};

}  // namespace demur::service::testing
