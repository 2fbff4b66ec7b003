// Blind signatures, tokens, batches of them, and what their holders state.
#include "demur/anonymity/issuance.hpp"
#include "demur/anonymity/statement.hpp"
#include "demur/anonymity/token.hpp"
#include "peer.hpp"

namespace demur::peer {
namespace {

using namespace anonymity;

Result<Suite> suite(const object& from) {
  return DEMUR_TRY(text(from, "suite")) == "psszero" ? Suite::sha384_psszero : Suite::sha384_pss;
}

Result<VerifyKey> verify_key(const object& from) {
  return VerifyKey::from_modulus(DEMUR_TRY(bytes(from, "n")));
}

Result<IssuerKey> issuer_key(const object& from) {
  return IssuerKey::from_pkcs8(DEMUR_TRY(bytes(from, "pkcs8")));
}

Result<Issuer> issuer(const object& from) {
  return Issuer::from_record(DEMUR_TRY(text(from, "record")));
}

void add_blind_signatures(Operations& all) {
  all["issuer_generate"] = [](const object& from) -> Result<object> {
    const IssuerKey key = DEMUR_TRY(IssuerKey::generate(static_cast<int>(DEMUR_TRY(number(from, "bits")))));
    return object{{"pkcs8", hex(DEMUR_TRY(key.pkcs8()).bytes())}, {"n", hex(key.modulus())}};
  };
  all["issuer_import"] = [](const object& from) -> Result<object> {
    return object{{"n", hex(DEMUR_TRY(issuer_key(from)).modulus())}};
  };
  all["blind_sign"] = [](const object& from) -> Result<object> {
    const IssuerKey key = DEMUR_TRY(issuer_key(from));
    return object{{"signature", hex(DEMUR_TRY(key.blind_sign(DEMUR_TRY(bytes(from, "blinded")))))}};
  };
  all["blind"] = [](const object& from) -> Result<object> {
    const Blinding made = DEMUR_TRY(blind(DEMUR_TRY(verify_key(from)), DEMUR_TRY(suite(from)),
                                          DEMUR_TRY(bytes(from, "input")), core::system_random()));
    return object{{"blinded", hex(made.blinded_message)}, {"inverse", hex(made.inverse.bytes())}};
  };
  all["blind_with"] = [](const object& from) -> Result<object> {
    const Blinding made =
        DEMUR_TRY(blind_with(DEMUR_TRY(verify_key(from)), DEMUR_TRY(bytes(from, "input")),
                             DEMUR_TRY(bytes(from, "salt")), DEMUR_TRY(bytes(from, "inverse"))));
    return object{{"blinded", hex(made.blinded_message)}};
  };
  all["finalize"] = [](const object& from) -> Result<object> {
    const Blinding made{{}, SecretBytes(DEMUR_TRY(bytes(from, "inverse")))};
    return object{{"signature", hex(DEMUR_TRY(finalize(DEMUR_TRY(verify_key(from)), DEMUR_TRY(suite(from)),
                                                       DEMUR_TRY(bytes(from, "input")), made,
                                                       DEMUR_TRY(bytes(from, "signature")))))}};
  };
  all["verify"] = [](const object& from) -> Result<object> {
    DEMUR_TRY(DEMUR_TRY(verify_key(from))
                  .verify(DEMUR_TRY(suite(from)), DEMUR_TRY(bytes(from, "input")),
                          DEMUR_TRY(bytes(from, "signature"))));
    return object{};
  };
}

void add_tokens(Operations& all) {
  all["make_token"] = [](const object& from) -> Result<object> {
    const TokenRequest made = DEMUR_TRY(make_token_request(DEMUR_TRY(issuer(from)), core::system_random()));
    core::json::array blinded;
    for (const Blinding& part : made.parts) blinded.emplace_back(hex(part.blinded_message));
    return object{{"request", hex(encode_token_request(made).bytes())}, {"blinded", std::move(blinded)}};
  };
  all["finish_token"] = [](const object& from) -> Result<object> {
    const Issuer key = DEMUR_TRY(issuer(from));
    const TokenRequest made = DEMUR_TRY(decode_token_request(key, DEMUR_TRY(bytes(from, "request"))));
    const Token token = DEMUR_TRY(finish_token(key, made, DEMUR_TRY(list(from, "signatures"))));
    return object{{"credential", hex(encode_credential(token.credential))},
                  {"holder_seed", hex(token.holder_seed.bytes())}};
  };
  all["decode_credential"] = [](const object& from) -> Result<object> {
    const Credential read = DEMUR_TRY(decode_credential(DEMUR_TRY(bytes(from, "credential"))));
    return object{{"key_id", hex(read.key_id)},
                  {"prefix", hex(read.prefix)},
                  {"holder", hex(read.holder)},
                  {"signatures", hex(read.signatures)},
                  {"spent_tag", hex(spent_tag(read))}};
  };
  all["check_credential"] = [](const object& from) -> Result<object> {
    const Credential read = DEMUR_TRY(decode_credential(DEMUR_TRY(bytes(from, "credential"))));
    DEMUR_TRY(check_credential(DEMUR_TRY(issuer(from)), read,
                               DEMUR_TRY(core::parse_day(DEMUR_TRY(text(from, "day"))))));
    return object{{"spent_tag", hex(spent_tag(read))}};
  };
}

void add_batches(Operations& all) {
  all["parse_issue_request"] = [](const object& from) -> Result<object> {
    const IssueRequest read = DEMUR_TRY(parse_issue_request(DEMUR_TRY(text(from, "json"))));
    return object{
        {"count", read.tokens.size()},
        {"assertion", read.assertion.has_value()},
        {"challenge", hex(issue_challenge(instance_id(DEMUR_TRY(text(from, "instance"))), read.tokens))}};
  };
  all["parse_issue_answer"] = [](const object& from) -> Result<object> {
    core::json::array signatures;
    for (const Bytes& one : DEMUR_TRY(parse_issue_answer(DEMUR_TRY(text(from, "json")))))
      signatures.emplace_back(hex(one));
    return object{{"signatures", std::move(signatures)}};
  };
  all["format_issue_answer"] = [](const object& from) -> Result<object> {
    return object{{"json", DEMUR_TRY(format_issue_answer(DEMUR_TRY(list(from, "signatures"))))}};
  };
}

Result<Statement> statement(const object& from) {
  const std::string kind = DEMUR_TRY(text(from, "kind"));
  if (kind == "filing")
    return FilingStatement{DEMUR_TRY(array<32>(from, "envelope")),
                           DEMUR_TRY(array<32>(from, "attachments_root")),
                           DEMUR_TRY(array<32>(from, "author")), DEMUR_TRY(array<32>(from, "about"))};
  if (kind == "cosign") return CosignStatement{DEMUR_TRY(array<32>(from, "leaf"))};
  if (kind == "vote")
    return VoteStatement{DEMUR_TRY(array<32>(from, "statement")),
                         static_cast<std::int8_t>(DEMUR_TRY(number(from, "value"))),
                         static_cast<std::uint32_t>(DEMUR_TRY(number(from, "sequence")))};
  if (kind == "thread")
    return ThreadStatement{DEMUR_TRY(array<32>(from, "leaf")), DEMUR_TRY(array<32>(from, "envelope"))};
  if (kind == "withdraw") return WithdrawStatement{DEMUR_TRY(array<32>(from, "leaf"))};
  if (kind == "last-word")
    return LastWordStatement{DEMUR_TRY(array<32>(from, "leaf")), Verdict(DEMUR_TRY(number(from, "verdict"))),
                             DEMUR_TRY(array<32>(from, "envelope"))};
  if (kind == "review")
    return ReviewStatement{
        DEMUR_TRY(array<32>(from, "leaf")), static_cast<std::uint32_t>(DEMUR_TRY(number(from, "number"))),
        Hindsight(DEMUR_TRY(number(from, "verdict"))), DEMUR_TRY(array<32>(from, "envelope"))};
  return core::fail(core::Code::invalid, "there is no such statement");
}

void add_statements(Operations& all) {
  all["statement"] = [](const object& from) -> Result<object> {
    return object{
        {"bytes", hex(statement_bytes(DEMUR_TRY(array<32>(from, "key_id")), DEMUR_TRY(statement(from))))}};
  };
  all["sign_statement"] = [](const object& from) -> Result<object> {
    const SignKey signer(DEMUR_TRY(secret<32>(from, "seed")));
    return object{{"signature", hex(sign_statement(signer, DEMUR_TRY(array<32>(from, "key_id")),
                                                   DEMUR_TRY(statement(from))))}};
  };
  all["check_statement"] = [](const object& from) -> Result<object> {
    DEMUR_TRY(check_statement(DEMUR_TRY(array<32>(from, "signer")), DEMUR_TRY(array<32>(from, "key_id")),
                              DEMUR_TRY(statement(from)), DEMUR_TRY(bytes(from, "signature"))));
    return object{};
  };
  all["attachments_root"] = [](const object& from) -> Result<object> {
    std::vector<core::Digest> digests;
    for (const Bytes& one : DEMUR_TRY(list(from, "digests"))) digests.push_back(DEMUR_TRY(array_of<32>(one)));
    return object{{"root", hex(attachments_root(digests))}};
  };
  all["filing_names"] = [](const object& from) -> Result<object> {
    const std::string id = filing_id(DEMUR_TRY(array<32>(from, "envelope")));
    return object{
        {"id", id},
        {"leaf", hex(filing_leaf(id))},
        {"about", hex(about_hash(DEMUR_TRY(text(from, "decision")), DEMUR_TRY(text(from, "kind"))))}};
  };
}

}  // namespace

void add_token_operations(Operations& operations) {
  add_blind_signatures(operations);
  add_tokens(operations);
  add_batches(operations);
  add_statements(operations);
}

}  // namespace demur::peer
