//! The program `ftpmock`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ftpmock::cli::main()
}
