// The vectors that both implementations meet, C++ and TypeScript; tests/anonymity/make_vectors.mjs says how
// they are made, without either.
#include <gmock/gmock.h>

#include "demur/anonymity/attachment.hpp"
#include "demur/anonymity/envelope_parts.hpp"
#include "demur/anonymity/handover.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/issuance.hpp"
#include "demur/anonymity/phrase.hpp"
#include "demur/anonymity/pss_encoding.hpp"
#include "demur/anonymity/reply.hpp"
#include "demur/anonymity/shamir.hpp"
#include "demur/anonymity/statement.hpp"
#include "demur/anonymity/test_support.hpp"

namespace demur::anonymity {
namespace {

using core::json::value;
using test::array_of;
using test::hex;

template <std::size_t N = 32>
std::array<std::uint8_t, N> fixed(const value& text) {
  return array_of<N>(hex(text));
}

Seed seed(const value& text) {
  return Seed(fixed<>(text));
}

std::string shown(ByteView bytes) {
  return core::to_hex(bytes);
}

TEST(Vectors, KeyRecordsHaveTheirIdsAndOneSpelling) {
  const value file = test::vectors("keyrecord-v1.json");
  EXPECT_EQ(instance_id(test::text(file.at("instance").at("origin"))), fixed<>(file.at("instance").at("id")));
  for (const value& one : file.at("records").as_array()) {
    const std::string text = test::text(one.at("text"));
    const auto record = parse_record(text);
    ASSERT_TRUE(record) << text << record.error().what;
    EXPECT_EQ(format_record(*record).value(), text);
    EXPECT_EQ(key_id(text), fixed<>(one.at("id")));
  }
  for (const value& one : file.at("refused").as_array())
    EXPECT_FALSE(parse_record(test::text(one.at("text")))) << test::text(one.at("why"));
}

TEST(Vectors, TokensHaveTheBytesOfEachStage) {
  const value file = test::vectors("token-v1.json");
  const Issuer issuer = Issuer::from_record(test::text(file.at("record"))).value();
  EXPECT_EQ(issuer.id(), fixed<>(file.at("key_id")));
  const SignKey holder(seed(file.at("holder_seed")));
  EXPECT_EQ(holder.public_key(), fixed<>(file.at("holder")));
  EXPECT_EQ(token_message(issuer.id(), holder.public_key()), hex(file.at("message")));
  const Bytes input = token_input(issuer.id(), fixed<>(file.at("prefix")), holder.public_key());
  EXPECT_EQ(input, hex(file.at("input")));
  EXPECT_EQ(encode_pss(issuer.keys()[0].modulus(), input, hex(file.at("salt"))), hex(file.at("encoded")));
  const Blinding blinding =
      blind_with(issuer.keys()[0], input, hex(file.at("salt")), hex(file.at("inverse"))).value();
  EXPECT_EQ(blinding.blinded_message, hex(file.at("blinded")));
  const TokenRequest request = decode_token_request(issuer, hex(file.at("wallet"))).value();
  EXPECT_EQ(shown(encode_token_request(request).bytes()), test::text(file.at("wallet")));
  const std::vector<Bytes> answer{test::rfc_issuer().blind_sign(blinding.blinded_message).value()};
  EXPECT_EQ(answer[0], hex(file.at("blind_signature")));
  const Token token = finish_token(issuer, request, answer).value();
  EXPECT_EQ(encode_credential(token.credential), hex(file.at("credential")));
  EXPECT_EQ(spent_tag(token.credential), fixed<>(file.at("spent_tag")));
  EXPECT_TRUE(check_credential(issuer, decode_credential(hex(file.at("credential"))).value(),
                               test::day("2026-11-25")));
}

TEST(Vectors, BatchesHaveTheirChallenge) {
  const value batch = test::vectors("token-v1.json").at("batch");
  const IssueRequest request = parse_issue_request(test::text(batch.at("json"))).value();
  EXPECT_EQ(format_issue_request(request).value(), test::text(batch.at("json")));
  EXPECT_EQ(issue_challenge(instance_id(test::text(batch.at("instance"))), request.tokens),
            fixed<>(batch.at("challenge")));
  const std::vector<Bytes> answer = parse_issue_answer(test::text(batch.at("answer"))).value();
  EXPECT_EQ(answer.size(), 2U);
  EXPECT_EQ(format_issue_answer(answer).value(), test::text(batch.at("answer")));
}

// Every subset of t shares gives the secret; no subset of fewer does.
TEST(Vectors, SharesOfThePeerGiveItsSecrets) {
  for (const value& one : test::vectors("sss-v1.json").at("sharings").as_array()) {
    std::vector<Bytes> shares;
    for (const value& share : one.at("shares").as_array()) shares.push_back(hex(share));
    const auto threshold = static_cast<int>(one.at("t").as_int64());
    for (unsigned subset = 0; subset < 1U << shares.size(); ++subset) {
      std::vector<ByteView> chosen;
      for (std::size_t i = 0; i < shares.size(); ++i)
        if ((subset >> i & 1U) != 0) chosen.emplace_back(shares[i]);
      if (chosen.size() < 2) continue;
      const bool same = shown(combine_shares(chosen).value().bytes()) == test::text(one.at("secret"));
      if (std::popcount(subset) >= threshold) {
        EXPECT_TRUE(same);
      } else {
        EXPECT_FALSE(same);
      }
    }
  }
}

struct EnvelopeFile {
  value file = test::vectors("envelope-v1.json");
  Bytes envelope = hex(file.at("envelope"));
  Context context{instance_id(test::text(file.at("instance"))), fixed<>(file.at("key_id"))};
  [[nodiscard]] BoxKey officer(std::size_t who) const { return BoxKey(seed(file.at("seeds").at(who))); }
  [[nodiscard]] Share share(std::size_t who) const {
    const value& one = file.at("shares").at(who);
    return {static_cast<std::uint8_t>(one.at("x").as_int64()), seed(one.at("y"))};
  }
};

TEST(Vectors, EnvelopesAreMadeOfTheseParts) {
  const EnvelopeFile v;
  EXPECT_EQ(context_hash(v.context), fixed<>(v.file.at("context")));
  EXPECT_EQ(hash(v.envelope), fixed<>(v.file.at("hash")));
  const EnvelopeHeader header = parse_envelope(v.envelope).value();
  EXPECT_EQ(header.commitment, fixed<>(v.file.at("commitment")));
  EXPECT_EQ(binding_of(header), fixed<>(v.file.at("binding")));
  EXPECT_EQ(hash(ByteView(v.envelope).first(header.size)), fixed<>(v.file.at("covered")));
  const ContentKey key = seed(v.file.at("content_key"));
  EXPECT_EQ(shown(subkey(key, 1, "demurbdy").bytes()), test::text(v.file.at("body_key")));
  EXPECT_EQ(shown(subkey(key, 16, "demuratt").bytes()), test::text(v.file.at("attachment_key")));
  for (std::size_t who = 0; who < 3; ++who) {
    EXPECT_EQ(v.officer(who).public_key(), fixed<>(v.file.at("recipients").at(who)));
    EXPECT_EQ(header.slots[who].tag, fixed<8>(v.file.at("tags").at(who)));
    const Share share = open_slot(v.envelope, Purpose::filing, v.context, v.officer(who)).value();
    EXPECT_EQ(share.x, v.share(who).x);
    EXPECT_TRUE(std::ranges::equal(share.y.bytes(), v.share(who).y.bytes()));
  }
}

TEST(Vectors, EnvelopesOpenForEveryTwo) {
  const EnvelopeFile v;
  for (const auto& [a, b] : {std::pair{0, 1}, {0, 2}, {2, 1}}) {
    std::vector<Share> shares;
    shares.push_back(v.share(static_cast<std::size_t>(a)));
    shares.push_back(v.share(static_cast<std::size_t>(b)));
    const Opened opened = open_envelope(v.envelope, Purpose::filing, v.context, shares).value();
    EXPECT_EQ(shown(opened.body.bytes()), test::text(v.file.at("body")));
    EXPECT_EQ(shown(opened.key.bytes()), test::text(v.file.at("content_key")));
  }
}

TEST(Vectors, ChangedEnvelopesAreRefused) {
  const EnvelopeFile v;
  for (const value& one : v.file.at("refused").as_array()) {
    Bytes changed = v.envelope;
    const auto& change = one.as_object();
    if (change.contains("bytes"))
      std::ranges::copy(hex(one.at("bytes")), changed.begin() + one.at("at").as_int64());
    if (change.contains("append")) changed.push_back(0);
    if (change.contains("cut"))
      changed.resize(changed.size() - static_cast<std::size_t>(one.at("cut").as_int64()));
    std::vector<Share> shares;
    shares.push_back(v.share(0));
    shares.push_back(v.share(1));
    EXPECT_FALSE(open_envelope(changed, Purpose::filing, v.context, shares)) << test::text(one.at("why"));
  }
}

TEST(Vectors, AttachmentsOpenUnderTheirEnvelopesKey) {
  const EnvelopeFile v;
  const value& one = v.file.at("attachment");
  const AttachmentEntry entry{
      test::text(one.at("name")), static_cast<std::uint64_t>(one.at("size").as_int64()),
      static_cast<std::uint64_t>(one.at("padded").as_int64()), fixed<>(one.at("digest"))};
  auto opener = AttachmentOpener::start(seed(v.file.at("content_key")), 0, entry).value();
  EXPECT_EQ(opener.add(hex(one.at("sealed"))).value(), hex(one.at("data")));
  EXPECT_TRUE(opener.finish());
}

TEST(Vectors, SharesGoFromHandToHand) {
  const EnvelopeFile v;
  const value& release = v.file.at("release");
  const Share released =
      open_release(hex(release.at("release")), v.envelope, v.context,
                   BoxKey(seed(release.at("recipient_seed"))), fixed<>(release.at("giver")))
          .value();
  EXPECT_EQ(released.x, v.share(0).x);
  const value& rewrap = v.file.at("rewrap");
  const RewrapRecord record = parse_rewrap(test::text(rewrap.at("text"))).value();
  EXPECT_EQ(format_rewrap(record).value(), test::text(rewrap.at("text")));
  const Share handed =
      open_rewrap(record, v.envelope, BoxKey(seed(rewrap.at("successor_seed"))), fixed<>(rewrap.at("giver")))
          .value();
  EXPECT_TRUE(std::ranges::equal(handed.y.bytes(), v.share(0).y.bytes()));
}

TEST(Vectors, PhrasesGiveTheirKeysAndOpenTheirReplies) {
  const value file = test::vectors("reply-v1.json");
  const Phrase phrase = parse_phrase(test::text(file.at("phrase"))).value();
  for (const value& typed : file.at("typed").as_array())
    EXPECT_EQ(parse_phrase(test::text(typed)).value().text(), phrase.text());
  for (const value& typed : file.at("refused").as_array()) EXPECT_FALSE(parse_phrase(test::text(typed)));
  const InstanceId instance = instance_id(test::text(file.at("instance")));
  const ReplyKeys keys = derive_reply_keys(phrase, instance).value();
  EXPECT_EQ(keys.box.public_key(), fixed<>(file.at("box")));
  EXPECT_EQ(keys.sign.public_key(), fixed<>(file.at("sign")));
  EXPECT_EQ(shown(keys.sign.seed().bytes()), test::text(file.at("sign_seed")));
  const Bytes envelope = hex(file.at("reply"));
  ASSERT_EQ(envelope.size(), kReplyBytes);
  const Reply reply = open_reply(envelope, {instance, fixed<>(file.at("key_id"))}, keys.box).value();
  EXPECT_EQ(reply.text, test::text(file.at("text")));
  EXPECT_EQ(reply.parent, fixed<>(file.at("parent")));
  EXPECT_EQ(reply.office_key, fixed<>(file.at("office_key")));
  EXPECT_TRUE(check_reply(reply, fixed<>(file.at("office"))));
}

TEST(Vectors, CheckpointsAreReadOutAsWords) {
  const value checkpoint = test::vectors("reply-v1.json").at("checkpoint");
  EXPECT_EQ(checkpoint_words(test::text(checkpoint.at("text"))), test::text(checkpoint.at("words")));
}

Statement statement_of(const value& one) {
  const std::string kind = test::text(one.at("kind"));
  const auto digest = [&](const char* name) { return fixed<>(one.at(name)); };
  if (kind == "filing")
    return FilingStatement{digest("envelope"), digest("attachments_root"), digest("author"), digest("about")};
  if (kind == "cosign") return CosignStatement{digest("leaf")};
  if (kind == "vote")
    return VoteStatement{digest("statement"), static_cast<std::int8_t>(one.at("value").as_int64()),
                         static_cast<std::uint32_t>(one.at("sequence").as_int64())};
  if (kind == "propose") return ProposalStatement{digest("proposal")};
  if (kind == "thread") return ThreadStatement{digest("leaf"), digest("envelope")};
  if (kind == "withdraw") return WithdrawStatement{digest("leaf")};
  if (kind == "review")
    return ReviewStatement{digest("leaf"), static_cast<std::uint32_t>(one.at("number").as_int64()),
                           Hindsight(one.at("verdict").as_int64()), digest("envelope")};
  return LastWordStatement{digest("leaf"), Verdict(one.at("verdict").as_int64()), digest("envelope")};
}

TEST(Vectors, StatementsHaveTheirBytesAndSignatures) {
  const value file = test::vectors("statement-v1.json");
  const KeyId key = fixed<>(file.at("key_id"));
  const SignKey signer(seed(file.at("seed")));
  EXPECT_EQ(file.at("statements").as_array().size(), 8U);
  for (const value& one : file.at("statements").as_array()) {
    const Statement statement = statement_of(one);
    EXPECT_EQ(statement_bytes(key, statement), hex(one.at("bytes"))) << test::text(one.at("kind"));
    EXPECT_EQ(shown(sign_statement(signer, key, statement)), test::text(one.at("signature")));
    EXPECT_TRUE(check_statement(fixed<>(file.at("signer")), key, statement, hex(one.at("signature"))));
  }
}

TEST(Vectors, WhatIsVotedOnHasItsHashAndSignature) {
  const value file = test::vectors("ballot-v1.json");
  const SignKey signer(seed(file.at("holder_seed")));
  const Credential credential = decode_credential(hex(file.at("credential"))).value();
  const auto sequence = static_cast<std::uint32_t>(file.at("sequence").as_int64());
  for (const value& vote : file.at("votes").as_array()) {
    const core::Digest asked =
        asked_hash(test::text(vote.at("statement")), fixed<>(file.at("nonce")), test::text(vote.at("text")));
    EXPECT_EQ(asked, fixed<>(vote.at("asked")));
    const std::string word = test::text(vote.at("vote"));
    const auto number = static_cast<std::int8_t>(word == "agree" ? 1 : word == "disagree" ? -1 : 0);
    EXPECT_EQ(
        core::to_base64(sign_statement(signer, credential.key_id, VoteStatement{asked, number, sequence})),
        test::text(vote.at("signature")));
  }
}

TEST(Vectors, WhatIsProposedHasItsHashAndId) {
  const value file = test::vectors("proposal-v1.json");
  const Credential credential = decode_credential(hex(file.at("credential"))).value();
  const core::Digest proposal = proposal_hash(test::text(file.at("round")), credential.holder,
                                              fixed<>(file.at("nonce")), test::text(file.at("text")));
  EXPECT_EQ(proposal, fixed<>(file.at("proposal")));
  EXPECT_EQ(filing_id(proposal), test::text(file.at("id")));
}

TEST(Vectors, WhatStatementsNameHasItsHash) {
  const value file = test::vectors("statement-v1.json");
  for (const value& one : file.at("attachments").as_array()) {
    std::vector<core::Digest> digests;
    for (const value& digest : one.at("digests").as_array()) digests.push_back(fixed<>(digest));
    EXPECT_EQ(attachments_root(digests), fixed<>(one.at("root")));
  }
  const value& about = file.at("about");
  EXPECT_EQ(about_hash(test::text(about.at("decision")), test::text(about.at("kind"))),
            fixed<>(about.at("about")));
  const value& filing = file.at("filing");
  EXPECT_EQ(filing_id(fixed<>(filing.at("envelope"))), test::text(filing.at("id")));
  EXPECT_EQ(filing_leaf(test::text(filing.at("id"))), fixed<>(filing.at("leaf")));
}

}  // namespace
}  // namespace demur::anonymity
