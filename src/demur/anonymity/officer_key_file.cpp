#include "demur/anonymity/officer_key_file.hpp"

#include <algorithm>

#include "demur/core/fixed_bytes.hpp"

namespace demur::anonymity {
namespace {

using core::json::object;

constexpr std::string_view kFormat = "demur/officer-key-file/v1";
constexpr std::size_t kMembers = 10;
constexpr std::size_t kSecretBytes = 96;

Result<object> object_in(std::string_view text) {
  if (text.size() > kMostKeyFileBytes || !text.ends_with('\n'))
    return fail(Code::invalid, "this is no key file: one line of JSON is expected");
  text.remove_suffix(1);
  core::json::value value = DEMUR_TRY(core::parse_canonical_json(text));
  if (!value.is_object()) return fail(Code::invalid, "this is no key file: a JSON object is expected");
  object from = std::move(value.get_object());
  if (from.size() != kMembers || DEMUR_TRY(core::string_member(from, "format")) != kFormat)
    return fail(Code::invalid, "this is no key file of the first format", "format");
  return from;
}

Result<OfficerKeyLabel> label_in(const object& from) {
  OfficerKeyLabel label{.instance = DEMUR_TRY(core::string_member(from, "instance")),
                        .member = DEMUR_TRY(core::string_member(from, "member")),
                        .box = DEMUR_TRY(core::bytes_member<32>(from, "box")),
                        .sign = DEMUR_TRY(core::bytes_member<32>(from, "sign"))};
  if (!is_instance(label.instance)) return fail(Code::invalid, "the file names no institution", "instance");
  return label;
}

}  // namespace

OfficerKeys make_officer_keys(std::string instance, std::string member, const core::Random& random) {
  OfficerKeys keys{
      .instance = std::move(instance), .member = std::move(member), .box_seed = {}, .sign_seed = {}};
  random(keys.box_seed.bytes());
  random(keys.sign_seed.bytes());
  return keys;
}

Result<std::string> seal_officer_keys(const OfficerKeys& keys, ByteView passphrase, const BoxCost& cost,
                                      const core::Random& random) {
  SecretBytes secret(kSecretBytes);
  const InstanceId instance = instance_id(keys.instance);
  auto at = std::ranges::copy(instance, secret.bytes().begin()).out;
  at = std::ranges::copy(keys.box_seed.bytes(), at).out;
  std::ranges::copy(keys.sign_seed.bytes(), at);
  object file = members_of(DEMUR_TRY(lock_box(passphrase, secret.bytes(), cost, random)));
  file["box"] = core::to_base64(BoxKey(keys.box_seed).public_key());
  file["format"] = kFormat;
  file["instance"] = keys.instance;
  file["member"] = keys.member;
  file["sign"] = core::to_base64(SignKey(keys.sign_seed).public_key());
  return DEMUR_TRY(core::canonical_json(file)) + "\n";
}

Result<OfficerKeyLabel> read_officer_key_label(std::string_view text) {
  return label_in(DEMUR_TRY(object_in(text)));
}

Result<OfficerKeys> open_officer_keys(std::string_view text, ByteView passphrase) {
  const object from = DEMUR_TRY(object_in(text));
  const OfficerKeyLabel label = DEMUR_TRY(label_in(from));
  const SecretBytes secret = DEMUR_TRY(unlock_box(passphrase, DEMUR_TRY(box_in(from))));
  if (secret.size() != kSecretBytes) return fail(Code::unproven, "the sealed part has another length");
  const auto part = [&](std::size_t offset) {
    return Seed(std::span<const std::uint8_t, 32>(secret.bytes().subspan(offset, 32)));
  };
  OfficerKeys keys{
      .instance = label.instance, .member = label.member, .box_seed = part(32), .sign_seed = part(64)};
  if (!std::ranges::equal(secret.bytes().first(32), instance_id(label.instance)) ||
      BoxKey(keys.box_seed).public_key() != label.box || SignKey(keys.sign_seed).public_key() != label.sign)
    return fail(Code::unproven, "the key file was altered: its public part is not that of its secret part");
  return keys;
}

}  // namespace demur::anonymity
