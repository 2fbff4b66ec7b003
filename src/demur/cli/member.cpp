#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "demur/anonymity/issuance.hpp"
#include "demur/anonymity/phrase.hpp"
#include "demur/cli/anonymous_commands.hpp"
#include "demur/cli/conversation.hpp"
#include "demur/cli/keys_anchor.hpp"
#include "demur/cli/quorum.hpp"
#include "demur/cli/secret_terminal.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/cli/wallet.hpp"

namespace demur::cli {
namespace {

using anonymity::Issuer;
using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::array;
using core::json::object;

Result<WalletFile> open_wallet(const MemberOptions& options) {
  leave_no_core();
  const std::string path = options.wallet.empty() ? default_wallet() : options.wallet;
  auto file = DEMUR_TRY(WalletFile::open(path, DEMUR_TRY(ask_secret("Passphrase of the wallet"))));
  file.wallet().forget_what_is_over(today_here());
  return file;
}

// What the house shows of its keys; with a policy, only what the log records under its witnesses. Keys and
// log are read one after the other, and what grew in between is read again.
Result<SeenHouse> see_own_house(HttpClient& client, const std::string& house, const MemberOptions& options,
                                const SeeingRule& rule) {
  if (options.policy.empty()) return see_house(client, Side::house, rule);
  const auto policy = DEMUR_TRY(read_trust_policy(options.policy));
  constexpr int kTries = 3;
  for (int tries = 1;; ++tries) {
    SeenHouse seen = DEMUR_TRY(see_house(client, Side::house, rule));
    const auto keys = DEMUR_TRY(translog::open_checkpoint(seen.copy.note(), seen.view.keys_key)).checkpoint;
    const auto log_key = DEMUR_TRY(translog::VerifierKey::parse(seen.log_key));
    auto log = url_source(house + "/log");
    const Status anchored = check_keys_anchor(log, log_key, policy, {.size = keys.size, .root = keys.root});
    if (anchored) return seen;
    if (anchored.error().code != Code::conflict || tries == kTries) return std::unexpected(anchored.error());
  }
}

// ---- enroll

Result<SoftwarePasskey> new_passkey(const object& options) {
  const object party = DEMUR_TRY(core::object_member(options, "rp"));
  const object user = DEMUR_TRY(core::object_member(options, "user"));
  return make_passkey(DEMUR_TRY(core::string_member(party, "id")),
                      DEMUR_TRY(core::from_base64url(DEMUR_TRY(core::string_member(user, "id")))),
                      core::system_random());
}

Status enroll(const MemberOptions& options, const std::string& path) {
  leave_no_core();
  const core::Origin house = DEMUR_TRY(parse_server(options.house, "--house"));
  if (std::filesystem::exists(path))
    return fail(Code::conflict, path + " is there already: a wallet is never written over");
  HttpClient client(house.text());
  const SeenHouse seen = DEMUR_TRY(see_own_house(
      client, house.text(), options, {.log_key = options.log_key, .held = {}, .floor = options.floor}));
  {
    const auto password = DEMUR_TRY(ask_secret("Password of " + options.login));
    DEMUR_TRY(sign_in_with_password(client, options.login, password.bytes()));
  }
  const object asked = DEMUR_TRY(post_json(client, "/passkey/register/options", {}));
  const std::string challenge = DEMUR_TRY(core::string_member(asked, "challenge"));
  Wallet wallet{.house = house.text(),
                .log_key = seen.log_key,
                .login = options.login,
                .passkey = DEMUR_TRY(new_passkey(asked)),
                .keys = held_of(seen),
                .asked = {},
                .tokens = {},
                .unsent = {}};
  const object registration = registration_of(wallet.passkey, challenge, house.text());
  // On the disk before the house knows it: a passkey that nobody holds would stand in its owner's list.
  DEMUR_TRY(WalletFile::create(path, DEMUR_TRY(ask_new_secret("A new passphrase for the wallet")),
                               std::move(wallet)));
  const auto registered = post_json(client, "/passkey/register", registration);
  if (registered) return {};
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  return std::unexpected(registered.error());
}

// ---- collect

struct Ready {
  std::string record;
  std::int64_t left = 0;
};

Result<std::vector<Ready>> ready_tokens(const object& page) {
  std::vector<Ready> ready;
  for (const auto& line : DEMUR_TRY(core::array_member(page, "tokens"))) {
    if (!line.is_object()) return fail(Code::unavailable, "the house's list of tokens makes no sense");
    ready.push_back({DEMUR_TRY(core::string_member(line.get_object(), "record")),
                     DEMUR_TRY(core::integer_member(line.get_object(), "left"))});
  }
  return ready;
}

// One batch for the house, under one signature of the passkey; what comes of it is put into the wallet.
Result<std::size_t> redeem(HttpClient& client, WalletFile& file, std::span<AskedToken> asked) {
  Wallet& wallet = file.wallet();
  std::vector<Issuer> issuers;
  std::vector<anonymity::TokenRequest> requests;
  anonymity::IssueRequest batch;
  for (const AskedToken& one : asked) {
    issuers.push_back(DEMUR_TRY(Issuer::from_record(one.record)));
    requests.push_back(DEMUR_TRY(anonymity::decode_token_request(issuers.back(), one.request.bytes())));
    for (std::size_t i = 0; i < requests.back().parts.size(); ++i)
      batch.tokens.push_back(
          {issuers.back().id(), static_cast<std::uint8_t>(i), requests.back().parts[i].blinded_message});
  }
  const auto instance = anonymity::instance_id(issuers.front().record().instance);
  const std::string challenge = core::to_base64url(anonymity::issue_challenge(instance, batch.tokens));
  batch.assertion = assertion_of(wallet.passkey, challenge, wallet.house);
  const Answer answer = DEMUR_TRY(client.post("/tokens", DEMUR_TRY(anonymity::format_issue_request(batch))));
  if (answer.status != 200) return refusal_of(answer);
  const auto signatures = DEMUR_TRY(anonymity::parse_issue_answer(answer.body));
  if (signatures.size() != batch.tokens.size())
    return fail(Code::unproven, "the house answers with another number of signatures than was asked for");
  std::size_t at = 0;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const std::size_t parts = requests[i].parts.size();
    auto token =
        DEMUR_TRY(anonymity::finish_token(issuers[i], requests[i], std::span(signatures).subspan(at, parts)));
    at += parts;
    wallet.tokens.push_back({.record = asked[i].record,
                             .drop_on = drop_day(today_here(), issuers[i].record(), core::system_random()),
                             .token = std::move(token),
                             .ballots = first_count(core::system_random())});
  }
  return requests.size();
}

// What was asked for before and not answered is asked for again, as it was: a batch is all new or all given.
Result<std::size_t> redeem_all(HttpClient& client, WalletFile& file) {
  Wallet& wallet = file.wallet();
  if (wallet.asked.empty()) return std::size_t{0};
  const std::size_t count = DEMUR_TRY(redeem(client, file, wallet.asked));
  wallet.asked.clear();
  DEMUR_TRY(file.save());
  return count;
}

Status ask_for(Wallet& wallet, const SeenHouse& seen, const Ready& ready) {
  const auto issuer = DEMUR_TRY(Issuer::from_record(ready.record));
  const auto& record = issuer.record();
  const auto trusted =
      DEMUR_TRY(accepted(seen.keys.issuer(record.scope, record.klass, today_here(), anonymity::Use::fetch)));
  if (trusted.id != issuer.id())
    return fail(Code::unproven,
                fmt::format("the house offers you another key for {} than the one that the keys log has for "
                            "everybody: nothing was asked for",
                            record.scope));
  const auto count = std::min<std::int64_t>(ready.left, record.quota);
  for (std::int64_t i = 0; i < count && wallet.asked.size() < anonymity::kMaxBatch / 2; ++i) {
    const auto request = DEMUR_TRY(anonymity::make_token_request(issuer, core::system_random()));
    wallet.asked.push_back({.record = ready.record, .request = anonymity::encode_token_request(request)});
  }
  return {};
}

// Of the signed text: a note's signatures stand behind an empty line.
std::string words_of(std::string_view note) {
  return anonymity::checkpoint_words(note.substr(0, note.find("\n\n") + 1));
}

struct Collected {
  std::size_t tokens = 0;
  std::vector<std::string> refused;  // keys that were not asked for, and why
  std::string words;                 // of the keys log's checkpoint
};

Result<Collected> collect(const MemberOptions& options) {
  auto file = DEMUR_TRY(open_wallet(options));
  Wallet& wallet = file.wallet();
  HttpClient client(wallet.house);
  const SeenHouse seen =
      DEMUR_TRY(see_own_house(client, wallet.house, options,
                              {.log_key = wallet.log_key, .held = wallet.keys, .floor = options.floor}));
  wallet.keys = held_of(seen);
  DEMUR_TRY(file.save());
  DEMUR_TRY(sign_in_with_passkey(client, wallet.passkey, wallet.house));
  Collected collected{.tokens = DEMUR_TRY(redeem_all(client, file)), .refused = {}, .words = {}};
  for (const Ready& ready : DEMUR_TRY(ready_tokens(DEMUR_TRY(get_json(client, "/tokens")))))
    if (const Status asked = ask_for(wallet, seen, ready); !asked)
      collected.refused.push_back(asked.error().what);
  // Kept before it is sent: an answer that is lost can then be asked for again.
  DEMUR_TRY(file.save());
  collected.tokens += DEMUR_TRY(redeem_all(client, file));
  collected.words = words_of(seen.copy.note());
  return collected;
}

// ---- what is there

struct Line {
  std::string scope;
  std::string klass;
  std::uint32_t size = 0;
  std::string until;
  int count = 0;
};

Result<std::vector<Line>> lines_of(const Wallet& wallet) {
  std::vector<Line> lines;
  for (const KeptToken& kept : wallet.tokens) {
    const auto issuer = DEMUR_TRY(Issuer::from_record(kept.record));
    const auto& record = issuer.record();
    const auto same = std::ranges::find_if(
        lines, [&](const Line& line) { return line.scope == record.scope && line.klass == record.klass; });
    if (same != lines.end())
      ++same->count;
    else
      lines.push_back({record.scope, record.klass, record.class_size, core::to_string(record.not_after), 1});
  }
  return lines;
}

Result<std::size_t> forget(const MemberOptions& options) {
  if (options.scope.empty() == !options.all)
    return fail(Code::invalid, "say which tokens to forget: --scope file:2026q4, or --all");
  auto file = DEMUR_TRY(open_wallet(options));
  Wallet& wallet = file.wallet();
  const auto matches = [&](const std::string& record) {
    if (options.all) return true;
    const auto issuer = Issuer::from_record(record);
    return issuer && issuer->record().scope == options.scope;
  };
  const std::size_t count =
      std::erase_if(wallet.tokens, [&](const KeptToken& kept) { return matches(kept.record); }) +
      std::erase_if(wallet.asked, [&](const AskedToken& asked) { return matches(asked.record); });
  if (options.all) wallet.unsent.clear();
  DEMUR_TRY(file.save());
  return count;
}

}  // namespace

