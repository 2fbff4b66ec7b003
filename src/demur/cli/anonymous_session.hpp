// What filing and co-signing have in common: the wallet opened, the drop's keys believed, a token chosen, an
// item sent and the wallet settled.
//
//   AnonymousSession session = DEMUR_TRY(AnonymousSession::open(options));
//   const KeptToken& token = DEMUR_TRY(session.token_for("file:", "members"));
//   const Receipt receipt = DEMUR_TRY(session.spend(token, filing, item, receipt_path));
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "demur/cli/anonymous_commands.hpp"
#include "demur/cli/sending.hpp"
#include "demur/cli/wallet.hpp"

namespace demur::cli {

class AnonymousSession {
 public:
  [[nodiscard]] static core::Result<AnonymousSession> open(const AnonymousOptions& options);

  [[nodiscard]] const SeenHouse& seen() const { return seen_; }
  [[nodiscard]] const std::string& drop() const { return drop_; }
  [[nodiscard]] Wallet& wallet() { return file_.wallet(); }
  [[nodiscard]] core::Result<std::vector<service::drop::OpenRound>> rounds();

  // One that is free, of a scope that begins so and of this class, under the key that everybody has.
  [[nodiscard]] core::Result<const KeptToken*> token_for(std::string_view scope, std::string_view klass);

  // Sends it and writes the receipt. Whatever happens on the way, what was made is in the wallet until the
  // drop has answered, and the token stays where the drop refused.
  [[nodiscard]] core::Result<AnonymousReceipt> spend(Unsent what);
  // A ballot by a token that stays, for its votes can be changed: `make` is given the ballot's sequence,
  // whose count is on the disk before anything is sent, so that no two ballots have the same. What is sent is
  // given to `keep` before, without a promise: where no answer comes, the drop may have it. Where the drop
  // has a later one, the next that is sent passes over it.
  using MakeBallot =
      std::function<core::Result<std::string>(const anonymity::Token&, std::uint32_t sequence)>;
  struct KeepBallot {
    std::function<core::Status(const ItemReceipt&)> keep;
    std::function<void()> refused;  // by the drop itself: it does not have it
  };
  [[nodiscard]] core::Result<ItemReceipt> vote(const KeptToken& kept, const MakeBallot& make,
                                               const KeepBallot& file);
  // The same for everything that waits for this drop. One that fails keeps no other back; of several the
  // first error is told.
  struct SentAgain {
    std::size_t count = 0;  // that the drop has, whether or not a receipt could be written
    core::Status status = {};
  };
  [[nodiscard]] SentAgain send_what_waits();

 private:
  AnonymousSession(WalletFile file, std::unique_ptr<HttpClient> client, std::string drop, SeenHouse seen)
      : file_(std::move(file)), client_(std::move(client)), drop_(std::move(drop)), seen_(std::move(seen)) {}
  [[nodiscard]] core::Result<AnonymousReceipt> hand_over(const Unsent& what);
  [[nodiscard]] core::Status keep(const Unsent& what, const AnonymousReceipt& receipt);

  WalletFile file_;
  std::unique_ptr<HttpClient> client_;
  std::string drop_;
  SeenHouse seen_;
};

}  // namespace demur::cli
