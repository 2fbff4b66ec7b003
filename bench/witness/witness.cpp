// How many checkpoints a witness cosigns a second, each on the disk before it is answered, and how far
// that is from what the disk allows.
//
//   bench_witness [ROUNDS] [FOLDER]      5 rounds, in the folder for temporary files
//
// Each round has its own witness, and goes back and forth between four things, 20 times: 20 times
// 4 KiB appended and fdatasync; 20 times an Ed25519 signature checked and one made; 20 checkpoints of
// one log, one after the other; and 20 of each of 16 logs, all at once. A checkpoint of one log cannot
// be faster than the first two together: a signature is checked before the state changes, and one is
// made before the answer. Requests are made beforehand; HTTP is not in it.
#include <fmt/core.h>
#include <sodium.h>

#include <chrono>
#include <cstdlib>
#include <deque>
#include <map>
#include <thread>

#include "demur/service/witness.hpp"
#include "demur/translog/prover.hpp"
#include "demur/translog/tree.hpp"
#include "measure.hpp"

namespace demur::bench {
namespace {

using core::Result;
using core::Status;
using translog::Hash;

constexpr int kTurns = 20;
constexpr int kEach = 20;
constexpr std::size_t kLogsAtOnce = 16;

class Tiles final : public translog::TileReader {
 public:
  Result<core::Bytes> read(const translog::TileId& tile) override {
    return rows_.at({tile.level, tile.index});
  }
  void store(const std::vector<translog::Tile>& tiles) {
    for (const auto& tile : tiles) rows_[{tile.level, tile.index}] = tile.hashes;
  }

 private:
  std::map<std::pair<std::uint8_t, std::uint64_t>, core::Bytes> rows_;
};

// A log, and its requests to the witness, made ahead.
class Log {
 public:
  static Result<std::unique_ptr<Log>> create(const std::string& name, int requests) {
    auto log = std::unique_ptr<Log>(new Log(
        DEMUR_TRY(translog::SigningKey::generate(name, translog::KeyType::log, core::system_random()))));
    for (int i = 0; i < requests; ++i) DEMUR_TRY(log->grow());
    return log;
  }
  [[nodiscard]] const translog::VerifierKey& key() const { return key_.verifier(); }
  std::string take_request() {
    std::string body = std::move(requests_.front());
    requests_.pop_front();
    return body;
  }

 private:
  explicit Log(translog::SigningKey key) : key_(std::move(key)) {}

  Status grow() {
    std::vector<Hash> leaves(7);
    for (Hash& leaf : leaves) core::system_random()(leaf);
    const auto grown = DEMUR_TRY(translog::append(tiles_, size_, leaves));
    tiles_.store(grown.changed);
    translog::AddCheckpoint request{.old_size = size_};
    if (size_ > 0) request.proof = DEMUR_TRY(translog::prove_consistency(tiles_, size_, grown.new_size));
    request.checkpoint = DEMUR_TRY(
        translog::sign_checkpoint({.origin = key().name, .size = grown.new_size, .root = grown.root}, key_));
    requests_.push_back(DEMUR_TRY(translog::format_add_checkpoint(request)));
    size_ = grown.new_size;
    return {};
  }

