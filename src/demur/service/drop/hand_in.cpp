#include "demur/service/drop/hand_in.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "demur/core/json.hpp"

namespace demur::service::drop {
namespace {

using core::ByteView;
using core::Code;
using core::Digest;
using core::fail;
using core::Result;
using core::json::object;

constexpr std::string_view kLabel = "demur/hand-in/v1";
constexpr std::size_t kFrameBytes = 200;  // day, drop and the names of the members, generously
constexpr std::size_t kMostWhyBytes = 1'000;
constexpr std::array<std::string_view, 3> kResults{"taken", "known", "refused"};

core::Bytes signed_bytes(std::string_view body) {
  const auto label = core::bytes_of(kLabel);
  core::Bytes message(label.begin(), label.end());
  message.push_back(0);
  const Digest digest = core::sha256(core::bytes_of(body));
  message.insert(message.end(), digest.begin(), digest.end());
  return message;
}

// Below `bound`, each equally likely: what would favour the first few is drawn again.
std::uint64_t draw(std::uint64_t bound, const core::Random& random) {
  const std::uint64_t fair = UINT64_MAX - UINT64_MAX % bound;
  for (;;) {
    std::array<std::uint8_t, 8> bytes{};
    random(bytes);
    const auto number = std::bit_cast<std::uint64_t>(bytes);
    if (number < fair) return number % bound;
  }
}

template <typename T>
void shuffle_all(std::vector<T>& things, const core::Random& random) {
  for (std::size_t left = things.size(); left > 1; --left)
    std::swap(things[left - 1], things[draw(left, random)]);
}

std::string frame(std::string_view day, std::string_view drop, std::string_view items,
                  std::string_view padding) {
  std::string body = fmt::format(R"({{"day":"{}","drop":"{}","items":[)", day, drop);
  body.append(items).append(R"(],"padding":")").append(padding).append("\"}");
  return body;
}

Result<object> object_in(std::string_view json) {
  auto value = DEMUR_TRY(core::parse_json(json));
  if (!value.is_object()) return fail(Code::invalid, "a JSON object is expected");
  return std::move(value.get_object());
}

Result<translog::PublicKey> key_in(const object& fields) {
  const auto bytes = core::from_base64(DEMUR_TRY(core::string_member(fields, "drop")));
  translog::PublicKey key{};
  if (!bytes || bytes->size() != key.size())
    return fail(Code::invalid, "drop must be base64 of 32 bytes", "drop");
  std::ranges::copy(*bytes, key.begin());
  return key;
}

Result<ItemAnswer> answer_in(const core::json::value& entry) {
  if (!entry.is_object()) return fail(Code::invalid, "an item's answer is a JSON object", "items");
  const object& fields = entry.get_object();
  ItemAnswer answer;
  const auto digest = core::from_base64(DEMUR_TRY(core::string_member(fields, "digest")));
  if (!digest || digest->size() != answer.digest.size())
    return fail(Code::invalid, "digest must be base64 of 32 bytes", "digest");
  std::ranges::copy(*digest, answer.digest.begin());
  const std::string word = DEMUR_TRY(core::string_member(fields, "result"));
  const auto found = std::ranges::find(kResults, word);
  if (found == kResults.end()) return fail(Code::invalid, "result is taken, known or refused", "result");
  answer.result = static_cast<ItemResult>(found - kResults.begin());
  if (fields.contains("why")) answer.why = DEMUR_TRY(core::string_member(fields, "why"));
  if (answer.why.size() > kMostWhyBytes) answer.why.resize(kMostWhyBytes);
  return answer;
}

}  // namespace

bool room_for(std::size_t count, std::size_t bytes, std::size_t more) {
  return kFrameBytes + count + bytes + more <= kMostHandInBytes;
}

Result<HandIn> make_hand_in(std::vector<std::string> texts, const translog::SigningKey& key, core::Day day,
                            const core::Random& random) {
  shuffle_all(texts, random);
  std::string items;
  for (const std::string& text : texts) items.append(items.empty() ? "" : ",").append(text);
  const std::string drop = core::to_base64(key.verifier().public_key);
  const std::size_t bare = frame(core::to_string(day), drop, items, {}).size();
  if (bare > kMostHandInBytes) return fail(Code::too_large, "these items are more than one hand-in holds");
  const std::size_t size = std::max(kLeastHandInBytes, std::bit_ceil(bare));
  HandIn made{.body = frame(core::to_string(day), drop, items, std::string(size - bare, 'x')),
              .signature = {}};
  made.signature = core::to_base64(key.sign(signed_bytes(made.body)));
  return made;
}

Result<OpenedHandIn> open_hand_in(std::string_view body, std::string_view signature,
                                  const translog::PublicKey& drop) {
  if (body.size() > kMostHandInBytes) return fail(Code::too_large, "a hand-in has at most 16 MiB");
  const auto key = DEMUR_TRY(translog::VerifierKey::create("drop", translog::KeyType::log, drop));
  const auto bytes = core::from_base64(signature);
  if (!bytes || !key.verifies(signed_bytes(body), *bytes))
    return fail(Code::unproven, "the hand-in is not signed by the drop's key");
  const object fields = DEMUR_TRY(object_in(body));
  if (DEMUR_TRY(key_in(fields)) != drop) return fail(Code::unproven, "the hand-in is another drop's");
  OpenedHandIn opened{.day = DEMUR_TRY(core::parse_day(DEMUR_TRY(core::string_member(fields, "day")))),
                      .items = {},
                      .digests = {}};
  for (const auto& entry : DEMUR_TRY(core::array_member(fields, "items"))) {
    Item unread{.kind = ItemKind::filing, .filing = {}};
    unread.text = DEMUR_TRY(core::canonical_json(entry));
    opened.digests.push_back(digest_of(unread));
    opened.items.push_back(parse_item(unread.text));
  }
  return opened;
}

Result<std::string> format_answer(const std::vector<ItemAnswer>& answers) {
  core::json::array items;
  for (const ItemAnswer& answer : answers)
    items.push_back({{"digest", core::to_base64(answer.digest)},
                     {"result", kResults.at(std::to_underlying(answer.result))},
                     {"why", answer.why}});
  return core::canonical_json(object{{"items", std::move(items)}});
}

Result<std::vector<ItemAnswer>> parse_answer(std::string_view json) {
  const object fields = DEMUR_TRY(object_in(json));
  std::vector<ItemAnswer> answers;
  for (const auto& entry : DEMUR_TRY(core::array_member(fields, "items")))
    answers.push_back(DEMUR_TRY(answer_in(entry)));
  return answers;
}

void shuffle(std::vector<Digest>& digests, const core::Random& random) {
  shuffle_all(digests, random);
}

}  // namespace demur::service::drop
