//! Running a test of ours once more, as a process of its own: for what it prints and how it ends.

use std::process::Command;

/// Set in the child; says what it is to do.
const PART: &str = "FTPMOCK_TEST_PART";

/// What a child process made of its part.
pub(crate) struct Output {
    pub(crate) passed: bool,
    /// Everything it printed, standard error first.
    pub(crate) printed: String,
}

/// The part that this process is to play; `None` in the parent.
pub(crate) fn part() -> Option<String> {
    std::env::var(PART).ok()
}

/// Runs `test`, the test function that calls this, in a child that plays `part`.
pub(crate) fn play<F: Fn()>(_test: F, part: &str, env: &[(&str, &str)]) -> Output {
    let path = std::any::type_name::<F>();
    let (_program, name) = path.split_once("::").unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(PART, part)
        .env("RUST_BACKTRACE", "0")
        .env_remove("FTPMOCK_TRANSCRIPT")
        .env_remove("FTPMOCK_SEED")
        .envs(env.iter().copied())
        .output()
        .unwrap();
    let printed = [output.stderr, output.stdout].concat();
    let printed = String::from_utf8(printed).unwrap();
    assert!(printed.contains("running 1 test"), "{name}: {printed}");
    Output {
        passed: output.status.success(),
        printed,
    }
}
