#include "demur/service/taking_in.hpp"

#include <gmock/gmock.h>

#include "demur/service/drop/hand_in.hpp"
#include "demur/service/test_anonymity.hpp"

namespace demur::service {
namespace {

using testing::AnonymousHouse;

struct HandedIn : AnonymousHouse {
  translog::SigningKey key =
      translog::SigningKey::generate("drop.example", translog::KeyType::log, random).value();
  anonymity::ReplyKeys author = author_keys();
  std::string filing_id;

  HandedIn() {
    everybody_collects(file_scope());
    EXPECT_TRUE(register_drop(
        *house, member("keeper"),
        {.public_key = key.verifier().public_key, .name = "A drop", .url = "https://drop.example"}));
    const drop::Item item = filing(spare.front(), author);
    filing_id = item.filing;
    EXPECT_TRUE(take_item(*house, item).value());
  }

  drop::Item message() { return message_on(filing_id, spare.front().credential.key_id, author); }

  std::string hand_in(const std::vector<std::string>& texts) {
    const auto made = drop::make_hand_in(texts, key, core::day_of(now), random).value();
    return take_in(*house, made.body, made.signature).value();
  }
};

TEST(AHandIn, TakesAMessageBeforeTheWithdrawalThatCameWithItWhateverTheirDigests) {
  HandedIn test;
  const drop::Item end = test.withdrawal(test.spare.front().credential.key_id, test.author, test.filing_id);
  drop::Item message = test.message();
  while (drop::digest_of(message) < drop::digest_of(end)) message = test.message();
  const std::string answer = test.hand_in({end.text, message.text});
  EXPECT_THAT(answer, ::testing::Not(::testing::HasSubstr("refused")));
  EXPECT_EQ(test.count_of("anonymous.message"), 1);
  EXPECT_EQ(test.count_of("dissent.withdrawn"), 1);
}

int count_in(const std::string& answer, std::string_view word) {
  int count = 0;
  for (auto at = answer.find(word); at != std::string::npos; at = answer.find(word, at + 1)) ++count;
  return count;
}

TEST(AHandIn, RefusesTheFilingThatADropChangedAndTakesThoseAroundIt) {
  HandedIn test;
  std::vector<std::string> texts;
  for (std::size_t i = 1; i < test.spare.size(); ++i)
    texts.push_back(test.filing(test.spare[i], test.author_keys(), "number " + std::to_string(i)).text);
  core::json::object changed = core::parse_json(texts[4]).value().as_object();
  changed["dissent_kind"] = "procedure";
  texts[4] = AnonymousHouse::parsed(changed).text;
  const std::string answer = test.hand_in(texts);
  EXPECT_EQ(count_in(answer, "\"refused\""), 1);
  EXPECT_EQ(count_in(answer, "\"taken\""), static_cast<int>(texts.size()) - 1);
  EXPECT_EQ(test.one<std::int64_t>("SELECT count(*) FROM spent"), static_cast<std::int64_t>(texts.size()));
}

TEST(AHandIn, AnswersForEachOfManyByItself) {
  constexpr int kMany = 70;  // more than two flushes' worth
  HandedIn test;
  std::vector<std::string> texts{test.filing(test.spare.front(), test.author, "with a spent token").text};
  for (int i = 0; i < kMany; ++i) texts.push_back(test.message().text);
  const std::string first = test.hand_in(texts);
  EXPECT_EQ(count_in(first, "\"taken\""), kMany);
  EXPECT_EQ(count_in(first, "\"refused\""), 1);
  EXPECT_THAT(first, ::testing::HasSubstr("spent before"));
  EXPECT_EQ(test.count_of("anonymous.message"), kMany);
  const std::string again = test.hand_in(texts);
  EXPECT_EQ(count_in(again, "\"known\""), kMany);
  EXPECT_EQ(test.count_of("anonymous.message"), kMany);
}

}  // namespace
}  // namespace demur::service
