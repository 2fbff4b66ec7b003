// From a struct to its table and back, told once: a specialisation of Table names the table, its key
// and its columns, each with the member that it holds. Saving, finding and listing follow from it.
//
//   template <>
//   struct Table<domain::Signature> {
//     static constexpr std::string_view kName = "signature";
//     static constexpr std::string_view kKey = "dissent, signer";
//     static void columns(auto& signature, auto&& column) {
//       column("dissent", signature.dissent);
//       column("signer", signature.signer);
//       column("day", signature.day);
//     }
//   };
//   DEMUR_TRY(save_row(transaction, signature));                       // insert, or replace by key
//   select<Signature>(reader, "WHERE dissent = ?1 ORDER BY signer", id);
//
// A member std::optional<Part> whose fields are columns of the same row is told by
// column.group(member, fields): all of its columns are NULL, or none is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

template <typename Noun>
struct Table;

namespace detail {

struct ColumnNames {
  std::vector<std::string> names = {};

  template <typename T>
  void operator()(const char* name, const T&) {
    names.emplace_back(name);
  }
  template <typename Part>
  void group(const std::optional<Part>&, auto&& fields) {
    const Part part{};
    fields(part, *this);
  }
};

struct ColumnBinder {
  Statement& statement;
  int index = 0;

  template <typename T>
  void operator()(const char*, const T& value) {
    statement.bind_at(++index, value);
  }
  template <typename Part>
  void group(const std::optional<Part>& part, auto&& fields) {
    if (part) return fields(*part, *this);
    ColumnNames absent;
    absent.group(part, fields);
    for (std::size_t i = 0; i < absent.names.size(); ++i) statement.bind_at(++index, std::optional<int>());
  }
};

struct ColumnReader {
  Row& row;

  template <typename T>
  void operator()(const char*, T& value) {
    value = row.next<T>();
  }
  template <typename Part>
  void group(std::optional<Part>& part, auto&& fields) {
    if (!row.next_is_null()) return fields(part.emplace(), *this);
    ColumnNames absent;
    absent.group(part, fields);
    for (std::size_t i = 0; i < absent.names.size(); ++i) row.skip();
  }
};

template <typename Noun>
[[nodiscard]] std::vector<std::string> column_names() {
  ColumnNames columns;
  const Noun noun{};
  Table<Noun>::columns(noun, columns);
  return columns.names;
}

// "SELECT t.id, t.name FROM office t "
[[nodiscard]] std::string select_text(std::string_view table, const std::vector<std::string>& columns);
// "INSERT INTO office(id, name) VALUES (?, ?)"
[[nodiscard]] std::string add_text(std::string_view table, const std::vector<std::string>& columns);
// The same with " ON CONFLICT(id) DO UPDATE SET name = excluded.name"
[[nodiscard]] std::string save_text(std::string_view table, std::string_view key,
                                    const std::vector<std::string>& columns);

}  // namespace detail

namespace detail {

template <typename Noun>
[[nodiscard]] core::Status write_row(Transaction& transaction, std::string_view sql, const Noun& noun) {
  Statement statement = DEMUR_TRY(transaction.prepare(sql));
  ColumnBinder binder{statement};
  Table<Noun>::columns(noun, binder);
  while (DEMUR_TRY(statement.step())) {
  }
  return {};
}

}  // namespace detail

// A new row; Code::conflict where its key is taken.
template <typename Noun>
[[nodiscard]] core::Status add_row(Transaction& transaction, const Noun& noun) {
  static const std::string sql = detail::add_text(Table<Noun>::kName, detail::column_names<Noun>());
  return detail::write_row(transaction, sql, noun);
}

// A new row, or all of an old one with its key.
template <typename Noun>
[[nodiscard]] core::Status save_row(Transaction& transaction, const Noun& noun) {
  static const std::string sql =
      detail::save_text(Table<Noun>::kName, Table<Noun>::kKey, detail::column_names<Noun>());
  return detail::write_row(transaction, sql, noun);
}

template <typename Noun>
[[nodiscard]] Noun read_row(Row& row) {
  Noun noun{};
  detail::ColumnReader columns{row};
  Table<Noun>::columns(noun, columns);
  return noun;
}

// `tail` is what follows FROM: joins, WHERE, ORDER BY, LIMIT. The table's own name there is t.
template <typename Noun, typename... Values>
[[nodiscard]] core::Result<std::vector<Noun>> select(const Reader& reader, std::string_view tail,
                                                     const Values&... values) {
  static const std::string head = detail::select_text(Table<Noun>::kName, detail::column_names<Noun>());
  return reader.rows(head + std::string(tail), read_row<Noun>, values...);
}

// The first of them, or nothing.
template <typename Noun, typename... Values>
[[nodiscard]] core::Result<std::optional<Noun>> select_one(const Reader& reader, std::string_view tail,
                                                           const Values&... values) {
  static const std::string head = detail::select_text(Table<Noun>::kName, detail::column_names<Noun>());
  return reader.row(head + std::string(tail), read_row<Noun>, values...);
}

// ---- parts that are rows of another table

// A part of a noun's list, with its place in it, counted from 1.
template <typename Parent, typename Part>
struct Child {
  Parent parent = {};
  int number = 0;
  Part part = {};
};

// `trim` deletes the children of ?1 whose number is above ?2.
template <typename Parent, typename Part>
[[nodiscard]] core::Status save_children(Transaction& transaction, const Parent& parent,
                                         const std::vector<Part>& parts, std::string_view trim) {
  int number = 0;
  for (const Part& part : parts)
    DEMUR_TRY(save_row(transaction, Child<Parent, Part>{parent, ++number, part}));
  DEMUR_TRY(transaction.execute(trim, parent, number));
  return {};
}

template <typename Part, typename Parent>
[[nodiscard]] core::Result<std::vector<Part>> load_children(const Reader& reader, const Parent& parent,
                                                            std::string_view tail) {
  std::vector<Part> parts;
  for (auto& row : DEMUR_TRY((select<Child<Parent, Part>>(reader, tail, parent))))
    parts.push_back(std::move(row.part));
  return parts;
}

// The nouns found, each completed by load(reader, noun).
template <typename Nouns>
[[nodiscard]] core::Result<Nouns> whole(const Reader& reader, core::Result<Nouns> found, auto&& load) {
  if (!found) return found;
  if constexpr (requires { found->begin(); }) {
    for (auto& noun : *found) DEMUR_TRY(load(reader, noun));
  } else if (*found) {
    DEMUR_TRY(load(reader, **found));
  }
  return found;
}

template <typename... Values>
[[nodiscard]] core::Result<std::int64_t> count(const Reader& reader, std::string_view sql,
                                               const Values&... values) {
  const auto found = DEMUR_TRY(reader.one<std::int64_t>(sql, values...));
  return found.value_or(0);
}

}  // namespace demur::store
