// The command line: reads it, and calls one function of commands.hpp.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "demur/cli/commands.hpp"
#include "demur/cli/opinion_commands.hpp"
#include "demur/cli/parse_anonymous.hpp"
#include "demur/cli/ui_bundle.hpp"

namespace {

using namespace demur::cli;

void add_init(CLI::App& app, InitOptions& options, int& exit_code) {
  auto* command =
      app.add_subcommand("init", "Make an institution: its folder, its log key, its first custodian");
  command->add_option("--data", options.data, "The folder to make")->required();
  command->add_option("--name", options.name, "The institution's name")->required();
  command
      ->add_option(
          "--origin", options.origin,
          "The log's name, such as dissent.example.org/log; for good. {key} in it becomes\nthe hash of the "
          "log's key")
      ->required();
  command->add_option("--policy", options.policy, "A built-in policy, or a TOML file")->capture_default_str();
  command->add_option("--office", options.office, "The office that keeps the channel")->capture_default_str();
  command->add_option("--login", options.login, "The first custodian's login")->required();
  command->add_option("--custodian", options.custodian, "The first custodian's name")->required();
  command->footer(
      "Prints an invitation by which the custodian chooses a password or a passkey.\n"
      "Example:\n  demur init --data /var/lib/demur --name 'Ministry of X' --origin dissent.example.org/log "
      "\\\n"
      "    --login edda --custodian 'Edda Varga'");
  command->callback([&] { exit_code = init(options); });
}

void add_mail(CLI::App* command, MailOptions& mail) {
  command->add_option("--smtp", mail.url, "The mail server: smtps://HOST, or smtp://HOST with STARTTLS");
  command->add_option("--mail-from", mail.from, "The address that mails come from")->needs("--smtp");
  command->add_option("--smtp-user", mail.user, "Who signs in at the mail server")->needs("--smtp");
  command->add_option("--smtp-password-file", mail.password_file, "A file that holds the password")
      ->needs("--smtp-user");
  command->add_option("--smtp-ca", mail.ca_file, "Certificates to believe in, in place of the system's")
      ->needs("--smtp");
}

void add_serve(CLI::App& app, ServeOptions& options, int& exit_code) {
  auto* command = app.add_subcommand("serve", "Serve an institution's pages and its log");
  command->add_option("--data", options.data, "The institution's folder")->required();
  command->add_option("--listen", options.listen, "ADDRESS:PORT")->capture_default_str();
  command->add_option("--public-url", options.public_url,
                      "What people type, behind a proxy: https://dissent.example.org");
  command->add_option("--witness-policy", options.witness_policy,
                      "Who must cosign the log before it is shown: a C2SP tlog-policy with addresses");
  add_mail(command, options.mail);
  command->add_option("--mail-hour", options.mail.hour, "The hour, UTC, at which each day's mails are made")
      ->check(CLI::Range(0, 23))
      ->capture_default_str();
  command->footer(
      "Speaks plain HTTP: put a TLS proxy in front of it (docs/operating.md). Ends on SIGTERM or\n"
      "SIGINT, after the requests under way.\n"
      "Example:\n  demur serve --data /var/lib/demur --public-url https://dissent.example.org");
  command->callback([&] { exit_code = serve(options); });
}

void add_demo(CLI::App& app, DemoOptions& options, int& exit_code) {
  auto* command = app.add_subcommand("demo", "Start an invented ministry, to look around in");
  command->add_option("--data", options.data, "Keep it in this folder; without, it goes when the demo ends");
  command->add_option("--listen", options.listen, "ADDRESS:PORT, on this machine only")
      ->capture_default_str();
  command->footer("Example:\n  demur demo --listen 127.0.0.1:8080");
  command->callback([&] { exit_code = demo(options); });
}

void add_file(CLI::App& app, FileOptions& options, AnonymousOptions& anonymous, int& exit_code) {
  auto* command = app.add_subcommand("file", "File a dissent on a running server, and keep the receipt");
  command->add_option("--server", options.server, "The server's address")->capture_default_str();
  auto* login = command->add_option("--login", options.login,
                                    "Your login; the password is asked for, or read from DEMUR_PASSWORD");
  command->add_option("--decision", options.decision, "The decision's number, such as 2026/14");
  command
      ->add_option("--kind", options.kind, "change_of_policy, implementation, before_final_action, procedure")
      ->capture_default_str();
  command->add_option("--standing", options.standing, "named, confidential")->capture_default_str();
  command->add_option("--title", options.title, "One line");
  command->add_option("--text", options.text, "A file with the text, or - for standard input");
  command->add_option("--would-change-my-mind", options.would_change_my_mind, "What would");
  command->add_option("--receipt", options.receipt, "Where to keep the receipt")->capture_default_str();
  command->add_flag("--json", options.json, "Print JSON");
  command->add_flag("--anonymous", options.anonymous, "At a drop, as a member and no more")->excludes(login);
  add_anonymous_filing(*command, anonymous);
  command->footer(
      "Named or confidential, at the house: --login, --decision, --title and --text are needed.\n"
      "With --anonymous the passphrase of the wallet is asked for (demur member); the phrase by which you\n"
      "come back is shown once, on the terminal. --dry-run says first what would be told to whom.\n"
      "Examples:\n  demur file --server http://localhost:8080 --login member --decision 2026/14 \\\n"
      "    --title 'The waiver pays for itself' --text dissent.txt\n"
      "  demur file --anonymous --drop https://drop.example.net --decision 2026/14 \\\n"
      "    --title 'The waiver pays for itself' --text dissent.txt --attach table.csv --dry-run");
  command->callback([&] {
    if (!options.anonymous) {
      exit_code = file(options);
      return;
    }
    anonymous.decision = options.decision;
    anonymous.kind = options.kind;
    anonymous.title = options.title;
    anonymous.text = options.text;
    anonymous.remedy = options.would_change_my_mind;
    anonymous.receipt = options.receipt;
    anonymous.json = options.json;
    exit_code = file_anonymous(anonymous);
  });
}

void add_verify(CLI::App& app, VerifyOptions& options, int& exit_code) {
  auto* command = app.add_subcommand("verify", "Check a receipt, without any server; prove a silence");
  command->add_option("receipt", options.receipt, "The receipt.json")->required();
  command->add_option(
      "--key", options.key,
      "The log's verifier key, or for a drop's receipt the drop's, as you know it from elsewhere");
  command->add_option("--policy", options.policy, "Which logs and witnesses you believe: a C2SP tlog-policy");
  command->add_flag("--silence", options.silence,
                    "Read the log: what was recorded on this filing, what was due, what is missing");
  command->add_option("--log", options.log,
                      "For --silence, a ballot or a proposal: a folder of `demur log export`, or a URL");
  command->add_option("--with", options.with,
                      "For a ballot: the files of all others that the same token sent in that round");
  command->add_flag("--json", options.json, "Print JSON");
  command->footer(
      "Without --key, and a --policy that names logs, the receipt's own key is used: that shows that the\n"
      "receipt holds together, not who signed it. With --policy its quorum of witnesses must have cosigned\n"
      "the proof. Exit code 0: everything in the receipt holds. 1: something does not, or the log\n"
      "contradicts it. 7, with --silence: something was promised or due, its day has passed, and it is\n"
      "not in the log.\n"
      "The file of a ballot by token takes --log, and --key is the log's: whether the votes were counted as\n"
      "they were cast. 7: the round closed, and the log has nothing by this token. 1: it has other votes, "
      "or\n"
      "nothing is shown: without --key, and where the keys log that stands with the log has no such drop or\n"
      "token, the file accuses nobody, for anybody can make one. The file of a proposal takes the same, and\n"
      "tells whether it was recorded, shown or rejected, and why. 7: its day has passed, and it is not "
      "there.\n"
      "Example:\n  demur verify receipt.json --key demur.example/log+5ad2079a+Aab...\n"
      "  demur verify --silence receipt.json --log https://demur.example/log --key demur.example/log+5ad...\n"
      "  demur verify ballot.json --with second.json --log https://demur.example/log --key "
      "demur.example/log+5ad...");
  command->callback([&] { exit_code = options.silence ? verify_silence(options) : verify(options); });
}

void add_audit(CLI::App& app, AuditOptions& options, int& exit_code) {
  auto* command = app.add_subcommand("audit", "Download a log, verify all of it, recompute every clock");
  command->add_option("log", options.log, "A folder of `demur log export`, or a URL such as https://host/log")
      ->required();
  command->add_option("--key", options.key, "The log's verifier key; a --policy that names one log will do");
  command->add_option("--policy", options.policy,
                      "Which logs and witnesses you believe, a C2SP tlog-policy: its quorum is asked for");
  command->add_option("--since", options.since, "A checkpoint kept from before: the log must extend it");
  command->add_flag("--json", options.json, "Print JSON");
  command->footer("Example:\n  demur audit http://localhost:8080/log --key \"$(demur log key --data DIR)\"");
  command->callback([&] { exit_code = audit(options); });
}

void add_log(CLI::App& app, LogKeyOptions& key, LogExportOptions& out, int& exit_code) {
  auto* command = app.add_subcommand("log", "The log's key, and the log as files");
  command->require_subcommand(1);
  auto* show_key =
      command->add_subcommand("key", "Print the note verifier key, to be published far and wide");
  show_key->add_option("--data", key.data, "The institution's folder")->required();
  show_key->footer("Example:\n  demur log key --data /var/lib/demur");
  show_key->callback([&] { exit_code = log_key(key); });
  auto* write = command->add_subcommand("export", "Write the log as static C2SP tlog-tiles files");
  write->add_option("--data", out.data, "The institution's folder; its server may be running")->required();
  write->add_option("out", out.out, "The folder to write; an earlier export is continued")->required();
  write->footer("Example:\n  demur log export --data /var/lib/demur /srv/www/log");
  write->callback([&] { exit_code = log_export(out); });
}

void add_opinion(CLI::App& app, OpinionOptions& options, int& exit_code) {
  auto* command = app.add_subcommand("opinion", "Opinion rounds, in the format of Polis's exports");
  command->require_subcommand(1);
  auto* rows =
      command->add_subcommand("rows", "Write a closed round with a row for each person: not for publication");
  rows->add_option("round", options.round, "The round's id, as in its address")->required();
  rows->add_option("out", options.out, "The folder to make, for its owner only")->required();
  rows->add_option("--data", options.data, "The institution's folder; its server may be running")->required();
  rows->add_flag("--json", options.json, "Print JSON");
  rows->footer(
      "A few votes that somebody knows single out most people in such rows. Nothing in this folder is for\n"
      "publication, comments.csv neither: its counts are exact. What may be published is on the round's "
      "page:\n"
      "statements, groups and another comments.csv, with nothing under the floor.\n"
      "Example:\n  demur opinion rows abcdefghijklmnopqrstuvwxyz rows/ --data /var/lib/demur");
  rows->callback([&] { exit_code = opinion_rows(options); });
  auto* statements =
      command->add_subcommand("statements", "Print the statements of an export, to be asked in a round here");
  statements
      ->add_option("from", options.from, "A folder in the format of Polis's exports, or its comments.csv")
      ->required();
  statements->add_flag("--json", options.json, "Print JSON");
  statements->footer(
      "One a line, as the form that opens a round takes them. Left out: what was rejected, what is about "
      "the\n"
      "person who votes, what is too long. Votes are not taken over: nobody here cast them. `demur map` "
      "reads\n"
      "them.\n"
      "Example:\n  demur opinion statements export/ > statements.txt");
  statements->callback([&] { exit_code = opinion_statements(options); });
}

void add_backup(CLI::App& app, BackupOptions& options, int& exit_code) {
  auto* command =
      app.add_subcommand("backup", "Copy the database, whole and proven, while its server goes on");
  command->add_option("--data", options.data, "The institution's folder; its server may be running")
      ->required();
  command->add_option("out", options.out, "The file to make; it gets its name when it was proven")
      ->required();
  command->add_flag("--json", options.json, "Print JSON");
  command->footer(
      "The copy holds everything that was acknowledged before, every text and name in clear, and not\n"
      "log.key: keep the two apart. FILE.json beside it says what it is, sealed by the key. Exit code 0: "
      "all\n"
      "of it was checked. 7: it is taken and as the database is, but look: not all of that holds. 1: the "
      "copy\n"
      "is not whole, and was not kept.\n"
      "Example:\n  demur backup --data /var/lib/demur /backup/demur-$(date -u +%F).db");
  command->callback([&] { exit_code = backup(options); });
}

void add_restore(CLI::App& app, RestoreOptions& options, int& exit_code) {
  auto* command = app.add_subcommand("restore", "Put a backup in place, where there is no institution");
  command->add_option("backup", options.backup, "The file that `demur backup` made")->required();
  command->add_option("--data", options.data, "The folder to fill")->required();
  command->add_option("--key", options.key, "Where log.key is kept; without, it is in the folder already");
  auto* since = command->add_option("--since", options.since,
                                    "The newest checkpoint that there is outside; the backup must extend it");
  command
      ->add_flag("--nothing-newer", options.nothing_newer,
                 "Nobody holds a later checkpoint than the backup's: you have looked")
      ->excludes(since);
  command->add_flag("--json", options.json, "Print JSON");
  command->footer(
      "Checks all of the copy first, and puts it in place as a whole or not at all. A backup that is\n"
      "older than what others hold of the log is refused: to go on from it would fork the log. Exit code 7:\n"
      "it is in place as it was taken, but look: not all of it holds.\n"
      "Example:\n  demur restore /backup/demur-2026-11-23.db --data /var/lib/demur --key /safe/log.key \\\n"
      "    --since /srv/demur-log/checkpoint");
  command->callback([&] { exit_code = restore(options); });
}

struct WitnessCommands {
  WitnessOptions serve = {};
  WitnessInitOptions init = {};
  WitnessKeyOptions key = {};
};

void add_witness(CLI::App& app, WitnessCommands& options, int& exit_code) {
  auto* command = app.add_subcommand("witness", "Cosign other people's logs, as long as they only grow");
  command->add_option("--data", options.serve.data, "The witness's folder, made by `demur witness init`");
  command->add_option("--listen", options.serve.listen, "ADDRESS:PORT")->capture_default_str();
  command->add_option("--log", options.serve.logs, "The verifier key of a log to cosign; once for each log");
  command->add_option("--policy", options.serve.policy,
                      "A C2SP tlog-policy file, whose logs are cosigned too");
  command->footer(
      "Speaks the witness protocol (C2SP tlog-witness): POST /add-checkpoint, and GET\n"
      "/SHA-256-OF-ORIGIN/checkpoint for what was cosigned last. Never restore its folder from a\n"
      "backup: a witness that forgot is made anew, with a new key (docs/operating.md).\n"
      "Example:\n  demur witness --data /var/lib/demur-witness --log "
      "'dissent.example.org/log+5ad2079a+Aab...'");
  command->callback([&options, &exit_code, command] {
    if (command->get_subcommands().empty()) exit_code = witness(options.serve);
  });
  auto* make = command->add_subcommand("init", "Make a witness: its folder and its key");
  make->add_option("--data", options.init.data, "The folder to make")->required();
  make->add_option("--name", options.init.name, "The witness's name, such as example.org/witness; for good")
      ->required();
  make->footer("Example:\n  demur witness init --data /var/lib/demur-witness --name example.org/witness");
  make->callback([&] { exit_code = witness_init(options.init); });
  auto* show = command->add_subcommand("key", "Print the verifier key, for the policies of others");
  show->add_option("--data", options.key.data, "The witness's folder")->required();
  show->footer("Example:\n  demur witness key --data /var/lib/demur-witness");
  show->callback([&] { exit_code = witness_key(options.key); });
}

struct DropCommands {
  DropInitOptions init = {};
  DropServeOptions serve = {};
  DropRelayOptions relay = {};
  DropDoctorOptions doctor = {};
};

void add_drop(CLI::App& app, DropCommands& options, int& exit_code) {
  auto* command =
      app.add_subcommand("drop", "A place apart where people file whom nobody knows, handed on once a day");
  command->require_subcommand(1);
  auto* make = command->add_subcommand("init", "Make a drop: its folder, its key");
  make->add_option("folder", options.init.data, "The folder to make")->required();
  make->add_option("--house", options.init.house, "The institution's address: https://dissent.example.org")
      ->required();
  make->add_option("--url", options.init.url, "The drop's own, at another host: https://drop.example.net")
      ->required();
  make->add_option("--name", options.init.name,
                   "Who keeps it, such as 'Staff association'; the host if left out");
  make->add_option(
      "--log-key", options.init.log_key,
      "The institution's log key as you know it from elsewhere; the first that it shows if left out");
  make->footer(
      "Prints the line by which a custodian registers the drop at the institution.\n"
      "Example:\n  demur drop init /var/lib/demur-drop --house https://dissent.example.org \\\n"
      "    --url https://drop.example.net --name 'Staff association'");
  make->callback([&] { exit_code = drop_init(options.init); });
  auto* serve = command->add_subcommand("serve", "Serve a drop's pages, and hand in once a day");
  serve->add_option("folder", options.serve.data, "The drop's folder")->required();
  serve->add_option("--address", options.serve.address, "The address to listen on")->capture_default_str();
  serve->add_option("--port", options.serve.port, "The port; 0: any free one")->capture_default_str();
  serve->footer(
      "Speaks plain HTTP: put a TLS proxy that keeps no log, or an onion service, in front of it\n"
      "(docs/operating.md). Ends on SIGTERM or SIGINT.\nExample:\n  demur drop serve /var/lib/demur-drop");
  serve->callback([&] { exit_code = drop_serve(options.serve); });
  auto* relay = command->add_subcommand("relay", "Fetch and hand in now, once; its server must be stopped");
  relay->add_option("folder", options.relay.data, "The drop's folder")->required();
  relay->footer("Example:\n  demur drop relay /var/lib/demur-drop");
  relay->callback([&] { exit_code = drop_relay(options.relay); });
  auto* doctor = command->add_subcommand("doctor", "Look for what is wrong with a drop; its server may run");
  doctor->add_option("folder", options.doctor.data, "The drop's folder")->required();
  doctor->add_flag("--json", options.doctor.json, "Print JSON");
  doctor->footer("Exit code 0: nothing is wrong.\nExample:\n  demur drop doctor /var/lib/demur-drop");
  doctor->callback([&] { exit_code = drop_doctor(options.doctor); });
}

void add_policy(CLI::App& app, PolicyCheckOptions& options, int& exit_code) {
  auto* command = app.add_subcommand("policy", "Channel policies");
  command->require_subcommand(1);
  auto* check = command->add_subcommand("check", "Say what is wrong with a policy file, by line");
  check->add_option("file", options.policy, "The TOML file")->required();
  check->add_flag("--json", options.json, "Print JSON");
  check->footer("Example:\n  demur policy check policies/state-dissent.toml");
  check->callback([&] { exit_code = policy_check(options); });
}

void add_map(CLI::App& app, MapOptions& options, int& exit_code) {
  auto* command =
      app.add_subcommand("map", "Where opinion divides and what bridges it, from votes on statements");
  auto* votes = command->add_option("votes", options.votes,
                                    "A folder in the format of Polis's exports, or one votes.csv");
  auto* compare =
      command->add_option("--compare", options.compare, "Two of them: before and after; what changed")
          ->expected(2)
          ->excludes(votes);
  command->add_option("--out", options.out,
                      "Write map.html, map.json, map.svg and CSV tables into this folder");
  command
      ->add_option("--agree", options.agree,
                   "The number that means agreement: 1 (Polis's exports) or -1 (its API)")
      ->check(CLI::IsMember({1, -1}));
  command->add_option("--method", options.method, "model, or polis: the classic pipeline")
      ->check(CLI::IsMember({"model", "polis"}))
      ->capture_default_str();
  command->add_option("--groups", options.groups, "So many groups; 0: as many as the votes show")
      ->check(CLI::Range(0, 9))
      ->capture_default_str();
  command->add_option("--floor", options.floor, "Show no count under this, nor what would give one away")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--threads", options.threads, "0: one a core; the result is the same")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
  command->add_option("--coords", options.coords,
                      "Write participant,x,y,group here: a row per person, not for publication");
  auto* predict = command->add_option("--predict", options.predict, "Read participant,comment from here ...");
  auto* pred = command->add_option("--pred", options.pred,
                                   "... and write participant,comment,p_disagree,p_pass,p_agree here");
  predict->needs(pred);
  pred->needs(predict);
  command
      ->add_flag("--other-people", options.other_people,
                 "For --compare: the same id in both is not the same person")
      ->needs(compare);
  command->add_option("--eligible", options.eligible, "For --compare: how many people could have voted")
      ->needs(compare);
  command->add_flag("--json", options.json, "Print JSON in place of text");
  command->footer(
      "Prints, and with --out writes: who took part, what bridges, what divides, groups, what is\n"
      "uncertain, and a picture last. Nothing has a row per person, and no count is under --floor, unless\n"
      "you ask. Exit code 0: done. 2: the votes cannot be read, or are of fewer people than --floor.\n"
      "Examples:\n"
      "  demur map export/ --out map/\n"
      "  demur map votes.csv --agree 1\n"
      "  demur map --compare spring/ autumn/ --eligible 240");
  command->callback([&] { exit_code = options.compare.empty() ? map(options) : map_compare(options); });
}

void add_doctor(CLI::App& app, DoctorOptions& options, int& exit_code) {
  auto* command =
      app.add_subcommand("doctor", "Look for what is wrong with this machine and an institution's folder");
  command->add_option("--data", options.data, "The institution's folder; its server must be stopped")
      ->required();
  add_mail(command, options.mail);
  command->add_flag("--json", options.json, "Print JSON");
  command->footer("Exit code 0: nothing is wrong.\nExample:\n  demur doctor --data /var/lib/demur");
  command->callback([&] { exit_code = doctor(options); });
}

}  // namespace

