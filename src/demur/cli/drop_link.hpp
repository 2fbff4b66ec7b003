// The way from a drop to its institution, by libcurl. For other programs' tests the service layer takes any.
#pragma once

#include <stop_token>
#include <string>

#include "demur/service/drop/copies.hpp"
#include "demur/service/drop/relay.hpp"

namespace demur::cli {

[[nodiscard]] service::drop::AskHouse ask_house_at(std::string url, std::stop_token stop = {});
[[nodiscard]] service::drop::SendHandIn send_to_house_at(std::string url, std::stop_token stop = {});

}  // namespace demur::cli
