// What a judgement puts into the log: one record, before it has its id, salt and place.
#pragma once

#include <string>
#include <vector>

#include "demur/core/json.hpp"

namespace demur::domain {

// Which way a record goes into the log: at once, or with the next shuffled and padded batch.
enum class Publication { at_once, in_batch };

// One record of the log before it has its id, salt and place. With `sealed`, the leaf's type is
// "sealed" and it shows nothing but a commitment to `private_part`, which then names the true type.
struct Entry {
  std::string type;     // "dissent.acknowledged"
  std::string id = {};  // given where the record is the thing itself (a dissent); else made by the service
  Publication publication = Publication::at_once;
  bool sealed = false;
  std::vector<std::string> refs = {};  // "dissent:ID", "decision:ID"
  core::json::object public_part = {};
  core::json::object private_part = {};  // empty: no commitment
};

}  // namespace demur::domain
