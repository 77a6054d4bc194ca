//! One retry policy against ten faults: which of them is it worth trying again after, and is the file there in the end?
//!
//! ```sh
//! cargo run --example retry_policy
//! cargo test --example retry_policy
//! ```

use std::net::SocketAddr;

use ftpmock::prelude::*;
use suppaftp::{FtpError, FtpResult, FtpStream};

/// The code under test: tries again after anything that may pass, each time with a new connection.
fn deliver(addr: SocketAddr, attempts: u32) -> FtpResult<()> {
    let upload = || {
        let mut ftp = FtpStream::connect(addr)?;
        ftp.login("alice", "secret")?;
        ftp.put_file("/in/order.xml", &mut &b"<order/>"[..])?;
        Ok(())
    };
    let is_final = |error: &FtpError| match error {
        FtpError::UnexpectedResponse(reply) => reply.status.code() >= 500,
        _ => false,
    };
    for _ in 1..attempts {
        match upload() {
            Err(error) if !is_final(&error) => println!("  again, after: {error}"),
            other => return other,
        }
    }
    upload()
}

/// What goes wrong once, where, and whether the policy is to get over it.
fn faults() -> [(&'static str, fn(&FtpServer) -> Rule, bool); 10] {
    [
        (
            "no room for clients",
            |s| s.on(Event::Connect).once().reply_then_close(421, "Full."),
            true,
        ),
        (
            "reset at the door",
            |s| s.on(Event::Connect).once().reset(),
            true,
        ),
        (
            "wrong password",
            |s| s.on(PASS).once().reply(530, "Login incorrect."),
            false,
        ),
        (
            "busy file",
            |s| s.on(STOR).once().reply(450, "File busy."),
            true,
        ),
        (
            "not allowed",
            |s| s.on(STOR).once().reply(553, "Not here."),
            false,
        ),
        (
            "no data port",
            |s| s.on(PASV).once().reply(425, "Can't open it."),
            true,
        ),
        (
            "closed data port",
            |s| s.on(PASV).once().fault(Fault::wrong_pasv_port(1)),
            true,
        ),
        (
            "data reset",
            |s| s.on(STOR).once().fault(Fault::data_reset_after(3)),
            true,
        ),
        (
            "disk full for now",
            |s| s.on(STOR).once().fault(Fault::disk_full_after(3)),
            true,
        ),
        (
            "died after the deed",
            |s| {
                s.on(STOR)
                    .once()
                    .fault(Fault::lose_reply().and(Fault::close()))
            },
            true,
        ),
    ]
}

/// Whether the policy gets over a fault.
fn gets_over(fault: fn(&FtpServer) -> Rule) -> bool {
    let server = FtpServer::builder()
        .user(("alice", "secret"))
        .dir("/in")
        .start();
    let rule = fault(&server);
    println!("{}", rule.sentence());
    let delivered = deliver(server.addr(), 3).is_ok();
    assert_eq!(rule.hits(), 1, "it has struck");
    assert_eq!(server.fs().exists("/in/order.xml"), delivered);
    delivered
}

fn main() {
    for (name, fault, expected) in faults() {
        assert_eq!(gets_over(fault), expected, "{name}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    fn the_policy_gets_over_what_passes(#[values(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)] n: usize) {
        let (name, fault, expected) = faults()[n];
        assert_eq!(gets_over(fault), expected, "{name}");
    }
}
