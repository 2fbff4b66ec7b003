// For tests: an institution with twelve more members, and an opinion round of three statements that the
// Bureau of the North opened on Monday 2 March 2026, for votes until 20 March.
#pragma once

#include <functional>
#include <optional>

#include "demur/service/opinion_rounds.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/store/opinion.hpp"
#include "demur/store/opinion_votes.hpp"

namespace demur::service::testing {

inline std::vector<Worker> more_members() {
  static constexpr const char* kLogins[] = {"m1", "m2", "m3", "m4",  "m5",  "m6",
                                            "m7", "m8", "m9", "m10", "m11", "m12"};
  std::vector<Worker> all;
  for (const char* login : kLogins) all.push_back({login, login, kLegal});
  return all;
}

// Votes of people whom nobody knows, so that a round can have many: of voter 1, 2, ..., each on every
// statement by its number.
using Answer = std::function<std::optional<domain::Vote>(std::int64_t voter, int statement)>;
inline void many_vote(TestInstitution& test, const domain::OpinionRoundId& in, int voters,
                      int statements_there, const Answer& answer) {
  const auto saved = test.house->store().write([&](store::Transaction& transaction) -> core::Status {
    const std::int64_t number = DEMUR_TRY(store::opinion_round_number(transaction, in));
    for (std::int64_t voter = 1; voter <= voters; ++voter)
      for (int statement = 1; statement <= statements_there; ++statement)
        if (const auto vote = answer(voter, statement))
          DEMUR_TRY(store::save_vote(transaction, number, {voter, statement, *vote}));
    return {};
  });
  EXPECT_TRUE(saved);
}

class TestRound : public TestInstitution {
 public:
  explicit TestRound(std::uint64_t seed = 1) : TestInstitution({.seed = seed, .more = more_members()}) {
    domain::OpenOpinionRound act = opening();
    round = act.id;
    for (const auto& each : act.statements) statements.push_back(each.id);
    const auto done = act_on("respondent", act);
    EXPECT_TRUE(done) << (done ? "" : done.error().what);
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
                                             .attribution = domain::Attribution::chatham_house},
                                 .closes_on = day("2026-03-20")};
    act.decision = decision;
    for (const char* text :
         {"The port should stay open.", "The north has other ports.", "Ask again in a year."})
      act.statements.push_back({domain::StatementId::make(random), text});
    return act;
  }

  core::Result<Done> act_on(const std::string& login, const domain::OpinionAct& act) {
    return perform(*house, people.at(login), act);
  }
  core::Status vote(const std::string& login, const domain::StatementId& statement, domain::Vote vote) {
    return cast_vote(*house, member(login), round, statement, vote);
  }

  void many_vote(const domain::OpinionRoundId& in, int voters, int statements_there, const Answer& answer) {
    testing::many_vote(*this, in, voters, statements_there, answer);
  }

  domain::OpinionRoundId round;
  std::vector<domain::StatementId> statements;
};

}  // namespace demur::service::testing
