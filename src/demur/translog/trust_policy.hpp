// Whom to believe: which logs, and which witnesses must have cosigned. C2SP tlog-policy (on main,
// July 2026). One statement a line:
//
//   # a comment
//   log <vkey> [<url>]
//   witness <name> <vkey> [<url>]
//   group <name> all|any|<k> <member> ...
//   quorum <name>|none
//
//   TrustPolicy policy = DEMUR_TRY(parse_trust_policy(text));
//   Quorum quorum = weigh(policy, opened.cosigners);
//   if (!quorum.met) say(quorum.missing);
//
// Names are given once, before they are used, and each is a member of at most one group; a key stands
// in one line only; there is exactly one quorum. So nobody counts twice, by whatever way. A log's key
// is of type 1 and a witness's of type 4, and no key is both. Errors are Code::invalid and name the
// line. Pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demur/translog/note.hpp"

namespace demur::translog {

struct TrustPolicy {
  struct Log {
    VerifierKey key;
    std::string url = {};
    bool operator==(const Log&) const = default;
  };
  struct Witness {
    std::string name;
    VerifierKey key;
    std::string url = {};  // where its add-checkpoint is
    bool operator==(const Witness&) const = default;
  };
  struct Group {
    std::string name = {};
    std::size_t required = 1;  // of its members
    std::vector<std::string> members = {};
    bool operator==(const Group&) const = default;
  };

  std::vector<Log> logs = {};
  std::vector<Witness> witnesses = {};
  std::vector<Group> groups = {};  // each after those that it names
  std::string quorum = "none";

  [[nodiscard]] bool asks_for_witnesses() const { return quorum != "none"; }
  [[nodiscard]] std::vector<VerifierKey> witness_keys() const;
  [[nodiscard]] const Witness* find_witness(const VerifierKey& key) const;
  bool operator==(const TrustPolicy&) const = default;
};

[[nodiscard]] Result<TrustPolicy> parse_trust_policy(std::string_view text);

struct Quorum {
  bool met = false;
  std::vector<std::string> cosigned = {};  // the names of the witnesses that did, in the policy's order
  std::string missing = {};                // in words: "1 more of abroad (ngo, university)"
};

// Only the policy's own witnesses count.
[[nodiscard]] Quorum weigh(const TrustPolicy& policy, std::span<const Signer> cosigners);

}  // namespace demur::translog
