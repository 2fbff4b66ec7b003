// Who sees what of a dissent. One function, asked by every page, export and figure.
#pragma once

#include "demur/domain/nouns.hpp"
#include "demur/domain/policy.hpp"

namespace demur::domain {

// What a member is to a dissent.
struct Bond {
  bool is_author = false;
  bool has_signed = false;
  bool holds_invitation = false;  // came by the co-signing link
  bool is_respondent = false;     // of the decision's office
  bool is_custodian = false;      // and not recused
  bool is_recused = false;        // a custodian who works for, or answers for, the decision's office,
                                  // or stands behind the dissent
  bool is_auditor = false;
  bool is_active = false;   // a member who is not active sees nothing
  bool has_opened = false;  // a custodian who asked for the author's name, on record
};

struct Sight {
  bool exists = false;           // may know that there is such a dissent, and its state, duties and answer
  bool text = false;             // may read it
  bool author = false;           // may know who filed it
  bool may_open_author = false;  // may ask to see the name, with a reason, on record
  bool signature_count = false;
  bool signature_names = false;
  bool confidential_note = false;  // the part of the answer that is for the author
};

[[nodiscard]] Bond bond(const Member& who, const Dissent& dissent, const Decision& decision, bool has_signed,
                        bool holds_invitation);

[[nodiscard]] Sight sight(const Bond& bond, const Dissent& dissent, int signatures,
                          const ChannelPolicy& policy);

}  // namespace demur::domain
