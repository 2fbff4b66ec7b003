// What a custodian keeps of what is sealed, and who could take it from them: for the page on which shares are
// handed over (handing_over.hpp), and before somebody leaves who keeps some. Who handed a share over still
// has it, as long as they have the key that opens it: what counts here is whether somebody who serves has it
// too.
//
//   const Keeping keeping = DEMUR_TRY(read_keeping(house, who));
//   if (keeping.left() > 0) ...                       // theirs alone, and lost with their key
//
// Dissents that were withdrawn stay sealed and are left out, as are those from which the custodian is
// recused.
#pragma once

#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"
#include "demur/store/sealed.hpp"

namespace demur::service {

// Shares of one dissent: of its text, and of each later message.
struct KeptFiling {
  domain::DissentId dissent;
  domain::DecisionId decision;
  std::string decision_number;
  std::string decision_title;
  core::Day filed_on{};
  int shares = 0;
  int left = 0;   // of them, those that no colleague who serves has too
  int older = 0;  // of them, those that the custodian's key in force does not open
};

// Where shares can go: a colleague with a key in force, or the custodian's own new key.
struct ShareTaker {
  store::OfficerKey key;
  std::string name;  // of the person
  bool is_self = false;
  int shares = 0;  // that this one can be handed: of those left, or for oneself of the older ones
};

struct Keeping {
  std::vector<KeptFiling> filings = {};  // in the order of their ids
  std::vector<ShareTaker> takers = {};   // that could be handed some, by name; the custodian first

  [[nodiscard]] int left() const;
  [[nodiscard]] int older() const;
};

// Nothing for who is no custodian.
[[nodiscard]] core::Result<Keeping> read_keeping(Institution& house, const domain::Member& who);

}  // namespace demur::service
