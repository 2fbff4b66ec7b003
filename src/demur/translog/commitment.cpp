#include "demur/translog/commitment.hpp"

#include <string_view>

namespace demur::translog {
namespace {

constexpr std::string_view kDomain("demur/commit/v1\0", 16);

}  // namespace

Result<Opening> make_opening(const core::json::object& private_part, const core::Random& random) {
  Opening opening;
  opening.private_text = DEMUR_TRY(core::canonical_json(core::json::value(private_part)));
  random(opening.salt);
  return opening;
}

Hash commit_to(const Opening& opening) {
  Bytes message(kDomain.begin(), kDomain.end());
  message.insert(message.end(), opening.salt.begin(), opening.salt.end());
  message.insert(message.end(), opening.private_text.begin(), opening.private_text.end());
  return core::sha256(message);
}

Status check_opening(const Opening& opening, const Hash& commit) {
  const core::json::value value = DEMUR_TRY(core::parse_canonical_json(opening.private_text));
  if (!value.is_object()) return fail(Code::invalid, "the private part of a record is a JSON object");
  if (commit_to(opening) != commit)
    return fail(Code::unproven, "the private part is not what the leaf's commit stands for");
  return {};
}

}  // namespace demur::translog
