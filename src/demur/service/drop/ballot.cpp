#include "demur/service/drop/ballot.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "demur/core/fixed_bytes.hpp"
#include "demur/service/drop/item_fields.hpp"

namespace demur::service::drop {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;

constexpr std::int64_t kMostSequence = 0xffff'ffff;
constexpr unsigned kCountBits = 16;

struct Word {
  std::string_view text;
  std::int8_t value;
};
constexpr std::array<Word, 3> kVotes{{{"agree", 1}, {"disagree", -1}, {"pass", 0}}};

Result<std::int8_t> value_in(const object& fields) {
  const std::string text = DEMUR_TRY(core::string_member(fields, "vote"));
  const auto found = std::ranges::find(kVotes, text, &Word::text);
  if (found != kVotes.end()) return found->value;
  return fail(Code::invalid, "a vote is agree, disagree or pass", "votes");
}

Result<BallotVote> vote_in(const core::json::value& entry) {
  if (!entry.is_object() || entry.get_object().size() != 3)
    return fail(Code::invalid, "a vote has a statement, a vote and a signature", "votes");
  const object& fields = entry.get_object();
  return BallotVote{
      .statement = DEMUR_TRY(id_member(fields, "statement")),
      .value = DEMUR_TRY(value_in(fields)),
      .signature = DEMUR_TRY(binary_member(fields, "signature", kSignatureBytes, kSignatureBytes))};
}

}  // namespace

bool is_ballot_size(std::size_t bytes) {
  return std::has_single_bit(bytes) && bytes >= kLeastBallotBytes && bytes <= kMostBallotBytes;
}

std::uint32_t ballot_sequence(core::Day day, std::uint16_t count) {
  return static_cast<std::uint32_t>(day.time_since_epoch().count()) << kCountBits | count;
}

core::Day day_of_sequence(std::uint32_t sequence) {
  return core::Day{std::chrono::days{sequence >> kCountBits}};
}

core::Digest new_nonce(const core::Random& random) {
  core::Digest nonce{};
  random(nonce);
  return nonce;
}

std::string_view vote_word(std::int8_t value) {
  return std::ranges::find(kVotes, value, &Word::value)->text;
}

anonymity::VoteStatement vote_statement(const Item& ballot, const BallotVote& vote, std::string_view text) {
  return {.statement = anonymity::asked_hash(vote.statement, ballot.nonce, text),
          .value = vote.value,
          .sequence = ballot.sequence};
}

Status read_ballot(const object& fields, Item& item) {
  DEMUR_TRY(check_padding(fields));
  item.round = DEMUR_TRY(id_member(fields, "round"));
  const auto sequence = DEMUR_TRY(core::integer_member(fields, "sequence"));
  if (sequence < 1 || sequence > kMostSequence)
    return fail(Code::invalid, "sequence is from 1 on, in 32 bits", "sequence");
  item.sequence = static_cast<std::uint32_t>(sequence);
  item.nonce = DEMUR_TRY(core::bytes_member<32>(fields, "nonce"));
  item.credential = DEMUR_TRY(binary_member(fields, "credential", 1, kMostCredentialBytes));
  // What stands for the token where a filing's id stands for others: nobody follows it up.
  item.filing =
      anonymity::filing_id(anonymity::spent_tag(DEMUR_TRY(anonymity::decode_credential(item.credential))));
  const auto votes = DEMUR_TRY(core::array_member(fields, "votes"));
  if (votes.empty() || votes.size() > kMostVotes)
    return fail(Code::invalid, "a ballot has 1 to 1,000 votes", "votes");
  for (const auto& entry : votes) {
    item.votes.push_back(DEMUR_TRY(vote_in(entry)));
    const std::size_t count = item.votes.size();
    if (count > 1 && item.votes[count - 2].statement >= item.votes[count - 1].statement)
      return fail(Code::invalid, "votes stand in the order of their statements' ids, one for each", "votes");
  }
  return {};
}

Result<std::string> make_ballot(const anonymity::Token& token, const BallotHead& head,
                                std::vector<ChosenVote> votes) {
  std::ranges::sort(votes, {}, &ChosenVote::statement);
  const anonymity::SignKey holder(token.holder_seed);
  Item ballot{.kind = ItemKind::ballot, .filing = {}};
  ballot.sequence = head.sequence;
  ballot.nonce = head.nonce;
  core::json::array entries;
  for (const ChosenVote& vote : votes) {
    const auto statement = vote_statement(
        ballot, {.statement = vote.statement, .value = vote.value, .signature = {}}, vote.text);
    const auto signature = anonymity::sign_statement(holder, token.credential.key_id, statement);
    entries.push_back(object{{"signature", core::to_base64(signature)},
                             {"statement", vote.statement},
                             {"vote", vote_word(vote.value)}});
  }
  object fields{{"credential", core::to_base64(anonymity::encode_credential(token.credential))},
                {"kind", "ballot"},
                {"nonce", core::to_base64(head.nonce)},
                {"padding", ""},
                {"round", head.round},
                {"sequence", head.sequence},
                {"votes", std::move(entries)}};
  const std::size_t bare = DEMUR_TRY(core::canonical_json(fields)).size();
  const std::size_t size = std::max(kLeastBallotBytes, std::bit_ceil(bare));
  if (size > kMostBallotBytes)
    return fail(Code::too_large, "these votes are more than one ballot holds", "votes");
  fields["padding"] = std::string(size - bare, 'x');
  return core::canonical_json(fields);
}

Status check_votes(const Item& ballot, const anonymity::Credential& credential, const AskedText& text_of) {
  for (const BallotVote& vote : ballot.votes) {
    const auto text = text_of(vote.statement);
    if (!text)
      return fail(Code::conflict,
                  "One of these statements is not among those of the round here. Load the page again.",
                  "votes");
    if (!anonymity::check_statement(credential.holder, credential.key_id, vote_statement(ballot, vote, *text),
                                    vote.signature))
      return fail(
          Code::unproven,
          "A vote of these was signed for other words than the round asks, or was changed on its way: "
          "it does not count. Compare the statements with those on the round's own page.",
          "votes");
  }
  return {};
}

}  // namespace demur::service::drop
