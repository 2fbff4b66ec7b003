// What filing unseen costs the institution, beside filing by name: ./dev bench unseen
//
//   bench_unseen [ROUNDS] [FOLDER]      5 rounds, in the folder for temporary files
//
// Each round founds one institution and starts the real `demur serve` on it. In turns: dissents filed by name
// over HTTP from 64 connections; a drop's hand-in of as long texts, each item's token checked (RSA-3072) and
// recorded; pages read at a steady 200 a second, alone and while 8 connections have tokens issued without a
// pause. Medians of the rounds; ratios of one round's figures. Client and server share the machine's cores.
#include <fmt/core.h>
#include <sodium.h>

#include <cstdlib>
#include <map>

#include "load.hpp"
#include "measure.hpp"
#include "reads.hpp"
#include "unseen_house.hpp"
#include "wire.hpp"

namespace demur::bench {
namespace {

using core::Status;
using namespace std::chrono_literals;

constexpr std::size_t kMembers = 400;
constexpr std::size_t kClients = 64;
constexpr std::size_t kFilings = 2'000;
constexpr std::size_t kItems = 500;
constexpr auto kReadingTime = 8s;

using Figures = std::map<std::string, std::vector<double>>;

double named_rate(const Served& served, const House& house) {
  const Loaded loaded = file_over_http({.port = served.port(),
                                        .cookies = house.cookies,
                                        .decision = house.decision,
                                        .clients = kClients,
                                        .filings = kFilings});
  if (loaded.refused > 0) give_up("named filings were refused");
  return static_cast<double>(kFilings) / loaded.seconds;
}

double hand_in_rate(const Served& served, const UnseenHouse& unseen) {
  const std::string request = fmt::format(
      "POST /drop/hand-in HTTP/1.1\r\nHost: localhost:{}\r\nDemur-Signature: {}\r\n"
      "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
      served.port(), unseen.hand_in.signature, unseen.hand_in.body.size(), unseen.hand_in.body);
  Connection connection(served.port());
  const auto begin = std::chrono::steady_clock::now();
  if (connection.exchange(request) != 200) give_up("the hand-in was refused");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::size_t taken = 0;
  constexpr std::string_view kTaken = "\"result\":\"taken\"";
  for (auto at = connection.received().find(kTaken); at != std::string::npos;
       at = connection.received().find(kTaken, at + 1))
    ++taken;
  if (taken != unseen.items) give_up("not every item was taken");
  return static_cast<double>(taken) / took.count();
}

void read_with_and_without_issuing(const Served& served, const UnseenHouse& unseen, Figures& figures) {
  const auto idle = read_pages(served.port(), unseen.house.cookies, kReadingTime);
  Issuing issuing({.port = served.port(),
                   .cookies = unseen.house.cookies,
                   .key_id = unseen.key_id,
                   .modulus = unseen.modulus,
                   .batch = kTokensEach});
  const auto loaded = read_pages(served.port(), unseen.house.cookies, kReadingTime);
  const auto issued = issuing.stop();
  if (issued.ran_out) fmt::print(stderr, "every token was issued before the reading ended\n");
  figures["issued"].push_back(issued.rate);
  figures["idle p50"].push_back(percentile(idle, 0.5));
  figures["idle p99"].push_back(percentile(idle, 0.99));
  figures["loaded p50"].push_back(percentile(loaded, 0.5));
  figures["loaded p99"].push_back(percentile(loaded, 0.99));
  figures["p99 ratio"].push_back(figures["loaded p99"].back() / figures["idle p99"].back());
}

Status one_round(const std::filesystem::path& folder, Figures& figures) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const UnseenHouse unseen = DEMUR_TRY(make_unseen_house(folder / "house", kMembers, kItems));
  const char* program = std::getenv("DEMUR_PROGRAM");
  const Served served =
      DEMUR_TRY(Served::start(program != nullptr ? program : DEMUR_PROGRAM_PATH, folder / "house"));
  read_with_and_without_issuing(served, unseen, figures);
  figures["named"].push_back(named_rate(served, unseen.house));
  figures["taken"].push_back(hand_in_rate(served, unseen));
  figures["taken ratio"].push_back(figures["taken"].back() / figures["named"].back());
  return {};
}

void print_figures(const Figures& figures) {
  for (const auto& [name, values] : figures)
    fmt::print("{:<12} {:>10.2f}   {:.2f} to {:.2f}\n", name, percentile(values, 0.5), percentile(values, 0),
               percentile(values, 1));
}

Status run(std::size_t rounds, const std::filesystem::path& folder) {
  Figures figures;
  for (std::size_t round = 0; round < rounds; ++round) DEMUR_TRY(one_round(folder, figures));
  print_figures(figures);
  return {};
}

}  // namespace
}  // namespace demur::bench

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 70;
  const std::size_t rounds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 5;
  std::filesystem::path folder = argc > 2 ? argv[2] : std::filesystem::temp_directory_path();
  folder /= "demur-bench-unseen";
  const auto done = demur::bench::run(rounds, folder);
  std::filesystem::remove_all(folder);
  if (done) return 0;
  fmt::print(stderr, "bench_unseen: {}\n", done.error().what);
  return 1;
}
