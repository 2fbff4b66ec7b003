#include "limits.hpp"

#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/service/institution.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"
#include "demur/store/records.hpp"
#include "demur/store/store.hpp"
#include "load.hpp"

namespace demur::bench {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

constexpr std::size_t kLeafBytes = 165;     // a sealed leaf
constexpr std::size_t kPrivateBytes = 640;  // its JSON, with the text
constexpr std::size_t kNoteBytes = 180;     // a signed checkpoint
constexpr std::size_t kTile = 256;
constexpr std::size_t kHash = 32;

struct Rows {
  domain::Member member;
  domain::Decision decision;
  core::Day today{};
};

Rows make_rows() {
  const core::Random random = core::system_random();
  Rows rows;
  rows.today = core::day_of(core::system_clock()());
  rows.member = {.id = domain::MemberId::make(random),
                 .login = "member",
                 .name = "Member",
                 .office = domain::OfficeId::make(random),
                 .state = domain::MemberState::active};
  rows.decision = {.id = domain::DecisionId::make(random),
                   .number = "2026/1",
                   .title = "Close the reading room",
                   .owner = rows.member.office};
  return rows;
}

Status save_house(store::Transaction& transaction, const Rows& rows) {
  DEMUR_TRY(store::save_office(transaction, {.id = rows.member.office, .name = "Bureau of Benchmarks"}));
  DEMUR_TRY(store::save_member(transaction, rows.member));
  return store::save_decision(transaction, rows.decision);
}

Status save_filing(store::Transaction& transaction, const Rows& rows) {
  const core::Random random = core::system_random();
  const domain::Dissent dissent{.id = domain::DissentId::make(random),
                                .decision = rows.decision.id,
                                .author = rows.member.id,
                                .title = "We disagree",
                                .text = dissent_text(),
                                .filed_on = rows.today,
                                .invitation = core::random_id_text(random)};
  DEMUR_TRY(store::save_dissent(transaction, dissent));
  for (const auto kind : {domain::DutyKind::acknowledge, domain::DutyKind::answer})
    DEMUR_TRY(store::save_duty(transaction, {.subject = dissent.id,
                                             .kind = kind,
                                             .opened_on = rows.today,
                                             .due_on = rows.today,
                                             .latest_on = rows.today}));
  DEMUR_TRY(store::add_opening(transaction, {.leaf_id = dissent.id.text,
                                             .holder = rows.member.id,
                                             .dissent = dissent.id,
                                             .salt = core::Bytes(32, 7),
                                             .private_part = std::string(kPrivateBytes, 'p')}));
  const std::uint64_t index = DEMUR_TRY(store::next_leaf_index(transaction));
  const core::Bytes entry(kLeafBytes + 2, 'l');
  DEMUR_TRY(store::add_entries(transaction, {index, 1, entry}));
  return store::add_place(transaction, dissent.id.text, index);
}

// What a batch adds to its filings: the tiles that grew, and one checkpoint.
class Batches {
 public:
  Status save(store::Transaction& transaction) {
    const std::uint64_t size = DEMUR_TRY(store::next_leaf_index(transaction));
    if (size == size_) return {};
    for (std::uint64_t tile = size_ / kTile; tile <= (size - 1) / kTile; ++tile)
      DEMUR_TRY(save_tile(transaction, 0, tile, std::min<std::uint64_t>(size - tile * kTile, kTile)));
    if (size / kTile > size_ / kTile) DEMUR_TRY(save_tile(transaction, 1, 0, size / kTile));
    size_ = size;
    return store::add_checkpoint(transaction, {size, std::string(kNoteBytes, 'c')});
  }

 private:
  static Status save_tile(store::Transaction& transaction, std::uint8_t level, std::uint64_t index,
                          std::size_t width) {
    return store::save_tile(transaction, level, index, core::Bytes(width * kHash, 'h'));
  }

  std::uint64_t size_ = 0;
};

}  // namespace

Result<double> bare_rows(const std::filesystem::path& folder, std::size_t writers, std::size_t filings) {
  Batches batches;
  const auto store = DEMUR_TRY(store::Store::open(
      {.directory = folder, .writer = {.before_commit = [&](store::Transaction& transaction) {
                              return batches.save(transaction);
                            }}}));
  const Rows rows = make_rows();
  DEMUR_TRY(store->write([&](store::Transaction& transaction) { return save_house(transaction, rows); }));
  std::atomic<std::size_t> begun = 0;
  std::atomic<std::size_t> failed = 0;
  const auto begin = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < writers; ++i)
      threads.emplace_back([&] {
        while (begun.fetch_add(1) < filings)
          if (!store->write([&](store::Transaction& transaction) { return save_filing(transaction, rows); }))
            ++failed;
      });
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  if (failed != 0) return fail(Code::internal, "a bare row was refused");
  return static_cast<double>(filings) / took.count();
}

}  // namespace demur::bench
