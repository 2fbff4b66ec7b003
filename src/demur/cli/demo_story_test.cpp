#include "demur/cli/demo_story.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "demur/cli/demo_people.hpp"
#include "demur/service/audit.hpp"
#include "demur/service/log_leaves.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/translog/audit.hpp"

namespace demur::cli {
namespace {

class TheDemosStory : public testing::Test {
 protected:
  TheDemosStory() {
    std::string name = (std::filesystem::temp_directory_path() / "demur-story-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~TheDemosStory() override {
    house_.reset();
    std::filesystem::remove_all(folder_);
  }

  void tell(const char* today) {
    const core::Time now = core::parse_day(today).value() + std::chrono::hours{14};
    const service::Environment environment{.clock = [now] { return now; }};
    const auto told = tell_demo_story(folder_ / "data", environment);
    ASSERT_TRUE(told) << told.error().what;
    house_ = service::Institution::open(folder_ / "data", environment).value();
  }

  std::filesystem::path folder_;
  std::unique_ptr<service::Institution> house_;
};

TEST_F(TheDemosStory, LeavesALogThatVerifiesAndContradictsItselfNowhere) {
  tell("2026-11-23");
  service::StoredLog log(house_->store().readers());
  service::RecordAudit records;
  const auto tree = translog::audit_tree(
      log, house_->log_key().verifier(),
      [&](std::uint64_t index, core::ByteView leaf) { return records.read(index, leaf); });
  ASSERT_TRUE(tree) << tree.error().what;
  const auto figures = records.finish(core::parse_day("2026-11-23").value());
  for (const auto& finding : records.findings()) ADD_FAILURE() << finding.index << ": " << finding.what;
  EXPECT_GE(figures.answered, 3);
  EXPECT_GE(figures.missed, 1);
  EXPECT_EQ(figures.meetings.agreed, 1);
  EXPECT_EQ(figures.meetings.declined, 1);
  EXPECT_EQ(figures.meetings.briefings, 1);
  EXPECT_GE(figures.overdue.size(), 1U) << "the demo shows an overdue answer";
}

TEST_F(TheDemosStory, MarksItsFolderAndNoOtherIsTakenForADemo) {
  tell("2026-11-23");
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
  tell("2026-11-23");
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
