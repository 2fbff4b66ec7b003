// What is inside a filing's or a thread message's envelope: canonical JSON with every member there.
//
//   {"attachments":[{"digest":b64,"name":"...","padded":n,"size":n}],"body":"...","decision":"...",
//    "kind":"...","remedy":"...","reply":{"box":b64,"sign":b64},"title":"...","v":1}
//
// The texts are the filer's; which kinds there are is the channel's policy. The reply keys are one filing's
// own (phrase.hpp). Errors: Code::invalid, naming the member.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/attachment.hpp"

namespace demur::anonymity {

struct FilingBody {
  std::string kind;
  std::string decision;
  std::string title;
  std::string body;
  std::string remedy;
  BoxPublicKey reply_box{};
  SignPublicKey reply_sign{};
  std::vector<AttachmentEntry> attachments;
  bool operator==(const FilingBody&) const = default;
};

[[nodiscard]] Result<std::string> format_filing_body(const FilingBody& body);
[[nodiscard]] Result<FilingBody> parse_filing_body(std::string_view json);

}  // namespace demur::anonymity
