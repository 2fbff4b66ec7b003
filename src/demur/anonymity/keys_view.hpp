// What a client concludes from the whole keys log, before it trusts any key in it. The caller has downloaded
// every entry and checked them against a checkpoint that the log and its witnesses signed; here is the rest:
// that everybody is given the same key, and that its class is large enough to hide in.
//
//   const KeysView view = read_keys(entries, {.instance = "example.org/dissent"});
//   const auto key = view.issuer("file:2026q4", "staff", today, Use::spend);
//   if (!key) show(key.error().text);        // refusal: a case, and words that a person can act on
//
// One unreadable entry, or one of another institution, refuses the whole log: two clients that read it
// differently could be told apart. A key that was ever doubled stays refused: the evidence is public.
// Pure, no clock.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/key_record.hpp"

namespace demur::anonymity {

// What `issued_floor` counts. Of a key that gives several to each, so many tokens may be a few people's.
enum class Issued : std::uint8_t {
  holders,  // people who hold tokens for certain, however many of them each has collected
  // Tokens: for the institution, which does not refuse what a drop took that counted so.
  tokens
};

struct KeysRule {
  std::string instance;
  std::uint32_t class_floor = 20;   // people who are eligible
  std::uint64_t issued_floor = 20;  // have tokens already before one is spent
  Issued counted = Issued::holders;
  int modulus_bits = kModulusBits;
};

enum class Refusal : std::uint8_t {
  unreadable,       // an entry is in no format that is known
  other_instance,   // an entry speaks for another institution
  dangling,         // a revocation or count for a key that is not there before it
  bad_count,        // a count that falls, or is more than the class may have
  missing,          // no key for that scope and class, or post
  doubled,          // more than one
  shared_modulus,   // the same modulus under two records
  modulus_size,     // not of the size that everybody's has
  class_too_small,  // fewer people than the floor
  revoked,
  not_yet_valid,
  expired,
  too_few_issued,  // to fewer people than the floor, so far
};

struct Refused {
  Refusal reason = Refusal::missing;
  std::string text;                       // for people: what is wrong, and what it means
  std::optional<std::size_t> entry = {};  // the entry at fault, from 0
};

enum class Use : std::uint8_t {
  fetch,  // ask for a token: nothing is given away by it
  spend,  // use one: enough others must have theirs
  // One that was used on that day, whatever became of its key since: a revocation of a later day is none.
  look_back,
};

// An issuer's key that passed, as the log has it.
struct TrustedIssuer {
  std::string text;  // the record: Issuer::from_record(text)
  KeyId id{};
  IssuerKeyRecord record;
  std::uint64_t issued = 0;
};

struct TrustedOfficer {
  KeyId id{};
  OfficerKeyRecord record;
};

class KeysReader;

class KeysView {
 public:
  [[nodiscard]] std::expected<TrustedIssuer, Refused> issuer(std::string_view scope, std::string_view klass,
                                                             core::Day today, Use use) const;
  // Every scope and class for which there is a record, by scope: what a client fetches tokens for.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> scopes() const;
  [[nodiscard]] std::expected<TrustedOfficer, Refused> officer(std::string_view office, std::string_view post,
                                                               core::Day today) const;
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> posts() const;
  // A record by its id, whatever became of it since: to check what was signed with it in its time.
  [[nodiscard]] const OfficerKeyRecord* officer_by_id(const KeyId& id) const;
  // By what an envelope knows its recipients by.
  [[nodiscard]] const OfficerKeyRecord* officer_by_tag(const KeyTag& tag) const;
  [[nodiscard]] const IssuerKeyRecord* issuer_by_id(const KeyId& id) const;
  // The drops whose records are there, in the log's order.
  [[nodiscard]] std::span<const DropKeyRecord> drops() const;
  // The files of the newest bundle record.
  [[nodiscard]] const BundleRecord* newest_bundle() const;

 private:
  friend class KeysReader;

  struct IssuerEntry {
    std::size_t entry = 0;
    TrustedIssuer key;
    std::optional<std::size_t> revoked = {};
    core::Day revoked_on{};
    bool shared_modulus = false;
  };
  struct OfficerEntry {
    std::size_t entry = 0;
    TrustedOfficer key;
    std::optional<std::size_t> revoked = {};
    core::Day revoked_on{};
    bool superseded = false;
  };

  KeysRule rule_;
  std::vector<IssuerEntry> issuers_;
  std::vector<OfficerEntry> officers_;
  std::vector<BundleRecord> bundles_;
  std::vector<DropKeyRecord> drops_;
};

[[nodiscard]] std::expected<KeysView, Refused> read_keys(std::span<const std::string> entries, KeysRule rule);

}  // namespace demur::anonymity
