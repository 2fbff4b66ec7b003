// The style-adjusted low-rank vote model, fitted by variational Bayes: everybody's place and every
// statement's slopes have a normal posterior, found by alternating Newton steps (vote_kernel.hpp), and the
// widths of the priors are estimated along the way (an axis that the votes do not bear out shrinks to
// nothing by itself). Internal: fit.cpp makes a Map of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "demur/opinion/ratings.hpp"
#include "demur/opinion/vote_kernel.hpp"

namespace demur::opinion {

struct VoteModel {
  int d = 0;
  std::vector<float> people;      // records, by canonical rank
  std::vector<float> statements;  // records, by canonical rank
  PersonPrior person_prior;
  StatementPrior statement_prior;

  [[nodiscard]] Shape shape() const { return shape_of(d); }
  [[nodiscard]] const float* person(std::size_t u) const { return people.data() + u * shape().person; }
  [[nodiscard]] const float* statement(std::size_t j) const {
    return statements.data() + j * shape().statement;
  }
};

// People and statements where sparse principal components put them.
[[nodiscard]] VoteModel start_model(const Ratings& ratings, std::span<const std::uint64_t> statement_keys,
                                    int d, unsigned threads);

// So many rounds: all statements, all people, the priors.
void improve(VoteModel& model, const Ratings& ratings, int rounds, unsigned threads);

// One step of one person against statements that stay; the second by their votes in `ratings`.
void step_person(const VoteModel& model, float* record, const Row& row);
void step_person(VoteModel& model, const Ratings& ratings, std::size_t rank);

// A record of a person of whom nothing is known.
[[nodiscard]] std::vector<float> unknown_person(int d, const PersonPrior& prior);

// The same of a statement.
[[nodiscard]] std::vector<float> unknown_statement(int d, const StatementPrior& prior);

// - log of the probability that the model gave to each hidden vote.
[[nodiscard]] std::vector<double> surprises(const VoteModel& model, std::span<const Hidden> hidden);

}  // namespace demur::opinion
