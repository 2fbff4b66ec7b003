#include "demur/service/examine.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "demur/service/anonymous_audit.hpp"
#include "demur/service/audit.hpp"
#include "demur/service/institution.hpp"
#include "demur/service/issuance_audit.hpp"
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

Status check_database(const store::Reader& reader) {
  for (const std::string& said : DEMUR_TRY(reader.all<std::string>("PRAGMA integrity_check")))
    if (said != "ok") return fail(Code::unproven, "the database is damaged: " + said);
  const auto broken = DEMUR_TRY(reader.one<std::string>("SELECT \"table\" FROM pragma_foreign_key_check"));
  if (broken)
    return fail(Code::unproven, "the database is damaged: " + *broken + " points at what is not there");
  return {};
}

Status check_opening(const store::Reader& reader, const store::Opening& row) {
  const auto stored = find_stored_leaf(reader, row.leaf_id);
  if (!stored) return fail(Code::unproven, "a private part has no record: " + row.leaf_id);
  const translog::Leaf leaf = DEMUR_TRY(translog::parse_leaf(stored->text));
  const translog::Opening opening = DEMUR_TRY(opening_of(row));
  if (leaf.commit && translog::check_opening(opening, *leaf.commit)) return {};
  return fail(Code::unproven, "a private part is not the one that its record committed to: " + row.leaf_id);
}

Status check_openings(const store::Reader& reader) {
  constexpr std::int64_t kAtOnce = 1000;
  std::string last;
  for (;;) {
    const auto rows = DEMUR_TRY(store::openings_after(reader, last, kAtOnce));
    if (rows.empty()) return {};
    for (const store::Opening& row : rows) DEMUR_TRY(check_opening(reader, row));
    last = rows.back().leaf_id;
  }
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

Result<translog::AuditedTree> check_log(store::ReaderPool& readers, const translog::VerifierKey& log_key,
                                        core::Day today, const translog::Progress& progress) {
  StoredLog log(readers);
  RecordAudit records;
  AnonymousAudit anonymous(log_key.name, DEMUR_TRY(readers.read(store::key_records)));
  auto tree = DEMUR_TRY(translog::audit_tree(
      log, log_key,
      [&](std::uint64_t index, core::ByteView leaf) -> Status {
        DEMUR_TRY(records.read(index, leaf));
        return anonymous.read(index, leaf);
      },
      progress));
  static_cast<void>(records.finish(today));
  static_cast<void>(anonymous.finish(rule_of(records.policy())));
  std::vector<AuditFinding> findings = records.findings();
  std::ranges::copy(anonymous.findings(), std::back_inserter(findings));
  if (findings.empty()) return tree;
  return fail(Code::unproven, fmt::format("the records contradict each other {} times, first at {}: {}",
                                          findings.size(), findings.front().index, findings.front().what));
}

}  // namespace

Result<Examined> examine(store::ReaderPool& readers, const translog::VerifierKey& log_key, core::Day today,
                         const translog::Progress& progress) {
  Examined examined;
  DEMUR_TRY(readers.read([&](const store::Reader& reader) -> Status {
    DEMUR_TRY(check_database(reader));
    examined.institution = DEMUR_TRY(institution_name(reader));
    DEMUR_TRY(check_issuance(reader, log_key.name));
    return check_openings(reader);
  }));
  examined.log = DEMUR_TRY(check_log(readers, log_key, today, progress));
  examined.checkpoints = DEMUR_TRY(
      readers.read([&](const store::Reader& reader) { return check_checkpoints(reader, log_key); }));
  const auto stored = DEMUR_TRY(readers.read(store::next_leaf_index));
  if (stored == examined.log.checkpoint.size) return examined;
  return fail(Code::unproven, fmt::format("the log has {} leaves and a checkpoint of {}", stored,
                                          examined.log.checkpoint.size));
}

}  // namespace demur::service
