// For tests: an institution in a folder of its own, founded on Monday 2 March 2026 at nine, with a
// clock that the test sets, seeded random bytes, and everybody who may have to do with a dissent.
//
//   TestInstitution test;
//   const auto dissent = test.file("author", {.standing = Standing::confidential});
//   test.now += 24h;
//   ASSERT_TRUE(publish(*test.house));
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "demur/service/acts.hpp"
#include "demur/service/institution.hpp"
#include "demur/service/log_leaves.hpp"
#include "demur/service/publishing.hpp"
#include "demur/store/members.hpp"
#include "demur/store/store.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service::testing {

using namespace std::chrono_literals;

inline std::string read_whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline core::Day day(std::string_view text) {
  return core::parse_day(text).value();
}

inline std::string daily_policy() {
  return read_whole(DEMUR_ROOT "/policies/state-dissent.toml");
}

// A copy of a seeded source goes on by itself; this one is the same wherever it was copied to.
inline core::Random shared_random(std::uint64_t seed) {
  struct State {
    std::mutex mutex;
    core::Random random;
  };
  auto state = std::make_shared<State>();
  state->random = core::seeded_random(seed);
  return [state](std::span<std::uint8_t> out) {
    const std::lock_guard lock(state->mutex);
    state->random(out);
  };
}

inline std::filesystem::path new_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "demur-service-XXXXXX").string();
  return std::filesystem::path(::mkdtemp(name.data()));
}

// The database that founding makes before anything is in it: its migrations are a third of what a test
// costs, and TheFolder's tests found one from nothing.
inline void lay_empty_database(const std::filesystem::path& folder) {
  static const std::string database = [] {
    const std::filesystem::path made = new_folder();
    if (!store::Store::open({.directory = made})) throw std::runtime_error("no empty database");
    std::string bytes = read_whole(made / "demur.db");
    std::filesystem::remove_all(made);
    return bytes;
  }();
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "demur.db", std::ios::binary) << database;
  std::filesystem::permissions(folder / "demur.db", std::filesystem::perms(0600));
  std::filesystem::permissions(folder, std::filesystem::perms(0700));
}

struct Worker {
  const char* login;
  const char* name;
  const char* office;
  std::optional<domain::Role> role = {};
};

inline constexpr const char* kNorth = "Bureau of the North";  // owns the decision
inline constexpr const char* kLegal = "Legal Office";
inline constexpr const char* kSecretariat = "Secretariat";

inline const std::vector<Worker>& staff() {
  static const std::vector<Worker> everybody = {
      {"author", "Ada Canary-Name", kLegal},
      {"cosigner", "Cora Seconder", kLegal},
      {"colleague", "Col League", kLegal},
      {"respondent", "Rex Answers", kNorth, domain::Role::respondent},
      {"outsider", "Otto Elsewhere", kLegal, domain::Role::respondent},
      {"keeper", "Kay Keeper", kSecretariat, domain::Role::custodian},
      {"recused", "Rita Recused", kNorth, domain::Role::custodian},
      {"auditor", "Audun Reads", kSecretariat, domain::Role::auditor},
  };
  return everybody;
}

struct Start {
  std::string policy = daily_policy();
  std::uint64_t seed = 1;
  std::vector<Worker> more = {};
};

class TestInstitution {
 public:
  explicit TestInstitution(const Start& start = {})
      : folder(new_folder()), random(shared_random(start.seed)) {
    lay_empty_database(folder / "data");
    auto founded = Institution::found(folder / "data",
                                      {.name = "Ministry",
                                       .origin = "dissent.example.org/log",
                                       .policy_toml = start.policy,
                                       .office = kSecretariat,
                                       .login = "founder",
                                       .custodian = "Fay Founder"},
                                      environment());
    if (!founded) throw std::runtime_error(founded.error().what);
    house = std::move(*founded);
    const domain::Member first = founder(*house).value();
    people["founder"] = first.id;
    offices[kSecretariat] = first.office;
    for (const char* name : {kNorth, kLegal}) {
      offices[name] = domain::OfficeId::make(random);
      must("founder", domain::CreateOffice{offices[name], name});
    }
    for (const Worker& worker : staff()) hire(worker);
    for (const Worker& worker : start.more) hire(worker);
    decision = domain::DecisionId::make(random);
    must("respondent", domain::RegisterDecision{.id = decision,
                                                .number = "2026/14",
                                                .title = "Close the northern port",
                                                .text = "1. The northern port is closed.",
                                                .text_hash = "",
                                                .owner = offices[kNorth]});
  }
  TestInstitution(const TestInstitution&) = delete;
  TestInstitution& operator=(const TestInstitution&) = delete;
  ~TestInstitution() {
    house.reset();
    std::filesystem::remove_all(folder);
  }

