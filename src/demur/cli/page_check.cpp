#include "demur/cli/page_check.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace demur::cli {
namespace {

using Known = std::set<std::string, std::less<>>;
using Attributes = std::map<std::string, std::string, std::less<>>;

constexpr std::array<std::string_view, 6> kForbidden{"style", "iframe", "object", "embed", "base", "frame"};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

struct Tag {
  std::string name;
  Attributes attributes;
  bool is_plain = true;  // read to its end, and no attribute twice
};

// Reads one tag as browsers do, from behind its "<", and takes it off the text.
class TagReader {
 public:
  explicit TagReader(std::string_view& rest) : rest_(rest) {}

  Tag read() {
    Tag tag;
    while (!rest_.empty() && !is_space(rest_.front()) && rest_.front() != '>' && rest_.front() != '/')
      tag.name += lower(take());
    for (;;) {
      while (!rest_.empty() && (is_space(rest_.front()) || rest_.front() == '/')) take();
      if (rest_.empty()) {
        tag.is_plain = false;
        return tag;
      }
      if (rest_.front() == '>') {
        take();
        return tag;
      }
      read_attribute(tag);
    }
  }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  void skip_spaces() {
    while (!rest_.empty() && is_space(rest_.front())) take();
  }

  void read_attribute(Tag& tag) {
    std::string name(1, lower(take()));  // whatever it is: "=" may begin a name
    while (!rest_.empty() && !is_space(rest_.front()) && rest_.front() != '=' && rest_.front() != '>' &&
           rest_.front() != '/')
      name += lower(take());
    skip_spaces();
    std::string value;
    if (!rest_.empty() && rest_.front() == '=') {
      take();
      skip_spaces();
      value = read_value();
    }
    if (!tag.attributes.emplace(std::move(name), std::move(value)).second) tag.is_plain = false;
  }

  std::string read_value() {
    std::string value;
    const char quote = !rest_.empty() && (rest_.front() == '"' || rest_.front() == '\'') ? take() : '\0';
    const auto ends = [&](char c) { return quote != '\0' ? c == quote : is_space(c) || c == '>'; };
    while (!rest_.empty() && !ends(rest_.front())) value += take();
    if (quote != '\0' && !rest_.empty()) take();
    return value;
  }

  std::string_view& rest_;
};

std::string value_of(const Tag& tag, std::string_view name) {
  const auto found = tag.attributes.find(name);
  return found == tag.attributes.end() ? std::string() : found->second;
}

// A place on this site or on another: no scheme that runs something, however it is spelt.
bool is_plain_target(std::string_view target) {
  for (const std::string_view start : {"/", "#", "?", "http://", "https://", "mailto:"})
    if (target.starts_with(start)) return true;
  return target.empty();
}

void check_attributes(const Tag& tag, std::vector<std::string>& faults) {
  for (const auto& [name, value] : tag.attributes) {
    const bool is_target =
        name.ends_with("href") || name == "src" || name == "action" || name == "formaction" || name == "data";
    if (name.starts_with("on") || name == "style" || name == "srcdoc" ||
        (is_target && !is_plain_target(value)))
      faults.push_back("the tag <" + tag.name + "> has an attribute that may run something: " + name);
  }
}

// A script's content stands up to its end tag, and must be nothing.
void check_script(const Tag& tag, std::string_view rest, const Known& known,
                  std::vector<std::string>& faults) {
  const std::string source = value_of(tag, "src");
  if (source.empty())
    faults.emplace_back("a script stands in the page itself");
  else if (!known.contains(source))
    faults.push_back("it names a script that is in no record: " + source);
  if (!source.empty() && !rest.starts_with("</script>"))
    faults.push_back("a script has content beside its source");
}

void check_tag(const Tag& tag, std::string_view rest, const Known& known, std::vector<std::string>& faults) {
  if (!tag.is_plain) faults.push_back("a tag cannot be read plainly: <" + tag.name + ">");
  check_attributes(tag, faults);
  if (tag.name == "script" || tag.name.ends_with(":script")) check_script(tag, rest, known, faults);
  if (std::ranges::find(kForbidden, tag.name) != kForbidden.end())
    faults.push_back("it has a <" + tag.name + ">");
  if (tag.name == "meta" && tag.attributes.contains("http-equiv"))
    faults.emplace_back("it has a <meta http-equiv>");
  if (tag.name == "link" && value_of(tag, "rel") != "icon" && !known.contains(value_of(tag, "href")))
    faults.push_back("it names a file that is in no record: " + value_of(tag, "href"));
}

}  // namespace

std::vector<std::string> page_faults(std::string_view html, const Known& known) {
  std::vector<std::string> faults;
  std::string_view rest = html;
  for (auto at = rest.find('<'); at != std::string_view::npos; at = rest.find('<')) {
    rest.remove_prefix(at + 1);
    if (rest.starts_with("!--"))
      faults.emplace_back("it has a comment, and browsers differ on where those end");
    const bool is_start = !rest.empty() && lower(rest.front()) >= 'a' && lower(rest.front()) <= 'z';
    if (!is_start) continue;
    const Tag tag = TagReader(rest).read();
    check_tag(tag, rest, known, faults);
  }
  return faults;
}

}  // namespace demur::cli