int main(int argc, char** argv) {
  if (sodium_init() < 0) {
    std::fputs("demur: no source of randomness on this machine\n", stderr);
    return 70;
  }
  CLI::App app("Demur: disagree formally, be answered on a clock, and prove it.", "demur");
  app.set_version_flag("--version", "demur " + std::string(program_version()));
  app.require_subcommand(1);
  app.footer("`demur COMMAND --help` has an example of each.");

  int exit_code = 0;
  InitOptions init_options;
  ServeOptions serve_options;
  DemoOptions demo_options;
  FileOptions file_options;
  AnonymousOptions anonymous_filing;
  AnonymousCommands anonymous_commands;
  VerifyOptions verify_options;
  AuditOptions audit_options;
  LogKeyOptions key_options;
  LogExportOptions export_options;
  OpinionOptions opinion_options;
  BackupOptions backup_options;
  RestoreOptions restore_options;
  WitnessCommands witness_options;
  DropCommands drop_options;
  PolicyCheckOptions policy_options;
  MapOptions map_options;
  DoctorOptions doctor_options;
  add_serve(app, serve_options, exit_code);
  add_demo(app, demo_options, exit_code);
  add_init(app, init_options, exit_code);
  add_file(app, file_options, anonymous_filing, exit_code);
  add_anonymous_commands(app, anonymous_commands, exit_code);
  add_verify(app, verify_options, exit_code);
  add_audit(app, audit_options, exit_code);
  add_log(app, key_options, export_options, exit_code);
  add_opinion(app, opinion_options, exit_code);
  add_backup(app, backup_options, exit_code);
  add_restore(app, restore_options, exit_code);
  add_witness(app, witness_options, exit_code);
  add_drop(app, drop_options, exit_code);
  add_policy(app, policy_options, exit_code);
  add_map(app, map_options, exit_code);
  add_doctor(app, doctor_options, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return exit_code;
}
