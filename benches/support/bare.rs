//! The physical limit: a trivial tokio server with canned replies. It looks at four letters of a line, knows no user, no path
//! and no error, and hands out bytes made beforehand.

use std::fmt::Write as _;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, OnceLock};

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use super::Server;
use super::fixture::{Fixture, LARGE, entry};

const FIRST_CHUNK: usize = 8 * 1024;
const CHUNK: usize = 256 * 1024;

struct Canned {
    large: Bytes,
    list: Bytes,
    mlsd: Bytes,
    /// The last file that was stored, as a server of files in memory keeps it.
    stored: Mutex<Vec<BytesMut>>,
    #[cfg(feature = "tls")]
    tls: Option<tokio_rustls::TlsAcceptor>,
}

struct Stop(JoinHandle<()>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub(crate) fn start(fixture: &Fixture) -> Server {
    let canned = Arc::new(Canned::new(fixture));
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.set_nonblocking(true).expect("non-blocking");
    let addr = listener.local_addr().expect("bound");
    let accept = runtime().spawn(async move {
        let listener = TcpListener::from_std(listener).expect("inside the runtime");
        while let Ok((stream, _)) = listener.accept().await {
            let canned = Arc::clone(&canned);
            // A client that goes away ends its session, no more.
            tokio::spawn(async move { protected_session(stream, &canned).await.ok() });
        }
    });
    Server::new(addr, Stop(accept))
}

/// One for the process, as ours is.
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("threads")
    })
}

impl Canned {
    fn new(fixture: &Fixture) -> Self {
        let entries = if let Fixture::Directory(n) = fixture {
            *n
        } else {
            0
        };
        let (mut list, mut mlsd) = (String::new(), String::new());
        for (name, size) in (0..entries).map(entry) {
            let _ = write!(
                list,
                "-rw-r--r--   1 ftp      ftp      {size:>12} Jan  1  2024 {name}\r\n"
            );
            let _ = write!(
                mlsd,
                "type=file;size={size};modify=20240101000000;perm=adfrw;unique=1g{size:x};UNIX.mode=0644;\
                 UNIX.uid=1000;UNIX.gid=1000; {name}\r\n"
            );
        }
        let large = match fixture {
            Fixture::Large(bytes) => bytes.clone(),
            #[cfg(feature = "tls")]
            Fixture::Tls(bytes) => bytes.clone(),
            _ => Bytes::new(),
        };
        Self {
            large,
            list: list.into(),
            mlsd: mlsd.into(),
            stored: Mutex::default(),
            #[cfg(feature = "tls")]
            tls: matches!(fixture, Fixture::Tls(_)).then(|| super::tls::server_config().into()),
        }
    }
}

async fn protected_session(control: TcpStream, canned: &Canned) -> io::Result<()> {
    control.set_nodelay(true)?;
    #[cfg(feature = "tls")]
    if let Some(tls) = &canned.tls {
        return session(tls.accept(control).await?, canned).await;
    }
    session(control, canned).await
}

async fn session(
    mut control: impl AsyncRead + AsyncWrite + Unpin,
    canned: &Canned,
) -> io::Result<()> {
    control.write_all(b"220 ftpmock ready\r\n").await?;
    let mut input = BytesMut::with_capacity(4096);
    let mut out = Vec::new();
    let mut passive: Option<TcpListener> = None;
    while control.read_buf(&mut input).await? > 0 {
        while let Some(end) = input.iter().position(|b| *b == b'\n') {
            let line = input.split_to(end + 1);
            let verb = &line[..line.len().min(4)];
            match verb {
                b"NOOP" => out.extend_from_slice(b"200 NOOP ok.\r\n"),
                b"USER" => out.extend_from_slice(b"331 User name okay, need password.\r\n"),
                b"PASS" => out.extend_from_slice(b"230 User logged in, proceed.\r\n"),
                b"TYPE" => out.extend_from_slice(b"200 Type set to I.\r\n"),
                b"EPSV" => {
                    let port = match &passive {
                        Some(listener) => listener.local_addr()?.port(),
                        None => {
                            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
                            passive.insert(listener).local_addr()?.port()
                        }
                    };
                    out.extend_from_slice(
                        format!("229 Entering Extended Passive Mode (|||{port}|)\r\n").as_bytes(),
                    );
                }
                b"RETR" | b"STOR" | b"LIST" | b"MLSD" => {
                    out.extend_from_slice(
                        b"150 File status okay; about to open data connection.\r\n",
                    );
                    control.write_all(&out).await?;
                    control.flush().await?;
                    out.clear();
                    let listener = passive.as_ref().ok_or(io::ErrorKind::NotConnected)?;
                    let (data, _) = listener.accept().await?;
                    protected_transfer(&line, data, canned).await?;
                    out.extend_from_slice(b"226 Transfer complete.\r\n");
                }
                b"QUIT" => {
                    out.extend_from_slice(b"221 Service closing control connection.\r\n");
                    control.write_all(&out).await?;
                    return control.shutdown().await;
                }
                _ => out.extend_from_slice(b"500 Command not understood.\r\n"),
            }
        }
        control.write_all(&out).await?;
        control.flush().await?;
        out.clear();
    }
    Ok(())
}

async fn protected_transfer(line: &[u8], data: TcpStream, canned: &Canned) -> io::Result<()> {
    #[cfg(feature = "tls")]
    if let Some(tls) = &canned.tls {
        return transfer(line, tls.accept(data).await?, canned).await;
    }
    transfer(line, data, canned).await
}

async fn transfer(
    line: &[u8],
    mut data: impl AsyncRead + AsyncWrite + Unpin,
    canned: &Canned,
) -> io::Result<()> {
    let stored_chunk;
    let bytes: &[u8] = match &line[..4] {
        b"LIST" => &canned.list,
        b"MLSD" => &canned.mlsd,
        b"RETR" if line[5..].starts_with(LARGE.as_bytes()) => &canned.large,
        b"RETR" => {
            let first = canned
                .stored
                .lock()
                .expect("no panic under it")
                .first()
                .cloned();
            stored_chunk = first.unwrap_or_default();
            &stored_chunk
        }
        _ => {
            let stored = receive(&mut data).await?;
            *canned.stored.lock().expect("no panic under it") = stored;
            return Ok(());
        }
    };
    data.write_all(bytes).await?;
    data.shutdown().await
}

/// All that comes, kept in chunks that are never copied.
async fn receive(data: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<BytesMut>> {
    let mut chunks = vec![BytesMut::with_capacity(FIRST_CHUNK)];
    loop {
        let mut last = chunks.pop().expect("never empty");
        let full = last.len() == last.capacity();
        let n = if full {
            1
        } else {
            data.read_buf(&mut last).await?
        };
        chunks.push(last);
        if n == 0 {
            return Ok(chunks);
        }
        if full {
            chunks.push(BytesMut::with_capacity(CHUNK));
        }
    }
}
