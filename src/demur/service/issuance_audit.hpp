// Who was given tokens, checked by who has the database: behind every token that was issued stands one batch,
// and behind the batch, where the channel asks for it, the signature of a passkey over exactly its tokens. So
// nobody draws tokens in a member's name by writing rows, or by the stolen keys of the issuer.
//
//   const IssuanceFigures figures = DEMUR_TRY(check_issuance(reader, "example.org/dissent"));
//
// Held: each batch is whole and of one member, its challenge follows from its tokens, and its passkey signed
// that challenge; each token was signed by its key, for a member of that key's roster, within the quota; of
// no key the keys log counts more than there are. Not held: that the passkey was the member's own. Whoever
// can enrol members can enrol passkeys. Errors: Code::unproven names the first fault.
#pragma once

#include <cstdint>
#include <string>

#include "demur/core/result.hpp"
#include "demur/store/reader.hpp"

namespace demur::service {

struct IssuanceFigures {
  std::uint64_t batches = 0;
  std::uint64_t by_passkey = 0;  // of them
  std::uint64_t tokens = 0;
};

[[nodiscard]] core::Result<IssuanceFigures> check_issuance(const store::Reader& reader,
                                                           const std::string& instance);

}  // namespace demur::service
