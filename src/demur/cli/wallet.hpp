// A member's wallet: a passkey of its own, tokens that were not spent yet, and the keys log as it was last
// seen. One file, locked by a passphrase (anonymity/passphrase_box.hpp), mode 0600, replaced as a whole.
//
//   WalletFile file = DEMUR_TRY(WalletFile::open(path, passphrase));
//   file.wallet().forget_what_is_over(today);
//   DEMUR_TRY(file.save());
//
// What is kept says as little as it can: a token goes as soon as what it was spent on has its receipt, and a
// quarter of the unspent ones go on a day drawn when they came, so that a missing one proves nothing. Tokens
// to vote with stay until their round is over, voted or not. The file tells whoever opens it that its owner
// is a member who could file, and not whether they did, unless something still waits to be sent; of votes,
// that they did, once their round is closed and while the token is here, for its credential is in the log
// then. Errors: those of the box; Code::conflict where a wallet is there already.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/passphrase_box.hpp"
#include "demur/anonymity/token.hpp"
#include "demur/cli/keys_check.hpp"
#include "demur/cli/software_passkey.hpp"

namespace demur::cli {

// Asked for, and the answer not seen yet: the same bytes are asked for again.
struct AskedToken {
  std::string record;  // text of the issuer's key record
  anonymity::SecretBytes request;
};

struct KeptToken {
  std::string record;
  core::Day drop_on{};  // deleted from this day on
  anonymity::Token token;
  // Of ballots, from a number by chance on, whatever the day: it tells neither whether nor when there were
  // any. What was voted is not kept.
  std::uint16_t ballots = 0;

  [[nodiscard]] core::Status count_ballot(std::uint16_t more);
};
// Where a token's count begins.
[[nodiscard]] std::uint16_t first_count(const core::Random& random);

// What was made and has no receipt yet; its token is spent on it and on nothing else.
struct Unsent {
  std::string drop;    // its address
  std::string filing;  // the id that it has, or is about
  std::string item;    // JSON
  std::string holder;  // the token's key, in base64
  std::string receipt_path;
};

enum class Settled : std::uint8_t { taken, refused };

struct Wallet {
  std::string house;    // its origin: "https://dissent.example.org"
  std::string log_key;  // as it was when the wallet was made
  std::string login;
  SoftwarePasskey passkey;
  KeysHeld keys;
  std::vector<AskedToken> asked;
  std::vector<KeptToken> tokens;
  std::vector<Unsent> unsent;

  void forget_what_is_over(core::Day today);
  // What waits has its receipt, or was refused: then its token is free again.
  void settle(const std::string& holder, Settled settled);
};

// The key of a token, by which what waits names it.
[[nodiscard]] std::string holder_of(const KeptToken& kept);

// Whether, and from which day, a fresh token is deleted before its time: always once its key is over.
// Those to vote with stay, voted or not: a changed vote needs the same one.
[[nodiscard]] core::Day drop_day(core::Day today, const anonymity::IssuerKeyRecord& key,
                                 const core::Random& random);

[[nodiscard]] core::Result<anonymity::SecretBytes> encode_wallet(const Wallet& wallet);
[[nodiscard]] core::Result<Wallet> decode_wallet(std::string_view json);

class WalletFile {
 public:
  [[nodiscard]] static core::Result<WalletFile> create(std::string path, anonymity::SecretBytes passphrase,
                                                       Wallet wallet);
  [[nodiscard]] static core::Result<WalletFile> open(std::string path, anonymity::SecretBytes passphrase);

  [[nodiscard]] Wallet& wallet() { return wallet_; }
  [[nodiscard]] core::Status save() const;

 private:
  WalletFile(std::string path, anonymity::SecretBytes passphrase, Wallet wallet)
      : path_(std::move(path)), passphrase_(std::move(passphrase)), wallet_(std::move(wallet)) {}

  std::string path_;
  anonymity::SecretBytes passphrase_;
  Wallet wallet_;
};

// "~/.demur-wallet", or under $HOME's absence the current folder's.
[[nodiscard]] std::string default_wallet();

}  // namespace demur::cli
