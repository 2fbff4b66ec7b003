// Secrets between a person and the program: passphrases and reply phrases. Never from the command line, never
// from the environment, never into a file that nobody asked for: typed on the terminal without being shown,
// or one line each on standard input where another program writes them.
//
//   leave_no_core();
//   const SecretBytes passphrase = DEMUR_TRY(ask_secret("Passphrase of the wallet"));
//   DEMUR_TRY(show_once(phrase.text(), options.phrase_fd));
//
// Errors: Code::unauthenticated where nothing came, Code::invalid for what cannot be.
#pragma once

#include <string_view>

#include "demur/anonymity/secret.hpp"
#include "demur/core/result.hpp"

namespace demur::cli {

// A crash of this process leaves no copy of its memory on the disk.
void leave_no_core();

[[nodiscard]] core::Result<anonymity::SecretBytes> ask_secret(std::string_view what);
// Twice on a terminal; 12 bytes at least.
[[nodiscard]] core::Result<anonymity::SecretBytes> ask_new_secret(std::string_view what);

// Code::invalid where the terminal is missing and no descriptor was given: before anything is done that
// cannot be undone.
[[nodiscard]] core::Status can_show(int descriptor);
// On the terminal, whatever standard output is, or into an open descriptor (-1: the terminal).
[[nodiscard]] core::Status show_once(std::string_view text, int descriptor);
// Waits for Return on the terminal; goes on at once where there is none.
void wait_until_written_down();

}  // namespace demur::cli
