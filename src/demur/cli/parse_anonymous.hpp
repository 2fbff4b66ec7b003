// The command line of what anonymous_commands.hpp declares: main.cpp adds it to its own.
#pragma once

#include "demur/cli/anonymous_commands.hpp"

namespace CLI {
class App;
}

namespace demur::cli {

struct AnonymousCommands {
  MemberOptions member = {};
  AnonymousOptions cosign = {};
  AnonymousOptions vote = {};
  AnonymousOptions propose = {};
  ReplyOptions reply = {};
  OfficerOptions officer = {};
  VerifyUiOptions verify_ui = {};
  ExportOptions export_age = {};
};

void add_anonymous_commands(CLI::App& app, AnonymousCommands& options, int& exit_code);

// `demur file --anonymous` and what belongs to it.
void add_anonymous_filing(CLI::App& file, AnonymousOptions& options);

}  // namespace demur::cli
