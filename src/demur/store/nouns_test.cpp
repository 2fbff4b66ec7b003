// Every noun comes back as it was saved, and as it was saved again.
#include <gtest/gtest.h>

#include "demur/store/dispositions.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/test_house.hpp"

namespace demur::store {
namespace {

using namespace domain;

constexpr int kRounds = 60;

class NounsTest : public HouseTest {
 protected:
  // Makes random nouns, half of them with the id of one that is there, and looks each up again.
  template <typename Noun>
  void round_trip(auto make, auto save_noun, auto find) {
    std::vector<Noun> saved;
    for (int round = 0; round < kRounds; ++round) {
      Noun noun = make();
      if (!saved.empty() && dice_.flip()) noun.id = dice_.one_of(saved).id;
      save(save_noun, noun);
      EXPECT_EQ(read([&](Reader& reader) { return find(reader, noun.id); }), noun) << "round " << round;
      saved.push_back(noun);
    }
  }

  Office office() {
    Office office{dice_.id<OfficeId>(), dice_.unique_text(), dice_.word<OfficeState>(3)};
    if (office.state == OfficeState::merged) office.merged_into = dice_.one_of(offices_);
    return office;
  }
  Member member() {
    Member member{dice_.id<MemberId>(), dice_.unique_text(), dice_.text(), dice_.one_of(offices_),
                  dice_.word<MemberState>(3)};
    for (int i = dice_.below(4); i > 0; --i)
      member.appointments.insert({dice_.one_of(offices_), dice_.word<Role>(3)});
    return member;
  }
  Decision decision() {
    Decision decision{dice_.id<DecisionId>(), dice_.unique_text(), dice_.text(), dice_.one_of(offices_)};
    decision.state = dice_.word<DecisionState>(5);
    for (int number = 1, count = dice_.below(4); number <= count; ++number)
      decision.versions.push_back({number, dice_.text(), dice_.text(), dice_.day()});
    decision.registered_on = dice_.day();
    decision.taken_on = dice_.maybe(dice_.day());
    decision.off_system = dice_.flip();
    decision.superseded_by = dice_.maybe(dice_.one_of(decisions_));
    decision.withdrawn_reason = dice_.text();
    return decision;
  }
  Dissent dissent() {
    Dissent dissent = new_dissent(dice_.one_of(decisions_), dice_.one_of(members_));
    dissent.kind = dice_.word<DissentKind>(4);
    dissent.standing = dice_.word<Standing>(2);
    dissent.title = dice_.text();
    dissent.text = dice_.text();
    dissent.would_change_my_mind = dice_.text();
    dissent.state = dice_.word<DissentState>(5);
    dissent.text_version = 1 + dice_.below(9);
    dissent.filed_on = dice_.day();
    dissent.acknowledged_on = dice_.maybe(dice_.day());
    dissent.answered_on = dice_.maybe(dice_.day());
    dissent.closed_on = dice_.maybe(dice_.day());
    dissent.last_word_by = dice_.maybe(dice_.day());
    dissent.extension = dice_.maybe(Extension{dice_.day(), dice_.day(), dice_.day(), dice_.text()});
    dissent.last_word = dice_.maybe(LastWord{dice_.word<Verdict>(3), dice_.text(), dice_.day()});
    for (int i = dice_.below(3); i > 0; --i)
      dissent.identity_openings.push_back({dice_.day(), dice_.one_of(members_), dice_.text()});
    dissent.invitation = dice_.text();
    return dissent;
  }
  Disposition disposition() {
    Disposition disposition = new_disposition(add_dissent(decisions_[0], members_[0], "2026-05-01"));
    disposition.outcome = dice_.word<Outcome>(5);
    disposition.state = dice_.word<DispositionState>(3);
    disposition.reasons = dice_.some_text();
    disposition.what_changed = dice_.some_text();
    disposition.changed_version = dice_.maybe(dice_.below(9));
    disposition.deferred_until = dice_.maybe(dice_.day());
    if (disposition.outcome == Outcome::deferred) disposition.deferred_until = dice_.day();
    disposition.belongs_to = dice_.some_text();
    disposition.confidential_note = dice_.text();
    for (int i = dice_.below(3); i > 0; --i) disposition.cites.push_back({dice_.text(), dice_.text()});
    disposition.by = dice_.one_of(members_);
    disposition.published_on = dice_.day();
    return disposition;
  }
  Duty duty() {
    Duty duty{Subject(dice_.one_of(dissents_)), dice_.word<DutyKind>(3), dice_.word<Role>(3)};
    duty.owner_office = dice_.maybe(dice_.one_of(offices_));
    duty.opened_on = dice_.day();
    duty.due_on = dice_.day();
    duty.latest_on = dice_.day();
    duty.state = dice_.word<DutyState>(5);
    duty.settled_on = dice_.maybe(dice_.day());
    duty.waived_reason = dice_.some_text();
    return duty;
  }
};

TEST_F(NounsTest, OfficeComesBackAsItWasSaved) {
  round_trip<Office>([&] { return office(); }, save_office, find_office);
}

TEST_F(NounsTest, MemberComesBackAsItWasSaved) {
  round_trip<Member>([&] { return member(); }, save_member, find_member);
}

TEST_F(NounsTest, DecisionComesBackAsItWasSaved) {
  round_trip<Decision>([&] { return decision(); }, save_decision, find_decision);
}

TEST_F(NounsTest, DissentComesBackAsItWasSaved) {
  round_trip<Dissent>([&] { return dissent(); }, save_dissent, find_dissent);
}

TEST_F(NounsTest, DispositionComesBackAsItWasSaved) {
  round_trip<Disposition>([&] { return disposition(); }, save_disposition, find_disposition);
}

TEST_F(NounsTest, DutyComesBackAsItWasSaved) {
  for (int round = 0; round < kRounds; ++round) {
    const Duty saved = duty();
    save(save_duty, saved);
    EXPECT_EQ(read([&](Reader& reader) { return find_duty(reader, saved.subject, saved.kind); }), saved);
  }
}

TEST_F(NounsTest, SignatureIsThereOnceForEachSigner) {
  for (const char* on : {"2026-05-02", "2026-05-03"})
    for (const MemberId& signer : members_) save(save_signature, Signature{dissents_[0], signer, day(on)});
  auto expected = members_;
  std::ranges::sort(expected);
  const auto found = read([&](Reader& reader) { return signatures_of(reader, dissents_[0]); });
  ASSERT_EQ(found.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(found[i], (Signature{dissents_[0], expected[i], day("2026-05-03")}));
  EXPECT_EQ(read([&](Reader& reader) { return count_signatures(reader, dissents_[0]); }), 3);
  EXPECT_TRUE(read([&](Reader& reader) { return has_signed(reader, dissents_[0], members_[1]); }));
  EXPECT_FALSE(read([&](Reader& reader) { return has_signed(reader, dissents_[1], members_[1]); }));
}

TEST_F(NounsTest, AnIdThatNobodyHasIsNotFound) {
  EXPECT_FALSE(read([&](Reader& reader) { return find_dissent(reader, dice_.id<DissentId>()); }));
  EXPECT_FALSE(read([&](Reader& reader) { return find_member(reader, dice_.id<MemberId>()); }));
}

TEST_F(NounsTest, ATransactionReadsWhatItHasNotYetCommitted) {
  const auto seen = write([&](Transaction& t) -> core::Result<std::optional<Office>> {
    const Office fresh = office();
    DEMUR_TRY(save_office(t, fresh));
    return find_office(t, fresh.id);
  });
  EXPECT_TRUE(seen.value().has_value());
}

}  // namespace
}  // namespace demur::store
