#include "demur/service/token_proposals.hpp"

#include "demur/domain/meeting.hpp"
#include "demur/domain/opinion_round.hpp"
#include "demur/service/keeping.hpp"
#include "demur/store/meetings.hpp"
#include "demur/store/opinion.hpp"
#include "demur/store/question_polls.hpp"
#include "demur/store/tokens.hpp"
#include "demur/translog/commitment.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::Day;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;
using drop::Item;

Result<bool> was_taken(const store::Reader& reader, const Item& proposal) {
  const auto kept = DEMUR_TRY(store::find_opinion_statement(reader, domain::StatementId{proposal.filing}));
  if (kept && kept->by_token) return true;
  if (DEMUR_TRY(store::find_token_question(reader, domain::QuestionId{proposal.filing}))) return true;
  return store::is_late_proposal(reader, proposal.filing);
}

// Ids of what is proposed in one's own name are chosen: who has seen a proposal might have taken its id. A
// statement may be in the log by it already.
Status is_free(const store::Reader& reader, const domain::StatementId& id) {
  if (!DEMUR_TRY(store::find_opinion_statement(reader, id))) return {};
  return fail(Code::conflict, "Another statement has this id.");
}

// No record names a question that was asked in one's own name, in clear: it gives way.
Status make_free(const Institution& house, store::Transaction& transaction, const domain::QuestionId& id) {
  if (!DEMUR_TRY(store::find_question(transaction, id))) return {};
  return store::rename_question(transaction, id, domain::QuestionId::make(house.environment().random));
}

Result<object> spent_by(const Item& proposal, const drop::Checked& checked) {
  return object{{"credential", core::to_base64(proposal.credential)},
                {"key", core::to_base64(checked.key_id)},
                {"proposal", core::to_base64(DEMUR_TRY(proposal_commitment(proposal)))}};
}

// What is recorded of it; the statement is kept, or, where it is too late or finds no room, its id.
Result<std::vector<domain::Entry>> keep_statement(store::Transaction& transaction, const Item& proposal,
                                                  object spent, Day today) {
  const auto round =
      DEMUR_TRY(store::find_opinion_round(transaction, domain::OpinionRoundId{proposal.round}));
  DEMUR_TRY(is_free(transaction, domain::StatementId{proposal.filing}));
  const int there = round ? static_cast<int>(DEMUR_TRY(store::count_statements(transaction, round->id))) : 0;
  const domain::ArrivedProposal arrived{
      .id = domain::StatementId{proposal.filing}, .text = proposal.proposal, .spent = std::move(spent)};
  auto change = DEMUR_TRY(domain::receive_proposal(round ? &*round : nullptr, arrived, there, today));
  for (const domain::OpinionStatement& statement : change.statements)
    DEMUR_TRY(store::save_opinion_statement(transaction, statement));
  if (change.statements.empty()) DEMUR_TRY(store::add_late_proposal(transaction, proposal.filing));
  return std::move(change.entries);
}

// The same of a question before a session.
Result<std::vector<domain::Entry>> keep_question(const Institution& house, store::Transaction& transaction,
                                                 const domain::Meeting& meeting, const Item& proposal,
                                                 object spent, Day today) {
  const auto there = DEMUR_TRY(store::token_questions(transaction, meeting.id)).size();
  auto change = DEMUR_TRY(domain::receive_question(
      meeting,
      {.id = domain::QuestionId{proposal.filing}, .text = proposal.proposal, .spent = std::move(spent)},
      static_cast<int>(there), today));
  if (!change.question) {
    DEMUR_TRY(store::add_late_proposal(transaction, proposal.filing));
    return std::move(change.entries);
  }
  DEMUR_TRY(make_free(house, transaction, change.question->id));
  DEMUR_TRY(store::add_token_question(transaction, *change.question));
  return std::move(change.entries);
}

}  // namespace

Result<bool> take_proposal(Institution& house, store::Transaction& transaction, const Item& proposal,
                           const anonymity::KeysView& keys, Day today, const Result<drop::Checked>* ahead) {
  if (DEMUR_TRY(was_taken(transaction, proposal))) return false;
  const auto meeting = DEMUR_TRY(store::find_meeting(transaction, domain::MeetingId{proposal.round}));
  const drop::ItemRules rules{.instance = house.log_key().verifier().name,
                              .to_open = house.policy().anonymous->to_open};
  const auto checked =
      DEMUR_TRY(ahead != nullptr ? *ahead : drop::check_item(proposal, keys, rules, std::nullopt, today));
  if (DEMUR_TRY(store::is_spent(transaction, *checked.spent)))
    return fail(Code::conflict, "This token was spent before.");
  auto spent = DEMUR_TRY(spent_by(proposal, checked));
  const auto entries =
      DEMUR_TRY(meeting ? keep_question(house, transaction, *meeting, proposal, std::move(spent), today)
                        : keep_statement(transaction, proposal, std::move(spent), today));
  DEMUR_TRY(keep_entries(house, transaction, entries, nullptr, std::nullopt, today));
  DEMUR_TRY(store::add_spent(transaction, *checked.spent, checked.key_id));
  return true;
}

Result<translog::Hash> proposal_commitment(const Item& proposal) {
  translog::Opening opening{.salt = proposal.nonce, .private_text = {}};
  opening.private_text =
      DEMUR_TRY(core::canonical_json(object{{"id", proposal.filing},
                                            {"statement", core::to_base64(proposal.statement)},
                                            {"text", proposal.proposal}}));
  return translog::commit_to(opening);
}

}  // namespace demur::service
