#include "unseen_house.hpp"

#include <fstream>
#include <sstream>

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/filing_body.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/statement.hpp"
#include "demur/anonymity/token.hpp"
#include "demur/core/json.hpp"
#include "demur/service/institution.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/service/officers.hpp"
#include "demur/service/scopes.hpp"
#include "load.hpp"

namespace demur::bench {
namespace {

using core::Result;
using core::Status;
using service::Institution;

constexpr std::string_view kKind = "change_of_policy";
constexpr std::size_t kCustodians = 3;

Status replace(std::string& text, std::string_view from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) return core::fail(core::Code::internal, "the policy is not as expected");
  text.replace(at, from.size(), to);
  return {};
}

Result<std::string> policy() {
  std::ifstream file(DEMUR_ROOT "/policies/ombuds.toml");
  std::stringstream text;
  text << file.rdbuf();
  std::string toml = text.str();
  DEMUR_TRY(replace(toml, "passkey = \"required\"", "passkey = \"optional\""));
  DEMUR_TRY(replace(toml, "per_quarter = 3", "per_quarter = " + std::to_string(kTokensEach)));
  return toml;
}

// What stands in the keys log says that enough tokens are out for one to be spent.
Status say_issued(Institution& house, const anonymity::KeyId& key, std::size_t members) {
  return house.store().write([&](store::Transaction& transaction) -> Status {
    DEMUR_TRY(service::publish_key(house, transaction,
                                   anonymity::IssuedRecord{.instance = house.log_key().verifier().name,
                                                           .day = DEMUR_TRY(house.today()),
                                                           .key_id = key,
                                                           .count = members}));
    return {};
  });
}

class Filer {
 public:
  Filer(Institution& house, const anonymity::Issuer& issuer, const anonymity::IssuerKey& key,
        std::string decision)
      : instance_(anonymity::instance_id(house.log_key().verifier().name)),
        issuer_(issuer),
        key_(key),
        decision_(std::move(decision)) {
    for (std::size_t i = 0; i < kCustodians; ++i)
      custodians_.push_back(anonymity::BoxKey::generate(random_).public_key());
  }

  Result<std::string> next() {
    const auto token = DEMUR_TRY(make_token());
    const auto sign = anonymity::SignKey::generate(random_);
    const anonymity::FilingBody body{.kind = std::string(kKind),
                                     .decision = decision_,
                                     .title = "We disagree",
                                     .body = dissent_text(),
                                     .remedy = "",
                                     .reply_box = anonymity::BoxKey::generate(random_).public_key(),
                                     .reply_sign = sign.public_key(),
                                     .attachments = {}};
    const auto text = DEMUR_TRY(anonymity::format_filing_body(body));
    const auto envelope = DEMUR_TRY(
        anonymity::seal_envelope(anonymity::new_content_key(random_), anonymity::Purpose::filing,
                                 {instance_, issuer_.id()}, custodians_, 2, core::bytes_of(text), random_));
    const anonymity::FilingStatement statement{.envelope = anonymity::hash(envelope),
                                               .attachments_root = anonymity::attachments_root({}),
                                               .author = sign.public_key(),
                                               .about = anonymity::about_hash(decision_, kKind)};
    const auto signature =
        anonymity::sign_statement(anonymity::SignKey(token.holder_seed), issuer_.id(), statement);
    return core::canonical_json(
        core::json::object{{"kind", "filing"},
                           {"decision", decision_},
                           {"dissent_kind", kKind},
                           {"envelope", core::to_base64(envelope)},
                           {"attachments", core::json::array{}},
                           {"author", core::to_base64(sign.public_key())},
                           {"credential", core::to_base64(anonymity::encode_credential(token.credential))},
                           {"statement", core::to_base64(signature)}});
  }

 private:
  Result<anonymity::Token> make_token() {
    const auto request = DEMUR_TRY(anonymity::make_token_request(issuer_, random_));
    const std::vector<core::Bytes> signatures{
        DEMUR_TRY(key_.blind_sign(request.parts.front().blinded_message))};
    return anonymity::finish_token(issuer_, request, signatures);
  }

  const core::Random random_ = core::system_random();
  const anonymity::InstanceId instance_;
  const anonymity::Issuer& issuer_;
  const anonymity::IssuerKey& key_;
  const std::string decision_;
  std::vector<anonymity::BoxPublicKey> custodians_;
};

Result<translog::SigningKey> register_a_drop(Institution& house) {
  const auto host = "drop.bench.example";
  auto key = translog::SigningKey::generate(host, translog::KeyType::log, core::system_random());
  if (!key) return std::unexpected(key.error());
  DEMUR_TRY(service::register_drop(
      house, DEMUR_TRY(service::founder(house)),
      {.public_key = key->verifier().public_key, .name = "Drop", .url = std::string("https://") + host}));
  return key;
}

}  // namespace

Result<UnseenHouse> make_unseen_house(const std::filesystem::path& folder, std::size_t members,
                                      std::size_t filings) {
  UnseenHouse made{.house = DEMUR_TRY(make_house(folder, DEMUR_TRY(policy()), members)),
                   .key_id = {},
                   .modulus = {},
                   .hand_in = {},
                   .items = filings};
  const auto house = DEMUR_TRY(Institution::open(folder, {}));
  const auto key = DEMUR_TRY(anonymity::IssuerKey::generate());
  const auto secret = DEMUR_TRY(key.pkcs8());
  DEMUR_TRY(service::open_scopes(*house, [&] { return anonymity::IssuerKey::from_pkcs8(secret.bytes()); }));
  const auto drop = DEMUR_TRY(register_a_drop(*house));
  const core::Day today = DEMUR_TRY(house->today());
  const auto live = DEMUR_TRY(
      house->store().read([&](const store::Reader& reader) { return service::live_issuers(reader, today); }));
  const auto issuer = DEMUR_TRY(anonymity::Issuer::from_record(live.at(0).text));
  DEMUR_TRY(say_issued(*house, issuer.id(), members));
  made.key_id = issuer.id();
  made.modulus = key.modulus();
  Filer filer(*house, issuer, key, made.house.decision);
  std::vector<std::string> items;
  while (items.size() < filings) items.push_back(DEMUR_TRY(filer.next()));
  made.hand_in = DEMUR_TRY(service::drop::make_hand_in(std::move(items), drop, today, core::system_random()));
  return made;
}

}  // namespace demur::bench
