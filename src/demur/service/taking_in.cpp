#include "demur/service/taking_in.hpp"

#include <algorithm>
#include <future>
#include <numeric>
#include <span>
#include <tuple>

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/keys_view.hpp"
#include "demur/domain/anonymous.hpp"
#include "demur/service/drop/check_item.hpp"
#include "demur/service/drop/hand_in.hpp"
#include "demur/service/keeping.hpp"
#include "demur/service/reviews.hpp"
#include "demur/service/token_ballots.hpp"
#include "demur/service/token_proposals.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/reviews.hpp"
#include "demur/store/savepoint.hpp"
#include "demur/store/sealed.hpp"
#include "demur/store/tokens.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;
using drop::Item;
using drop::ItemKind;

constexpr std::size_t kTogether = 32;  // items of a hand-in to one flush

// By which keys its slots are known, in ascending order: who holds a share can be followed in the log.
Result<core::json::array> recipients_of(core::ByteView envelope) {
  const auto header = DEMUR_TRY(anonymity::parse_envelope(envelope));
  std::vector<std::string> tags;
  for (const anonymity::Slot& slot : header.slots) tags.push_back(core::to_hex(slot.tag));
  std::ranges::sort(tags);
  return core::json::array(tags.begin(), tags.end());
}

Result<object> proof_of(const Item& item, const drop::Checked& checked) {
  object proof{{"statement", core::to_base64(item.statement)}};
  if (checked.spent) {
    proof["credential"] = core::to_base64(item.credential);
    proof["key"] = core::to_base64(checked.key_id);
  }
  if (!item.envelope.empty()) {
    proof["envelope"] = core::to_base64(anonymity::hash(item.envelope));
    proof["recipients"] = DEMUR_TRY(recipients_of(item.envelope));
  }
  return proof;
}

core::Digest root_of(const std::vector<core::Bytes>& attachments) {
  std::vector<core::Digest> digests;
  for (const core::Bytes& attachment : attachments) digests.push_back(anonymity::hash(attachment));
  return anonymity::attachments_root(digests);
}

Result<anonymity::KeysView> keys_of(const Institution& house, const store::Reader& reader) {
  const auto floor =
      static_cast<std::uint32_t>(house.policy().anonymous ? house.policy().anonymous->floor : 0);
  auto view = anonymity::read_keys(DEMUR_TRY(store::key_records(reader)),
                                   {.instance = house.log_key().verifier().name,
                                    .class_floor = floor,
                                    .issued_floor = floor,
                                    .counted = anonymity::Issued::tokens});
  if (!view) return fail(Code::internal, "our own keys log: " + view.error().text);
  return std::move(*view);
}

drop::ItemRules rules_of(const Institution& house) {
  return {.instance = house.log_key().verifier().name, .to_open = house.policy().anonymous->to_open};
}

// What the signatures of a filing, a ballot or a proposal say on a day, found out before its transaction.
struct CheckedAhead {
  core::Day day;
  Result<drop::Checked> checked;
};
using Ahead = std::vector<std::optional<CheckedAhead>>;

// One item being taken, inside its transaction.
class Taking {
 public:
  Taking(Institution& house, store::Transaction& transaction, const anonymity::KeysView& keys,
         const Item& item, core::Day today, const std::optional<CheckedAhead>& ahead = {})
      : house_(house),
        transaction_(transaction),
        keys_(keys),
        item_(item),
        today_(today),
        ahead_(ahead),
        id_{item.filing} {}

  // False: it was taken before.
  Result<bool> run() {
    if (!house_.policy().anonymous) return fail(Code::conflict, "This channel takes no anonymous dissents.");
    if (item_.kind == ItemKind::ballot)
      return take_ballot(house_, transaction_, item_, keys_, today_, is_ahead() ? &ahead_->checked : nullptr);
    if (item_.kind == ItemKind::proposal)
      return take_proposal(house_, transaction_, item_, keys_, today_,
                           is_ahead() ? &ahead_->checked : nullptr);
    if (DEMUR_TRY(was_taken())) return false;
    const auto checked = DEMUR_TRY(check());
    if (checked.spent && DEMUR_TRY(store::is_spent(transaction_, *checked.spent)))
      return fail(Code::conflict, "This token was spent before.");
    if (!DEMUR_TRY(judge_and_keep(DEMUR_TRY(proof_of(item_, checked))))) return false;
    if (checked.spent) DEMUR_TRY(store::add_spent(transaction_, *checked.spent, checked.key_id));
    DEMUR_TRY(keep_sealed(checked));
    return true;
  }

