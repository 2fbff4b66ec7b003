#include "demur/service/cosigners.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "demur/service/stored_log.hpp"
#include "demur/store/settings.hpp"
#include "demur/translog/prover.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using store::LogWitness;
using store::SignedCheckpoint;
using translog::TrustPolicy;
using translog::WitnessVerdict;

constexpr const char* kPolicy = "witness_policy";
constexpr std::chrono::seconds kPace{1};  // between two requests to a witness that answers well
constexpr std::chrono::seconds kFirstPause{5};
constexpr std::chrono::seconds kLongestPause{600};

std::chrono::seconds pause_after(int failures) {
  if (failures == 0) return kPace;
  return std::min(kLongestPause, kFirstPause * (1 << std::min(failures - 1, 10)));
}

const char* answer_word(WitnessVerdict verdict) {
  switch (verdict) {
    case WitnessVerdict::cosigned:
      return "cosigned";
    case WitnessVerdict::refused:
      return "refused";
    case WitnessVerdict::busy:
      return "unreachable";
    case WitnessVerdict::elsewhere:
    case WitnessVerdict::wrong:
      break;
  }
  return "wrong";
}

core::Event event_of(const std::string& answer) {
  if (answer == "refused") return core::Event::witness_refused;
  if (answer == "ahead") return core::Event::witness_ahead;
  if (answer == "wrong") return core::Event::witness_wrong;
  return core::Event::witness_unreachable;
}

}  // namespace

Status check_witness_policy(const TrustPolicy& policy, const translog::VerifierKey& log_key) {
  if (!policy.asks_for_witnesses())
    return fail(Code::invalid, "the policy's quorum is none: name the witnesses that must cosign");
  const auto& logs = policy.logs;
  if (!logs.empty() && std::ranges::find(logs, log_key, &TrustPolicy::Log::key) == logs.end())
    return fail(Code::invalid, "the policy names logs, and not this one: " + log_key.text());
  for (const auto& witness : policy.witnesses) {
    if (!witness.url.starts_with("http://") && !witness.url.starts_with("https://"))
      return fail(Code::invalid,
                  fmt::format("the witness {} has no address: its line ends in https://...", witness.name));
    if (witness.key.public_key == log_key.public_key)
      return fail(Code::invalid,
                  fmt::format("the witness {} has the log's own key: it would witness itself", witness.name));
  }
  return {};
}

Result<std::unique_ptr<Cosigners>> Cosigners::open(Institution& house, const std::string& policy_text,
                                                   AskWitness ask) {
  auto policy = DEMUR_TRY(translog::parse_trust_policy(policy_text));
  DEMUR_TRY(check_witness_policy(policy, house.log_key().verifier()));
  auto cosigners = std::unique_ptr<Cosigners>(new Cosigners(house, std::move(policy), std::move(ask)));
  DEMUR_TRY(cosigners->load(policy_text));
  return cosigners;
}

// What is shown stays what it was: another policy alone never makes it shorter.
Status Cosigners::load(const std::string& policy_text) {
  return house_.store().write([&](store::Transaction& transaction) -> Status {
    peers_.clear();
    for (const auto& witness : policy_.witnesses) {
      const std::string vkey = witness.key.text();
      const auto last = DEMUR_TRY(store::find_log_witness(transaction, vkey));
      peers_.push_back({witness, last.value_or(LogWitness{.vkey = vkey, .cosignature = {}, .answer = {}})});
      peers_.back().last.failures = 0;
    }
    DEMUR_TRY(store::save_setting(transaction, kPolicy, policy_text));
    const auto newest = DEMUR_TRY(store::latest_checkpoint(transaction));
    if (!newest) return fail(Code::internal, "the log has no checkpoint yet");
    if (!DEMUR_TRY(store::is_shown_apart(transaction)))
      DEMUR_TRY(store::show_checkpoint(transaction, *newest));
    return show_if_cosigned(transaction, *newest);
  });
}

Result<std::optional<core::Time>> Cosigners::round(const std::stop_token& stop) {
  const auto newest = DEMUR_TRY(house_.store().read(store::latest_checkpoint));
  std::optional<core::Time> again;
  for (Peer& peer : peers_) {
    if (stop.stop_requested()) break;
    if (!newest || peer.last.size == newest->size) continue;
    if (is_due(peer)) {
      DEMUR_TRY(house_.last_checkpoint().remember(*newest));  // a witness is somebody outside
      LogWitness now = DEMUR_TRY(ask(peer, *newest, stop));
      if (stop.stop_requested() && now.failures > 0) break;  // cut off by us
      DEMUR_TRY(keep(peer, std::move(now), *newest));
    }
    if (peer.last.size != newest->size) again = std::min(again.value_or(peer.due), peer.due);
  }
  return again;
}

// A clock that was set back must not silence a witness.
bool Cosigners::is_due(const Peer& peer) const {
  const core::Time now = house_.environment().clock();
  return now >= peer.due || peer.due - now > kLongestPause;
}