  translog::SigningKey key_;
  Tiles tiles_;
  std::uint64_t size_ = 0;
  std::deque<std::string> requests_;
};

Status cosign(service::Witness& witness, Log& log) {
  for (int i = 0; i < kEach; ++i)
    if (const auto answer = witness.add_checkpoint(log.take_request()); !answer)
      return std::unexpected(answer.error().error);
  return {};
}

// Seconds that it took.
template <typename Work>
Result<double> timed(Work&& work) {
  const auto begin = std::chrono::steady_clock::now();
  DEMUR_TRY(work());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Status cosign_at_once(service::Witness& witness, std::span<const std::unique_ptr<Log>> logs) {
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> threads;
    for (const auto& log : logs)
      threads.emplace_back([&witness, &failed, &one = *log] { failed += cosign(witness, one) ? 0 : 1; });
  }
  if (failed != 0) return core::fail(core::Code::internal, "a checkpoint was refused");
  return {};
}

// What is checked and made for every checkpoint: the log's signature, and the witness's.
Status sign_and_verify(const Log& log) {
  static const auto own = translog::SigningKey::generate("w", translog::KeyType::log, core::system_random());
  const std::string text(150, 't');
  const auto message = core::bytes_of(text);
  for (int i = 0; i < kEach; ++i)
    if (log.key().verifies(message, own->sign(message)))
      return core::fail(core::Code::internal, "a key verifies what another signed");
  return {};
}

struct Rates {
  double sync = 0;
  double bound = 0;  // one flush and two signatures
  double alone = 0;
  double at_once = 0;
};

Result<Rates> one_round(const std::filesystem::path& folder) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::vector<std::unique_ptr<Log>> logs;
  std::vector<translog::VerifierKey> keys;
  for (std::size_t i = 0; i <= kLogsAtOnce; ++i) {
    logs.push_back(DEMUR_TRY(Log::create("bench.example/" + std::to_string(i), kTurns * kEach)));
    keys.push_back(logs.back()->key());
  }
  DEMUR_TRY(service::Witness::found(folder / "witness", "bench.example/witness", core::system_random()));
  const auto witness =
      DEMUR_TRY(service::Witness::open(folder / "witness", keys, core::system_clock(), core::silent_log()));
  struct {
    double sync = 0;
    double signatures = 0;
    double alone = 0;
    double at_once = 0;
  } seconds;
  for (int turn = 0; turn < kTurns; ++turn) {
    for (const double milliseconds : DEMUR_TRY(fdatasyncs(folder, kEach)))
      seconds.sync += milliseconds / 1000;
    seconds.signatures += DEMUR_TRY(timed([&] { return sign_and_verify(*logs.front()); }));
    seconds.alone += DEMUR_TRY(timed([&] { return cosign(*witness, *logs.front()); }));
    seconds.at_once += DEMUR_TRY(timed([&] { return cosign_at_once(*witness, std::span(logs).subspan(1)); }));
  }
  const double count = kTurns * kEach;
  return Rates{.sync = count / seconds.sync,
               .bound = count / (seconds.sync + seconds.signatures),
               .alone = count / seconds.alone,
               .at_once = kLogsAtOnce * count / seconds.at_once};
}

Status run(std::size_t rounds, const std::filesystem::path& folder) {
  std::vector<double> alone;
  std::vector<double> of_bound;
  std::vector<double> at_once;
  fmt::print("{:>7} {:>10} {:>7} {:>8} {:>10} {:>8}\n", "sync/s", "one log/s", "/ sync", "/ bound",
             "16 logs/s", "/ sync");
  for (std::size_t round = 0; round < rounds; ++round) {
    const Rates rates = DEMUR_TRY(one_round(folder));
    alone.push_back(rates.alone / rates.sync);
    of_bound.push_back(rates.alone / rates.bound);
    at_once.push_back(rates.at_once / rates.sync);
    fmt::print("{:>7.0f} {:>10.0f} {:>7.2f} {:>8.2f} {:>10.0f} {:>8.2f}\n", rates.sync, rates.alone,
               alone.back(), of_bound.back(), rates.at_once, at_once.back());
  }
  fmt::print(
      "medians: one log {:.2f} of a flush, {:.2f} of a flush and two signatures; 16 logs {:.2f} of a flush\n",
      percentile(alone, 0.5), percentile(of_bound, 0.5), percentile(at_once, 0.5));
  return {};
}

}  // namespace
}  // namespace demur::bench

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 70;
  const std::size_t rounds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 5;
  std::filesystem::path folder = argc > 2 ? argv[2] : std::filesystem::temp_directory_path();
  folder /= "demur-bench-witness";
  const auto done = demur::bench::run(rounds, folder);
  std::filesystem::remove_all(folder);
  if (done) return 0;
  fmt::print(stderr, "bench_witness: {}\n", done.error().what);
  return 1;
}
