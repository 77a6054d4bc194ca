//! The program `ftpmock`: what it is told, and what it does.
//!
//! Standard output has lines for machines only, one JSON object each; all that is for people goes to
//! standard error.

mod admin;
mod args;
mod chaos;
mod check;
mod events;
mod failure;
mod outcome;
mod output;
mod rooms;
mod run;
mod serve;
mod setup;
mod stop;
mod wait;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Program, Task};
use failure::Failure;

/// What `run` gives when it could not run anything.
const RUN_FAILED: u8 = 125;

/// Does what the command line says.
pub fn main() -> ExitCode {
    let runs = std::env::args_os().nth(1).is_some_and(|task| task == "run");
    let failed = |usual: u8| ExitCode::from(if runs { RUN_FAILED } else { usual });
    let program = match Program::try_parse() {
        Ok(program) => program,
        Err(error) => {
            // To standard error, but for help that was asked for; nobody can be told when that fails.
            let _ = error.print();
            return match error.exit_code() {
                0 => ExitCode::SUCCESS,
                _ => failed(2),
            };
        }
    };
    let done = match program.task {
        Task::Serve(serve) => serve::serve(serve),
        Task::Run(run) => run::run(run),
        Task::Check { scenarios } => check::check(&scenarios),
        Task::Wait(wait) => wait::wait(&wait),
        Task::Schema => output::line(crate::scenario::Scenario::schema().trim_end()),
        Task::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Program::command(), "ftpmock", &mut script);
            output::line(String::from_utf8_lossy(&script).trim_end())
        }
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            output::tell(&failure.to_string());
            failed(2)
        }
    }
}
