#include "demur/http/router.hpp"

#include <gtest/gtest.h>

namespace demur::http {
namespace {

using core::Code;

Handler says(const std::string& word) {
  return [word](const Request& request) {
    Response response = text(200, word);
    for (const Field& field : request.parameters) response.body += " " + field.name + "=" + field.value;
    return response;
  };
}

Router make_router() {
  Router router;
  for (const auto& [method, pattern] : std::vector<std::pair<Method, std::string>>{
           {Method::get, "/"},
           {Method::get, "/decisions"},
           {Method::post, "/decisions"},
           {Method::get, "/decisions/new"},
           {Method::get, "/decisions/{id}"},
           {Method::post, "/decisions/{decision}/answer"},
           {Method::get, "/decisions/new/help"},
           {Method::get, "/static/{file...}"},
           {Method::get, "/static/robots"},
           {Method::get, "/{a}/x/{b}"},
           {Method::put, "/folder/"},
       })
    EXPECT_TRUE(router.add(method, pattern, says(pattern), std::string("name of ") + pattern));
  return router;
}

std::string answer(const Router& router, Method method, const std::string& path) {
  const Response response = router.handle(Request{.method = method, .path = path});
  if (response.status == 200) return response.body;
  return std::to_string(response.status) + " " + std::string(response.header("Allow").value_or(""));
}

TEST(Router, PrefersTextToParametersAndParametersToTails) {
  const Router router = make_router();
  const std::vector<std::pair<std::string, std::string>> cases{
      {"/", "/"},
      {"/decisions", "/decisions"},
      {"/decisions/new", "/decisions/new"},
      {"/decisions/abc", "/decisions/{id} id=abc"},
      {"/decisions/new/help", "/decisions/new/help"},
      {"/static/robots", "/static/robots"},
      {"/static/a/b.css", "/static/{file...} file=a/b.css"},
      {"/static/robots/x", "/static/{file...} file=robots/x"},
      {"/static/x/y", "/static/{file...} file=x/y"},
      {"/decisions/x/y", "/{a}/x/{b} a=decisions b=y"},
      {"/é/x/ü", "/{a}/x/{b} a=é b=ü"},
  };
  for (const auto& [path, expected] : cases) EXPECT_EQ(answer(router, Method::get, path), expected) << path;
}

TEST(Router, AnswersNotFoundAndNotAllowed) {
  const Router router = make_router();
  for (const char* path :
       {"/nothing", "/decisions/", "/decisions/abc/", "/static", "/static/", "/folder", "", "x"})
    EXPECT_EQ(answer(router, Method::get, path), "404 ") << path;
  EXPECT_EQ(answer(router, Method::delete_, "/decisions"), "405 GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(answer(router, Method::get, "/decisions/abc/answer"), "405 POST, OPTIONS");
  EXPECT_EQ(answer(router, Method::head, "/decisions/abc/answer"), "405 POST, OPTIONS");
  EXPECT_EQ(answer(router, Method::post, "/decisions/new"), "405 GET, HEAD, OPTIONS");
  EXPECT_EQ(answer(router, Method::get, "/folder/"), "405 PUT, OPTIONS");
}

TEST(Router, ServesHeadFromGetAndOptionsFromTheTable) {
  const Router router = make_router();
  EXPECT_EQ(answer(router, Method::head, "/decisions/abc"), "/decisions/{id} id=abc");
  EXPECT_EQ(answer(router, Method::options, "/decisions"), "204 GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(answer(router, Method::options, "/nothing"), "404 ");
}

TEST(Router, NamesParametersAsTheRouteDoes) {
  const Router router = make_router();
  EXPECT_EQ(answer(router, Method::post, "/decisions/abc/answer"),
            "/decisions/{decision}/answer decision=abc");
}

TEST(Router, ListsItsRoutesInOrder) {
  const Router router = make_router();
  const auto routes = router.routes();
  ASSERT_EQ(routes.size(), 11U);
  EXPECT_EQ(routes[5]->method, Method::post);
  EXPECT_EQ(routes[5]->pattern, "/decisions/{decision}/answer");
  EXPECT_EQ(routes[5]->name, "name of /decisions/{decision}/answer");
  EXPECT_EQ(routes[5]->parameter_names, std::vector<std::string>{"decision"});
}

TEST(Router, RefusesPatternsThatAreAmbiguous) {
  Router router = make_router();
  EXPECT_EQ(router.add(Method::get, "/decisions/{other}", says("")).error().code, Code::conflict);
  for (const char* bad :
       {"", "a", "/{", "/}", "/{}", "/{A}", "/a{b}", "/{a}b", "/{...}", "/{a...}/b", "/{a b}"})
    EXPECT_EQ(router.add(Method::get, bad, says("")).error().code, Code::invalid) << bad;
  EXPECT_EQ(router.routes().size(), 11U);
}

}  // namespace
}  // namespace demur::http
