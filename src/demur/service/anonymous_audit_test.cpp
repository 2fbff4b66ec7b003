#include "demur/service/anonymous_audit.hpp"

#include <gmock/gmock.h>

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/handover.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/service/test_anonymity.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {
namespace {

using anonymity::IssuerKey;
using anonymity::IssuerKeyRecord;
using anonymity::SignKey;
using anonymity::Token;
using core::Day;
using core::json::object;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kInstance = "example.org/dissent";
const Day kDay = core::parse_day("2026-11-25").value();

const IssuerKey& key_for_filing() {
  return testing::kept_issuer_key(0);
}
const IssuerKey& key_for_signing() {
  return testing::kept_issuer_key(1);
}

IssuerKeyRecord record_of(const IssuerKey& key, std::string scope) {
  return {.instance = kInstance,
          .scope = std::move(scope),
          .klass = "members",
          .class_size = 2,
          .quota = 1,
          .not_before = core::parse_day("2026-10-01").value(),
          .not_after = core::parse_day("2026-12-31").value(),
          .roster_root = {},
          .moduli = {key.modulus()}};
}

Token token_of(const std::string& record, const IssuerKey& key, const core::Random& random) {
  const auto issuer = anonymity::Issuer::from_record(record).value();
  const auto request = anonymity::make_token_request(issuer, random).value();
  const std::vector<core::Bytes> answer{key.blind_sign(request.parts.front().blinded_message).value()};
  return anonymity::finish_token(issuer, request, answer).value();
}

// A log and a keys log as an honest institution writes them; what a test changes is a forgery.
struct Story {
  core::Random random = core::seeded_random(7);
  SignKey author = SignKey::generate(random);
  std::string file_record = anonymity::format_record(record_of(key_for_filing(), "file:2026q4")).value();
  std::vector<std::string> officers;  // records of custodians
  std::vector<std::string> entries{file_record};
  std::vector<translog::Leaf> leaves;

  // Five custodians, of whom three keep shares of what is filed.
  Story() {
    for (int number = 1; number <= 5; ++number) {
      const auto box = anonymity::BoxKey::generate(random).public_key();
      signs.push_back(SignKey::generate(random));
      tags.push_back(anonymity::key_tag(box));
      officers.push_back(anonymity::format_record(
                             anonymity::OfficerKeyRecord{.instance = kInstance,
                                                         .office = "Secretariat",
                                                         .post = "custodian " + std::to_string(number),
                                                         .not_before = core::parse_day("2026-10-01").value(),
                                                         .not_after = core::parse_day("2027-10-01").value(),
                                                         .supersedes = {},
                                                         .box_key = box,
                                                         .sign_key = signs.back().public_key()})
                             .value());
      if (number <= 3) recipients.emplace_back(core::to_hex(tags.back()));
      entries.push_back(officers.back());
    }
  }
  std::vector<SignKey> signs;
  std::vector<anonymity::KeyTag> tags;
  core::json::array recipients;
  [[nodiscard]] std::string officer(std::size_t number) const {
    return core::to_base64(anonymity::key_id(officers.at(number)));
  }

  void anchor() {
    add("keys.extended", "",
        {{"size", entries.size()}, {"root", core::to_base64(prefix_roots(entries).back())}});
  }
  translog::Leaf& add(const char* type, const std::string& dissent, object said) {
    leaves.push_back(
        {.type = type,
         .id = core::random_id_text(random),
         .day = kDay,
         .refs = dissent.empty() ? std::vector<std::string>{} : std::vector{"dissent:" + dissent},
         .commit = {},
         .public_part = std::move(said)});
    return leaves.back();
  }
  object spending(const Token& token, const anonymity::Statement& statement) {
    return {{"key", core::to_base64(token.credential.key_id)},
            {"credential", core::to_base64(anonymity::encode_credential(token.credential))},
            {"statement", core::to_base64(anonymity::sign_statement(SignKey(token.holder_seed),
                                                                    token.credential.key_id, statement))}};
  }
  std::string file(const Token& token, const std::string& text) {
    const anonymity::FilingStatement statement{.envelope = anonymity::hash(core::bytes_of(text)),
                                               .attachments_root = anonymity::attachments_root({}),
                                               .author = author.public_key(),
                                               .about = anonymity::about_hash("decision", "procedure")};
    object said = spending(token, statement);
    said["envelope"] = core::to_base64(statement.envelope);
    said["recipients"] = recipients;
    said["attachments"] = core::to_base64(statement.attachments_root);
    said["author"] = core::to_base64(statement.author);
    said["about"] = core::to_base64(statement.about);
    translog::Leaf& leaf = add("anonymous.filed", "", std::move(said));
    leaf.id = anonymity::filing_id(statement.envelope);
    return leaf.id;
  }
  Token file_token() { return token_of(file_record, key_for_filing(), random); }
  translog::Leaf& cosign(const Token& token, const std::string& filing) {
    return add("anonymous.cosigned", filing,
               spending(token, anonymity::CosignStatement{anonymity::filing_leaf(filing)}));
  }
  // The share of slot `from`, as custodian `giver` signs that they hand it over.
  translog::Leaf& hand_over(const std::string& dissent, std::size_t from, std::size_t giver, std::size_t to) {
    anonymity::RewrapRecord record{.instance = kInstance,
                                   .envelope = anonymity::hash(core::bytes_of("an envelope")),
                                   .from = tags.at(from),
                                   .to = tags.at(to)};
    const std::string text = anonymity::format_rewrap(record).value();
    const auto lines = text.substr(0, text.rfind('\n', text.size() - 2) + 1);
    record.signature = signs.at(giver).sign(core::bytes_of(lines));
    return add("sealed.rewrapped", dissent,
               {{"key", officer(giver)}, {"record", anonymity::format_rewrap(record).value()}});
  }
  object by_author(const Token& token, const anonymity::Statement& statement) const {
    return {{"statement",
             core::to_base64(anonymity::sign_statement(author, token.credential.key_id, statement))}};
  }

  std::vector<std::string> findings(const AnonymousRule& rule = {.floor = 2, .to_open = 2}) {
    AnonymousAudit audit(kInstance, entries);
    for (std::size_t i = 0; i < leaves.size(); ++i)
      EXPECT_TRUE(audit.read(i, core::bytes_of(translog::format_leaf(leaves[i]).value())));
    figures = audit.finish(rule);
    std::vector<std::string> what;
    for (const auto& finding : audit.findings()) what.push_back(finding.what);
    return what;
  }
  AnonymousFigures figures;
};

// Filed, co-signed, written to, opened by two, last word, and every key in its place.
struct Honest : Story {
  Token token = file_token();
  std::string id;
  std::string sign_record;

  Honest() {
    anchor();
    id = file(token, "an envelope");
    sign_record = anonymity::format_record(record_of(key_for_signing(), "cosign:" + id)).value();
    entries.push_back(sign_record);
    anchor();
    cosign(token_of(sign_record, key_for_signing(), random), id);
    const auto leaf = anonymity::filing_leaf(id);
    const auto envelope = anonymity::hash(core::bytes_of("a message"));
    object message = by_author(token, anonymity::ThreadStatement{leaf, envelope});
    message["envelope"] = core::to_base64(envelope);
    message["recipients"] = recipients;
    add("anonymous.message", id, std::move(message));
    add("sealed.agreed", id, {{"agreements", 1}, {"key", officer(0)}});
    add("sealed.opened", id, {{"reason", "to acknowledge it"}, {"key", officer(1)}});
    object word =
        by_author(token, anonymity::LastWordStatement{leaf, anonymity::Verdict::partly, anonymity::hash({})});
    word["verdict"] = "partly";
    add("dissent.last_word", id, std::move(word));
    issued(file_record, kDay, 2);
  }
  void issued(const std::string& record, Day day, std::uint64_t count) {
    entries.push_back(anonymity::format_record(anonymity::IssuedRecord{.instance = kInstance,
                                                                       .day = day,
                                                                       .key_id = anonymity::key_id(record),
                                                                       .count = count})
                          .value());
    anchor();
  }
  translog::Leaf& leaf(const std::string& type) {
    return *std::ranges::find(leaves, type, &translog::Leaf::type);
  }
};

TEST(AnonymousAudit, FindsNothingInAnHonestLogAndCountsIt) {
  Honest story;
  EXPECT_THAT(story.findings(), IsEmpty());
  EXPECT_EQ(story.figures.filed, 1U);
  EXPECT_EQ(story.figures.cosigned, 1U);
  EXPECT_EQ(story.figures.messages, 1U);
  EXPECT_EQ(story.figures.opened, 1U);
  EXPECT_EQ(story.figures.issued, 2U);
  EXPECT_EQ(story.figures.unanchored, 0U);
}

TEST(AnonymousAudit, HoldsForWhatTheHouseItselfRecords) {
  testing::AnonymousHouse test;
  test.everybody_collects(test.file_scope());
  const auto author = test.author_keys();
  const auto item = test.filing(test.spare.front(), author);
  ASSERT_TRUE(take_item(*test.house, item).value());
  ASSERT_TRUE(
      take_item(*test.house, test.withdrawal(test.spare.front().credential.key_id, author, item.filing))
          .value());
  const auto log = test.house->store().read(KeysLog::read).value();
  AnonymousAudit audit(test.instance(), log.records());
  std::uint64_t index = 0;
  for (const std::string& leaf : test.leaf_texts()) ASSERT_TRUE(audit.read(index++, core::bytes_of(leaf)));
  const auto figures = audit.finish({.floor = 12, .to_open = 2});
  EXPECT_THAT(audit.findings(), IsEmpty());
  EXPECT_EQ(figures.filed, 1U);
  EXPECT_EQ(figures.issued, 12U);
}

TEST(AnonymousAudit, FindsATokenThatWasSpentTwice) {
  Honest story;
  story.file(story.token, "another envelope");
  EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("spent before")));
}

