//! Other programs: a command that is run, and what Python has on board.

#![cfg(unix)]

use crate::support::{ftpmock, is_there, ran, told};

#[test]
fn a_command_finds_the_interface_in_its_environment() {
    let script = r#"case "$FTPMOCK_ADMIN" in http://127.0.0.1:*) echo there;; *) echo "${FTPMOCK_ADMIN-none}";; esac"#;
    let run = |args: &[&str]| {
        let output = ran(&[&["run"], args, &["--", "sh", "-c", script]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(run(&["--admin", "127.0.0.1:0"]), "there\n");
    assert_eq!(run(&[]), "none\n");
    let by_twin = ftpmock(&["run", "--", "sh", "-c", script])
        .env("FTPMOCK_ARG_ADMIN", "0")
        .output()
        .unwrap();
    assert_eq!(by_twin.stdout, b"there\n");
}

#[test]
fn the_standard_library_of_python_can_steer_it() {
    if !is_there("python3") {
        return;
    }
    let script = r#"
import ftplib, json, os, urllib.error, urllib.request

def ask(method, path, body=None):
    request = urllib.request.Request(os.environ["FTPMOCK_ADMIN"] + path, body, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()

assert json.loads(ask("GET", "/readyz")) == {"status": "ok"}
ask("PUT", "/api/v1/files/out/a.csv", b"a,b\n")
ask("POST", "/api/v1/rules", b"[[expect]]\non = 'RETR'\ntimes = 1\n")
try:
    ask("POST", "/api/v1/verify")
    raise SystemExit("nothing was expected")
except urllib.error.HTTPError as error:
    assert error.code == 409 and "got 0" in json.load(error)["error"]
with ftplib.FTP() as ftp:
    ftp.connect(os.environ["FTPMOCK_HOST"], int(os.environ["FTPMOCK_PORT"]), timeout=30)
    ftp.login("alice", "secret")
    lines = []
    ftp.retrlines("RETR out/a.csv", lines.append)
    assert lines == ["a,b"]
assert json.loads(ask("GET", "/api/v1/wait?verb=RETR"))["path"] == "/out/a.csv"
assert json.loads(ask("POST", "/api/v1/verify"))["ok"]
"#;
    let output = ran(&["run", "--admin", "0", "--", "python3", "-c", script]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
}
