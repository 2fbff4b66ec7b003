#include "demur/cli/wallet.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "demur/cli/terminal.hpp"
#include "demur/core/json.hpp"

namespace demur::cli {
namespace {

using anonymity::SecretBytes;
using core::Bytes;
using core::ByteView;
using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::array;
using core::json::object;

constexpr std::string_view kFormat = "demur/wallet/v1";
constexpr std::size_t kMostWalletBytes = 256U << 20U;

std::string text_of(const object& from, const char* name) {
  return core::string_member(from, name).value_or("");
}

Result<Bytes> bytes_member(const object& from, const char* name) {
  return core::from_base64(DEMUR_TRY(core::string_member(from, name)));
}

Result<anonymity::Seed> seed_member(const object& from, const char* name) {
  Bytes bytes = DEMUR_TRY(bytes_member(from, name));
  if (bytes.size() != 32) return fail(Code::invalid, "a seed has 32 bytes", name);
  anonymity::Seed seed(std::span<const std::uint8_t, 32>(bytes.data(), 32));
  anonymity::wipe(bytes);
  return seed;
}

Result<std::vector<object>> objects_in(const object& from, const char* name) {
  std::vector<object> objects;
  for (const auto& value : DEMUR_TRY(core::array_member(from, name))) {
    if (!value.is_object()) return fail(Code::invalid, "objects are expected", name);
    objects.push_back(value.get_object());
  }
  return objects;
}

Result<KeptToken> token_in(const object& from) {
  return KeptToken{.record = DEMUR_TRY(core::string_member(from, "record")),
                   .drop_on = DEMUR_TRY(core::parse_day(DEMUR_TRY(core::string_member(from, "drop_on")))),
                   .token = {.credential = DEMUR_TRY(
                                 anonymity::decode_credential(DEMUR_TRY(bytes_member(from, "credential")))),
                             .holder_seed = DEMUR_TRY(seed_member(from, "seed"))},
                   .ballots = static_cast<std::uint16_t>(core::integer_member(from, "ballots").value_or(0))};
}

object token_json(const KeptToken& kept) {
  return {{"record", kept.record},
          {"drop_on", core::to_string(kept.drop_on)},
          {"credential", core::to_base64(anonymity::encode_credential(kept.token.credential))},
          {"seed", core::to_base64(kept.token.holder_seed.bytes())},
          {"ballots", kept.ballots}};
}

}  // namespace

core::Status KeptToken::count_ballot(std::uint16_t more) {
  if (ballots > UINT16_MAX - more)
    return core::fail(core::Code::conflict, "this token signed as many ballots as there are numbers");
  ballots = static_cast<std::uint16_t>(ballots + more);
  return {};
}

std::uint16_t first_count(const core::Random& random) {
  std::array<std::uint8_t, 2> drawn{};
  random(drawn);
  return static_cast<std::uint16_t>(1U + ((drawn[0] & 0x7fU) << 8U | drawn[1]));
}

core::Day drop_day(core::Day today, const anonymity::IssuerKeyRecord& key, const core::Random& random) {
  const core::Day not_after = key.not_after;
  constexpr std::uint8_t kQuarter = 64;  // of 256
  std::array<std::uint8_t, 5> drawn{};
  random(drawn);
  const auto span = std::max<std::int64_t>(0, (not_after - today).count());
  std::uint32_t number = 0;
  for (std::size_t i = 1; i < drawn.size(); ++i) number = number << 8U | drawn[i];
  if (drawn[0] >= kQuarter || key.scope.starts_with("vote:")) return not_after + std::chrono::days{1};
  return today + std::chrono::days{1 + number % (span + 1)};
}

std::string holder_of(const KeptToken& kept) {
  return core::to_base64(kept.token.credential.holder);
}

void Wallet::forget_what_is_over(core::Day today) {
  const auto waits = [&](const KeptToken& kept) {
    return std::ranges::find(unsent, holder_of(kept), &Unsent::holder) != unsent.end();
  };
  std::erase_if(tokens, [&](const KeptToken& kept) { return kept.drop_on <= today && !waits(kept); });
}

void Wallet::settle(const std::string& holder, Settled settled) {
  std::erase_if(unsent, [&](const Unsent& one) { return one.holder == holder; });
  if (settled == Settled::taken)
    std::erase_if(tokens, [&](const KeptToken& kept) { return holder_of(kept) == holder; });
}

Result<SecretBytes> encode_wallet(const Wallet& wallet) {
  array asked;
  for (const AskedToken& one : wallet.asked)
    asked.push_back(object{{"record", one.record}, {"request", core::to_base64(one.request.bytes())}});
  array tokens;
  for (const KeptToken& kept : wallet.tokens) tokens.push_back(token_json(kept));
  array unsent;
  for (const Unsent& one : wallet.unsent)
    unsent.push_back(object{{"drop", one.drop},
                            {"filing", one.filing},
                            {"item", one.item},
                            {"holder", one.holder},
                            {"receipt_path", one.receipt_path}});
  const object all{
      {"house", wallet.house},
      {"log_key", wallet.log_key},
      {"login", wallet.login},
      {"passkey",
       {{"rp_id", wallet.passkey.rp_id},
        {"id", core::to_base64(wallet.passkey.id)},
        {"user_handle", core::to_base64(wallet.passkey.user_handle)},
        {"seed", core::to_base64(wallet.passkey.seed.bytes())}}},
      {"keys",
       {{"note", wallet.keys.note}, {"entries", core::to_base64(core::bytes_of(wallet.keys.entries))}}},
      {"asked", std::move(asked)},
      {"tokens", std::move(tokens)},
      {"unsent", std::move(unsent)}};
  std::string text = DEMUR_TRY(core::canonical_json(all));
  SecretBytes encoded(core::bytes_of(text));
  anonymity::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  return encoded;
}

Result<Wallet> decode_wallet(std::string_view json) {
  const auto value = DEMUR_TRY(core::parse_json(json));
  if (!value.is_object()) return fail(Code::invalid, "the wallet holds no JSON object");
  const object& all = value.get_object();
  const object passkey = DEMUR_TRY(core::object_member(all, "passkey"));
  const object keys = DEMUR_TRY(core::object_member(all, "keys"));
  Wallet wallet{.house = DEMUR_TRY(core::string_member(all, "house")),
                .log_key = DEMUR_TRY(core::string_member(all, "log_key")),
                .login = DEMUR_TRY(core::string_member(all, "login")),
                .passkey = {.rp_id = DEMUR_TRY(core::string_member(passkey, "rp_id")),
                            .id = DEMUR_TRY(bytes_member(passkey, "id")),
                            .user_handle = DEMUR_TRY(bytes_member(passkey, "user_handle")),
                            .seed = DEMUR_TRY(seed_member(passkey, "seed"))},
                .keys = {.note = text_of(keys, "note"),
                         .entries = std::string(core::text_of(DEMUR_TRY(bytes_member(keys, "entries"))))},
                .asked = {},
                .tokens = {},
                .unsent = {}};
  for (const object& one : DEMUR_TRY(objects_in(all, "asked")))
    wallet.asked.push_back({.record = DEMUR_TRY(core::string_member(one, "record")),
                            .request = SecretBytes(DEMUR_TRY(bytes_member(one, "request")))});
  for (const object& one : DEMUR_TRY(objects_in(all, "tokens")))
    wallet.tokens.push_back(DEMUR_TRY(token_in(one)));
  for (const object& one : DEMUR_TRY(objects_in(all, "unsent")))
    wallet.unsent.push_back({.drop = DEMUR_TRY(core::string_member(one, "drop")),
                             .filing = DEMUR_TRY(core::string_member(one, "filing")),
                             .item = DEMUR_TRY(core::string_member(one, "item")),
                             .holder = DEMUR_TRY(core::string_member(one, "holder")),
                             .receipt_path = text_of(one, "receipt_path")});
  return wallet;
}

Result<WalletFile> WalletFile::create(std::string path, SecretBytes passphrase, Wallet wallet) {
  if (std::filesystem::exists(path))
    return fail(Code::conflict, path + " is there already: a wallet is never written over");
  WalletFile file(std::move(path), std::move(passphrase), std::move(wallet));
  DEMUR_TRY(file.save());
  return file;
}

Result<WalletFile> WalletFile::open(std::string path, SecretBytes passphrase) {
  const std::string text = DEMUR_TRY(read_file(path, kMostWalletBytes));
  const auto value = DEMUR_TRY(core::parse_json(text));
  if (!value.is_object() || text_of(value.get_object(), "format") != kFormat)
    return fail(Code::invalid, path + " is no wallet of `demur member`");
  const SecretBytes secret =
      DEMUR_TRY(anonymity::unlock_box(passphrase.bytes(), DEMUR_TRY(anonymity::box_in(value.get_object()))));
  Wallet wallet = DEMUR_TRY(decode_wallet(core::text_of(secret.bytes())));
  return WalletFile(std::move(path), std::move(passphrase), std::move(wallet));
}

Status WalletFile::save() const {
  const SecretBytes secret = DEMUR_TRY(encode_wallet(wallet_));
  object file = anonymity::members_of(
      DEMUR_TRY(anonymity::lock_box(passphrase_.bytes(), secret.bytes(), {}, core::system_random())));
  file["format"] = kFormat;
  return write_file(path_, DEMUR_TRY(core::canonical_json(file)) + "\n");
}

std::string default_wallet() {
  const char* home = std::getenv("HOME");
  return (std::filesystem::path(home == nullptr ? "." : home) / ".demur-wallet").string();
}

}  // namespace demur::cli
