#include "demur/service/drop/copies.hpp"

#include <utility>
#include <vector>

#include "demur/service/drop/drop.hpp"
#include "demur/store/settings.hpp"

namespace demur::service::drop {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using store::Reader;
using store::Transaction;

constexpr const char* kView = "view";
constexpr const char* kKeysNote = "keys/checkpoint";
constexpr const char* kKeysAll = "keys/all";
constexpr const char* kFilings = "filings";
constexpr const char* kRounds = "rounds";
constexpr const char* kForkHeld = "fork/held";
constexpr const char* kForkCame = "fork/came";
constexpr const char* kTrouble = "drop.trouble";
constexpr const char* kTroubleDay = "drop.trouble_day";
constexpr std::size_t kMostNoteBytes = 64U << 10U;
constexpr std::size_t kReplyBytes = 8'192;
constexpr std::size_t kMostRepliesBytes = 128U << 20U;
constexpr std::size_t kQuarters = 8;

std::string replies_name(std::string_view quarter) {
  return "replies/" + std::string(quarter);
}

Result<std::optional<std::string>> held(const Reader& reader, std::string_view name) {
  auto copy = DEMUR_TRY(store::find_drop_copy(reader, name));
  if (!copy) return std::nullopt;
  return std::string(core::text_of(copy->body));
}

Shared share(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

// What came, and stands against what is held: written together, or not at all.
struct Arrived {
  std::vector<std::pair<std::string, std::string>> copies = {};

  void add(std::string name, std::string body) { copies.emplace_back(std::move(name), std::move(body)); }
};

// The first view that comes is believed, unless the key is known from elsewhere; no later one with another.
Status check_same_house(const Drop& drop, const HouseView& came) {
  const auto known = drop.house_copy();
  if (known && known->view.keys_key != came.keys_key)
    return fail(Code::unproven, "the institution shows another log key than the one it had");
  if (drop.founding().log_key.empty()) return {};
  const auto pinned = DEMUR_TRY(translog::VerifierKey::parse(drop.founding().log_key));
  if (pinned.name == came.origin && pinned.public_key == came.keys_key.public_key) return {};
  return fail(Code::unproven, "the institution shows another log key than the one that --log-key named");
}

// The two are asked for one after the other: a log that grew in between is asked for again.
Result<KeysCopy> fetch_keys(const AskHouse& ask, const HouseView& view) {
  Result<KeysCopy> copy = fail(Code::unavailable, "not asked yet");
  for (int attempt = 0; attempt < 3 && !copy; ++attempt) {
    std::string note = DEMUR_TRY(ask("/keys/checkpoint", kMostNoteBytes));
    copy = KeysCopy::read(std::move(note), DEMUR_TRY(ask("/keys/all", kMostKeysBytes)), view.keys_key);
  }
  return copy;
}

Status keep_fork(Drop& drop, const KeysCopy& before, const KeysCopy& came) {
  const core::Day today = drop.today();
  return drop.store().write([&](Transaction& transaction) -> Status {
    const auto save = [&](const char* name, const std::string& note) {
      const auto bytes = core::bytes_of(note);
      return store::save_drop_copy(transaction, {name, {bytes.begin(), bytes.end()}, today});
    };
    DEMUR_TRY(save(kForkHeld, before.note()));
    return save(kForkCame, came.note());
  });
}

Status take_keys(Drop& drop, const AskHouse& ask, const HouseView& view, Arrived& arrived) {
  const KeysCopy keys = DEMUR_TRY(fetch_keys(ask, view));
  if (const auto known = drop.house_copy()) {
    const Status extends = keys.extends(known->keys);
    if (!extends && extends.error().code == Code::unproven) DEMUR_TRY(keep_fork(drop, known->keys, keys));
    DEMUR_TRY(extends);
  }
  arrived.add(kKeysNote, keys.note());
  arrived.add(kKeysAll, keys.all());
  return {};
}

Status take_replies(const Drop& drop, const AskHouse& ask, const HouseView& view, Arrived& arrived) {
  const auto known = drop.house_copy();
  for (const std::string& quarter : quarters_until(view.quarter, kQuarters)) {
    auto feed = ask("/drop/replies/" + quarter, kMostRepliesBytes);
    if (!feed && feed.error().code == Code::not_found) continue;
    if (!feed) return std::unexpected(feed.error());
    if (feed->size() % kReplyBytes != 0)
      return fail(Code::invalid, "the feed of replies of " + quarter + " is not made of whole replies");
    const bool is_held = known && known->replies.contains(quarter);
    if (is_held && feed->size() < known->replies.find(quarter)->second->size())
      return fail(Code::unproven, "the feed of replies of " + quarter + " got shorter");
    arrived.add(replies_name(quarter), std::move(*feed));
  }
  return {};
}

Status save(Drop& drop, const Arrived& arrived) {
  const core::Day today = drop.today();
  return drop.store().write([&](Transaction& transaction) -> Status {
    for (const auto& [name, body] : arrived.copies) {
      const auto bytes = core::bytes_of(body);
      DEMUR_TRY(store::save_drop_copy(transaction, {name, {bytes.begin(), bytes.end()}, today}));
    }
    return {};
  });
}

Status take_filings(const AskHouse& ask, Arrived& arrived) {
  std::string json = DEMUR_TRY(ask("/drop/filings.json", kMostFilingsBytes));
  DEMUR_TRY(parse_filings(json));
  arrived.add(kFilings, std::move(json));
  return {};
}

Status take_rounds(const AskHouse& ask, const HouseView& view, Arrived& arrived) {
  auto text = ask("/drop/rounds", kMostRoundsBytes);
  if (!text && text.error().code == Code::not_found) return {};
  if (!text) return std::unexpected(text.error());
  DEMUR_TRY(open_rounds(*text, view.origin, view.keys_key.public_key));
  arrived.add(kRounds, std::move(*text));
  return {};
}

// Each kind of copy by itself: what cannot be had of one does not keep the others away, and the first that
// could not is told. View and keys come first, and nothing of a house that is not ours.
Status fetch(Drop& drop, const AskHouse& ask, Arrived& arrived) {
  std::string view_json = DEMUR_TRY(ask("/drop/view.json", kMostViewBytes));
  const HouseView view = DEMUR_TRY(parse_view(view_json));
  DEMUR_TRY(check_same_house(drop, view));
  DEMUR_TRY(take_keys(drop, ask, view, arrived));
  arrived.add(kView, std::move(view_json));
  Status fetched;
  for (const Status& one :
       {take_filings(ask, arrived), take_replies(drop, ask, view, arrived), take_rounds(ask, view, arrived)})
    if (fetched && !one) fetched = one;
  return fetched;
}

Status note_trouble(Drop& drop, const Status& fetched) {
  return drop.store().write([&](Transaction& transaction) -> Status {
    DEMUR_TRY(store::save_setting(transaction, kTrouble, fetched ? "" : fetched.error().what));
    return store::save_setting(transaction, kTroubleDay, core::to_string(drop.today()));
  });
}

Status load_rounds(const Reader& reader, HouseCopy& copy) {
  auto text = DEMUR_TRY(held(reader, kRounds));
  if (!text) return {};
  copy.rounds = DEMUR_TRY(open_rounds(*text, copy.view.origin, copy.view.keys_key.public_key));
  copy.rounds_text = share(std::move(*text));
  return {};
}

}  // namespace

Result<std::shared_ptr<const HouseCopy>> load_copy(const Reader& reader) {
  auto view_json = DEMUR_TRY(held(reader, kView));
  auto filings_json = DEMUR_TRY(held(reader, kFilings));
  auto note = DEMUR_TRY(held(reader, kKeysNote));
  auto all = DEMUR_TRY(held(reader, kKeysAll));
  if (!view_json || !filings_json || !note || !all) return nullptr;
  HouseView view = DEMUR_TRY(parse_view(*view_json));
  KeysCopy keys = DEMUR_TRY(KeysCopy::read(std::move(*note), std::move(*all), view.keys_key));
  auto keys_view = anonymity::read_keys(keys.entries(), rule_of(view));
  HouseCopy copy{.view = view,
                 .view_json = share(std::move(*view_json)),
                 .keys = std::move(keys),
                 .keys_view = std::move(keys_view),
                 .filings = DEMUR_TRY(parse_filings(*filings_json)),
                 .filings_json = share(std::move(*filings_json))};
  for (const std::string& quarter : quarters_until(view.quarter, kQuarters))
    if (auto feed = DEMUR_TRY(held(reader, replies_name(quarter))))
      copy.replies.emplace(quarter, share(std::move(*feed)));
  DEMUR_TRY(load_rounds(reader, copy));
  return std::make_shared<const HouseCopy>(std::move(copy));
}

Status refresh(Drop& drop, const AskHouse& ask) {
  Arrived arrived;
  const Status fetched = fetch(drop, ask, arrived);
  DEMUR_TRY(save(drop, arrived));
  DEMUR_TRY(note_trouble(drop, fetched));
  if (!arrived.copies.empty()) drop.use(DEMUR_TRY(drop.store().read(load_copy)));
  return fetched;
}

Result<std::optional<Trouble>> last_trouble(const Reader& reader) {
  const std::string what = DEMUR_TRY(store::setting(reader, kTrouble)).value_or("");
  const auto forked = DEMUR_TRY(store::find_drop_copy(reader, kForkCame));
  if (what.empty() && !forked) return std::nullopt;
  const auto day = core::parse_day(DEMUR_TRY(store::setting(reader, kTroubleDay)).value_or(""));
  return Trouble{.day = forked ? forked->fetched_on : day.value_or(core::Day{}),
                 .what = what.empty() ? "the institution's keys log forked" : what,
                 .fork = forked.has_value()};
}

}  // namespace demur::service::drop
