// A custodian's keys on their own disk: both secret halves, locked by a passphrase. The browser's page and
// `demur officer` write and read the same file; docs/formats.md has it.
//
//   const OfficerKeys keys = make_officer_keys("example.org/dissent", member_id, random);
//   write(DEMUR_TRY(seal_officer_keys(keys, passphrase, {}, random)));
//   const OfficerKeys again = DEMUR_TRY(open_officer_keys(text, passphrase));
//
//   {"box":b64,"format":"demur/officer-key-file/v1","instance":"...","member":"...","memory":n,"nonce":b64,
//    "passes":n,"salt":b64,"sealed":b64,"sign":b64}                              canonical JSON, one newline
//   sealed holds instance[32] | box seed[32] | sign seed[32]
//
// Errors as in passphrase_box.hpp; Code::unproven too where the public halves are not those of the secret.
#pragma once

#include <string>
#include <string_view>

#include "demur/anonymity/key_pair.hpp"
#include "demur/anonymity/key_record.hpp"
#include "demur/anonymity/passphrase_box.hpp"

namespace demur::anonymity {

inline constexpr std::size_t kLeastPassphrase = 12;  // bytes, of one that is made anew
inline constexpr std::size_t kMostKeyFileBytes = 16'384;

struct OfficerKeys {
  std::string instance;  // the institution: the origin of its main log
  std::string member;    // whose they are: an id
  Seed box_seed;
  Seed sign_seed;
};

// What the file says without a passphrase. Nobody vouches for it.
struct OfficerKeyLabel {
  std::string instance;
  std::string member;
  BoxPublicKey box{};
  SignPublicKey sign{};
};

[[nodiscard]] OfficerKeys make_officer_keys(std::string instance, std::string member,
                                            const core::Random& random);
[[nodiscard]] Result<std::string> seal_officer_keys(const OfficerKeys& keys, ByteView passphrase,
                                                    const BoxCost& cost, const core::Random& random);
[[nodiscard]] Result<OfficerKeyLabel> read_officer_key_label(std::string_view text);
[[nodiscard]] Result<OfficerKeys> open_officer_keys(std::string_view text, ByteView passphrase);

}  // namespace demur::anonymity
