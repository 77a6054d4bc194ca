//! `ftpmock run`: a command with a server of its own.

#![cfg(unix)]

use std::fs;

use crate::support::{ftpmock, ran, told};

fn sh(args: &[&str], script: &str) -> std::process::Output {
    ran(&[&["run"], args, &["--", "sh", "-c", script]].concat())
}

#[test]
fn the_command_finds_the_server_in_its_environment() {
    let output = sh(
        &["fixtures/scenarios/happy.toml"],
        r#"test "$FTPMOCK_URL" = "ftp://$FTPMOCK_HOST:$FTPMOCK_PORT/" && echo "$FTPMOCK_USER $FTPMOCK_PASSWORD ${FTPMOCK_CA-none} ${FTPMOCK_ROOT-none}""#,
    );
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "alice secret none none\n"
    );
    assert_eq!(
        (output.status.code(), told(&output).as_str()),
        (Some(0), "")
    );
}

#[test]
fn the_environment_has_certificate_and_directory_where_there_are_any() {
    let output = sh(
        &["--tls", "explicit", "--root", "src", "--user", "bob:pw:elr"],
        r#"head -n 1 "$FTPMOCK_CA"; test -f "$FTPMOCK_ROOT/lib.rs" && echo "$FTPMOCK_USER:$FTPMOCK_PASSWORD""#,
    );
    let out = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        out,
        "-----BEGIN CERTIFICATE-----\nbob:pw\n",
        "{}",
        told(&output)
    );
}

#[test]
fn the_exit_code_is_that_of_the_command() {
    let output = sh(&[], "exit 7");
    assert_eq!(output.status.code(), Some(7));
    assert_eq!(
        told(&output),
        "ftpmock: the command failed (exit status: 7); transcript: empty, no client has connected\n"
    );
    assert_eq!(sh(&[], "kill -9 $$").status.code(), Some(128 + 9));
}

#[test]
fn unmet_expectations_give_121_with_the_transcript() {
    let output = sh(&["fixtures/scenarios/flaky.toml"], "exit 0");
    assert_eq!(output.status.code(), Some(121));
    let told = told(&output);
    assert!(told.contains("RETR   expected at least 2, got 0"), "{told}");
    assert!(
        told.contains("transcript: empty, no client has connected"),
        "{told}"
    );
    // The command's own failure goes first.
    assert_eq!(
        sh(&["fixtures/scenarios/flaky.toml"], "exit 7")
            .status
            .code(),
        Some(7)
    );
}

#[test]
fn signals_are_passed_on() {
    let dir = tempfile::tempdir().unwrap();
    let fifo = dir.path().join("fifo");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    let script =
        r#"trap 'exit 9' TERM; echo ready > "$0"; while :; do read -r _ < "$0" && :; done"#;
    let child = ftpmock(&["run", "--", "sh", "-c", script])
        .arg(&fifo)
        .spawn()
        .unwrap();
    // Opening it waits for the command, whose trap is set by then.
    assert_eq!(fs::read_to_string(&fifo).unwrap(), "ready\n");
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    // What the shell reads ends for it when somebody has opened it for writing.
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(9));
}

#[test]
fn a_run_inside_a_run_has_an_environment_of_its_own() {
    let program = env!("CARGO_BIN_EXE_ftpmock");
    let inner = format!(r#"{program} run -- sh -c 'echo "${{FTPMOCK_CA-none}}"'"#);
    let output = sh(&["--tls", "explicit"], &inner);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "none\n",
        "{}",
        told(&output)
    );
}
