//! The program, started and watched; it never outlives its test.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

/// Longer than anything here takes; what takes longer has failed.
const BOUND: Duration = Duration::from_secs(60);

/// The program with these arguments, and nothing of the surroundings.
pub(crate) fn ftpmock(args: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_ftpmock"));
    program.args(args).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("FTPMOCK_") {
            program.env_remove(name);
        }
    }
    program
}

/// Runs it to its end.
pub(crate) fn ran(args: &[&str]) -> Output {
    ftpmock(args).output().unwrap()
}

/// What it told people.
pub(crate) fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A program that serves.
pub(crate) struct Served {
    pub(crate) child: Child,
    pub(crate) ready: Value,
    lines: Receiver<String>,
}

/// Starts `ftpmock serve` and waits for its first line.
pub(crate) fn serve(args: &[&str]) -> Served {
    let mut command = ftpmock(&["serve"]);
    served(command.args(args))
}

pub(crate) fn served(command: &mut Command) -> Served {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = lines(child.stdout.take().unwrap());
    let Ok(first) = lines.recv_timeout(BOUND) else {
        let _ = child.kill();
        let mut told = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut told)
            .unwrap();
        panic!("no first line: {told}");
    };
    let ready = serde_json::from_str(&first).unwrap();
    Served {
        child,
        ready,
        lines,
    }
}

fn lines(out: ChildStdout) -> Receiver<String> {
    let (send, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines() {
            if send.send(line.unwrap()).is_err() {
                return;
            }
        }
    });
    lines
}

impl Served {
    pub(crate) fn addr(&self) -> SocketAddr {
        self.ready["addr"].as_str().unwrap().parse().unwrap()
    }

    /// The next line.
    pub(crate) fn line(&self) -> Value {
        serde_json::from_str(&self.lines.recv_timeout(BOUND).unwrap()).unwrap()
    }

    /// Waits for its end: how it ended, and what it told people.
    pub(crate) fn ended(mut self) -> (ExitStatus, String) {
        let mut told = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut told)
            .unwrap();
        (self.child.wait().unwrap(), told)
    }

    /// Closes its standard input and waits for its end.
    pub(crate) fn stopped(mut self) -> (ExitStatus, String) {
        drop(self.child.stdin.take());
        self.ended()
    }

    #[cfg(unix)]
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that is logged in.
pub(crate) fn client(addr: SocketAddr) -> suppaftp::FtpStream {
    let mut ftp = suppaftp::FtpStream::connect(addr).unwrap();
    ftp.login("alice", "secret").unwrap();
    ftp
}

/// Whether a program can be run here; says so when not.
pub(crate) fn is_there(program: &str) -> bool {
    let there = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !there {
        eprintln!("skipped: {program} is not installed");
    }
    there
}
