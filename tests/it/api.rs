//! The crate as its users see it: the tests of the design, as they would write them against their own application.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::{fixture, rstest};

use crate::support::user;

#[test]
fn uploads_the_report() {
    let server = FtpServer::start();

    user::upload(server.addr(), "/reports.csv", b"a,b\n1,2\n").unwrap();

    assert_eq!(server.fs().read_to_string("/reports.csv"), "a,b\n1,2\n");
}

#[test]
fn downloads_what_the_partner_left() {
    let server = FtpServer::builder()
        .user(("alice", "secret"))
        .file("/outbox/today.txt", "hello")
        .start();

    assert_eq!(
        user::download(server.addr(), "/outbox/today.txt").unwrap(),
        b"hello"
    );
}

#[cfg(feature = "tls")]
#[test]
fn uploads_over_ftps_and_never_in_clear() {
    let server = FtpServer::builder().tls(Tls::explicit().required()).start();

    user::upload_tls(server.addr(), server.client_config(), "/a.bin", &[0, 1, 2]).unwrap();

    assert!(server.sessions()[0].is_tls());
    assert_eq!(server.fs().read("/a.bin"), [0, 1, 2]);
}

#[test]
fn retries_a_busy_server() {
    let server = FtpServer::start();
    let busy = server
        .on(STOR)
        .first(2)
        .reply(450, "Requested file action not taken, file busy");

    user::upload_with_retry(server.addr(), "/a.txt", b"x", 3).unwrap();

    assert_eq!(busy.hits(), 2);
    assert!(server.fs().exists("/a.txt"));
}

#[test]
fn resumes_after_a_connection_reset() {
    let big = vec![7u8; (256 * KIB) as usize];
    let server = FtpServer::builder().file("/big.bin", &big).start();
    server
        .on(RETR)
        .once()
        .fault(Fault::data_reset_after(100 * KIB));
    server.expect(REST).arg("[1-9]*").times(1..);

    assert_eq!(
        user::download_resuming(server.addr(), "/big.bin").unwrap(),
        big
    );
}

#[test]
fn reports_a_full_disk() {
    let server = FtpServer::builder().quota(64 * KIB).start();

    let err = user::upload(server.addr(), "/big.bin", &vec![0; MIB as usize]).unwrap_err();

    assert!(err.to_string().contains("552"), "{err}");
    assert!(!server.fs().exists("/big.bin"));
}

#[tokio::test]
async fn gives_up_on_a_silent_server() {
    let server = FtpServer::start();
    let gate = server.on(PASS).hold();

    assert_eq!(
        user::probe(server.addr(), Duration::from_millis(50)).await,
        Err("timed out")
    );

    gate.reached(Duration::from_secs(1)).await.unwrap();
}

#[rstest]
#[case::noise(b"\x00\xff\xfe not a listing\r\n".as_slice())]
#[case::half_a_line(b"-rw-r--r-- 1 ftp ftp".as_slice())]
#[case::endless_name(&[b'a'; 70_000])]
fn survives_a_garbage_listing(#[case] listing: &[u8]) {
    let server = FtpServer::start();
    server.on([LIST, MLSD]).fault(Fault::data_replace(listing));

    assert!(user::list_sizes(server.addr()).is_err());
}

