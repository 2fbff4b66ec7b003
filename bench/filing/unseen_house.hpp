// An institution whose channel takes filings unseen, and what a drop would hand in: so many filings of the
// same text as the named ones, each with a token of its own.
//
//   const UnseenHouse house = DEMUR_TRY(make_unseen_house(folder, 300, 500));
#pragma once

#include <filesystem>

#include "demur/core/result.hpp"
#include "demur/service/drop/hand_in.hpp"
#include "house.hpp"

namespace demur::bench {

inline constexpr int kTokensEach = 20;  // that a member may have in a quarter: the most that a policy can say

struct UnseenHouse {
  House house;
  core::Digest key_id{};  // under which tokens are issued
  core::Bytes modulus;    // of that key
  service::drop::HandIn hand_in;
  std::size_t items = 0;  // in it
};

// Tokens are made with the key itself, beside the desk that counts them: all of each member's are left. They
// are given to a password, since no passkey touches here.
[[nodiscard]] core::Result<UnseenHouse> make_unseen_house(const std::filesystem::path& folder,
                                                          std::size_t members, std::size_t filings);

}  // namespace demur::bench
