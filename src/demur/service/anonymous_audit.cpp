#include "demur/service/anonymous_audit.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "demur/anonymity/hashing.hpp"
#include "demur/core/fixed_bytes.hpp"
#include "demur/service/scopes.hpp"

namespace demur::service {
namespace {

using anonymity::Issuer;
using anonymity::KeyId;
using anonymity::Statement;
using core::Code;
using core::Day;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;
using translog::Leaf;

std::string ref_of(const Leaf& leaf, std::string_view noun) {
  for (const std::string& ref : leaf.refs)
    if (ref.starts_with(noun)) return ref.substr(noun.size());
  return {};
}

std::string dissent_of(const Leaf& leaf) {
  return ref_of(leaf, "dissent:");
}

// What is voted or proposed in.
std::string poll_of(const Leaf& leaf) {
  const std::string round = ref_of(leaf, "opinion_round:");
  return round.empty() ? ref_of(leaf, "meeting:") : round;
}

// What its token must have been issued for.
bool is_scope_of(const Leaf& leaf, std::string_view scope) {
  if (leaf.type == "anonymous.voted") return scope == "vote:" + poll_of(leaf);
  if (leaf.type == "anonymous.proposed") return scope == "propose:" + poll_of(leaf);
  return leaf.type == "anonymous.filed" ? scope.starts_with("file:") : scope == "cosign:" + dissent_of(leaf);
}

// What only everybody has a key for: a second group would have votes or signatures beside the members'.
bool is_for_everybody_alone(std::string_view scope) {
  return scope.starts_with("vote:") || scope.starts_with("propose:") || scope.starts_with("cosign:");
}

// Whether this audit looks at a leaf at all, told before it is parsed: most are not.
bool concerns_us(std::string_view text) {
  for (const std::string_view type : {"\"type\":\"anonymous.", "\"type\":\"keys.extended\"",
                                      "\"type\":\"sealed.", "\"type\":\"dissent.last_word\"",
                                      "\"type\":\"dissent.looked_back\"", "\"type\":\"dissent.withdrawn\""})
    if (text.contains(type)) return true;
  return false;
}

Result<anonymity::Verdict> verdict_in(const object& said) {
  const std::string word = said_text(said, "verdict");
  if (word == "satisfied") return anonymity::Verdict::satisfied;
  if (word == "partly") return anonymity::Verdict::partly;
  if (word == "maintained") return anonymity::Verdict::maintained;
  return fail(Code::unproven, "its verdict is no verdict");
}

Result<anonymity::Hindsight> hindsight_in(const object& said) {
  const std::string word = said_text(said, "verdict");
  if (word == "right") return anonymity::Hindsight::right;
  if (word == "partly_right") return anonymity::Hindsight::partly_right;
  if (word == "wrong") return anonymity::Hindsight::wrong;
  if (word == "too_early") return anonymity::Hindsight::too_early;
  return fail(Code::unproven, "its verdict is no verdict");
}

Result<Statement> filing_statement(const object& said) {
  return anonymity::FilingStatement{
      .envelope = DEMUR_TRY(core::bytes_member<32>(said, "envelope")),
      .attachments_root = DEMUR_TRY(core::bytes_member<32>(said, "attachments")),
      .author = DEMUR_TRY(core::bytes_member<32>(said, "author")),
      .about = DEMUR_TRY(core::bytes_member<32>(said, "about"))};
}

Result<core::Digest> envelope_or_none(const object& said) {
  if (said_text(said, "envelope").empty()) return anonymity::hash({});
  return core::bytes_member<32>(said, "envelope");
}

// What an author says after the filing, as it is signed.
Result<Statement> later_statement(const Leaf& leaf, const object& said, const core::Digest& filing) {
  if (leaf.type == "anonymous.message")
    return anonymity::ThreadStatement{filing, DEMUR_TRY(core::bytes_member<32>(said, "envelope"))};
  if (leaf.type == "dissent.last_word")
    return anonymity::LastWordStatement{filing, DEMUR_TRY(verdict_in(said)),
                                        DEMUR_TRY(envelope_or_none(said))};
  if (leaf.type == "dissent.looked_back") {
    const auto number = DEMUR_TRY(core::integer_member(said, "number"));
    if (number < 1 || number > std::numeric_limits<std::int32_t>::max())
      return fail(Code::unproven, "its number is none");
    return anonymity::ReviewStatement{.leaf = filing,
                                      .number = static_cast<std::uint32_t>(number),
                                      .verdict = DEMUR_TRY(hindsight_in(said)),
                                      .envelope = DEMUR_TRY(envelope_or_none(said))};
  }
  return anonymity::WithdrawStatement{filing};
}

// Of any dissent, anonymous or not.
bool is_authors_own(const Leaf& leaf) {
  return leaf.type == "dissent.last_word" || leaf.type == "dissent.looked_back" ||
         leaf.type == "dissent.withdrawn";
}

}  // namespace

AnonymousRule rule_of(const std::optional<domain::ChannelPolicy>& policy) {
  if (!policy || !policy->anonymous) return {.floor = 1, .to_open = 1};
  return {.floor = static_cast<std::uint32_t>(policy->anonymous->floor),
          .to_open = policy->anonymous->to_open};
}

std::vector<translog::Hash> prefix_roots(const std::vector<std::string>& entries) {
  std::vector<translog::Hash> roots;
  std::vector<translog::Hash> peaks;  // of the full subtrees, the largest first
  for (std::size_t size = 1; size <= entries.size(); ++size) {
    peaks.push_back(translog::leaf_hash(core::bytes_of(entries[size - 1])));
    for (std::size_t joined = size; joined % 2 == 0; joined /= 2) {
      const translog::Hash right = peaks.back();
      peaks.pop_back();
      peaks.back() = translog::node_hash(peaks.back(), right);
    }
    translog::Hash root = peaks.back();
    for (std::size_t i = peaks.size() - 1; i-- > 0;) root = translog::node_hash(peaks[i], root);
    roots.push_back(root);
  }
  return roots;
}

AnonymousAudit::AnonymousAudit(std::string instance, std::vector<std::string> entries)
    : instance_(std::move(instance)),
      entries_(std::move(entries)),
      roots_(prefix_roots(entries_)),
      custody_(instance_) {
  figures_.keys = entries_.size();
  for (const std::string& entry : entries_) read_keys_of(entry);
}

// What cannot be read is found again, and said, by check_keys().
void AnonymousAudit::read_keys_of(const std::string& entry) {
  custody_.know(entry);
  const auto record = anonymity::parse_record(entry);
  if (!record) return;
  if (std::holds_alternative<anonymity::IssuerKeyRecord>(*record)) {
    if (auto issuer = Issuer::from_record(entry)) issuers_.emplace(issuer->id(), std::move(*issuer));
  } else if (const auto* revoked = std::get_if<anonymity::RevokeRecord>(&*record)) {
    revoked_.emplace(revoked->key_id, revoked->day);
  } else if (const auto* issued = std::get_if<anonymity::IssuedRecord>(&*record)) {
    counts_[issued->key_id].push_back({issued->day, issued->count});
  }
}

const Issuer* AnonymousAudit::issuer_of(const KeyId& id) const {
  const auto found = issuers_.find(id);
  return found == issuers_.end() ? nullptr : &found->second;
}

Status AnonymousAudit::read(std::uint64_t index, core::ByteView bytes) {
  const std::string_view text = core::text_of(bytes);
  if (!concerns_us(text)) return {};
  const auto leaf = translog::parse_leaf(text);
  if (!leaf) return fail(Code::unproven, fmt::format("leaf {}: {}", index, leaf.error().what));
  if (leaf->type == "keys.extended") check_anchor(index, *leaf);
  if (leaf->type == "anonymous.filed" || leaf->type == "anonymous.cosigned" ||
      leaf->type == "anonymous.voted" || leaf->type == "anonymous.proposed")
    check_spent(index, *leaf);
  check_custody(index, *leaf);
  const bool is_later =
      leaf->type == "anonymous.message" || (is_authors_own(*leaf) && filings_.contains(dissent_of(*leaf)));
  if (leaf->type == "anonymous.message") ++figures_.messages;
  if (is_later)
    if (const Status held = follow_up(*leaf); !held) find(index, held.error().what);
  return {};
}

void AnonymousAudit::check_anchor(std::uint64_t index, const Leaf& leaf) {
  const object said = leaf.public_part.value_or(object{});
  const auto size = core::integer_member(said, "size").value_or(0);
  if (size < 1 || static_cast<std::uint64_t>(size) <= anchored_)
    return find(index, "it says that the keys log grew, and names no greater size");
  anchored_ = static_cast<std::uint64_t>(size);
  if (anchored_ > roots_.size())
    return find(index, fmt::format("the keys log had {} entries; the one that is shown has {}", anchored_,
                                   roots_.size()));
  if (said_text(said, "root") != core::to_base64(roots_[anchored_ - 1]))
    find(index,
         fmt::format("the first {} entries of the keys log are not those that this log recorded", anchored_));
}

void AnonymousAudit::check_spent(std::uint64_t index, const Leaf& leaf) {
  ++(leaf.type == "anonymous.filed"      ? figures_.filed
     : leaf.type == "anonymous.voted"    ? figures_.voted
     : leaf.type == "anonymous.proposed" ? figures_.proposed
                                         : figures_.cosigned);
  if (const Status held = spend(index, leaf); !held) find(index, held.error().what);
}

Status AnonymousAudit::spend(std::uint64_t index, const Leaf& leaf) {
  const object said = leaf.public_part.value_or(object{});
  const bool is_filing = leaf.type == "anonymous.filed";
  const auto credential = DEMUR_TRY(anonymity::decode_credential(
      DEMUR_TRY(core::from_base64(DEMUR_TRY(core::string_member(said, "credential"))))));
  if (said_text(said, "key") != core::to_base64(credential.key_id))
    return fail(Code::unproven, "it names another key than its credential does");
  const Issuer* issuer = issuer_of(credential.key_id);
  if (issuer == nullptr)
    return fail(Code::unproven, "its credential is of a key that is not in the keys log");
  const std::string& scope = issuer->record().scope;
  if (!is_scope_of(leaf, scope))
    return fail(Code::unproven,
                fmt::format("its token was issued for {}, and spent on something else", scope));
  // A vote is recorded when its round closed, a proposal when the drop hands it in: after the days of their
  // key.
  const bool is_for_round = leaf.type == "anonymous.voted" || leaf.type == "anonymous.proposed";
  const Day used = is_for_round ? std::min(leaf.day, issuer->record().not_after) : leaf.day;
  if (const auto revoked = revoked_.find(credential.key_id);
      revoked != revoked_.end() && revoked->second < used)
    return fail(Code::unproven, "its key was revoked before that day");
  const auto holds = anonymity::check_credential(*issuer, credential, used);
  if (!holds) return fail(Code::unproven, "its credential does not hold: " + holds.error().what);
  if (is_for_round) return count_spent(index, leaf, credential);
  const Statement statement =
      is_filing ? DEMUR_TRY(filing_statement(said))
                : Statement(anonymity::CosignStatement{anonymity::filing_leaf(dissent_of(leaf))});
  const auto signature = DEMUR_TRY(core::bytes_member<64>(said, "statement"));
  if (!anonymity::check_statement(credential.holder, credential.key_id, statement, signature))
    return fail(Code::unproven, "the token's key did not sign what the record says");
  if (is_filing) {
    const auto& filing = std::get<anonymity::FilingStatement>(statement);
    if (leaf.id != anonymity::filing_id(filing.envelope))
      return fail(Code::unproven, "its id does not follow from its envelope");
    filings_.emplace(leaf.id, Filing{credential.key_id, filing.author});
  }
  return count_spent(index, leaf, credential);
}

Status AnonymousAudit::count_spent(std::uint64_t index, const Leaf& leaf,
                                   const anonymity::Credential& credential) {
  if (!tags_.insert(anonymity::spent_tag(credential)).second)
    return fail(Code::unproven, "its token was spent before");
  spendings_[credential.key_id].push_back({leaf.day, index});
  return {};
}

Status AnonymousAudit::follow_up(const Leaf& leaf) {
  const object said = leaf.public_part.value_or(object{});
  const std::string id = dissent_of(leaf);
  const auto filing = filings_.find(id);
  if (filing == filings_.end()) return fail(Code::unproven, "it follows up a filing that is not in the log");
  const auto signature = core::bytes_member<64>(said, "statement");
  const auto statement = later_statement(leaf, said, anonymity::filing_leaf(id));
  if (!statement || !signature ||
      !anonymity::check_statement(filing->second.author, filing->second.key_id, *statement, *signature))
    return fail(Code::unproven, "the filing's author did not sign it");
  if (leaf.type != "dissent.looked_back") return {};
  ++figures_.looks_back;
  // Otherwise what the author took back would stand as their last word.
  if (std::get<anonymity::ReviewStatement>(*statement).number != ++filing->second.reviews)
    return fail(Code::unproven, "the author's word before this one is missing, or this one is here twice");
  return {};
}

// Of a dissent that is not sealed, withdrawals and last words are no business of ours.
void AnonymousAudit::check_custody(std::uint64_t index, const Leaf& leaf) {
  const bool is_first = leaf.type == "anonymous.filed";
  const bool comes_sealed = is_first || leaf.type == "anonymous.message" ||
                            (is_authors_own(leaf) && filings_.contains(dissent_of(leaf)));
  const bool is_opening =
      leaf.type == "sealed.rewrapped" || leaf.type == "sealed.agreed" || leaf.type == "sealed.opened";
  if (!comes_sealed && !is_opening) return;
  const Status held = custody_.read(index, leaf, is_first ? leaf.id : dissent_of(leaf));
  if (!held) find(index, held.error().what);
}

// A token is issued before it is spent: what was spent before the day of a count is in that count.
void AnonymousAudit::check_counts() {
  for (const auto& [id, spendings] : spendings_) {
    const auto& record = issuer_of(id)->record();
    const std::uint64_t most = std::uint64_t{record.class_size} * record.quota;
    if (spendings.size() > most)
      find(spendings.back().index,
           fmt::format("{} tokens are spent for {} and {}; its {} people may have {}", spendings.size(),
                       record.scope, record.klass, record.class_size, most));
    const auto counts = counts_.find(id);
    const std::uint64_t last = counts == counts_.end() ? 0 : counts->second.back().count;
    // Votes are recorded after every count of their key, whether or not it is revoked ever.
    // Proposals that come late are recorded when their key was counted for the last time.
    const bool is_over = revoked_.contains(id) || record.scope.starts_with("vote:") ||
                         (record.scope.starts_with("propose:") &&
                          spendings.back().day > record.not_after + std::chrono::days{1});
    if (is_over && spendings.size() > last)
      find(spendings.back().index,
           fmt::format("{} tokens are spent for {} and {}, and {} were issued until its key ended",
                       spendings.size(), record.scope, record.klass, last));
    if (counts == counts_.end()) continue;
    for (const Count& count : counts->second) {
      const auto spent = std::ranges::count_if(
          spendings, [&](const Spending& spending) { return spending.day < count.day; });
      if (static_cast<std::uint64_t>(spent) <= count.count) continue;
      find(spendings.back().index,
           fmt::format("{} tokens for {} and {} were spent before {}, and only {} were issued until then",
                       spent, record.scope, record.klass, core::to_string(count.day), count.count));
      break;
    }
  }
}

// The rules by which a member's client would refuse a key: on the key's own first day, so that what came
// later does not hide what was wrong then.
void AnonymousAudit::check_keys(const AnonymousRule& rule) {
  const auto view =
      anonymity::read_keys(entries_, {.instance = instance_, .class_floor = rule.floor, .issued_floor = 0});
  if (!view) return find(anchored_, "the keys log: " + view.error().text);
  std::set<std::pair<std::string, std::string>> told;
  for (const auto& [id, issuer] : issuers_) {
    const auto& record = issuer.record();
    if (is_for_everybody_alone(record.scope) && record.klass != kEverybody)
      find(anchored_, fmt::format("the keys log, {}: {} has a key, where everybody has one and no group has",
                                  record.scope, record.klass));
    const auto key = view->issuer(record.scope, record.klass, record.not_before, anonymity::Use::fetch);
    const bool is_fine = key || key.error().reason == anonymity::Refusal::revoked;
    if (!is_fine && told.emplace(record.scope, record.klass).second)
      find(anchored_,
           fmt::format("the keys log, {} and {}: {}", record.scope, record.klass, key.error().text));
  }
}

AnonymousFigures AnonymousAudit::finish(const AnonymousRule& rule) {
  check_keys(rule);
  check_counts();
  for (AuditFinding& finding : custody_.finish(rule.to_open)) findings_.push_back(std::move(finding));
  figures_.opened = custody_.opened();
  figures_.handed_over = custody_.handed_over();
  figures_.issuer_keys = issuers_.size();
  for (const auto& [id, counts] : counts_) figures_.issued += counts.back().count;
  figures_.unanchored = figures_.keys - std::min(figures_.keys, anchored_);
  return figures_;
}

}  // namespace demur::service
