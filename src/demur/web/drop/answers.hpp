// What the drop answers, by file. Pages are HTML and work without a script as far as they can; the rest is
// what scripts and the command line read.
#pragma once

#include "demur/http/response.hpp"
#include "demur/web/drop/site.hpp"

namespace demur::web::drop {

using service::drop::Drop;

// pages.cpp
http::Response show_home(Drop& drop, const Question& question);
http::Response show_file(Drop& drop, const Question& question);
http::Response show_return(Drop& drop, const Question& question);
http::Response show_wallet(Drop& drop, const Question& question);
http::Response show_cosign(Drop& drop, const Question& question);
http::Response show_vote(Drop& drop, const Question& question);
http::Response show_no_page(Drop& drop);

// files.cpp
http::Response send_view(Drop& drop, const Question& question);
http::Response send_rounds(Drop& drop, const Question& question);
http::Response send_filings(Drop& drop, const Question& question);
http::Response send_replies(Drop& drop, const Question& question);
http::Response send_keys(Drop& drop, const Question& question);
http::Response send_asset(Drop& drop, const Question& question);
http::Response show_health(Drop& drop, const Question& question);
http::Response take_item(Drop& drop, const Question& question);

// {"error":{"code","field","what"}}
[[nodiscard]] http::Response refusal(const core::Error& error);

}  // namespace demur::web::drop
