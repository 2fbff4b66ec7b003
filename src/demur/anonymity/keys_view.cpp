#include "demur/anonymity/keys_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace demur::anonymity {
namespace {

using Refusing = std::unexpected<Refused>;

Refusing refuse(Refusal reason, std::string text, std::optional<std::size_t> entry = {}) {
  return std::unexpected(Refused{reason, std::move(text), entry});
}

const std::string& instance_of(const KeyRecord& record) {
  return std::visit([](const auto& known) -> const std::string& { return known.instance; }, record);
}

}  // namespace

// Takes the entries in their order; each may speak only of what stands before it.
class KeysReader {
 public:
  using Taken = std::expected<void, Refused>;
  explicit KeysReader(KeysRule rule) { view_.rule_ = std::move(rule); }

  Taken take(const std::string& text) {
    auto record = parse_record(text);
    if (!record)
      return refuse(Refusal::unreadable,
                    fmt::format("Entry {} of the keys log cannot be read: {}.", at_, record.error().what),
                    at_);
    if (instance_of(*record) != view_.rule_.instance)
      return refuse(Refusal::other_instance,
                    fmt::format("Entry {} of the keys log speaks for another institution.", at_), at_);
    const Taken taken = std::visit([&](auto& known) { return take(text, known); }, *record);
    ++at_;
    return taken;
  }

  KeysView finish() && { return std::move(view_); }

 private:
  Taken take(const std::string& text, IssuerKeyRecord& record) {
    KeysView::IssuerEntry entry{.entry = at_, .key = {text, key_id(text), std::move(record)}};
    for (const Bytes& n : entry.key.record.moduli)
      for (KeysView::IssuerEntry& other : view_.issuers_)
        if (std::ranges::find(other.key.record.moduli, n) != other.key.record.moduli.end())
          entry.shared_modulus = other.shared_modulus = true;
    view_.issuers_.push_back(std::move(entry));
    return {};
  }

  Taken take(const std::string& text, OfficerKeyRecord& record) {
    if (record.supersedes) {
      auto* const former = find(view_.officers_, *record.supersedes);
      if (former == nullptr || former->key.record.office != record.office ||
          former->key.record.post != record.post)
        return dangling("supersedes keys that the same post never had");
      former->superseded = true;
    }
    view_.officers_.push_back({.entry = at_, .key = {key_id(text), std::move(record)}});
    return {};
  }

  Taken take(const std::string&, RevokeRecord& record) {
    return record.kind == RevokedKind::issuer ? revoke(view_.issuers_, record)
                                              : revoke(view_.officers_, record);
  }

  Taken take(const std::string&, IssuedRecord& record) {
    auto* const key = find(view_.issuers_, record.key_id);
    if (key == nullptr) return dangling("counts tokens of a key that is not there");
    const std::uint64_t most = std::uint64_t{key->key.record.class_size} * key->key.record.quota;
    if (record.count < key->key.issued || record.count > most)
      return refuse(Refusal::bad_count,
                    fmt::format("Entry {} of the keys log counts tokens that cannot be: fewer than before, "
                                "or more than the class may have.",
                                at_),
                    at_);
    key->key.issued = record.count;
    return {};
  }

  Taken take(const std::string&, BundleRecord& record) {
    view_.bundles_.push_back(std::move(record));
    return {};
  }

  Taken take(const std::string&, DropKeyRecord& record) {
    view_.drops_.push_back(std::move(record));
    return {};
  }

  // The first of two equal texts: they are doubled, and refused, anyway.
  template <typename Entry>
  static Entry* find(std::vector<Entry>& entries, const KeyId& id) {
    const auto found = std::ranges::find(entries, id, [](const Entry& entry) { return entry.key.id; });
    return found == entries.end() ? nullptr : &*found;
  }

  template <typename Entry>
  Taken revoke(std::vector<Entry>& entries, const RevokeRecord& record) {
    auto* const key = find(entries, record.key_id);
    if (key == nullptr) return dangling("revokes a key that is not there");
    key->revoked = at_;
    key->revoked_on = record.day;
    return {};
  }

  Refusing dangling(const char* what) const {
    return refuse(Refusal::dangling, fmt::format("Entry {} of the keys log {}.", at_, what), at_);
  }

  KeysView view_;
  std::size_t at_ = 0;
};

std::expected<KeysView, Refused> read_keys(std::span<const std::string> entries, KeysRule rule) {
  KeysReader reader(std::move(rule));
  for (const std::string& entry : entries)
    if (auto taken = reader.take(entry); !taken) return std::unexpected(std::move(taken).error());
  return std::move(reader).finish();
}

namespace {

// One fewer, and they might all be those of one person fewer than the floor.
std::uint64_t fewest_issued(const KeysRule& rule, std::uint32_t quota) {
  if (rule.counted == Issued::tokens || rule.issued_floor == 0) return rule.issued_floor;
  return (rule.issued_floor - 1) * quota + 1;
}

}  // namespace

