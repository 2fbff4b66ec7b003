// The machine loses its power at any moment, and with it any part of what was not flushed: what was
// acknowledged is there, and the log is the one that people were shown.
#include <gmock/gmock.h>

#include <cstdlib>

#include "demur/service/examine.hpp"
#include "demur/service/key_file.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/sqlite/lossy_disk.hpp"

namespace demur::service {
namespace {

using namespace domain;
using namespace testing;
using store::LossyDisk;
namespace fs = std::filesystem;

// How many cuts each test makes: all that CI has time for, unless told.
std::size_t cuts() {
  const char* told = std::getenv("DEMUR_POWER_CUTS");
  return told ? std::strtoull(told, nullptr, 10) : 40;
}

struct Acknowledged {
  std::size_t moment;
  FileDissent filing;
};
struct Shown {
  std::size_t moment;
  std::string note;
};

// An institution on such a disk, and what the people outside hold of it.
struct Life {
  LossyDisk disk;  // first: the institution opens its files on it
  TestInstitution test;
  LossyDisk::Random random;
  std::vector<Acknowledged> acknowledged = {};
  std::vector<Shown> shown = {};

  explicit Life(std::uint32_t seed) : random(seed) {}

  void file() {
    const auto filing = test.filing(random() % 2 == 0 ? Standing::named : Standing::confidential);
    if (test.act(random() % 2 == 0 ? "author" : "colleague", filing))
      acknowledged.push_back({disk.moment(), filing});
  }
  void show() {
    const auto note = ShownLog(*test.house).checkpoint();
    ASSERT_TRUE(note) << note.error().what;
    shown.push_back({disk.moment(), *note});
  }
  void restart() {
    test.house.reset();
    auto opened = Institution::open(test.folder / "data", test.environment());
    ASSERT_TRUE(opened) << opened.error().what;
    test.house = std::move(*opened);
  }
  void step() {
    switch (random() % 8) {
      case 0:
        return show();
      case 1:
        return restart();
      case 2:
        EXPECT_TRUE(publish(*test.house));
        return show();
      case 3:
        test.must("founder", CreateOffice{OfficeId::make(test.random), core::random_id_text(test.random)});
        return;
      default:
        return file();
    }
  }
};

// The folder as it is found: the database's files after the cut, and beside them what was flushed by
// other means, the key and the newest checkpoint that anybody had seen.
fs::path found_after(Life& life, std::size_t moment) {
  const fs::path folder = life.test.folder / "found";
  fs::remove_all(folder);
  fs::create_directory(folder);
  life.disk.power_cut(moment, life.random, folder);
  fs::copy_file(life.test.folder / "data" / "log.key", folder / "log.key");
  for (const auto& shown : life.shown)
    if (shown.moment <= moment) std::ofstream(folder / LastCheckpoint::kFile) << shown.note;
  return folder;
}

void expect_all_there(Life& life, std::size_t moment) {
  const fs::path folder = found_after(life, moment);
  const auto opened = Institution::open(folder, life.test.environment());
  ASSERT_TRUE(opened) << opened.error().what;
  Institution& house = **opened;
  const auto examined = examine(house.store().readers(), house.log_key().verifier(), day("2026-03-02"));
  ASSERT_TRUE(examined) << examined.error().what;
  StoredLog log(house.store().readers());
  for (const auto& [at, note] : life.shown) {
    if (at > moment) continue;
    const auto extends = translog::check_extends(note, house.log_key().verifier(), log);
    EXPECT_TRUE(extends) << extends.error().what;
  }
  const auto kept = house.store().read([&](const store::Reader& reader) -> core::Status {
    for (const auto& [at, filing] : life.acknowledged) {
      if (at > moment) continue;
      const auto dissent = DEMUR_TRY(store::find_dissent(reader, filing.id));
      EXPECT_TRUE(dissent && dissent->text == filing.text) << "an acknowledged filing is gone";
      EXPECT_TRUE(find_stored_leaf(reader, filing.id.text)) << "and its leaf";
    }
    return {};
  });
  EXPECT_TRUE(kept);
}

class APowerCut : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(APowerCut, LosesNothingThatWasAcknowledgedAndForksNothingThatWasShown) {
  Life life(GetParam());
  // Before the founding was acknowledged there is nothing to be found.
  const std::size_t founded = life.disk.moment();
  for (int i = 0; i < 25; ++i) life.step();
  const std::size_t end = life.disk.moment();
  ASSERT_GT(life.acknowledged.size(), 5U);
  ASSERT_GT(life.shown.size(), 1U);
  life.test.house.reset();
  life.disk.unplug();
  for (std::size_t i = 0; i < cuts(); ++i) {
    const std::size_t moment = founded + life.random() % (end - founded + 1);
    SCOPED_TRACE("cut at " + std::to_string(moment) + " of " + std::to_string(end));
    expect_all_there(life, moment);
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(AnyLife, APowerCut, ::testing::Values(1U, 2U, 3U));

}  // namespace
}  // namespace demur::service
