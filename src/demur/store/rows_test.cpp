// The rows that are no nouns: the log, its openings, signing in, the institution.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demur/store/log_rows.hpp"
#include "demur/store/log_witnesses.hpp"
#include "demur/store/records.hpp"
#include "demur/store/settings.hpp"
#include "demur/store/sign_in.hpp"
#include "demur/store/test_house.hpp"
#include "demur/store/witnessed.hpp"

namespace demur::store {
namespace {

using core::Bytes;
using core::Code;
using core::Status;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RowsTest : public HouseTest {
 protected:
  Status run(std::string_view sql) {
    return write([&](Transaction& t) -> Status {
      DEMUR_TRY(t.execute(sql));
      return {};
    });
  }
  Status append(std::uint64_t first, std::uint32_t count, const std::string& entries) {
    return write([&](Transaction& t) { return add_entries(t, {first, count, core::bytes_of(entries)}); });
  }
  Status place(const std::string& id, std::uint64_t index) {
    return write([&](Transaction& t) { return add_place(t, id, index); });
  }
  // "first:count:entries ..." of the rows that begin in [from, to)
  std::string rows_between(std::uint64_t from, std::uint64_t to) {
    return read([&](Reader& r) -> core::Result<std::string> {
      std::string all;
      DEMUR_TRY(read_entries(r, from, to, [&](const Entries& row) -> Status {
        all += std::to_string(row.first) + ":" + std::to_string(row.count) + ":" +
               std::string(core::text_of(row.bytes)) + " ";
        return {};
      }));
      return all;
    });
  }
  Status put_tile(const Bytes& hashes) {
    return write([&](Transaction& t) { return save_tile(t, 0, 7, hashes); });
  }
  Status sign(std::uint64_t size) {
    return write([&](Transaction& t) { return add_checkpoint(t, {size, "note " + std::to_string(size)}); });
  }
};

TEST_F(RowsTest, TheLogGrowsAtItsEndOnly) {
  EXPECT_EQ(read(next_leaf_index), 0u);
  EXPECT_FALSE(append(1, 1, "a gap"));
  EXPECT_FALSE(append(static_cast<std::uint64_t>(-1), 1, "before the first"));
  ASSERT_TRUE(append(0, 1, "..a"));
  ASSERT_TRUE(append(1, 2, "..b..c"));
  EXPECT_FALSE(append(1, 1, "over one that is there"));
  EXPECT_FALSE(append(2, 1, "inside of a row"));
  EXPECT_FALSE(append(3, 1, "..")) << "no leaf is empty";
  EXPECT_FALSE(append(3, 0, "....")) << "a row holds leaves";
  EXPECT_FALSE(append(4, 1, "a gap"));
  EXPECT_EQ(read(next_leaf_index), 3u);
  EXPECT_EQ(rows_between(0, 9), "0:1:..a 1:2:..b..c ");
  EXPECT_EQ(rows_between(1, 9), "1:2:..b..c ");
  EXPECT_EQ(rows_between(0, 1), "0:1:..a ");
  EXPECT_EQ(rows_between(2, 9), "") << "no row begins there";
  EXPECT_EQ(read([](Reader& r) { return first_beside(r, 2); }), 1u);
}

TEST_F(RowsTest, ARowOfTheLogBelongsToOneBundle) {
  EXPECT_FALSE(append(0, 257, std::string(1000, 'x')));
  ASSERT_TRUE(append(0, 250, std::string(1000, 'x')));
  EXPECT_FALSE(append(250, 7, std::string(1000, 'x')));
  ASSERT_TRUE(append(250, 6, std::string(1000, 'x')));
  EXPECT_TRUE(append(256, 256, std::string(1000, 'x')));
}

TEST_F(RowsTest, ARecordHasOnePlace) {
  ASSERT_TRUE(place("b", 7));
  EXPECT_FALSE(place("b", 8));
  EXPECT_EQ(read([](Reader& r) { return leaf_index(r, "b"); }), 7u);
  EXPECT_EQ(read([](Reader& r) { return leaf_index(r, "x"); }), std::nullopt);
}

TEST_F(RowsTest, NothingOfTheLogIsChangedOrRemoved) {
  ASSERT_TRUE(append(0, 1, "leaf a"));
  ASSERT_TRUE(place("a", 0));
  ASSERT_TRUE(sign(1));
  ASSERT_TRUE(put_tile(Bytes(32, 1)));
  for (const char* sql : {"UPDATE log_entries SET entries = x'000000'", "DELETE FROM log_entries",
                          "INSERT OR REPLACE INTO log_entries VALUES (0, 1, x'000000')",
                          "UPDATE OR REPLACE log_entries SET count = 2", "UPDATE log_place SET idx = 1",
                          "DELETE FROM log_place", "INSERT OR REPLACE INTO log_place VALUES ('a', 1)",
                          "DELETE FROM log_checkpoint", "UPDATE log_checkpoint SET note = 'x'",
                          "REPLACE INTO log_checkpoint VALUES (1, 'x')", "DELETE FROM log_tile",
                          "UPDATE log_tile SET idx = 8"}) {
    const Status refused = run(sql);
    ASSERT_FALSE(refused) << sql;
    EXPECT_EQ(refused.error().code, Code::conflict) << sql;
  }
}

TEST_F(RowsTest, ATileOnlyGrows) {
  Bytes hashes(64, 1);
  ASSERT_TRUE(put_tile(hashes));
  hashes.resize(96, 2);
  ASSERT_TRUE(put_tile(hashes));
  EXPECT_EQ(read([](Reader& r) { return tile(r, 0, 7); }), hashes);
  EXPECT_EQ(read([](Reader& r) { return tile(r, 1, 7); }), std::nullopt);
  EXPECT_FALSE(put_tile(Bytes(64, 1)));
  EXPECT_FALSE(put_tile(Bytes(96, 1)));
  EXPECT_FALSE(put_tile(Bytes(97, 1)));
}

TEST_F(RowsTest, EveryCheckpointIsOfALongerLog) {
  EXPECT_EQ(read(latest_checkpoint), std::nullopt);
  ASSERT_TRUE(sign(3));
  ASSERT_TRUE(sign(10));
  EXPECT_FALSE(sign(10));
  EXPECT_FALSE(sign(4));
  EXPECT_EQ(read(latest_checkpoint), (SignedCheckpoint{10, "note 10"}));
  EXPECT_EQ(read([](Reader& r) { return checkpoint_of(r, 3); })->note, "note 3");
  EXPECT_EQ(read([](Reader& r) { return checkpoint_of(r, 4); }), std::nullopt);
  EXPECT_EQ(read([](Reader& r) { return checkpoint_covering(r, 2); })->size, 3u);
  EXPECT_EQ(read([](Reader& r) { return checkpoint_covering(r, 3); })->size, 10u);
  EXPECT_EQ(read([](Reader& r) { return checkpoint_covering(r, 10); }), std::nullopt);
}

core::Time at(std::int64_t seconds) {
  return core::Time(std::chrono::seconds(seconds));
}

TEST_F(RowsTest, AWitnessSwapsExactlyWhatItSaw) {
  const auto swap = [&](const std::optional<WitnessedLog>& last, const WitnessedLog& next) {
    bool swapped = false;
    EXPECT_TRUE(write([&](Transaction& t) -> Status {
      swapped = DEMUR_TRY(swap_witnessed(t, last, next));
      return {};
    }));
    return swapped;
  };
  const WitnessedLog three{"a", 3, {1}, at(50), "note 3"};
  const WitnessedLog five{"a", 5, {2}, at(60), "note 5"};
  WitnessedLog other_three = three;
  other_three.root = {9};
  EXPECT_EQ(read(last_cosigned), std::nullopt);
  EXPECT_TRUE(swap({}, three));
  EXPECT_FALSE(swap({}, five));
  EXPECT_FALSE(swap(other_three, five));
  EXPECT_FALSE(swap(WitnessedLog{"a", 3, {1}, at(49), ""}, five));
  EXPECT_FALSE(swap(five, five));
  EXPECT_EQ(read([](Reader& r) { return find_witnessed(r, "a"); }), three);
  EXPECT_TRUE(swap(three, five));
  EXPECT_FALSE(swap(three, five));
  EXPECT_TRUE(swap(five, {"a", 5, {2}, at(70), "note 5 again"}));
  EXPECT_EQ(read(last_cosigned), at(70));
  EXPECT_EQ(read([](Reader& r) { return find_witnessed(r, "b"); }), std::nullopt);
}

TEST_F(RowsTest, WhatWasCosignedIsNeverTakenBack) {
  const std::optional<WitnessedLog> nothing;
  ASSERT_TRUE(write([&](Transaction& t) -> Status {
    DEMUR_TRY(swap_witnessed(t, nothing, {"a", 3, {1}, at(50), "note 3"}));
    return {};
  }));
  for (const char* sql :
       {"DELETE FROM witnessed", "UPDATE witnessed SET size = 2", "UPDATE witnessed SET root = zeroblob(32)",
        "UPDATE witnessed SET cosigned = 49", "UPDATE witnessed SET origin = 'b'",
        "REPLACE INTO witnessed VALUES ('a', 3, zeroblob(32), 51, 'x')"}) {
    const Status refused = run(sql);
    ASSERT_FALSE(refused) << sql;
    EXPECT_EQ(refused.error().code, Code::conflict) << sql;
  }
  EXPECT_TRUE(run("UPDATE witnessed SET size = 4, root = zeroblob(32), cosigned = 50"));
}

TEST_F(RowsTest, PendingLeavesForgetTheOrderInWhichTheyCame) {
  for (const char* id : {"m", "z", "a"}) save(add_pending_leaf, PendingLeaf{id, {1, 2}, day("2026-05-01")});
  const auto pending = read(pending_leaves);
  ASSERT_EQ(pending.size(), 3u);
  EXPECT_EQ(pending[0], (PendingLeaf{"a", {1, 2}, day("2026-05-01")}));
  EXPECT_EQ(pending[1].id, "m");
  EXPECT_EQ(read(count_pending_leaves), 3);
  ASSERT_TRUE(write(clear_pending_leaves));
  EXPECT_EQ(read(count_pending_leaves), 0);
}

TEST_F(RowsTest, AnOpeningIsErasedAndOnlyIt) {
  const Opening filed{"leaf-1", members_[0], dissents_[0], Bytes(16, 9), "{\"text\":\"naïve\"}"};
  const Opening padding{"leaf-2", std::nullopt, std::nullopt, Bytes(32, 8), ""};
  const Opening other{"leaf-3", members_[0], dissents_[1], Bytes(16, 7), "x"};
  for (const Opening& opening : {filed, padding, other}) save(add_opening, opening);
  EXPECT_EQ(read([](Reader& r) { return find_opening(r, "leaf-1"); }), filed);
  EXPECT_EQ(read([](Reader& r) { return find_opening(r, "leaf-2"); }), padding);
  EXPECT_THAT(read([&](Reader& r) { return openings_held_by(r, members_[0]); }), ElementsAre(filed, other));
  EXPECT_THAT(read([&](Reader& r) { return openings_of_dissent(r, dissents_[1]); }), ElementsAre(other));
  EXPECT_EQ(write([&](Transaction& t) { return erase_openings_of_dissent(t, dissents_[0]); }).value(), 1);
  EXPECT_EQ(write([&](Transaction& t) { return erase_opening(t, "leaf-2"); }).value(), 1);
  EXPECT_EQ(write([&](Transaction& t) { return erase_opening(t, "leaf-2"); }).value(), 0);
  EXPECT_THAT(read([&](Reader& r) { return openings_held_by(r, members_[0]); }), ElementsAre(other));
}

core::Time at(int seconds) {
  return core::Time(std::chrono::seconds(1'764'000'000 + seconds));
}

TEST_F(RowsTest, ASessionIsTouchedForwardAndEnds) {
  const SessionRow session{Bytes(32, 1), members_[0], at(0), at(0), at(1000)};
  const SessionRow other{Bytes(32, 2), members_[1], at(0), at(500), at(2000)};
  save(add_session, session);
  save(add_session, other);
  const auto find = [&](const SessionRow& row) {
    return read([&](Reader& r) { return find_session(r, row.token_hash); });
  };
  EXPECT_EQ(find(session), session);
  ASSERT_TRUE(write([&](Transaction& t) { return touch_session(t, session.token_hash, at(60)); }));
  ASSERT_TRUE(write([&](Transaction& t) { return touch_session(t, session.token_hash, at(30)); }));
  EXPECT_EQ(find(session)->last_seen, at(60));
  EXPECT_EQ(find(other)->last_seen, at(500));
  EXPECT_EQ(write([&](Transaction& t) { return remove_dead_sessions(t, at(999), at(59)); }).value(), 0);
  EXPECT_EQ(write([&](Transaction& t) { return remove_dead_sessions(t, at(1000), at(59)); }).value(), 1);
  EXPECT_EQ(write([&](Transaction& t) { return remove_dead_sessions(t, at(1000), at(500)); }).value(), 1);
  save(add_session, session);
  ASSERT_TRUE(write([&](Transaction& t) { return end_sessions_of(t, members_[1]); }));
  EXPECT_TRUE(find(session));
  ASSERT_TRUE(write([&](Transaction& t) { return end_session(t, session.token_hash); }));
  EXPECT_FALSE(find(session));
}

TEST_F(RowsTest, AMemberHasOnePassword) {
  const auto find = [&] { return read([&](Reader& r) { return find_password(r, members_[0]); }); };
  EXPECT_EQ(find(), std::nullopt);
  for (const char* hash : {"first", "second"})
    ASSERT_TRUE(write([&](Transaction& t) { return save_password(t, members_[0], hash); }));
  EXPECT_EQ(find(), "second");
  ASSERT_TRUE(write([&](Transaction& t) { return remove_password(t, members_[0]); }));
  EXPECT_EQ(find(), std::nullopt);
}

TEST_F(RowsTest, APasskeyBelongsToOneMember) {
  const PasskeyRow passkey{Bytes(20, 1), members_[0], Bytes(91, 2),     -257,
                           0xffffffff,   "phone",     day("2026-05-01")};
  save(add_passkey, passkey);
  PasskeyRow stolen = passkey;
  stolen.member = members_[1];
  EXPECT_EQ(write([&](Transaction& t) { return add_passkey(t, stolen); }).error().code, Code::conflict);
  EXPECT_EQ(read([&](Reader& r) { return find_passkey(r, passkey.credential_id); }), passkey);
  EXPECT_THAT(read([&](Reader& r) { return passkeys_of(r, members_[1]); }), IsEmpty());
  ASSERT_TRUE(write([&](Transaction& t) { return save_sign_count(t, passkey.credential_id, 7); }));
  EXPECT_EQ(read([&](Reader& r) { return passkeys_of(r, members_[0]); })[0].sign_count, 7u);
  const auto remove = [&](const domain::MemberId& member) {
    return write([&](Transaction& t) { return remove_passkey(t, member, passkey.credential_id); }).value();
  };
  EXPECT_EQ(remove(members_[1]), 0);
  EXPECT_EQ(remove(members_[0]), 1);
}

TEST_F(RowsTest, ANewInvitationEndsTheOneBefore) {
  const InvitationRow first{Bytes(32, 1), members_[0], day("2026-05-01")};
  const InvitationRow second{Bytes(32, 2), members_[0], day("2026-05-02")};
  const InvitationRow other{Bytes(32, 3), members_[1], day("2026-05-02")};
  for (const InvitationRow& invitation : {other, first, second}) save(save_invitation, invitation);
  const auto find = [&](const InvitationRow& row) {
    return read([&](Reader& r) { return find_invitation(r, row.token_hash); });
  };
  EXPECT_EQ(find(first), std::nullopt);
  EXPECT_EQ(find(second), second);
  EXPECT_EQ(find(other), other);
  ASSERT_TRUE(write([&](Transaction& t) { return remove_invitations_of(t, members_[0]); }));
  EXPECT_EQ(find(second), std::nullopt);
}

TEST_F(RowsTest, WhatIsShownOfTheLogNeverGetsShorter) {
  for (const std::uint64_t size : {1U, 2U, 3U}) ASSERT_TRUE(sign(size));
  const auto show = [&](std::uint64_t size, const std::string& note) {
    return write([&](Transaction& t) { return show_checkpoint(t, {size, note}); });
  };
  EXPECT_FALSE(read(is_shown_apart));
  EXPECT_EQ(read(shown_checkpoint)->size, 3U) << "the newest, where nothing else was said";
  EXPECT_FALSE(show(7, "of no checkpoint"));
  ASSERT_TRUE(show(2, "cosigned"));
  EXPECT_TRUE(read(is_shown_apart));
  EXPECT_EQ(read(shown_checkpoint), (SignedCheckpoint{2, "cosigned"}));
  ASSERT_TRUE(show(2, "cosigned twice"));
  EXPECT_EQ(show(1, "older").error().code, Code::conflict);
  EXPECT_EQ(read(shown_checkpoint), (SignedCheckpoint{2, "cosigned twice"}));
  ASSERT_TRUE(write(show_newest));
  EXPECT_EQ(read(shown_checkpoint)->size, 3U);
}

TEST_F(RowsTest, AWitnessOfTheLogHasItsLastState) {
  const LogWitness asked{.vkey = "a", .cosignature = {}, .answer = "unreachable", .failures = 2};
  LogWitness cosigned{.vkey = "a", .size = 3, .cosignature = "line", .answer = "cosigned", .status = 200};
  const LogWitness other{.vkey = "b", .cosignature = {}, .answer = "ahead", .status = 409};
  for (const auto& row : {asked, other, cosigned}) save(save_log_witness, row);
  const auto find = [&](const char* vkey) {
    return read([&](Reader& r) { return find_log_witness(r, vkey); });
  };
  EXPECT_EQ(find("a"), cosigned);
  EXPECT_EQ(find("b"), other);
  EXPECT_EQ(find("c"), std::nullopt);
  cosigned.cosignature = "";
  EXPECT_FALSE(write([&](Transaction& t) { return save_log_witness(t, cosigned); })) << "a size and no line";
}

TEST_F(RowsTest, ASettingHasItsLastValue) {
  for (const char* value : {"A ministry", "Another"})
    ASSERT_TRUE(write([&](Transaction& t) { return save_setting(t, "name", value); }));
  EXPECT_EQ(read([](Reader& r) { return setting(r, "name"); }), "Another");
  EXPECT_EQ(read([](Reader& r) { return setting(r, "origin"); }), std::nullopt);
}

TEST_F(RowsTest, APolicyAppliesFromItsDayAndIsKept) {
  const PolicyRow first{"channel", 1, "old", day("2026-01-01")};
  const PolicyRow second{"channel", 2, "new", day("2026-06-01")};
  save(add_policy, first);
  save(add_policy, second);
  const auto in_force = [&](const char* on) {
    return read([&](Reader& r) { return policy_in_force(r, day(on)); });
  };
  EXPECT_EQ(in_force("2025-12-31"), std::nullopt);
  EXPECT_EQ(in_force("2026-01-01"), first);
  EXPECT_EQ(in_force("2026-05-31"), first);
  EXPECT_EQ(in_force("2026-06-01"), second);
  EXPECT_THAT(read(list_policies), ElementsAre(second, first));
  EXPECT_FALSE(write([&](Transaction& t) { return add_policy(t, first); }));
  EXPECT_THAT(run("DELETE FROM policy").error().what, HasSubstr("never removed"));
  EXPECT_THAT(run("UPDATE policy SET text = 'x'").error().what, HasSubstr("never changed"));
}

}  // namespace
}  // namespace demur::store
