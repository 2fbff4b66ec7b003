#include "demur/store/witnessed.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;

template <>
struct Table<WitnessedLog> {
  static constexpr std::string_view kName = "witnessed";
  static void columns(auto& log, auto&& column) {
    column("origin", log.origin);
    column("size", log.size);
    column("root", log.root);
    column("cosigned", log.cosigned);
    column("note", log.note);
  }
};

Result<std::optional<WitnessedLog>> find_witnessed(const Reader& reader, std::string_view origin) {
  return select_one<WitnessedLog>(reader, "WHERE origin = ?1", origin);
}

Result<bool> swap_witnessed(Transaction& transaction, const std::optional<WitnessedLog>& last,
                            const WitnessedLog& next) {
  const std::int64_t changed =
      last ? DEMUR_TRY(
                 transaction.execute("UPDATE witnessed SET size = ?5, root = ?6, cosigned = ?7, note = ?8 "
                                     "WHERE origin = ?1 AND size = ?2 AND root = ?3 AND cosigned = ?4",
                                     last->origin, last->size, last->root, last->cosigned, next.size,
                                     next.root, next.cosigned, next.note))
           : DEMUR_TRY(transaction.execute("INSERT INTO witnessed(origin, size, root, cosigned, note) "
                                           "SELECT ?1, ?2, ?3, ?4, ?5 "
                                           "WHERE NOT EXISTS (SELECT 1 FROM witnessed WHERE origin = ?1)",
                                           next.origin, next.size, next.root, next.cosigned, next.note));
  return changed == 1;
}

Result<std::optional<core::Time>> last_cosigned(const Reader& reader) {
  const auto newest = DEMUR_TRY(reader.one<std::optional<core::Time>>("SELECT max(cosigned) FROM witnessed"));
  return newest ? *newest : std::nullopt;
}

}  // namespace demur::store
