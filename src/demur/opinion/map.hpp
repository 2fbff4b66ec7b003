// Where opinion divides, and what bridges it: the style-adjusted low-rank vote model.
//
//   core::Result<Map> map = fit(votes, {}, {});
//   if (map->dimensions == 0) ...                  // no map: it would predict no better than none
//   const Pair pairs[] = {{person, statement}};
//   Chances chances = predict(*map, votes, pairs).front();
//
// How a person votes on a statement depends on the statement, on the person's style (how readily they
// agree to anything, and pass on anything) and on where both stand along some axes. How many axes, how
// many groups, and how strongly everything is drawn to the middle is decided by hidden votes: a tenth of
// the votes is set aside, predicted from the rest, and only what predicts them better is kept. README.md
// has the formulas and how to read the result.
//
// The result depends on what was voted and on nothing else: neither the order nor the names of people
// and statements, nor the number of threads, nor chance changes a bit of it, save the order of its rows.
// People who voted alike stand at the same place. (Processors with and without fused multiplication round
// differently: between two of them the last digits may differ.) Everything here is free of side effects and
// may be called from several threads.
//
// Errors: `invalid` where there is no vote at all.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/opinion/grouping.hpp"
#include "demur/opinion/plane.hpp"
#include "demur/opinion/vote_kernel.hpp"
#include "demur/opinion/votes.hpp"

namespace demur::opinion {

// Probabilities, which add up to 1.
struct Chances {
  float disagree = 0;
  float pass = 0;
  float agree = 0;
};

// A place on the first two axes, and its uncertainty (variances and covariance). The distance between
// two people is the root mean square difference of their predicted logits over all statements and both
// choices, style left out.
struct Position {
  float x = 0;
  float y = 0;
  float xx = 0;
  float xy = 0;
  float yy = 0;
};

struct Group {
  std::size_t size = 0;
  float x = 0;  // the centre
  float y = 0;
  // How much of the group stays together when people are drawn anew: the mean, over resampled
  // conversations, of the Jaccard overlap with the best match there (1: always the same people), and the
  // lower tenth. Below some 0.6 a group is a way of speaking, not a finding.
  float stability = 0;
  float stability_low = 0;
};

// What a group (or everybody) would vote on a statement if all of its members voted: the mean of the
// members' predicted votes; and bounds that the shares of agreement and of disagreement exceed with a
// probability of 95 % each, wider where few members have voted on the statement.
struct Expected {
  Chances mean;
  float agree_low = 0;
  float disagree_low = 0;
};

// How far a statement is agreed to in every group: of everybody's predicted votes, so that it does not
// matter who happened to see it.
struct Bridging {
  float minimum = 0;         // agreement in the group that agrees least
  float geometric_mean = 0;  // over groups
  float low = 0;             // the lowest agree_low of a group
};

// Mean log-loss, in nats, of the votes that were hidden from the fit (lower is better).
struct HiddenVotes {
  std::size_t votes = 0;
  double rates = 0;       // by the statement's rates alone
  double style = 0;       // with each person's style: no map
  double map = 0;         // with the map that is shown (= style where none is)
  double groups = 0;      // with the groups in place of positions, style kept
  double gain = 0;        // style - map of the best map, shown or not
  double gain_error = 0;  // its standard error, the larger of by statement and by person
};

// What predict(), place() and refit() go on; of no use otherwise.
struct Model {
  std::vector<float> people;         // records as in vote_kernel.hpp, by person; empty above 100,000 people
  std::vector<std::uint32_t> marks;  // hashes of the votes that these are of
  std::vector<float> statements;     // by statement
  PersonPrior person_prior;
  StatementPrior statement_prior;
  int dimensions = 0;  // which may be more than are shown
  Plane plane;
  Grouping grouping;
  std::vector<std::uint8_t> names;  // index of Map::groups by group of `grouping`
};

inline constexpr std::uint8_t kNoGroup = 255;  // the person has no vote

struct Map {
  std::size_t people = 0;
  std::size_t statements = 0;
  unsigned dimensions = 0;          // 0: no map is shown; all positions are 0 and there is one group
  std::vector<float> axes;          // each axis' share of the variance of predicted log-odds, largest first
  std::vector<Position> positions;  // by person
  // By statement: how much the log-odds of agreeing against disagreeing grow with x and with y.
  std::vector<std::array<float, 2>> slopes;
  // Groups are heaps with a valley between them. Else opinion is a continuum, and groups, if there are
  // several, are stretches of it: where one ends and the next begins is a choice.
  bool distinct = false;
  std::vector<std::uint8_t> group;  // by person: index of groups, or kNoGroup
  std::vector<Group> groups;        // largest first
  std::vector<Expected> everybody;  // by statement
  std::vector<Expected> expected;   // groups x statements: expected[g * statements + j]
  std::vector<Bridging> bridging;   // by statement
  HiddenVotes hidden;
  Model model;
};

struct FitOptions {
  int dimensions = -1;      // -1: chosen by hidden votes; 0: no map
  unsigned groups = 0;      // 0: chosen, from 1 to 5; else so many, if there is a map
  unsigned resamples = 20;  // for the stability of groups; 0: leave it out
  unsigned threads = 0;     // 0: one a core
};

// Called now and then from the calling thread with what is being done and how much of the whole is done
// (0 to 1). May be empty.
using Progress = std::function<void(std::string_view stage, double done)>;

[[nodiscard]] core::Result<Map> fit(const Votes& votes, const FitOptions& options, const Progress& progress);

// The map anew for nearly the same votes: people and statements may have been added at the end, and votes
// cast or changed. Who voted meanwhile is placed, then all statements and all people take one step. Axes,
// number of groups and their borders stay as they are, so that the picture does not jump, and so do the
// figures on hidden votes and stability. Above 100,000 people a fit from the start. `invalid` where people or
// statements are gone.
[[nodiscard]] core::Result<Map> refit(const Map& earlier, const Votes& votes, const FitOptions& options);

// What these people would vote on these statements, their and the statements' uncertainty included.
// `votes` are those that the map was fitted to.
struct Pair {
  std::uint32_t person = 0;
  std::uint16_t statement = 0;
};
[[nodiscard]] std::vector<Chances> predict(const Map& map, const Votes& votes, std::span<const Pair> pairs);

// Where a person with these votes stands on a map that stays as it is: one new vote moves one person, in
// microseconds.
struct Cast {
  std::uint16_t statement = 0;
  Vote vote = Vote::pass;
};
struct Placed {
  Position position;
  std::uint8_t group = kNoGroup;
  std::vector<float> record;  // for chances() and for place() once more
};
[[nodiscard]] Placed place(const Map& map, std::span<const Cast> votes);
// The same from where the person stood before the last vote: nearer, so sooner.
[[nodiscard]] Placed place(const Map& map, std::span<const Cast> votes, const Placed& before);
[[nodiscard]] Chances chances(const Map& map, const Placed& person, std::uint16_t statement);

}  // namespace demur::opinion
