// The small text forms that all C2SP formats share, with one spelling for one value: decimals
// without sign or leading zero up to 2^63 - 1, hashes in canonical base64, lines that end in \n.
//
//   std::string_view rest = text;
//   std::string_view origin = DEMUR_TRY(take_line(rest));
//
// Pure functions; errors are Code::invalid.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "demur/translog/hash.hpp"

namespace demur::translog {

[[nodiscard]] Result<std::uint64_t> parse_decimal(std::string_view text);

// RFC 4648 section 4, of what everybody may see: hashes, signatures, public keys. By a table, in a tenth
// of the time of core::from_base64, which takes equally long for any content and is for secrets.
[[nodiscard]] Result<Bytes> parse_base64(std::string_view text);
[[nodiscard]] Result<Hash> parse_hash(std::string_view base64);

// The next line without its \n, which must be there; `rest` moves past it.
[[nodiscard]] Result<std::string_view> take_line(std::string_view& rest);

// The hashes of a proof, a line each, up to the empty line; `rest` moves past that. At most 63, the
// height of a tree of 2^63 - 1 leaves.
inline constexpr std::size_t kMaxProofHashes = 63;
[[nodiscard]] Result<std::vector<Hash>> take_proof(std::string_view& rest);

// The line's value behind "<word> ".
[[nodiscard]] Result<std::string_view> value_after(std::string_view line, std::string_view word);

// UTF-8 without control characters below 0x20 other than \n.
[[nodiscard]] bool is_note_text(std::string_view text);

// A name that one line can hold between spaces: not empty, no Unicode space, no '+', no control.
[[nodiscard]] bool is_key_name(std::string_view text);

}  // namespace demur::translog
