//! Code of one's own that a server calls: it lets clients in or not, watches what they do, and
//! works on what they have uploaded before they know that it has arrived.
//!
//! ```sh
//! cargo run --example callbacks
//! ```

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::protocol::{FtpPath, Reply};
use ftpmock::server::{Client, Observer};
use ftpmock::transcript::Data;
use suppaftp::FtpStream;
use suppaftp::types::FileType;

/// Counts what each user has uploaded, and lets nobody in who has uploaded too much.
#[derive(Default)]
struct Accounting(Mutex<BTreeMap<String, u64>>);

const ALLOWED: u64 = 10;

impl Accounting {
    fn used(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.0.lock().expect("nobody panics with it in hand")
    }
}

impl Observer for Accounting {
    fn may_log_in(&self, client: &Client) -> Result<(), Reply> {
        match self.used().get(&name(client)) {
            Some(used) if *used >= ALLOWED => Err((530, "You have used up your share.").into()),
            _ => Ok(()),
        }
    }

    fn file_received(&self, client: &Client, _: &FtpPath, data: &Data) {
        *self.used().entry(name(client)).or_default() += data.bytes;
    }
}

fn name(client: &Client) -> String {
    String::from_utf8_lossy(client.user.as_deref().unwrap_or_default()).into_owned()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let accounting = Arc::new(Accounting::default());
    let server = FtpServer::builder()
        .dir("/in")
        .observe(Arc::clone(&accounting))
        .on_event(|event| println!("as it happens: {event}"))
        .start();
    let mut events = server.events();

    let mut ftp = FtpStream::connect(server.addr())?;
    ftp.login("alice", "secret")?;
    ftp.transfer_type(FileType::Binary)?;
    ftp.put_file("/in/report.csv", &mut &b"a,b\n1,2\n3,4\n"[..])?;
    // The reply to an upload comes after the observers have been told.
    assert_eq!(accounting.used()["alice"], 12);
    ftp.rename("/in/report.csv", "/in/report.done")?;
    ftp.quit()?;

    let mut ftp = FtpStream::connect(server.addr())?;
    let refused = ftp
        .login("alice", "secret")
        .expect_err("she has had her share");
    println!("what alice gets now: {refused}");
    server.kick(2);

    // The same again, to be taken one by one, by whoever has subscribed.
    let first = events.next_within(Duration::from_secs(5));
    assert_eq!(first.expect("it has happened").to_string(), "#1 connected");
    let files: Vec<String> = events
        .drain()
        .iter()
        .filter_map(|event| Some(event.received_file()?.to_string()))
        .collect();
    assert_eq!(files, ["/in/report.csv"]);
    Ok(())
}
