// What is sealed is in no private part of a record: a byte of it that changed would be seen by nobody, until
// it does not open. So it is hashed again, and held against what the log says came.
//
//   SealedBodies bodies;
//   for (leaf of the main log) bodies.read(leaf);
//   for (const std::string& fault : DEMUR_TRY(bodies.faults(reader))) ...
//
// Held: each filing, message, review, last word and reply that the log speaks of is there, and hashes to what
// the record says; a filing's attachments too, all of them and in their order. What waits for its record is
// hashed, and its attachments are not. Not held: the shares that custodians sealed to each other, which the
// log does not know.
#pragma once

#include <string>
#include <vector>

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"
#include "demur/core/result.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::service {

class SealedBodies {
 public:
  // One that cannot be read says nothing here: others find it.
  void read(core::ByteView leaf);

  // Texts for a person, each with the dissent's id.
  [[nodiscard]] core::Result<std::vector<std::string>> faults(const store::Reader& reader) const;

 private:
  struct Filed {
    domain::DissentId dissent;
    core::Digest attachments{};  // their root
  };
  struct Followed {
    domain::DissentId dissent;
    core::Digest digest{};
  };

  std::vector<Filed> filings_;
  std::vector<Followed> messages_;
  std::vector<Followed> replies_;
};

}  // namespace demur::service
