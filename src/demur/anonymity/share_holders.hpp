// Who holds a share of one envelope: those to whom it was sealed, and those to whom a share was handed over
// since (handover.hpp). A custodian is whatever the caller knows one person's keys by: the server a member,
// an audit of the log a post. One custodian holds one share: with two of them, what two must agree to could
// be opened by one.
//
//   ShareHolders holders;
//   holders.address(slot.tag, "custodian 1");                          // for each slot of a known custodian
//   DEMUR_TRY(holders.hand_over(slot.tag, "custodian 1", "custodian 4"));
//   if (holders.shares_of(who_agreed) < to_open) ...
//
// Who gave a share away still has it: their key opens the slot as before. Pure. Errors: Code::forbidden for
// a share that is not the giver's, Code::conflict where somebody would hold two.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "demur/anonymity/envelope.hpp"

namespace demur::anonymity {

// A post, as the keys log knows a custodian: it stays the same through every rotation.
[[nodiscard]] std::string custodian_of(const OfficerKeyRecord& officer);

class ShareHolders {
 public:
  // Sealed to a key of this custodian by whoever made the envelope.
  [[nodiscard]] Status address(const KeyTag& slot, const std::string& custodian);
  // To themselves is allowed: to a newer key of the same custodian. Twice is once.
  [[nodiscard]] Status hand_over(const KeyTag& slot, const std::string& giver, const std::string& successor);

  [[nodiscard]] std::optional<KeyTag> slot_of(const std::string& custodian) const;
  // Different shares that these have between them: a giver and their successor have one.
  [[nodiscard]] int shares_of(const std::set<std::string>& custodians) const;

 private:
  std::map<std::string, KeyTag> slots_;
};

}  // namespace demur::anonymity
