//! The promise of a cut: on Linux exactly n octets arrive before a reset or an end, however the client reads.

#![cfg(target_os = "linux")]

use std::thread;
use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{End, Raw};

const LENGTHS: [u64; 5] = [0, 1, 65_535, 2 * MIB, 20 * MIB];
const TIMES: usize = 50;
/// Clients that work at the same time.
const CLIENTS: usize = 5;

#[rstest]
#[case::reset(Fault::data_reset_after, End::Reset)]
#[case::close(Fault::data_close_after, End::Closed)]
fn exactly_n_octets_arrive_every_time_alone(
    #[case] fault: fn(u64) -> Fault,
    #[case] expected: End,
    #[values(0, 50)] begins_after_ms: u64,
) {
    let server = FtpServer::builder()
        .file("/big", Content::zeros(32 * MIB))
        .start();
    for n in LENGTHS {
        let cut = server.on(RETR).fault(fault(n)).scoped();
        let counts = clients(&server, Duration::from_millis(begins_after_ms));
        assert!(
            counts.iter().all(|seen| *seen == (n, expected)),
            "of {n}: {counts:?}"
        );
        assert_eq!(cut.hits(), TIMES as u64);
    }
}

#[rstest]
#[case::reset(Fault::data_reset_after)]
#[case::close(Fault::data_close_after)]
#[case::stall(stall_and_confirm)]
fn exactly_n_octets_of_an_upload_are_stored(
    #[case] fault: fn(u64) -> Fault,
    #[values(0, 1, 8191, 8192, 8193, 65_535, 2 * MIB)] n: u64,
) {
    let server = FtpServer::start();
    let cut = server.on(STOR).fault(fault(n));
    let content: Vec<u8> = (0..3 * MIB).map(|at| (at % 251) as u8).collect();
    let mut raw = Raw::connect(server.addr()).login().binary();
    let mut data = raw.pasv();
    raw.say("STOR /a");
    let sender = thread::spawn({
        let content = content.clone();
        move || {
            data.send(&content);
            data
        }
    });

    let reply = raw.read_reply();

    assert!(matches!(reply.code, 426 | 226), "{reply}");
    assert_eq!(server.fs().size("/a"), n);
    assert!(server.fs().read("/a") == content[..n as usize]);
    assert_eq!(cut.hits(), 1);
    drop((raw, server));
    sender.join().unwrap();
}

fn stall_and_confirm(n: u64) -> Fault {
    Fault::data_stall_after(n).then_reply(226, "Transfer complete.")
}

fn clients(server: &FtpServer, begins_after: Duration) -> Vec<(u64, End)> {
    thread::scope(|scope| {
        let workers: Vec<_> = (0..CLIENTS)
            .map(|_| {
                scope.spawn(|| {
                    let mut raw = Raw::connect(server.addr()).login().binary();
                    let one = |_| {
                        let data = raw.pasv();
                        raw.say("RETR /big");
                        let seen = data.count_to_end(begins_after);
                        assert_eq!(raw.read_reply().code, 426);
                        seen
                    };
                    (0..TIMES / CLIENTS).map(one).collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|w| w.join().unwrap())
            .collect()
    })
}
