// For tests: the form of a page, filled in and sent as a browser does it. What the page has in its fields
// goes with it, hidden ones too; a field or an option that the page does not have cannot be filled in.
//
//   http::Response done = send_form(test, "respondent", path + "/report", {{"outcome", "declined"}});
//   TestForm again(done.body);   // refused: the same form once more, with what was typed
//   again.fill("text", "It costs too much.");
//   done = test.post("respondent", again.action, again.fields());
#pragma once

#include <map>
#include <set>

#include "demur/web/test_site.hpp"

namespace demur::web::testing {

// Of the one form of a page (class one-form).
class TestForm {
 public:
  explicit TestForm(const std::string& page) {
    const std::string end_of_start = "class=\"one-form\">";
    const auto start = page.rfind("<form", page.find(end_of_start));
    const auto end = page.find("</form>", start);
    EXPECT_NE(start, std::string::npos) << page;
    if (start == std::string::npos) return;
    action = attribute(page.substr(start, page.find('>', start) - start), "action");
    read(page.substr(start, end - start));
  }

  void fill(const std::string& name, const std::string& value) {
    const auto offered = offered_.find(name);
    const bool is_there = offered != offered_.end() ? offered->second.contains(value) : value_.contains(name);
    EXPECT_TRUE(is_there) << "the page has no " << name << " for \"" << value << "\"";
    value_[name] = value;
  }
  [[nodiscard]] bool has(const std::string& name) const {
    return offered_.contains(name) || value_.contains(name);
  }
  [[nodiscard]] std::string value(const std::string& name) const {
    const auto found = value_.find(name);
    return found == value_.end() ? std::string() : found->second;
  }
  // A browser ends lines with CR LF, in hidden fields too.
  [[nodiscard]] Fields fields() const {
    Fields all;
    for (const auto& [name, value] : value_) {
      std::string& sent = all.emplace_back(name, "").second;
      for (const char c : value) {
        if (c == '\n' && !sent.ends_with('\r')) sent += '\r';
        sent += c;
      }
    }
    return all;
  }

  std::string action;

 private:
  static std::string plain(std::string text) {
    for (const auto& [entity, character] :
         {std::pair("&lt;", "<"), std::pair("&gt;", ">"), std::pair("&quot;", "\""), std::pair("&#39;", "'"),
          std::pair("&amp;", "&")})
      for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
        text.replace(at, std::string_view(entity).size(), character);
    return text;
  }
  static std::string attribute(const std::string& tag, const std::string& name) {
    const std::string mark = " " + name + "=\"";
    const auto at = tag.find(mark);
    if (at == std::string::npos) return {};
    return plain(tag.substr(at + mark.size(), tag.find('"', at + mark.size()) - at - mark.size()));
  }

  void read(const std::string& form) {
    std::string select;
    for (auto at = form.find('<', 1); at != std::string::npos; at = form.find('<', at + 1)) {
      const auto end = form.find('>', at);
      const std::string tag = form.substr(at, end - at);
      const std::string name = attribute(tag, "name");
      if (tag.starts_with("<input")) read_input(tag, name);
      if (tag.starts_with("<textarea")) {
        const auto from = end + 2;  // a line feed first, which is none of the text's
        value_[name] = plain(form.substr(from, form.find("</textarea>", from) - from));
      }
      if (tag.starts_with("<select")) select = name;
      if (tag.starts_with("<option")) {
        const bool is_first = offered_[select].empty();
        offered_[select].insert(attribute(tag, "value"));
        if (is_first || tag.ends_with(" selected")) value_[select] = attribute(tag, "value");
      }
    }
  }
  void read_input(const std::string& tag, const std::string& name) {
    const std::string type = attribute(tag, "type");
    const std::string value = attribute(tag, "value");
    const bool is_offer = type == "radio" || type == "checkbox";
    if (is_offer) offered_[name].insert(value);
    if (!is_offer || tag.find(" checked") != std::string::npos) value_[name] = value;
  }

  std::map<std::string, std::string> value_;
  std::map<std::string, std::set<std::string>> offered_;
};

// The form of that page, with these fields filled in, sent to where it says.
[[nodiscard]] inline http::Response send_form(TestSite& test, const std::string& login,
                                              const std::string& path, const Fields& typed) {
  const http::Response page = test.get(login, path);
  EXPECT_EQ(page.status, 200) << page.body;
  TestForm form(page.body);
  for (const auto& [name, value] : typed) form.fill(name, value);
  return test.post(login, form.action, form.fields());
}

}  // namespace demur::web::testing
