// Where members get their tokens: blind signatures over keys that only they know. What is issued is on
// record with the member's name, and tells nothing of what is filed with it (anonymity/token.hpp).
//
//   TokenDesk desk(house, party);
//   const auto due = DEMUR_TRY(desk.due(member));                 // records under which tokens can be had
//   const std::string answer = DEMUR_TRY(desk.issue(member, body)); // issuance.hpp's JSON both ways
//
// Where the policy asks for a passkey, one touch stands for the whole batch: the challenge is the hash of
// all that is asked for, and what the passkey signed is kept, so that an auditor can see that nobody drew
// tokens in another's name. The same request gets the same answer: a lost one can be asked for again. One
// batch is signed at a time, giving way to all else that the program does, so that no page waits for it.
// Errors: Code::invalid, Code::unproven (the passkey, also one that was removed meanwhile), Code::forbidden
// (not of the class), Code::conflict (the member has had their tokens), Code::unavailable (too many wait; the
// same request may come again at once). Thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/issuance.hpp"
#include "demur/service/institution.hpp"
#include "demur/service/passkey.hpp"
#include "demur/service/scopes.hpp"

namespace demur::service {

// For a quiet line, and for leading somebody there after they signed in. Cheap: no key is read.
struct TokensReady {
  int keys = 0;  // under which the member has had no token yet; 0 where the channel has none
  bool has_drop = false;
  bool lacks_passkey = false;  // one is needed, and they have none

  [[nodiscard]] bool can_collect() const { return keys > 0 && has_drop && !lacks_passkey; }
};
[[nodiscard]] core::Result<TokensReady> tokens_ready(Institution& house, const domain::MemberId& who);

class TokenDesk {
 public:
  // Each who waits holds a thread of the server, which a page may need: no more than `places` do.
  TokenDesk(Institution& house, RelyingParty party, std::ptrdiff_t places = 16)
      : house_(house), party_(std::move(party)), places_(places) {}

  struct Due {
    IssuerEntry issuer;
    std::uint32_t left = 0;  // tokens that this member can still have
  };
  // Nothing where the channel takes no anonymous dissents, or the member may hold no tokens.
  [[nodiscard]] core::Result<std::vector<Due>> due(const domain::Member& who);

  [[nodiscard]] core::Result<std::string> issue(const domain::Member& who, std::string_view body);

  // A private key that was destroyed in the database goes from memory too. The clock's work: it waits for no
  // batch that is being signed, and the key then goes at the next step.
  [[nodiscard]] core::Status forget_destroyed();

 private:
  struct Signed;  // one token of a batch
  [[nodiscard]] core::Result<std::vector<Signed>> plan(const domain::Member& who,
                                                       const std::vector<anonymity::BlindedToken>& tokens);
  [[nodiscard]] core::Status sign(std::vector<Signed>& batch);  // under signing_
  [[nodiscard]] core::Status sign_in_turn(std::vector<Signed>& batch);
  [[nodiscard]] core::Result<const anonymity::IssuerKey*> key_of(const anonymity::KeyId& id);

  Institution& house_;
  RelyingParty party_;
  std::counting_semaphore<> places_;
  std::mutex signing_;
  std::map<anonymity::KeyId, anonymity::IssuerKey> keys_;  // under signing_
};

}  // namespace demur::service
