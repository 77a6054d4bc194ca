//! A filesystem of one's own: reports that are written when they are first asked for.
//!
//! ```sh
//! cargo run --example custom_filesystem
//! ```

use std::sync::atomic::{AtomicU64, Ordering};

use ftpmock::prelude::*;
use ftpmock::protocol::FtpPath;
use ftpmock::vfs::{DirEntries, File, Filesystem, FsResult, MemoryFs, Metadata, OpenHow, contract};

/// `MemoryFs`, where whatever is asked for below `/reports` comes into being.
#[derive(Debug, Default)]
struct Reports {
    files: MemoryFs,
    written: AtomicU64,
}

impl Reports {
    fn prepare(&self, path: &FtpPath) {
        let wanted = path.parent() == Some("/reports".into());
        if wanted && self.files.metadata(path).is_err() {
            let number = self.written.fetch_add(1, Ordering::Relaxed) + 1;
            let report = format!("report no. {number}, made for {path}\n");
            self.files.add_file(path.clone(), report);
        }
    }
}

impl Filesystem for Reports {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.prepare(path);
        self.files.metadata(path)
    }
    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        self.files.open(path, how)
    }
    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        self.files.read_dir(path)
    }
    fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.files.create_dir(path)
    }
    fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.files.remove_dir(path)
    }
    fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        self.files.remove_file(path)
    }
    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        self.files.rename(from, to)
    }
}

fn main() -> suppaftp::FtpResult<()> {
    // The same suite that the built-in filesystems pass; it panics with the rule that is broken.
    contract::run(&Reports::default());
    println!("the filesystem keeps the contract\n");

    let server = FtpServer::builder()
        .filesystem(Reports::default())
        .dir("/reports")
        .start();
    let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    ftp.login("alice", "secret")?;
    for name in ["/reports/monday", "/reports/tuesday"] {
        let report = ftp.retr_as_buffer(name)?.into_inner();
        print!("{}", String::from_utf8_lossy(&report));
    }
    ftp.quit()?;

    println!("\n{}", server.finish().only(RETR));
    Ok(())
}
