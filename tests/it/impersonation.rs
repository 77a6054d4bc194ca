//! Acting as the user while the filesystem works.

use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

use ftpmock::auth::{Guard, Impersonate, ImpersonationRefused};
use ftpmock::prelude::*;
use ftpmock::vfs::MemoryFs;

use crate::support::hooked::HookedFs;
use crate::support::life::panic_of;
use crate::support::raw::Raw;

/// What has happened, on which thread.
#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<Vec<(ThreadId, String)>>>);

impl Log {
    fn add(&self, what: impl Into<String>) {
        let line = (thread::current().id(), what.into());
        self.0.lock().unwrap().push(line);
    }

    /// What has happened so far; nothing must have happened outside of a role.
    fn checked(&self) -> Vec<String> {
        let log = std::mem::take(&mut *self.0.lock().unwrap());
        let mut roles: Vec<(ThreadId, String)> = Vec::new();
        let mut inside = Vec::new();
        for (thread, what) in log {
            let at = roles.iter().position(|(own, _)| *own == thread);
            if let Some(user) = what.strip_prefix("enter ") {
                assert_eq!(at, None, "twice in a role: {what}");
                roles.push((thread, user.to_owned()));
            } else {
                let at = at.unwrap_or_else(|| panic!("outside of a role: {what}"));
                match what.strip_prefix("leave ") {
                    Some(user) => assert_eq!(roles.remove(at).1, user),
                    None => inside.push(format!("{}: {what}", roles[at].1)),
                }
            }
        }
        assert!(roles.is_empty(), "never left: {roles:?}");
        inside
    }
}

impl Impersonate for Log {
    fn enter<'a>(&'a self, user: &'a User) -> Result<Box<dyn Guard + 'a>, ImpersonationRefused> {
        let name = String::from_utf8_lossy(user.name()).into_owned();
        if name == "nobody" {
            return Err(ImpersonationRefused);
        }
        self.add(format!("enter {name}"));
        Ok(Box::new(Leave { log: self, name }))
    }
}

struct Leave<'a> {
    log: &'a Log,
    name: String,
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.log.add(format!("leave {}", self.name));
    }
}

fn server(log: &Log, panics_in: &'static str) -> FtpServer {
    let files = MemoryFs::new();
    files.add_file("/home/alice/a.txt", "content");
    let seen = log.clone();
    let fs = HookedFs::new(files, move |call| {
        seen.add(call);
        assert!(call != panics_in, "as the test wants it");
    });
    FtpServer::builder()
        .filesystem(fs)
        .user(User::new("alice").home("/home/alice"))
        .user(User::new("nobody"))
        .impersonate(log.clone())
        .start()
}

#[test]
fn every_call_of_the_filesystem_is_made_as_the_user() {
    let log = Log::default();
    let server = server(&log, "");
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(raw.download("RETR a.txt").0, b"content");
    assert_eq!(raw.upload("STOR b.txt", "more").code, 226);
    raw.download("MLSD");
    raw.say("MKD d");
    raw.say("RNFR d");
    raw.say("RNTO e");
    raw.say("RMD e");
    raw.say("DELE b.txt");
    raw.quit();
    let calls = log.checked();
    for call in [
        "open",
        "read",
        "write",
        "commit",
        "metadata",
        "read_dir",
        "next",
        "create_dir",
        "rename",
        "remove_dir",
        "remove_file",
    ] {
        assert!(
            calls.contains(&format!("alice: {call}")),
            "{call}: {calls:?}"
        );
    }
}

#[test]
fn a_panic_ends_the_role_too() {
    for panics_in in ["create_dir", "write"] {
        let log = Log::default();
        let server = server(&log, panics_in);
        let mut raw = Raw::connect(server.addr()).login();
        if panics_in == "write" {
            assert_eq!(raw.upload("STOR x", "x").code, 451);
        } else {
            assert_eq!(raw.say("MKD d").code, 451);
        }
        raw.quit();
        assert!(log.checked().contains(&format!("alice: {panics_in}")));
        assert!(panic_of(|| drop(server)).contains("as the test wants it"));
    }
}

#[test]
fn a_user_whom_no_thread_can_be_gets_nothing() {
    let log = Log::default();
    let server = server(&log, "");
    let mut raw = Raw::connect(server.addr()).login_as("nobody", "");
    assert_eq!(raw.say("MKD d").code, 550);
    assert_eq!(raw.say("SIZE /home/alice/a.txt").code, 550);
    raw.quit();
    assert!(log.checked().is_empty());
}
