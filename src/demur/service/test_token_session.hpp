// For tests: an anonymous house whose Bureau of the North announces, on Monday 2 March 2026, a session of
// which nothing is recorded for 20 March; and three questions, asked by token, that are shown from the day
// after.
//
//   TokenSession test;
//   test.everybody_collects(test.vote_scope());
//   ASSERT_TRUE(test.take(test.ballot(test.spare[0], 1, {{0, 1}, {2, 0}})).value());
#pragma once

#include "demur/service/drop/ballot.hpp"
#include "demur/service/drop/proposal.hpp"
#include "demur/service/meetings.hpp"
#include "demur/service/test_anonymity.hpp"
#include "demur/store/question_polls.hpp"

namespace demur::service::testing {

class TokenSession : public AnonymousHouse {
 public:
  // With this floor there is one key, for everybody.
  explicit TokenSession(int floor = 12, std::size_t shift = 0) : AnonymousHouse(false, floor) {
    session = domain::MeetingId::make(random);
    const auto announced = act_on("respondent", announcement());
    if (!announced) throw std::runtime_error(announced.error().what);
    open_scopes_again();
    everybody_collects(propose_scope(), shift);
    askers = std::move(spare);
    spare.clear();
    for (const std::string& text : texts) ask(text);
  }

  [[nodiscard]] domain::AnnounceSession announcement() const {
    auto act = announcement_of(offices.at(kNorth));
    act.id = session;
    return act;
  }
  [[nodiscard]] static domain::AnnounceSession announcement_of(const domain::OfficeId& office) {
    return {.id = {},
            .office = office,
            .title = "The northern port, before it closes",
            .series = "",
            .venue = {.starts = day("2026-03-20") + 14h, .minutes = 60, .place = "Room 4"},
            .mandate = {.level = domain::Level::consult,
                        .fixed = "The treaty stands.",
                        .may_change = "The months in which the port is open.",
                        .decides = "The minister",
                        .hear_by = day("2026-04-10"),
                        .attribution = domain::Attribution::not_recorded}};
  }
  core::Result<Done> act_on(const std::string& login, const domain::MeetingAct& act) {
    return perform(*house, people.at(login), act);
  }
  [[nodiscard]] std::string vote_scope() const { return "vote:" + session.text; }
  [[nodiscard]] std::string propose_scope() const { return "propose:" + session.text; }

  // By the next asker's token.
  [[nodiscard]] drop::Item question(const std::string& text) {
    core::Digest nonce{};
    nonce.fill(static_cast<std::uint8_t>(asked + 1));
    return drop::parse_item(
               drop::make_proposal(askers.at(asked++), {.round = session.text, .nonce = nonce, .text = text})
                   .value())
        .value();
  }
  void ask(const std::string& text) {
    const drop::Item item = question(text);
    questions.push_back(domain::QuestionId{item.filing});
    if (!take(item)) throw std::runtime_error("no question");
  }

  // Votes by the number of their question, from 0: 1 wanted, 0 taken back.
  [[nodiscard]] drop::Item ballot(const anonymity::Token& token, std::uint32_t sequence,
                                  const std::vector<std::pair<std::size_t, int>>& votes) const {
    std::vector<drop::ChosenVote> chosen;
    for (const auto& [question, value] : votes)
      chosen.push_back({questions.at(question).text, texts.at(question), static_cast<std::int8_t>(value)});
    core::Digest nonce{};
    nonce.fill(static_cast<std::uint8_t>(sequence % 251 + 1));
    return drop::parse_item(
               drop::make_ballot(token, {.round = session.text, .sequence = sequence, .nonce = nonce}, chosen)
                   .value())
        .value();
  }
  core::Result<bool> take(const drop::Item& item) { return take_item(*house, item); }

  [[nodiscard]] SeenMeeting seen(const std::string& login = "member1") {
    return see_meeting(*house, member(login), session).value();
  }
  // What is shown of the votes for a question.
  [[nodiscard]] std::optional<int> votes_for(std::size_t question) {
    for (const domain::ShownQuestion& shown : seen().questions)
      if (shown.question.id == questions.at(question)) return shown.votes;
    return std::nullopt;
  }

  domain::MeetingId session;
  std::vector<anonymity::Token> askers;
  std::size_t asked = 0;
  std::vector<domain::QuestionId> questions;
  std::vector<std::string> texts{"Who read the figures?", "Why now?", "What does it cost?"};
};

// Everybody has a token to vote with.
struct CollectedSession : TokenSession {
  CollectedSession() { everybody_collects(vote_scope()); }
  // So many want the first, and every other of these the second.
  void vote(int wanted) {
    for (int i = 0; i < wanted; ++i)
      EXPECT_TRUE(take(ballot(spare[static_cast<std::size_t>(i)], 1, {{0, 1}, {1, i % 2}})).value());
  }
};

}  // namespace demur::service::testing
