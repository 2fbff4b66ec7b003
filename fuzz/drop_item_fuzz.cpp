// What anybody may send to a drop, and what a drop and its institution say to each other. The first byte
// chooses.
#include <cstdlib>

#include "demur/service/drop/hand_in.hpp"
#include "demur/service/drop/house_copy.hpp"
#include "demur/service/drop/item.hpp"
#include "demur/service/drop/rounds_copy.hpp"

using namespace demur;
using namespace demur::service;

namespace {

void check_item_text(std::string_view text) {
  const auto item = drop::parse_item(text);
  if (!item) return;
  const auto again = drop::parse_item(item->text);
  if (!again || again->text != item->text || drop::digest_of(*again) != drop::digest_of(*item)) std::abort();
  if (again->filing != item->filing || again->envelope != item->envelope) std::abort();
  if (again->proposal != item->proposal || item->filing.empty()) std::abort();
  (void)drop::statement_of(*item);
}

void check_answer(std::string_view text) {
  const auto answers = drop::parse_answer(text);
  if (!answers) return;
  const auto again = drop::parse_answer(drop::format_answer(*answers).value());
  if (!again || again->size() != answers->size()) std::abort();
}

// An entry's length before it: what is read must be all of it.
void check_keys(std::string_view text) {
  const auto key =
      translog::SigningKey::create("fuzz/keys", translog::KeyType::log, core::Bytes(32, 1)).value();
  const auto split = text.find('\0');
  if (split == std::string_view::npos) return;
  (void)drop::KeysCopy::read(std::string(text.substr(0, split)), std::string(text.substr(split + 1)),
                             key.verifier());
}

// Signed, so that what stands behind the signature is read too.
void check_hand_in(std::string_view text) {
  const auto key =
      translog::SigningKey::create("fuzz/drop", translog::KeyType::log, core::Bytes(32, 2)).value();
  constexpr std::string_view kLabel{"demur/hand-in/v1\0", 17};
  const core::Digest digest = core::sha256(core::bytes_of(text));
  core::Bytes message(kLabel.begin(), kLabel.end());
  message.insert(message.end(), digest.begin(), digest.end());
  const translog::PublicKey sender = key.verifier().public_key;
  const auto opened = drop::open_hand_in(text, core::to_base64(key.sign(message)), sender);
  if (opened && opened->items.size() != opened->digests.size()) std::abort();
  if (drop::open_hand_in(text, "", sender)) std::abort();
}

// With the note made for it, so that what stands behind the signature is read too.
void check_rounds(std::string_view text) {
  const auto key = translog::SigningKey::create("fuzz", translog::KeyType::log, core::Bytes(32, 1)).value();
  const translog::PublicKey& known = key.verifier().public_key;
  (void)drop::open_rounds(text, "fuzz", known);
  const auto value = core::parse_json(text);
  if (!value || !value->is_object()) return;
  const auto made = drop::sign_rounds(value->get_object(), key);
  if (!made) return;
  const auto opened = drop::open_rounds(*made, "fuzz", known);
  if (!opened && opened.error().code == core::Code::unproven) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = core::text_of({data + 1, size - 1});
  switch (data[0] % 7) {
    case 0:
      check_item_text(text);
      break;
    case 1:
      check_answer(text);
      break;
    case 2:
      (void)drop::parse_view(text);
      break;
    case 3:
      (void)drop::parse_filings(text);
      break;
    case 4:
      check_hand_in(text);
      break;
    case 5:
      check_keys(text);
      break;
    default:
      check_rounds(text);
  }
  return 0;
}