 private:
  Result<bool> was_taken() {
    switch (item_.kind) {
      case ItemKind::filing:
        return DEMUR_TRY(store::find_sealed_filing(transaction_, id_)).has_value();
      case ItemKind::cosign: {
        const auto tag = DEMUR_TRY(drop::tag_of(item_));
        return tag && DEMUR_TRY(store::has_anonymous_signature(transaction_, *tag, id_));
      }
      case ItemKind::message:
        return store::has_sealed_message(transaction_, anonymity::hash(item_.envelope));
      case ItemKind::review:
        return store::has_look_back_item(transaction_, drop::digest_of(item_));
      case ItemKind::last_word:
      case ItemKind::withdraw:
      case ItemKind::ballot:
      case ItemKind::proposal:
        return false;  // the judgement knows
    }
    return false;
  }

  [[nodiscard]] bool is_ahead() const { return ahead_ && ahead_->day == today_; }

  Result<drop::Checked> check() {
    if (is_ahead()) return ahead_->checked;
    std::optional<drop::Filed> filed;
    if (const auto known = DEMUR_TRY(store::find_sealed_filing(transaction_, id_)))
      filed = drop::Filed{.key_id = known->key_id, .author = known->author_key};
    return drop::check_item(item_, keys_, rules_of(house_), filed, today_);
  }

  // False: it was taken before.
  Result<bool> judge_and_keep(object proof) {
    if (item_.kind == ItemKind::review) {
      DEMUR_TRY(take_look_back(house_, transaction_, id_,
                               {.verdict = static_cast<domain::Hindsight>(item_.hindsight),
                                .number = static_cast<int>(item_.number),
                                .proof = std::move(proof)},
                               today_));
      return true;
    }
    const auto change = DEMUR_TRY(judge(std::move(proof)));
    if (change.already_done) return false;
    DEMUR_TRY(keep(house_, transaction_, change, nullptr, today_));
    return true;
  }

  Result<domain::Change> judge(object proof) {
    if (item_.kind == ItemKind::filing) return judge_filing(std::move(proof));
    auto dissent = DEMUR_TRY(store::find_dissent(transaction_, id_));
    if (!dissent) return fail(Code::not_found, "There is no such filing.");
    DEMUR_TRY(settle_now(house_, transaction_, *dissent, today_));
    dissent = DEMUR_TRY(store::find_dissent(transaction_, id_));
    const auto duties = DEMUR_TRY(store::duties_on(transaction_, id_));
    switch (item_.kind) {
      case ItemKind::cosign:
        return domain::receive_cosignature(*dissent, std::move(proof));
      case ItemKind::message:
        return domain::receive_message(*dissent, std::move(proof));
      case ItemKind::last_word:
        return domain::receive_last_word(*dissent, duties, static_cast<domain::Verdict>(item_.verdict),
                                         !item_.envelope.empty(), std::move(proof), today_);
      default:
        return domain::receive_withdrawal(*dissent, duties, std::move(proof), today_);
    }
  }

  Result<domain::Change> judge_filing(object proof) {
    const auto kind = domain::from_word<domain::DissentKind>(item_.dissent_kind);
    if (!kind) return fail(Code::invalid, "This channel knows no such kind of dissent.", "dissent_kind");
    proof["about"] = core::to_base64(anonymity::about_hash(item_.decision, item_.dissent_kind));
    proof["attachments"] = core::to_base64(root_of(item_.attachments));
    proof["author"] = core::to_base64(item_.author);
    const auto decision = DEMUR_TRY(store::find_decision(transaction_, domain::DecisionId{item_.decision}));
    return domain::receive_filing({id_, *kind, std::move(proof)}, decision, house_.policy(), today_);
  }

  Status keep_sealed(const drop::Checked& checked) {
    if (item_.kind == ItemKind::filing)
      return store::add_sealed_filing(
          transaction_,
          {.dissent = id_, .key_id = checked.key_id, .author_key = item_.author, .envelope = item_.envelope},
          item_.attachments);
    if (item_.kind == ItemKind::cosign)
      return store::add_anonymous_signature(transaction_, *checked.spent, id_);
    if (item_.kind == ItemKind::review)
      DEMUR_TRY(store::add_look_back_item(transaction_, drop::digest_of(item_), id_));
    if (item_.envelope.empty()) return {};
    return store::add_sealed_message(transaction_, {.digest = anonymity::hash(item_.envelope),
                                                    .dissent = id_,
                                                    .kind = drop::word(item_.kind),
                                                    .day = today_,
                                                    .envelope = item_.envelope});
  }

  Institution& house_;
  store::Transaction& transaction_;
  const anonymity::KeysView& keys_;
  const Item& item_;
  core::Day today_;
  const std::optional<CheckedAhead> ahead_;
  domain::DissentId id_;
};

