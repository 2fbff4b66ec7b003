// What the operations of the anonymity peer share: a request and an answer are JSON objects; bytes are hex.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/envelope.hpp"
#include "demur/core/json.hpp"

namespace demur::peer {

using core::Bytes;
using core::ByteView;
using core::Result;
using core::json::object;

using Operation = std::function<Result<object>(const object&)>;
using Operations = std::map<std::string, Operation, std::less<>>;

void add_token_operations(Operations& operations);
void add_envelope_operations(Operations& operations);
void add_record_operations(Operations& operations);

inline Result<std::string> text(const object& from, std::string_view name) {
  return core::string_member(from, name);
}
inline Result<std::int64_t> number(const object& from, std::string_view name) {
  return core::integer_member(from, name);
}
inline Result<Bytes> bytes(const object& from, std::string_view name) {
  return core::from_hex(DEMUR_TRY(text(from, name)));
}

template <std::size_t N>
Result<std::array<std::uint8_t, N>> array_of(ByteView bytes) {
  std::array<std::uint8_t, N> array{};
  if (bytes.size() != N) return core::fail(core::Code::invalid, fmt::format("{} bytes are expected", N));
  std::copy_n(bytes.begin(), N, array.begin());
  return array;
}
template <std::size_t N>
Result<std::array<std::uint8_t, N>> array(const object& from, std::string_view name) {
  return array_of<N>(DEMUR_TRY(bytes(from, name)));
}
template <std::size_t N>
Result<anonymity::Secret<N>> secret(const object& from, std::string_view name) {
  return anonymity::Secret<N>(DEMUR_TRY(array<N>(from, name)));
}

inline Result<std::vector<Bytes>> list(const object& from, std::string_view name) {
  std::vector<Bytes> all;
  for (const auto& item : DEMUR_TRY(core::array_member(from, name))) {
    if (!item.is_string()) return core::fail(core::Code::invalid, "a list of hex texts is expected");
    all.push_back(DEMUR_TRY(core::from_hex({item.as_string().data(), item.as_string().size()})));
  }
  return all;
}

// The `instance` of a request is the origin's text.
inline Result<anonymity::Context> context(const object& from) {
  return anonymity::Context{anonymity::instance_id(DEMUR_TRY(text(from, "instance"))),
                            DEMUR_TRY(array<32>(from, "key_id"))};
}

inline core::json::string hex(ByteView bytes) {
  return core::json::string(core::to_hex(bytes));
}

}  // namespace demur::peer
