#include "demur/anonymity/phrase.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <ranges>
#include <vector>

#include "demur/anonymity/hashing.hpp"
#include "demur/core/embedded.hpp"

namespace demur::anonymity::words {
std::span<const core::EmbeddedFile> files();
}  // namespace demur::anonymity::words

namespace demur::anonymity {
namespace {

constexpr std::size_t kListed = 7'776;
constexpr std::size_t kMostWords = 8;
constexpr std::size_t kLongestWord = 9;
constexpr unsigned long long kPasses = 3;
constexpr std::size_t kMemory = 64ULL << 20U;

// ["abacus","abdomen",...]
std::vector<std::string_view> read_list(std::string_view json) {
  std::vector<std::string_view> list;
  list.reserve(kListed);
  for (std::size_t open = json.find('"'); open != std::string_view::npos; open = json.find('"', open + 1)) {
    const std::size_t close = json.find('"', open + 1);
    list.push_back(json.substr(open + 1, close - open - 1));
    open = close;
  }
  return list;
}

// Uniform below 7,776: what would favour the first words is drawn again.
std::size_t draw_word(const core::Random& random) {
  constexpr unsigned kFair = 65'536 / kListed * kListed;
  for (;;) {
    std::array<std::uint8_t, 2> drawn{};
    random(drawn);
    const unsigned value = static_cast<unsigned>(drawn[0]) << 8U | drawn[1];
    if (value < kFair) return value % kListed;
  }
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

SecretBytes joined(std::span<const std::string_view> words) {
  std::size_t size = words.size() - 1;
  for (const std::string_view word : words) size += word.size();
  SecretBytes text(size);
  auto at = text.bytes().begin();
  for (const std::string_view word : words) {
    if (at != text.bytes().begin()) *at++ = ' ';
    at = std::ranges::copy(core::bytes_of(word), at).out;
  }
  return text;
}

Seed seed_of(const Secret<32>& root, std::uint64_t id) {
  Seed seed;
  crypto_kdf_derive_from_key(seed.bytes().data(), seed.bytes().size(), id, "demurrep", root.bytes().data());
  return seed;
}

}  // namespace

std::span<const std::string_view> word_list() {
  static const std::vector<std::string_view> list = read_list(words::files().front().text());
  return list;
}

Phrase make_phrase(const core::Random& random, std::size_t words) {
  std::vector<std::string_view> drawn;
  while (drawn.size() < words) drawn.push_back(word_list()[draw_word(random)]);
  return Phrase(joined(drawn));
}

Result<Phrase> parse_phrase(std::string_view typed) {
  constexpr std::size_t kLongest = 1'024;
  if (typed.size() > kLongest) return fail(Code::invalid, "a reply phrase is 7 or 8 words");
  SecretBytes lower(core::bytes_of(typed));
  for (std::uint8_t& c : lower.bytes())
    if (c >= 'A' && c <= 'Z') c = static_cast<std::uint8_t>(c - 'A' + 'a');
  std::string_view rest = core::text_of(std::as_const(lower).bytes());
  std::vector<std::string_view> words;
  while (!rest.empty()) {
    const auto end = static_cast<std::size_t>(std::ranges::find_if(rest, is_space) - rest.begin());
    if (end > 0) words.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (words.size() != kPhraseWords && words.size() != kMostWords)
    return fail(Code::invalid, "a reply phrase is 7 or 8 words; these are " + std::to_string(words.size()));
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i].size() > kLongestWord || !std::ranges::binary_search(word_list(), words[i]))
      return fail(Code::invalid,
                  "word " + std::to_string(i + 1) + " of the reply phrase is not in the list of words");
  return Phrase(joined(words));
}

Result<ReplyKeys> derive_reply_keys(const Phrase& phrase, const InstanceId& instance) {
  static_assert(crypto_pwhash_SALTBYTES == 16);
  const Bytes salted = tagged("demur/reply-salt/v1", {instance});
  std::array<std::uint8_t, crypto_pwhash_SALTBYTES> salt{};
  crypto_generichash(salt.data(), salt.size(), salted.data(), salted.size(), nullptr, 0);
  Secret<32> root;
  if (crypto_pwhash(root.bytes().data(), root.bytes().size(), phrase.text().data(), phrase.text().size(),
                    salt.data(), kPasses, kMemory, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(Code::unavailable, "there were not the 64 MiB of memory that opening a phrase takes");
  return ReplyKeys{BoxKey(seed_of(root, 1)), SignKey(seed_of(root, 2))};
}

std::string checkpoint_words(std::string_view text) {
  core::Digest number = tagged_sha256("demur/checkpoint-words/v1", {core::bytes_of(text)});
  std::array<std::string_view, 8> words;
  for (std::string_view& word : std::ranges::reverse_view(words)) {
    std::uint32_t remainder = 0;
    for (std::uint8_t& digit : number) {
      remainder = remainder << 8U | digit;
      digit = static_cast<std::uint8_t>(remainder / kListed);
      remainder %= kListed;
    }
    word = word_list()[remainder];
  }
  const SecretBytes phrase = joined(words);
  return std::string(core::text_of(phrase.bytes()));
}

}  // namespace demur::anonymity
