// A custodian at work: signed in at the house, with the key file open, and every other key believed only as
// the keys log has it. Nothing secret leaves this machine but shares, sealed again.
//
//   Custody custody = DEMUR_TRY(Custody::begin(options));
//   const SealedCase one = DEMUR_TRY(custody.read(options.filing));
//   const OpenedCase opened = DEMUR_TRY(custody.open(one));
//
// Errors: those of the house; Code::unproven where something that it shows does not hold.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/filing_body.hpp"
#include "demur/anonymity/officer_key_file.hpp"
#include "demur/cli/anonymous_commands.hpp"
#include "demur/cli/keys_check.hpp"

namespace demur::cli {

struct SealedMessage {
  std::string kind;
  std::string day;
  core::Bytes envelope;
};

struct OtherOfficer {
  anonymity::KeyId key_id{};
  anonymity::BoxPublicKey box{};
  bool is_mine = false;                  // as the house says
  std::vector<core::Digest> holds = {};  // envelopes that they keep a share of
};

struct Release {
  core::Bytes envelope;
  std::vector<anonymity::SignPublicKey> givers;  // keys of who gave it, newest first
};

struct HandedShare {
  std::string record;                // demur/rewrap/v1
  anonymity::SignPublicKey giver{};  // who handed it over, as the server says
};

struct SealedCase {
  std::string id;
  std::string state;
  std::string kind;      // as the server says; may be empty
  std::string decision;  // an id
  anonymity::KeyId key_id{};
  anonymity::SignPublicKey author{};
  core::Bytes envelope;
  std::int64_t attachments = 0;
  std::int64_t agreements = 0;
  std::int64_t to_open = 2;
  bool has_agreed = false;
  bool has_opened = false;
  bool is_released = false;
  std::vector<SealedMessage> messages;
  std::vector<Release> releases;
  std::vector<OtherOfficer> officers;
  std::vector<core::Digest> given;  // envelopes of which all others have this custodian's share
  std::vector<HandedShare> handed;  // to this custodian
};
[[nodiscard]] core::Result<SealedCase> parse_sealed_case(const core::json::object& page);

struct OpenedCase {
  anonymity::ContentKey key;
  anonymity::FilingBody body;
};

class Custody {
 public:
  // Signs in and sees the keys log; `needs_key`: opens the key file, and those of former keys.
  enum class Needs : std::uint8_t { session, key };
  [[nodiscard]] static core::Result<Custody> begin(const OfficerOptions& options, Needs needs);

  [[nodiscard]] HttpClient& client() { return *client_; }
  [[nodiscard]] const SeenHouse& seen() const { return seen_; }
  [[nodiscard]] const anonymity::OfficerKeys& keys() const { return keys_.front(); }

  [[nodiscard]] core::Result<SealedCase> read(const std::string& filing);
  // This custodian's share of one envelope, sealed again to each of the others; none where it was given
  // before.
  [[nodiscard]] core::Result<core::json::array> shares_for_others(const SealedCase& one,
                                                                  core::ByteView envelope,
                                                                  anonymity::Purpose purpose) const;
  // This custodian's shares of one filing and its messages, sealed to a successor: a record for each envelope
  // of which they have a share and the successor has none. To their own present key: for each that only an
  // older one opens.
  [[nodiscard]] core::Result<core::json::array> shares_for_successor(const SealedCase& one,
                                                                     const OtherOfficer& successor) const;
  // The custodian of this post, as the keys log has it; nothing named: this custodian's own present key,
  // which is the one of the key file. Code::unproven where the house says that another one is.
  [[nodiscard]] core::Result<OtherOfficer> successor_in(const SealedCase& one, std::string_view post) const;
  [[nodiscard]] core::Result<OpenedCase> open(const SealedCase& one) const;
  // Of a later message; nothing where not enough shares of it are there.
  [[nodiscard]] std::optional<anonymity::FilingBody> open_message(const SealedCase& one,
                                                                  const SealedMessage& message) const;
  // The id of this custodian's present key, as the keys log has it.
  [[nodiscard]] core::Result<anonymity::KeyId> own_key_id() const;

 private:
  Custody(std::unique_ptr<HttpClient> client, SeenHouse seen, std::vector<anonymity::OfficerKeys> keys)
      : client_(std::move(client)), seen_(std::move(seen)), keys_(std::move(keys)) {}
  // This custodian's share, from a slot of the envelope or from what was handed to them since.
  struct Kept {
    anonymity::Share share;
    anonymity::KeyTag slot{};  // in the envelope: whose share it is
    bool by_present_key = false;
  };
  [[nodiscard]] core::Result<Kept> kept_share(const SealedCase& one, core::ByteView envelope,
                                              anonymity::Purpose purpose) const;
  [[nodiscard]] core::Result<anonymity::Opened> open_with_shares(const SealedCase& one,
                                                                 core::ByteView envelope,
                                                                 anonymity::Purpose purpose) const;
  [[nodiscard]] anonymity::Context context_of(const SealedCase& one) const;
  [[nodiscard]] core::Result<bool> holds_share(const OtherOfficer& officer, core::ByteView envelope) const;
  [[nodiscard]] bool is_own(const OtherOfficer& officer) const;
  [[nodiscard]] bool is_in_force(const OtherOfficer& officer) const;
  [[nodiscard]] bool is_in_keys_log(const anonymity::SignPublicKey& giver) const;

  std::unique_ptr<HttpClient> client_;
  SeenHouse seen_;
  std::vector<anonymity::OfficerKeys> keys_;  // the present one first
};

}  // namespace demur::cli
