#include "demur/translog/trust_policy.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>

#include "demur/translog/lines.hpp"

namespace demur::translog {
namespace {

constexpr std::size_t kMaxPolicyBytes = 1'000'000;
constexpr std::size_t kMaxGroups = 1'000;  // one may stand inside the other
constexpr std::string_view kBlank = " \t";

using Words = std::vector<std::string_view>;

Words words_of(std::string_view line) {
  Words words;
  for (auto begin = line.find_first_not_of(kBlank); begin != std::string_view::npos;) {
    const auto end = std::min(line.find_first_of(kBlank, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(kBlank, end);
  }
  return words;
}

// The specification's octets: no control character but the tab; everything above ASCII is opaque.
bool is_policy_text(std::string_view line) {
  return std::ranges::all_of(line, [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet == '\t' || (octet >= 0x20 && octet != 0x7f);
  });
}

class PolicyReader {
 public:
  Status read(std::string_view line) {
    if (!is_policy_text(line)) return fail(Code::invalid, "a control character is in it");
    const Words words = words_of(line);
    if (words.empty() || words[0].starts_with('#')) return {};
    if (words[0] == "log") return read_log(words);
    if (words[0] == "witness") return read_witness(words);
    if (words[0] == "group") return read_group(words);
    if (words[0] == "quorum") return read_quorum(words);
    return fail(Code::invalid, "a line begins with log, witness, group or quorum, or with # for a comment");
  }

  Result<TrustPolicy> finish() {
    if (!has_quorum_)
      return fail(Code::invalid, "the policy has no quorum line; `quorum none` asks for none");
    return std::move(policy_);
  }

 private:
  Status read_log(const Words& words) {
    if (words.size() < 2 || words.size() > 3) return fail(Code::invalid, "expected: log <vkey> [<url>]");
    VerifierKey key = DEMUR_TRY(new_key(words[1], KeyType::log));
    policy_.logs.push_back({std::move(key), words.size() == 3 ? std::string(words[2]) : ""});
    return {};
  }

  Status read_witness(const Words& words) {
    if (words.size() < 3 || words.size() > 4)
      return fail(Code::invalid, "expected: witness <name> <vkey> [<url>]");
    std::string name = DEMUR_TRY(new_name(words[1]));
    VerifierKey key = DEMUR_TRY(new_key(words[2], KeyType::witness));
    policy_.witnesses.push_back(
        {std::move(name), std::move(key), words.size() == 4 ? std::string(words[3]) : ""});
    return {};
  }

  Status read_group(const Words& words) {
    if (words.size() < 4) return fail(Code::invalid, "expected: group <name> all|any|<k> <member> ...");
    if (policy_.groups.size() == kMaxGroups) return fail(Code::too_large, "there are more than 1,000 groups");
    TrustPolicy::Group group{.required = words.size() - 3, .members = {words.begin() + 3, words.end()}};
    for (const std::string& member : group.members) {
      if (!defined_.contains(member)) return fail(Code::invalid, "a member is not defined above");
      if (!grouped_.insert(member).second)
        return fail(Code::invalid, "a member is in a group already, and would count twice");
    }
    if (words[2] != "all") group.required = words[2] == "any" ? 1 : DEMUR_TRY(parse_decimal(words[2]));
    if (group.required < 1 || group.required > group.members.size())
      return fail(Code::invalid, "a group asks for at least one of its members, and for no more than it has");
    group.name = DEMUR_TRY(new_name(words[1]));
    policy_.groups.push_back(std::move(group));
    return {};
  }

  Status read_quorum(const Words& words) {
    if (words.size() != 2) return fail(Code::invalid, "expected: quorum <name>|none");
    if (has_quorum_) return fail(Code::invalid, "there is a quorum line above already");
    if (words[1] != kNone && !defined_.contains(words[1]))
      return fail(Code::invalid, "the quorum is not defined above");
    policy_.quorum = words[1];
    has_quorum_ = true;
    return {};
  }

  Result<std::string> new_name(std::string_view name) {
    if (name == kNone || !defined_.emplace(name).second)
      return fail(Code::invalid, "the name is taken: by a line above, or as `none` by the format");
    return std::string(name);
  }

  Result<VerifierKey> new_key(std::string_view vkey, KeyType type) {
    VerifierKey key = DEMUR_TRY(VerifierKey::parse(vkey));
    if (key.type != type) return fail(Code::invalid, "a log's key is of type 1, and a witness's of type 4");
    if (!keys_.insert(key.public_key).second)
      return fail(Code::invalid, "the key stands in a line above already");
    return key;
  }

  static constexpr std::string_view kNone = "none";

  TrustPolicy policy_;
  bool has_quorum_ = false;
  std::set<std::string, std::less<>> defined_;
  std::set<std::string, std::less<>> grouped_;
  std::set<PublicKey> keys_;
};

// Which names of the policy have what they ask for.
std::set<std::string_view> names_met(const TrustPolicy& policy, std::span<const Signer> cosigners) {
  std::set<std::string_view> met;
  for (const auto& witness : policy.witnesses)
    if (witness.key.type == KeyType::witness &&
        std::ranges::find(cosigners, witness.key, &Signer::key) != cosigners.end())
      met.insert(witness.name);
  for (const auto& group : policy.groups) {
    const auto have =
        std::ranges::count_if(group.members, [&](const std::string& member) { return met.contains(member); });
    if (static_cast<std::size_t>(have) >= group.required) met.insert(group.name);
  }
  return met;
}

// What a name that is not met lacks.
std::string lack_of(const TrustPolicy& policy, const std::set<std::string_view>& met, std::string_view name) {
  const auto group = std::ranges::find(policy.groups, name, &TrustPolicy::Group::name);
  if (group == policy.groups.end()) return std::string(name);
  std::string others;
  std::size_t have = 0;
  for (const std::string& member : group->members) {
    if (met.contains(member)) {
      ++have;
      continue;
    }
    others += (others.empty() ? "" : ", ") + lack_of(policy, met, member);
  }
  return fmt::format("{} more of {} ({})", group->required - have, name, others);
}

}  // namespace

std::vector<VerifierKey> TrustPolicy::witness_keys() const {
  std::vector<VerifierKey> keys;
  for (const Witness& witness : witnesses) keys.push_back(witness.key);
  return keys;
}

const TrustPolicy::Witness* TrustPolicy::find_witness(const VerifierKey& key) const {
  const auto found = std::ranges::find(witnesses, key, &Witness::key);
  return found == witnesses.end() ? nullptr : &*found;
}

Result<TrustPolicy> parse_trust_policy(std::string_view text) {
  if (text.size() > kMaxPolicyBytes) return fail(Code::too_large, "a trust policy has at most 1 MB");
  PolicyReader reader;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto line = take_line(text);
    const Status read = line ? reader.read(*line) : std::unexpected(line.error());
    if (!read) return fail(read.error().code, fmt::format("line {}: {}", number, read.error().what));
  }
  return reader.finish();
}

Quorum weigh(const TrustPolicy& policy, std::span<const Signer> cosigners) {
  const std::set<std::string_view> met = names_met(policy, cosigners);
  Quorum quorum{.met = !policy.asks_for_witnesses() || met.contains(policy.quorum)};
  for (const auto& witness : policy.witnesses)
    if (met.contains(witness.name)) quorum.cosigned.push_back(witness.name);
  if (!quorum.met) quorum.missing = lack_of(policy, met, policy.quorum);
  return quorum;
}

}  // namespace demur::translog
