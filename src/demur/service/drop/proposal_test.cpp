#include "demur/service/drop/proposal.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <iterator>

#include "demur/domain/opinion_round.hpp"
#include "demur/service/drop/ballot.hpp"
#include "demur/service/drop/test_drop.hpp"
#include "demur/service/token_proposals.hpp"

namespace demur::service::drop {
namespace {

using core::Code;
namespace json = core::json;
using testing::TestDrop;
using testing::token_of;

std::string id(std::uint64_t seed) {
  return core::random_id_text(core::seeded_random(seed));
}

// A round that takes proposals until tomorrow, a session that does until today, and a member's tokens.
struct Proposing {
  explicit Proposing(DropLimits limits = {}) : drop({}, limits) {
    drop.house.rounds = {open(round, "round", "2026-11-26"), open(session, "session", "2026-11-25")};
    drop.house.publish();
    EXPECT_TRUE(drop.refresh());
  }
  static json::object open(const std::string& of, const char* kind, const char* until) {
    return {{"id", of},
            {"title", "The northern port"},
            {"owner", "Bureau of the North"},
            {"closes", "2026-11-29"},
            {"kind", kind},
            {"proposals_until", until},
            {"statements", json::array{}}};
  }
  [[nodiscard]] std::string item(const std::string& text = "Ask again.", std::uint64_t nonce = 3) const {
    return make_proposal(token,
                         {.round = round, .nonce = new_nonce(core::seeded_random(nonce)), .text = text})
        .value();
  }

