//! Clients that are programs of the machine; a test that needs a missing one says so and passes.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Runs curl, quiet but for errors, bounded, and untouched by the user's own settings.
///
/// `None` where there is no curl.
pub(crate) fn curl(args: &[&str]) -> Option<Output> {
    let mut curl = Command::new("curl");
    curl.args(["--disable", "--silent", "--show-error", "--noproxy", "*"]);
    curl.args(["--max-time", "30"]).args(args);
    run(curl)
}

/// Runs commands of lftp on a server; it stops at the first that fails.
///
/// `None` where there is no lftp.
pub(crate) fn lftp(url: &str, commands: &str) -> Option<Output> {
    lftp_with("", url, commands)
}

/// [`lftp`] with settings of its own.
pub(crate) fn lftp_with(settings: &str, url: &str, commands: &str) -> Option<Output> {
    let home = tempfile::tempdir().unwrap();
    let common = "set net:max-retries 1; set net:timeout 10; set cmd:fail-exit yes";
    let mut lftp = Command::new("lftp");
    lftp.env("HOME", home.path())
        .env("LFTP_HOME", home.path())
        .args(["--norc", "-c"])
        .arg(format!("{common}; {settings}; open {url}; {commands}"));
    run(lftp)
}

/// Runs a script with these arguments; its first failure is a traceback.
///
/// `None` where there is no Python.
pub(crate) fn python(script: &str, args: &[&str]) -> Option<Output> {
    let mut python = Command::new("python3");
    python.args(["-c", script]).args(args);
    run(python)
}

/// Runs OpenSSL's program.
///
/// `None` where there is none.
pub(crate) fn openssl(args: &[&str]) -> Option<Output> {
    let mut openssl = Command::new("openssl");
    openssl.args(args);
    run(openssl)
}

fn run(mut command: Command) -> Option<Output> {
    let program = command.get_program().to_owned();
    match command.stdin(Stdio::null()).output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("skipped: {} is not installed", program.display());
            None
        }
        Err(error) => panic!("{} can not be run: {error}", program.display()),
    }
}

/// The text that a program printed.
///
/// # Panics
/// When it failed, with what it complained about.
#[track_caller]
pub(crate) fn printed(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    let (out, err) = (String::from_utf8_lossy(out), String::from_utf8_lossy(err));
    assert!(output.status.success(), "{}: {err}{out}", output.status);
    out.into_owned()
}

/// An example of this crate, where cargo has built it beside the tests.
pub(crate) fn example(name: &str) -> Option<PathBuf> {
    let tests = std::env::current_exe().unwrap();
    let target = tests.parent()?.parent()?;
    let path = target
        .join("examples")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !path.exists() {
        eprintln!("skipped: the example {name} is not built");
        return None;
    }
    Some(path)
}
