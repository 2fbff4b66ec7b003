// Who was given tokens, checked by who has the database: behind every token that was issued stands one batch,
// and behind the batch, where the channel asks for it, the signature of a passkey over exactly its tokens. So
// nobody draws tokens in a member's name by writing rows, or by the stolen keys of the issuer.
//
//   const IssuanceFigures figures = DEMUR_TRY(check_issuance(reader, "example.org/dissent"));
//
// Held: each batch is whole and of one member, its challenge follows from its tokens, and a passkey signed
// that challenge, touched by its owner whom it had verified, at an address where this institution was; the
// passkey stood on that day in the member's list, which is not where the batch says so; each token was
// signed by its key, no earlier than that key's first day, for a member of that key's roster, within the
// quota; the roster is the one whose hash stands in the keys log, which counts no more of a key than there
// are. Not held: that whoever wrote into the database did not enrol the passkey too; members see theirs in
// their settings, the removed ones too, as long as they are members. The day of a batch within the days of
// its key, where the channel began to ask for a passkey among them. And addresses, for what is older than
// their being remembered. Errors: Code::unproven names the first fault.
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
