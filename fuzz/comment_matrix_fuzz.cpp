// A comment resolution matrix, whatever a spreadsheet made of it, becomes comments and answers within
// their limits or a refusal; and what is written can be read back as it was.
#include <cstdlib>
#include <string_view>

#include "demur/web/comment_matrix.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view csv(reinterpret_cast<const char*>(data), size);
  const auto comments = web::comments_in(csv);
  std::vector<web::MatrixItem> items;
  if (comments) {
    if (comments->empty() || comments->size() > domain::kMostComments) std::abort();
    int number = 0;
    for (const domain::Comment& comment : *comments)
      items.push_back({{"p"}, "Legal Office", ++number, comment});
    items.push_back({{"p"}, "Legal Office", domain::kObjection, {.text = "A day."}});
    if (web::comments_in(web::matrix_csv(items))) std::abort();
    items.pop_back();
    const auto again = web::comments_in(web::matrix_csv(items));
    if (!again || *again != *comments) std::abort();
  }
  const auto replies = web::replies_in(csv, items);
  if (replies && replies->empty()) std::abort();
  if (!replies) return 0;
  for (const domain::CommentReply& reply : *replies)
    if (reply.comment < 1 || static_cast<std::size_t>(reply.comment) > items.size()) std::abort();
  return 0;
}
