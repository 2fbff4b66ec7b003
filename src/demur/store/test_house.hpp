// For tests: a store with two offices, three members, two decisions and two dissents in it, and
// random values of every noun.
#pragma once

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "demur/core/random.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"
#include "demur/store/sqlite/scratch.hpp"
#include "demur/store/store.hpp"

namespace demur::store {

inline core::Day day(std::string_view text) {
  return core::parse_day(text).value();
}

// Random values, the same for the same seed.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed), random_(core::seeded_random(seed)) {}

  [[nodiscard]] int below(int limit) { return std::uniform_int_distribution(0, limit - 1)(engine_); }
  [[nodiscard]] bool flip() { return below(2) == 0; }

  template <typename Id>
  [[nodiscard]] Id id() {
    return Id::make(random_);
  }
  template <typename T>
  [[nodiscard]] const T& one_of(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))];
  }
  // The first `count` values of an enum.
  template <typename Enum>
  [[nodiscard]] Enum word(int count) {
    return static_cast<Enum>(below(count));
  }
  template <typename T>
  [[nodiscard]] std::optional<T> maybe(T value) {
    if (flip()) return value;
    return std::nullopt;
  }

  [[nodiscard]] core::Day day() { return store::day("1990-01-01") + std::chrono::days(below(30'000)); }

  [[nodiscard]] std::string text() {
    static const std::vector<std::string> kinds{
        "",     "plain",        "naïve — 日本 𝄞", "مرحبا בעולם", "it's \"quoted\"; DROP TABLE office;--",
        "NULL", "two\nlines\t", "2026-11-23",     "42",          std::string(100'000, 'x') + "é"};
    return one_of(kinds);
  }
  [[nodiscard]] std::string some_text() { return "t" + text(); }
  [[nodiscard]] std::string unique_text() { return text() + " " + core::random_id_text(random_); }
  [[nodiscard]] core::Bytes bytes(int size) {
    core::Bytes bytes(static_cast<std::size_t>(size));
    random_(bytes);
    return bytes;
  }

 private:
  std::minstd_rand engine_;
  core::Random random_;
};

class HouseTest : public testing::Test {
 protected:
  HouseTest() : store_(Store::open({.directory = scratch_.data()}).value()) {
    for (const char* name : {"Policy", "Africa"}) offices_.push_back(add_office(name));
    for (const char* login : {"amina", "ben", "chloe"}) members_.push_back(add_member(login, offices_[0]));
    decisions_.push_back(add_decision("2026/1", offices_[0], "2026-01-10"));
    decisions_.push_back(add_decision("2026/2", offices_[1], "2026-02-10"));
    dissents_.push_back(add_dissent(decisions_[0], members_[0], "2026-03-01"));
    dissents_.push_back(add_dissent(decisions_[1], members_[1], "2026-04-01"));
  }

  template <typename Job>
  auto write(Job&& job) {
    return store_->write(std::forward<Job>(job));
  }
  template <typename Query>
  auto read(Query&& query) {
    return store_->read(std::forward<Query>(query)).value();
  }
  void save(auto save_noun, const auto& noun) {
    const core::Status saved = write([&](Transaction& t) { return save_noun(t, noun); });
    ASSERT_TRUE(saved) << saved.error().what;
  }

  domain::OfficeId add_office(const std::string& name) {
    const domain::Office office{dice_.id<domain::OfficeId>(), name};
    save(save_office, office);
    return office.id;
  }
  domain::MemberId add_member(const std::string& login, const domain::OfficeId& office) {
    const domain::Member member{dice_.id<domain::MemberId>(), login, login, office,
                                domain::MemberState::active};
    save(save_member, member);
    return member.id;
  }
  domain::DecisionId add_decision(const std::string& number, const domain::OfficeId& owner, const char* on) {
    domain::Decision decision{
        .id = dice_.id<domain::DecisionId>(), .number = number, .title = "t", .owner = owner};
    decision.registered_on = day(on);
    decision.versions = {{1, "text", "hash", day(on)}};
    save(save_decision, decision);
    return decision.id;
  }
  domain::Dissent new_dissent(const domain::DecisionId& decision, const domain::MemberId& author) {
    domain::Dissent dissent;
    dissent.id = dice_.id<domain::DissentId>();
    dissent.decision = decision;
    dissent.author = author;
    return dissent;
  }
  domain::Disposition new_disposition(const domain::DissentId& dissent) {
    domain::Disposition disposition;
    disposition.id = dice_.id<domain::DispositionId>();
    disposition.dissent = dissent;
    disposition.by = members_[2];
    return disposition;
  }
  domain::DissentId add_dissent(const domain::DecisionId& decision, const domain::MemberId& author,
                                const char* on) {
    domain::Dissent dissent = new_dissent(decision, author);
    dissent.filed_on = day(on);
    save(save_dissent, dissent);
    return dissent.id;
  }

  Scratch scratch_;
  Dice dice_{20261123};
  std::unique_ptr<Store> store_;
  std::vector<domain::OfficeId> offices_;
  std::vector<domain::MemberId> members_;
  std::vector<domain::DecisionId> decisions_;
  std::vector<domain::DissentId> dissents_;
};

}  // namespace demur::store
