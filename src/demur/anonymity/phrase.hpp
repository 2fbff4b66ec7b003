// The reply phrase: words that only the author has, from which the keys of their mailbox are derived. Made
// by machine only, one for each filing (two filings with one phrase could be linked).
//
//   const Phrase phrase = make_phrase(random);               // "acorn ladle ... ": shown once
//   const ReplyKeys keys = derive_reply_keys(phrase, instance_id("example.org/dissent"));
//   const Phrase again = DEMUR_TRY(parse_phrase("Acorn  ladle ..."));
//
// 7 words of the 7,776 of the EFF's large list (CC BY 3.0) are 90 bits, 8 are 103. Argon2id with 64 MiB and
// three passes makes a guess cost 0.1 s, but guards all mailboxes with one salt: the words must hold alone.
//   salt = BLAKE2b-128("demur/reply-salt/v1" 00 | instance[32]); root = Argon2id(phrase, salt)
//   kdf(root, 1, "demurrep") seeds the box key, kdf(root, 2, "demurrep") the sign key
// Errors: Code::invalid; they count words and never repeat one.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "demur/anonymity/key_pair.hpp"
#include "demur/anonymity/key_record.hpp"

namespace demur::anonymity {

inline constexpr std::size_t kPhraseWords = 7;

// 7,776 words of a-z and '-', in alphabetical order.
[[nodiscard]] std::span<const std::string_view> word_list();

class Phrase {
 public:
  // Lower case, single spaces.
  [[nodiscard]] std::string_view text() const { return core::text_of(text_.bytes()); }

 private:
  friend Phrase make_phrase(const core::Random& random, std::size_t words);
  friend Result<Phrase> parse_phrase(std::string_view typed);
  explicit Phrase(SecretBytes text) : text_(std::move(text)) {}
  SecretBytes text_;
};

// Of 7 or 8 words.
[[nodiscard]] Phrase make_phrase(const core::Random& random, std::size_t words = kPhraseWords);
// As somebody types it: capitals, line ends and doubled spaces do not count.
[[nodiscard]] Result<Phrase> parse_phrase(std::string_view typed);

struct ReplyKeys {
  BoxKey box;
  SignKey sign;
};

// Takes 64 MiB and about 0.1 s. Code::unavailable where the memory is not there.
[[nodiscard]] Result<ReplyKeys> derive_reply_keys(const Phrase& phrase, const InstanceId& instance);

// A checkpoint as eight words, for a notice board or the telephone: whoever sees other words was shown
// another keys log. The digits to the base 7,776 of SHA-256("demur/checkpoint-words/v1" 00 | text), as a
// big-endian number, the eight lowest, most significant first. `text` is the checkpoint as signed, to its
// last newline.
[[nodiscard]] std::string checkpoint_words(std::string_view text);

}  // namespace demur::anonymity
