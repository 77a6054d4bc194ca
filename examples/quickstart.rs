//! A real client uploads a report to a server inside the test; the server shows what it was told.
//!
//! ```sh
//! cargo run --example quickstart
//! ```

use std::net::SocketAddr;

use ftpmock::prelude::*;
use suppaftp::types::FileType;
use suppaftp::{FtpResult, FtpStream};

/// The code under test: your application.
fn upload_report(addr: SocketAddr, report: &[u8]) -> FtpResult<()> {
    let mut ftp = FtpStream::connect(addr)?;
    ftp.login("alice", "secret")?;
    ftp.transfer_type(FileType::Binary)?;
    ftp.mkdir("/reports")?;
    ftp.put_file("/reports/today.csv", &mut &*report)?;
    ftp.quit()
}

fn main() {
    // A free port of 127.0.0.1, files in memory, any login; listening when `start` returns.
    let server = FtpServer::start();
    println!("serving at {}\n", server.url());

    upload_report(server.addr(), b"name,amount\nbolts,3\n").expect("the upload works");

    // What the client has seen answered is there: no sleep, no retry.
    let stored = server.fs().read_to_string("/reports/today.csv");
    assert_eq!(stored, "name,amount\nbolts,3\n");

    println!("the files afterwards:\n{}\n", server.fs().tree());
    println!("the conversation:\n{}", server.finish());
}
