// The commands of those whom nobody knows, and of those who open what they sealed. As commands.hpp: each
// returns the exit code and has said on the terminal what happened. Passphrases and reply phrases are asked
// for (secret_terminal.hpp), never taken as options.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace demur::cli {

struct MemberOptions {
  std::string house = {};             // to enrol
  std::string login = {};             // to enrol
  std::string log_key = {};           // the log's verifier key, known from elsewhere
  std::filesystem::path policy = {};  // whose cosignatures the log must have that records the keys
  std::string wallet = {};            // the file; empty: ~/.demur-wallet
  std::string scope = {};             // what to forget: one scope, or with `all` everything
  std::uint32_t floor = 20;
  bool all = false;
  bool json = false;
};
[[nodiscard]] int member_enroll(const MemberOptions& options);
[[nodiscard]] int member_collect(const MemberOptions& options);
[[nodiscard]] int member_tokens(const MemberOptions& options);
[[nodiscard]] int member_forget(const MemberOptions& options);

struct AnonymousOptions {
  std::string drop = {};
  std::string wallet = {};
  std::string show = "members";  // the class to show: a set of people, of which one filed
  std::uint32_t floor = 20;
  std::string decision = {};  // to file: its number
  std::string kind = "change_of_policy";
  std::string title = {};
  std::filesystem::path text = {};
  std::string remedy = {};
  std::vector<std::filesystem::path> attachments = {};
  std::filesystem::path receipt = "receipt.json";
  int phrase_fd = -1;       // where the phrase is written in place of the terminal
  std::string filing = {};  // to co-sign: its id
  std::string round = {};   // to vote or propose: its id
  std::filesystem::path votes = {};
  bool dry_run = false;
  bool again = false;  // send what an earlier run could not
  bool json = false;
};
[[nodiscard]] int file_anonymous(const AnonymousOptions& options);
[[nodiscard]] int cosign(const AnonymousOptions& options);
[[nodiscard]] int vote(const AnonymousOptions& options);
[[nodiscard]] int propose(const AnonymousOptions& options);

struct ReplyOptions {
  std::string drop = {};
  std::string log_key = {};
  std::filesystem::path receipt = {};  // of the filing: knows the log's key, and counts the messages
  std::filesystem::path keys = {};     // the copy of the keys log that later ones must extend
  std::uint32_t floor = 20;
  std::filesystem::path write = {};  // a file with a message, or with the words of what else is said
  std::string last_word = {};        // satisfied, partly, maintained
  std::string review = {};           // right, partly_right, wrong, too_early
  std::filesystem::path keep = {};   // a new file for what was sent of a review
  bool withdraw = false;
  bool json = false;
};
[[nodiscard]] int reply(const ReplyOptions& options);

struct OfficerOptions {
  std::string house = {};
  std::string login = {};   // by password; or
  std::string wallet = {};  // by the passkey in this wallet
  std::string log_key = {};
  std::filesystem::path key = {};                 // the key file
  std::vector<std::filesystem::path> older = {};  // key files from before a rotation
  std::string filing = {};
  std::string successor = {};  // a post; empty: one's own present key
  std::string reason = {};
  std::string title = {};
  std::filesystem::path text = {};
  std::filesystem::path out = {};  // a folder for what was opened
  bool json = false;
};
[[nodiscard]] int officer_keygen(const OfficerOptions& options);
[[nodiscard]] int officer_publish(const OfficerOptions& options);
[[nodiscard]] int officer_list(const OfficerOptions& options);
[[nodiscard]] int officer_agree(const OfficerOptions& options);
[[nodiscard]] int officer_open(const OfficerOptions& options);
[[nodiscard]] int officer_release(const OfficerOptions& options);
[[nodiscard]] int officer_write(const OfficerOptions& options);
[[nodiscard]] int officer_hand_over(const OfficerOptions& options);

struct VerifyUiOptions {
  std::string site;  // a house's address, or a drop's
  std::string log_key = {};
  bool json = false;
};
[[nodiscard]] int verify_ui(const VerifyUiOptions& options);

struct ExportOptions {
  std::filesystem::path data;
  std::filesystem::path out;
  std::vector<std::string> recipients;  // age1... or ssh keys, as `age -r` takes them
  bool json = false;
};
[[nodiscard]] int export_age(const ExportOptions& options);

}  // namespace demur::cli
