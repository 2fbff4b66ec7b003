#include "demur/core/result.hpp"

namespace demur::core {

int exit_code(Code code) {
  switch (code) {
    case Code::unproven:
      return 1;
    case Code::invalid:
    case Code::too_large:
      return 2;
    case Code::unauthenticated:
    case Code::forbidden:
      return 3;
    case Code::not_found:
      return 4;
    case Code::conflict:
      return 5;
    case Code::too_many:
    case Code::unavailable:
      return 6;
    case Code::internal:
      return 70;
  }
  return 70;
}

const char* name(Code code) {
  switch (code) {
    case Code::invalid:
      return "invalid";
    case Code::unauthenticated:
      return "unauthenticated";
    case Code::forbidden:
      return "forbidden";
    case Code::not_found:
      return "not_found";
    case Code::conflict:
      return "conflict";
    case Code::too_large:
      return "too_large";
    case Code::too_many:
      return "too_many";
    case Code::unproven:
      return "unproven";
    case Code::unavailable:
      return "unavailable";
    case Code::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace demur::core
