//! The application under test: what our users write with a real client, suppaftp, to upload, download and tidy up.

use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use suppaftp::list::ListParser;
use suppaftp::tokio::AsyncFtpStream;
use suppaftp::types::FileType;
use suppaftp::{FtpError, FtpResult, FtpStream};

fn login(addr: SocketAddr) -> FtpResult<FtpStream> {
    let mut ftp = FtpStream::connect(addr)?;
    ftp.login("alice", "secret")?;
    ftp.transfer_type(FileType::Binary)?;
    Ok(ftp)
}

pub(crate) fn upload(addr: SocketAddr, path: &str, bytes: &[u8]) -> FtpResult<()> {
    let mut ftp = login(addr)?;
    ftp.put_file(path, &mut &bytes[..])?;
    ftp.quit()
}

#[cfg(feature = "tls")]
pub(crate) fn upload_tls(
    addr: SocketAddr,
    config: std::sync::Arc<ftpmock::rustls::ClientConfig>,
    path: &str,
    bytes: &[u8],
) -> FtpResult<()> {
    let connector = suppaftp::RustlsConnector::from(config);
    let ftp = suppaftp::RustlsFtpStream::connect(addr)?;
    let mut ftp = ftp.into_secure(connector, "localhost")?;
    ftp.login("alice", "secret")?;
    ftp.transfer_type(FileType::Binary)?;
    ftp.put_file(path, &mut &bytes[..])?;
    ftp.quit()
}

pub(crate) fn download(addr: SocketAddr, path: &str) -> FtpResult<Vec<u8>> {
    let mut ftp = login(addr)?;
    let bytes = ftp.retr_as_buffer(path)?.into_inner();
    ftp.quit()?;
    Ok(bytes)
}

/// Tries at most `attempts` times, each time with a new connection.
pub(crate) fn upload_with_retry(
    addr: SocketAddr,
    path: &str,
    bytes: &[u8],
    attempts: u32,
) -> FtpResult<()> {
    for _ in 1..attempts {
        if upload(addr, path, bytes).is_ok() {
            return Ok(());
        }
    }
    upload(addr, path, bytes)
}

/// Goes on where a broken download stopped, as long as each attempt brings something.
pub(crate) fn download_resuming(addr: SocketAddr, path: &str) -> FtpResult<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let had = bytes.len();
        let mut ftp = login(addr)?;
        ftp.resume_transfer(had)?;
        let end = ftp.retr(path, |from| {
            from.read_to_end(&mut bytes)
                .map_err(FtpError::ConnectionError)
        });
        match end {
            Ok(_) => return ftp.quit().map(|()| bytes),
            Err(e) if bytes.len() == had => return Err(e),
            Err(_) => {}
        }
    }
}

/// Whether one can log in within `timeout`.
pub(crate) async fn probe(addr: SocketAddr, timeout: Duration) -> Result<(), &'static str> {
    let session = async {
        let mut ftp = AsyncFtpStream::connect(addr).await?;
        ftp.login("alice", "secret").await?;
        ftp.quit().await
    };
    match tokio::time::timeout(timeout, session).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err("refused"),
        Err(_) => Err("timed out"),
    }
}

/// The sizes of the files in the root directory.
pub(crate) fn list_sizes(addr: SocketAddr) -> Result<Vec<usize>, Box<dyn Error>> {
    let mut ftp = login(addr)?;
    let lines = ftp.list(None)?;
    ftp.quit()?;
    lines
        .iter()
        .map(|line| Ok(ListParser::parse_posix(line)?.size()))
        .collect()
}

/// Moves what is in `/outbox` to `/archive`: copies each file, then deletes the original.
pub(crate) fn mirror_nightly(addr: SocketAddr) -> FtpResult<()> {
    let mut ftp = login(addr)?;
    for path in ftp.nlst(Some("/outbox"))? {
        let name = path.rsplit('/').next().unwrap_or(&path);
        let from = format!("/outbox/{name}");
        let mut content = ftp.retr_as_buffer(&from)?;
        ftp.put_file(format!("/archive/{name}"), &mut content)?;
        ftp.rm(&from)?;
    }
    ftp.quit()
}
