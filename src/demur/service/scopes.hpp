// What tokens are issued for, and to how many: each scope has one key for each class of members.
//
//   file:2026q4        to file in that quarter; a class for everybody, and one for each office that is
//                      large enough, so that a filer may show the office
//   cosign:<filing>    to stand behind one filing; everybody
//   vote:<id>          to vote in one opinion round by token, or on the questions before one session;
//   everybody propose:<id>       to propose a statement for it, or to ask such a question; everybody, three
//   each
//
// A class below the policy's floor gets no key. Keys go into the keys log before anybody is given a token.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/blind_signature.hpp"
#include "demur/anonymity/key_record.hpp"
#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

inline constexpr std::string_view kEverybody = "members";
[[nodiscard]] std::string office_class(const domain::OfficeId& office);

// Makes one of the keys that are missing, by the source, which is anonymity::IssuerKey::generate outside
// tests: half a second of work. Whether there was one: then there may be more. The clock's work, one step at
// a time, so that a large hand-in keeps neither other work nor the end of the program waiting.
using IssuerKeySource = std::function<core::Result<anonymity::IssuerKey>()>;
[[nodiscard]] core::Result<bool> open_next_scope(Institution& house, const IssuerKeySource& new_key);
// All of them.
[[nodiscard]] core::Status open_scopes(Institution& house, const IssuerKeySource& new_key);

// At publishing time: how many tokens each key has issued, where that changed; and the end of keys whose
// time is over, whose private halves are destroyed.
[[nodiscard]] core::Status publish_counts(Institution& house);

// RFC 6962 over the ids of those whom a key is made for, sorted. They are random: the root tells nobody who
// they are, and whoever has the list can show that it is this one.
[[nodiscard]] core::Digest root_of(const std::vector<std::string>& roster);

struct IssuerEntry {
  std::string text;  // of the record
  anonymity::KeyId id{};
  anonymity::IssuerKeyRecord record;
};

// Not revoked, and in their days.
[[nodiscard]] core::Result<std::vector<IssuerEntry>> live_issuers(const store::Reader& reader,
                                                                  core::Day today);

// A private key at rest: secretbox under a key derived from log.key.
[[nodiscard]] core::Bytes lock_secret(const Institution& house, core::ByteView secret);
[[nodiscard]] core::Result<anonymity::SecretBytes> unlock_secret(const Institution& house,
                                                                 core::ByteView locked);

}  // namespace demur::service
