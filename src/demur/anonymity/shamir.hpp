// Shamir's secret sharing over GF(2^8) with the polynomial 0x11b: t of n shares give the secret back, t-1
// give nothing. A share is y | x, as HashiCorp Vault and npm's shamir-secret-sharing lay it out: as long as
// the secret, and its x of 1 to 255 at the end.
//
//   std::vector<SecretBytes> shares = DEMUR_TRY(split_secret(secret, 3, 2, random));
//   SecretBytes again = DEMUR_TRY(combine_shares(views_of_two));
//
// Shares carry no check: wrong ones give a wrong secret, which the envelope's commitment finds. Without
// branches or table look-ups on secret bytes. Errors: Code::invalid.
#pragma once

#include <span>
#include <vector>

#include "demur/anonymity/secret.hpp"
#include "demur/core/random.hpp"
#include "demur/core/result.hpp"

namespace demur::anonymity {

// n of 2 to 255, t of 2 to n, a secret of at least one byte.
[[nodiscard]] core::Result<std::vector<SecretBytes>> split_secret(core::ByteView secret, std::size_t n,
                                                                  std::size_t t, const core::Random& random);

// Two or more shares of one length with different x; give exactly t or more.
[[nodiscard]] core::Result<SecretBytes> combine_shares(std::span<const core::ByteView> shares);

}  // namespace demur::anonymity
