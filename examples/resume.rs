//! The connection breaks in the middle of a download: does the client go on where it stopped?
//!
//! ```sh
//! cargo run --example resume
//! ```

use std::net::SocketAddr;

use ftpmock::prelude::*;
use suppaftp::types::FileType;
use suppaftp::{FtpError, FtpResult, FtpStream};

/// The code under test: adds to `have` what is still missing.
fn download(addr: SocketAddr, have: &mut Vec<u8>) -> FtpResult<()> {
    let mut ftp = FtpStream::connect(addr)?;
    ftp.login("alice", "secret")?;
    ftp.transfer_type(FileType::Binary)?;
    ftp.resume_transfer(have.len())?;
    ftp.retr("/big.bin", |data| {
        data.read_to_end(have).map_err(FtpError::ConnectionError)
    })?;
    ftp.quit()
}

fn main() {
    let big: Vec<u8> = (0..256 * KIB).map(|n| (n % 251) as u8).collect();
    let server = FtpServer::builder().file("/big.bin", &big).start();
    // The first download is reset after exactly 100 KiB.
    server
        .on(RETR)
        .once()
        .named("flaky link")
        .fault(Fault::data_reset_after(100 * KIB));
    // It must resume, not start over.
    server.expect(REST).arg("[1-9]*").times(1);

    let mut have = Vec::new();
    while let Err(error) = download(server.addr(), &mut have) {
        println!("{} of {} bytes, then: {error}", have.len(), big.len());
    }

    assert!(have == big, "every byte is there, once");
    println!("all {} bytes\n", have.len());
    println!("{}", server.finish().without([USER, PASS, TYPE]));
}
