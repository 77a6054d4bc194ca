//! Files that other sessions want as well: locked while they move, and renamed not quite at once.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;

fn server() -> FtpServer {
    FtpServer::builder()
        .file("/a", "0123456789")
        .file("/d/x", "x")
        .start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

#[rstest]
#[case::locked(FsError::Locked, "450 Requested file action not taken: file busy.")]
#[case::denied(FsError::PermissionDenied, "550 Permission denied.")]
fn an_upload_locks_its_file_until_it_ends(#[case] error: FsError, #[case] refusal: &str) {
    let server = server();
    let rule = server.on(STOR).once().fault(Fault::locks(error));
    let (mut writer, mut other) = (client(&server), client(&server));
    let mut data = writer.pasv();
    writer.say("STOR /a");
    data.send("new");

    let _port = other.pasv();
    assert_eq!(other.say("RETR /a"), refusal);
    assert_eq!(other.say("STOR /a"), refusal);
    assert_eq!(other.say("DELE /a"), refusal);
    other.say("RNFR /a");
    assert_eq!(other.say("RNTO /b"), refusal);
    other.say("RNFR /d/x");
    assert_eq!(other.say("RNTO /a"), refusal);
    assert_eq!(other.say("SIZE /a"), "213 10", "it can be looked at");

    data.finish();
    assert_eq!(writer.read_reply().code, 226);
    assert_eq!(other.download("RETR /a").0, b"new");
    assert_eq!(rule.hits(), 1);
}

#[test]
fn a_transfer_that_is_cut_leaves_no_lock() {
    let server = server();
    server.on(STOR).once().fault(Fault::locks(FsError::Locked));
    let (mut writer, mut other) = (client(&server), client(&server));
    let data = writer.pasv();
    writer.say("STOR /a");
    data.reset();
    assert_eq!(writer.read_reply().code, 426);
    assert_eq!(other.say("DELE /a").code, 250);
    insta::assert_snapshot!(server.transcript().session(1).only([STOR]), @"
    C: STOR /a
    ! fault: file locked while it is open: locked
    S: 150 File status okay; about to open data connection.
    D: C->S 0 of ? bytes, reset by client
    S: 426 Connection closed; transfer aborted.
    ");
}

#[test]
fn a_download_locks_its_file_too() {
    let server = server();
    let locked = Fault::locks(FsError::Locked).and(Fault::data_stall_after(4));
    let rule = server.on(RETR).once().fault(locked);
    let (mut reader, mut other) = (client(&server), client(&server));
    let mut data = reader.pasv();
    reader.say("RETR /a");
    assert_eq!(data.read_bytes(4), b"0123");

    assert_eq!(other.say("DELE /a").code, 450);

    reader.send("ABOR\r\n");
    assert_eq!(reader.read_reply().code, 426);
    assert_eq!(other.say("DELE /a").code, 250);
    assert_eq!(rule.hits(), 1);
}

#[test]
fn both_names_are_there_for_some_commands() {
    let server = server();
    server.on(RNTO).fault(Fault::old_name_for_commands(3));
    let (mut raw, mut other) = (client(&server), client(&server));
    raw.say("RNFR /d");
    assert_eq!(raw.say("RNTO /c").code, 250);

    assert_eq!(other.say("SIZE /d/x"), "213 1", "what is in it, too");
    assert_eq!(other.say("SIZE /c/x"), "213 1");
    let _port = other.pasv();
    assert_eq!(other.say("SIZE /d/x").code, 550);
    insta::assert_snapshot!(server.transcript().session(1).only([RNTO]), @"
    C: RNTO /c
    ! fault: old name visible for 3 more commands
    S: 250 Rename successful.
    ");
}

#[test]
fn lists_have_both_names_and_files_can_be_read_by_either() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .file("/m", "0123")
        .file("/z", "z")
        .start();
    let time = Duration::from_secs(5);
    server.on(RNTO).fault(Fault::old_name_for(time));
    let mut raw = client(&server);
    raw.say("RNFR /m");
    raw.say("RNTO /a");

    assert_eq!(raw.download("NLST").0, b"a\r\nm\r\nz\r\n");
    assert_eq!(raw.download("RETR /m").0, b"0123");
    assert_eq!(raw.say("DELE /m").code, 550, "it is not there");
    clock.advance(time);
    assert_eq!(raw.download("NLST").0, b"a\r\nz\r\n");
}

#[test]
fn an_old_name_that_is_taken_again_means_what_is_there() {
    let server = server();
    server.on(RNTO).fault(Fault::old_name_for_commands(9));
    let mut raw = client(&server);
    raw.say("RNFR /a");
    raw.say("RNTO /b");
    raw.upload("STOR /a", "new");
    assert_eq!(raw.download("RETR /a").0, b"new");
}

#[rstest]
#[case("MFF media-type=text; /b", "213 media-type=text; /b")]
#[case("MFMT 20200229123456 /b", "213 Modify=20200229123456; /b")]
#[case("SITE CHMOD 600 /b", "200 SITE CHMOD command successful.")]
fn a_file_with_two_names_can_be_changed_as_ever(#[case] command: &str, #[case] reply: &str) {
    let server = server();
    server.on(RNTO).fault(Fault::old_name_for_commands(9));
    let mut raw = client(&server);
    raw.say("RNFR /a");
    raw.say("RNTO /b");
    assert_eq!(raw.say(command), reply);
}
