#include "demur/domain/subject.hpp"

#include <gtest/gtest.h>

namespace demur::domain {
namespace {

const std::string kId(26, 'a');

TEST(ASubject, IsNamedByItsNounAndReadBackAsTheSame) {
  const std::vector<std::pair<Subject, std::string>> all{{DissentId{kId}, "dissent:"},
                                                         {DecisionId{kId}, "decision:"},
                                                         {ClearanceRoundId{kId}, "clearance_round:"},
                                                         {PositionId{kId}, "position:"},
                                                         {OpinionRoundId{kId}, "opinion_round:"},
                                                         {MeetingId{kId}, "meeting:"}};
  ASSERT_EQ(all.size(), std::variant_size_v<Subject>);
  for (const auto& [subject, noun] : all) {
    EXPECT_EQ(ref_to(subject), noun + kId);
    EXPECT_EQ(parse_subject(noun + kId), subject);
  }
}

TEST(ASubject, IsNothingOfAnotherNounOrWithoutAnId) {
  for (const std::string& text : {std::string(), std::string("dissent"), std::string("dissent:"), kId,
                                  "office:" + kId, "Dissent:" + kId, "dissent:" + kId + "a"})
    EXPECT_FALSE(parse_subject(text)) << text;
}

}  // namespace
}  // namespace demur::domain
