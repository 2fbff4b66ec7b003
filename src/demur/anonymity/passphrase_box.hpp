// Something secret on a disk, locked by a passphrase: the wallet of a member, the key file of a custodian.
//
//   const LockedBox box = DEMUR_TRY(lock_box(passphrase, secret, {}, random));
//   write(canonical_json(members_of(box)));        // "memory","nonce","passes","salt","sealed"
//   const SecretBytes again = DEMUR_TRY(unlock_box(passphrase, DEMUR_TRY(box_in(object))));
//
//   key = Argon2id(passphrase, salt[16], passes, memory); sealed = crypto_secretbox_easy(secret, nonce[24],
//   key)
//
// By libsodium. Unlocking takes the memory that the file says, 8 MiB to 1 GiB, and about a tenth of a second
// for 64 MiB and three passes. The passphrase counts byte for byte, as typed. Errors: Code::invalid for
// forms, Code::unproven for a wrong passphrase or an altered file, Code::unavailable where the memory is not
// there.
#pragma once

#include <array>
#include <cstdint>

#include "demur/anonymity/secret.hpp"
#include "demur/core/json.hpp"
#include "demur/core/random.hpp"
#include "demur/core/result.hpp"

namespace demur::anonymity {

struct BoxCost {
  std::uint32_t passes = 3;
  std::uint64_t memory = 64ULL << 20U;  // bytes
  bool operator==(const BoxCost&) const = default;
};

struct LockedBox {
  BoxCost cost;
  std::array<std::uint8_t, 16> salt{};
  std::array<std::uint8_t, 24> nonce{};
  core::Bytes sealed;
};

[[nodiscard]] core::Result<LockedBox> lock_box(core::ByteView passphrase, core::ByteView secret,
                                               const BoxCost& cost, const core::Random& random);
[[nodiscard]] core::Result<SecretBytes> unlock_box(core::ByteView passphrase, const LockedBox& box);

[[nodiscard]] core::json::object members_of(const LockedBox& box);
// Of an object that may have other members too.
[[nodiscard]] core::Result<LockedBox> box_in(const core::json::object& object);

}  // namespace demur::anonymity
