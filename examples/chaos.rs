//! Everything goes wrong now and then: does the nightly upload get through? With the same seed the same night comes again.
//!
//! ```sh
//! cargo run --example chaos
//! FTPMOCK_SEED=7 cargo run --example chaos
//! ```

use std::net::SocketAddr;

use ftpmock::prelude::*;
use suppaftp::{FtpResult, FtpStream};

/// The code under test: one file, one connection.
fn upload(addr: SocketAddr, path: &str, content: &[u8]) -> FtpResult<()> {
    let mut ftp = FtpStream::connect(addr)?;
    ftp.login("alice", "secret")?;
    ftp.put_file(path, &mut &content[..])?;
    ftp.quit()
}

fn main() {
    let server = FtpServer::start();
    let busy_in_the_evening = (450, "The backup is running.");
    let rules = server.chaos(Chaos::mild().with(STOR, 0.2, busy_in_the_evening));
    println!("seed {}", server.seed());
    for rule in &rules {
        println!("  {}", rule.sentence());
    }

    for n in 1..=20 {
        let (path, content) = (format!("/{n}.csv"), format!("{n},{n}\n"));
        let attempts = (1..=10).find(|_| upload(server.addr(), &path, content.as_bytes()).is_ok());
        assert!(
            attempts.is_some(),
            "{path}: ten attempts, with seed {}",
            server.seed()
        );
        assert_eq!(server.fs().read_to_string(&*path), content);
    }

    println!("\nwhat went wrong:");
    for rule in rules.iter().filter(|rule| rule.hits() > 0) {
        println!("  {:3} x {rule:?}", rule.hits());
    }
}
