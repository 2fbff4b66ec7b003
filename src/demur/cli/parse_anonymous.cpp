#include "demur/cli/parse_anonymous.hpp"

#include <CLI/CLI.hpp>

namespace demur::cli {
namespace {

constexpr const char* kSecrets =
    "Passphrases, passwords and phrases are typed on the terminal and not shown; a program writes them to\n"
    "standard input, one a line, in the order in which they are asked for.\n";

void add_floor(CLI::App* command, std::uint32_t& floor) {
  command
      ->add_option("--floor", floor,
                   "The smallest set of people that you hide among: smaller ones are refused")
      ->capture_default_str();
}

void add_member(CLI::App& app, MemberOptions& options, int& exit_code) {
  auto* command =
      app.add_subcommand("member", "A member's wallet: prove membership once, file unknown later");
  command->require_subcommand(1);
  const auto wallet = [&](CLI::App* one) {
    one->add_option("--wallet", options.wallet, "The wallet's file; without, ~/.demur-wallet");
    one->add_flag("--json", options.json, "Print JSON");
  };
  auto* enroll = command->add_subcommand("enroll", "Make a wallet, and a passkey in it that the house knows");
  enroll->add_option("--house", options.house, "The institution's address")->required();
  enroll->add_option("--login", options.login, "Your login; the password is asked for")->required();
  enroll->add_option("--log-key", options.log_key, "The log's verifier key, as you know it from elsewhere");
  const auto policy = [&](CLI::App* one) {
    one->add_option("--policy", options.policy,
                    "Which witnesses must have cosigned the log that records the keys: a C2SP tlog-policy");
  };
  policy(enroll);
  add_floor(enroll, options.floor);
  wallet(enroll);
  enroll->footer(std::string(kSecrets) +
                 "Asks for: your password, a new passphrase for the wallet.\n"
                 "Example:\n  demur member enroll --house https://dissent.example.org --login mara");
  enroll->callback([&] { exit_code = member_enroll(options); });
  auto* collect = command->add_subcommand("collect", "Fetch every token that is ready for you");
  policy(collect);
  add_floor(collect, options.floor);
  wallet(collect);
  collect->footer(
      std::string(kSecrets) +
      "Checks the whole keys log first, and that it extends what was seen before. Fetch as everybody\n"
      "does, when tokens are ready, and not when you are about to file. Exit code 1: a key was\n"
      "refused, and why.\n"
      "Example:\n  demur member collect");
  collect->callback([&] { exit_code = member_collect(options); });
  auto* tokens = command->add_subcommand("tokens", "What is in the wallet");
  wallet(tokens);
  tokens->footer("Example:\n  demur member tokens --json");
  tokens->callback([&] { exit_code = member_tokens(options); });
  auto* forget = command->add_subcommand("forget", "Delete tokens: they are not given again");
  forget->add_option("--scope", options.scope, "Of one scope, such as file:2026q4");
  forget->add_flag("--all", options.all, "All of them, and what waits to be sent");
  wallet(forget);
  forget->footer("Example:\n  demur member forget --scope cosign:abcdefghijklmnopqrstuvwxyz");
  forget->callback([&] { exit_code = member_forget(options); });
}

void add_cosign(CLI::App& app, AnonymousOptions& options, int& exit_code) {
  auto* command = app.add_subcommand("cosign", "Stand behind an anonymous filing, as a member and no more");
  command->add_option("filing", options.filing, "The filing's id")->required();
  command->add_option("--drop", options.drop, "The drop's address")->required();
  command->add_option("--wallet", options.wallet, "The wallet's file; without, ~/.demur-wallet");
  command->add_option("--show", options.show, "The set of people that you show to be one of")
      ->capture_default_str();
  add_floor(command, options.floor);
  command->add_flag("--dry-run", options.dry_run, "Say what would be told to whom, and send nothing");
  command->add_flag("--json", options.json, "Print JSON");
  command->footer(std::string(kSecrets) +
                  "Example:\n  demur cosign abcdefghijklmnopqrstuvwxyz --drop https://drop.example.net");
  command->callback([&] { exit_code = cosign(options); });
}

void add_vote(CLI::App& app, AnonymousOptions& options, int& exit_code) {
  auto* command = app.add_subcommand("vote", "Vote in an opinion round by token, as a member and no more");
  command->add_option("round", options.round,
                      "The round's id; without, the rounds and their statements are listed");
  command->add_option("--drop", options.drop, "The drop's address")->required();
  command->add_option(
      "--votes", options.votes,
      "A file with your votes: a line each, of a statement's number and agree, disagree or pass");
  options.receipt.clear();
  command->add_option(
      "--receipt", options.receipt,
      "A new file for what was sent, to check later that it was counted. It holds your votes");
  command->add_option("--wallet", options.wallet, "The wallet's file; without, ~/.demur-wallet");
  add_floor(command, options.floor);
  command->add_flag("--dry-run", options.dry_run, "Say what would be told to whom, and send nothing");
  command->add_flag("--json", options.json, "Print JSON");
  command->footer(
      std::string(kSecrets) +
      "The token comes with demur member collect, as everybody's does, on the day after the round\n"
      "opened. Vote again to change votes, until the round's last day: what is sent last counts.\n"
      "Whoever gets hold of the file of --receipt, and knows that it is yours, knows how you voted. Without "
      "it\n"
      "nobody can tell, not you either, whether your votes were counted.\n"
      "Your votes together are like a fingerprint: whoever knows some of them may find the rest in\n"
      "what this drop and the institution's server hold. They are shown to nobody.\n"
      "Examples:\n  demur vote --drop https://drop.example.net\n"
      "  demur vote abcdefghijklmnopqrstuvwxyz --drop https://drop.example.net --votes votes.txt");
  command->callback([&] { exit_code = vote(options); });
}

void add_propose(CLI::App& app, AnonymousOptions& options, int& exit_code) {
  auto* command = app.add_subcommand(
      "propose", "Propose a statement for an opinion round by token, as a member and no more");
  command->add_option("round", options.round, "The round's id, as demur vote lists it")->required();
  command->add_option("--drop", options.drop, "The drop's address")->required();
  command->add_option("--text", options.text, "A file with your words: one line of at most 600 bytes")
      ->required();
  options.receipt.clear();
  command->add_option("--receipt", options.receipt,
                      "A new file for what was sent, to see later what became of it. It holds your words");
  command->add_option("--wallet", options.wallet, "The wallet's file; without, ~/.demur-wallet");
  add_floor(command, options.floor);
  command->add_flag("--dry-run", options.dry_run, "Say what would be told to whom, and send nothing");
  command->add_flag("--json", options.json, "Print JSON");
  command->footer(
      std::string(kSecrets) +
      "Three tokens for each round come with demur member collect, as everybody's do. Each is spent on one\n"
      "proposal: nobody can tell that two are one member's, unless the words tell. Custodians read it "
      "before\n"
      "it is shown, and may reject it with a reason; both are in the public log. It cannot be taken back.\n"
      "Nobody can tell who proposed it, but how you write, and what only you can know, may give you away.\n"
      "Whoever runs the drop or the institution's server sees on which day a vote and a proposal came, and "
      "may\n"
      "guess that two of one day are one person's: do them on different days.\n"
      "Whoever gets hold of the file of --receipt, and knows that it is yours, knows what you proposed.\n"
      "Example:\n"
      "  demur propose abcdefghijklmnopqrstuvwxyz --drop https://drop.example.net --text statement.txt");
  command->callback([&] { exit_code = propose(options); });
}

void add_reply(CLI::App& app, ReplyOptions& options, int& exit_code) {
  auto* command =
      app.add_subcommand("reply", "Come back to an anonymous filing: read, write, say the last word");
  command->add_option("--drop", options.drop, "The drop's address; --receipt knows it too");
  command->add_option("--receipt", options.receipt, "The receipt of the filing: counts your messages");
  command->add_option("--log-key", options.log_key, "The log's verifier key, as you know it from elsewhere");
  command->add_option("--keys", options.keys, "Keep the keys log here: later ones must extend it");
  add_floor(command, options.floor);
  command->add_option("--write", options.write,
                      "A file with your message, or with the words of your last word or review");
  command->add_option("--last-word", options.last_word, "satisfied, partly, maintained");
  command->add_option("--review", options.review,
                      "Years after, was your dissent right: right, partly_right, wrong, too_early");
  command->add_option("--keep", options.keep,
                      "With --review: a new file for what was sent, to see later whether the log has it. It "
                      "tells whoever finds it that the filing is yours");
  command->add_flag("--withdraw", options.withdraw, "Withdraw the filing, for good");
  command->add_flag("--json", options.json, "Print JSON");
  command->footer(
      std::string(kSecrets) +
      "Asks for the phrase. The whole list of filings and all replies of the quarter are fetched and\n"
      "tried here, so the drop does not learn which are yours.\n"
      "Examples:\n  demur reply --drop https://drop.example.net\n"
      "  demur reply --receipt receipt.json --last-word partly --write words.txt\n"
      "  demur reply --receipt receipt.json --review right --keep review.json\n"
      "  demur verify review.json --log https://dissent.example.org/log");
  command->callback([&] { exit_code = reply(options); });
}

struct OfficerVerb {
  const char* name;
  const char* words;
  const char* example;  // what stands after `demur officer`, before who is asking where
  int (*run)(const OfficerOptions&);
};

CLI::App* add_verb(CLI::App& officer, OfficerOptions& options, int& exit_code, const OfficerVerb& verb) {
  auto* command = officer.add_subcommand(verb.name, verb.words);
  command->add_option("--house", options.house, "The institution's address")->required();
  command->add_option("--login", options.login, "Your login; the password is asked for");
  command->add_option("--wallet", options.wallet, "Sign in by the passkey in this wallet instead");
  command->add_option("--log-key", options.log_key, "The log's verifier key, as you know it from elsewhere");
  command->add_flag("--json", options.json, "Print JSON");
  command->footer(std::string(kSecrets) + "Example:\n  demur officer " + verb.example +
                  " --house https://dissent.example.org --login edda");
  command->callback([&options, &exit_code, run = verb.run] { exit_code = run(options); });
  return command;
}

void add_key(CLI::App* command, OfficerOptions& options) {
  command->add_option("--key", options.key, "Your key file")->required();
}

void add_sealed_filing(CLI::App* command, OfficerOptions& options) {
  command->add_option("filing", options.filing, "The filing's id")->required();
  add_key(command, options);
  command->add_option("--older-key", options.older, "A key file from before a rotation; once for each");
}

void add_officer(CLI::App& app, OfficerOptions& options, int& exit_code) {
  auto* officer = app.add_subcommand("officer", "A custodian's work on what is sealed");
  officer->require_subcommand(1);
  const auto add = [&](const OfficerVerb& verb) { return add_verb(*officer, options, exit_code, verb); };
  add_key(add({"keygen", "Make your keys: one file, locked by a passphrase", "keygen --key edda.key",
               officer_keygen}),
          options);
  add_key(
      add({"publish", "Put the public halves into the keys log", "publish --key edda.key", officer_publish}),
      options);
  add({"list", "What is sealed, and how far it is", "list", officer_list});
  add_sealed_filing(add({"agree", "Agree that others open a filing; it is recorded",
                         "agree ID --key edda.key", officer_agree}),
                    options);
  auto* open = add({"open", "Open a filing, once enough have agreed; it is recorded, with your reason",
                    "open ID --reason 'To acknowledge it' --key edda.key", officer_open});
  add_sealed_filing(open, options);
  open->add_option("--reason", options.reason, "Stands in the log; needed the first time");
  open->add_option("--out", options.out, "A folder for the attachments");
  auto* release =
      add({"release", "Let those who must answer read a text: whole, or reworded against recognition",
           "release ID --title 'The waiver' --text reworded.txt", officer_release});
  release->add_option("filing", options.filing, "The filing's id")->required();
  release->add_option("--title", options.title, "One line")->required();
  release->add_option("--text", options.text, "A file with the text that they read")->required();
  auto* write = add({"write", "Write to the author, whom nobody knows",
                     "write ID --text answer.txt --key edda.key", officer_write});
  add_sealed_filing(write, options);
  write->add_option("--text", options.text, "A file with the text, 7,815 bytes at most")->required();
  auto* hand_over =
      add({"handover",
           "Hand your shares of all that is sealed to a successor, or to your own present key from "
           "older ones; each is recorded",
           "handover --to 'custodian 4' --key edda.key", officer_hand_over});
  add_key(hand_over, options);
  hand_over->add_option("--older-key", options.older, "A key file from before a rotation; once for each");
  hand_over->add_option("--to", options.successor,
                        "The successor's post, as Settings, Keys and drops has it. Without it: to your own "
                        "present key, so that the older ones are needed no more");
}

void add_verify_ui(CLI::App& app, VerifyUiOptions& options, int& exit_code) {
  auto* command =
      app.add_subcommand("verify-ui", "Check the scripts that a house or a drop serves, as anybody");
  command->add_option("site", options.site, "Its address")->required();
  command->add_option("--log-key", options.log_key, "The log's verifier key, as you know it from elsewhere");
  command->add_flag("--json", options.json, "Print JSON");
  command->footer(
      "Fetches every script, style and picture that an anonymous visitor gets, and compares their SHA-256\n"
      "with the keys log's newest record of them and with what this program has built in. Pages must name\n"
      "no script beside these, and hold none. It sees what is served to you now: let others run it too.\n"
      "Exit code 0: all alike. 1: something differs, and which.\n"
      "Example:\n  demur verify-ui https://drop.example.net");
  command->callback([&] { exit_code = verify_ui(options); });
}

void add_export(CLI::App& app, ExportOptions& options, int& exit_code) {
  auto* command =
      app.add_subcommand("export", "The institution's records, for whoever keeps them after Demur");
  command->add_option("--data", options.data, "The institution's folder; its server may be running")
      ->required();
  command->add_option("out", options.out, "The file to make, such as records.tar.age")->required();
  command->add_option("--age", options.recipients, "To whom it is encrypted: an age recipient; once for each")
      ->required();
  command->add_flag("--json", options.json, "Print JSON");
  command->footer(
      "A tar, encrypted by Debian's program age: the log and the keys log as files, the private parts that\n"
      "the log's commitments stand for, the sealed envelopes, and a README that explains them. Names and\n"
      "texts are in it in clear, for the recipients.\n"
      "Example:\n  demur export --data /var/lib/demur --age "
      "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p "
      "records.tar.age");
  command->callback([&] { exit_code = export_age(options); });
}

}  // namespace

void add_anonymous_commands(CLI::App& app, AnonymousCommands& options, int& exit_code) {
  add_member(app, options.member, exit_code);
  add_cosign(app, options.cosign, exit_code);
  add_vote(app, options.vote, exit_code);
  add_propose(app, options.propose, exit_code);
  add_reply(app, options.reply, exit_code);
  add_officer(app, options.officer, exit_code);
  add_verify_ui(app, options.verify_ui, exit_code);
  add_export(app, options.export_age, exit_code);
}

void add_anonymous_filing(CLI::App& file, AnonymousOptions& options) {
  file.add_option("--drop", options.drop, "With --anonymous: the drop's address");
  file.add_option("--wallet", options.wallet,
                  "With --anonymous: the wallet's file; without, ~/.demur-wallet");
  file.add_option("--show", options.show, "With --anonymous: the set of people that you show to be one of")
      ->capture_default_str();
  add_floor(&file, options.floor);
  file.add_option("--attach", options.attachments, "With --anonymous: a file; cleaned first; once for each");
  file.add_option("--phrase-fd", options.phrase_fd,
                  "With --anonymous: write the phrase to this open descriptor, not to the terminal");
  file.add_flag("--dry-run", options.dry_run,
                "With --anonymous: say what would be told to whom, and send nothing");
  file.add_flag("--again", options.again, "With --anonymous: send what an earlier run could not");
}

}  // namespace demur::cli