std::expected<TrustedIssuer, Refused> KeysView::issuer(std::string_view scope, std::string_view klass,
                                                       core::Day today, Use use) const {
  const auto is_asked = [&](const IssuerEntry& entry) {
    return entry.key.record.scope == scope && entry.key.record.klass == klass;
  };
  const auto found = std::ranges::find_if(issuers_, is_asked);
  if (found == issuers_.end())
    return refuse(Refusal::missing, fmt::format("There is no key for {} and the class {}.", scope, klass));
  const auto second = std::find_if(found + 1, issuers_.end(), is_asked);
  if (second != issuers_.end())
    return refuse(
        Refusal::doubled,
        fmt::format(
            "There are two keys for {} and the class {}: whoever gets the other one could be told apart.",
            scope, klass),
        second->entry);
  const IssuerKeyRecord& record = found->key.record;
  if (found->shared_modulus)
    return refuse(Refusal::shared_modulus,
                  "The key's modulus stands in another record too: its tokens would count for both.",
                  found->entry);
  if (std::ranges::any_of(record.moduli, [&](const Bytes& n) {
        return n.size() * 8 != static_cast<std::size_t>(rule_.modulus_bits);
      }))
    return refuse(Refusal::modulus_size,
                  fmt::format("The key is not of the {} bits that all keys have.", rule_.modulus_bits),
                  found->entry);
  if (record.class_size < rule_.class_floor)
    return refuse(Refusal::class_too_small,
                  fmt::format("The class {} has {} people, fewer than the {} that it takes to hide among.",
                              klass, record.class_size, rule_.class_floor),
                  found->entry);
  if (found->revoked && (use != Use::look_back || found->revoked_on <= today))
    return refuse(Refusal::revoked, "The key was revoked.", found->revoked);
  if (today < record.not_before)
    return refuse(Refusal::not_yet_valid,
                  fmt::format("The key holds only from {} on.", core::to_string(record.not_before)),
                  found->entry);
  if (today > record.not_after)
    return refuse(Refusal::expired, fmt::format("The key held until {}.", core::to_string(record.not_after)),
                  found->entry);
  if (const std::uint64_t fewest = fewest_issued(rule_, record.quota);
      use != Use::fetch && found->key.issued < fewest)
    return refuse(
        Refusal::too_few_issued,
        fmt::format(
            "Only {} tokens of this key were given out so far; one should be used from {} on, when {} "
            "people have some.",
            found->key.issued, fewest, rule_.issued_floor),
        found->entry);
  return found->key;
}

std::expected<TrustedOfficer, Refused> KeysView::officer(std::string_view office, std::string_view post,
                                                         core::Day today) const {
  const OfficerEntry* live = nullptr;
  Refused why{Refusal::missing, fmt::format("There are no keys for {} of {}.", post, office)};
  for (const OfficerEntry& entry : officers_) {
    const OfficerKeyRecord& record = entry.key.record;
    if (record.office != office || record.post != post || entry.superseded) continue;
    if (entry.revoked)
      why = {Refusal::revoked, fmt::format("The keys of {} of {} were revoked.", post, office),
             entry.revoked};
    else if (today < record.not_before)
      why = {Refusal::not_yet_valid,
             fmt::format("The keys of {} of {} hold only from {} on.", post, office,
                         core::to_string(record.not_before)),
             entry.entry};
    else if (today > record.not_after)
      why = {
          Refusal::expired,
          fmt::format("The keys of {} of {} held until {}.", post, office, core::to_string(record.not_after)),
          entry.entry};
    else if (live != nullptr)
      return refuse(Refusal::doubled, fmt::format("There are two sets of keys for {} of {}.", post, office),
                    entry.entry);
    else
      live = &entry;
  }
  if (live == nullptr) return std::unexpected(std::move(why));
  return live->key;
}

std::vector<std::pair<std::string, std::string>> KeysView::scopes() const {
  std::set<std::pair<std::string, std::string>> all;
  for (const IssuerEntry& entry : issuers_) all.emplace(entry.key.record.scope, entry.key.record.klass);
  return {all.begin(), all.end()};
}

std::vector<std::pair<std::string, std::string>> KeysView::posts() const {
  std::set<std::pair<std::string, std::string>> all;
  for (const OfficerEntry& entry : officers_) all.emplace(entry.key.record.office, entry.key.record.post);
  return {all.begin(), all.end()};
}

const OfficerKeyRecord* KeysView::officer_by_id(const KeyId& id) const {
  const auto found = std::ranges::find(officers_, id, [](const OfficerEntry& entry) { return entry.key.id; });
  return found == officers_.end() ? nullptr : &found->key.record;
}

const OfficerKeyRecord* KeysView::officer_by_tag(const KeyTag& tag) const {
  const auto found = std::ranges::find(
      officers_, tag, [](const OfficerEntry& entry) { return key_tag(entry.key.record.box_key); });
  return found == officers_.end() ? nullptr : &found->key.record;
}

const IssuerKeyRecord* KeysView::issuer_by_id(const KeyId& id) const {
  const auto found = std::ranges::find(issuers_, id, [](const IssuerEntry& entry) { return entry.key.id; });
  return found == issuers_.end() ? nullptr : &found->key.record;
}

std::span<const DropKeyRecord> KeysView::drops() const {
  return drops_;
}

const BundleRecord* KeysView::newest_bundle() const {
  return bundles_.empty() ? nullptr : &bundles_.back();
}

}  // namespace demur::anonymity
