#include "demur/service/session.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "demur/service/invitation.hpp"

namespace demur::service {
namespace {

using namespace std::chrono_literals;

const core::Time kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 9h};
const domain::MemberId kAda{"aaaaaaaaaaaaaaaaaaaaaaaaaa"};

NewSession sign_in() {
  return make_session(kAda, kNow, core::seeded_random(1));
}

TEST(Token, IsKeptOnlyAsItsHash) {
  const Token token = make_token(core::seeded_random(1));
  const auto bytes = core::from_base64url(token.text).value();
  EXPECT_EQ(bytes.size(), 32U);
  core::Bytes expected(32);
  crypto_generichash(expected.data(), expected.size(), bytes.data(), bytes.size(), nullptr, 0);
  EXPECT_EQ(token.hash, expected);
  EXPECT_EQ(hash_of_token(token.text), token.hash);
  EXPECT_NE(make_token(core::seeded_random(2)).hash, token.hash);
}

TEST(Token, OfAnotherShapeIsNone) {
  const std::string good = sign_in().token;
  for (const std::string& bad : {std::string(), good + "A", good.substr(1), good + "=", std::string(43, '!'),
                                 good.substr(0, 42) + "/"})
    EXPECT_FALSE(hash_of_token(bad)) << bad;
}

TEST(Session, EndsAfterThirtyMinutesWithoutARequest) {
  const Session session = sign_in().session;
  EXPECT_TRUE(is_live(session, kNow));
  EXPECT_TRUE(is_live(session, kNow + 30min - 1s));
  EXPECT_FALSE(is_live(session, kNow + 30min));
}

TEST(Session, EndsAfterTwelveHoursWhateverHappens) {
  Session session = sign_in().session;
  session.last_seen = kNow + 12h - 1s;
  EXPECT_TRUE(is_live(session, kNow + 12h - 1s));
  EXPECT_FALSE(is_live(session, kNow + 12h));
}

TEST(SessionTouches, CountBeforeTheyAreWritten) {
  SessionTouches touches;
  Session session = sign_in().session;
  touches.touch(session, kNow + 20min);
  EXPECT_EQ(touches.last_seen(session), kNow + 20min);
  session.last_seen = touches.last_seen(session);
  EXPECT_TRUE(is_live(session, kNow + 45min));
}

TEST(SessionTouches, AreWrittenOnceAMinuteTogether) {
  SessionTouches touches;
  const Session ada = sign_in().session;
  const Session ben = make_session(kAda, kNow, core::seeded_random(2)).session;
  EXPECT_TRUE(touches.due(kNow + 1h).empty());
  touches.touch(ada, kNow);
  touches.touch(ada, kNow + 30s);
  touches.touch(ben, kNow + 40s);
  EXPECT_TRUE(touches.due(kNow + 59s).empty());
  const auto batch = touches.due(kNow + 60s);
  ASSERT_EQ(batch.size(), 2U);
  for (const auto& [hash, seen] : batch) EXPECT_EQ(seen, hash == ada.token_hash ? kNow + 30s : kNow + 40s);
  EXPECT_EQ(touches.last_seen(ada), kNow + 30s);
  EXPECT_TRUE(touches.due(kNow + 119s).empty());
  EXPECT_EQ(touches.due(kNow + 120s), batch);  // nobody said that it was written
  touches.touch(ben, kNow + 121s);
  touches.written(batch);
  const auto rest = touches.due(kNow + 180s);
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest.front().second, kNow + 121s);
  touches.written(rest);
  EXPECT_TRUE(touches.due(kNow + 2h).empty());
}

TEST(SessionTouches, DoNotGoBackAndForgetWhoSignedOut) {
  SessionTouches touches;
  const Session session = sign_in().session;
  touches.touch(session, kNow + 10s);
  touches.touch(session, kNow + 5s);
  EXPECT_EQ(touches.last_seen(session), kNow + 10s);
  touches.forget(session.token_hash);
  EXPECT_TRUE(touches.due(kNow + 1h).empty());
}

TEST(SessionCookie, IsBoundToTheHostAndSecure) {
  const SessionCookie cookie = cookie_for({"https", "demur.example", 443});
  EXPECT_EQ(set_cookie(cookie, "abc"), "__Host-demur=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
  EXPECT_EQ(clear_cookie(cookie), "__Host-demur=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax");
}

TEST(SessionCookie, IsWeakerOnlyOnPlainLoopback) {
  for (const char* host : {"localhost", "127.0.0.1", "[::1]"}) {
    EXPECT_EQ(cookie_for({"http", host, 8080}).name, "demur") << host;
    EXPECT_FALSE(cookie_for({"http", host, 8080}).secure) << host;
    EXPECT_EQ(cookie_for({"https", host, 443}).name, "__Host-demur") << host;
  }
  for (const char* host : {"demur.example", "localhost.evil.example", ""}) {
    EXPECT_EQ(cookie_for({"http", host, 80}).name, "__Host-demur") << host;
    EXPECT_TRUE(cookie_for({"http", host, 80}).secure) << host;
  }
  EXPECT_EQ(set_cookie(cookie_for({"http", "localhost", 8080}), "abc"),
            "demur=abc; Path=/; HttpOnly; SameSite=Lax");
}

TEST(SessionCookie, IsReadFromTheHeader) {
  const SessionCookie cookie{.name = "__Host-demur"};
  EXPECT_EQ(session_token_in("__Host-demur=abc", cookie), "abc");
  EXPECT_EQ(session_token_in("a=1; __Host-demur=abc ;b=2", cookie), "abc");
  EXPECT_EQ(session_token_in("__Host-demur=", cookie), "");
  for (const char* none : {"", ";", "demur=abc", "x__Host-demur=abc", "__Host-demur", "__host-demur=abc"})
    EXPECT_FALSE(session_token_in(none, cookie)) << none;
}

TEST(SessionCookie, ThereTwiceIsNone) {
  EXPECT_FALSE(session_token_in("demur=abc; demur=def", SessionCookie{.name = "demur"}));
}

TEST(Invitation, IsOpenForFourteenDaysThroughTheLast) {
  const core::Day today = core::day_of(kNow);
  const NewInvitation made = make_invitation(kAda, today, core::seeded_random(1));
  EXPECT_EQ(hash_of_token(made.token), made.invitation.token_hash);
  EXPECT_EQ(invitation_path(made.token), "/invitation/" + made.token);
  EXPECT_TRUE(is_open(made.invitation, today + std::chrono::days(14)));
  EXPECT_FALSE(is_open(made.invitation, today + std::chrono::days(15)));
}

}  // namespace
}  // namespace demur::service
