#include "demur/service/witness.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/service/key_file.hpp"

namespace demur::service {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using translog::KeyType;
using translog::VerifierKey;

namespace {

Status check_logs(const VerifierKey& own, const std::vector<VerifierKey>& logs) {
  if (logs.empty()) return fail(Code::invalid, "a witness needs a log to look after: name its verifier key");
  for (const VerifierKey& log : logs) {
    if (log.type != KeyType::log) return fail(Code::invalid, "a log's key is of type 1: " + log.text());
    if (log.public_key == own.public_key)
      return fail(Code::invalid, "a log cannot be its own witness: " + log.text());
  }
  return {};
}

translog::Witnessed state_of(const std::optional<store::WitnessedLog>& last) {
  if (!last) return {};
  return {last->size, last->root};
}

}  // namespace

Witness::Witness(std::unique_ptr<translog::SigningKey> key, std::vector<VerifierKey> logs, core::Clock clock,
                 core::Log log, std::unique_ptr<store::Store> store)
    : key_(std::move(key)),
      logs_(std::move(logs)),
      clock_(std::move(clock)),
      log_(std::move(log)),
      store_(std::move(store)) {
  for (const VerifierKey& known : logs_)
    origins_.emplace(core::to_hex(core::sha256(core::bytes_of(known.name))), known.name);
}

Result<VerifierKey> Witness::found(const std::filesystem::path& folder, const std::string& name,
                                   const core::Random& random) {
  DEMUR_TRY(make_private_folder(folder));
  if (store::holds_database(folder))
    return fail(Code::conflict,
                fmt::format("{} holds a database already: name another folder", folder.string()));
  const auto key = DEMUR_TRY(create_key(folder, KeyType::witness, name, random));
  const auto state = store::Store::open({.directory = folder});
  if (state) return key->verifier();
  remove_key(folder, KeyType::witness);
  return std::unexpected(state.error());
}

Result<std::unique_ptr<Witness>> Witness::open(const std::filesystem::path& folder,
                                               std::vector<VerifierKey> logs, core::Clock clock,
                                               core::Log log) {
  auto key = DEMUR_TRY(read_key(folder, KeyType::witness));
  DEMUR_TRY(check_logs(key->verifier(), logs));
  if (!store::holds_database(folder))
    return fail(
        Code::not_found,
        fmt::format("{} has a key and no state. A witness that forgot what it cosigned must not go on "
                    "under its key: make a new one with `demur witness init`, in another folder",
                    folder.string()));
  auto store = DEMUR_TRY(store::Store::open({.directory = folder, .log = log}));
  auto witness = std::unique_ptr<Witness>(
      new Witness(std::move(key), std::move(logs), std::move(clock), std::move(log), std::move(store)));
  const auto newest = DEMUR_TRY(witness->store_->read(store::last_cosigned));
  if (newest) witness->newest_ = newest->time_since_epoch().count();
  return witness;
}

Result<Witness::Last> Witness::last_of(std::string_view origin) {
  return store_->read([&](const store::Reader& reader) { return store::find_witnessed(reader, origin); });
}

// Never before a time that was cosigned, for whatever log.
Result<core::Time> Witness::now() {
  const core::Time now = clock_();
  auto newest = newest_.load();
  while (now.time_since_epoch().count() > newest &&
         !newest_.compare_exchange_weak(newest, now.time_since_epoch().count())) {
  }
  if (now.time_since_epoch().count() >= newest) return now;
  log_.write(core::Event::clock_went_back);
  return fail(Code::unavailable, "the witness's clock went back; it cosigns nothing until it is right");
}

Result<store::WitnessedLog> Witness::cosign(const translog::Note& note) {
  const translog::Checkpoint checkpoint = DEMUR_TRY(translog::parse_checkpoint(note.text));
  const core::Time time = DEMUR_TRY(now());
  translog::Note cosigned = note;
  cosigned.signatures.push_back(DEMUR_TRY(translog::cosign(note.text, *key_, time)));
  return store::WitnessedLog{.origin = checkpoint.origin,
                             .size = checkpoint.size,
                             .root = checkpoint.root,
                             .cosigned = time,
                             .note = DEMUR_TRY(translog::format_note(cosigned))};
}

Result<bool> Witness::swap(const Last& last, const store::WitnessedLog& next) {
  return store_->write([&](store::Transaction& transaction) -> Result<bool> {
    return store::swap_witnessed(transaction, last, next);
  });
}

// A signed checkpoint that does not extend what was cosigned is what a witness is for: the log has
// forked, or its proof is wrong. Everything else is the client's own affair.
void Witness::note_refusal(const core::Error& error, const translog::AddCheckpoint& request) const {
  if (error.code == Code::unproven)
    log_.write(core::Event::inconsistent_checkpoint,
               {{core::Field::size, static_cast<std::int64_t>(request.old_size)}});
}

std::expected<std::string, Witness::Refusal> Witness::add_checkpoint(std::string_view body) {
  std::uint64_t cosigned_size = 0;
  const auto refused = [&](const core::Error& error) {
    return std::unexpected(Refusal{error, cosigned_size});
  };
  const auto request = translog::parse_add_checkpoint(body);
  if (!request) return refused(request.error());
  const auto checkpoint = translog::unverified_checkpoint(request->checkpoint);
  if (!checkpoint) return refused(checkpoint.error());
  for (;;) {
    const auto last = last_of(checkpoint->origin);
    if (!last) return refused(last.error());
    cosigned_size = state_of(*last).size;
    const auto note = translog::decide(*request, state_of(*last), logs_);
    if (!note) {
      note_refusal(note.error(), *request);
      return refused(note.error());
    }
    const auto next = cosign(*note);
    if (!next) return refused(next.error());
    const auto swapped = swap(*last, *next);
    if (!swapped) return refused(swapped.error());
    if (*swapped) return translog::format_signature(translog::parse_note(next->note)->signatures.back());
  }
}

Result<std::string> Witness::latest(std::string_view origin_hash) {
  const auto origin = origins_.find(origin_hash);
  const auto last = origin == origins_.end() ? Last{} : DEMUR_TRY(last_of(origin->second));
  if (!last) return fail(Code::not_found, "nothing was cosigned for such a log");
  return last->note;
}

}  // namespace demur::service
