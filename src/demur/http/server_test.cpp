// What the server promises to honest clients: many at once, none stopped by another, none cut off
// by a stop.
#include "demur/http/server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include "demur/http/test_client.hpp"

namespace demur::http {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

std::unique_ptr<Server> start(Handler handler, ServerOptions options = {}) {
  return Server::start(std::move(options), std::move(handler), core::silent_log()).value();
}

Response hello(const Request&) {
  return text(200, "hello");
}

std::string get(const Server& server, std::string_view request = kGet) {
  TestClient client(server.port());
  client.send(request);
  return client.read_answer();
}

TEST(SharedBody, GoesOutWholeAndUncopied) {
  const auto file = std::make_shared<const std::string>(3'000'000, 'x');
  const auto server = start([file](const Request&) {
    Response response(200);
    response.shared_body = file;
    return response;
  });
  TestClient client(server->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string answer = client.read_answer();
  EXPECT_NE(answer.find("Content-Length: 3000000\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with(*file));
}

TEST(Server, AnswersWithDateLengthAndTheHandlersHeaders) {
  const auto handler = [](const Request& request) {
    return html(200, request.path + " " + request.remote_address)
        .set_header("X-A", "1")
        .set_cookie({.name = "__Host-a", .value = "b"});
  };
  const auto server = start(handler, {.clock = [] { return core::Time(784111777s); }});
  EXPECT_EQ(
      get(*server),
      "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/html; charset=utf-8\r\n"
      "X-A: 1\r\nSet-Cookie: __Host-a=b; Path=/; Secure; HttpOnly; SameSite=Lax\r\nContent-Length: 11\r\n\r\n"
      "/ 127.0.0.1");
}

TEST(Server, KeepsAConnectionAndAnswersAPipelineInOrder) {
  const auto server = start([](const Request& request) { return text(200, request.path + request.body); });
  TestClient client(server->port());
  client.send(
      "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy"
      "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /4 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(body_in(client.read_answer()), "/1");
  EXPECT_EQ(body_in(client.read_answer()), "/2xy");
  EXPECT_EQ(body_in(client.read_answer()), "/3");
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, SpeaksHttp10) {
  const auto server = start(hello);
  TestClient client(server->port());
  client.send("GET / HTTP/1.0\r\n\r\n");
  const std::string answer = client.read_to_end();
  EXPECT_EQ(status_in(answer), 200);
  EXPECT_EQ(body_in(answer), "hello");
}

TEST(Server, SendsTheHeadOfHeadAndNoBodyWith204) {
  const auto server = start([](const Request& request) {
    if (request.path == "/204") return Response(204);
    return text(200, "hello");
  });
  TestClient client(server->port());
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET /204 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string all = client.read_to_end();
  EXPECT_TRUE(all.contains("Content-Length: 5\r\n"));
  EXPECT_FALSE(all.contains("hello"));
  EXPECT_TRUE(all.contains("HTTP/1.1 204 No Content\r\n"));
  EXPECT_FALSE(all.contains("Content-Length: 0"));
}

TEST(Server, SaysContinueToWhoAsks) {
  const auto server = start([](const Request& request) { return text(200, request.body); });
  TestClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-Continue\r\n\r\n");
  EXPECT_EQ(client.read_answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("abc");
  EXPECT_EQ(body_in(client.read_answer()), "abc");

  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(status_in(client.read_answer()), 413);
}

TEST(Handler, ThatThrowsOrSendsABrokenHeaderBecomesAPlain500) {
  std::mutex mutex;
  std::string logged;
  const core::Log log(
      [&](std::string_view line) {
        const std::lock_guard lock(mutex);
        logged += line;
      },
      core::system_clock());
  const auto handler = [](const Request& request) -> Response {
    if (request.path == "/throw") throw std::runtime_error("secret");
    if (request.path == "/throw-int") throw 7;
    return text(200, "secret").set_header("X-A", "a\r\nX-Injected: secret");
  };
  const auto server = Server::start({}, handler, log).value();
  for (const std::string path : {"/throw", "/throw-int", "/crlf"}) {
    const std::string answer = get(*server, "GET " + path + " HTTP/1.1\r\nHost: a\r\nX-Name: secret\r\n\r\n");
    EXPECT_EQ(status_in(answer), 500) << path;
    EXPECT_EQ(body_in(answer), "500 Internal Server Error\n") << path;
    EXPECT_FALSE(answer.contains("secret")) << path;
  }
  server->stop(1s);
  const std::lock_guard lock(mutex);
  EXPECT_TRUE(logged.contains(R"("event":"request_failed","status":500)"));
  EXPECT_FALSE(logged.contains("secret"));
  EXPECT_FALSE(logged.contains("127.0.0.1"));
  EXPECT_FALSE(logged.contains("throw"));
}

TEST(Server, AnswersANewClientBesideAThousandIdleOnes) {
  const auto server = start(hello);
  std::vector<TestClient> idle;
  for (int i = 0; i < 1000; ++i) {
    idle.emplace_back(server->port());
    idle.back().send(kGet);
    ASSERT_EQ(status_in(idle.back().read_answer()), 200) << i;
  }
  EXPECT_EQ(status_in(get(*server)), 200);
  idle.front().send(kGet);
  EXPECT_EQ(status_in(idle.front().read_answer()), 200);
}

TEST(Server, SendsALargeAnswerWhole) {
  std::string body(3'000'001, 'x');
  body += "end";
  const auto server = start([&](const Request&) { return text(200, body); });
  EXPECT_EQ(body_in(get(*server)), body);
}

TEST(Server, GivesUpOnAClientThatDoesNotRead) {
  constexpr std::size_t kMoreThanSocketsHold = std::size_t{64} * 1024 * 1024;
  std::latch asked(1);
  const auto handler = [&](const Request&) {
    asked.count_down();
    return text(200, std::string(kMoreThanSocketsHold, 'x'));
  };
  const auto server =
      start(handler, {.write_timeout = 100ms, .max_connections = 2, .max_connections_per_address = 1});
  TestClient client(server->port());
  client.send(kGet);
  asked.wait();  // the other event thread might accept the next connection first
  // Its place is free again only when the server has let go of the connection.
  while (status_in(get(*server, "GET / HTTP/1.1\r\n\r\n")) != 400) std::this_thread::yield();
  EXPECT_LT(client.read_to_end().size(), kMoreThanSocketsHold);
}

TEST(Server, RunsSixtyFourHandlersAtOnceAndStillReadsTheNextRequest) {
  std::latch all_inside(64);
  std::latch release(1);
  const auto server = start([&](const Request&) {
    all_inside.count_down();
    release.wait();
    return text(200, "done");
  });
  std::vector<TestClient> clients;
  for (int i = 0; i < 64; ++i) {
    clients.emplace_back(server->port());
    clients.back().send(kGet);
  }
  all_inside.wait();
  // No worker is free, yet what needs none is answered.
  EXPECT_EQ(status_in(get(*server, "GET / HTTP/1.1\r\n\r\n")), 400);
  release.count_down();
  for (TestClient& client : clients) EXPECT_EQ(body_in(client.read_answer()), "done");
}

TEST(Server, Answers503WhenTooManyRequestsWait) {
  std::latch inside(1);
  std::latch release(1);
  const auto handler = [&](const Request&) {
    inside.count_down();
    release.wait();
    return text(200, "done");
  };
  const auto server = start(handler, {.worker_threads = 1, .queued_requests = 0});
  TestClient first(server->port());
  first.send(kGet);
  inside.wait();
  const std::string answer = get(*server);
  EXPECT_EQ(status_in(answer), 503);
  EXPECT_TRUE(answer.contains("Retry-After: 1\r\n"));
  release.count_down();
  EXPECT_EQ(status_in(first.read_answer()), 200);
}

TEST(Server, ClosesConnectionsBeyondAnAddressesShare) {
  std::atomic<int> limited = 0;
  const core::Log log([&](std::string_view line) { limited += line.contains("connection_limited"); },
                      core::system_clock());
  const auto server = Server::start({.max_connections_per_address = 2}, hello, log).value();
  TestClient first(server->port());
  TestClient second(server->port());
  for (TestClient* client : {&first, &second}) {
    client->send(kGet);
    EXPECT_EQ(status_in(client->read_answer()), 200);
  }
  TestClient third(server->port());
  EXPECT_TRUE(third.is_closed());
  EXPECT_EQ(limited, 1);
  first.send(kGet);
  EXPECT_EQ(status_in(first.read_answer()), 200);
}

TEST(Stop, LetsARequestUnderWayFinishAndClosesIdleConnections) {
  std::latch inside(1);
  std::latch release(1);
  const auto server = start([&](const Request& request) {
    if (request.path == "/slow") {
      inside.count_down();
      release.wait();
    }
    return text(200, "done");
  });
  TestClient idle(server->port());
  idle.send(kGet);
  EXPECT_EQ(status_in(idle.read_answer()), 200);
  std::optional<TestClient> slow(server->port());
  slow->send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  inside.wait();

  std::thread stopper([&] { server->stop(60s); });
  EXPECT_TRUE(idle.is_closed());  // so the stop has begun, and the handler still runs
  release.count_down();
  const std::string answer = slow->read_to_end();
  slow.reset();
  stopper.join();
  EXPECT_FALSE(TestClient(server->port()).is_connected());
  EXPECT_EQ(status_in(answer), 200);
  EXPECT_EQ(body_in(answer), "done");
  EXPECT_TRUE(answer.contains("Connection: close\r\n"));
}

TEST(Stop, ReadsToItsEndARequestThatHadBegun) {
  const auto server = start([&](const Request& request) { return text(200, request.body); });
  TestClient idle(server->port());
  idle.send(kGet);
  EXPECT_EQ(status_in(idle.read_answer()), 200);
  TestClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  std::thread stopper([&] { server->stop(60s); });
  EXPECT_TRUE(idle.is_closed());
  client.send("abc");
  EXPECT_EQ(body_in(client.read_answer()), "abc");
  client.finish_sending();
  stopper.join();
}

TEST(Stop, CutsClientsThatOutlastItsPatience) {
  const auto server = start(hello);
  TestClient slow(server->port());
  slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(slow.read_answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  server->stop(1ms);
  EXPECT_TRUE(slow.is_closed());
  server->stop(1ms);
}

TEST(Start, SaysWhatIsWrong) {
  EXPECT_EQ(Server::start({.address = "localhost"}, hello, core::silent_log()).error().code,
            core::Code::invalid);
  EXPECT_EQ(Server::start({.worker_threads = 0}, hello, core::silent_log()).error().code,
            core::Code::invalid);
  const auto server = start(hello);
  const auto second = Server::start({.port = server->port()}, hello, core::silent_log());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, core::Code::unavailable);
}

TEST(Start, TakesThePortOfAServerThatStopped) {
  auto server = start(hello);
  const std::uint16_t port = server->port();
  EXPECT_EQ(status_in(get(*server)), 200);
  server.reset();
  server = start(hello, {.port = port});
  EXPECT_EQ(server->port(), port);
  EXPECT_EQ(status_in(get(*server)), 200);
}

TEST(Server, ListensOnIpv6) {
  const auto server = Server::start({.address = "::1"}, hello, core::silent_log());
  if (!server) GTEST_SKIP() << "no IPv6 here";
  EXPECT_NE((*server)->port(), 0);
}

}  // namespace
}  // namespace demur::http
