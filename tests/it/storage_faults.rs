//! Faults of the filesystem: which reply each kind gets, and that the files stay as they were.

use ftpmock::prelude::*;
use ftpmock::protocol::Code;
use rstest::rstest;

use crate::support::raw::Raw;
use crate::support::user;

fn server() -> FtpServer {
    FtpServer::builder().file("/a", "old").dir("/d").start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

/// The rows of PROTOCOL's map: the reply where the object exists, and where the name is a new one.
#[rstest]
#[case(FsError::AlreadyExists, 550, 550)]
#[case(FsError::Busy, 450, 450)]
#[case(FsError::Corrupt, 451, 451)]
#[case(FsError::CrossDevice, 550, 550)]
#[case(FsError::DirectoryNotEmpty, 550, 550)]
#[case(FsError::FileTooBig, 552, 552)]
#[case(FsError::Interrupted, 450, 450)]
#[case(FsError::InvalidName, 550, 553)]
#[case(FsError::InvalidOffset, 554, 554)]
#[case(FsError::Io, 451, 451)]
#[case(FsError::IsADirectory, 550, 550)]
#[case(FsError::Locked, 450, 450)]
#[case(FsError::NameTooLong, 550, 553)]
#[case(FsError::NoSpace, 452, 452)]
#[case(FsError::NotADirectory, 550, 550)]
#[case(FsError::NotFound, 550, 550)]
#[case(FsError::PermissionDenied, 550, 550)]
#[case(FsError::QuotaExceeded, 552, 552)]
#[case(FsError::ReadOnly, 550, 550)]
#[case(FsError::Reply(Code::of(453), "Out of tape.".to_owned()), 453, 453)]
#[case(FsError::TimedOut, 450, 450)]
#[case(FsError::TooManyOpenFiles, 450, 450)]
#[case(FsError::Unsupported, 504, 504)]
#[case(FsError::WouldBlock, 450, 450)]
fn each_kind_of_error_has_its_reply(
    #[case] error: FsError,
    #[case] existing: u16,
    #[case] new_name: u16,
) {
    let server = server();
    let tree = server.fs().tree().to_string();
    let rule = server
        .on([RETR, DELE, CWD, SIZE, MDTM, RNFR, RMD, STOR, APPE, MKD])
        .fault(Fault::io_error(error));
    let mut raw = client(&server).lenient();

    for line in [
        "RETR /a", "DELE /a", "CWD /d", "SIZE /a", "MDTM /a", "RNFR /a", "RMD /d",
    ] {
        assert_eq!(code(&mut raw, line), existing, "{line}");
    }
    for line in ["STOR /a", "STOR /new", "APPE /a", "MKD /new"] {
        assert_eq!(code(&mut raw, line), new_name, "{line}");
    }

    assert_eq!(rule.hits(), 11, "one exchange is one hit");
    assert_eq!(server.fs().tree().to_string(), tree);
    assert_eq!(server.fs().read("/a"), b"old");
}

/// The code of the only reply, though a data port is there.
fn code(raw: &mut Raw, line: &str) -> u16 {
    raw.announced("EPSV");
    raw.say(line).code
}

#[rstest]
#[case::busy(FsError::Busy, 450)]
#[case::io(FsError::Io, 451)]
#[case::missing(FsError::NotFound, 550)]
fn listings_fail_too(
    #[case] error: FsError,
    #[case] expected: u16,
    #[values("LIST /d", "NLST /d", "MLSD /d", "MLST /d", "STAT /d")] line: &str,
) {
    let server = server();
    let rule = server.on(ANY).path("/d").fault(error);
    let mut raw = client(&server);

    assert_eq!(code(&mut raw, line), expected);

    assert_eq!(rule.hits(), 1);
}

#[test]
fn a_rename_fails_at_its_end() {
    let server = server();
    server.on(RNTO).fault(FsError::PermissionDenied);
    let mut raw = client(&server);
    raw.say("RNFR /a");

    assert_eq!(raw.say("RNTO /b").code, 550);

    assert!(server.fs().exists("/a") && !server.fs().exists("/b"));
    insta::assert_snapshot!(server.transcript().only([RNFR, RNTO]), @"
    C: RNFR /a
    S: 350 Ready for destination name.
    C: RNTO /b
    ! fault: filesystem error: permission denied
    S: 550 Permission denied.
    ");
}

#[test]
fn an_error_is_for_one_exchange_and_one_session() {
    let server = server();
    server.on(DELE).session(2).once().fault(FsError::Locked);
    let (mut one, mut two) = (client(&server), client(&server));
    server.fs().write("/b", "b");

    assert_eq!(two.say("DELE /a").code, 450);
    assert_eq!(one.say("DELE /b").code, 250);
    assert_eq!(two.say("DELE /a").code, 250);
}

#[test]
fn an_error_holds_in_a_users_home() {
    let server = FtpServer::builder()
        .user(User::new("bob").password("x").home("/home/bob"))
        .file("/home/bob/a", "old")
        .start();
    server.on(RETR).path("/a").fault(FsError::Corrupt);
    let mut raw = Raw::connect(server.addr()).login_as("bob", "x");

    assert_eq!(code(&mut raw, "RETR a"), 451);
}

#[rstest]
#[case::at_once(0)]
#[case::in_the_middle(100 * KIB)]
#[case::at_the_last_octet(MIB - 1)]
fn a_disk_fills_up_during_an_upload(#[case] room: u64, #[values("STOR /a", "APPE /a")] line: &str) {
    let server = server();
    let rule = server
        .on([STOR, APPE])
        .once()
        .fault(Fault::disk_full_after(room));
    let mut raw = client(&server);
    let content = vec![b'x'; MIB as usize];

    assert_eq!(raw.upload(line, &content).code, 452);

    assert_eq!(rule.hits(), 1);
    assert_eq!(server.fs().read("/a"), b"old");
    assert_eq!(raw.upload(line, "new").code, 226, "there is room again");
}

#[test]
fn an_upload_that_just_fits_is_stored() {
    let server = server();
    let rule = server.on(STOR).fault(Fault::disk_full_after(3));

    user::upload(server.addr(), "/a", b"new").unwrap();

    assert_eq!((rule.hits(), server.fs().read("/a")), (0, b"new".to_vec()));
    assert!(server.try_verify().is_err());
    rule.remove();
}

#[test]
fn an_upload_is_read_to_its_end_before_it_is_refused() {
    let server = server();
    server
        .on(STOR)
        .named("small disk")
        .fault(Fault::disk_full_after(10));

    let error = user::upload(server.addr(), "/new", &[b'x'; 100_000]).unwrap_err();

    assert!(error.to_string().contains("452"), "{error}");
    assert!(!server.fs().exists("/new"));
    insta::assert_snapshot!(server.transcript().only(STOR), @r#"
    C: STOR /new
    S: 150 File status okay; about to open data connection.
    ! fault "small disk": disk full after 10 bytes
    D: C->S 100000 bytes, refused: no space left
    S: 452 Requested action not taken: insufficient storage space.
    "#);
}
