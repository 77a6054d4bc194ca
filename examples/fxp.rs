//! A file goes from one server straight to another, and the client only tells them to.
//!
//! ```sh
//! cargo run --example fxp
//! ```

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};

use ftpmock::prelude::*;

/// The control connection of the code under test.
struct Control(BufReader<TcpStream>);

impl Control {
    fn connect(addr: SocketAddr) -> io::Result<Self> {
        let mut control = Self(BufReader::new(TcpStream::connect(addr)?));
        control.reply()?;
        for line in ["USER alice", "PASS secret", "TYPE I"] {
            control.say(line)?;
        }
        Ok(control)
    }

    fn say(&mut self, line: &str) -> io::Result<String> {
        write!(self.0.get_mut(), "{line}\r\n")?;
        self.reply()
    }

    fn reply(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

fn main() -> io::Result<()> {
    let source = FtpServer::builder().file("/a.bin", "straight on").start();
    let target = FtpServer::builder().fxp_with([source.addr().ip()]).start();

    let mut from = Control::connect(source.addr())?;
    let mut to = Control::connect(target.addr())?;
    // `227 Entering Passive Mode (127,0,0,1,195,80).`
    let passive = from.say("PASV")?;
    let place = passive.split(['(', ')']).nth(1).unwrap_or_default();
    to.say(&format!("PORT {place}"))?;
    println!("{}", to.say("STOR /copy.bin")?);
    println!("{}", from.say("RETR /a.bin")?);
    println!("{}", from.reply()?);
    println!("{}", to.reply()?);

    assert_eq!(target.fs().read("/copy.bin"), b"straight on");
    Ok(())
}