  TestDrop drop;
  std::string round = id(1);
  std::string session = id(2);
  std::string record = drop.house.add_issuer("propose:" + round, 1);
  std::string session_record = drop.house.add_issuer("propose:" + session, 2);
  anonymity::Token token = token_of(record, 1);
};

// The browser makes the same: tests/anonymity/client_vectors.mjs.
TEST(Proposal, IsTheSameToTheByteWhicheverSideMakesIt) {
  std::ifstream in(DEMUR_TESTS "/vectors/anonymity/proposal-v1.json");
  const std::string read{std::istreambuf_iterator<char>(in), {}};
  const json::value file = core::parse_json(read).value();
  const auto text = [&](const char* name) { return std::string(file.at(name).as_string()); };
  const auto bytes = [&](const char* name) { return core::from_hex(text(name)).value(); };
  anonymity::Token token{.credential = anonymity::decode_credential(bytes("credential")).value(),
                         .holder_seed = {}};
  std::ranges::copy(bytes("holder_seed"), token.holder_seed.bytes().begin());
  NewProposal proposal{.round = text("round"), .nonce = {}, .text = text("text")};
  std::ranges::copy(bytes("nonce"), proposal.nonce.begin());
  EXPECT_EQ(make_proposal(token, proposal).value(), text("item"));
  const Item item = parse_item(text("item")).value();
  EXPECT_EQ(item.filing, text("id"));
  EXPECT_EQ(item.proposal, text("text"));
  EXPECT_EQ(core::to_hex(proposal_commitment(item).value()), text("commitment"));
}

TEST(Proposal, HasOneSizeWhateverItSays) {
  Proposing test;
  for (const std::size_t bytes : {std::size_t{1}, domain::kStatementBytes / 2, domain::kStatementBytes})
    for (const char letter : {'x', '"', '\\'})
      EXPECT_EQ(test.item(std::string(bytes, letter)).size(), kProposalBytes);
  std::string bare = test.item();
  bare.erase(bare.find("xx"), 1);
  EXPECT_FALSE(parse_item(bare));
}

TEST(Proposal, HasAnIdThatFollowsFromAllOfItAndNobodyElseCanHave) {
  Proposing test;
  const std::string first = parse_item(test.item())->filing;
  EXPECT_EQ(parse_item(test.item())->filing, first);
  EXPECT_NE(parse_item(test.item("Ask again!"))->filing, first);
  EXPECT_NE(parse_item(test.item("Ask again.", 4))->filing, first);
  const std::string round = std::exchange(test.round, id(9));
  EXPECT_NE(parse_item(test.item())->filing, first);
  test.round = round;
  test.token = token_of(test.record, 1);
  EXPECT_NE(parse_item(test.item())->filing, first) << "who read it proposes something else by their token";
}

TEST(Proposal, HasExactlyWhatWasSignedAndNothingElse) {
  Proposing test;
  const auto refused = [&](const std::function<void(json::object&)>& change) {
    auto fields = core::parse_json(test.item()).value().as_object();
    change(fields);
    const std::size_t bare = core::canonical_json(fields).value().size();
    if (const auto* padding = fields.if_contains("padding"); padding != nullptr && bare != kProposalBytes) {
      const auto most = std::string(padding->as_string()).size() + kProposalBytes - bare;
      fields["padding"] = std::string(most, 'x');
    }
    return !parse_item(core::canonical_json(fields).value());
  };
  EXPECT_FALSE(refused([](json::object&) {}));
  EXPECT_TRUE(refused([](json::object& f) { f["text"] = " Ask again."; }));
  EXPECT_TRUE(refused([](json::object& f) { f["text"] = "Ask\nagain."; }));
  EXPECT_TRUE(refused([](json::object& f) { f["text"] = "Ask \x01 again."; }));
  EXPECT_TRUE(refused([](json::object& f) { f["text"] = ""; }));
  EXPECT_TRUE(refused([](json::object& f) { f["text"] = std::string(domain::kStatementBytes + 1, 'x'); }));
  EXPECT_TRUE(refused([](json::object& f) { f["nonce"] = core::to_base64(core::Bytes(31, 1)); }));
  EXPECT_TRUE(refused([](json::object& f) { f["credential"] = core::to_base64(core::Bytes(32, 1)); }));
  EXPECT_TRUE(refused([](json::object& f) { f["round"] = "../etc"; }));
  EXPECT_TRUE(refused([](json::object& f) { f["client"] = "x"; }));
  EXPECT_TRUE(refused([](json::object& f) { f.erase("nonce"); }));
  EXPECT_TRUE(refused([](json::object& f) {
    std::string padding(f["padding"].as_string());
    padding[0] = 'y';
    f["padding"] = padding;
  }));
}

TEST(ADropOfProposals, SpendsATokenOnOneAndPromisesItForTheNextDays) {
  Proposing test;
  const auto taken = test.drop.drop->take(test.item());
  ASSERT_TRUE(taken) << taken.error().what;
  EXPECT_EQ(core::to_string(taken->by), "2026-11-27");
  EXPECT_EQ(test.drop.drop->take(test.item())->promise, taken->promise) << "sent twice it is one";
  EXPECT_EQ(test.drop.drop->take(test.item("Another one.")).error().code, Code::conflict);
  test.token = token_of(test.record, 1);
  EXPECT_TRUE(test.drop.drop->take(test.item("Another one.")));
  ASSERT_TRUE(test.drop.relay());
  EXPECT_EQ(test.drop.house.came.size(), 2U);
}

TEST(ADropOfProposals, TakesNoneThatWasChangedOrIsByAnotherToken) {
  Proposing test;
  auto fields = core::parse_json(test.item()).value().as_object();
  fields["text"] = "Ask never.";
  EXPECT_EQ(test.drop.drop->take(core::canonical_json(fields).value()).error().code, Code::unproven);
  test.token = token_of(test.session_record, 2);
  EXPECT_EQ(test.drop.drop->take(test.item()).error().code, Code::invalid);
  test.token = token_of(test.drop.house.file_key);
  EXPECT_EQ(test.drop.drop->take(test.item()).error().code, Code::invalid);
}

TEST(ADropOfProposals, TakesThemToTheLastDayOnWhichSomebodyCanStillLookAtThem) {
  Proposing test;
  test.drop.now += std::chrono::hours{24};
  EXPECT_TRUE(test.drop.drop->take(test.item()));
  test.drop.now += std::chrono::hours{24};
  EXPECT_TRUE(test.drop.drop->take(test.item())) << "what it has it has";
  test.token = token_of(test.record, 1);
  const auto late = test.drop.drop->take(test.item());
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::conflict);
  EXPECT_EQ(late.error().field, "round");
}

TEST(ADropOfProposals, TakesNoneForARoundOfAHouseThatKnowsNoProposals) {
  Proposing test;
  test.drop.house.rounds[0].as_object().erase("proposals_until");
  test.drop.house.rounds[0].as_object().erase("kind");
  test.drop.house.publish();
  ASSERT_TRUE(test.drop.refresh());
  EXPECT_EQ(test.drop.drop->take(test.item()).error().code, Code::conflict);
}

// All rows of the drop, blobs as hex.
std::string everything_in(Drop& drop) {
  return drop.store()
      .read([](const store::Reader& reader) -> core::Result<std::string> {
        std::string all;
        for (const char* rows : {"SELECT filing || ' ' || why || ' ' || hex(digest) FROM drop_item",
                                 "SELECT body FROM drop_body", "SELECT hex(tag) FROM drop_spent"})
          for (const auto& row : DEMUR_TRY(reader.all<std::string>(rows))) all += row + "\n";
        return all;
      })
      .value();
}

// Tokens are remembered for a year and more, so that none is spent twice; what they proposed is not.
TEST(ADropOfProposals, HasNothingThatTiesAStatementToItsTokenTwoWeeksAfterItWasHandedIn) {
  Proposing test;
  const std::string kept = parse_item(test.item())->filing;
  ASSERT_TRUE(test.drop.drop->take(test.item()));
  ASSERT_TRUE(test.drop.relay());
  test.token = token_of(test.record, 1);
  const std::string refused = parse_item(test.item("Never ask."))->filing;
  ASSERT_TRUE(test.drop.drop->take(test.item("Never ask.")));
  test.drop.house.refuses = "a test";
  ASSERT_TRUE(test.drop.relay());
  EXPECT_NE(everything_in(*test.drop.drop).find("Never ask."), std::string::npos);
  test.drop.now += std::chrono::hours{24 * 18};
  ASSERT_TRUE(tidy(*test.drop.drop));
  const std::string all = everything_in(*test.drop.drop);
  EXPECT_EQ(std::ranges::count(all, '\n'), 4) << "two items, two tokens:\n" << all;
  for (const std::string& gone : {kept, refused, std::string("Ask again."), std::string("Never ask.")})
    EXPECT_EQ(all.find(gone), std::string::npos) << gone;
}

TEST(ADropOfProposals, TakesQuestionsBeforeASessionAsWell) {
  Proposing test;
  test.round = test.session;
  test.token = token_of(test.session_record, 2);
  EXPECT_TRUE(test.drop.drop->take(test.item()));
  const auto copy = test.drop.drop->house_copy();
  EXPECT_EQ(copy->rounds.at(0).kind, AskedKind::round);
  EXPECT_EQ(copy->rounds.at(1).kind, AskedKind::session);
}

TEST(ADropOfProposals, HasRoomForThemWhereFilingsHaveNone) {
  Proposing test({.items_a_day = 0, .bytes = 0});
  EXPECT_TRUE(test.drop.drop->take(test.item()));
  testing::Author author(test.drop.house);
  EXPECT_EQ(test.drop.drop->take(author.filing()).error().code, Code::unavailable);
}

TEST(ADropOfProposals, IsFullOfThemByItself) {
  Proposing test({.ballot_bytes = 10'000});
  ASSERT_TRUE(test.drop.drop->take(test.item()));
  test.token = token_of(test.record, 1);
  EXPECT_EQ(test.drop.drop->take(test.item("More.")).error().code, Code::unavailable);
  testing::Author author(test.drop.house);
  EXPECT_TRUE(test.drop.drop->take(author.filing()));
}

}  // namespace
}  // namespace demur::service::drop
