#include "demur/service/examine.hpp"

#include <fmt/core.h>

#include "demur/service/anonymous_audit.hpp"
#include "demur/service/audit.hpp"
#include "demur/service/institution.hpp"
#include "demur/service/issuance_audit.hpp"
#include "demur/service/sealed_bodies.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/records.hpp"
#include "demur/store/tokens.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

constexpr std::size_t kMostFindings = 1000;
constexpr std::size_t kMostOpenings = 500;  // of them, so that one damage of many does not hide others

Status check_whole(const store::Reader& reader) {
  for (const std::string& said : DEMUR_TRY(reader.all<std::string>("PRAGMA integrity_check")))
    if (said != "ok") return fail(Code::unproven, "the database is damaged: " + said);
  return {};
}

Status check_references(const store::Reader& reader) {
  const auto broken = DEMUR_TRY(reader.one<std::string>("SELECT \"table\" FROM pragma_foreign_key_check"));
  if (!broken) return {};
  return fail(Code::unproven, "the database is damaged: " + *broken + " points at what is not there");
}

Status check_opening(const store::Reader& reader, const store::Opening& row) {
  const auto stored = find_stored_leaf(reader, row.leaf_id);
  if (!stored) return fail(Code::unproven, "a private part has no record: " + row.leaf_id);
  const translog::Leaf leaf = DEMUR_TRY(translog::parse_leaf(stored->text));
  const translog::Opening opening = DEMUR_TRY(opening_of(row));
  if (leaf.commit && translog::check_opening(opening, *leaf.commit)) return {};
  return fail(Code::unproven, "a private part is not the one that its record committed to: " + row.leaf_id);
}

// Each that is not what it should be: a copy of this database is compared with it by them.
Result<std::vector<std::string>> faults_of_openings(const store::Reader& reader) {
  constexpr std::int64_t kAtOnce = 1000;
  std::vector<std::string> faults;
  std::size_t more = 0;
  std::string last;
  for (;;) {
    const auto rows = DEMUR_TRY(store::openings_after(reader, last, kAtOnce));
    if (rows.empty()) break;
    for (const store::Opening& row : rows) {
      const Status held = check_opening(reader, row);
      if (held) continue;
      if (faults.size() < kMostOpenings)
        faults.push_back(held.error().what);
      else
        ++more;
    }
    last = rows.back().leaf_id;
  }
  if (more > 0)
    faults.push_back(fmt::format("{} more private parts have no record, or are not those of theirs", more));
  return faults;
}

// Each that was ever signed is a beginning of the tree as it is now, whose tiles were audited: two that
// are not are two histories, both signed. How many there are.
Result<std::uint64_t> check_checkpoints(const store::Reader& reader, const translog::VerifierKey& log_key) {
  const auto unproven = [](const store::SignedCheckpoint& signed_once, std::string_view why) {
    return fail(Code::unproven,
                fmt::format("the checkpoint of size {} that was signed {}", signed_once.size, why));
  };
  const auto no_tile = [](translog::Tile) -> Status { return {}; };
  StoredTiles tiles(reader);
  translog::RightEdge edge;
  std::uint64_t count = 0;
  while (const auto next = DEMUR_TRY(store::checkpoint_covering(reader, edge.size()))) {
    const auto opened = translog::open_checkpoint(next->note, log_key);
    if (!opened) return unproven(*next, "is damaged: " + opened.error().what);
    while (edge.size() < next->size) {
      const std::uint64_t index = edge.size() / translog::kTileWidth;
      const translog::TileId id{0, index, translog::width_of_tile(0, index, next->size)};
      const core::Bytes tile = DEMUR_TRY(translog::read_exactly(tiles, id));
      DEMUR_TRY(edge.add(translog::hashes_in(tile).subspan(edge.size() % translog::kTileWidth), no_tile));
    }
    if (opened->checkpoint.size != next->size || opened->checkpoint.root != edge.root())
      return unproven(*next, "is of another history: this log was forked");
    ++count;
  }
  return count;
}

