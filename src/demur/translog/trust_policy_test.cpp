#include "demur/translog/trust_policy.hpp"

#include <gmock/gmock.h>

#include "demur/translog/test_support.hpp"

namespace demur::translog {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::StartsWith;

std::string vkey(const std::string& name, KeyType type = KeyType::witness) {
  return key_named(name, type).verifier().text();
}

std::string witness_line(const std::string& name) {
  return "witness " + name + " " + vkey(name) + "\n";
}

// Two houses of three and two witnesses: two of the first and one of the second.
std::string two_houses() {
  std::string text =
      "# whom we believe\n\nlog " + vkey("example.com/log", KeyType::log) + " https://example.com/log\n";
  for (const char* name : {"x1", "x2", "x3", "y1", "y2"}) text += witness_line(name);
  return text + "group x 2 x1 x2 x3\n\t group  y\tany y1 y2 \ngroup both all x y\nquorum both\n";
}

std::vector<Signer> cosigned_by(const std::vector<std::string>& names) {
  std::vector<Signer> signers;
  for (const std::string& name : names) signers.push_back({key_named(name, KeyType::witness).verifier()});
  return signers;
}

bool is_met(const TrustPolicy& policy, const std::vector<std::string>& names) {
  return weigh(policy, cosigned_by(names)).met;
}

TEST(TrustPolicy, IsReadAsItIsWritten) {
  const TrustPolicy policy = parse_trust_policy(two_houses()).value();
  ASSERT_EQ(policy.logs.size(), 1U);
  EXPECT_EQ(policy.logs[0].key, key_named("example.com/log").verifier());
  EXPECT_EQ(policy.logs[0].url, "https://example.com/log");
  ASSERT_EQ(policy.witnesses.size(), 5U);
  EXPECT_EQ(policy.witnesses[3],
            (TrustPolicy::Witness{"y1", key_named("y1", KeyType::witness).verifier(), ""}));
  EXPECT_EQ(policy.groups,
            (std::vector<TrustPolicy::Group>{
                {"x", 2, {"x1", "x2", "x3"}}, {"y", 1, {"y1", "y2"}}, {"both", 2, {"x", "y"}}}));
  EXPECT_EQ(policy.quorum, "both");
  EXPECT_EQ(policy.find_witness(policy.witnesses[2].key)->name, "x3");
  EXPECT_EQ(policy.find_witness(policy.logs[0].key), nullptr);
  EXPECT_EQ(parse_trust_policy("quorum none\n").value(), TrustPolicy{});
}

TEST(TrustPolicy, IsMetByItsQuorumAndByNothingLess) {
  const TrustPolicy policy = parse_trust_policy(two_houses()).value();
  EXPECT_TRUE(is_met(policy, {"x1", "x3", "y2"}));
  EXPECT_TRUE(is_met(policy, {"x1", "x2", "x3", "y1", "y2"}));
  EXPECT_FALSE(is_met(policy, {"x1", "y1", "y2"}));
  EXPECT_FALSE(is_met(policy, {"x1", "x2", "x3"}));
  EXPECT_FALSE(is_met(policy, {}));
  const TrustPolicy one = parse_trust_policy(witness_line("w") + "quorum w\n").value();
  EXPECT_TRUE(is_met(one, {"w"}));
  EXPECT_FALSE(is_met(one, {}));
  EXPECT_TRUE(is_met(parse_trust_policy(witness_line("w") + "quorum none\n").value(), {}));
}

TEST(TrustPolicy, SaysWhoCosignedAndWhatIsMissing) {
  const TrustPolicy policy = parse_trust_policy(two_houses()).value();
  const Quorum quorum = weigh(policy, cosigned_by({"y2", "x2", "stranger"}));
  EXPECT_THAT(quorum.cosigned, ElementsAre("x2", "y2"));
  EXPECT_EQ(quorum.missing, "1 more of both (1 more of x (x1, x3))");
  EXPECT_EQ(weigh(policy, {}).missing, "2 more of both (2 more of x (x1, x2, x3), 1 more of y (y1, y2))");
  EXPECT_EQ(weigh(policy, cosigned_by({"x1", "x2", "y1"})).missing, "");
}

TEST(TrustPolicy, CountsTheSameCosignerOnceAndNoOtherKeyForIt) {  // A.8.5, A.8.6
  const TrustPolicy policy =
      parse_trust_policy(witness_line("a") + witness_line("b") + "group two all a b\nquorum two\n").value();
  EXPECT_FALSE(is_met(policy, {"a", "a"}));
  const Signer as_log{key_named("b", KeyType::log).verifier()};
  const Signer renamed{
      VerifierKey::create("c", KeyType::witness, key_named("b", KeyType::witness).verifier().public_key)
          .value()};
  for (const Signer& other : {as_log, renamed}) {
    std::vector<Signer> signers = cosigned_by({"a"});
    signers.push_back(other);
    EXPECT_FALSE(weigh(policy, signers).met);
  }
  EXPECT_TRUE(is_met(policy, {"b", "a"}));
}

TEST(TrustPolicy, NamesTheLineOfEveryError) {
  const std::string log = "log " + vkey("l", KeyType::log) + "\n";
  const std::string a = witness_line("a");
  const std::string b = witness_line("b");
  const std::string same_key =
      "witness c " +
      VerifierKey::create("c", KeyType::witness, key_named("a", KeyType::witness).verifier().public_key)
          .value()
          .text() +
      "\n";
  const struct {
    const char* what;
    std::string text;
    const char* begins;
  } rows[] = {
      {"an unknown word", "quorum none\nwitnesses a\n", "line 2: "},
      {"a comment behind a statement", a + "quorum a # the one\n", "line 2: "},
      {"a carriage return", "quorum none\r\n", "line 1: "},
      {"a NUL", std::string("quorum none\n#\0\n", 15), "line 2: "},
      {"a delete character", "# \x7f\nquorum none\n", "line 1: "},
      {"an unfinished line", "quorum none", "line 1: "},
      {"a log without a key", "log\nquorum none\n", "line 1: "},
      {"a log with too much", "log " + vkey("l", KeyType::log) + " u v\nquorum none\n", "line 1: "},
      {"a witness's key as a log's", "log " + vkey("l") + "\nquorum none\n", "line 1: "},
      {"a log's key as a witness's", "witness l " + vkey("l", KeyType::log) + "\nquorum l\n", "line 1: "},
      {"a log that is its own witness", log + "witness l " + vkey("l") + "\nquorum l\n", "line 2: "},
      {"a log twice", log + log + "quorum none\n", "line 2: "},
      {"a damaged key", "log l+00000000+AAAA\nquorum none\n", "line 1: "},
      {"a witness without a key", "witness a\nquorum a\n", "line 1: "},
      {"a witness with too much", "witness a " + vkey("a") + " u v\nquorum a\n", "line 1: "},
      {"a key twice", a + same_key + "quorum a\n", "line 2: "},
      {"a name twice", a + "witness a " + vkey("b") + "\nquorum a\n", "line 2: "},
      {"a witness named none", "witness none " + vkey("a") + "\nquorum none\n", "line 1: "},
      {"a group named as a witness", a + b + "group a any b\nquorum a\n", "line 3: "},
      {"a group named none", a + "group none any a\nquorum none\n", "line 2: "},
      {"a group without members", a + "group g any\nquorum a\n", "line 2: "},
      {"a group of none", "group g any none\nquorum g\n", "line 1: "},
      {"a group of itself", a + "group g any a g\nquorum g\n", "line 2: "},
      {"a member that comes later", "group g any a\n" + a + "quorum g\n", "line 1: "},
      {"a member twice in a group", a + b + "group g 2 a a b\nquorum g\n", "line 3: "},
      {"a member of two groups", a + b + "group g any a b\ngroup h any a\nquorum g\n", "line 4: "},
      {"none of a group", a + "group g 0 a\nquorum g\n", "line 2: "},
      {"more than a group has", a + b + "group g 3 a b\nquorum g\n", "line 3: "},
      {"a number with a leading zero", a + "group g 01 a\nquorum g\n", "line 2: "},
      {"a number with a sign", a + "group g +1 a\nquorum g\n", "line 2: "},
      {"another word for a number", a + "group g ALL a\nquorum g\n", "line 2: "},
      {"a quorum that nobody defined", a + "quorum b\n", "line 2: "},
      {"a quorum that comes later", "quorum a\n" + a, "line 1: "},
      {"a log as the quorum", log + "quorum l\n", "line 2: "},
      {"two quorums", a + "quorum a\nquorum a\n", "line 3: "},
      {"a quorum of two", a + b + "quorum a b\n", "line 3: "},
      {"no quorum", a, "the policy has no quorum line"},
      {"nothing", "", "the policy has no quorum line"},
  };
  for (const auto& row : rows) {
    const auto policy = parse_trust_policy(row.text);
    ASSERT_FALSE(policy) << row.what;
    EXPECT_EQ(policy.error().code, Code::invalid) << row.what;
    EXPECT_THAT(policy.error().what, StartsWith(row.begins)) << row.what;
  }
}

// As the specification has it: octets above ASCII are opaque, a name may be any word of them.
TEST(TrustPolicy, TakesNamesAndCommentsInAnyLanguage) {
  const std::string text = "# Zeugen f\xc3\xbcr uns, und ein Rest: \xff\n" + witness_line("a") +
                           "group \xe8\xa8\xbc\xe4\xba\xba any a\nquorum \xe8\xa8\xbc\xe4\xba\xba\n";
  EXPECT_TRUE(is_met(parse_trust_policy(text).value(), {"a"}));
}

}  // namespace
}  // namespace demur::translog
