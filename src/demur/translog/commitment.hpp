// Commitments: a leaf binds a private part without showing it.
//
//   commit = SHA-256("demur/commit/v1" || 0x00 || salt, 32 random bytes || canonical JSON of the private
//   part)
//
//   Opening opening = DEMUR_TRY(make_opening(private_part, random));
//   leaf.commit = commit_to(opening);
//   ... later, to whoever may see it: DEMUR_TRY(check_opening(opening, *leaf.commit));
//
// Whoever holds the opening can prove what was committed to; without the salt the text cannot even
// be guessed. Destroying salt and text erases the content and leaves the log whole. Every commitment
// has a salt of its own: two equal texts have two different commits.
// Pure functions. Errors: Code::invalid for the form, Code::unproven for an opening that does not fit.
#pragma once

#include <array>
#include <string>

#include "demur/core/json.hpp"
#include "demur/core/random.hpp"
#include "demur/translog/hash.hpp"

namespace demur::translog {

using Salt = std::array<std::uint8_t, 32>;

struct Opening {
  Salt salt{};
  std::string private_text;  // canonical JSON of an object

  bool operator==(const Opening&) const = default;
};

[[nodiscard]] Result<Opening> make_opening(const core::json::object& private_part,
                                           const core::Random& random);
[[nodiscard]] Hash commit_to(const Opening& opening);
[[nodiscard]] Status check_opening(const Opening& opening, const Hash& commit);

}  // namespace demur::translog
