// Who keeps what is sealed, and where it is filed: the custodians' keys in force and the drops, as the keys
// log has them, with the words that stand for that log on a notice board. Everybody may know all of it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "demur/core/digest.hpp"
#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

struct OfficerInForce {
  std::string office;  // as in the public record: a post, and no person
  std::string post;
  core::Digest key_id{};
  core::Day not_after{};
};

struct DropInForce {
  std::string name;
  std::string url;
  core::Digest key{};  // the public key itself
};

struct Custody {
  std::vector<OfficerInForce> officers = {};  // by office and post
  std::vector<DropInForce> drops = {};        // those that are trusted, by name
  std::size_t entries = 0;                    // of the keys log
  std::string words = {};                     // eight, for its checkpoint; empty while it is empty
};

[[nodiscard]] core::Result<Custody> read_custody(Institution& house);

}  // namespace demur::service
