//! The load: a blocking client on standard sockets that does no more than it must.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Nothing takes this long: it only keeps a broken server from hanging the bench.
const PATIENCE: Duration = Duration::from_secs(20);
const CHUNK: usize = 256 * 1024;

/// A connection, in clear or not.
enum Wire {
    Clear(TcpStream),
    #[cfg(feature = "tls")]
    Tls(super::tls::Stream),
}

pub(crate) struct Client {
    control: Wire,
    #[cfg(feature = "tls")]
    tls: Option<std::sync::Arc<ftpmock::rustls::ClientConfig>>,
    unread: Vec<u8>,
    chunk: Vec<u8>,
}

/// What a download brought.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Got {
    pub(crate) bytes: usize,
    pub(crate) lines: usize,
}

impl Client {
    pub(crate) fn connect(addr: SocketAddr) -> Self {
        let mut client = Self {
            control: Wire::Clear(connect(addr)),
            #[cfg(feature = "tls")]
            tls: None,
            unread: Vec::new(),
            chunk: Vec::new(),
        };
        client.expect(b"220");
        client
    }

    /// Under TLS from the beginning, as are its data connections.
    #[cfg(feature = "tls")]
    pub(crate) fn connect_tls(addr: SocketAddr) -> Self {
        let config = super::tls::client_config();
        let mut client = Self {
            control: Wire::Tls(super::tls::protect(&config, connect(addr))),
            tls: Some(config),
            unread: Vec::new(),
            chunk: Vec::new(),
        };
        client.expect(b"220");
        client
    }

    pub(crate) fn login(mut self) -> Self {
        self.command(b"USER alice\r\n", b"331");
        self.command(b"PASS secret\r\n", b"230");
        self
    }

    pub(crate) fn binary(mut self) -> Self {
        self.command(b"TYPE I\r\n", b"200");
        self
    }

    /// Sends whole lines, and reads a reply of one line.
    pub(crate) fn command(&mut self, line: &[u8], code: &[u8; 3]) {
        self.control.write_all(line).expect("send");
        self.expect(code);
    }

    /// Sends `lines`, which are `n` commands, in one write and reads as many replies.
    pub(crate) fn pipelined(&mut self, lines: &[u8], n: usize, code: &[u8; 3]) {
        self.control.write_all(lines).expect("send");
        for _ in 0..n {
            self.expect(code);
        }
    }

    /// The control connection alone, for as long as nothing more is to be said.
    pub(crate) fn into_stream(self) -> TcpStream {
        match self.control {
            Wire::Clear(stream) => stream,
            #[cfg(feature = "tls")]
            Wire::Tls(_) => panic!("idle sessions are in clear"),
        }
    }

    pub(crate) fn quit(mut self) {
        self.command(b"QUIT\r\n", b"221");
        assert_eq!(
            self.control.read(&mut [0]).expect("end"),
            0,
            "octets after QUIT"
        );
    }

    /// EPSV, STOR of `content` repeated until it is `len` bytes, and the final reply.
    pub(crate) fn store(&mut self, path: &str, content: &[u8], len: usize) {
        let mut data = self.begin(&format!("STOR {path}\r\n"));
        let mut left = len;
        while left > 0 {
            let n = left.min(content.len());
            data.write_all(&content[..n]).expect("data");
            left -= n;
        }
        data.finish();
        drop(data);
        self.expect(b"226");
    }

    /// EPSV, RETR, LIST or MLSD, and the final reply; the bytes are counted and forgotten.
    pub(crate) fn fetch(&mut self, command: &str, count_lines: bool) -> Got {
        let mut data = self.begin(&format!("{command}\r\n"));
        let mut got = Got { bytes: 0, lines: 0 };
        self.chunk.resize(CHUNK, 0);
        loop {
            let n = data.read(&mut self.chunk).expect("data");
            if n == 0 {
                break;
            }
            got.bytes += n;
            if count_lines {
                got.lines += self.chunk[..n].iter().filter(|b| **b == b'\n').count();
            }
        }
        self.expect(b"226");
        got
    }

    fn begin(&mut self, line: &str) -> Wire {
        self.control.write_all(b"EPSV\r\n").expect("send");
        let reply = self.reply();
        let text = String::from_utf8_lossy(&reply);
        let port = text.split('|').nth(3).and_then(|p| p.parse().ok());
        let port = port.unwrap_or_else(|| panic!("no port in {text}"));
        let addr = SocketAddr::new(
            self.control.tcp().peer_addr().expect("connected").ip(),
            port,
        );
        let data = connect(addr);
        self.command(line.as_bytes(), b"150");
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            return Wire::Tls(super::tls::protect(tls, data));
        }
        Wire::Clear(data)
    }

    fn expect(&mut self, code: &[u8; 3]) {
        let end = self.fill_line();
        let fits = self.unread.starts_with(code) && self.unread[3] == b' ';
        assert!(
            fits,
            "{} is not {}",
            self.unread[..end].escape_ascii(),
            code.escape_ascii()
        );
        self.unread.drain(..end);
    }

    fn reply(&mut self) -> Vec<u8> {
        let end = self.fill_line();
        self.unread.drain(..end).collect()
    }

    /// Where the first line that is there ends; reads until there is one.
    fn fill_line(&mut self) -> usize {
        let mut seen = 0;
        loop {
            if let Some(end) = self.unread[seen..].iter().position(|b| *b == b'\n') {
                return seen + end + 1;
            }
            seen = self.unread.len();
            let mut buffer = [0; 2048];
            let n = self.control.read(&mut buffer).expect("a reply");
            assert!(n > 0, "closed without a reply");
            self.unread.extend_from_slice(&buffer[..n]);
        }
    }
}

impl Wire {
    const fn tcp(&self) -> &TcpStream {
        match self {
            Self::Clear(stream) => stream,
            #[cfg(feature = "tls")]
            Self::Tls(stream) => &stream.sock,
        }
    }

    /// Says that it is the end, where there are words for it.
    fn finish(&mut self) {
        #[cfg(feature = "tls")]
        if let Self::Tls(stream) = self {
            super::tls::finish(stream).expect("the end");
        }
    }
}

impl Read for Wire {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Clear(stream) => stream.read(octets),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => stream.read(octets),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self {
            Self::Clear(stream) => stream.write(octets),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => stream.write(octets),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn connect(addr: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(addr).expect("connect");
    stream.set_nodelay(true).expect("no delay");
    stream.set_read_timeout(Some(PATIENCE)).expect("time-out");
    stream.set_write_timeout(Some(PATIENCE)).expect("time-out");
    stream
}
