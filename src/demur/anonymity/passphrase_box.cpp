#include "demur/anonymity/passphrase_box.hpp"

#include <sodium.h>

#include <string>

#include "demur/core/fixed_bytes.hpp"

namespace demur::anonymity {
namespace {

using core::Bytes;
using core::ByteView;
using core::Code;
using core::fail;
using core::Result;

static_assert(crypto_pwhash_SALTBYTES == 16 && crypto_secretbox_NONCEBYTES == 24 &&
              crypto_secretbox_KEYBYTES == 32);

constexpr std::uint32_t kMostPasses = 10;
constexpr std::uint64_t kLeastMemory = 8ULL << 20U;
constexpr std::uint64_t kMostMemory = 1ULL << 30U;

bool is_bearable(const BoxCost& cost) {
  return cost.passes >= 1 && cost.passes <= kMostPasses && cost.memory >= kLeastMemory &&
         cost.memory <= kMostMemory && cost.memory % 1024 == 0;
}

Result<Secret<32>> key_of(ByteView passphrase, const LockedBox& box) {
  if (!is_bearable(box.cost))
    return fail(Code::invalid, "the file asks for 1 to 10 passes over 8 MiB to 1 GiB, and no other cost");
  if (passphrase.empty()) return fail(Code::invalid, "an empty passphrase locks nothing");
  Secret<32> key;
  const std::string_view text = core::text_of(passphrase);
  if (crypto_pwhash(key.bytes().data(), key.bytes().size(), text.data(), text.size(), box.salt.data(),
                    box.cost.passes, box.cost.memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(Code::unavailable, "there was not the memory that unlocking takes");
  return key;
}

}  // namespace

Result<LockedBox> lock_box(ByteView passphrase, ByteView secret, const BoxCost& cost,
                           const core::Random& random) {
  LockedBox box{
      .cost = cost, .salt = {}, .nonce = {}, .sealed = Bytes(secret.size() + crypto_secretbox_MACBYTES)};
  random(box.salt);
  random(box.nonce);
  const Secret<32> key = DEMUR_TRY(key_of(passphrase, box));
  static constexpr std::uint8_t kNothing = 0;
  crypto_secretbox_easy(box.sealed.data(), secret.empty() ? &kNothing : secret.data(), secret.size(),
                        box.nonce.data(), key.bytes().data());
  return box;
}

Result<SecretBytes> unlock_box(ByteView passphrase, const LockedBox& box) {
  if (box.sealed.size() < crypto_secretbox_MACBYTES)
    return fail(Code::invalid, "the sealed part is too short", "sealed");
  const Secret<32> key = DEMUR_TRY(key_of(passphrase, box));
  // One byte more, so that nothing is not a null pointer.
  Bytes room(box.sealed.size() - crypto_secretbox_MACBYTES + 1);
  if (crypto_secretbox_open_easy(room.data(), box.sealed.data(), box.sealed.size(), box.nonce.data(),
                                 key.bytes().data()) != 0)
    return fail(Code::unproven, "the passphrase is wrong, or the file was altered");
  SecretBytes secret{ByteView(room).first(room.size() - 1)};
  wipe(room);
  return secret;
}

core::json::object members_of(const LockedBox& box) {
  return {{"memory", box.cost.memory},
          {"nonce", core::to_base64(box.nonce)},
          {"passes", box.cost.passes},
          {"salt", core::to_base64(box.salt)},
          {"sealed", core::to_base64(box.sealed)}};
}

Result<LockedBox> box_in(const core::json::object& object) {
  LockedBox box;
  const auto passes = DEMUR_TRY(core::integer_member(object, "passes"));
  const auto memory = DEMUR_TRY(core::integer_member(object, "memory"));
  if (passes < 1 || passes > kMostPasses || memory < 0)
    return fail(Code::invalid, "the file asks for a cost that none of ours has", "passes");
  box.cost = {.passes = static_cast<std::uint32_t>(passes), .memory = static_cast<std::uint64_t>(memory)};
  if (!is_bearable(box.cost))
    return fail(Code::invalid, "the file asks for a cost that none of ours has", "memory");
  box.salt = DEMUR_TRY(core::bytes_member<16>(object, "salt"));
  box.nonce = DEMUR_TRY(core::bytes_member<24>(object, "nonce"));
  box.sealed = DEMUR_TRY(core::from_base64(DEMUR_TRY(core::string_member(object, "sealed"))));
  return box;
}

}  // namespace demur::anonymity
