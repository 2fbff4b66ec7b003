// The witnesses of this institution's own log: each new checkpoint is sent to those that the trust
// policy names, and what they cosigned is kept. The log's side of C2SP tlog-witness.
//
//   auto cosigners = DEMUR_TRY(Cosigners::open(house, policy_text, ask));
//   const auto again = DEMUR_TRY(cosigners->round());     // CosignerThread does it, beside a server
//
// Where witnesses are asked for, nobody outside is shown a checkpoint that lacks the policy's quorum:
// not over HTTP, nor in an export or a receipt. So a reader who demands the quorum is never handed
// what fails, and what is shown never gets shorter. Recording waits for no witness. A witness that
// is away stops what is shown from growing, unless the policy can do without it. Before the first
// quorum, the checkpoint that stood when witnesses were first asked for is shown without one.
//
// One round asks each witness for the newest checkpoint that it has not cosigned yet, one after the
// other, so that those of a quorum meet on the same one, however far behind they were. What a witness
// answered is verified before it is kept. One that fails is left alone for five seconds, then for
// twice as long each time, up to ten minutes. A witness learns of the log what anybody can fetch.
// One thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/clock.hpp"
#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"
#include "demur/store/log_witnesses.hpp"
#include "demur/translog/trust_policy.hpp"
#include "demur/translog/witness.hpp"

namespace demur::service {

struct WitnessReply {
  int status = 0;
  std::string body;
};
// POSTs the body there. unavailable where nobody answers in time, or it was told to stop; too_large
// above translog::kMostAnswerBytes.
using AskWitness = std::function<core::Result<WitnessReply>(const std::string& url, const std::string& body,
                                                            const std::stop_token& stop)>;

// The policy can be asked for: it has a quorum of witnesses, each with an address, none of which is the
// log itself; and where it names logs, this one is among them.
[[nodiscard]] core::Status check_witness_policy(const translog::TrustPolicy& policy,
                                                const translog::VerifierKey& log_key);

class Cosigners {
 public:
  // From now on this policy is in force; what was cosigned before is kept.
  [[nodiscard]] static core::Result<std::unique_ptr<Cosigners>> open(Institution& house,
                                                                     const std::string& policy_text,
                                                                     AskWitness ask);

  // When the next one is worth the while though the log did not grow; nothing: not before it did. An
  // error is one of the database; the witnesses' own are kept beside them.
  [[nodiscard]] core::Result<std::optional<core::Time>> round(const std::stop_token& stop = {});

  [[nodiscard]] Institution& house() { return house_; }

 private:
  struct Peer {
    translog::TrustPolicy::Witness witness;
    store::LogWitness last;
    core::Time due = {};  // not before
  };

  Cosigners(Institution& house, translog::TrustPolicy policy, AskWitness ask)
      : house_(house), policy_(std::move(policy)), ask_(std::move(ask)) {}
  [[nodiscard]] core::Status load(const std::string& policy_text);
  [[nodiscard]] bool is_due(const Peer& peer) const;
  [[nodiscard]] core::Result<std::string> request_to(const std::string& note, std::uint64_t old_size,
                                                     std::uint64_t size);
  [[nodiscard]] core::Result<store::LogWitness> ask(const Peer& peer, const store::SignedCheckpoint& newest,
                                                    const std::stop_token& stop);
  [[nodiscard]] core::Status keep(Peer& peer, store::LogWitness now, const store::SignedCheckpoint& newest);
  [[nodiscard]] core::Status show_if_cosigned(store::Transaction& transaction,
                                              const store::SignedCheckpoint& newest) const;
  void log_change(const Peer& peer, const store::LogWitness& now) const;

  Institution& house_;
  translog::TrustPolicy policy_;
  AskWitness ask_;
  std::vector<Peer> peers_;  // in the policy's order
};

// No witness is asked for any more: the newest checkpoint is what is shown.
[[nodiscard]] core::Status ask_no_witnesses(Institution& house);

// How the witnesses stand; nothing where none is asked for.
struct Cosigning {
  struct Witness {
    std::string name;
    store::LogWitness last;
  };
  translog::TrustPolicy policy;
  std::vector<Witness> witnesses = {};
  std::uint64_t newest = 0;                      // records in the log
  std::uint64_t shown = 0;                       // of them under the checkpoint that is shown
  std::vector<translog::Signer> cosigners = {};  // of that one
};
[[nodiscard]] core::Result<std::optional<Cosigning>> cosigning_of(const store::Reader& reader,
                                                                  const translog::VerifierKey& log_key);

}  // namespace demur::service
