//! Clients of other languages, run by the program on a flaky server.

#![cfg(unix)]

use crate::support::{is_there, ran, told};

/// Runs a command with the flaky scenario; it must get through.
#[track_caller]
fn gets_through(command: &[&str]) -> String {
    let flaky = [
        "run",
        "fixtures/scenarios/flaky.toml",
        "--transcript",
        "-",
        "--",
    ];
    let output = ran(&[&flaky, command].concat());
    let told = told(&output);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{told}{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert!(
        told.contains("! fault \"the line breaks\": data reset after 3 bytes"),
        "{told}"
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn curl_tries_again() {
    if !is_there("curl") {
        return;
    }
    let script = r#"
        get() { curl -q -sS --max-time 30 -u "$FTPMOCK_USER:$FTPMOCK_PASSWORD" "${FTPMOCK_URL}outbox/today.csv"; }
        get || get
    "#;
    assert!(gets_through(&["sh", "-c", script]).ends_with("a,b\n1,2\n"));
}

#[test]
fn lftp_tries_again() {
    if !is_there("lftp") {
        return;
    }
    let script = r#"
        HOME=$(mktemp -d); export HOME; trap 'rm -r "$HOME"' EXIT
        lftp --norc -c "set net:max-retries 5; set net:reconnect-interval-base 1; set net:timeout 10; set ftp:sync-mode yes
        open -u $FTPMOCK_USER,$FTPMOCK_PASSWORD $FTPMOCK_URL; cat outbox/today.csv"
    "#;
    assert!(gets_through(&["sh", "-c", script]).ends_with("1,2\n"));
}

#[test]
fn ftplib_tries_again() {
    if !is_there("python3") {
        return;
    }
    let script = r#"
import ftplib, io, os
def attempt():
    with ftplib.FTP() as ftp:
        ftp.connect(os.environ["FTPMOCK_HOST"], int(os.environ["FTPMOCK_PORT"]), timeout=30)
        ftp.login(os.environ["FTPMOCK_USER"], os.environ["FTPMOCK_PASSWORD"])
        ftp.storbinary("STOR inbox/new.csv", io.BytesIO(b"x"))
        got = []
        ftp.retrbinary("RETR outbox/today.csv", got.append)
        return b"".join(got)
for _ in range(3):
    try:
        print(attempt().decode(), end="")
        break
    except (ftplib.Error, OSError, EOFError):
        pass
"#;
    assert_eq!(gets_through(&["python3", "-c", script]), "a,b\n1,2\n");
}