int member_enroll(const MemberOptions& options) {
  const std::string path = options.wallet.empty() ? default_wallet() : options.wallet;
  if (const Status enrolled = enroll(options, path); !enrolled) return refuse(enrolled.error(), options.json);
  if (options.json) {
    say_json({{"wallet", path}});
    return 0;
  }
  say(fmt::format("The wallet is in {}. The house knows its passkey from now on.", path));
  say("Fetch tokens soon, and again each quarter, as everybody does: demur member collect");
  return 0;
}

int member_collect(const MemberOptions& options) {
  const auto collected = collect(options);
  if (!collected) return refuse(collected.error(), options.json);
  if (options.json) {
    array refused;
    for (const std::string& what : collected->refused) refused.emplace_back(what);
    say_json({{"tokens", collected->tokens},
              {"refused", std::move(refused)},
              {"checkpoint_words", collected->words}});
  } else {
    say(fmt::format("{} new tokens.", collected->tokens));
    say(fmt::format("The keys log in eight words, to compare with your colleagues':\n    {}",
                    collected->words));
    for (const std::string& what : collected->refused) warn("NOT ASKED FOR: " + what);
  }
  return collected->refused.empty() ? 0 : core::exit_code(Code::unproven);
}

int member_tokens(const MemberOptions& options) {
  auto file = open_wallet(options);
  if (!file) return refuse(file.error(), options.json);
  const auto lines = lines_of(file->wallet());
  if (!lines) return refuse(lines.error(), options.json);
  array listed;
  for (const Line& line : *lines) {
    listed.push_back({{"scope", line.scope},
                      {"class", line.klass},
                      {"size", line.size},
                      {"until", line.until},
                      {"count", line.count}});
    if (!options.json)
      say(fmt::format("  {:3}  {}  as one of {} ({}), until {}", line.count, line.scope, line.size,
                      line.klass, line.until));
  }
  if (options.json)
    say_json({{"house", file->wallet().house},
              {"unsent", file->wallet().unsent.size()},
              {"tokens", std::move(listed)}});
  else if (lines->empty())
    say("No tokens: demur member collect");
  if (!options.json && !file->wallet().unsent.empty())
    say(fmt::format("{} still to be sent: demur file --anonymous --again", file->wallet().unsent.size()));
  return 0;
}

int member_forget(const MemberOptions& options) {
  const auto count = forget(options);
  if (!count) return refuse(count.error(), options.json);
  if (options.json)
    say_json({{"forgotten", *count}});
  else
    say(fmt::format("{} tokens forgotten. They are not given again.", *count));
  return 0;
}

}  // namespace demur::cli
