// A page of an unknown server: read without an accident, and no script hides behind what is put before it.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "demur/cli/page_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string page(reinterpret_cast<const char*>(data), size);
  (void)demur::cli::page_faults(page, {"/assets/demur.js"});
  // After a closed tag, whatever stood before it, a script in the page is seen.
  if (page.find_first_of("<\"'") == std::string::npos &&
      demur::cli::page_faults(page + "<script>x</script>", {}).empty())
    std::abort();
  return 0;
}
