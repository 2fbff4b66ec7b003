// The demo's dissents whose author nobody knows: three custodians with their keys, a dozen colleagues who
// have collected tokens, one filing that two custodians opened, released and answered, and one that is sealed
// still. Everything goes through what a drop hands in, but for the drop itself (demo_drop.hpp).
//
// The custodians' key files and the phrase of the filing that was answered are kept where the demo's visitor
// finds them, under a passphrase that is printed: they protect nothing.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/officer_key_file.hpp"
#include "demur/anonymity/phrase.hpp"
#include "demur/anonymity/token.hpp"
#include "demur/cli/demo_teller.hpp"
#include "demur/service/officers.hpp"
#include "demur/service/scopes.hpp"
#include "demur/service/token_desk.hpp"

namespace demur::cli {

class DemoUnseen {
 public:
  // `keys`: the folder for what the visitor is given. A new issuer's key takes half a second.
  DemoUnseen(Teller& story, std::filesystem::path keys, const service::IssuerKeySource& new_key);

  [[nodiscard]] core::Status publish_keys();  // of the three custodians
  [[nodiscard]] core::Status file_first();    // after a dozen colleagues have collected tokens
  [[nodiscard]] core::Status open_first();
  [[nodiscard]] core::Status answer_first();
  [[nodiscard]] core::Status file_second();    // three of those who collected stand behind it
  [[nodiscard]] core::Status collect_again();  // today, where a new quarter has begun since
  // A session of which nothing is recorded, still to come: three questions asked by token; some days later
  // seven votes for them.
  [[nodiscard]] core::Status ask_before_session(const domain::OfficeId& office);
  [[nodiscard]] core::Status vote_before_session();

 private:
  struct Custodian {
    std::string login;
    anonymity::OfficerKeys keys;
    core::Digest key_id{};
  };
  struct Words;

  [[nodiscard]] core::Status collect(const std::string& scope, std::vector<anonymity::Token>& tokens);
  [[nodiscard]] core::Result<domain::DissentId> file(const Words& words, const anonymity::Token& token,
                                                     const anonymity::ReplyKeys& author);
  [[nodiscard]] core::Result<std::vector<service::AgreedShare>> shares_of(const Custodian& giver,
                                                                          core::ByteView envelope) const;
  [[nodiscard]] core::Status write_to_author(const Custodian& from, std::string_view text);
  [[nodiscard]] anonymity::Context context() const;
  [[nodiscard]] std::string instance() const;
  [[nodiscard]] const core::Random& random() const;

  Teller& story_;
  service::Institution& house_;
  const std::filesystem::path keys_;
  const service::IssuerKeySource& new_key_;
  service::TokenDesk desk_;
  std::vector<Custodian> custodians_;
  std::vector<anonymity::Token> to_file_;
  domain::DissentId first_{};
  std::string first_scope_;
  anonymity::KeyId first_key_{};
  anonymity::BoxPublicKey first_author_{};
  domain::MeetingId session_{};
  std::vector<std::string> questions_;  // their ids
};

}  // namespace demur::cli
