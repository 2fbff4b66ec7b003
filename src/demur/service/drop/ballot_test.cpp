#include "demur/service/drop/ballot.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>

#include "demur/domain/opinion_round.hpp"
#include "demur/service/drop/check_item.hpp"
#include "demur/service/drop/test_drop.hpp"
#include "demur/service/token_ballots.hpp"

namespace demur::service::drop {
namespace {

using core::Code;
namespace json = core::json;
using testing::TestDrop;
using testing::TestHouse;
using testing::token_of;

std::string id(std::uint64_t seed) {
  return core::random_id_text(core::seeded_random(seed));
}

// A round whose last day is two days away, and a member's token for it.
struct Voting {
  explicit Voting(DropLimits limits = {}) : drop({}, limits) {
    drop.house.rounds.push_back({{"id", round},
                                 {"title", "The northern port"},
                                 {"owner", "Bureau of the North"},
                                 {"closes", "2026-11-27"},
                                 {"statements", statements()}});
    drop.house.publish();
    EXPECT_TRUE(drop.refresh());
  }

  static json::array statements() {
    json::array all;
    for (std::uint64_t at = 0; at < 4; ++at)
      all.push_back(json::object{{"id", id(100 + at)},
                                 {"number", at + 1},
                                 {"state", at == 3 ? "retired" : "shown"},
                                 {"text", text_of(at)}});
    return all;
  }
  static std::string text_of(std::uint64_t at) { return "Statement " + std::to_string(at); }
  static std::optional<std::string> asked(const std::string& statement) {
    for (std::uint64_t at = 0; at < 4; ++at)
      if (statement == id(100 + at)) return text_of(at);
    return std::nullopt;
  }

  std::string ballot(std::uint32_t sequence, std::size_t votes = 1) {
    std::vector<ChosenVote> chosen;
    for (std::size_t i = 0; i < votes; ++i) chosen.push_back({id(100 + i), text_of(i), 1});
    return make_ballot(token, head(sequence), chosen).value();
  }
  // Small ones are counted on the day on which the drop's tests begin.
  static std::uint32_t at(std::uint32_t sequence) {
    const bool is_count = sequence < ballot_sequence(core::Day{std::chrono::days{1}}, 0);
    return is_count ? ballot_sequence(testing::kToday, static_cast<std::uint16_t>(sequence)) : sequence;
  }
  BallotHead head(std::uint32_t sequence) {
    return {.round = round, .sequence = at(sequence), .nonce = nonce};
  }

