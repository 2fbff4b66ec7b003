#include "demur/store/search.hpp"

#include <algorithm>

#include "demur/store/dispositions.hpp"
#include "demur/store/test_house.hpp"

namespace demur::store {
namespace {

using core::Result;
using domain::DissentState;
using domain::Member;
using domain::parse_search;
using domain::Role;
using domain::Standing;

Result<std::vector<PublicHit>> alike(const Reader& reader, std::string_view text,
                                     const domain::DecisionId& but, int limit) {
  const auto words = domain::telling_words(text, kMostWeighed);
  return alike_public(reader, DEMUR_TRY(weigh_words(reader, words)), but, limit);
}

class SearchTest : public HouseTest {
 protected:
  domain::Dissent file(const char* on, const char* title, const char* text,
                       Standing standing = Standing::named) {
    domain::Dissent dissent = new_dissent(decisions_[0], members_[0]);
    dissent.filed_on = day(on);
    dissent.title = title;
    dissent.text = text;
    dissent.standing = standing;
    if (standing == Standing::anonymous) dissent.author.reset();
    save(save_dissent, dissent);
    return dissent;
  }
  [[nodiscard]] std::vector<domain::DissentId> found(std::string_view typed, SearchFilter filter = {}) {
    return found_by(custodian(), typed, filter, false);
  }
  [[nodiscard]] std::vector<domain::DissentId> found_by(const Member& who, std::string_view typed,
                                                        const SearchFilter& filter, bool named) {
    std::vector<domain::DissentId> ids;
    for (const auto& hit : read([&](const Reader& reader) {
           return find_dissents(reader, parse_search(typed), filter, who, named);
         }))
      ids.push_back(hit.dissent);
    return ids;
  }
  [[nodiscard]] std::vector<PublicHit> found_public(std::string_view typed, const SearchFilter& filter = {}) {
    return read([&](const Reader& reader) { return find_public(reader, parse_search(typed), filter); });
  }
  [[nodiscard]] static Member somebody(const domain::MemberId& id) {
    return {.id = id, .login = {}, .name = {}, .office = {}};
  }
  [[nodiscard]] Member custodian() const {
    Member keeper = somebody(members_[2]);
    keeper.appointments = {{offices_[1], Role::custodian}};
    return keeper;
  }
  void expect_sound_indexes() {
    for (const char* sql : {"INSERT INTO dissent_index(dissent_index, rank) VALUES ('integrity-check', 1)",
                            "INSERT INTO public_index(public_index, rank) VALUES ('integrity-check', 1)"}) {
      const auto checked = write([&](Transaction& t) { return t.execute(sql); });
      EXPECT_TRUE(checked) << checked.error().what;
    }
  }
};

using Ids = std::vector<domain::DissentId>;

TEST_F(SearchTest, FindsWordsWhereverTheyStandNewestFirst) {
  const auto old = file("2019-04-01", "Grain to the north", "The railways cannot carry it.");
  const auto later = file("2024-04-01", "Railway closed", "Grain rots in the port.");
  EXPECT_EQ(found("grain"), (Ids{later.id, old.id}));
  EXPECT_EQ(found("GRAIN railway"), (Ids{later.id, old.id})) << "in any case, and whatever its ending";
  EXPECT_EQ(found("\"cannot carry\""), Ids{old.id});
  EXPECT_EQ(found("grain -port"), Ids{old.id});
  EXPECT_EQ(found("rots OR carry"), (Ids{later.id, old.id}));
  EXPECT_EQ(found("gra*"), (Ids{later.id, old.id}));
  EXPECT_EQ(found("grain", {.year = 2019}), Ids{old.id});
  EXPECT_EQ(found("grain", {.limit = 1}), Ids{later.id});
  EXPECT_EQ(found("nothing here"), Ids{});
  EXPECT_EQ(found("-grain"), Ids{}) << "there is nothing to look for";
}

TEST_F(SearchTest, FindsAccentsAndOtherScripts) {
  const auto one = file("2024-04-01", "Der Süden", "مرحبا بالعالم , שלום עולם");
  EXPECT_EQ(found("suden"), Ids{one.id});
  EXPECT_EQ(found("مرحبا"), Ids{one.id});
  EXPECT_EQ(found("\"שלום עולם\""), Ids{one.id});
  EXPECT_EQ(found("süden – 💥"), Ids{one.id}) << "what is no word is passed over";
}

TEST_F(SearchTest, WhatIsWithdrawnRewordedOrErasedIsNotFoundAgain) {
  auto dissent = file("2024-04-01", "Grain", "The canary sings.");
  EXPECT_EQ(found("canary"), Ids{dissent.id});
  dissent.text = "The sparrow sings.";
  save(save_dissent, dissent);
  EXPECT_EQ(found("canary"), Ids{});
  EXPECT_EQ(found("sparrow"), Ids{dissent.id});
  dissent.state = DissentState::withdrawn;
  save(save_dissent, dissent);
  EXPECT_EQ(found("sparrow"), Ids{});
  EXPECT_EQ(found("", {.limit = 100}).size(), 0u);
  expect_sound_indexes();
}

TEST_F(SearchTest, WordsThatWereErasedAreNotInTheFile) {
  auto dissent = file("2024-04-01", "Grain", "zzyzxcanary sings");
  const auto in_index = [&] {
    return read([](const Reader& reader) {
             return reader.one<std::int64_t>(
                 "SELECT count(*) FROM dissent_index_data WHERE instr(block, CAST('zzyzxcanari' AS BLOB)) > "
                 "0");
           })
        .value();
  };
  EXPECT_EQ(in_index(), 1) << "else this test looks at nothing";
  dissent.text = "erased";
  save(save_dissent, dissent);
  EXPECT_EQ(in_index(), 0);
}

TEST_F(SearchTest, AnAnonymousTextIsFoundOnceItIsReleased) {
  auto sealed = file("2024-04-01", "", "", Standing::anonymous);
  EXPECT_EQ(found(""), Ids{});
  sealed.title = "Grain";
  sealed.text = "It rots.";
  sealed.released_on = day("2024-05-01");
  save(save_dissent, sealed);
  EXPECT_EQ(found("rots"), Ids{sealed.id});
  expect_sound_indexes();
}

TEST_F(SearchTest, ADocumentsPlaceTellsItsDayAndNothingElse) {
  std::vector<std::int64_t> places;
  for (int i = 0; i < 40; ++i) (void)file("2024-04-01", "Grain", "It rots.");
  for (const auto& place : read([](const Reader& reader) {
         return reader.all<std::int64_t>(
             "SELECT place FROM dissent_place p JOIN dissent d ON d.id = p.dissent");
       }))
    places.push_back(place);
  EXPECT_FALSE(std::ranges::is_sorted(places));
  for (const std::int64_t place : places)
    EXPECT_EQ(core::to_string(core::Day(std::chrono::days(place >> 43))), "2024-04-01");
}

TEST_F(SearchTest, IsNarrowedToWhatSomebodyMightRead) {
  const auto named = file("2024-04-02", "Grain", "named", Standing::named);
  const auto hidden = file("2024-04-01", "Grain", "hidden", Standing::confidential);
  const Member other = somebody(members_[1]);
  EXPECT_EQ(found_by(other, "grain", {}, true), Ids{named.id});
  EXPECT_EQ(found_by(other, "grain", {}, false), Ids{});
  EXPECT_EQ(found_by(somebody(members_[0]), "grain", {}, false), (Ids{named.id, hidden.id}));
  save(save_signature, domain::Signature{hidden.id, members_[1], day("2024-04-02")});
  EXPECT_EQ(found_by(other, "grain", {}, false), Ids{hidden.id});
  domain::Member respondent{.id = members_[2],
                            .login = "chloe",
                            .name = "chloe",
                            .office = offices_[1],
                            .appointments = {{offices_[0], Role::respondent}}};
  save(save_member, respondent);
  EXPECT_EQ(found_by(respondent, "grain", {}, false), (Ids{named.id, hidden.id}));
}

TEST_F(SearchTest, FindsTextsOfDecisionsAndPublishedAnswers) {
  domain::Decision decision{.id = dice_.id<domain::DecisionId>(),
                            .number = "2025/77",
                            .title = "Close the harbour",
                            .owner = offices_[1],
                            .registered_on = day("2025-01-01")};
  decision.versions = {{1, "It closes in spring.", "h1", day("2025-01-01")},
                       {2, "It closes in autumn.", "h2", day("2025-02-01")}};
  save(save_decision, decision);
  ASSERT_EQ(found_public("harbour spring").size(), 1u);
  EXPECT_EQ(found_public("harbour").size(), 2u);
  EXPECT_EQ(found_public("2025/77 autumn").front().version, 2);
  EXPECT_EQ(found_public("harbour", {.office = offices_[0]}).size(), 0u);
  decision.title = "Close the quay";
  save(save_decision, decision);
  EXPECT_EQ(found_public("harbour").size(), 0u);
  EXPECT_EQ(found_public("quay autumn").size(), 1u);

  auto answer = new_disposition(dissents_[0]);
  answer.outcome = domain::Outcome::adopted;
  answer.reasons = "The lighthouse stays.";
  answer.what_changed = "Article 4.";
  answer.confidential_note = "secretcanary";
  answer.published_on = day("2026-05-01");
  save(save_disposition, answer);
  ASSERT_EQ(found_public("lighthouse").size(), 1u);
  EXPECT_EQ(found_public("lighthouse").front().disposition, answer.id);
  EXPECT_EQ(found_public("secretcanary").size(), 0u);
  EXPECT_EQ(found_public("lighthouse", {.outcome = domain::Outcome::declined}).size(), 0u);
  EXPECT_EQ(found_public("lighthouse", {.year = 2025}).size(), 0u);
  expect_sound_indexes();
}

TEST_F(SearchTest, TheIndexesFollowEveryRowThatIsSaved) {
  for (int i = 0; i < 60; ++i) {
    domain::Dissent dissent = new_dissent(dice_.one_of(decisions_), dice_.one_of(members_));
    if (dice_.flip() && !dissents_.empty()) dissent.id = dice_.one_of(dissents_);
    dissent.standing = dice_.word<Standing>(2);
    dissent.filed_on = dice_.day();
    dissent.title = dice_.text();
    dissent.text = dice_.text();
    dissent.would_change_my_mind = dice_.text();
    dissent.state = dice_.word<DissentState>(5);
    save(save_dissent, dissent);
    dissents_.push_back(dissent.id);
  }
  expect_sound_indexes();
}

TEST_F(SearchTest, NoTypedTextIsAnError) {
  (void)file("2024-04-01", "Grain", "It rots, they say.");
  const std::string parts[] = {"\"", "*",    "(", ")",   "-",    " OR ", "AND", "NOT", "NEAR(",  "^",
                               ":",  "{",    "}", "+",   "text", "a",    "é",   "م",   "\u202e", "💥",
                               "\\", "\xff", "'", ";--", "“",    "\n",   "\t",  "--",  ",",      "grain"};
  std::string longest;
  for (int i = 0; i < 400; ++i) {
    std::string typed;
    for (int length = dice_.below(12); length >= 0; --length)
      typed += parts[static_cast<std::size_t>(dice_.below(std::size(parts)))];
    longest += typed;
    for (const auto& each : {typed, longest.substr(0, 10'000)}) {
      const auto search = parse_search(each);
      const auto ok = store_->read([&](const Reader& reader) -> core::Status {
        DEMUR_TRY(find_dissents(reader, search, {}, custodian(), true));
        DEMUR_TRY(find_public(reader, search, {}));
        DEMUR_TRY(alike(reader, each, {}, 5));
        return {};
      });
      ASSERT_TRUE(ok) << each << ": " << ok.error().what;
    }
  }
}

class AlikeTest : public SearchTest {
 protected:
  domain::DecisionId registered(const std::string& number, const char* title, const std::string& text,
                                const char* on = "2020-01-01") {
    domain::Decision decision{.id = dice_.id<domain::DecisionId>(),
                              .number = number,
                              .title = title,
                              .owner = offices_[0],
                              .registered_on = day(on)};
    decision.versions = {{1, text, number, day(on)}};
    save(save_decision, decision);
    return decision.id;
  }
  // More texts than a word may be in and count as rare, each with a word of its own.
  void many(const std::string& word, int count) {
    for (int i = 0; i < count; ++i) {
      const std::string number = word + std::to_string(i);
      (void)registered(number, "Another matter",
                       "The minister spoke of " + word + " and of x" + number + ".");
    }
  }
  [[nodiscard]] std::vector<domain::DecisionId> like(std::string_view text,
                                                     const domain::DecisionId& but = {}) {
    std::vector<domain::DecisionId> found;
    for (const PublicHit& hit : read([&](const Reader& reader) { return alike(reader, text, but, 3); }))
      found.push_back(hit.decision);
    return found;
  }
};

TEST_F(AlikeTest, ComesByTheWordsThatFewTextsHave) {
  for (int i = 0; i < 20; ++i)
    (void)registered("2020/" + std::to_string(i), "The minister decides", "The minister decided.");
  const auto alike = registered("2019/1", "Sanctions on shipping", "The embargo holds.");
  const auto found = like("The minister wants an embargo on shipping");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front(), alike);
}

TEST_F(AlikeTest, OfYearsAgoIsFoundAmongManyAndTheNewestDoNotHideIt) {
  const auto by_rare =
      registered("1999/1", "Sanctions", "The minister forbade trade in zirconium.", "1999-01-01");
  const auto by_common = registered("1999/2", "A quay", "Fishery at the lighthouse.", "1999-01-01");
  many("fishery", 330);
  many("lighthouse", 330);
  const auto found = like("The minister wants zirconium, of fishery near the lighthouse");
  ASSERT_GE(found.size(), 2U);
  EXPECT_EQ(found[0], by_rare) << "a word that few have tells more than two that many have";
  EXPECT_EQ(found[1], by_common) << "common words tell where they stand together";
  const auto weighed = read([](const Reader& reader) {
    return weigh_words(reader, domain::telling_words("fishery lighthouse zirconium unheard", kMostWeighed));
  });
  EXPECT_EQ(weighed.rare, std::vector<std::string>{"zirconium"});
  EXPECT_EQ(weighed.common.size(), 2U);
}

TEST_F(AlikeTest, IsNotCrowdedOutByTheDecisionsOwnTexts) {
  const auto asked = registered("2021/1", "Sanctions on shipping", "The embargo holds.");
  const auto other = registered("2019/1", "Another", "An embargo on shipping was lifted.");
  for (int i = 0; i < 5; ++i) {
    auto dissent = new_dissent(asked, members_[0]);
    save(save_dissent, dissent);
    save(save_disposition, domain::Disposition{.id = dice_.id<domain::DispositionId>(),
                                               .dissent = dissent.id,
                                               .outcome = domain::Outcome::declined,
                                               .state = domain::DispositionState::published,
                                               .reasons = "Sanctions on shipping: the embargo holds.",
                                               .by = members_[1],
                                               .published_on = day("2021-02-01")});
  }
  EXPECT_EQ(like("Sanctions on shipping. The embargo holds.", asked), std::vector{other});
}

}  // namespace
}  // namespace demur::store
