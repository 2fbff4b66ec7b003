// What a log says of who opened sealed texts, followed share by share: to whom each envelope was sealed, what
// was handed over since, who agreed and who opened. Part of AnonymousAudit.
//
//   CustodyAudit custody("example.org/dissent");
//   custody.know(entry);                                       // each of the keys log
//   DEMUR_TRY(custody.read(index, leaf));                      // each leaf that is_custody() of
//   for (const auto& finding : custody.finish(2)) ...
//
// Held: no custodian has two shares of one envelope, not by rewraps either; what is handed over was signed by
// whose share it was, and goes to a key in force; who agreed had a share; an opening stands on as many
// different shares as the rule asks, of who agreed before it and who opened. A custodian is a post of the
// keys log, through every rotation of its keys. Not held, because the log does not tell: who is recused, and
// whether the tags in `recipients` are those of the envelope (who has it can compare). Errors:
// Code::unproven, in words for a finding. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "demur/anonymity/share_holders.hpp"
#include "demur/service/audit.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {

class CustodyAudit {
 public:
  explicit CustodyAudit(std::string instance) : instance_(std::move(instance)) {}

  void know(const std::string& entry);
  // Of a leaf about the dissent of this id: what came sealed, sealed.rewrapped, sealed.agreed, sealed.opened.
  [[nodiscard]] core::Status read(std::uint64_t index, const translog::Leaf& leaf,
                                  const std::string& dissent);
  [[nodiscard]] std::vector<AuditFinding> finish(int to_open) const;
  [[nodiscard]] std::uint64_t opened() const { return openings_.size(); }
  [[nodiscard]] std::uint64_t handed_over() const { return handed_over_; }

 private:
  struct Officer {
    anonymity::OfficerKeyRecord record;
    std::optional<core::Day> revoked = {};
    [[nodiscard]] bool in_force(core::Day day) const;  // may be sealed to
    [[nodiscard]] bool usable(core::Day day) const;    // also past its last day, for what was sealed to it
  };
  struct Envelope {
    std::string dissent;
    anonymity::ShareHolders holders;
  };
  struct Opening {
    std::uint64_t index = 0;
    int shares = 0;
  };

  [[nodiscard]] core::Status came(const translog::Leaf& leaf, const std::string& dissent);
  [[nodiscard]] core::Status handed(const translog::Leaf& leaf, const std::string& dissent);
  [[nodiscard]] core::Status agreed(const translog::Leaf& leaf, const std::string& dissent);
  [[nodiscard]] core::Status opened_by(std::uint64_t index, const translog::Leaf& leaf,
                                       const std::string& dissent);
  [[nodiscard]] core::Result<const Officer*> officer_in(const translog::Leaf& leaf) const;
  [[nodiscard]] const Officer* officer_by_tag(const anonymity::KeyTag& tag) const;
  [[nodiscard]] core::Result<const Envelope*> filing_of(const std::string& dissent) const;

  std::string instance_;
  std::map<anonymity::KeyId, Officer> officers_;
  std::map<anonymity::KeyTag, anonymity::KeyId> tags_;
  std::map<core::Digest, Envelope> envelopes_;
  std::map<std::string, core::Digest> filings_;              // the first envelope of each dissent
  std::map<std::string, std::set<std::string>> agreements_;  // who agreed, by dissent
  std::vector<Opening> openings_;
  std::uint64_t handed_over_ = 0;
};

}  // namespace demur::service