TEST(AnonymousAudit, FindsAFilingThatNobodyWasGivenATokenFor) {
  Honest story;
  Token forged = story.file_token();
  forged.credential.signatures.back() ^= 1U;
  story.file(forged, "another envelope");
  EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("credential does not hold")));
}

TEST(AnonymousAudit, FindsAKeyThatTheKeysLogDoesNotHave) {
  Honest story;
  IssuerKeyRecord secret = record_of(key_for_filing(), "file:2026q4");
  secret.klass = "secret";
  const std::string record = anonymity::format_record(secret).value();
  story.file(token_of(record, key_for_filing(), story.random), "another envelope");
  EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("not in the keys log")));
}

TEST(AnonymousAudit, FindsATokenSpentOnSomethingElse) {
  Honest story;
  story.cosign(story.file_token(), story.id);
  EXPECT_THAT(story.findings(),
              ElementsAre(HasSubstr("issued for file:2026q4, and spent on something else")));
}

TEST(AnonymousAudit, FindsAFilingThatWasChangedOnItsWay) {
  for (const char* part : {"about", "author", "attachments", "envelope"}) {
    Honest story;
    (*story.leaf("anonymous.filed").public_part)[part] =
        core::to_base64(anonymity::hash(core::bytes_of(part)));
    EXPECT_THAT(story.findings(), ::testing::Contains(HasSubstr("did not sign what the record says")))
        << part;
  }
}

