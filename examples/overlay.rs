//! Fixtures that no test can change: the directory is only read, what the client does happens in memory.
//!
//! ```sh
//! cargo run --example overlay
//! ```

use std::net::SocketAddr;

use ftpmock::prelude::*;
use suppaftp::{FtpResult, FtpStream};

/// The code under test: tidies up.
fn move_sources_away(addr: SocketAddr) -> FtpResult<()> {
    let mut ftp = FtpStream::connect(addr)?;
    ftp.login("alice", "secret")?;
    ftp.mkdir("/archive")?;
    for name in ftp.nlst(Some("/"))? {
        if name.ends_with(".rs") {
            ftp.rename(
                name.clone(),
                format!("/archive/{}", name.trim_start_matches('/')),
            )?;
        }
    }
    ftp.quit()
}

fn main() -> FtpResult<()> {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let server = FtpServer::builder().overlay(fixture).start();

    move_sources_away(server.addr())?;

    assert!(server.fs().exists("/archive/overlay.rs"));
    assert!(!server.fs().exists("/overlay.rs"));
    assert!(std::path::Path::new(fixture).join("overlay.rs").exists());
    println!("{}", server.fs().tree());
    Ok(())
}
