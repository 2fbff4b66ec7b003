// Requests that nobody sends by accident, over a real socket: what each is answered, that the
// connection ends where the next request could begin in two places, and that the server still
// answers everybody else.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "demur/http/server.hpp"
#include "demur/http/test_client.hpp"

namespace demur::http {
namespace {

using namespace std::chrono_literals;

// Answers with what it was given, so that a test sees where the server found the body's end.
Response echo(const Request& request) {
  return text(200, std::string(name(request.method)) + request.body);
}

std::unique_ptr<Server> start(ServerOptions options = {}) {
  options.worker_threads = 4;
  return Server::start(std::move(options), echo, core::silent_log()).value();
}

struct Case {
  const char* what;
  std::string bytes;
  int status;
};

std::string with(const std::string& headers, const std::string& body = "") {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
}

std::vector<Case> refused_cases() {
  return {
      {"TE and CL", with("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n"), 400},
      {"CL and TE", with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {"two CL", with("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"), 400},
      {"two equal CL", with("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400},
      {"CL +5", with("Content-Length: +5\r\n", "abcde"), 400},
      {"CL 0x5", with("Content-Length: 0x5\r\n", "abcde"), 400},
      {"CL 5,5", with("Content-Length: 5,5\r\n", "abcde"), 400},
      {"CL -1", with("Content-Length: -1\r\n"), 400},
      {"CL empty", with("Content-Length:\r\n"), 400},
      {"CL 5 5", with("Content-Length: 5 5\r\n", "abcde"), 400},
      {"CL beyond 64 bits", with("Content-Length: 18446744073709551616\r\n"), 400},
      {"CL over the limit", with("Content-Length: 1048577\r\n"), 413},
      {"TE xchunked", with("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 400},
      {"TE chunked, identity", with("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), 400},
      {"TE gzip, chunked", with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400},
      {"TE twice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {"TE identity", with("Transfer-Encoding: identity\r\n"), 400},
      {"TE empty", with("Transfer-Encoding:\r\n"), 400},
      {"TE quoted", with("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), 400},
      {"TE with vertical tab",
       with("Transfer-Encoding: \x0b"
            "chunked\r\n",
            "0\r\n\r\n"),
       400},
      {"TE on 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"space before colon", with("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400},
      {"folded line", with("X: a\r\n b\r\n"), 400},
      {"folded TE", with("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), 400},
      {"first header folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"two Hosts on 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"Host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
      {"Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
      {"bare LF", "GET / HTTP/1.1\nHost: a\n\n", 400},
      {"bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
      {"bare LF in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\nY: b\r\n\r\n", 400},
      {"bare CR", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rY: b\r\n\r\n", 400},
      {"NUL in a value", std::string("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 36), 400},
      {"NUL in the target", std::string("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 28), 400},
      {"no colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400},
      {"empty name", "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", 400},
      {"name with a space", "GET / HTTP/1.1\r\nHost: a\r\nX Y: x\r\n\r\n", 400},
      {"empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 400},
      {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {"HTTP/0.9", "GET /\r\n\r\n", 400},
      {"http/1.1", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
      {"two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"tab for space", "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"space after version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
      {"space in target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00", 7), 400},
      {"absolute form", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"authority form", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"double slash", "GET //evil.example HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"dot segments", "GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"encoded dot segments", "GET /%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"encoded NUL", "GET /a%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"raw UTF-8 target", "GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"lower-case method", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"unknown expectation", with("Content-Length: 1\r\nExpect: 200-ok\r\n", "a"), 417},
      {"huge header", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 431},
      {"huge target", "GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 431},
      {"endless head", "GET / HTTP/1.1\r\n" + std::string(2'000'000, 'x'), 431},
      {"many headers",
       "GET / HTTP/1.1\r\nHost: a\r\n" +
           [] {
             std::string lines;
             for (int i = 0; i < 4000; ++i) lines += "a: b\r\n";
             return lines;
           }() +
           "\r\n",
       431},
      {"chunk size not hex", with("Transfer-Encoding: chunked\r\n", "xyz\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk size 0x", with("Transfer-Encoding: chunked\r\n", "0x3\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk size +3", with("Transfer-Encoding: chunked\r\n", "+3\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk size -1", with("Transfer-Encoding: chunked\r\n", "-1\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk size empty", with("Transfer-Encoding: chunked\r\n", "\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk size beyond 64 bits", with("Transfer-Encoding: chunked\r\n", "10000000000000000\r\n"), 400},
      {"chunk over the limit", with("Transfer-Encoding: chunked\r\n", "100001\r\nabc"), 413},
      {"chunk end wrong", with("Transfer-Encoding: chunked\r\n", "3\r\nabcXX0\r\n\r\n"), 400},
      {"chunk ends with LF", with("Transfer-Encoding: chunked\r\n", "3\r\nabc\n0\r\n\r\n"), 400},
      {"chunk size ends with LF", with("Transfer-Encoding: chunked\r\n", "3\nabc\r\n0\r\n\r\n"), 400},
      {"LF in a chunk extension", with("Transfer-Encoding: chunked\r\n", "3;a\nb\r\nabc\r\n0\r\n\r\n"), 400},
  };
}

TEST(HostileRequest, IsRefusedAndTheConnectionEnds) {
  const auto server = start();
  for (const Case& hostile : refused_cases()) {
    TestClient client(server->port());
    client.send(hostile.bytes);
    // Whoever reads on after the refusal would find this one.
    client.send("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string answer = client.read_answer();
    EXPECT_EQ(status_in(answer), hostile.status) << hostile.what << "\n" << answer;
    EXPECT_TRUE(answer.contains("Connection: close\r\n")) << hostile.what;
    EXPECT_TRUE(answer.contains("Content-Type: text/plain; charset=utf-8\r\n")) << hostile.what;
    EXPECT_TRUE(answer.contains("X-Content-Type-Options: nosniff\r\n")) << hostile.what;
    EXPECT_TRUE(client.is_closed()) << hostile.what;
  }
  TestClient client(server->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(body_in(client.read_answer()), "GET");
}

TEST(UnusualRequest, IsTakenWhenItHasOneMeaning) {
  const auto server = start();
  const std::vector<std::pair<std::string, std::string>> cases{
      {with("Content-Length: 3\r\n", "abc"), "POSTabc"},
      {with("Content-Length: 0\r\n"), "POST"},
      {with(""), "POST"},
      {with("Content-Length: 0003\r\n", "abc"), "POSTabc"},
      {with("Transfer-Encoding: Chunked\r\n", "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), "POSTabcde"},
      {with("transfer-encoding: chunked\r\n", "0\r\nCookie: a=b\r\n\r\n"), "POST"},
      {"GET / HTTP/1.1\r\nhOST: a\r\nContent-Length: 1\r\n\r\nz", "GETz"},
      {"OPTIONS /a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "OPTIONS"},
      {"DELETE /a?b HTTP/1.1\r\nHost:a\r\nX:\r\n\r\n", "DELETE"},
  };
  TestClient client(server->port());
  for (const auto& [bytes, body] : cases) {
    client.send(bytes);
    const std::string answer = client.read_answer();
    EXPECT_EQ(status_in(answer), 200) << bytes << "\n" << answer;
    EXPECT_EQ(body_in(answer), body) << bytes;
  }
}

TEST(Trailers, AreNotHeaders) {
  std::atomic<bool> seen = false;
  const auto handler = [&](const Request& request) {
    seen = request.cookie("a").has_value();
    return text(200, "");
  };
  const auto server = Server::start({}, handler, core::silent_log()).value();
  TestClient client(server->port());
  client.send(with("Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\nCookie: a=b\r\n\r\n"));
  EXPECT_EQ(status_in(client.read_answer()), 200);
  EXPECT_FALSE(seen);
}

TEST(HugeBody, IsRefusedWhileTheClientStillSends) {
  const auto server = start();
  for (const std::string& headers :
       {std::string("Content-Length: 3000000\r\n"), std::string("Transfer-Encoding: chunked\r\n")}) {
    TestClient client(server->port());
    client.send(with(headers));
    if (headers.starts_with("T")) client.send("2dc6c0\r\n");
    client.send(std::string(3'000'000, 'x'));
    EXPECT_EQ(status_in(client.read_answer()), 413) << headers;
  }
}

TEST(ManySmallChunks, AreHeldToTheBodyLimit) {
  const auto server = start({.body_limit_bytes = 1000});
  TestClient client(server->port());
  std::string chunks;
  for (int i = 0; i < 1001; ++i) chunks += "1\r\nx\r\n";
  client.send(with("Transfer-Encoding: chunked\r\n", chunks));
  EXPECT_EQ(status_in(client.read_answer()), 413);
}

TEST(BodyLimit, MayDifferByPath) {
  const auto server = start({.body_limit_bytes = 1000, .body_limit_of = [](const Request& head) {
                               return head.path == "/large" ? std::size_t{5000} : std::size_t{10};
                             }});
  const auto post = [&](const std::string& path, std::size_t size) {
    TestClient client(server->port());
    client.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) +
                "\r\n\r\n");
    client.send(std::string(size, 'x'));
    return status_in(client.read_answer());
  };
  EXPECT_EQ(post("/large", 5000), 200);
  EXPECT_EQ(post("/large", 5001), 413);
  EXPECT_EQ(post("/small", 10), 200);
  EXPECT_EQ(post("/small", 11), 413);
}

TEST(BodiesOfAll, AreHeldToWhatFitsIntoMemory) {
  std::atomic<bool> first_is_read = false;
  const auto limit_of = [&](const Request& head) {
    if (head.path == "/first") {
      first_is_read = true;
      first_is_read.notify_all();
    }
    return std::size_t{1000};
  };
  const auto server =
      start({.body_limit_bytes = 1000, .body_limit_of = limit_of, .bodies_limit_bytes = 1500});
  TestClient first(server->port());
  first.send("POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
  first_is_read.wait(false);
  const auto ask = [&] {
    TestClient second(server->port());
    second.send(with("Content-Length: 1000\r\n"));
    second.send(std::string(1000, 'x'));
    return status_in(second.read_answer());
  };
  int status = ask();
  while (status == 200) status = ask();  // until the first one has its share
  EXPECT_EQ(status, 503);
  first.send(std::string(997, 'x'));
  EXPECT_EQ(status_in(first.read_answer()), 200);
  while (status == 503) status = ask();  // until its share was given back
  EXPECT_EQ(status, 200);
}

TEST(SlowClient, IsCutOff) {
  const ServerOptions options{.header_timeout = 100ms, .body_timeout = 100ms, .idle_timeout = 100ms};
  const auto server = start(options);
  const std::vector<std::string> beginnings{
      "",
      "G",
      "GET / HTTP/1.1\r\nHost: a\r\n",
  };
  for (const std::string& beginning : beginnings) {
    TestClient client(server->port());
    client.send(beginning);
    EXPECT_TRUE(client.is_closed()) << beginning;
  }
  TestClient idle(server->port());
  idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_in(idle.read_answer()), 200);
  EXPECT_TRUE(idle.is_closed());
}

TEST(SlowBody, IsCutOffByItsOwnDeadline) {
  const auto server = start({.header_timeout = 1h, .body_timeout = 100ms});
  for (const std::string& beginning : {with("Content-Length: 10\r\n", "abc"), with("Content-Length: 10\r\n"),
                                       with("Transfer-Encoding: chunked\r\n", "3\r\nab")}) {
    TestClient client(server->port());
    client.send(beginning);
    EXPECT_TRUE(client.is_closed()) << beginning;
  }
}

// One byte at a time never lets a single read time out: the whole head has the deadline.
TEST(SlowClient, CannotBuyTimeByteByByte) {
  const auto server = start({.header_timeout = 100ms});
  TestClient client(server->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  int sent = 0;
  while (client.send("x") && ++sent < 16'000) std::this_thread::sleep_for(1ms);
  EXPECT_LT(sent, 16'000);
  EXPECT_TRUE(client.is_closed());
}

TEST(BrokenRequest, LeavesTheServerWell) {
  const auto server = start();
  for (const std::string& part : {std::string(""), std::string("GET /"), with("Content-Length: 9\r\n", "a"),
                                  with("Transfer-Encoding: chunked\r\n", "5\r\na")}) {
    TestClient client(server->port());
    client.send(part);
    client.finish_sending();
    EXPECT_EQ(client.read_to_end(), "") << part;
  }
  TestClient client(server->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_in(client.read_answer()), 200);
}

}  // namespace
}  // namespace demur::http
