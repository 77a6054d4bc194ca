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

/// Tries the policy against one fault that strikes once; whether it is to get over it is `passes`.
fn check(on: impl Into<Trigger>, fault: Fault, passes: bool) {
    let server = FtpServer::builder()
        .user(("alice", "secret"))
        .dir("/in")
        .start();
    let rule = server.on(on).once().fault(fault);
    println!("{}", rule.sentence());
    let delivered = deliver(server.addr(), 3).is_ok();
    assert_eq!(rule.hits(), 1, "it has struck");
    assert_eq!(delivered, passes);
    assert_eq!(server.fs().exists("/in/order.xml"), delivered);
}

fn main() {
    check(STOR, Fault::reply(450, "File busy."), true);
    check(STOR, Fault::reply(553, "Not here."), false);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::no_room_for_clients(Event::Connect, Fault::reply_then_close(421, "Full."), true)]
    #[case::reset_at_the_door(Event::Connect, Fault::reset(), true)]
    #[case::wrong_password(PASS, Fault::reply(530, "Login incorrect."), false)]
    #[case::busy_file(STOR, Fault::reply(450, "File busy."), true)]
    #[case::not_allowed(STOR, Fault::reply(553, "Not here."), false)]
    #[case::no_data_port(PASV, Fault::reply(425, "Can't open it."), true)]
    #[case::closed_data_port(PASV, Fault::wrong_pasv_port(1), true)]
    #[case::data_reset(STOR, Fault::data_reset_after(3), true)]
    #[case::disk_full_for_now(STOR, Fault::disk_full_after(3), true)]
    #[case::died_after_the_deed(STOR, Fault::lose_reply().and(Fault::close()), true)]
    fn the_policy_gets_over_what_passes(
        #[case] on: impl Into<Trigger>,
        #[case] fault: Fault,
        #[case] passes: bool,
    ) {
        check(on, fault, passes);
    }
}
