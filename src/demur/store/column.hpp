// How a C++ value lies in a column. Nothing here knows SQLite's API: a Slot takes a value, a Row
// gives one.
//
//   integers, bool     INTEGER      Day           TEXT, 2026-11-23 (sorts as it should)
//   std::string, Id    TEXT         Time          INTEGER, seconds since 1970
//   Bytes, array       BLOB         a noun's enum TEXT, its word (domain::word)
//   Subject            TEXT, noun:id
//   std::optional<T>   T or NULL    an empty Id   '' (use optional where there may be none)
//
// Reading something else than what was promised is a fault of the row, told by Row::status().
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "demur/core/bytes.hpp"
#include "demur/core/day.hpp"
#include "demur/core/id.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/store/sqlite/statement.hpp"

namespace demur::store {

template <std::integral T>
struct Column<T> {
  static void bind(Slot slot, T value) { slot.put(static_cast<std::int64_t>(value)); }
  static T read(Row& row) {
    const std::int64_t value = row.take_integer();
    const bool fits = std::is_same_v<T, bool> ? (value == 0 || value == 1) : std::in_range<Wide>(value);
    if (!fits) row.fault("an integer in range");
    return fits ? static_cast<T>(value) : T{};
  }

 private:
  using Wide = std::conditional_t<std::is_same_v<T, bool>, std::int64_t, T>;  // in_range takes no bool
};

template <>
struct Column<std::string_view> {
  static void bind(Slot slot, std::string_view value) { slot.put(value); }
};
template <std::size_t Size>
struct Column<char[Size]> : Column<std::string_view> {};

template <>
struct Column<std::string> : Column<std::string_view> {
  static std::string read(Row& row) { return std::string(row.take_text()); }
};

template <>
struct Column<core::ByteView> {
  static void bind(Slot slot, core::ByteView value) { slot.put(value); }
};

template <>
struct Column<core::Bytes> : Column<core::ByteView> {
  static core::Bytes read(Row& row) {
    const core::ByteView blob = row.take_blob();
    return {blob.begin(), blob.end()};
  }
};

template <std::size_t Size>
struct Column<std::array<std::uint8_t, Size>> : Column<core::ByteView> {
  static std::array<std::uint8_t, Size> read(Row& row) {
    std::array<std::uint8_t, Size> value{};
    const core::ByteView blob = row.take_blob();
    if (blob.size() == Size)
      std::ranges::copy(blob, value.begin());
    else
      row.fault("a blob of the right length");
    return value;
  }
};

template <typename T>
struct Column<std::optional<T>> {
  static void bind(Slot slot, const std::optional<T>& value) {
    if (value)
      Column<T>::bind(slot, *value);
    else
      slot.put_null();
  }
  static std::optional<T> read(Row& row) {
    if (!row.next_is_null()) return Column<T>::read(row);
    row.skip();
    return std::nullopt;
  }
};

template <>
struct Column<core::Day> {
  static void bind(Slot slot, core::Day value) { slot.put(core::to_string(value)); }
  static core::Day read(Row& row) {
    const auto day = core::parse_day(row.take_text());
    if (!day) row.fault("a day");
    return day.value_or(core::Day{});
  }
};

template <>
struct Column<core::Time> {
  static void bind(Slot slot, core::Time value) { slot.put(std::int64_t{value.time_since_epoch().count()}); }
  static core::Time read(Row& row) { return core::Time(std::chrono::seconds(row.take_integer())); }
};

template <typename Noun>
struct Column<core::Id<Noun>> {
  static void bind(Slot slot, const core::Id<Noun>& value) { slot.put(std::string_view(value.text)); }
  static core::Id<Noun> read(Row& row) { return {std::string(row.take_text())}; }
};

template <>
struct Column<domain::Subject> {
  static void bind(Slot slot, const domain::Subject& value) {
    slot.put(std::string_view(domain::ref_to(value)));
  }
  static domain::Subject read(Row& row) {
    auto subject = domain::parse_subject(row.take_text());
    if (!subject) row.fault("a noun and its id");
    return std::move(subject).value_or(domain::Subject{});
  }
};

template <typename Enum>
  requires std::is_enum_v<Enum>
struct Column<Enum> {
  static void bind(Slot slot, Enum value) { slot.put(std::string_view(domain::word(value))); }
  static Enum read(Row& row) {
    const std::optional<Enum> value = domain::from_word<Enum>(row.take_text());
    if (!value) row.fault("one of its words");
    return value.value_or(Enum{});
  }
};

}  // namespace demur::store