TEST(AnonymousAudit, FindsAFilingUnderAnIdThatSomebodyChose) {
  Honest story;
  story.leaf("anonymous.filed").id = core::random_id_text(story.random);
  EXPECT_THAT(story.findings(), ::testing::Contains(HasSubstr("does not follow from its envelope")));
}

TEST(AnonymousAudit, FindsATokenOutsideTheDaysOfItsKey) {
  Honest story;
  story.leaf("anonymous.cosigned").day = core::parse_day("2027-01-01").value();
  EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("credential does not hold")));
}

TEST(AnonymousAudit, FindsATokenOfAKeyThatWasRevoked) {
  Honest story;
  story.entries.push_back(
      anonymity::format_record(anonymity::RevokeRecord{.kind = anonymity::RevokedKind::issuer,
                                                       .instance = kInstance,
                                                       .key_id = anonymity::key_id(story.file_record),
                                                       .day = kDay - std::chrono::days{1},
                                                       .reason = "it was copied"})
          .value());
  story.anchor();
  EXPECT_THAT(story.findings(), ::testing::Contains(HasSubstr("was revoked before that day")));
}

TEST(AnonymousAudit, FindsWhatTheAuthorDidNotSay) {
  for (const char* type : {"anonymous.message", "dissent.last_word"}) {
    Honest story;
    const auto other = SignKey::generate(story.random).sign(core::bytes_of("anything"));
    (*story.leaf(type).public_part)["statement"] = core::to_base64(other);
    EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("author did not sign it"))) << type;
  }
  Honest turned;
  (*turned.leaf("dissent.last_word").public_part)["verdict"] = "satisfied";
  EXPECT_THAT(turned.findings(), ElementsAre(HasSubstr("author did not sign it")));
  Honest withdrawn;
  withdrawn.add("dissent.withdrawn", withdrawn.id, {});
  EXPECT_THAT(withdrawn.findings(), ElementsAre(HasSubstr("author did not sign it")));
}

