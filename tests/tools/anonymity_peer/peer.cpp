// demur_anonymity_peer: the anonymity library as a process, so that an implementation in another language
// can be compared with it. Each line in is {"op":"...", ...}; each line out is {"ok":true, ...}, or
// {"ok":false,"code":"...","what":"..."}. Bytes are hex, `instance` is the origin's text, days YYYY-MM-DD.
// The operations are in the other files of this folder.
#include <boost/json/serialize.hpp>
#include <iostream>

#include "peer.hpp"

namespace demur::peer {
namespace {

object refusal(const core::Error& error) {
  return {{"ok", false}, {"code", core::name(error.code)}, {"what", error.what}};
}

Result<object> answer(const Operations& operations, const std::string& line) {
  const core::json::value request = DEMUR_TRY(core::parse_json(line));
  const auto* const from = request.if_object();
  if (from == nullptr) return core::fail(core::Code::invalid, "a request is a JSON object");
  const auto operation = operations.find(DEMUR_TRY(text(*from, "op")));
  if (operation == operations.end()) return core::fail(core::Code::not_found, "there is no such operation");
  object result = DEMUR_TRY(operation->second(*from));
  result["ok"] = true;
  return result;
}

}  // namespace
}  // namespace demur::peer

int main() {
  using namespace demur::peer;
  Operations operations;
  add_token_operations(operations);
  add_envelope_operations(operations);
  add_record_operations(operations);
  for (std::string line; std::getline(std::cin, line);) {
    const auto result = answer(operations, line);
    std::cout << demur::core::json::serialize(result ? *result : refusal(result.error())) << std::endl;
  }
}
