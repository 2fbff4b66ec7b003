// Who sees what: every bond there can be, against what must never be seen and what must.
#include "demur/domain/sight.hpp"

#include <gtest/gtest.h>

#include "demur/domain/story.hpp"

namespace demur::domain {
namespace {

struct Place {
  Bond bond;
  Dissent dissent;
  int signatures = 0;
  ChannelPolicy policy;

  [[nodiscard]] Sight seen() const { return sight(bond, dissent, signatures, policy); }
};

// All 2^9 bonds, in both standings and both modes, in every state, with few and with many signatures.
template <typename Check>
void for_every_place(const Check& check) {
  for (unsigned bits = 0; bits < 512; ++bits)
    for (unsigned rest = 0; rest < 8; ++rest)
      for (const auto state : {DissentState::filed, DissentState::acknowledged, DissentState::answered,
                               DissentState::closed, DissentState::withdrawn}) {
        const auto bit = [bits](unsigned n) { return (bits >> n & 1U) != 0; };
        Place place;
        place.bond = {bit(0), bit(1), bit(2), bit(3), bit(4), bit(5), bit(6), bit(7), bit(8)};
        place.dissent.standing = (rest & 1U) != 0 ? Standing::confidential : Standing::named;
        place.dissent.state = state;
        place.policy.named_readers = (rest & 2U) != 0 ? Readers::members : Readers::recipients;
        place.signatures =
            (rest & 4U) != 0 ? place.policy.cosign_threshold : place.policy.cosign_threshold - 1;
        check(place);
        if (testing::Test::HasFailure())
          FAIL() << "bond bits " << bits << ", rest " << rest << ", " << word(state);
      }
}

bool sees_anything(const Sight& seen) {
  return seen.exists || seen.text || seen.author || seen.may_open_author || seen.signature_count ||
         seen.signature_names || seen.confidential_note;
}

TEST(Sight, NeverShowsAPartToWhoMayNotKnowThatTheDissentExists) {
  for_every_place([](const Place& place) {
    const Sight seen = place.seen();
    if (!seen.exists) {
      EXPECT_FALSE(sees_anything(seen));
    }
    if (!place.bond.is_active) {
      EXPECT_FALSE(sees_anything(seen));
    }
    if (seen.author || seen.signature_names) {
      EXPECT_TRUE(seen.text);
    }
    if (seen.signature_names) {
      EXPECT_TRUE(seen.signature_count);
    }
  });
}

TEST(Sight, ShowsAConfidentialAuthorToNobodyButACustodianOnRecord) {
  for_every_place([](const Place& place) {
    if (place.dissent.standing == Standing::named) return;
    const Bond& bond = place.bond;
    const Sight seen = place.seen();
    const bool custodian_on_record = bond.is_custodian && bond.has_opened;
    if (!bond.is_author && !custodian_on_record) {
      EXPECT_FALSE(seen.author);
      EXPECT_FALSE(seen.signature_names);
    }
    if (seen.may_open_author) {
      EXPECT_TRUE(bond.is_custodian);
    }
  });
}

TEST(Sight, HidesSignaturesBelowTheThresholdFromEverybody) {
  for_every_place([](const Place& place) {
    if (place.signatures >= place.policy.cosign_threshold) return;
    EXPECT_FALSE(place.seen().signature_count);
    EXPECT_FALSE(place.seen().signature_names);
  });
}

TEST(Sight, GivesAuditorsAndTheRecusedTheStateAndNotTheText) {
  for_every_place([](const Place& place) {
    const Bond& bond = place.bond;
    const bool otherwise =
        bond.is_author || bond.has_signed || bond.holds_invitation || bond.is_respondent || bond.is_custodian;
    const bool all_read =
        place.dissent.standing == Standing::named && place.policy.named_readers == Readers::members;
    if (otherwise || all_read || !bond.is_active) return;
    const Sight seen = place.seen();
    EXPECT_EQ(seen.exists, bond.is_auditor || bond.is_recused);
    EXPECT_FALSE(seen.text);
    EXPECT_FALSE(seen.confidential_note);
    EXPECT_FALSE(seen.may_open_author);
    EXPECT_EQ(seen.signature_count, bond.is_auditor && place.signatures >= place.policy.cosign_threshold);
  });
}

TEST(Sight, AlwaysShowsAuthorsTheirOwnDissent) {
  for_every_place([](const Place& place) {
    if (!place.bond.is_author || !place.bond.is_active) return;
    const Sight seen = place.seen();
    EXPECT_TRUE(seen.exists && seen.text && seen.author && seen.confidential_note);
  });
}

TEST(Sight, KeepsTheNoteBetweenTheAuthorAndTheOfficeThatAnswered) {
  for_every_place([](const Place& place) {
    const Bond& bond = place.bond;
    EXPECT_EQ(place.seen().confidential_note, bond.is_active && (bond.is_author || bond.is_respondent));
  });
}

TEST(Sight, TakesAWithdrawnDissentOutOfTheSightOfLinkHoldersAndMembers) {
  for_every_place([](const Place& place) {
    if (place.dissent.state != DissentState::withdrawn) return;
    Place plain = place;
    plain.bond = Bond{.holds_invitation = place.bond.holds_invitation, .is_active = true};
    EXPECT_FALSE(sees_anything(plain.seen()));
  });
}

// exists, text, author, may open, count, names, note; a letter where it is seen.
std::string letters(const Sight& seen) {
  return std::string(seen.exists ? "E" : "-") + (seen.text ? "T" : "-") + (seen.author ? "A" : "-") +
         (seen.may_open_author ? "O" : "-") + (seen.signature_count ? "C" : "-") +
         (seen.signature_names ? "N" : "-") + (seen.confidential_note ? "P" : "-");
}

struct Row {
  Person person;
  const char* named;
  const char* named_to_members;
  const char* confidential;
};

TEST(Sight, IsAsTheTableSaysForEverybody) {
  const Row rows[] = {
      {Person::author, "ETA-CNP", "ETA-CNP", "ETA-C-P"},
      {Person::cosigner, "ETA-CN-", "ETA-CN-", "ET--C--"},
      {Person::guest, "ETA-CN-", "ETA-CN-", "ET--C--"},
      {Person::colleague, "-------", "ETA-CN-", "-------"},
      {Person::respondent, "ETA-CNP", "ETA-CNP", "ET--C-P"},
      {Person::outsider, "-------", "ETA-CN-", "-------"},
      {Person::custodian, "ETA-CN-", "ETA-CN-", "ET-OC--"},
      {Person::recused, "E------", "ETA-CN-", "E------"},
      {Person::auditor, "E---C--", "ETA-CN-", "E---C--"},
  };
  for (const Row& row : rows)
    for (const Standing standing : {Standing::named, Standing::confidential}) {
      Story story(standing);
      const auto seen = [&](Readers readers) {
        story.policy.named_readers = readers;
        const Member& who = story.people.at(row.person);
        const Bond found = bond(who, *story.dissent, story.decision, row.person == Person::cosigner,
                                row.person == Person::guest);
        return letters(sight(found, *story.dissent, 5, story.policy));
      };
      const bool named = standing == Standing::named;
      EXPECT_EQ(seen(Readers::recipients), named ? row.named : row.confidential) << name_of(row.person);
      EXPECT_EQ(seen(Readers::members), named ? row.named_to_members : row.confidential)
          << name_of(row.person);
    }
}

TEST(Sight, OfACustodianGrowsByAnOpeningAndOnlyTheirOwn) {
  Story story(Standing::confidential);
  ASSERT_TRUE(story.act(Person::custodian, OpenIdentity{story.dissent->id, "A threat."}));
  Member second = story.people.at(Person::custodian);
  const auto seen = [&](const Member& who) {
    return letters(
        sight(bond(who, *story.dissent, story.decision, false, false), *story.dissent, 5, story.policy));
  };
  EXPECT_EQ(seen(second), "ETAOCN-");
  second.id = {id_text("second")};
  EXPECT_EQ(seen(second), "ET-OC--");
  second.id = story.people.at(Person::custodian).id;
  second.office = story.decision.owner;  // moved to the desk since: recused
  EXPECT_EQ(seen(second), "E------");
}

TEST(Bond, RecusesCustodiansWhoAreAPartyToTheDissent) {
  const Story story;
  Member custodian = story.people.at(Person::custodian);
  const auto found = [&](const Member& who, bool signed_it) {
    return bond(who, *story.dissent, story.decision, signed_it, false);
  };
  EXPECT_TRUE(found(custodian, false).is_custodian);
  EXPECT_TRUE(found(custodian, true).is_recused);
  custodian.appointments.insert({story.decision.owner, Role::respondent});
  EXPECT_TRUE(found(custodian, false).is_recused);
  EXPECT_FALSE(found(custodian, false).is_custodian);
  Member author = story.people.at(Person::author);
  author.appointments = {{author.office, Role::custodian}};
  EXPECT_TRUE(found(author, false).is_recused);
}

}  // namespace
}  // namespace demur::domain
