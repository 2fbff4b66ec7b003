// What a log says of filings without names, checked by somebody who trusts nothing but the log's key: with
// the keys log beside it, every token that was spent proves itself.
//
//   AnonymousAudit audit("example.org/dissent", entries);
//   for (leaf of the main log) DEMUR_TRY(audit.read(index, leaf));
//   const AnonymousFigures figures = audit.finish({.floor = 20, .to_open = 2});
//   audit.findings();
//
// Held: each filing, co-signature, vote and proposal has a credential under a logged key of its scope, in the
// key's days and before any revocation; its statement is signed by the key that the credential certifies (a
// vote's and a proposal's are not in the log: they would tell the vote, or whose a statement is); no token is
// spent twice; what authors add later is signed by the filing's author, and of their words years after none
// is left out or there twice; of each key no more is spent than was issued, and no more issued than its class
// may have; one key for each scope and class, none of a class below the floor, no modulus twice, and to vote,
// to propose and to co-sign none but everybody's; each `keys.extended` is the root of the keys log at that
// size; and of who opened what is sealed, what CustodyAudit holds. Not held, because the log does not tell:
// who, and whether the one who was given a token was a member (the passkeys' signatures are the house's to
// show). Errors: Code::unproven for leaves and keys that have no known form. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "demur/anonymity/keys_view.hpp"
#include "demur/anonymity/statement.hpp"
#include "demur/anonymity/token.hpp"
#include "demur/service/audit.hpp"
#include "demur/service/custody_audit.hpp"
#include "demur/translog/hash.hpp"

namespace demur::service {

struct AnonymousRule {
  std::uint32_t floor = 20;  // the smallest class that may have a key
  int to_open = 2;           // custodians who must agree
};

// A channel that takes no anonymous dissents has nothing to be held to.
[[nodiscard]] AnonymousRule rule_of(const std::optional<domain::ChannelPolicy>& policy);

struct AnonymousFigures {
  std::uint64_t keys = 0;  // entries of the keys log
  std::uint64_t issuer_keys = 0;
  std::uint64_t issued = 0;  // tokens, as last counted
  std::uint64_t filed = 0;
  std::uint64_t cosigned = 0;
  std::uint64_t voted = 0;     // tokens, in rounds that closed and before sessions
  std::uint64_t proposed = 0;  // tokens, whatever became of it
  std::uint64_t messages = 0;
  std::uint64_t looks_back = 0;   // of authors, years after
  std::uint64_t opened = 0;       // sealed texts
  std::uint64_t handed_over = 0;  // shares of custodians
  std::uint64_t unanchored = 0;   // entries of the keys log that this log does not answer for yet
};

class AnonymousAudit {
 public:
  // `entries`: of the keys log, all of them, as its own checkpoint signs them.
  AnonymousAudit(std::string instance, std::vector<std::string> entries);

  [[nodiscard]] core::Status read(std::uint64_t index, core::ByteView leaf);
  [[nodiscard]] AnonymousFigures finish(const AnonymousRule& rule);
  [[nodiscard]] const std::vector<AuditFinding>& findings() const { return findings_; }

 private:
  struct Filing {
    anonymity::KeyId key_id{};
    anonymity::SignPublicKey author{};
    std::uint32_t reviews = 0;  // of its author, so far
  };
  struct Spending {
    core::Day day{};
    std::uint64_t index = 0;
  };
  struct Count {
    core::Day day{};
    std::uint64_t count = 0;
  };

  void find(std::uint64_t index, std::string what) { findings_.push_back({index, std::move(what)}); }
  void read_keys_of(const std::string& entry);
  void check_anchor(std::uint64_t index, const translog::Leaf& leaf);
  void check_spent(std::uint64_t index, const translog::Leaf& leaf);
  [[nodiscard]] core::Status spend(std::uint64_t index, const translog::Leaf& leaf);
  [[nodiscard]] core::Status count_spent(std::uint64_t index, const translog::Leaf& leaf,
                                         const anonymity::Credential& credential);
  [[nodiscard]] core::Status follow_up(const translog::Leaf& leaf);
  void check_custody(std::uint64_t index, const translog::Leaf& leaf);
  void check_counts();
  void check_keys(const AnonymousRule& rule);
  [[nodiscard]] const anonymity::Issuer* issuer_of(const anonymity::KeyId& id) const;

  std::string instance_;
  std::vector<std::string> entries_;
  std::vector<translog::Hash> roots_;  // of the first so many entries, from one
  std::map<anonymity::KeyId, anonymity::Issuer> issuers_;
  std::map<anonymity::KeyId, core::Day> revoked_;
  std::map<anonymity::KeyId, std::vector<Count>> counts_;
  std::map<anonymity::KeyId, std::vector<Spending>> spendings_;
  std::set<core::Digest> tags_;
  std::map<std::string, Filing> filings_;
  CustodyAudit custody_;
  std::uint64_t anchored_ = 0;
  AnonymousFigures figures_;
  std::vector<AuditFinding> findings_;
};

// The roots of the first 1, 2, ... n entries (RFC 6962).
[[nodiscard]] std::vector<translog::Hash> prefix_roots(const std::vector<std::string>& entries);

}  // namespace demur::service
