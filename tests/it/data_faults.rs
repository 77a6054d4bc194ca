//! Faults of the data connection: what the client sees on the wire, what the transcript says, what the rule counts.

use ftpmock::prelude::*;
use ftpmock::protocol::Verb;
use rstest::rstest;

use crate::support::raw::{End, Raw};
use crate::support::user;

const TEXT: &str = "0123456789";

fn server() -> FtpServer {
    FtpServer::builder().file("/a", TEXT).start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

/// The lines of the exchanges that move data.
fn moved(server: &FtpServer) -> Transcript {
    server.transcript().only([RETR, STOR, LIST, NLST, MLSD])
}

#[rstest]
#[case::reset(Fault::data_reset_after(4), 4, End::Reset, 426)]
#[case::reset_at_once(Fault::data_reset_after(0), 0, End::Reset, 426)]
#[case::reset_after_all(Fault::data_reset_after(10), 10, End::Reset, 426)]
#[case::reset_then(Fault::data_reset_after(4).then_reply(451, "Disk on fire."), 4, End::Reset, 451)]
#[case::close(Fault::data_close_after(4), 4, End::Closed, 426)]
#[case::close_at_once(Fault::data_close_after(0), 0, End::Closed, 426)]
#[case::close_after_all(Fault::data_close_after(10), 10, End::Closed, 426)]
#[case::close_then(Fault::data_close_after(4).then_reply(226, "Transfer complete."), 4, End::Closed, 226)]
fn a_download_is_cut_after_exactly_so_many_octets(
    #[values(RETR, LIST, NLST, MLSD)] verb: Verb,
    #[case] fault: Fault,
    #[case] octets: usize,
    #[case] end: End,
    #[case] code: u16,
) {
    let server = server();
    server.fs().write("/another-file", "");
    let line = if verb == RETR { "RETR /a" } else { verb.name() };
    let whole = client(&server).download(line).0;
    let cut = server.on(verb).once().fault(fault);
    let mut raw = client(&server);

    let (bytes, ended, reply) = raw.fetch(line);

    assert_eq!((bytes.len(), ended, reply.code), (octets, end, code));
    assert_eq!(bytes, whole[..octets]);
    assert_eq!(cut.hits(), 1);
    assert_eq!(raw.fetch(line).0, whole, "the rule was for one transfer");
    raw.quit();
}

#[rstest]
#[case::reset(Fault::data_reset_after(4), End::Reset, 426)]
#[case::reset_then(Fault::data_reset_after(4).then_reply(451, "Disk on fire."), End::Reset, 451)]
#[case::close(Fault::data_close_after(4), End::Closed, 426)]
#[case::close_then(Fault::data_close_after(4).then_reply(226, "Transfer complete."), End::Closed, 226)]
fn of_an_upload_exactly_so_many_octets_are_taken(
    #[case] fault: Fault,
    #[case] end: End,
    #[case] code: u16,
) {
    let server = server();
    let cut = server.on(STOR).once().fault(fault);
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("STOR /b");

    data.send("0123");
    let (bytes, ended) = data.read_to_end();

    assert_eq!((bytes.len(), ended, raw.read_reply().code), (0, end, code));
    assert_eq!(server.fs().read("/b"), b"0123", "what arrived is kept");
    assert_eq!(cut.hits(), 1);
}

#[rstest]
#[case::reset(Fault::data_reset_after(4))]
#[case::close(Fault::data_close_after(4))]
fn the_rest_of_a_cut_upload_is_not_stored(#[case] fault: Fault) {
    let server = server();
    server.on(STOR).fault(fault);
    let mut raw = client(&server);

    assert_eq!(raw.upload("STOR /b", vec![b'x'; 1 << 20]).code, 426);

    assert_eq!(server.fs().read("/b"), b"xxxx");
}

#[rstest]
#[case::small(7)]
#[case::large(20 << 20)]
fn an_upload_can_be_truncated_without_a_word(#[case] length: usize) {
    let server = server();
    let silent = Fault::data_close_after(4).then_reply(226, "Transfer complete.");
    server.on(STOR).once().fault(silent);

    user::upload(server.addr(), "/b", &vec![b'x'; length]).unwrap();

    assert_eq!(server.fs().read("/b"), b"xxxx");
}

#[test]
fn an_upload_that_is_closed_ends_and_is_not_reset() {
    let server = server();
    server.on(STOR).once().fault(Fault::data_close_after(4));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("STOR /b");

    data.send(vec![b'x'; 5 << 20]);

    assert_eq!(data.read_to_end(), (Vec::new(), End::Closed));
    assert_eq!(raw.read_reply().code, 426);
    assert_eq!(raw.upload("STOR /c", "whole").code, 226);
    raw.quit();
}

#[test]
fn a_cut_upload_leaves_the_old_file_when_parts_are_not_kept() {
    let server = FtpServer::builder()
        .file("/a", "old")
        .keep_partial(false)
        .start();
    server.on(STOR).fault(Fault::data_reset_after(4));

    client(&server).upload("STOR /a", "0123456789");

    assert_eq!(server.fs().read("/a"), b"old");
}

#[test]
fn the_transcript_tells_of_cuts() {
    let server = server();
    server.on(RETR).nth(1).fault(Fault::data_reset_after(4));
    server
        .on(RETR)
        .nth(1)
        .named("truncated")
        .fault(Fault::data_close_after(1).then_reply(226, "Done."));
    server.on(STOR).fault(Fault::data_close_after(0));
    server.on(NLST).fault(Fault::data_reset_after(1));
    let mut raw = client(&server);

    raw.fetch("RETR /a");
    raw.fetch("RETR /a");
    raw.upload("STOR /b", "abc");
    raw.fetch("NLST");

    insta::assert_snapshot!(moved(&server), @r#"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault "truncated": data closed after 1 byte
    D: S->C 1 of 10 bytes, closed by server
    S: 226 Done.
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: data reset after 4 bytes
    D: S->C 4 of 10 bytes, reset by server
    S: 426 Connection closed; transfer aborted.
    C: STOR /b
    S: 150 File status okay; about to open data connection.
    ! fault: data closed after 0 bytes
    D: C->S 0 of ? bytes, closed by server
    S: 426 Connection closed; transfer aborted.
    C: NLST
    S: 150 File status okay; about to open data connection.
    ! fault: data reset after 1 byte
    D: S->C 1 of ? bytes, reset by server
    S: 426 Connection closed; transfer aborted.
    "#);
}

#[test]
fn what_suppaftp_reports_of_cuts_and_refusals() {
    let server = server();
    let mut reports = Vec::new();
    for fault in [
        Fault::data_refused(),
        Fault::data_reset_after(4),
        Fault::data_reset_after(4).then_reply(226, "Transfer complete."),
        Fault::data_close_after(4),
        Fault::data_close_after(4).then_reply(226, "Transfer complete."),
        Fault::data_replace("zzz"),
    ] {
        let what = fault.to_string();
        let _rule = server.on(RETR).first(1).fault(fault).scoped();
        let seen = match user::download(server.addr(), "/a") {
            Ok(bytes) => format!("{} bytes and no error", bytes.len()),
            Err(error) => error.to_string(),
        };
        reports.push(format!("{what}: {seen}"));
    }

    insta::assert_snapshot!(reports.join("\n"), @"
    data connection refused: Invalid response: [425] 425 Can't open data connection.
    data reset after 4 bytes: Connection error: Connection reset by peer (os error 104)
    data reset after 4 bytes, then reply 226: Connection error: Connection reset by peer (os error 104)
    data closed after 4 bytes: Invalid response: [426] 426 Connection closed; transfer aborted.
    data closed after 4 bytes, then reply 226: 4 bytes and no error
    data replaced by 3 bytes: 3 bytes and no error
    ");
}

#[test]
fn what_suppaftp_reports_of_uploads_and_listings() {
    let server = server();
    let mut reports = Vec::new();
    for fault in [
        Fault::data_refused(),
        Fault::data_close_after(4),
        Fault::data_close_after(4).then_reply(226, "Transfer complete."),
        Fault::data_close_after(0).then_reply(226, "Transfer complete."),
        Fault::disk_full_after(3),
        Fault::io_error(FsError::Busy),
    ] {
        let what = fault.to_string();
        let _rule = server.on([STOR, LIST]).optional().fault(fault).scoped();
        let upload = match user::upload(server.addr(), "/b", b"payload") {
            Ok(()) => "no error".to_owned(),
            Err(error) => error.to_string(),
        };
        let listing = match user::list_sizes(server.addr()) {
            Ok(sizes) => format!("{} entries", sizes.len()),
            Err(error) => error.to_string(),
        };
        reports.push(format!("{what}\n  upload: {upload}\n  listing: {listing}"));
    }

    insta::assert_snapshot!(reports.join("\n"), @"
    data connection refused
      upload: Invalid response: [425] 425 Can't open data connection.
      listing: Invalid response: [425] 425 Can't open data connection.
    data closed after 4 bytes
      upload: Invalid response: [426] 426 Connection closed; transfer aborted.
      listing: Invalid response: [426] 426 Connection closed; transfer aborted.
    data closed after 4 bytes, then reply 226
      upload: no error
      listing: Syntax error: invalid line
    data closed after 0 bytes, then reply 226
      upload: no error
      listing: 0 entries
    disk full after 3 bytes
      upload: Invalid response: [452] 452 Requested action not taken: insufficient storage space.
      listing: 2 entries
    filesystem error: busy
      upload: Invalid response: [450] 450 Requested file action not taken: file busy.
      listing: Invalid response: [450] 450 Requested file action not taken: file busy.
    ");
}

#[rstest]
#[case::beyond_the_end(Fault::data_reset_after(11))]
#[case::close_beyond_the_end(Fault::data_close_after(11))]
#[case::stall_beyond_the_end(Fault::data_stall_after(11))]
#[case::full_disk(Fault::disk_full_after(3))]
fn a_fault_that_never_struck_fails_verification(#[case] fault: Fault) {
    let server = server();
    let rule = server.on(RETR).fault(fault);

    assert_eq!(
        user::download(server.addr(), "/a").unwrap(),
        TEXT.as_bytes()
    );

    assert_eq!(rule.hits(), 0);
    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(unmet.contains("never fired"), "{unmet}");
    rule.remove();
}

#[rstest]
#[case(Fault::data_reset_after(0))]
#[case(Fault::data_refused())]
#[case(Fault::data_ignored())]
#[case(Fault::data_replace("x"))]
#[case(Fault::data_throttle(1))]
#[case(Fault::data_stall_after(0))]
fn a_data_fault_on_a_command_without_data_never_strikes(#[case] fault: Fault) {
    let server = server();
    let rule = server.on(NOOP).fault(fault);

    assert_eq!(client(&server).say("NOOP").code, 200);

    assert_eq!(rule.hits(), 0);
    assert!(server.try_verify().is_err());
    rule.remove();
}
