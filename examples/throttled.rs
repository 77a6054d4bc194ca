//! A slow server, and a test that does not wait for it: the clock is the test's.
//!
//! ```sh
//! cargo run --example throttled
//! ```

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::server::{Activity, SessionInfo, Throttle};
use suppaftp::types::FileType;
use suppaftp::{FtpResult, FtpStream};

/// The code under test.
fn download(addr: SocketAddr) -> FtpResult<usize> {
    let mut ftp = FtpStream::connect(addr)?;
    ftp.login("alice", "secret")?;
    ftp.transfer_type(FileType::Binary)?;
    let have = ftp.retr_as_buffer("/big.bin")?.into_inner().len();
    ftp.quit()?;
    Ok(have)
}

fn main() -> FtpResult<()> {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .file("/big.bin", Content::zeros(64 * KIB))
        .throttle(Throttle::user().download(32 * KIB))
        .start();

    // 64 KiB at 32 KiB/s take two seconds of the server's time, and none of ours.
    let addr = server.addr();
    let client = thread::spawn(move || download(addr));
    let mut steps = 0;
    while !client.is_finished() {
        // Time passes while octets move, and not while the client thinks: no other timer is to fire.
        let moves = |session: &SessionInfo| matches!(session.activity, Activity::Transferring(_));
        if server.sessions().iter().any(moves) {
            clock.advance(Duration::from_millis(50));
            steps += 1;
        }
        thread::yield_now();
    }
    assert!(steps >= 39, "only {steps} steps of 50 ms");
    let have = client.join().expect("the client has not panicked")?;
    println!("{have} bytes, and the clock was moved {steps} times");
    Ok(())
}
