#include "demur/service/leaf_reading.hpp"

namespace demur::service {

const core::json::object& said_in(const translog::Leaf& leaf) {
  static const core::json::object kNothingSaid;
  return leaf.public_part ? *leaf.public_part : kNothingSaid;
}

std::string ref_of(const translog::Leaf& leaf, std::string_view noun) {
  for (const std::string& ref : leaf.refs)
    if (ref.starts_with(noun) && ref.size() > noun.size() && ref[noun.size()] == ':')
      return ref.substr(noun.size() + 1);
  return {};
}

int said_number(const core::json::object& said, const char* name) {
  const auto number = core::integer_member(said, name);
  return number ? static_cast<int>(*number) : 0;
}

bool said_true(const core::json::object& said, const char* name) {
  const auto* value = said.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::string> said_texts(const core::json::object& said, const char* name) {
  std::vector<std::string> texts;
  for (const auto& value : core::array_member(said, name).value_or(core::json::array{}))
    texts.push_back(value.is_string() ? std::string(value.get_string()) : std::string());
  return texts;
}

}  // namespace demur::service
