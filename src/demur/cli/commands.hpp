// What the program can do: one function a subcommand, one file each. main.cpp reads the command line
// into these options; each function returns the exit code and has said on the terminal what happened.
//
// Exit codes: 0 done; 1 a proof or signature does not hold; 2 wrong input; 3 not allowed; 4 not
// found; 5 the state does not allow it; 6 try again later; 7 silence is proven (verify --silence); 70 a
// fault of ours or of the machine.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace demur::cli {

struct Listen {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
};

struct InitOptions {
  std::filesystem::path data;
  std::string name;
  std::string origin;
  std::string policy = "state-dissent";  // a built-in policy's name, or a file
  std::string office = "Secretariat";
  std::string login;
  std::string custodian;
};
[[nodiscard]] int init(const InitOptions& options);

// Where mail is handed over. The password is in a file: a command line is seen by everybody on the machine.
struct MailOptions {
  std::string url = {};   // "smtps://mail.example.org"; empty: no mail
  std::string from = {};  // the address that mails come from
  int hour = 18;          // of the day, UTC, from which the day's mails are made
  std::string user = {};
  std::filesystem::path password_file = {};
  std::filesystem::path ca_file = {};  // certificates that are believed in; empty: the system's
};

struct ServeOptions {
  std::filesystem::path data;
  std::string listen = "127.0.0.1:8080";
  std::string public_url = {};                // "https://dissent.example.org"; empty: http://localhost:PORT
  std::filesystem::path witness_policy = {};  // a C2SP tlog-policy: who must cosign; empty: nobody is asked
  MailOptions mail = {};
};
[[nodiscard]] int serve(const ServeOptions& options);

struct DemoOptions {
  std::filesystem::path data;  // empty: a folder that goes when the demo ends
  std::string listen = "127.0.0.1:8080";
};
[[nodiscard]] int demo(const DemoOptions& options);

struct FileOptions {
  std::string server = "http://localhost:8080";
  std::string login;
  std::string decision;  // its number
  std::string kind = "change_of_policy";
  std::string standing = "named";
  std::string title;
  std::filesystem::path text;  // "-": standard input
  std::string would_change_my_mind = {};
  std::filesystem::path receipt = "receipt.json";
  bool anonymous = false;  // anonymous_commands.hpp has it
  bool json = false;
};
[[nodiscard]] int file(const FileOptions& options);

struct VerifyOptions {
  std::filesystem::path receipt;
  std::string key = {};                          // the log's verifier key, known from elsewhere
  std::filesystem::path policy = {};             // which logs and witnesses to believe, a C2SP tlog-policy
  bool silence = false;                          // ask the log what became of the filing
  std::string log = {};                          // for that, and for ballots: a folder or a URL
  std::vector<std::filesystem::path> with = {};  // of other ballots by the same token
  bool json = false;
};
[[nodiscard]] int verify(const VerifyOptions& options);
[[nodiscard]] int verify_silence(const VerifyOptions& options);

struct AuditOptions {
  std::string log;                    // a folder or a URL
  std::string key = {};               // may be left to a policy that names one log
  std::filesystem::path since = {};   // an older checkpoint that the log must extend
  std::filesystem::path policy = {};  // as for verify
  bool json = false;
};
[[nodiscard]] int audit(const AuditOptions& options);

struct LogKeyOptions {
  std::filesystem::path data;
};
[[nodiscard]] int log_key(const LogKeyOptions& options);

struct LogExportOptions {
  std::filesystem::path data;
  std::filesystem::path out;
};
[[nodiscard]] int log_export(const LogExportOptions& options);

struct BackupOptions {
  std::filesystem::path data;
  std::filesystem::path out;
  bool json = false;
};
[[nodiscard]] int backup(const BackupOptions& options);

struct RestoreOptions {
  std::filesystem::path backup;
  std::filesystem::path data;
  std::filesystem::path key = {};    // where log.key is kept; empty: in the folder already
  std::filesystem::path since = {};  // the newest checkpoint known outside
  bool nothing_newer = false;
  bool json = false;
};
[[nodiscard]] int restore(const RestoreOptions& options);

struct WitnessOptions {
  std::filesystem::path data;
  std::string listen = "127.0.0.1:8081";
  std::vector<std::string> logs;      // verifier keys
  std::filesystem::path policy = {};  // a C2SP tlog-policy whose logs are known too
};
[[nodiscard]] int witness(const WitnessOptions& options);

struct WitnessInitOptions {
  std::filesystem::path data;
  std::string name;
};
[[nodiscard]] int witness_init(const WitnessInitOptions& options);

struct WitnessKeyOptions {
  std::filesystem::path data;
};
[[nodiscard]] int witness_key(const WitnessKeyOptions& options);

struct DropInitOptions {
  std::filesystem::path data;
  std::string name;     // empty: the host of its URL
  std::string house;    // the institution's origin
  std::string url;      // the drop's own
  std::string log_key;  // the institution's, known from elsewhere
};
[[nodiscard]] int drop_init(const DropInitOptions& options);

struct DropServeOptions {
  std::filesystem::path data;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8082;
};
[[nodiscard]] int drop_serve(const DropServeOptions& options);

struct DropRelayOptions {
  std::filesystem::path data;
};
[[nodiscard]] int drop_relay(const DropRelayOptions& options);

struct DropDoctorOptions {
  std::filesystem::path data;
  bool json = false;
};
[[nodiscard]] int drop_doctor(const DropDoctorOptions& options);

struct PolicyCheckOptions {
  std::filesystem::path policy;
  bool json = false;
};
[[nodiscard]] int policy_check(const PolicyCheckOptions& options);

struct MapOptions {
  std::filesystem::path votes = {};                 // an export's folder, or one votes.csv
  std::vector<std::filesystem::path> compare = {};  // before and after, in place of `votes`
  std::filesystem::path out = {};                   // the folder to write; empty: only the terminal
  std::optional<int> agree = {};
  std::string method = "model";  // model, polis
  unsigned groups = 0;           // 0: chosen by the votes
  std::uint32_t floor = 10;
  unsigned threads = 0;
  std::filesystem::path coords = {};
  std::filesystem::path predict = {};
  std::filesystem::path pred = {};
  bool other_people = false;   // compare: the same id is not the same person
  std::uint32_t eligible = 0;  // compare: how many could have voted; 0: not known
  bool json = false;
};
[[nodiscard]] int map(const MapOptions& options);
[[nodiscard]] int map_compare(const MapOptions& options);

struct DoctorOptions {
  std::filesystem::path data;
  MailOptions mail = {};  // with a URL: the mail server is greeted too
  bool json = false;
};
[[nodiscard]] int doctor(const DoctorOptions& options);

}  // namespace demur::cli
