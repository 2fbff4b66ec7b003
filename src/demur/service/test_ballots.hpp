// For tests: an anonymous house whose Bureau of the North asks for votes by token from Monday 2 March 2026 to
// 20 March, and what members' wallets do with theirs.
//
//   TokenRound test;
//   test.everybody_collects(test.vote_scope());
//   ASSERT_TRUE(take_item(*test.house, test.ballot(test.spare[0], 1, {{0, 1}, {2, -1}})).value());
#pragma once

#include "demur/service/drop/ballot.hpp"
#include "demur/service/drop/proposal.hpp"
#include "demur/service/opinion_rounds.hpp"
#include "demur/service/opinion_votes.hpp"
#include "demur/service/test_anonymity.hpp"
#include "demur/store/opinion.hpp"

namespace demur::service::testing {

class TokenRound : public AnonymousHouse {
 public:
  // With this floor there is one key, for everybody.
  explicit TokenRound(int floor = 12) : AnonymousHouse(false, floor) {
    const domain::OpenOpinionRound act = opening();
    round = act.id;
    for (const auto& each : act.statements) statements.push_back(each.id);
    const auto opened = act_on("respondent", act);
    if (!opened) throw std::runtime_error(opened.error().what);
    open_scopes_again();
  }

  [[nodiscard]] domain::OpenOpinionRound opening() {
    domain::OpenOpinionRound act{.id = domain::OpinionRoundId::make(random),
                                 .owner = offices.at(kNorth),
                                 .title = "The northern port",
                                 .mandate = {.level = domain::Level::consult,
                                             .fixed = "The treaty stands.",
                                             .may_change = "The months in which the port is open.",
                                             .decides = "The minister",
                                             .hear_by = day("2026-04-10"),
                                             .attribution = domain::Attribution::not_recorded},
                                 .closes_on = day("2026-03-20")};
    for (const std::string& text : texts) act.statements.push_back({domain::StatementId::make(random), text});
    return act;
  }

  core::Result<Done> act_on(const std::string& login, const domain::OpinionAct& act) {
    return perform(*house, people.at(login), act);
  }
  [[nodiscard]] std::string vote_scope() const { return "vote:" + round.text; }

  // One for each ballot, and the same in each run.
  [[nodiscard]] static core::Digest nonce_of(std::uint32_t sequence) {
    core::Digest nonce{};
    nonce.fill(static_cast<std::uint8_t>(sequence % 251 + 1));
    return nonce;
  }
  // Votes by the number of their statement, from 0.
  [[nodiscard]] std::string ballot_text(const anonymity::Token& token, std::uint32_t sequence,
                                        const std::vector<std::pair<std::size_t, int>>& votes) const {
    std::vector<drop::ChosenVote> chosen;
    for (const auto& [statement, value] : votes)
      chosen.push_back({statements.at(statement).text, texts.at(statement), static_cast<std::int8_t>(value)});
    return drop::make_ballot(token, {.round = round.text, .sequence = sequence, .nonce = nonce_of(sequence)},
                             chosen)
        .value();
  }
  [[nodiscard]] drop::Item ballot(const anonymity::Token& token, std::uint32_t sequence,
                                  const std::vector<std::pair<std::size_t, int>>& votes) const {
    return drop::parse_item(ballot_text(token, sequence, votes)).value();
  }
  core::Result<bool> take(const drop::Item& item) { return take_item(*house, item); }

  [[nodiscard]] std::string propose_scope() const { return "propose:" + round.text; }
  [[nodiscard]] drop::Item proposal(const anonymity::Token& token, const std::string& text,
                                    std::uint32_t nonce = 1) const {
    return drop::parse_item(
               drop::make_proposal(token, {.round = round.text, .nonce = nonce_of(nonce), .text = text})
                   .value())
        .value();
  }

  // How many agree with, pass on, disagree with a statement, as they are counted now.
  [[nodiscard]] std::array<int, 3> count(std::size_t statement) {
    std::array<int, 3> counted{};
    const auto number = static_cast<int>(statement) + 1;
    const auto done = house->store().read([&](const store::Reader& reader) {
      const auto in = store::opinion_round_number(reader, round).value();
      return store::each_vote(reader, in, [&](const store::CastVote& vote) {
        if (vote.statement == number)
          ++counted.at(vote.vote == domain::Vote::agree ? 0 : vote.vote == domain::Vote::pass ? 1 : 2);
      });
    });
    EXPECT_TRUE(done);
    return counted;
  }

  domain::OpinionRoundId round;
  std::vector<domain::StatementId> statements;
  std::vector<std::string> texts{"The port should stay open.", "The north has other ports.",
                                 "Ask again in a year."};
};

}  // namespace demur::service::testing
