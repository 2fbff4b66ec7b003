#include "demur/cli/custody.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/anonymity/handover.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/share_holders.hpp"
#include "demur/cli/conversation.hpp"
#include "demur/cli/secret_terminal.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/cli/wallet.hpp"
#include "demur/core/fixed_bytes.hpp"

namespace demur::cli {
namespace {

using anonymity::BoxKey;
using anonymity::Purpose;
using anonymity::Share;
using anonymity::SignKey;
using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::array;
using core::json::object;

Result<core::Digest> key_of(const core::json::value& value, const char* name) {
  return core::fixed_bytes<32>(value.is_string() ? std::string_view(value.get_string()) : std::string_view(),
                               name);
}

Result<core::Bytes> envelope_in(const object& from) {
  return core::from_base64(DEMUR_TRY(core::string_member(from, "envelope")));
}

bool is_true(const object& from, const char* name) {
  const auto* value = from.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

// A word, or an object that has one.
std::string word_in(const object& from, const char* name, const char* inner) {
  if (const auto word = core::string_member(from, name)) return *word;
  const auto nested = core::object_member(from, name);
  return nested ? core::string_member(*nested, inner).value_or("") : std::string();
}

template <typename T>
Result<std::vector<T>> each(const object& from, const char* name, Result<T> (*read)(const object&)) {
  std::vector<T> all;
  for (const auto& value : DEMUR_TRY(core::array_member(from, name))) {
    if (!value.is_object()) return fail(Code::unavailable, fmt::format("the house's {} make no sense", name));
    all.push_back(DEMUR_TRY(read(value.get_object())));
  }
  return all;
}

Result<SealedMessage> message_in(const object& from) {
  return SealedMessage{.kind = DEMUR_TRY(core::string_member(from, "kind")),
                       .day = DEMUR_TRY(core::string_member(from, "day")),
                       .envelope = DEMUR_TRY(envelope_in(from))};
}

// Absent: none, as an older house has it.
Result<std::vector<core::Digest>> digests_in(const object& from, const char* name) {
  std::vector<core::Digest> all;
  if (!from.contains(name)) return all;
  for (const auto& value : DEMUR_TRY(core::array_member(from, name)))
    all.push_back(DEMUR_TRY(key_of(value, name)));
  return all;
}

Result<OtherOfficer> officer_in(const object& from) {
  return OtherOfficer{.key_id = DEMUR_TRY(core::bytes_member<32>(from, "key_id")),
                      .box = DEMUR_TRY(core::bytes_member<32>(from, "box")),
                      .is_mine = is_true(from, "mine"),
                      .holds = DEMUR_TRY(digests_in(from, "holds"))};
}

Result<HandedShare> handed_in(const object& from) {
  return HandedShare{.record = DEMUR_TRY(core::string_member(from, "record")),
                     .giver = DEMUR_TRY(core::bytes_member<32>(from, "giver"))};
}

Result<Release> release_in(const object& from) {
  Release release{.envelope = DEMUR_TRY(envelope_in(from)), .givers = {}};
  for (const auto& value : DEMUR_TRY(core::array_member(from, "givers"))) {
    release.givers.push_back(DEMUR_TRY(key_of(value, "giver")));
  }
  return release;
}

Status sign_in(HttpClient& client, const OfficerOptions& options, const core::Origin& house) {
  if (!options.wallet.empty()) {
    auto file =
        DEMUR_TRY(WalletFile::open(options.wallet, DEMUR_TRY(ask_secret("Passphrase of the wallet"))));
    if (file.wallet().house != house.text()) return fail(Code::invalid, "the wallet is of another house");
    return sign_in_with_passkey(client, file.wallet().passkey, house.text());
  }
  if (options.login.empty()) return fail(Code::invalid, "say who you are: --login NAME, or --wallet FILE");
  const auto password = DEMUR_TRY(ask_secret("Password of " + options.login));
  return sign_in_with_password(client, options.login, password.bytes());
}

Result<std::vector<anonymity::OfficerKeys>> open_keys(const OfficerOptions& options,
                                                      const std::string& origin) {
  std::vector<anonymity::OfficerKeys> keys;
  const auto add = [&](const std::filesystem::path& path) -> Status {
    const std::string text = DEMUR_TRY(read_file(path.string(), anonymity::kMostKeyFileBytes));
    const auto passphrase = DEMUR_TRY(ask_secret("Passphrase of " + path.string()));
    keys.push_back(DEMUR_TRY(anonymity::open_officer_keys(text, passphrase.bytes())));
    if (keys.back().instance == origin) return {};
    return fail(Code::invalid, path.string() + " is a key of another institution");
  };
  DEMUR_TRY(add(options.key));
  for (const auto& path : options.older) DEMUR_TRY(add(path));
  return keys;
}

}  // namespace

Result<SealedCase> parse_sealed_case(const object& page) {
  return SealedCase{.id = DEMUR_TRY(core::string_member(page, "id")),
                    .state = word_in(page, "state", "word"),
                    .kind = word_in(page, "kind", "word"),
                    .decision = word_in(page, "decision", "id"),
                    .key_id = DEMUR_TRY(core::bytes_member<32>(page, "key_id")),
                    .author = DEMUR_TRY(core::bytes_member<32>(page, "author_key")),
                    .envelope = DEMUR_TRY(envelope_in(page)),
                    .attachments = DEMUR_TRY(core::integer_member(page, "attachments")),
                    .agreements = DEMUR_TRY(core::integer_member(page, "agreements")),
                    .to_open = DEMUR_TRY(core::integer_member(page, "to_open")),
                    .has_agreed = is_true(page, "has_agreed"),
                    .has_opened = is_true(page, "has_opened"),
                    .is_released = is_true(page, "released"),
                    .messages = DEMUR_TRY(each(page, "messages", message_in)),
                    .releases = DEMUR_TRY(each(page, "releases", release_in)),
                    .officers = DEMUR_TRY(each(page, "officers", officer_in)),
                    .given = DEMUR_TRY(digests_in(page, "given")),
                    .handed = DEMUR_TRY(each(page, "handed", handed_in))};
}

Result<Custody> Custody::begin(const OfficerOptions& options, Needs needs) {
  leave_no_core();
  const core::Origin house = DEMUR_TRY(parse_server(options.house, "--house"));
  auto client = std::make_unique<HttpClient>(house.text());
  const std::string held = options.key.empty() ? std::string() : options.key.string() + ".keys";
  auto seen = DEMUR_TRY(see_house(
      *client, Side::house, {.log_key = options.log_key, .held = DEMUR_TRY(read_held(held)), .floor = 1}));
  DEMUR_TRY(write_held(held, held_of(seen)));
  DEMUR_TRY(sign_in(*client, options, house));
  std::vector<anonymity::OfficerKeys> keys;
  if (needs == Needs::key) keys = DEMUR_TRY(open_keys(options, seen.view.origin));
  return Custody(std::move(client), std::move(seen), std::move(keys));
}

Result<SealedCase> Custody::read(const std::string& filing) {
  return parse_sealed_case(DEMUR_TRY(get_json(*client_, "/dissents/" + filing + "/sealed")));
}

anonymity::Context Custody::context_of(const SealedCase& one) const {
  return {anonymity::instance_id(seen_.view.origin), one.key_id};
}

bool Custody::is_in_keys_log(const anonymity::SignPublicKey& giver) const {
  return std::ranges::any_of(seen_.copy.entries(), [&](const std::string& entry) {
    const auto* officer = seen_.keys.officer_by_id(anonymity::key_id(entry));
    return officer != nullptr && officer->sign_key == giver;
  });
}

// Known here: the house's word for it would switch off what guards against second shares.
bool Custody::is_own(const OtherOfficer& officer) const {
  return officer.box == BoxKey(keys_.front().box_seed).public_key();
}

// In the keys log, in force today, and the only one of its post.
bool Custody::is_in_force(const OtherOfficer& officer) const {
  const auto* record = seen_.keys.officer_by_id(officer.key_id);
  if (record == nullptr || record->box_key != officer.box) return false;
  const auto current = seen_.keys.officer(record->office, record->post, today_here());
  return current && current->id == officer.key_id;
}

Result<anonymity::KeyId> Custody::own_key_id() const {
  const auto mine = SignKey(keys_.front().sign_seed).public_key();
  for (const std::string& entry : seen_.copy.entries()) {
    const anonymity::KeyId id = anonymity::key_id(entry);
    const auto* officer = seen_.keys.officer_by_id(id);
    if (officer != nullptr && officer->sign_key == mine) return id;
  }
  return fail(Code::not_found, "this key is not in the keys log: demur officer publish");
}

Result<Custody::Kept> Custody::kept_share(const SealedCase& one, core::ByteView envelope,
                                          Purpose purpose) const {
  core::Error last{Code::forbidden,
                   "it is sealed to none of your keys, and no share of it was handed to you"};
  for (const anonymity::OfficerKeys& keys : keys_) {
    const BoxKey box(keys.box_seed);
    auto share = anonymity::open_slot(envelope, purpose, context_of(one), box);
    const bool is_present = &keys == &keys_.front();
    if (share) return Kept{std::move(*share), anonymity::key_tag(box.public_key()), is_present};
    if (share.error().code != Code::forbidden) last = share.error();
    for (const HandedShare& handed : one.handed) {
      const auto record = anonymity::parse_rewrap(handed.record);
      if (!record || !is_in_keys_log(handed.giver)) continue;
      auto given = anonymity::open_rewrap(*record, envelope, box, handed.giver);
      if (given) return Kept{std::move(*given), record->from, is_present};
    }
  }
  return std::unexpected(std::move(last));
}

Result<array> Custody::shares_for_others(const SealedCase& one, core::ByteView envelope,
                                         Purpose purpose) const {
  array shares;
  const core::Digest digest = anonymity::hash(envelope);
  if (std::ranges::find(one.given, digest) != one.given.end()) return shares;
  const anonymity::Context context = context_of(one);
  const Share mine = DEMUR_TRY(kept_share(one, envelope, purpose)).share.copy();
  const SignKey giver(keys_.front().sign_seed);
  for (const OtherOfficer& officer : one.officers) {
    if (officer.is_mine || is_own(officer)) continue;
    if (!is_in_force(officer))
      return fail(
          Code::unproven,
          "the house names a custodian whose key is not in force in the keys log: no share was given");
    const auto release = DEMUR_TRY(
        anonymity::seal_release(envelope, context, mine, officer.box, giver, core::system_random()));
    shares.push_back(object{{"recipient", core::to_base64(officer.key_id)},
                            {"envelope", core::to_base64(release)},
                            {"of", core::to_base64(digest)}});
  }
  return shares;
}

Result<anonymity::Opened> Custody::open_with_shares(const SealedCase& one, core::ByteView envelope,
                                                    Purpose purpose) const {
  const anonymity::Context context = context_of(one);
  std::vector<Share> shares;
  auto kept = kept_share(one, envelope, purpose);
  if (kept) shares.push_back(std::move(kept->share));
  if (!kept && one.releases.empty()) return std::unexpected(kept.error());
  const auto add = [&](Share share) {
    if (std::ranges::find(shares, share.x, &Share::x) == shares.end()) shares.push_back(std::move(share));
  };
  for (const Release& release : one.releases)
    for (const auto& giver : release.givers) {
      if (!is_in_keys_log(giver)) continue;
      for (const anonymity::OfficerKeys& keys : keys_)
        if (auto share =
                anonymity::open_release(release.envelope, envelope, context, BoxKey(keys.box_seed), giver))
          add(std::move(*share));
    }
  const auto threshold = static_cast<std::size_t>(DEMUR_TRY(anonymity::parse_envelope(envelope)).threshold);
  if (shares.size() < threshold)
    return fail(Code::conflict,
                fmt::format("{} shares are needed, and only {} are here: ask another custodian to "
                            "agree (demur officer agree)",
                            threshold, shares.size()));
  return anonymity::open_envelope(envelope, purpose, context, shares);
}

Result<OtherOfficer> Custody::successor_in(const SealedCase& one, std::string_view post) const {
  std::optional<OtherOfficer> found;
  for (const OtherOfficer& officer : one.officers) {
    const auto* record = seen_.keys.officer_by_id(officer.key_id);
    if (officer.is_mine != is_own(officer))
      return fail(
          Code::unproven,
          "the house says that another key than the one of --key is yours: choose the file of the key "
          "that you published last. If you have, tell the other custodians. Nothing was handed over");
    const bool named = post.empty() ? officer.is_mine
                                    : record != nullptr && (post == record->post ||
                                                            post == record->office + ", " + record->post);
    if (!named) continue;
    if (found)
      return fail(Code::invalid,
                  fmt::format("several offices have that post: name the office too, as in \"{}, {}\"",
                              record->office, record->post));
    found = officer;
  }
  if (!found)
    return fail(Code::not_found,
                post.empty() ? "your present key is not published here: demur officer publish"
                             : "no custodian of that post has a key here and is not recused: the posts stand "
                               "under Settings, Keys and drops");
  if (!is_in_force(*found))
    return fail(
        Code::unproven,
        "the house names a key for this post that is not in force in the keys log: nothing was handed over");
  return *found;
}

// As the house says; that it was sealed to a key of theirs is seen in the envelope itself.
Result<bool> Custody::holds_share(const OtherOfficer& officer, core::ByteView envelope) const {
  if (std::ranges::find(officer.holds, anonymity::hash(envelope)) != officer.holds.end()) return true;
  const auto* theirs = seen_.keys.officer_by_id(officer.key_id);
  const auto header = DEMUR_TRY(anonymity::parse_envelope(envelope));
  return std::ranges::any_of(header.slots, [&](const anonymity::Slot& slot) {
    const auto* owner = seen_.keys.officer_by_tag(slot.tag);
    return owner != nullptr && theirs != nullptr &&
           anonymity::custodian_of(*owner) == anonymity::custodian_of(*theirs);
  });
}

Result<array> Custody::shares_for_successor(const SealedCase& one, const OtherOfficer& successor) const {
  array records;
  const SignKey giver(keys_.front().sign_seed);
  const auto add = [&](core::ByteView envelope, Purpose purpose) -> Status {
    if (!is_own(successor) && DEMUR_TRY(holds_share(successor, envelope))) return {};
    const auto kept = kept_share(one, envelope, purpose);
    if (!kept && kept.error().code == Code::forbidden) return {};  // there is none to hand over
    if (!kept) return std::unexpected(kept.error());
    if (is_own(successor) && kept->by_present_key) return {};
    const auto record = DEMUR_TRY(
        anonymity::make_rewrap(envelope, seen_.view.origin, kept->share, kept->slot, successor.box, giver));
    records.emplace_back(DEMUR_TRY(anonymity::format_rewrap(record)));
    return {};
  };
  DEMUR_TRY(add(one.envelope, Purpose::filing));
  for (const SealedMessage& message : one.messages) DEMUR_TRY(add(message.envelope, Purpose::thread));
  return records;
}

Result<OpenedCase> Custody::open(const SealedCase& one) const {
  auto opened = DEMUR_TRY(open_with_shares(one, one.envelope, Purpose::filing));
  auto body = DEMUR_TRY(anonymity::parse_filing_body(core::text_of(opened.body.bytes())));
  const bool fits = body.reply_sign == one.author && (one.kind.empty() || body.kind == one.kind) &&
                    (one.decision.empty() || body.decision == one.decision) &&
                    body.attachments.size() == static_cast<std::size_t>(one.attachments);
  if (!fits)
    return fail(
        Code::unproven,
        "what is inside is not what the server says of it: another author's key, decision, kind or number "
        "of attachments. Tell the other custodians");
  return OpenedCase{.key = std::move(opened.key), .body = std::move(body)};
}

std::optional<anonymity::FilingBody> Custody::open_message(const SealedCase& one,
                                                           const SealedMessage& message) const {
  const auto opened = open_with_shares(one, message.envelope, Purpose::thread);
  if (!opened) return std::nullopt;
  const auto body = anonymity::parse_filing_body(core::text_of(opened->body.bytes()));
  if (!body || body->reply_sign != one.author) return std::nullopt;
  return *body;
}

}  // namespace demur::cli