Result<std::string> Cosigners::request_to(const std::string& note, std::uint64_t old_size,
                                          std::uint64_t size) {
  translog::AddCheckpoint request{.old_size = old_size, .checkpoint = note};
  if (old_size > 0)
    request.proof = DEMUR_TRY(house_.store().read([&](const store::Reader& reader) {
      StoredTiles tiles(reader);
      return translog::prove_consistency(tiles, old_size, size);
    }));
  return translog::format_add_checkpoint(request);
}

// It may stand elsewhere than we know: where it says so, it is asked once more from there.
Result<LogWitness> Cosigners::ask(const Peer& peer, const SignedCheckpoint& newest,
                                  const std::stop_token& stop) {
  const std::string text = DEMUR_TRY(translog::parse_note(newest.note)).text;
  LogWitness now = peer.last;
  now.asked = house_.environment().clock();
  ++now.failures;
  std::uint64_t from = now.size <= newest.size ? now.size : 0;
  for (int tries = 0; tries < 2; ++tries) {
    const std::string request = DEMUR_TRY(request_to(newest.note, from, newest.size));
    const auto reply = ask_(peer.witness.url, request, stop);
    now.status = reply ? reply->status : 0;
    if (!reply) {
      now.answer = reply.error().code == Code::too_large ? "wrong" : "unreachable";
      return now;
    }
    auto judged = translog::judge_answer(reply->status, reply->body, text, peer.witness.key);
    now.answer = answer_word(judged.verdict);
    if (judged.cosignature) {
      now.size = newest.size;
      now.cosignature = translog::format_signature(judged.cosignature->signature);
      now.failures = 0;
    }
    if (judged.verdict != WitnessVerdict::elsewhere) return now;
    if (judged.size > newest.size) {
      now.answer = "ahead";
      return now;
    }
    from = judged.size;
  }
  return now;
}

Status Cosigners::keep(Peer& peer, LogWitness now, const SignedCheckpoint& newest) {
  DEMUR_TRY(house_.store().write([&](store::Transaction& transaction) -> Status {
    DEMUR_TRY(store::save_log_witness(transaction, now));
    return now.failures == 0 ? show_if_cosigned(transaction, newest) : Status{};
  }));
  log_change(peer, now);
  peer.due = now.asked + pause_after(now.failures);
  peer.last = std::move(now);
  return {};
}

Status Cosigners::show_if_cosigned(store::Transaction& transaction, const SignedCheckpoint& newest) const {
  translog::Note note = DEMUR_TRY(translog::parse_note(newest.note));
  for (const Peer& peer : peers_) {
    const auto last = DEMUR_TRY(store::find_log_witness(transaction, peer.last.vkey));
    if (!last || last->size != newest.size) continue;
    for (auto& signature : DEMUR_TRY(translog::parse_signatures(last->cosignature)))
      note.signatures.push_back(std::move(signature));
  }
  const std::string cosigned = DEMUR_TRY(translog::format_note(note));
  const auto opened =
      DEMUR_TRY(translog::open_checkpoint(cosigned, house_.log_key().verifier(), policy_.witness_keys()));
  if (!translog::weigh(policy_, opened.cosigners).met) return {};
  return store::show_checkpoint(transaction, {newest.size, cosigned});
}

// Each trouble at its 1st, 2nd, 4th, 8th ... failure, and its end.
void Cosigners::log_change(const Peer& peer, const LogWitness& now) const {
  const core::Log& log = house_.environment().log;
  const auto number = &peer - peers_.data() + 1;
  const auto failures = static_cast<unsigned>(now.failures);
  if (failures == 0 && peer.last.failures > 0)
    log.write(core::Event::witness_back,
              {{core::Field::witness, number}, {core::Field::count, peer.last.failures}});
  else if (failures > 0 && (std::has_single_bit(failures) || now.answer != peer.last.answer))
    log.write(event_of(now.answer), {{core::Field::witness, number},
                                     {core::Field::status, now.status},
                                     {core::Field::count, now.failures}});
}

Status ask_no_witnesses(Institution& house) {
  if (!DEMUR_TRY(house.store().read(store::is_shown_apart))) return {};
  return house.store().write(store::show_newest);
}

Result<std::optional<Cosigning>> cosigning_of(const store::Reader& reader,
                                              const translog::VerifierKey& log_key) {
  if (!DEMUR_TRY(store::is_shown_apart(reader))) return std::nullopt;
  const auto text = DEMUR_TRY(store::setting(reader, kPolicy));
  Cosigning state{.policy = DEMUR_TRY(translog::parse_trust_policy(text.value_or("")))};
  for (const auto& witness : state.policy.witnesses) {
    const auto last = DEMUR_TRY(store::find_log_witness(reader, witness.key.text()));
    state.witnesses.push_back({witness.name, last.value_or(LogWitness{})});
  }
  const auto newest = DEMUR_TRY(store::latest_checkpoint(reader));
  const auto shown = DEMUR_TRY(store::shown_checkpoint(reader));
  if (!newest || !shown) return fail(Code::internal, "the log has no checkpoint yet");
  state.newest = newest->size;
  state.shown = shown->size;
  state.cosigners =
      DEMUR_TRY(translog::open_checkpoint(shown->note, log_key, state.policy.witness_keys())).cosigners;
  return state;
}

}  // namespace demur::service