#[test]
fn talks_to_the_server_politely() {
    let server = FtpServer::start();
    user::upload(server.addr(), "/a.txt", b"hello world").unwrap();

    insta::assert_snapshot!(server.finish(), @r"
    #1 connect
    S: 220 ftpmock ready
    C: USER alice
    S: 331 User name okay, need password.
    C: PASS ***
    S: 230 User logged in, proceed.
    C: TYPE I
    S: 200 Type set to I.
    C: PASV
    S: 227 Entering Passive Mode (127,0,0,1,<port>).
    C: STOR /a.txt
    S: 150 File status okay; about to open data connection.
    D: C->S 11 bytes
    S: 226 Transfer complete.
    C: QUIT
    S: 221 Service closing control connection.
    #1 closed
    ");
}

#[rstest]
#[case::control_reset(Fault::reset())]
#[case::control_close(Fault::reply_then_close(421, "Service not available"))]
#[case::data_reset(Fault::data_reset_after(1))]
#[case::data_refused(Fault::data_refused())]
#[case::reply_lost(Fault::lose_reply().and(Fault::close()))]
fn every_first_upload_may_fail_once(#[from(FtpServer)] server: FtpServer, #[case] fault: Fault) {
    server.on(STOR).once().fault(fault);

    user::upload_with_retry(server.addr(), "/a.txt", b"payload", 2).unwrap();

    assert_eq!(server.fs().read("/a.txt"), b"payload");
}

#[test]
fn archives_then_deletes_and_touches_nothing_else() {
    let server = FtpServer::builder()
        .file("/outbox/1.csv", "1")
        .file("/outbox/2.csv", "2")
        .dir("/archive")
        .start();
    server
        .expect(STOR)
        .path("/archive/*.csv")
        .times(2)
        .named("archived copies");
    server.expect(DELE).path("/outbox/*.csv").times(2);
    server.expect([RMD, RNFR, MKD]).never();

    user::mirror_nightly(server.addr()).unwrap();

    server.verify();
    insta::assert_snapshot!(server.fs().tree(), @"
    /archive/1.csv  1 byte
    /archive/2.csv  1 byte
    /outbox/
    ");
}

#[fixture]
fn partner() -> FtpServer {
    FtpServer::builder()
        .user(("alice", "secret"))
        .dir("/in")
        .start()
}

#[rstest]
fn a_fixture_of_ones_own_is_a_function(partner: FtpServer) {
    user::upload(partner.addr(), "/in/a.txt", b"x").unwrap();
    assert_eq!(partner.fs().read("/in/a.txt"), b"x");
}

#[test]
fn a_closure_decides_which_upload_fails() {
    let server = FtpServer::start();
    server
        .on(STOR)
        .run(|cmd| (cmd.nth() % 3 == 0).then_some((451, "every third upload fails")));

    let ok: Vec<bool> = (1..=4)
        .map(|n| user::upload(server.addr(), &format!("/{n}"), b"x").is_ok())
        .collect();

    assert_eq!(ok, [true, true, false, true]);
}

#[test]
fn every_tenth_connection_is_reset() {
    let server = FtpServer::start();
    let reset = server.on(Event::Connect).every(10).fault(Fault::reset());

    let failed = (0..20)
        .filter(|_| user::upload(server.addr(), "/a", b"x").is_err())
        .count();

    assert_eq!((failed, reset.hits()), (2, 2));
}

#[test]
fn a_rare_delay_changes_nothing_but_time() {
    let server = FtpServer::start();
    server.on(ANY).chance(0.01).delay(Duration::from_millis(20));

    user::upload(server.addr(), "/a", b"x").unwrap();
}

#[test]
fn a_scoped_rule_is_gone_at_the_end_of_the_block() {
    let server = FtpServer::builder().file("/a", "abc").start();
    let size = || {
        let mut ftp = suppaftp::FtpStream::connect(server.addr()).unwrap();
        ftp.login("alice", "secret").unwrap();
        ftp.size("/a").ok()
    };
    {
        let _guard = server.on(SIZE).reply(500, "no SIZE").scoped();
        assert_eq!(size(), None);
    }
    assert_eq!(size(), Some(3));
}

#[tokio::test]
async fn background_work_is_awaited_without_a_sleep() {
    let server = FtpServer::start();
    let stor = server.expect(STOR).times(1);
    let addr = server.addr();
    let worker = std::thread::spawn(move || user::upload(addr, "/a", b"x"));

    stor.hits_reached(1, Duration::from_secs(5)).await.unwrap();

    worker.join().unwrap().unwrap();
}

#[test]
fn the_filters_hide_the_port_in_other_snapshots() {
    let server = FtpServer::start();
    let client_log = format!("connected to {}", server.addr());

    insta::with_settings!({ filters => server.insta_filters() }, {
        insta::assert_snapshot!(client_log, @"connected to 127.0.0.1:<port>");
    });
}

#[test]
fn a_program_finds_the_server_in_its_environment() {
    let server = FtpServer::start();
    let mut lftp = std::process::Command::new("lftp");
    lftp.envs(server.env());

    let port = lftp
        .get_envs()
        .find(|(name, _)| *name == "FTPMOCK_PORT")
        .unwrap()
        .1
        .unwrap();

    assert_eq!(port.to_str().unwrap(), server.addr().port().to_string());
    assert!(server.env().iter().all(|(name, _)| *name != "FTPMOCK_CA"));
}

#[cfg(feature = "tls")]
#[test]
fn a_program_finds_what_to_trust_in_its_environment() {
    let server = FtpServer::builder().tls(Tls::explicit()).start();
    let env = server.env();
    let (_, path) = env.iter().find(|(name, _)| *name == "FTPMOCK_CA").unwrap();
    assert_eq!(std::fs::read_to_string(path).unwrap(), server.ca_pem());
}
