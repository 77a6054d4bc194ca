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

/// What goes wrong once, and whether the policy is to get over it.
struct Case {
    name: &'static str,
    fault: fn(&FtpServer) -> Rule,
    passes: bool,
}

const fn case(name: &'static str, passes: bool, fault: fn(&FtpServer) -> Rule) -> Case {
    Case {
        name,
        fault,
        passes,
    }
}

fn cases() -> [Case; 10] {
    [
        case("no room for clients", true, |server| {
            let connect = server.on(Event::Connect).once();
            connect.reply_then_close(421, "Full.")
        }),
        case("reset at the door", true, |server| {
            server.on(Event::Connect).once().reset()
        }),
        case("wrong password", false, |server| {
            server.on(PASS).once().reply(530, "Login incorrect.")
        }),
        case("busy file", true, |server| {
            server.on(STOR).once().reply(450, "File busy.")
        }),
        case("not allowed", false, |server| {
            server.on(STOR).once().reply(553, "Not here.")
        }),
        case("no data port", true, |server| {
            server.on(PASV).once().reply(425, "Can't open it.")
        }),
        case("closed data port", true, |server| {
            server.on(PASV).once().fault(Fault::wrong_pasv_port(1))
        }),
        case("data reset", true, |server| {
            server.on(STOR).once().fault(Fault::data_reset_after(3))
        }),
        case("disk full for now", true, |server| {
            server.on(STOR).once().fault(Fault::disk_full_after(3))
        }),
        case("died after the deed", true, |server| {
            let died = Fault::lose_reply().and(Fault::close());
            server.on(STOR).once().fault(died)
        }),
    ]
}

/// Tries the policy against one fault.
fn check(case: &Case) {
    let server = FtpServer::builder()
        .user(("alice", "secret"))
        .dir("/in")
        .start();
    let rule = (case.fault)(&server);
    println!("{}: {}", case.name, rule.sentence());
    let delivered = deliver(server.addr(), 3).is_ok();
    assert_eq!(rule.hits(), 1, "it has struck");
    assert_eq!(delivered, case.passes, "{}", case.name);
    assert_eq!(server.fs().exists("/in/order.xml"), delivered);
}

fn main() {
    cases().iter().for_each(check);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    fn the_policy_gets_over_what_passes(#[values(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)] n: usize) {
        check(&cases()[n]);
    }
}