  [[nodiscard]] Environment environment() {
    const auto keep = [this](std::string_view line) {
      const std::lock_guard lock(log_mutex);
      log_lines.emplace_back(line);
    };
    const core::Clock clock = [this] { return now; };
    return {.clock = clock, .random = random, .log = core::Log(keep, clock)};
  }

  void hire(const Worker& worker) {
    domain::InviteMember invite{.id = domain::MemberId::make(random),
                                .login = worker.login,
                                .name = worker.name,
                                .office = offices.at(worker.office)};
    if (worker.role) invite.appointments.insert({offices.at(worker.office), *worker.role});
    must("founder", invite);
    people[worker.login] = invite.id;
    must(worker.login, domain::AcceptInvitation{invite.id});
  }

  core::Result<Done> act(const std::string& login, const domain::Act& act) {
    return perform(*house, people.at(login), act);
  }
  Done must(const std::string& login, const domain::Act& act) {
    const auto done = perform(*house, people.at(login), act);
    EXPECT_TRUE(done) << login << ": " << (done ? "" : done.error().what);
    return done.value_or(Done{});
  }

  [[nodiscard]] domain::FileDissent filing(domain::Standing standing = domain::Standing::confidential) {
    return {.id = domain::DissentId::make(random),
            .decision = decision,
            .standing = standing,
            .title = "TITLE-CANARY",
            .text = "TEXT-CANARY: the port feeds the north.",
            .would_change_my_mind = "MIND-CANARY",
            .invitation = core::random_id_text(random)};
  }
  domain::FileDissent file(const std::string& login,
                           domain::Standing standing = domain::Standing::confidential) {
    domain::FileDissent filed = filing(standing);
    must(login, filed);
    return filed;
  }
  [[nodiscard]] domain::Answer answer(const domain::DissentId& dissent) {
    return {.dissent = dissent,
            .id = domain::DispositionId::make(random),
            .outcome = domain::Outcome::declined,
            .reasons = "The port costs more than it feeds, and the railway has room for all of it.",
            .confidential_note = "NOTE-CANARY"};
  }

  [[nodiscard]] domain::Member member(const std::string& login) {
    return house->store()
        .read([&](const store::Reader& reader) { return store::find_member(reader, people.at(login)); })
        .value()
        .value();
  }
  [[nodiscard]] std::vector<std::string> leaf_texts() {
    std::vector<std::string> texts;
    const auto leaves =
        house->store().read([](const store::Reader& reader) { return service::leaves(reader, 0, 100'000); });
    for (const core::Bytes& leaf : leaves.value()) texts.emplace_back(core::text_of(leaf));
    return texts;
  }
  [[nodiscard]] std::vector<translog::Leaf> leaves() {
    std::vector<translog::Leaf> all;
    for (const std::string& text : leaf_texts()) all.push_back(translog::parse_leaf(text).value());
    return all;
  }
  [[nodiscard]] std::uint64_t size() { return leaf_texts().size(); }
  [[nodiscard]] int count_of(std::string_view type) {
    int count = 0;
    for (const auto& leaf : leaves()) count += leaf.type == type ? 1 : 0;
    return count;
  }
  template <typename T>
  [[nodiscard]] T one(std::string_view sql) {
    return house->store()
        .read([&](const store::Reader& reader) { return reader.one<T>(sql); })
        .value()
        .value();
  }

  // To nine in the morning of a later day, as the server's own clock work does it on the way.
  void go_to(std::string_view text) {
    const core::Day end = day(text);
    while (core::day_of(now) < end) {
      const core::Time evening = next_publication(house->policy().publishing, now);
      if (house->policy().publishing.every == domain::Publishing::Every::day && core::day_of(evening) < end) {
        now = evening;
        ASSERT_TRUE(publish(*house));
      }
      now = core::day_of(now) + std::chrono::days{1} + 9h;
      ASSERT_TRUE(settle_all(*house));
    }
  }

  std::filesystem::path folder;
  core::Time now = day("2026-03-02") + 9h;
  core::Random random;
  std::mutex log_mutex;
  std::vector<std::string> log_lines;
  std::unique_ptr<Institution> house;
  std::map<std::string, domain::MemberId> people;
  std::map<std::string, domain::OfficeId> offices;
  domain::DecisionId decision;
};

}  // namespace demur::service::testing
