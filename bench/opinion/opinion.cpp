// The opinion map: how well it predicts, what it finds, how long it takes. ./dev bench opinion
//
//   bench_opinion [--quality] [--planted] [--speed] [--seeds N]
//                 [--votes N] [--least N] [--numpy] [--kept FOLDER] [--only-make]
//
// Without a choice, all three, up to 5 million votes, which takes minutes; --votes 100000000 is the whole
// curve, --least leaves the smaller ones out. --numpy runs the port of Polis in bench/opinion/polis_numpy.py
// beside it (Debian package python3-numpy). --kept stores made votes in a folder and finds them there again,
// and
// --only-make does no more than that: so that what is measured undisturbed is short.
#include <fmt/core.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "quality.hpp"
#include "speed.hpp"

int main(int argc, char** argv) {
  bool quality = false;
  bool planted = false;
  bool speed = false;
  int seeds = 3;
  demur::bench::SpeedOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto number = [&] { return i + 1 < argc ? std::strtoull(argv[++i], nullptr, 10) : 0; };
    if (word == "--quality")
      quality = true;
    else if (word == "--planted")
      planted = true;
    else if (word == "--speed")
      speed = true;
    else if (word == "--least")
      options.least_votes = number();
    else if (word == "--numpy")
      options.numpy = DEMUR_ROOT "/bench/opinion/polis_numpy.py";
    else if (word == "--seeds")
      seeds = static_cast<int>(number());
    else if (word == "--votes")
      options.most_votes = number();
    else if (word == "--kept" && i + 1 < argc)
      options.kept = argv[++i];
    else if (word == "--only-make")
      options.only_make = true;
    else {
      fmt::print(stderr,
                 "bench_opinion [--quality] [--planted] [--speed] [--seeds N] [--votes N] [--least N] "
                 "[--numpy] [--kept "
                 "FOLDER] [--only-make]\n");
      return 2;
    }
  }
  const bool all = !quality && !planted && !speed;
  const char* data = std::getenv("DEMUR_OPINION_DATA");
  if (quality || all)
    demur::bench::measure_predictions(data != nullptr ? data : DEMUR_ROOT "/../shared/data/opinion", seeds);
  if (planted || all) demur::bench::measure_planted(10'000, seeds);
  if (speed || all) demur::bench::measure_speed(options);
}