class Examination {
 public:
  Examination(store::ReaderPool& readers, const translog::VerifierKey& log_key, core::Day today)
      : readers_(readers), log_key_(log_key), today_(today) {}

  Result<Examined> run(const translog::Progress& progress) {
    DEMUR_TRY(readers_.read(check_whole));
    note(readers_.read(check_references));
    const auto name = readers_.read(institution_name);
    if (note(name)) done_.institution = *name;
    note(readers_.read([&](const store::Reader& reader) { return check_issuance(reader, log_key_.name); }));
    add_all(readers_.read(faults_of_openings));
    SealedBodies bodies;
    const bool held = note(check_records(progress, bodies));
    add_all(readers_.read([&](const store::Reader& reader) { return bodies.faults(reader); }));
    if (held) {
      const auto checkpoints =
          readers_.read([&](const store::Reader& reader) { return check_checkpoints(reader, log_key_); });
      if (note(checkpoints)) done_.checkpoints = *checkpoints;
      note(check_size());
    }
    return std::move(done_);
  }

 private:
  Status check_records(const translog::Progress& progress, SealedBodies& bodies) {
    StoredLog log(readers_);
    RecordAudit records;
    AnonymousAudit anonymous(log_key_.name, DEMUR_TRY(readers_.read(store::key_records)));
    auto tree = DEMUR_TRY(translog::audit_tree(
        log, log_key_,
        [&](std::uint64_t index, core::ByteView leaf) -> Status {
          bodies.read(leaf);
          DEMUR_TRY(records.read(index, leaf));
          return anonymous.read(index, leaf);
        },
        progress));
    static_cast<void>(records.finish(today_));
    static_cast<void>(anonymous.finish(rule_of(records.policy())));
    for (const auto* findings : {&records.findings(), &anonymous.findings()})
      for (const AuditFinding& finding : *findings)
        add(fmt::format("the records contradict each other at {}: {}", finding.index, finding.what));
    done_.log = std::move(tree);
    return {};
  }

  [[nodiscard]] Status check_size() const {
    const auto stored = DEMUR_TRY(readers_.read(store::next_leaf_index));
    if (stored == done_.log.checkpoint.size) return {};
    return fail(Code::unproven, fmt::format("the log has {} leaves and a checkpoint of {}", stored,
                                            done_.log.checkpoint.size));
  }

  template <typename T>
  bool note(const Result<T>& held) {
    if (!held) add(held.error().what);
    return held.has_value();
  }

  void add_all(const Result<std::vector<std::string>>& faults) {
    if (!note(faults)) return;
    for (const std::string& fault : *faults) add(fault);
  }

  void add(std::string what) {
    if (done_.findings.size() == kMostFindings) return;
    if (!core::is_utf8_text(what))
      for (char& c : what)
        if (c < 0x20 || c > 0x7e) c = '?';
    done_.findings.push_back(std::move(what));
  }

  store::ReaderPool& readers_;
  const translog::VerifierKey& log_key_;
  core::Day today_;
  Examined done_;
};

}  // namespace

Result<Examined> examine_all(store::ReaderPool& readers, const translog::VerifierKey& log_key,
                             core::Day today, const translog::Progress& progress) {
  return Examination(readers, log_key, today).run(progress);
}

Result<Examined> examine(store::ReaderPool& readers, const translog::VerifierKey& log_key, core::Day today,
                         const translog::Progress& progress) {
  auto examined = DEMUR_TRY(examine_all(readers, log_key, today, progress));
  if (examined.findings.empty()) return examined;
  const std::size_t more = examined.findings.size() - 1;
  return fail(Code::unproven,
              examined.findings.front() + (more > 0 ? fmt::format(" (and {} more)", more) : ""));
}

}  // namespace demur::service