  TestDrop drop;
  std::string round = id(1);
  core::Digest nonce = new_nonce(core::seeded_random(3));
  std::string record = drop.house.add_issuer("vote:" + round, 1);
  anonymity::Token token = token_of(record, 1);
};

// The round is over at the institution, and the drop did not hear that the ballot was taken before.
TEST(Ballot, IsNotCalledRefusedAloneWhereItMayHaveCounted) {
  Voting test;
  const auto digest = test.drop.drop->take(test.ballot(1)).value().digest;
  test.drop.house.loses_its_answer = true;
  EXPECT_FALSE(test.drop.relay());
  test.drop.house.loses_its_answer = false;
  test.drop.house.refuses = "The round is closed: votes stay as they are.";
  const auto row = [&] {
    return test.drop.drop->store()
        .read([&](store::Reader& reader) { return store::find_drop_item(reader, digest); })
        .value()
        .value();
  };
  test.drop.now = core::Time(row().due_by) + std::chrono::hours{18};
  ASSERT_TRUE(test.drop.relay());
  EXPECT_EQ(row().state, "refused");
  EXPECT_THAT(row().why, ::testing::AllOf(::testing::StartsWith("The round is closed"),
                                          ::testing::HasSubstr("came before and counted")));
}

TEST(Ballot, HasASizeThatSaysLittleOfItsVotes) {
  Voting test;
  EXPECT_EQ(test.ballot(1, 1).size(), kLeastBallotBytes);
  EXPECT_EQ(test.ballot(1, 40).size(), kLeastBallotBytes);
  EXPECT_EQ(test.ballot(1, 80).size(), 2 * kLeastBallotBytes);
  EXPECT_EQ(test.ballot(1, kMostVotes).size(), kMostBallotBytes);
  std::string wide = test.ballot(1);
  wide.insert(wide.find("xx"), kLeastBallotBytes, 'x');
  EXPECT_FALSE(parse_item(wide)) << "more than it needs is room that others have not";
  std::string bare = test.ballot(1);
  bare.erase(bare.find("xx"), 1);
  EXPECT_FALSE(parse_item(bare));
}

TEST(Ballot, IsReadAsItWasMade) {
  Voting test;
  const Item item = parse_item(test.ballot(9, 3)).value();
  EXPECT_EQ(item.kind, ItemKind::ballot);
  EXPECT_EQ(item.round, test.round);
  EXPECT_EQ(item.sequence, Voting::at(9));
  ASSERT_EQ(item.votes.size(), 3U);
  EXPECT_EQ(item.nonce, test.nonce);
  EXPECT_TRUE(check_votes(item, test.token.credential, Voting::asked));
  EXPECT_EQ(item.filing, parse_item(test.ballot(10, 1))->filing) << "one token stands under one id";
}

// The browser makes the same: tests/anonymity/client_vectors.mjs.
TEST(Ballot, IsTheSameToTheByteWhicheverSideMakesIt) {
  std::ifstream in(DEMUR_TESTS "/vectors/anonymity/ballot-v1.json");
  const std::string read{std::istreambuf_iterator<char>(in), {}};
  const json::value file = core::parse_json(read).value();
  const auto text = [](const json::value& from, const char* name) {
    return std::string(from.at(name).as_string());
  };
  const auto bytes = [&](const char* name) { return core::from_hex(text(file, name)).value(); };
  anonymity::Token token{.credential = anonymity::decode_credential(bytes("credential")).value(),
                         .holder_seed = {}};
  std::ranges::copy(bytes("holder_seed"), token.holder_seed.bytes().begin());
  const core::Day day = core::parse_day(text(file, "day")).value();
  const auto sequence = ballot_sequence(day, static_cast<std::uint16_t>(file.at("count").as_int64()));
  EXPECT_EQ(sequence, file.at("sequence").as_int64());
  EXPECT_EQ(day_of_sequence(sequence), day);
  BallotHead head{.round = text(file, "round"), .sequence = sequence, .nonce = {}};
  std::ranges::copy(bytes("nonce"), head.nonce.begin());
  std::vector<ChosenVote> votes;
  for (const json::value& vote : file.at("votes").as_array()) {
    const std::string word = text(vote, "vote");
    votes.push_back({text(vote, "statement"), text(vote, "text"),
                     static_cast<std::int8_t>(word == "agree"      ? 1
                                              : word == "disagree" ? -1
                                                                   : 0)});
  }
  std::ranges::reverse(votes);
  EXPECT_EQ(make_ballot(token, head, votes).value(), text(file, "item"));
  const Item item = parse_item(text(file, "item")).value();
  std::vector<BallotLine> lines;
  for (const BallotVote& vote : item.votes) lines.push_back(line_of(item, vote));
  EXPECT_EQ(core::to_hex(ballot_commitment({item.round}, item.nonce, lines).value()),
            text(file, "commitment"));
}

TEST(Ballot, HasOneVoteForAStatementInOneOrderAndNothingElse) {
  Voting test;
  const auto refused = [&](const std::function<void(json::object&)>& change) {
    auto fields = core::parse_json(test.ballot(1, 3)).value().as_object();
    change(fields);
    const std::size_t bare = core::canonical_json(fields).value().size();
    if (fields.contains("padding") && fields["padding"].is_string()) {
      const auto padding = std::string(fields["padding"].as_string());
      if (padding.find_first_not_of('x') == std::string::npos)
        fields["padding"] = std::string(padding.size() + kLeastBallotBytes - bare, 'x');
    }
    return !parse_item(core::canonical_json(fields).value());
  };
  EXPECT_FALSE(refused([](json::object&) {}));
  EXPECT_TRUE(
      refused([](json::object& f) { std::swap(f["votes"].as_array()[0], f["votes"].as_array()[1]); }));
  EXPECT_TRUE(refused([](json::object& f) { f["votes"].as_array()[1] = f["votes"].as_array()[0]; }));
  EXPECT_TRUE(refused([](json::object& f) { f["votes"].as_array().clear(); }));
  EXPECT_TRUE(refused([](json::object& f) { f["votes"].as_array()[0].as_object()["vote"] = "abstain"; }));
  EXPECT_TRUE(refused([](json::object& f) { f["votes"].as_array()[0].as_object()["at"] = "noon"; }));
  EXPECT_TRUE(refused([](json::object& f) { f["sequence"] = 0; }));
  EXPECT_TRUE(refused([](json::object& f) { f["sequence"] = 4'294'967'296; }));
  EXPECT_TRUE(refused([](json::object& f) { f["client"] = "x"; }));
  EXPECT_TRUE(refused([](json::object& f) { f["nonce"] = core::to_base64(core::Bytes(31, 1)); }));
  EXPECT_TRUE(refused([](json::object& f) { f.erase("nonce"); }));
  EXPECT_TRUE(refused([](json::object& f) {
    std::string padding(f["padding"].as_string());
    padding[0] = 'y';
    f["padding"] = padding;
  }));
}

TEST(ADropOfBallots, TakesAnotherByTheSameTokenAndPromisesTheDayOfTheClose) {
  Voting test;
  const auto first = test.drop.drop->take(test.ballot(1));
  ASSERT_TRUE(first) << first.error().what;
  EXPECT_EQ(core::to_string(first->by), "2026-11-30");
  const auto second = test.drop.drop->take(test.ballot(2));
  ASSERT_TRUE(second) << second.error().what;
  EXPECT_NE(first->digest, second->digest);
  EXPECT_EQ(test.drop.drop->take(test.ballot(1))->digest, first->digest);
  const auto handed = test.drop.relay();
  ASSERT_TRUE(handed);
  EXPECT_EQ(handed->taken, 2U);
}

// A receipt for what the institution refuses would be a false promise.
TEST(ADropOfBallots, TakesNoVoteAgainstAQuestionBeforeASession) {
  Voting test;
  test.drop.house.rounds.at(0).as_object()["kind"] = "session";
  test.drop.house.publish();
  ASSERT_TRUE(test.drop.refresh());
  const auto against = make_ballot(test.token, test.head(1),
                                   {{id(100), Voting::text_of(0), 1}, {id(101), Voting::text_of(1), -1}});
  const auto refused = test.drop.drop->take(against.value());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "votes");
  EXPECT_TRUE(test.drop.drop->take(test.ballot(2, 2)));
}

// Votes tell as much where they did not count.
TEST(ADropOfBallots, ErasesThemTwoWeeksAfterTheirDayWhateverBecameOfThem) {
  for (const char* state : {"waiting", "refused", "taken"}) {
    Voting test;
    const auto digest = test.drop.drop->take(test.ballot(1)).value().digest;
    test.drop.house.refuses = std::string_view(state) == "refused" ? "the round is closed" : "";
    if (std::string_view(state) != "waiting") {
      ASSERT_TRUE(test.drop.relay());
    }
    EXPECT_EQ(test.drop.state_of(digest), state);
    test.drop.now += std::chrono::days{5} + kKeptDays;  // its receipt says the thirtieth
    if (std::string_view(state) != "taken") {
      ASSERT_TRUE(tidy(*test.drop.drop));
      EXPECT_EQ(test.drop.bodies(), 1U) << state;
    }
    test.drop.now += std::chrono::days{1};
    ASSERT_TRUE(tidy(*test.drop.drop));
    EXPECT_EQ(test.drop.bodies(), 0U) << state;
    EXPECT_EQ(test.drop.state_of(digest), std::string_view(state) == "taken" ? "done" : "refused");
    EXPECT_EQ(test.drop.drop->take(test.ballot(1))->digest, digest) << "its receipt is still given";
  }
}

TEST(ADropOfBallots, HandsThemInAgainUntilTheRoundIsClosedAndThenNoMore) {
  Voting test;
  ASSERT_TRUE(test.drop.drop->take(test.ballot(1)));
  ASSERT_TRUE(test.drop.relay());
  test.drop.now += std::chrono::days{4};
  EXPECT_EQ(test.drop.relay()->taken, 1U);
  test.drop.now += std::chrono::days{1};
  EXPECT_EQ(test.drop.relay()->taken, 0U) << "the institution could not tell it from one that comes late";
}

TEST(ADropOfBallots, TakesThemUntilTheRoundsLastDay) {
  Voting test;
  const auto on = [](int days) { return ballot_sequence(testing::kToday + std::chrono::days{days}, 1); };
  test.drop.now += std::chrono::days{2};
  EXPECT_TRUE(test.drop.drop->take(test.ballot(on(2))));
  test.drop.now += std::chrono::days{1};
  const auto late = test.drop.drop->take(test.ballot(on(3)));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::conflict);
}

TEST(ADropOfBallots, KnowsEveryRoundAndNoOtherToken) {
  Voting test;
  const auto unknown = make_ballot(test.token, {.round = id(2), .sequence = Voting::at(1), .nonce = {}},
                                   {{id(100), Voting::text_of(0), 1}})
                           .value();
  EXPECT_FALSE(test.drop.drop->take(unknown));
  const auto to_file = token_of(test.drop.house.file_key);
  const auto wrong =
      test.drop.drop->take(make_ballot(to_file, test.head(1), {{id(100), Voting::text_of(0), 1}}).value());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Code::invalid);
}

TEST(ADropOfBallots, TakesEightOfATokenOnADayAndLetsThemTakeNobodysPlace) {
  Voting test({.items_a_day = 1});
  for (std::uint32_t sequence = 1; sequence <= 8; ++sequence)
    ASSERT_TRUE(test.drop.drop->take(test.ballot(sequence))) << sequence;
  const auto ninth = test.drop.drop->take(test.ballot(9));
  ASSERT_FALSE(ninth);
  EXPECT_EQ(ninth.error().code, Code::too_many);
  testing::Author author(test.drop.house);
  EXPECT_TRUE(test.drop.drop->take(author.filing())) << "a filing still finds room";
}

// From another device, or another copy of the wallet: nothing is promised for what would change nothing.
TEST(ADropOfBallots, RefusesWhatIsNotLaterThanTheLastOfThatTokenAndSaysSo) {
  Voting test;
  const auto at = [](int days, std::uint16_t count) {
    return ballot_sequence(testing::kToday + std::chrono::days{days}, count);
  };
  ASSERT_TRUE(test.drop.drop->take(test.ballot(at(0, 200))));
  for (const std::uint32_t older : {at(0, 200), at(0, 199), at(-1, 900)}) {
    const auto refused = test.drop.drop->take(test.ballot(older, 2));
    ASSERT_FALSE(refused) << older;
    EXPECT_EQ(refused.error().code, Code::conflict);
    EXPECT_EQ(refused.error().field, "sequence");
  }
  EXPECT_EQ(test.drop.bodies(), 1U);
  EXPECT_TRUE(test.drop.drop->take(test.ballot(at(0, 264), 2))) << "its wallet passes over what was here";
  test.drop.now += std::chrono::days{1};
  EXPECT_TRUE(test.drop.drop->take(test.ballot(at(1, 1), 2))) << "a copy that counted less, on another day";
}

TEST(ADropOfBallots, RefusesAClockThatGoesBeforeSoThatItHoldsNoLaterVoteBack) {
  Voting test;
  const auto ahead =
      test.drop.drop->take(test.ballot(ballot_sequence(testing::kToday + std::chrono::days{2}, 1)));
  ASSERT_FALSE(ahead);
  EXPECT_EQ(ahead.error().code, Code::invalid);
}

// A thief of the wallet, who sends ballots of older days and looks at what the drop says.
TEST(ADropOfBallots, TellsNobodyOfVotesThatAreOlderThanYesterdays) {
  const auto on = [](int days, std::uint16_t count) {
    return ballot_sequence(testing::kToday + std::chrono::days{days}, count);
  };
  Voting voted;
  Voting silent;
  ASSERT_TRUE(voted.drop.drop->take(voted.ballot(on(0, 200))));
  for (Voting* test : {&voted, &silent}) test->drop.now += std::chrono::days{2};
  for (const std::uint32_t tried : {on(-1, 1), on(0, 1), on(0, 199), on(0, 201), on(1, 1)}) {
    const auto of_one = voted.drop.drop->take(voted.ballot(tried, 2));
    const auto of_other = silent.drop.drop->take(silent.ballot(tried, 2));
    ASSERT_EQ(of_one.has_value(), of_other.has_value()) << tried;
    if (!of_one) {
      EXPECT_EQ(of_one.error().what, of_other.error().what);
    }
  }
}

TEST(ADropOfBallots, SaysThatALaterDateIsHereAndNotToSendAgainTheSameDay) {
  Voting test;
  const auto on = [](int days, std::uint16_t count) {
    return ballot_sequence(testing::kToday + std::chrono::days{days}, count);
  };
  ASSERT_TRUE(test.drop.drop->take(test.ballot(on(1, 1)))) << "its clock goes before, by less than a day";
  const auto refused = test.drop.drop->take(test.ballot(on(0, 900), 2));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, ::testing::HasSubstr("dated later"));
  EXPECT_THAT(refused.error().what, ::testing::Not(::testing::HasSubstr("Send again")));
  test.drop.now += std::chrono::days{1};
  EXPECT_TRUE(test.drop.drop->take(test.ballot(on(1, 2), 2)));
}

TEST(ADropOfBallots, TakesVotesOnTheWordsThatItShowedAndOnNoOthers) {
  Voting test;
  const auto take = [&](const std::string& statement, const std::string& text) {
    return test.drop.drop->take(make_ballot(test.token, test.head(1), {{statement, text, 1}}).value());
  };
  EXPECT_EQ(take(id(100), "Statement 1").error().code, Code::unproven);
  EXPECT_EQ(take(id(99), "Statement 0").error().code, Code::conflict);
  EXPECT_TRUE(take(id(103), "Statement 3"))
      << "retired while the voter read it: the institution leaves it out";
}

// Who has no token costs one signature, however many votes they send.
TEST(ADropOfBallots, LooksAtTheTokenBeforeItLooksAtAnyVote) {
  Voting test;
  const auto house = test.drop.drop->house_copy();
  int looked_at = 0;
  const ItemRules rules{
      .instance = test.drop.house.origin(), .to_open = 2, .asked = [&](const std::string& statement) {
        ++looked_at;
        return Voting::asked(statement);
      }};
  Item item = parse_item(test.ballot(1, 3)).value();
  item.credential.back() ^= 1U;
  EXPECT_EQ(check_item(item, *house->keys_view, rules, std::nullopt, testing::kToday).error().code,
            Code::unproven);
  EXPECT_EQ(looked_at, 0);
  item.credential.back() ^= 1U;
  EXPECT_TRUE(check_item(item, *house->keys_view, rules, std::nullopt, testing::kToday));
  EXPECT_EQ(looked_at, 3);
}

TEST(ADropOfBallots, HasRoomOfTheirOwnSoThatNeitherTakesTheOthers) {
  Voting test({.ballot_bytes = 20'000});
  ASSERT_TRUE(test.drop.drop->take(test.ballot(1)));
  ASSERT_TRUE(test.drop.drop->take(test.ballot(2)));
  EXPECT_EQ(test.drop.drop->take(test.ballot(3)).error().code, Code::unavailable);
  testing::Author author(test.drop.house);
  EXPECT_TRUE(test.drop.drop->take(author.filing()));
}

TEST(ADropWithoutRoomForFilings, StillTakesBallots) {
  Voting test({.bytes = 0});
  testing::Author author(test.drop.house);
  EXPECT_EQ(test.drop.drop->take(author.filing()).error().code, Code::unavailable);
  EXPECT_TRUE(test.drop.drop->take(test.ballot(1)));
}

// ---- the copy of the rounds

json::object full_round(std::uint64_t seed) {
  json::array statements;
  for (std::uint64_t at = 0; at < domain::kMostStatements; ++at)
    statements.push_back(json::object{{"id", id(seed * 10'000 + at)},
                                      {"number", at + 1},
                                      {"state", "shown"},
                                      {"text", std::string(domain::kStatementBytes, '"')}});
  return {{"id", id(seed)},
          {"title", "A round"},
          {"owner", "An office"},
          {"closes", "2026-11-27"},
          {"statements", std::move(statements)}};
}

TEST(TheCopyOfTheRounds, HoldsAsManyAsMayBeOpenEachAsFullAsItMayBe) {
  TestDrop drop;
  for (int at = 0; at < 6; ++at) drop.house.rounds.push_back(full_round(static_cast<std::uint64_t>(at) + 1));
  drop.house.publish();
  EXPECT_TRUE(drop.refresh());
  EXPECT_EQ(drop.drop->house_copy()->rounds.size(), 6U);
  EXPECT_LT(drop.house.files.at("/drop/rounds").size() / 6 * domain::kMostByToken, kMostRoundsBytes);
  drop.reopen();
  EXPECT_EQ(drop.drop->house_copy()->rounds.at(5).statements.size(), domain::kMostStatements);
}

// Whatever is wrong with rounds keeps nobody from filing: keys, filings and replies go on.
TEST(TheCopyOfTheRounds, FailsByItself) {
  Voting test;
  testing::Author author(test.drop.house);
  const auto breaks = [&](std::string rounds) {
    const auto size = test.drop.drop->house_copy()->keys.size();
    test.drop.house.add_issuer("cosign:" + id(size), 2);
    test.drop.house.filings = json::array{author.entry()};
    test.drop.house.publish();
    test.drop.house.files["/drop/replies/2026q4"] = std::string(8'192 * size, 'r');
    test.drop.house.files["/drop/rounds"] = std::move(rounds);
    EXPECT_FALSE(test.drop.refresh());
    const auto copy = test.drop.drop->house_copy();
    EXPECT_GT(copy->keys.size(), size);
    EXPECT_EQ(copy->replies.at("2026q4")->size(), 8'192 * size);
    EXPECT_TRUE(copy->filings.contains(author.id()));
    EXPECT_EQ(copy->rounds.size(), 1U) << "what was held is held";
  };
  breaks(std::string(kMostRoundsBytes + 1, 'x'));
  breaks("not a signed note");
  std::string changed =
      sign_rounds({{"rounds", test.drop.house.rounds}}, test.drop.house.keys.log_key).value();
  changed.replace(changed.find("Statement 1"), 11, "Statement 9");
  breaks(changed);
  const auto other =
      translog::SigningKey::generate(test.drop.house.origin(), translog::KeyType::log, core::seeded_random(4))
          .value();
  breaks(sign_rounds({{"rounds", test.drop.house.rounds}}, other).value());
}

}  // namespace
}  // namespace demur::service::drop
