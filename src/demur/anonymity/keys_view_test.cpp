#include "demur/anonymity/keys_view.hpp"

#include <gmock/gmock.h>

#include "demur/anonymity/test_support.hpp"

namespace demur::anonymity {
namespace {

using test::day;

const core::Day kToday = day("2026-11-25");

// A modulus of the right size; nobody could sign with it.
Bytes modulus(std::uint8_t which, std::size_t size = 384) {
  Bytes n(size, which);
  n.front() = 0xff;
  n.back() = 1;
  return n;
}

IssuerKeyRecord issuer(std::uint8_t which = 1) {
  return test::issuer_record({modulus(which)});
}

OfficerKeyRecord officer(std::uint8_t which = 1) {
  Seed seed;
  seed.bytes()[0] = which;
  return {.instance = "example.org/dissent",
          .office = "Dissent Channel",
          .post = "first custodian",
          .not_before = day("2026-10-01"),
          .not_after = day("2026-12-31"),
          .supersedes = {},
          .box_key = BoxKey(seed).public_key(),
          .sign_key = SignKey(seed).public_key()};
}

std::string line(const KeyRecord& record) {
  return format_record(record).value();
}

IssuedRecord issued(const IssuerKeyRecord& key, std::uint64_t count) {
  return {.instance = key.instance, .day = kToday, .key_id = key_id(line(key)), .count = count};
}

RevokeRecord revoke(const KeyRecord& key, RevokedKind kind) {
  return {.kind = kind,
          .instance = "example.org/dissent",
          .key_id = key_id(line(key)),
          .day = kToday,
          .reason = "lost"};
}

std::expected<KeysView, Refused> read(const std::vector<KeyRecord>& records) {
  std::vector<std::string> entries;
  for (const KeyRecord& record : records) entries.push_back(line(record));
  return read_keys(entries, {.instance = "example.org/dissent"});
}

// What a client says of "file:2026q4" and "staff", be it of the whole log or of the key.
std::optional<Refusal> verdict(const std::vector<KeyRecord>& records, Use use = Use::spend,
                               core::Day today = kToday) {
  const auto view = read(records);
  if (!view) return view.error().reason;
  const auto key = view->issuer("file:2026q4", "staff", today, use);
  if (!key) {
    EXPECT_FALSE(key.error().text.empty());
    return key.error().reason;
  }
  return std::nullopt;
}

TEST(KeysView, TrustsTheOneKeyOfALargeClass) {
  const IssuerKeyRecord key = issuer();
  EXPECT_EQ(verdict({key, issued(key, 39)}), std::nullopt);
  const auto view = read({key, issued(key, 39)});
  const TrustedIssuer trusted = view->issuer("file:2026q4", "staff", kToday, Use::spend).value();
  EXPECT_EQ(trusted.id, key_id(line(key)));
  EXPECT_EQ(Issuer::from_record(trusted.text).value().id(), trusted.id);
  EXPECT_EQ(trusted.issued, 39U);
  EXPECT_THAT(view->scopes(), ::testing::ElementsAre(std::pair("file:2026q4", "staff")));
}

// The cases of a server that wants to tell one member from the others.
TEST(KeysView, RefusesASecondKeyForOneScopeAndClass) {
  IssuerKeyRecord later = issuer(2);
  EXPECT_EQ(verdict({issuer(), later}), Refusal::doubled);
  later.not_before = later.not_after = day("2026-12-31");
  EXPECT_EQ(verdict({issuer(), later}), Refusal::doubled) << "even where it does not hold yet";
  EXPECT_EQ(verdict({issuer(), revoke(issuer(), RevokedKind::issuer), issuer(2)}), Refusal::doubled)
      << "even where the first is revoked: the next one has a new scope";
  IssuerKeyRecord other = issuer(2);
  other.klass = "former";
  EXPECT_EQ(verdict({issuer(), other}, Use::fetch), std::nullopt) << "another class has its own key";
}

TEST(KeysView, RefusesTheSameKeyEnteredTwice) {
  EXPECT_EQ(verdict({issuer(), issuer()}), Refusal::doubled);
}

TEST(KeysView, RefusesAModulusUnderTwoRecords) {
  IssuerKeyRecord other = issuer();
  other.klass = "former";
  EXPECT_EQ(verdict({issuer(), other}), Refusal::shared_modulus);
  other.moduli = {modulus(9), modulus(1)};
  EXPECT_EQ(verdict({other, issuer()}), Refusal::shared_modulus) << "as one of two issuers, and before it";
}

TEST(KeysView, RefusesAClassBelowTheFloor) {
  IssuerKeyRecord key = issuer();
  key.class_size = 19;
  EXPECT_EQ(verdict({key}), Refusal::class_too_small);
  key.class_size = 20;
  EXPECT_EQ(verdict({key}, Use::fetch), std::nullopt);
}

TEST(KeysView, RefusesAModulusOfAnotherSize) {
  EXPECT_EQ(verdict({test::issuer_record({modulus(1, 256)})}), Refusal::modulus_size);
  EXPECT_EQ(verdict({test::issuer_record({modulus(1, 512)})}), Refusal::modulus_size);
  EXPECT_EQ(verdict({test::issuer_record({modulus(1), modulus(2, 512)})}), Refusal::modulus_size)
      << "the second issuer's";
}

// The exponent is no part of a record: it is 65537 for everybody. Whoever signs with another one makes
// signatures that do not hold (Token.FromAnotherKeyThanTheRecordsIsNotTaken).
TEST(KeysView, HasNoPlaceForAnExponent) {
  std::string text = line(issuer());
  text.insert(text.size() - 1, ",AQAB");
  EXPECT_EQ(read_keys(std::vector{text}, {.instance = "example.org/dissent"}).error().reason,
            Refusal::unreadable);
}

TEST(KeysView, RefusesAKeyThatIsNotThere) {
  EXPECT_EQ(verdict({}), Refusal::missing);
  IssuerKeyRecord other = issuer();
  other.scope = "file:2027q1";
  EXPECT_EQ(verdict({other}), Refusal::missing);
}

TEST(KeysView, RefusesAKeyThatWasRevoked) {
  EXPECT_EQ(verdict({issuer(), revoke(issuer(), RevokedKind::issuer)}), Refusal::revoked);
}

// What was used in time is not undone by the end of its key, nor by its being revoked later; in time it is.
TEST(KeysView, LooksBackAtADayOnWhichTheKeyStillHeld) {
  const IssuerKeyRecord key = issuer();
  const std::vector<KeyRecord> ended{key, issued(key, 39), revoke(key, RevokedKind::issuer)};
  const auto before = kToday - std::chrono::days{1};
  EXPECT_EQ(verdict(ended, Use::look_back, before), std::nullopt);
  EXPECT_EQ(verdict(ended, Use::spend, before), Refusal::revoked);
  EXPECT_EQ(verdict(ended, Use::look_back, kToday), Refusal::revoked);
  EXPECT_EQ(verdict({key, issued(key, 38)}, Use::look_back), Refusal::too_few_issued);
  EXPECT_EQ(verdict({key, issued(key, 39)}, Use::look_back, day("2027-06-01")), Refusal::expired);
}

TEST(KeysView, RefusesAKeyOutsideItsDays) {
  EXPECT_EQ(verdict({issuer()}, Use::fetch, day("2026-09-30")), Refusal::not_yet_valid);
  EXPECT_EQ(verdict({issuer()}, Use::fetch, day("2026-10-01")), std::nullopt);
  EXPECT_EQ(verdict({issuer()}, Use::fetch, day("2026-12-31")), std::nullopt);
  EXPECT_EQ(verdict({issuer()}, Use::fetch, day("2027-01-01")), Refusal::expired);
}

// A server that gives tokens to nobody but its victim.
TEST(KeysView, LetsNobodySpendBeforeEnoughOthersHaveTokens) {
  const IssuerKeyRecord key = issuer();
  EXPECT_EQ(verdict({key}), Refusal::too_few_issued);
  EXPECT_EQ(verdict({key}, Use::fetch), std::nullopt);
  EXPECT_EQ(verdict({key, issued(key, 38)}), Refusal::too_few_issued);
  EXPECT_EQ(verdict({key, issued(key, 38), issued(key, 39)}), std::nullopt);
}

// Two to each: 38 may all be those of nineteen.
TEST(KeysView, CountsPeopleWhereAKeyGivesSeveralTokensToEach) {
  IssuerKeyRecord key = issuer();
  for (const auto& [quota, fewest] : {std::pair<std::uint32_t, std::uint64_t>{1, 20}, {2, 39}, {3, 58}}) {
    key.quota = quota;
    EXPECT_EQ(verdict({key, issued(key, fewest - 1)}), Refusal::too_few_issued) << quota;
    EXPECT_EQ(verdict({key, issued(key, fewest)}), std::nullopt) << quota;
    EXPECT_EQ(verdict({key, issued(key, fewest - 1)}, Use::look_back), Refusal::too_few_issued) << quota;
  }
  // What a drop took that counted tokens, its institution does not refuse.
  const std::vector<std::string> entries{line(key), line(issued(key, 20))};
  const auto view =
      read_keys(entries, {.instance = "example.org/dissent", .counted = Issued::tokens}).value();
  EXPECT_TRUE(view.issuer("file:2026q4", "staff", kToday, Use::spend));
}

TEST(KeysView, RefusesCountsThatCannotBe) {
  const IssuerKeyRecord key = issuer();
  EXPECT_EQ(verdict({key, issued(key, 20), issued(key, 19)}), Refusal::bad_count);
  EXPECT_EQ(verdict({key, issued(key, 4'000)}), std::nullopt) << "2000 people, 2 tokens each";
  EXPECT_EQ(verdict({key, issued(key, 4'001)}), Refusal::bad_count);
}

TEST(KeysView, RefusesALogWithAnEntryThatNobodyCanRead) {
  const std::vector<std::string> entries{line(issuer()), "demur/issuer-key/v2\n"};
  const auto view = read_keys(entries, {.instance = "example.org/dissent"});
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error().reason, Refusal::unreadable);
  EXPECT_EQ(view.error().entry, 1U);
}

TEST(KeysView, RefusesALogThatSpeaksForAnotherInstitution) {
  IssuerKeyRecord other = issuer(2);
  other.instance = "example.net/dissent";
  EXPECT_EQ(verdict({issuer(), other}), Refusal::other_instance);
}

TEST(KeysView, RefusesWhatIsSaidOfKeysThatAreNotThere) {
  EXPECT_EQ(verdict({issuer(), issued(issuer(2), 1)}), Refusal::dangling);
  EXPECT_EQ(verdict({issuer(), revoke(issuer(2), RevokedKind::issuer)}), Refusal::dangling);
  EXPECT_EQ(verdict({issuer(), revoke(issuer(), RevokedKind::officer)}), Refusal::dangling)
      << "of the other kind";
  EXPECT_EQ(verdict({issued(issuer(), 1), issuer()}), Refusal::dangling) << "before it is there";
  OfficerKeyRecord next = officer(2);
  next.supersedes = key_id(line(officer()));
  EXPECT_EQ(verdict({issuer(), next}), Refusal::dangling);
  next.post = "second custodian";
  EXPECT_EQ(verdict({issuer(), officer(), next}), Refusal::dangling) << "another post's keys";
}

std::expected<TrustedOfficer, Refused> officer_of(const std::vector<KeyRecord>& records) {
  return read(records).value().officer("Dissent Channel", "first custodian", kToday);
}

TEST(KeysView, HasOneSetOfKeysForAPost) {
  EXPECT_EQ(officer_of({officer()}).value().id, key_id(line(officer())));
  EXPECT_EQ(officer_of({officer(), officer(2)}).error().reason, Refusal::doubled);
  EXPECT_EQ(officer_of({}).error().reason, Refusal::missing);
  OfficerKeyRecord next = officer(2);
  next.supersedes = key_id(line(officer()));
  EXPECT_EQ(officer_of({officer(), next}).value().record, next);
  EXPECT_EQ(officer_of({officer(), revoke(officer(), RevokedKind::officer)}).error().reason,
            Refusal::revoked);
  EXPECT_EQ(officer_of({officer(), revoke(officer(), RevokedKind::officer), officer(2)}).value().record,
            officer(2));
  OfficerKeyRecord past = officer();
  past.not_after = day("2026-11-24");
  EXPECT_EQ(officer_of({past}).error().reason, Refusal::expired);
  EXPECT_EQ(officer_of({past, officer(2)}).value().record, officer(2));
}

TEST(KeysView, KnowsFormerKeysDropsAndTheNewestBundle) {
  const BundleRecord first{.instance = "example.org/dissent", .version = "1", .files = {{"a.js", {}}}};
  BundleRecord second = first;
  second.version = "2";
  const DropKeyRecord drop{.instance = "example.org/dissent",
                           .name = "Staff association",
                           .url = "https://drop.example.net",
                           .sign_key = officer().sign_key,
                           .not_before = kToday,
                           .not_after = kToday};
  const auto view =
      read({officer(), revoke(officer(), RevokedKind::officer), first, second, drop, issuer()}).value();
  EXPECT_EQ(*view.officer_by_id(key_id(line(officer()))), officer());
  EXPECT_EQ(view.officer_by_id(key_id(line(officer(2)))), nullptr);
  EXPECT_EQ(*view.issuer_by_id(key_id(line(issuer()))), issuer());
  EXPECT_EQ(view.newest_bundle()->version, "2");
  ASSERT_EQ(view.drops().size(), 1U);
  EXPECT_EQ(view.drops()[0], drop);
  EXPECT_THAT(view.posts(), ::testing::ElementsAre(std::pair("Dissent Channel", "first custodian")));
}

}  // namespace
}  // namespace demur::anonymity
