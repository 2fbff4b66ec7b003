#include "demur/service/drop/proposal.hpp"

#include "demur/core/fixed_bytes.hpp"
#include "demur/domain/fields.hpp"
#include "demur/domain/opinion_round.hpp"
#include "demur/service/drop/item_fields.hpp"

namespace demur::service::drop {
namespace {

using core::Code;
using core::Digest;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;

Digest hash_of(const anonymity::Credential& credential, std::string_view round, const Digest& nonce,
               std::string_view text) {
  return anonymity::proposal_hash(round, credential.holder, nonce, text);
}

}  // namespace

Status check_proposal_text(std::string_view text) {
  const domain::TextRule rule{"text", "what you propose", domain::kStatementBytes, domain::Lines::one};
  if (DEMUR_TRY(domain::clean_text(text, rule)) == text) return {};
  return fail(Code::invalid, "Enter what you propose without spaces around it.", "text");
}

Status read_proposal(const object& fields, Item& item) {
  DEMUR_TRY(check_padding(fields));
  item.round = DEMUR_TRY(id_member(fields, "round"));
  item.nonce = DEMUR_TRY(core::bytes_member<32>(fields, "nonce"));
  item.statement = DEMUR_TRY(binary_member(fields, "statement", kSignatureBytes, kSignatureBytes));
  item.credential = DEMUR_TRY(binary_member(fields, "credential", 1, kMostCredentialBytes));
  item.proposal = DEMUR_TRY(core::string_member(fields, "text"));
  DEMUR_TRY(check_proposal_text(item.proposal));
  const auto credential = DEMUR_TRY(anonymity::decode_credential(item.credential));
  item.filing = anonymity::filing_id(hash_of(credential, item.round, item.nonce, item.proposal));
  return {};
}

Result<std::string> make_proposal(const anonymity::Token& token, const NewProposal& proposal) {
  const anonymity::ProposalStatement statement{
      hash_of(token.credential, proposal.round, proposal.nonce, proposal.text)};
  const auto signature =
      anonymity::sign_statement(anonymity::SignKey(token.holder_seed), token.credential.key_id, statement);
  object fields{{"credential", core::to_base64(anonymity::encode_credential(token.credential))},
                {"kind", "proposal"},
                {"nonce", core::to_base64(proposal.nonce)},
                {"padding", ""},
                {"round", proposal.round},
                {"statement", core::to_base64(signature)},
                {"text", proposal.text}};
  const std::size_t bare = DEMUR_TRY(core::canonical_json(fields)).size();
  if (bare > kProposalBytes) return fail(Code::too_large, "This text is more than a proposal holds.", "text");
  fields["padding"] = std::string(kProposalBytes - bare, 'x');
  return core::canonical_json(fields);
}

anonymity::ProposalStatement proposal_statement(const Item& proposal) {
  // parse_item() has read it.
  const auto credential = anonymity::decode_credential(proposal.credential).value_or(anonymity::Credential{});
  return {hash_of(credential, proposal.round, proposal.nonce, proposal.proposal)};
}

}  // namespace demur::service::drop
