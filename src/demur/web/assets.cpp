#include "demur/web/pages.hpp"
#include "demur/web/render.hpp"

namespace demur::web {
namespace {

// One file of a few kilobytes each: revalidated, so that an upgrade is seen at once.
constexpr const char* kCache = "no-cache";

Reply send_built_in(std::string_view name, const char* type, const char* file_name = "") {
  const std::string_view text = asset(name);
  if (text.empty()) return core::fail(core::Code::not_found, "There is no such file.");
  return Sent{.type = type, .body = std::string(text), .file_name = file_name, .cache = kCache};
}

}  // namespace

Reply send_asset(const Visit& visit) {
  const std::string_view name = visit.request.parameter("file");
  if (name.ends_with(".css")) return send_built_in(name, "text/css; charset=utf-8");
  if (name.ends_with(".js")) return send_built_in(name, "text/javascript; charset=utf-8");
  if (name.ends_with(".svg")) return send_built_in(name, "image/svg+xml");
  return core::fail(core::Code::not_found, "There is no such file.");
}

// A download on purpose: opened from a disk, it shows that no server is asked.
Reply send_offline_verifier(const Visit&) {
  return send_built_in("offline.html", "text/html; charset=utf-8", "demur-verify.html");
}

Reply show_health(const Visit& visit) {
  return Sent{.type = "application/json",
              .body = core::pretty_json({{"ok", true}, {"day", core::to_string(visit.today)}})};
}

}  // namespace demur::web