TEST(AnonymousAudit, FindsALookBackThatIsMissingOrTurnedOrThereTwice) {
  const auto look = [](Honest& story, std::uint32_t number, const char* verdict = "wrong") {
    object said = story.by_author(
        story.token, anonymity::ReviewStatement{anonymity::filing_leaf(story.id), number,
                                                anonymity::Hindsight::wrong, anonymity::hash({})});
    said["verdict"] = verdict;
    said["number"] = number;
    story.add("dissent.looked_back", story.id, std::move(said));
  };
  Honest both;
  look(both, 1);
  look(both, 2);
  EXPECT_THAT(both.findings(), IsEmpty());
  EXPECT_EQ(both.figures.looks_back, 2U);
  look(both, 2);
  EXPECT_THAT(both.findings(), ElementsAre(HasSubstr("is here twice")));
  Honest missing;
  look(missing, 2);
  EXPECT_THAT(missing.findings(), ElementsAre(HasSubstr("is missing")));
  Honest turned;
  look(turned, 1, "right");
  EXPECT_THAT(turned.findings(), ElementsAre(HasSubstr("author did not sign it")));
}

TEST(AnonymousAudit, FindsMoreSpentThanIssued) {
  Honest story;
  story.entries.pop_back();
  story.leaves.pop_back();
  story.issued(story.file_record, kDay + std::chrono::days{1}, 0);
  EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("only 0 were issued")));
}

TEST(AnonymousAudit, FindsMoreSpentThanThePeopleOfAClassMayHave) {
  Honest story;
  story.file(story.file_token(), "a second");
  EXPECT_THAT(story.findings(), IsEmpty());
  story.file(story.file_token(), "a third");
  EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("3 tokens are spent")));
}

TEST(AnonymousAudit, FindsMoreIssuedThanAClassMayHave) {
  Honest story;
  story.issued(story.file_record, kDay, 3);
  EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("the keys log")));
}

TEST(AnonymousAudit, FindsASecondKeyForOneScopeAndClass) {
  Honest story;
  story.entries.push_back(
      anonymity::format_record(record_of(testing::kept_issuer_key(2), "file:2026q4")).value());
  story.anchor();
  EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("file:2026q4 and members")));
}

TEST(AnonymousAudit, FindsOneModulusUnderTwoRecords) {
  Honest story;
  story.entries.push_back(anonymity::format_record(record_of(key_for_filing(), "file:2027q1")).value());
  story.anchor();
  EXPECT_THAT(story.findings(), ::testing::Contains(HasSubstr("file:2027q1")));
}

TEST(AnonymousAudit, FindsAClassBelowTheFloor) {
  Honest story;
  EXPECT_THAT(story.findings({.floor = 3, .to_open = 2}), ::testing::SizeIs(2));
}

TEST(AnonymousAudit, RefusesTwoRecordsOfTheKeysThatCannotBeOfOneKeysLogWhicheverIsShown) {
  Honest story;
  const std::vector<std::string> honest = story.entries;
  story.entries[0] = anonymity::format_record(record_of(testing::kept_issuer_key(2), "file:2026q4")).value();
  story.entries.push_back(honest.back());
  story.anchor();
  EXPECT_THAT(story.findings(), ::testing::Contains(HasSubstr("not those that this log recorded")));
  story.entries = honest;
  story.entries.push_back(honest.back());
  EXPECT_THAT(story.findings(), ::testing::Contains(HasSubstr("not those that this log recorded")));
}

TEST(AnonymousAudit, FindsAKeysLogThatIsNotTheOneThatWasRecorded) {
  Honest story;
  const std::string last = story.entries.back();
  story.entries.pop_back();
  EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("had 8 entries; the one that is shown has 7")));
  story.entries.push_back(last);
  std::swap(story.entries[0], story.entries[1]);
  EXPECT_THAT(story.findings(), ::testing::Contains(HasSubstr("not those that this log recorded")));
}

TEST(AnonymousAudit, FindsASealedTextThatOneCustodianOpenedAlone) {
  Honest story;
  std::erase_if(story.leaves, [](const translog::Leaf& leaf) { return leaf.type == "sealed.agreed"; });
  EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("opened on 1 of the shares")));
}

