//! The server is busy twice, then takes the upload: does the client's retry loop work?
//!
//! ```sh
//! cargo run --example retry
//! ```

use std::net::SocketAddr;

use ftpmock::prelude::*;
use suppaftp::{FtpResult, FtpStream};

/// The code under test: tries again, each time with a new connection.
fn upload_with_retry(addr: SocketAddr, attempts: u32) -> FtpResult<()> {
    let upload = || {
        let mut ftp = FtpStream::connect(addr)?;
        ftp.login("alice", "secret")?;
        ftp.put_file("/in/order.xml", &mut &b"<order/>"[..])?;
        ftp.quit()
    };
    for attempt in 1..attempts {
        match upload() {
            Ok(()) => return Ok(()),
            Err(error) => println!("attempt {attempt} failed: {error}"),
        }
    }
    upload()
}

fn main() {
    let server = FtpServer::builder()
        .user(("alice", "secret"))
        .dir("/in")
        .start();
    let busy = server
        .on(STOR)
        .path("/in/*")
        .first(2)
        .named("partner is busy")
        .reply(450, "File busy, try again later.");
    // Checked when the server finishes: exactly three attempts, and nothing is deleted.
    server.expect(STOR).times(3);
    server.expect(DELE).never();

    upload_with_retry(server.addr(), 5).expect("the third attempt works");

    assert_eq!(busy.hits(), 2);
    assert_eq!(server.fs().read_to_string("/in/order.xml"), "<order/>");
    println!("\nwhat the server saw of it:");
    println!("{}", server.finish().only(STOR));
}
