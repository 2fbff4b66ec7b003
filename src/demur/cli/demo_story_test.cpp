#include "demur/cli/demo_story.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "demur/anonymity/keys_view.hpp"
#include "demur/anonymity/officer_key_file.hpp"
#include "demur/anonymity/phrase.hpp"
#include "demur/anonymity/reply.hpp"
#include "demur/cli/demo_people.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/anonymous_audit.hpp"
#include "demur/service/audit.hpp"
#include "demur/service/drop_feed.hpp"
#include "demur/service/log_leaves.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/service/test_issuer_keys.hpp"
#include "demur/store/sealed.hpp"
#include "demur/store/tokens.hpp"
#include "demur/translog/audit.hpp"

namespace demur::cli {
namespace {

// Told once: five years take seconds, and nobody here adds to them.
class TheDemosStory : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string name = (std::filesystem::temp_directory_path() / "demur-story-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    house_ = tell(folder_ / "data", "2026-11-23");
  }
  static void TearDownTestSuite() {
    house_.reset();
    std::filesystem::remove_all(folder_);
  }

  static std::unique_ptr<service::Institution> tell(const std::filesystem::path& folder, const char* today) {
    const core::Time now = core::parse_day(today).value() + std::chrono::hours{14};
    const service::Environment environment{.clock = [now] { return now; }};
    const auto told = tell_demo_story(folder, environment, service::testing::kept_issuer_keys());
    EXPECT_TRUE(told) << told.error().what;
    return service::Institution::open(folder, environment).value();
  }

  static inline std::filesystem::path folder_;
  static inline std::unique_ptr<service::Institution> house_;
};

TEST_F(TheDemosStory, LeavesALogThatVerifiesAndContradictsItselfNowhere) {
  service::StoredLog log(house_->store().readers());
  service::RecordAudit records;
  const auto tree = translog::audit_tree(
      log, house_->log_key().verifier(),
      [&](std::uint64_t index, core::ByteView leaf) { return records.read(index, leaf); });
  ASSERT_TRUE(tree) << tree.error().what;
  const auto figures = records.finish(core::parse_day("2026-11-23").value());
  for (const auto& finding : records.findings()) ADD_FAILURE() << finding.index << ": " << finding.what;
  EXPECT_GE(figures.answered, 3);
  EXPECT_EQ(figures.ledger.reviews, 1);
  EXPECT_GE(figures.ledger.reviews_owed, 1) << "the demo shows a review that is due";
  EXPECT_EQ(figures.ledger.cited_by_decisions, 1);
  EXPECT_EQ(domain::adopted_shares(figures.published, 5).size(), 1U) << "and figures that are not empty";
  EXPECT_GE(figures.missed, 1);
  EXPECT_EQ(figures.meetings.agreed, 1);
  EXPECT_EQ(figures.meetings.declined, 1);
  EXPECT_EQ(figures.meetings.briefings, 1);
  EXPECT_EQ(figures.meetings.by_token, 1) << "and a session before which it can be voted";
  EXPECT_GE(figures.overdue.size(), 1U) << "the demo shows an overdue answer";
}

TEST_F(TheDemosStory, HasOneAnonymousDissentAnsweredAndOneSealedThatAnAuditorCanCheck) {
  const auto entries = house_->store().read(store::key_records).value();
  const auto leaves =
      house_->store()
          .read([](const store::Reader& reader) { return service::leaves(reader, 0, 100'000); })
          .value();
  service::AnonymousAudit audit(house_->log_key().verifier().name, entries);
  for (std::uint64_t index = 0; index < leaves.size(); ++index)
    ASSERT_TRUE(audit.read(index, leaves[index])) << index;
  const auto& rule = *house_->policy().anonymous;
  const auto figures =
      audit.finish({.floor = static_cast<std::uint32_t>(rule.floor), .to_open = rule.to_open});
  for (const auto& finding : audit.findings()) ADD_FAILURE() << finding.index << ": " << finding.what;
  EXPECT_EQ(figures.filed, 2U);
  EXPECT_EQ(figures.cosigned, 3U);
  EXPECT_EQ(figures.opened, 1U);
  EXPECT_EQ(figures.unanchored, 0U);
}

TEST_F(TheDemosStory, GivesItsVisitorTheKeysAndThePhraseThatOpenWhatItHolds) {
  const auto keys = demo_keys_folder(folder_ / "data");
  for (const char* login : {"custodian", "custodian2", "custodian3"}) {
    const auto text = read_file((keys / (std::string(login) + ".demur-key")).string(), 1U << 16U).value();
    const auto opened = anonymity::open_officer_keys(text, core::bytes_of(kDemoPassphrase));
    ASSERT_TRUE(opened) << login;
    EXPECT_EQ(opened->instance, house_->log_key().verifier().name);
  }
  const auto phrase =
      anonymity::parse_phrase(read_file((keys / "phrase.txt").string(), 1024).value()).value();
  const auto instance = anonymity::instance_id(house_->log_key().verifier().name);
  const auto author = anonymity::derive_reply_keys(phrase, instance).value();
  const auto filings = house_->store().read(store::sealed_filings).value();
  const auto first = std::ranges::find(filings, author.sign.public_key(), &store::SealedFiling::author_key);
  ASSERT_NE(first, filings.end());
  const auto feed = service::reply_feed(*house_, "2026q4").value();
  const auto found = anonymity::open_feed(feed, {instance, first->key_id}, author.box).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found.front().reply.text, testing::HasSubstr("acknowledged"));
}

TEST_F(TheDemosStory, LeavesNoVisitorAloneWithTheTokensOfAQuarterThatHasJustBegun) {
  const auto house = tell(folder_ / "october", "2026-10-01");
  const auto keys = anonymity::read_keys(
      house->store().read(store::key_records).value(),
      {.instance = house->log_key().verifier().name, .class_floor = 5, .issued_floor = 5});
  ASSERT_TRUE(keys) << keys.error().text;
  EXPECT_TRUE(keys->issuer("file:2026q4", std::string(service::kEverybody),
                           core::parse_day("2026-10-01").value(), anonymity::Use::spend));
}

TEST_F(TheDemosStory, MarksItsFolderAndNoOtherIsTakenForADemo) {
  EXPECT_TRUE(is_demo(*house_).value());
  const auto real = service::Institution::found(folder_ / "real",
                                                {.name = "Ministry",
                                                 .origin = "dissent.example.org/log",
                                                 .policy_toml = demo_policy_toml(),
                                                 .office = "Secretariat",
                                                 .login = "founder",
                                                 .custodian = "Fay Founder"},
                                                {});
  ASSERT_TRUE(real) << real.error().what;
  EXPECT_FALSE(is_demo(**real).value());
}

TEST_F(TheDemosStory, NamesNobodyInTheLog) {
  const auto leaves =
      house_->store()
          .read([](const store::Reader& reader) { return service::leaves(reader, 0, 100'000); })
          .value();
  ASSERT_GT(leaves.size(), 50U);
  for (const core::Bytes& leaf : leaves)
    for (const auto& people : {demo_officers(), demo_colleagues()})
      for (const Person& person : people)
        EXPECT_THAT(std::string(core::text_of(leaf)), testing::Not(testing::HasSubstr(person.name)));
}

}  // namespace
}  // namespace demur::cli