TEST(AnonymousAudit, FindsThatOneCustodianAgreedAndOpened) {
  Honest story;
  (*story.leaf("sealed.opened").public_part)["key"] = story.officer(0);
  EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("opened on 1 of the shares")));
}

TEST(AnonymousAudit, FollowsAShareThroughAChainOfHandingsOver) {
  Honest story;
  story.hand_over(story.id, 2, 2, 3);
  story.hand_over(story.id, 2, 3, 4);
  story.add("sealed.opened", story.id, {{"reason", "to answer it"}, {"key", story.officer(4)}});
  EXPECT_THAT(story.findings(), IsEmpty());
  EXPECT_EQ(story.figures.handed_over, 2U);
}

TEST(AnonymousAudit, FindsACustodianWhoCameToTwoSharesAlsoByAChain) {
  Honest story;
  story.hand_over(story.id, 0, 0, 1);
  EXPECT_THAT(story.findings(), ElementsAre(HasSubstr("a second share")));
  Honest chain;
  chain.hand_over(chain.id, 0, 0, 3);
  chain.hand_over(chain.id, 1, 1, 4);
  chain.hand_over(chain.id, 1, 4, 3);
  EXPECT_THAT(chain.findings(), ElementsAre(HasSubstr("a second share")));
}

TEST(AnonymousAudit, FindsAShareThatItsHolderDidNotHandOver) {
  Honest theirs;
  theirs.hand_over(theirs.id, 0, 1, 3);
  EXPECT_THAT(theirs.findings(), ElementsAre(HasSubstr("was not theirs")));
  Honest forged;
  (*forged.hand_over(forged.id, 0, 1, 3).public_part)["key"] = forged.officer(0);
  EXPECT_THAT(forged.findings(), ElementsAre(HasSubstr("did not hand this share over")));
  Honest elsewhere;
  elsewhere.hand_over("another", 0, 0, 3);
  EXPECT_THAT(elsewhere.findings(), ElementsAre(HasSubstr("envelope that is not in the log")));
}

TEST(AnonymousAudit, FindsAnOpeningByAKeyThatIsNobodysOrWasRevoked) {
  Honest story;
  (*story.leaf("sealed.opened").public_part)["key"] = core::to_base64(core::Digest{7});
  EXPECT_THAT(story.findings(), ::testing::Contains(HasSubstr("names no custodian's key")));
  Honest revoked;
  revoked.entries.push_back(
      anonymity::format_record(anonymity::RevokeRecord{.kind = anonymity::RevokedKind::officer,
                                                       .instance = kInstance,
                                                       .key_id = anonymity::key_id(revoked.officers[1]),
                                                       .day = kDay - std::chrono::days{1},
                                                       .reason = "it was copied"})
          .value());
  revoked.anchor();
  EXPECT_THAT(revoked.findings(), ::testing::Contains(HasSubstr("not in force on that day")));
}

TEST(AnonymousAudit, FindsAFilingThatDoesNotSayToWhomItWasSealed) {
  Honest story;
  story.leaf("anonymous.filed").public_part->erase("recipients");
  EXPECT_THAT(story.findings(), ::testing::Contains(HasSubstr("does not say to whom it was sealed")));
}

TEST(AnonymousAudit, FindsAFilingThatOneCustodianCouldOpenAlone) {
  Honest story;
  auto record = std::get<anonymity::OfficerKeyRecord>(anonymity::parse_record(story.officers[0]).value());
  record.supersedes = anonymity::key_id(story.officers[0]);
  record.box_key = anonymity::BoxKey::generate(story.random).public_key();
  story.entries.push_back(anonymity::format_record(record).value());
  story.anchor();
  story.leaf("anonymous.filed")
      .public_part->at("recipients")
      .as_array()
      .emplace_back(core::to_hex(anonymity::key_tag(record.box_key)));
  EXPECT_THAT(story.findings(), ::testing::Contains(HasSubstr("two keys of one custodian")));
}

TEST(AnonymousAudit, TellsEntriesThatTheLogDoesNotAnswerForYet) {
  Honest story;
  story.leaves.pop_back();
  EXPECT_THAT(story.findings(), IsEmpty());
  EXPECT_EQ(story.figures.unanchored, 1U);
}

}  // namespace
}  // namespace demur::service
