//! The server dies in the middle of a download and comes back after a minute: does the client go on where it was?
//!
//! ```sh
//! cargo run --example outage
//! ```

use std::net::SocketAddr;
use std::time::Duration;

use ftpmock::prelude::*;
use suppaftp::types::FileType;
use suppaftp::{FtpError, FtpResult, FtpStream};

/// The code under test: downloads what is missing, as far as it gets.
fn resume(addr: SocketAddr, have: &mut Vec<u8>) -> FtpResult<()> {
    let mut ftp = FtpStream::connect(addr)?;
    ftp.login("alice", "secret")?;
    ftp.transfer_type(FileType::Binary)?;
    ftp.resume_transfer(have.len())?;
    ftp.retr("/report.csv", |data| {
        data.read_to_end(have).map_err(FtpError::ConnectionError)
    })?;
    ftp.quit()
}

fn main() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .file("/report.csv", "0123456789")
        .start();
    // The first connection breaks after 4 bytes; whoever comes next takes the server down.
    server
        .on(RETR)
        .nth(1)
        .fault(Fault::data_reset_after(4).and(Fault::close()));
    server
        .on(Event::Connect)
        .nth(2)
        .named("power cut")
        .fault(Fault::outage(Duration::from_secs(60)));

    let mut have = Vec::new();
    for attempt in 1.. {
        match resume(server.addr(), &mut have) {
            Ok(()) => break,
            Err(error) => println!("attempt {attempt}, {} bytes: {error}", have.len()),
        }
        // The client waits for half a minute, which takes no time here.
        clock.advance(Duration::from_secs(30));
    }

    assert_eq!(have, b"0123456789");
    println!("\nwhat the server saw of it:");
    println!("{}", server.finish().only([REST, RETR]));
}
