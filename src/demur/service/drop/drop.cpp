#include "demur/service/drop/drop.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/json.hpp"
#include "demur/core/origin.hpp"
#include "demur/domain/opinion_round.hpp"
#include "demur/service/drop/copies.hpp"
#include "demur/service/key_file.hpp"
#include "demur/store/settings.hpp"

namespace demur::service::drop {
namespace {

using core::Code;
using core::Day;
using core::Digest;
using core::fail;
using core::Result;
using core::Status;
using store::DropItem;
using store::Reader;
using store::Transaction;

constexpr const char* kKeyFile = "drop.key";
constexpr const char* kName = "drop.name";
constexpr const char* kHouse = "drop.house";
constexpr const char* kUrl = "drop.url";
constexpr const char* kLogKey = "drop.log_key";

std::unexpected<core::Error> spent_before() {
  return fail(Code::conflict, "this token was spent here on something else", "token");
}

Result<core::Origin> site_of(const std::string& url, const char* what) {
  auto site = core::parse_origin(url);
  if (site && (site->scheme == "https" || core::is_loopback(site->host))) return site;
  return fail(
      Code::invalid,
      fmt::format("{} takes https://, a host, and a port if need be; plain http:// is for this machine",
                  what));
}

Status save_founding(Transaction& transaction, const DropFounding& founding) {
  DEMUR_TRY(store::save_setting(transaction, kName, founding.name));
  DEMUR_TRY(store::save_setting(transaction, kHouse, founding.house));
  DEMUR_TRY(store::save_setting(transaction, kUrl, founding.url));
  return store::save_setting(transaction, kLogKey, founding.log_key);
}

Result<DropFounding> checked(DropFounding founding) {
  if (founding.name.empty() || founding.name.size() > 200 || !core::is_utf8_text(founding.name))
    return fail(Code::invalid, "the drop's name must have 1 to 200 bytes");
  founding.house = DEMUR_TRY(site_of(founding.house, "--house")).text();
  founding.url = DEMUR_TRY(site_of(founding.url, "--url")).text();
  if (founding.house == founding.url)
    return fail(
        Code::invalid,
        "the drop must have an origin of its own: at the institution's, its cookies and its log would "
        "tell who comes");
  if (!founding.log_key.empty()) DEMUR_TRY(translog::VerifierKey::parse(founding.log_key));
  return founding;
}

// Later ones would come when nobody can look at them any more.
Status check_in_time(const OpenRound& round, Day day) {
  if (round.proposals_until && day <= *round.proposals_until) return {};
  return fail(Code::conflict,
              "Nothing more can be proposed here: somebody must look at it before the last day.", "round");
}

// What a ballot or a proposal is for; null of the others.
Result<const OpenRound*> round_of(const HouseCopy& house, const Item& item, Day day) {
  if (item.kind != ItemKind::ballot && item.kind != ItemKind::proposal) return nullptr;
  const auto round = std::ranges::find(house.rounds, item.round, &OpenRound::id);
  const bool is_open = round != house.rounds.end() && day <= round->closes;
  if (is_open && item.kind == ItemKind::proposal) DEMUR_TRY(check_in_time(*round, day));
  if (is_open) return &*round;
  return fail(
      Code::conflict,
      "This round is closed, or this drop has not heard of it yet: it hears of new ones within the hour.",
      "round");
}

// By when it is to be in the log. Votes are there when their round is closed; they are taken until its last
// day.
Day promised_day(const HouseCopy& house, const Item& item, const OpenRound* round, Day day) {
  if (item.kind == ItemKind::ballot) return round->closes + domain::kHandInDays + std::chrono::days{1};
  return day + std::chrono::days{1 + house.view.promise_days};
}

ItemRules rules_of(const HouseCopy& house, const OpenRound* round) {
  ItemRules rules{.instance = house.view.origin, .to_open = house.view.to_open};
  if (round == nullptr) return rules;
  rules.asked = [round](const std::string& id) -> std::optional<std::string> {
    const auto statement = std::ranges::find(round->statements, id, &OpenStatement::id);
    if (statement == round->statements.end()) return std::nullopt;
    return statement->text;
  };
  rules.takes_disagreement = round->kind == AskedKind::round;
  return rules;
}

// What a row is found by. Of a proposal not the id that its statement has: the row stays long after what was
// sent is erased, beside the token that was spent on it.
std::string name_of(const Item& item, const Checked& checked) {
  return item.kind == ItemKind::proposal ? anonymity::filing_id(*checked.spent) : item.filing;
}

// Older ones than what is here change nothing any more: whoever sends one is told, and not promised anything.
Status check_newest(const Reader& reader, const Item& ballot) {
  const auto newest = DEMUR_TRY(store::newest_ballot(reader, ballot.filing));
  if (!newest || ballot.sequence > *newest) return {};
  if (day_of_sequence(static_cast<std::uint32_t>(*newest)) > day_of_sequence(ballot.sequence))
    return fail(
        Code::conflict,
        "Another vote, dated later, is here already: from another device, or another copy of your wallet. "
        "Nothing was changed. Look at the date of this device; if it is right, the clock of the other one "
        "goes before, and a vote of tomorrow will count, if the round is still open then.",
        "sequence");
  return fail(
      Code::conflict,
      "Another vote of today is here already, from another device, or another copy of your wallet. Nothing "
      "was changed. Send again if this one is to count.",
      "sequence");
}

// One at a time: the institution would take the first of two, and refuse the other.
Status check_number(const Reader& reader, const Item& review, const Filed& filed) {
  if (!filed.reviews)
    return fail(
        Code::conflict,
        "It is too early to look back: the decision must be taken and the filing answered. A drop hears "
        "of that within the hour.");
  const auto newest = DEMUR_TRY(store::newest_review(reader, review.filing));
  if (newest && *newest > *filed.reviews)
    return fail(Code::conflict,
                "What you said last is here still, and not in the log yet. Come back when the list shows it.",
                "number");
  if (review.number == *filed.reviews + 1) return {};
  return fail(Code::conflict,
              "You have looked back on it since this was signed. Look it up, and say it again.", "number");
}

// Asked before anything that was here earlier: whoever has the token, and is not its owner, would find out by
// refusals on which day a vote came. So they find out of these days at most.
Status check_day(const Item& ballot, Day today) {
  const Day day = day_of_sequence(ballot.sequence);
  if (day >= today - std::chrono::days{1} && day <= today + std::chrono::days{1}) return {};
  return fail(Code::invalid,
              "The clock of the device that signed this is wrong by more than a day. Set it right, and vote "
              "again.",
              "sequence");
}

}  // namespace

core::Bytes promise_bytes(const Digest& digest, Day day, Day by) {
  constexpr std::string_view kLabel = "demur/drop-promise/v1";
  const auto label = core::bytes_of(kLabel);
  core::Bytes bytes(label.begin(), label.end());
  bytes.push_back(0);
  bytes.insert(bytes.end(), digest.begin(), digest.end());
  const std::string days = core::to_string(day) + core::to_string(by);
  bytes.insert(bytes.end(), days.begin(), days.end());
  return bytes;
}

std::string to_json(const Receipt& receipt) {
  return core::pretty_json({{"by", core::to_string(receipt.by)},
                            {"day", core::to_string(receipt.day)},
                            {"digest", core::to_base64(receipt.digest)},
                            {"drop", core::to_base64(receipt.drop)},
                            {"promise", core::to_base64(receipt.promise)}});
}

Result<std::unique_ptr<Drop>> Drop::found(const std::filesystem::path& folder, const DropFounding& founding,
                                          DropEnvironment environment) {
  const DropFounding good = DEMUR_TRY(checked(founding));
  DEMUR_TRY(make_private_folder(folder));
  if (store::holds_database(folder))
    return fail(Code::conflict,
                fmt::format("{} holds a database already: name another folder", folder.string()));
  const auto host = DEMUR_TRY(core::parse_origin(good.url)).host;
  const auto key = create_key_file(folder / kKeyFile, translog::KeyType::log, host, environment.random);
  // A key without a database is of a founding that was cut off: it signed nothing, and serves for this one.
  if (!key && key.error().code != Code::conflict) return std::unexpected(key.error());
  {
    const auto made = DEMUR_TRY(store::Store::open({.directory = folder}));
    DEMUR_TRY(made->write([&](Transaction& transaction) { return save_founding(transaction, good); }));
  }
  return open(folder, std::move(environment));
}

Result<std::unique_ptr<Drop>> Drop::open(const std::filesystem::path& folder, DropEnvironment environment) {
  std::unique_ptr<Drop> drop(new Drop(std::move(environment)));
  DEMUR_TRY(drop->attach(folder));
  DEMUR_TRY(drop->load());
  return drop;
}

Status Drop::attach(const std::filesystem::path& folder) {
  if (!store::holds_database(folder))
    return fail(Code::not_found, "There is no drop in this folder. `demur drop init` makes one.");
  key_ = DEMUR_TRY(read_key_file(folder / kKeyFile, translog::KeyType::log));
  store_ = DEMUR_TRY(store::Store::open({.directory = folder}));
  return {};
}

Status Drop::load() {
  return store_->read([&](const Reader& reader) -> Status {
    const auto read = [&](const char* name) -> Result<std::string> {
      return DEMUR_TRY(store::setting(reader, name)).value_or("");
    };
    founding_ = {.name = DEMUR_TRY(read(kName)),
                 .house = DEMUR_TRY(read(kHouse)),
                 .url = DEMUR_TRY(read(kUrl)),
                 .log_key = DEMUR_TRY(read(kLogKey))};
    if (founding_.house.empty())
      return fail(Code::not_found,
                  "This folder holds no drop. `demur drop init` makes one, in another folder.");
    copy_ = DEMUR_TRY(load_copy(reader));
    return {};
  });
}

std::shared_ptr<const HouseCopy> Drop::house_copy() const {
  const std::lock_guard lock(copy_mutex_);
  return copy_;
}

void Drop::use(std::shared_ptr<const HouseCopy> copy) {
  const std::lock_guard lock(copy_mutex_);
  copy_ = std::move(copy);
}

Receipt Drop::receipt_of(const DropItem& row) const {
  return {.digest = row.digest,
          .day = row.came_on,
          .by = row.due_by,
          .promise = key_->sign(promise_bytes(row.digest, row.came_on, row.due_by)),
          .drop = key_->verifier().public_key};
}

Result<std::optional<Receipt>> Drop::given_before(const Digest& digest) {
  const auto row =
      DEMUR_TRY(store_->read([&](const Reader& reader) { return store::find_drop_item(reader, digest); }));
  if (!row) return std::nullopt;
  return receipt_of(*row);
}

// The institution's word, or that of the filing itself while it still waits here.
Result<std::optional<Filed>> Drop::filed(const HouseCopy& house, const Item& item) {
  if (const auto found = house.filings.find(item.filing); found != house.filings.end()) return found->second;
  const auto row = DEMUR_TRY(
      store_->read([&](const Reader& reader) { return store::find_dropped_filing(reader, item.filing); }));
  if (!row || !row->key_id || !row->author) return std::nullopt;
  return Filed{.key_id = *row->key_id, .author = *row->author};
}

Status Drop::check_room(const Reader& reader, const Item& item, Day today) const {
  const auto load = DEMUR_TRY(store::drop_load(reader, today, item.filing));
  const DropLimits& limits = environment_.limits;
  if (!item.spends_token() && load.followups >= limits.followups_a_day)
    return fail(Code::too_many,
                item.kind == ItemKind::ballot
                    ? "This token changed its votes as often as one day takes. Come back tomorrow."
                    : "This filing had as many messages as one day takes. Come back tomorrow.");
  // What is for rounds and the rest do not take each other's room. How many ballots and proposals there can
  // be follows from how many tokens were issued.
  const bool is_for_round = item.kind == ItemKind::ballot || item.kind == ItemKind::proposal;
  const bool is_full = !is_for_round && load.items_of_day >= limits.items_a_day;
  const auto size = static_cast<std::int64_t>(item.text.size());
  if (is_full ||
      (is_for_round ? load.ballot_bytes + size > limits.ballot_bytes : load.bytes + size > limits.bytes))
    return fail(Code::unavailable, "This drop has taken as much as it can for now. Come back tomorrow.");
  return {};
}

Result<Receipt> Drop::take(std::string_view body) {
  const Item item = DEMUR_TRY(parse_item(body));
  const Digest digest = digest_of(item);
  if (const auto before = DEMUR_TRY(given_before(digest))) return *before;
  if (item.kind == ItemKind::ballot) DEMUR_TRY(check_day(item, today()));
  const auto house = house_copy();
  if (!house)
    return fail(Code::unavailable, "This drop has not reached its institution yet. Come back later.");
  if (!house->keys_view)
    return fail(Code::unavailable, "This drop takes nothing: the institution's keys do not hold. " +
                                       house->keys_view.error().text);
  const auto tag = DEMUR_TRY(tag_of(item));
  if (item.spends_token() &&
      DEMUR_TRY(store_->read([&](const Reader& r) { return store::is_spent_in_drop(r, *tag); })))
    return spent_before();
  const Day day = today();
  const OpenRound* round = DEMUR_TRY(round_of(*house, item, day));
  const auto known = round != nullptr ? std::nullopt : DEMUR_TRY(filed(*house, item));
  if (item.kind == ItemKind::filing && known)
    return fail(Code::conflict, "this envelope was filed before", "envelope");
  const Checked checked = DEMUR_TRY(check_item(item, *house->keys_view, rules_of(*house, round), known, day));
  DropItem row{.digest = digest,
               .kind = word(item.kind),
               .filing = name_of(item, checked),
               .came_on = day,
               .due_by = promised_day(*house, item, round, day),
               .key_id = checked.key_id};
  if (item.kind == ItemKind::filing) row.author = item.author;
  if (item.kind == ItemKind::ballot) row.sequence = item.sequence;
  if (item.kind == ItemKind::review) row.sequence = item.number;
  return store_->write([&](Transaction& transaction) -> Result<Receipt> {
    if (const auto twin = DEMUR_TRY(store::find_drop_item(transaction, digest))) return receipt_of(*twin);
    if (item.kind == ItemKind::ballot) DEMUR_TRY(check_newest(transaction, item));
    if (item.kind == ItemKind::review) DEMUR_TRY(check_number(transaction, item, *known));
    DEMUR_TRY(check_room(transaction, item, day));
    if (item.kind == ItemKind::filing && DEMUR_TRY(store::find_dropped_filing(transaction, item.filing)))
      return fail(Code::conflict, "this envelope was filed before", "envelope");
    DEMUR_TRY(store::add_drop_item(transaction, row, item.text));
    if (item.spends_token()) {
      if (DEMUR_TRY(store::is_spent_in_drop(transaction, *checked.spent))) return spent_before();
      DEMUR_TRY(store::spend_in_drop(transaction, *checked.spent, digest));
    }
    return receipt_of(row);
  });
}

}  // namespace demur::service::drop