Result<drop::OpenedHandIn> open(Institution& house, std::string_view body, std::string_view signature) {
  // Before sixteen megabytes of anybody's JSON are read, somebody known must have signed them.
  for (const store::DropSite& site : DEMUR_TRY(house.store().read(store::drop_sites))) {
    if (!site.trusted) continue;
    auto opened = drop::open_hand_in(body, signature, site.public_key);
    if (opened || opened.error().code != Code::unproven) return opened;
  }
  return fail(Code::unproven, "This is not signed by a drop that this institution takes filings from.");
}

bool is_ours(const core::Error& error) {
  return error.code == Code::internal || error.code == Code::unavailable;
}

// The signatures of filings, ballots and proposals need no row that changes and are most of the work: they
// are checked while the items before are being written, and nobody who files by name waits for them.
Ahead check_ahead(Institution& house, const anonymity::KeysView& keys, const drop::OpenedHandIn& opened,
                  std::span<const std::size_t> some) {
  Ahead ahead(some.size());
  const auto today = house.today();
  if (!house.policy().anonymous || !today) return ahead;
  for (std::size_t i = 0; i < some.size(); ++i) {
    const auto& item = opened.items[some[i]];
    if (item && (item->kind == ItemKind::filing || item->kind == ItemKind::proposal))
      ahead[i] = {*today, drop::check_item(*item, keys, rules_of(house), {}, *today)};
    if (item && item->kind == ItemKind::ballot)
      if (auto checked = check_ballot_ahead(house, *item, keys, *today))
        ahead[i] = {*today, std::move(*checked)};
  }
  return ahead;
}

// With one flush for all of them, in this order; who files by name at that moment waits for so many, and not
// for the whole hand-in. A fault of ours is no item's: nothing is taken then, and the drop comes again.
Result<std::vector<Result<bool>>> take_some(Institution& house, const anonymity::KeysView& keys,
                                            const drop::OpenedHandIn& opened,
                                            std::span<const std::size_t> some, const Ahead& ahead) {
  return house.store().write([&](store::Transaction& transaction) -> Result<std::vector<Result<bool>>> {
    const core::Day today = DEMUR_TRY(house.today());
    std::vector<Result<bool>> taken;
    for (std::size_t i = 0; i < some.size(); ++i) {
      const auto& item = opened.items[some[i]];
      const auto take = [&] { return Taking(house, transaction, keys, *item, today, ahead[i]).run(); };
      taken.push_back(item ? store::in_savepoint(transaction, take)
                           : Result<bool>(std::unexpected(item.error())));
      if (!taken.back() && is_ours(taken.back().error())) return std::unexpected(taken.back().error());
    }
    return taken;
  });
}

drop::ItemAnswer answer_of(const core::Digest& digest, const Result<bool>& taken) {
  if (!taken) return {digest, drop::ItemResult::refused, taken.error().what};
  return {digest, *taken ? drop::ItemResult::taken : drop::ItemResult::known, {}};
}

}  // namespace

Result<bool> take_item(Institution& house, const Item& item) {
  return house.store().write([&](store::Transaction& transaction) -> Result<bool> {
    const auto keys = DEMUR_TRY(keys_of(house, transaction));
    return Taking(house, transaction, keys, item, DEMUR_TRY(house.today())).run();
  });
}

Result<std::string> take_in(Institution& house, std::string_view body, std::string_view signature) {
  const auto opened = DEMUR_TRY(open(house, body, signature));
  std::vector<std::size_t> order(opened.items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // What an author says last ends the matter: whatever else came with it goes before, whoever wrote it first.
  const auto place = [&](std::size_t at) {
    const auto& item = opened.items[at];
    return std::tuple(item ? item->kind : ItemKind::filing, item ? item->number : 0, opened.digests[at]);
  };
  std::ranges::sort(order, {}, place);
  // Each has been in the keys log before its token was spent: what is added now is no item's of these.
  const auto keys =
      DEMUR_TRY(house.store().read([&](const store::Reader& reader) { return keys_of(house, reader); }));
  const auto part = [&](std::size_t from) {
    return std::span(order).subspan(from, std::min(kTogether, order.size() - from));
  };
  const auto checking = [&](std::size_t from) {
    return std::async(std::launch::async, [&, from] { return check_ahead(house, keys, opened, part(from)); });
  };
  std::vector<drop::ItemAnswer> answers;
  std::future<Ahead> coming = checking(0);
  for (std::size_t from = 0; from < order.size(); from += kTogether) {
    const Ahead ahead = coming.get();
    if (from + kTogether < order.size()) coming = checking(from + kTogether);
    const auto some = part(from);
    const auto taken = DEMUR_TRY(take_some(house, keys, opened, some, ahead));
    for (std::size_t i = 0; i < some.size(); ++i)
      answers.push_back(answer_of(opened.digests[some[i]], taken[i]));
  }
  return drop::format_answer(answers);
}

}  // namespace demur::service
