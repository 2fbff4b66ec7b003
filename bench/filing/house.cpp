#include "house.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <fstream>
#include <utility>

#include "demur/service/acts.hpp"
#include "demur/service/institution.hpp"
#include "demur/service/publishing.hpp"
#include "demur/service/session.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"
#include "demur/store/sign_in.hpp"

namespace demur::bench {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using service::Institution;

// An office whose first member answers for it.
Result<std::vector<domain::Member>> hire(Institution& house, std::size_t count) {
  const core::Random random = core::system_random();
  const domain::Office office{.id = domain::OfficeId::make(random), .name = "Bureau of Benchmarks"};
  std::vector<domain::Member> members;
  for (std::size_t i = 0; i < count; ++i)
    members.push_back({.id = domain::MemberId::make(random),
                       .login = fmt::format("member.{}", i),
                       .name = fmt::format("Member {}", i),
                       .office = office.id,
                       .state = domain::MemberState::active});
  members.front().appointments.insert({office.id, domain::Role::respondent});
  DEMUR_TRY(house.store().write([&](store::Transaction& transaction) -> Status {
    DEMUR_TRY(store::save_office(transaction, office));
    for (const auto& member : members) DEMUR_TRY(store::save_member(transaction, member));
    return {};
  }));
  return members;
}

Result<std::vector<std::string>> sign_in(Institution& house, const std::vector<domain::Member>& members) {
  const auto cookie = service::cookie_for({"http", "localhost", 80});
  std::vector<std::string> cookies;
  DEMUR_TRY(house.store().write([&](store::Transaction& transaction) -> Status {
    for (const auto& member : members) {
      const auto made = service::make_session(member.id, core::system_clock()(), core::system_random());
      DEMUR_TRY(store::add_session(transaction, made.session));
      cookies.push_back(cookie.name + "=" + made.token);
    }
    return {};
  }));
  return cookies;
}

Result<std::string> take_decision(Institution& house, const domain::Member& respondent) {
  const domain::RegisterDecision act{.id = domain::DecisionId::make(core::system_random()),
                                     .number = "2026/1",
                                     .title = "Close the reading room",
                                     .text = "The reading room closes at the end of the year.",
                                     .text_hash = {},
                                     .owner = respondent.office,
                                     .taken_on = core::day_of(core::system_clock()())};
  DEMUR_TRY(service::perform(house, respondent.id, act));
  return act.id.text;
}

// The first line names the URL.
Result<std::uint16_t> port_said_on(int pipe) {
  std::string said;
  char byte = 0;
  while (::read(pipe, &byte, 1) == 1 && byte != '\n') said += byte;
  const auto colon = said.rfind(':');
  std::uint16_t port = 0;
  if (colon != std::string::npos) std::from_chars(said.data() + colon + 1, said.data() + said.size(), port);
  if (port == 0) return fail(Code::internal, "demur serve did not say where it serves");
  return port;
}

}  // namespace

Result<House> make_house(const std::filesystem::path& folder, const std::string& policy_toml,
                         std::size_t members) {
  const auto house = DEMUR_TRY(Institution::found(folder,
                                                  {.name = "Ministry of Benchmarks",
                                                   .origin = "bench.example/log",
                                                   .policy_toml = policy_toml,
                                                   .office = "Channel Office",
                                                   .login = "custodian",
                                                   .custodian = "Edda Varga"},
                                                  {}));
  const auto hired = DEMUR_TRY(hire(*house, members));
  return House{.decision = DEMUR_TRY(take_decision(*house, hired.front())),
               .cookies = DEMUR_TRY(sign_in(*house, hired))};
}

Result<Served> Served::start(const std::string& program, const std::filesystem::path& folder) {
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) return fail(Code::internal, "no pipe");
  const pid_t process = ::fork();
  if (process == 0) {
    ::dup2(pipe[1], STDOUT_FILENO);
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, STDERR_FILENO);
    ::execlp(program.c_str(), program.c_str(), "serve", "--data", folder.c_str(), "--listen", "127.0.0.1:0",
             nullptr);
    ::_exit(127);
  }
  ::close(pipe[1]);
  const auto port = port_said_on(pipe[0]);
  ::close(pipe[0]);
  if (!port) {
    ::waitpid(process, nullptr, 0);
    return std::unexpected(port.error());
  }
  return Served(process, *port);
}

Served::Served(Served&& other) noexcept : process_(std::exchange(other.process_, 0)), port_(other.port_) {}

Served::~Served() {
  stop();
}

void Served::stop() {
  if (process_ == 0) return;
  ::kill(process_, SIGTERM);
  ::waitpid(std::exchange(process_, 0), nullptr, 0);
}

// utime and stime, the 14th and 15th words of /proc/PID/stat; the program's name has no space.
double Served::cpu_seconds() const {
  std::ifstream stat(fmt::format("/proc/{}/stat", process_));
  std::string word;
  double ticks = 0;
  for (int i = 1; i <= 15 && stat >> word; ++i)
    if (i >= 14) ticks += std::stod(word);
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

Result<LogSize> log_size(const std::filesystem::path& folder) {
  const auto readers = DEMUR_TRY(store::open_read_only(folder));
  return readers->read([](const store::Reader& reader) -> Result<LogSize> {
    const auto checkpoints = DEMUR_TRY(reader.one<std::uint64_t>("SELECT count(*) FROM log_checkpoint"));
    return LogSize{DEMUR_TRY(store::next_leaf_index(reader)), checkpoints.value_or(0)};
  });
}

Result<double> publish_all(const std::filesystem::path& folder) {
  const auto house = DEMUR_TRY(Institution::open(folder, {}));
  const auto begin = std::chrono::steady_clock::now();
  DEMUR_TRY(service::publish(*house));
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace demur::bench
