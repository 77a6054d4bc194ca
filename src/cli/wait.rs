//! `ftpmock wait`

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use super::args::Wait;
use super::{Failure, output};

/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(20);

/// Waits until a server greets with 220, and takes its leave.
pub(super) fn wait(args: &Wait) -> Result<ExitCode, Failure> {
    let addr = args.addr.clone().unwrap_or_else(from_environment);
    let addrs = addr.to_socket_addrs().map_err(|error| {
        Failure::new(format_args!(
            "{addr:?} is no address: {error}; write HOST:PORT"
        ))
    })?;
    let addrs: Vec<_> = addrs.collect();
    let until = Instant::now() + args.timeout;
    loop {
        let left = || {
            until
                .saturating_duration_since(Instant::now())
                .max(Duration::from_millis(1))
        };
        let mut why = String::from("no address");
        for addr in &addrs {
            match greeted(addr, left()) {
                Ok(()) => return Ok(ExitCode::SUCCESS),
                Err(error) => why = error.to_string(),
            }
        }
        if Instant::now() >= until {
            output::tell(&format!("{addr}: {why}"));
            return Ok(ExitCode::FAILURE);
        }
        thread::park_timeout(PAUSE.min(left()));
    }
}

fn from_environment() -> String {
    let host = std::env::var("FTPMOCK_HOST").unwrap_or_else(|_| "127.0.0.1".to_owned());
    let port = std::env::var("FTPMOCK_PORT").unwrap_or_else(|_| "2121".to_owned());
    if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    }
}

fn greeted(addr: &std::net::SocketAddr, patience: Duration) -> io::Result<()> {
    let mut stream = TcpStream::connect_timeout(addr, patience)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut line = Vec::new();
    lines.read_until(b'\n', &mut line)?;
    if !line.starts_with(b"220") {
        let said = String::from_utf8_lossy(&line);
        return Err(io::Error::other(format!(
            "it greets with {:?}",
            said.trim_end()
        )));
    }
    stream.write_all(b"QUIT\r\n")?;
    // Whatever comes now, the server is there.
    let _ = lines.read_until(b'\n', &mut line);
    Ok(())
}
