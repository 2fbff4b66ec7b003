// The judgement: may this person do this now, and what follows? Pure functions of their arguments.
//
//   Result<Change> change = decide(situation, act, policy, today);
//
// A refusal says in words that a person understands what the rule is and what they can do; its code
// is forbidden (not you), conflict (not now), invalid (not like this; `field` names the form field)
// or not_found. To somebody who may not know that a dissent exists, it is not_found.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/act.hpp"
#include "demur/domain/entry.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/domain/policy.hpp"

namespace demur::domain {

// Who keeps which share of what is sealed: of an anonymous dissent's first envelope.
struct SealedShares {
  std::string key = {};                       // the present key of who acts, as the log names it; empty: none
  std::map<MemberId, std::string> held = {};  // a name for each share; a giver and their successor have one
};

// What the judge must know. The service loads what the act names; what does not exist is absent.
struct Situation {
  Member who;                             // who acts; active unless they accept an invitation
  std::optional<Decision> decision = {};  // the act's decision, or the dissent's
  std::optional<Dissent> dissent = {};
  std::vector<Duty> duties = {};                // of the dissent
  std::optional<Disposition> disposition = {};  // the published one of the dissent
  bool has_signed = false;                      // `who` co-signed the dissent
  std::optional<Office> office = {};            // owner of a new decision; the office acted on
  std::optional<Office> other_office = {};      // merged into
  std::optional<Decision> other_decision = {};  // superseded by
  std::optional<Member> member = {};            // the member acted on
  bool id_taken = false;                        // something with the new id exists already
  bool name_taken = false;                      // a login, office name or decision number is in use
  std::optional<Clearance> clearance = {};      // of a decision that is to be taken; `required` is left empty
  std::vector<Office> offices = {};             // all, where a decision is taken or registered
  SealedShares shares = {};                     // where a sealed text is agreed to or opened
};

// What follows. Values are whole: the service saves each as it stands.
struct Change {
  std::optional<Office> office = {};
  std::optional<Member> member = {};
  std::optional<Decision> decision = {};
  std::optional<Dissent> dissent = {};
  std::optional<Signature> signature = {};
  std::optional<Disposition> disposition = {};
  std::optional<Disposition> superseded_disposition = {};  // the deferral that a new answer replaces
  std::optional<Taking> taking = {};  // of a decision that was taken, or registered as taken
  std::vector<Duty> duties = {};
  std::vector<Entry> entries = {};
  bool already_done = false;  // the same act was carried out before: nothing to save, not an error
};

[[nodiscard]] core::Result<Change> decide(const Situation& situation, const Act& act,
                                          const ChannelPolicy& policy, Day today);

// What the clock itself does to one dissent on the morning of `today`: duties past their day become
// missed (a record each), an answered dissent whose last word was not given in time closes.
// Doing it twice does nothing more.
[[nodiscard]] Change settle(const Dissent& dissent, const std::vector<Duty>& duties,
                            const ChannelPolicy& policy, Day today);

}  // namespace demur::domain
