#include "demur/store/log_witnesses.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;

template <>
struct Table<LogWitness> {
  static constexpr std::string_view kName = "log_witness";
  static constexpr std::string_view kKey = "vkey";
  static void columns(auto& witness, auto&& column) {
    column("vkey", witness.vkey);
    column("size", witness.size);
    column("cosignature", witness.cosignature);
    column("answer", witness.answer);
    column("status", witness.status);
    column("failures", witness.failures);
    column("asked", witness.asked);
  }
};

Result<std::optional<LogWitness>> find_log_witness(const Reader& reader, std::string_view vkey) {
  return select_one<LogWitness>(reader, "WHERE vkey = ?1", vkey);
}

Status save_log_witness(Transaction& transaction, const LogWitness& witness) {
  return save_row(transaction, witness);
}

Result<std::optional<SignedCheckpoint>> shown_checkpoint(const Reader& reader) {
  auto shown = DEMUR_TRY(reader.row("SELECT size, note FROM log_shown", [](Row& row) {
    return SignedCheckpoint{row.next<std::uint64_t>(), row.next<std::string>()};
  }));
  return shown ? std::move(shown) : latest_checkpoint(reader);
}

Status show_checkpoint(Transaction& transaction, const SignedCheckpoint& checkpoint) {
  DEMUR_TRY(
      transaction.execute("INSERT INTO log_shown(one, size, note) VALUES (1, ?1, ?2) "
                          "ON CONFLICT(one) DO UPDATE SET size = excluded.size, note = excluded.note",
                          checkpoint.size, checkpoint.note));
  return {};
}

Result<bool> is_shown_apart(const Reader& reader) {
  return DEMUR_TRY(reader.one<std::int64_t>("SELECT 1 FROM log_shown")).has_value();
}

Status show_newest(Transaction& transaction) {
  DEMUR_TRY(transaction.execute("DELETE FROM log_shown"));
  return {};
}

}  // namespace demur::store
