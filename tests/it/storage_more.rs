//! Faults of the filesystem, operation by operation, and files that are not what they were a command ago.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{End, Raw};
use crate::support::user;

const SECOND: Duration = Duration::from_secs(1);

fn server() -> FtpServer {
    FtpServer::builder()
        .file("/a", "0123456789")
        .file("/d/b", "x")
        .start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

/// The code of the only or final reply.
fn code(raw: &mut Raw, line: &str) -> u16 {
    match line.split(' ').next() {
        Some("STOR" | "APPE") => raw.upload(line, "new").code,
        Some("RETR" | "LIST" | "NLST" | "MLSD") => raw.download(line).1.code,
        _ => raw.say(line).code,
    }
}

#[rstest]
#[case::look(FsOp::Look, "SIZE /a", 451)]
#[case::open(FsOp::Open, "RETR /a", 451)]
#[case::read(FsOp::Read, "RETR /a", 451)]
#[case::list(FsOp::List, "LIST /d", 451)]
#[case::store(FsOp::Store, "STOR /n", 451)]
#[case::write(FsOp::Write, "STOR /n", 451)]
#[case::commit(FsOp::Commit, "STOR /n", 451)]
#[case::append(FsOp::Store, "APPE /a", 451)]
#[case::create_dir(FsOp::CreateDir, "MKD /n", 451)]
#[case::remove(FsOp::Remove, "DELE /a", 451)]
#[case::remove_dir(FsOp::RemoveDir, "RMD /e", 451)]
#[case::set_time(FsOp::SetTime, "MFMT 20200101000000 /a", 451)]
#[case::set_mode(FsOp::SetMode, "SITE CHMOD 600 /a", 451)]
#[case::set_owner(FsOp::SetOwner, "SITE CHOWN bob /a", 451)]
#[case::change(FsOp::Change, "DELE /a", 451)]
fn each_operation_fails_by_itself(#[case] op: FsOp, #[case] line: &str, #[case] expected: u16) {
    let server = server();
    server.fs().create_dir("/e");
    let tree = server.fs().tree().to_string();
    let others = [
        FsOp::Look,
        FsOp::Open,
        FsOp::Read,
        FsOp::List,
        FsOp::Store,
        FsOp::Write,
        FsOp::Commit,
        FsOp::CreateDir,
        FsOp::Remove,
        FsOp::RemoveDir,
        FsOp::Rename,
        FsOp::SetTime,
        FsOp::SetMode,
        FsOp::SetOwner,
        FsOp::Symlink,
    ];
    let rule = server.on(ANY).fault(Fault::io_error_on(op, FsError::Io));
    let mut raw = client(&server);

    assert_eq!(code(&mut raw, line), expected, "{op} {line}");

    assert_eq!(rule.hits(), 1);
    assert_eq!(server.fs().tree().to_string(), tree);
    rule.remove();
    let shown: std::collections::BTreeSet<String> =
        others.iter().map(|op| op.to_string()).collect();
    assert_eq!(shown.len(), others.len());
}

#[test]
fn a_rename_fails_and_nothing_else_does() {
    let server = server();
    let rule = server
        .on(ANY)
        .fault(Fault::io_error_on(FsOp::Rename, FsError::CrossDevice));
    let mut raw = client(&server);

    assert_eq!(code(&mut raw, "DELE /d/b"), 250);
    assert_eq!(code(&mut raw, "RNFR /a"), 350);
    assert_eq!(code(&mut raw, "RNTO /c"), 550);

    assert_eq!(rule.hits(), 1);
    assert!(server.fs().exists("/a"));
}

#[test]
fn the_nth_time_counts_within_the_exchange() {
    let server = FtpServer::builder().file("/a", Content::zeros(MIB)).start();
    let rule =
        server
            .on(RETR)
            .first(1)
            .fault(Fault::io_error_nth(FsOp::Read, 3, FsError::TimedOut));
    let mut raw = client(&server);

    let (bytes, _, reply) = raw.fetch("RETR /a");

    assert_eq!((bytes.len() as u64, reply.code), (512 * KIB, 450));
    assert_eq!(rule.hits(), 1);
    insta::assert_snapshot!(server.transcript().only(RETR), @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: filesystem error when reading, time 3: timed out
    D: S->C 524288 of 1048576 bytes, refused: timed out
    S: 450 Requested file action not taken: file busy.
    ");
}

#[rstest]
#[case::at_once(0)]
#[case::in_the_middle(4)]
#[case::at_the_last(9)]
fn a_file_fails_after_so_many_octets(#[case] octets: u64) {
    let server = server();
    let rule = server
        .on([RETR, STOR])
        .fault(Fault::io_error_after(octets, FsError::Corrupt));
    let mut raw = client(&server);

    let (bytes, end, reply) = raw.fetch("RETR /a");
    assert_eq!(
        (bytes.len() as u64, end, reply.code),
        (octets, End::Closed, 451)
    );
    assert_eq!(raw.upload("STOR /n", "0123456789").code, 451);

    assert_eq!(rule.hits(), 2);
    assert!(!server.fs().exists("/n"));
}

#[test]
fn a_file_that_is_over_before_it_fails_is_whole() {
    let server = server();
    let rule = server
        .on([RETR, STOR])
        .fault(Fault::io_error_after(10, FsError::Corrupt));
    let mut raw = client(&server);

    assert_eq!(raw.fetch("RETR /a").2.code, 226);
    assert_eq!(raw.upload("STOR /n", "0123456789").code, 226);

    assert_eq!(rule.hits(), 0);
    assert!(server.try_verify().is_err());
    rule.remove();
}

#[test]
fn a_listing_fails_after_so_many_entries() {
    let server = server();
    server.on(NLST).fault(Fault::io_error_after(1, FsError::Io));
    let mut raw = client(&server);

    let (bytes, reply) = raw.download("NLST");

    assert_eq!((bytes.len(), reply.code), (0, 451));
}

#[rstest]
#[case::disk_full(Fault::disk_full_after(4), 226)]
#[case::quota(Fault::io_error_after(4, FsError::QuotaExceeded), 226)]
#[case::commit(Fault::io_error_on(FsOp::Commit, FsError::QuotaExceeded), 226)]
fn a_refused_upload_can_be_confirmed(#[case] fault: Fault, #[case] code: u16) {
    let server = server();
    server
        .on(STOR)
        .fault(fault.then_reply(code, "Transfer complete."));

    user::upload(server.addr(), "/n", b"0123456789").unwrap();

    assert!(!server.fs().exists("/n"));
}

#[rstest]
#[case::dele("DELE /a", 550)]
#[case::rnto("RNTO /n", 550)]
#[case::mkd("MKD /n", 550)]
#[case::stor("STOR /a", 550)]
#[case::mfmt("MFMT 20200101000000 /a", 550)]
#[case::retr("RETR /a", 226)]
#[case::list("LIST", 226)]
fn of_a_read_only_server_everything_can_be_read(#[case] line: &str, #[case] expected: u16) {
    let server = server();
    let tree = server.fs().tree().to_string();
    server.on(ANY).optional().fault(Fault::read_only());
    let mut raw = client(&server);
    if line.starts_with("RNTO") {
        assert_eq!(raw.say("RNFR /a").code, 350);
    }

    assert_eq!(code(&mut raw, line), expected);

    assert_eq!(server.fs().tree().to_string(), tree);
}

#[rstest]
#[case::store(FsOp::Commit, "STOR /a", 226)]
#[case::remove(FsOp::Remove, "DELE /a", 250)]
#[case::make(FsOp::CreateDir, "MKD /n", 257)]
#[case::time(FsOp::SetTime, "MFMT 20200101000000 /a", 213)]
#[case::mode(FsOp::SetMode, "SITE CHMOD 600 /a", 200)]
#[case::change(FsOp::Change, "DELE /a", 250)]
fn what_is_said_to_be_done_is_not_done(
    #[case] op: FsOp,
    #[case] line: &str,
    #[case] expected: u16,
) {
    let server = server();
    let before = client(&server).say("MLST /a").to_string();
    let tree = server.fs().tree().to_string();
    let rule = server.on(ANY).once().fault(Fault::pretend(op)).optional();
    let verb = line.split(' ').next().unwrap();
    rule.remove();
    let rule = server.on(verb).fault(Fault::pretend(op));
    let mut raw = client(&server);

    assert_eq!(code(&mut raw, line), expected);

    assert_eq!(server.fs().tree().to_string(), tree);
    assert_eq!(raw.say("MLST /a").to_string(), before);
    assert_eq!(rule.hits(), 1);
}

#[test]
fn a_directory_is_said_to_be_empty_and_a_file_too() {
    let server = server();
    server
        .on([LIST, NLST, MLSD])
        .fault(Fault::pretend(FsOp::List));
    server.on(RETR).fault(Fault::pretend(FsOp::Read));
    let mut raw = client(&server);

    for line in ["NLST", "MLSD /d", "RETR /a"] {
        let (bytes, reply) = raw.download(line);
        let lines = bytes.split(|b| *b == b'\n').count();
        assert!(lines <= 3 && !bytes.ends_with(b"b\r\n"), "{line}");
        assert_eq!(reply.code, 226);
    }
}

#[test]
fn hidden_entries_are_there_and_not_listed() {
    let server = FtpServer::builder()
        .file("/d/.secret", "x")
        .file("/d/open", "y")
        .start();
    let rule = server.on([LIST, NLST, MLSD]).fault(Fault::hide(".*"));
    let mut raw = client(&server);

    assert_eq!(raw.download("NLST /d").0, b"/d/open\r\n");
    assert_eq!(raw.download("RETR /d/.secret").0, b"x");
    assert_eq!(raw.say("DELE /d/open").code, 250);
    assert_eq!(raw.download("NLST /d").0, b"");
    assert_eq!(raw.say("RMD /d").code, 550, "something is left");

    assert_eq!(rule.hits(), 2);
}

#[test]
fn a_file_vanishes_after_it_was_listed() {
    let server = server();
    let rule = server.on(NLST).fault(Fault::vanishes("/a"));
    let mut raw = client(&server);

    assert_eq!(raw.download("NLST").0, b"a\r\nd\r\n");
    for line in ["RETR /a", "SIZE /a", "MDTM /a", "DELE /a"] {
        assert_eq!(code(&mut raw, line), 550, "{line}");
    }

    assert_eq!(rule.hits(), 1);
    insta::assert_snapshot!(server.transcript().only([NLST, SIZE]), @"
    C: NLST
    S: 150 File status okay; about to open data connection.
    D: S->C 6 bytes
    ! fault: /a vanishes
    S: 226 Transfer complete.
    C: SIZE /a
    S: 550 No such file or directory.
    ");
}

#[test]
fn a_file_grows_between_size_and_retr() {
    let server = server();
    server.on(SIZE).fault(Fault::grows("/a", "xyz"));
    let mut raw = client(&server);

    assert_eq!(raw.say("SIZE /a"), "213 10");
    assert_eq!(raw.download("RETR /a").0, b"0123456789xyz");
    assert_eq!(raw.say("SIZE /a"), "213 13");
    assert_eq!(server.fs().size("/a"), 16);
}

#[test]
fn a_file_is_another_when_a_download_is_resumed() {
    let server = server();
    server
        .on(RETR)
        .once()
        .fault(Fault::data_close_after(4).and(Fault::replaced("/a", "abcdefghij")));
    assert_eq!(
        user::download_resuming(server.addr(), "/a").unwrap(),
        b"0123efghij"
    );
}

#[test]
fn things_get_other_names_and_directories_vanish() {
    let server = server();
    server.on(PWD).first(1).fault(Fault::renamed("/a", "/z"));
    server.on(NOOP).fault(Fault::vanishes("/d"));
    let mut raw = client(&server);
    raw.say("PWD");
    raw.say("NOOP");

    insta::assert_snapshot!(server.fs().tree(), @"/z  10 bytes");
}

#[test]
fn a_change_that_can_not_be_made_never_fires() {
    let server = server();
    let rule = server.on(NOOP).fault(Fault::vanishes("/missing"));
    assert_eq!(client(&server).say("NOOP").code, 200);
    assert_eq!(rule.hits(), 0);
    rule.remove();
}

#[test]
fn an_upload_appears_after_some_commands() {
    let server = server();
    let rule = server.on(STOR).fault(Fault::appears_after_commands(2));
    let mut raw = client(&server);

    assert_eq!(raw.upload("STOR /n", "new").code, 226);
    assert_eq!(raw.say("SIZE /n").code, 550);
    assert_eq!(raw.say("SIZE /n").code, 550);
    assert_eq!(raw.say("SIZE /n").code, 213);

    assert_eq!(rule.hits(), 1);
    assert!(server.fs().exists("/n"), "for the test it is there");
    insta::assert_snapshot!(server.transcript().only(STOR), @"
    C: STOR /n
    S: 150 File status okay; about to open data connection.
    ! fault: visible after 2 commands
    D: C->S 3 bytes
    S: 226 Transfer complete.
    ");
}

#[test]
fn an_upload_appears_on_the_clock() {
    let clock = ManualClock::new();
    let server = FtpServer::builder().clock(clock.clone()).start();
    server
        .on([STOR, MKD, RNTO])
        .fault(Fault::appears_after(5 * SECOND));
    let mut raw = client(&server);
    raw.upload("STOR /n", "new");
    raw.say("MKD /m");

    assert_eq!(raw.download("NLST").0, b"");
    for line in [
        "SIZE /n", "RETR /n", "DELE /n", "RNFR /n", "MDTM /n", "CWD /m", "RMD /m",
    ] {
        assert_eq!(code(&mut raw, line), 550, "{line}");
    }
    assert_eq!(
        raw.upload("STOR /m/x", "x").code,
        226,
        "a server may take it"
    );
    clock.advance(5 * SECOND);
    assert_eq!(raw.download("NLST").0, b"m\r\nn\r\n");

    raw.say("RNFR /n");
    assert_eq!(raw.say("RNTO /o").code, 250);
    assert_eq!(raw.say("SIZE /o").code, 550);
    clock.advance(5 * SECOND);
    assert_eq!(raw.say("SIZE /o").code, 213);
}

#[test]
fn an_upload_appears_in_the_next_session() {
    let server = server();
    server.on(STOR).fault(Fault::appears_in_later_sessions());
    let mut raw = client(&server);
    raw.upload("STOR /n", "new");
    assert_eq!(raw.say("SIZE /n").code, 550);

    assert_eq!(client(&server).say("SIZE /n").code, 213);
    assert_eq!(raw.say("SIZE /n").code, 550);
}

#[rstest]
#[case::kept(true)]
#[case::dropped(false)]
fn a_rule_decides_what_becomes_of_a_part(#[case] kept: bool) {
    let server = FtpServer::builder().keep_partial(!kept).start();
    let rule = server
        .on(STOR)
        .once()
        .fault(Fault::data_reset_after(3).and(Fault::keep_partial(kept)));
    let mut raw = client(&server);

    assert_eq!(raw.upload("STOR /n", "0123456789").code, 426);

    assert_eq!(server.fs().exists("/n"), kept);
    assert_eq!(rule.hits(), 1);
}

#[test]
fn whether_a_part_is_kept_is_no_question_when_all_arrives() {
    let server = server();
    let rule = server.on(STOR).fault(Fault::keep_partial(false));
    assert_eq!(client(&server).upload("STOR /n", "x").code, 226);
    assert_eq!(rule.hits(), 0);
    rule.remove();
}

#[rstest]
#[case::new("STOR /n", "/n", "")]
#[case::over_an_old_one("STOR /a", "/a", "")]
#[case::at_its_end("APPE /a", "/a", "0123456789")]
fn an_upload_is_seen_while_it_arrives(#[case] line: &str, #[case] path: &str, #[case] old: &str) {
    let server = server();
    let rule = server.on([STOR, APPE]).fault(Fault::visible_early());
    let (mut raw, mut other) = (client(&server), client(&server));
    let mut data = raw.pasv();
    raw.say(line);
    assert_eq!(
        other.say(format!("SIZE {path}")),
        format!("213 {}", old.len()).as_str()
    );
    // More than is asked of the kernel at first.
    data.send(vec![b'x'; 20_000]);
    while server.fs().size(path) == old.len() as u64 {
        std::thread::yield_now();
    }
    data.send("yz");
    data.finish();

    assert_eq!(raw.read_reply().code, 226);
    let whole = [old.as_bytes(), &vec![b'x'; 20_000], b"yz"].concat();
    assert!(server.fs().read(path) == whole);
    assert_eq!(rule.hits(), 1);
}

#[test]
fn a_visible_upload_stays_where_it_was_cut() {
    let server = server();
    server
        .on(STOR)
        .fault(Fault::visible_early().and(Fault::data_reset_after(4)));
    assert_eq!(client(&server).upload("STOR /a", "abcdefgh").code, 426);
    assert_eq!(server.fs().read("/a"), b"abcd");
}

/// slowftp's refusal in the middle of an upload, both ways.
#[rstest]
#[case::drained(Fault::disk_full_after(4))]
#[case::not_drained(Fault::disk_full_after(4).and(Fault::data_when_refused(DataEnd::Stall)))]
fn the_next_upload_finds_room(#[case] fault: Fault) {
    let server = server();
    server.on(STOR).once().fault(fault);
    let mut raw = client(&server);

    assert_eq!(raw.upload("STOR /n", vec![b'x'; 100_000]).code, 452);
    assert_eq!(raw.upload("STOR /n", "new").code, 226);

    assert_eq!(server.fs().read("/n"), b"new");
    raw.quit();
}

#[test]
fn what_suppaftp_makes_of_storage_faults() {
    let server = server();
    let mut reports = Vec::new();
    for fault in [
        Fault::io_error_on(FsOp::Commit, FsError::QuotaExceeded),
        Fault::io_error_after(2, FsError::Io),
        Fault::read_only(),
        Fault::pretend(FsOp::Commit),
    ] {
        let what = fault.to_string();
        let _rule = server.on([STOR, RETR]).optional().fault(fault).scoped();
        let report = |result: Result<usize, suppaftp::FtpError>| match result {
            Ok(octets) => format!("{octets} bytes and no error"),
            Err(error) => error.to_string(),
        };
        let upload = user::upload(server.addr(), "/n", b"payload").map(|()| 7);
        let download = user::download(server.addr(), "/a").map(|bytes| bytes.len());
        reports.push(format!(
            "{what}\n  upload: {}\n  download: {}",
            report(upload),
            report(download)
        ));
    }

    insta::assert_snapshot!(reports.join("\n"), @"
    filesystem error when storing: quota exceeded
      upload: Invalid response: [552] 552 Requested file action aborted: exceeded storage allocation.
      download: 10 bytes and no error
    filesystem error after 2 bytes: input or output error
      upload: Invalid response: [451] 451 Requested action aborted: local error in processing.
      download: Invalid response: [451] 451 Requested action aborted: local error in processing.
    filesystem error when changing: read-only
      upload: Invalid response: [550] 550 Permission denied.
      download: 10 bytes and no error
    storing only pretended
      upload: 7 bytes and no error
      download: 10 bytes and no error
    ");
}

#[rstest]
#[case::another_operation(Fault::io_error_on(FsOp::Rename, FsError::Io))]
#[case::too_few_times(Fault::io_error_nth(FsOp::Remove, 2, FsError::Io))]
#[case::nothing_changes(Fault::pretend(FsOp::SetTime))]
#[case::nothing_is_listed(Fault::hide("*"))]
#[case::nothing_is_stored(Fault::visible_early())]
#[case::nothing_is_made(Fault::appears_after(SECOND))]
#[case::nothing_moves(Fault::io_error_after(0, FsError::Io))]
fn what_does_not_apply_never_fires(#[case] fault: Fault) {
    let server = server();
    let rule = server.on(DELE).fault(fault);

    assert_eq!(client(&server).say("DELE /a").code, 250);

    assert_eq!(rule.hits(), 0);
    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(unmet.contains("never fired"), "{unmet}");
    rule.remove();
}
