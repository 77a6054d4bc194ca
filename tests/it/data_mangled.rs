//! Octets that are not those of the file: changed, added, repeated, out of place; both ways, in clear and under TLS.

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;
use crate::support::user;

const TEXT: &str = "0123456789";

fn server() -> FtpServer {
    FtpServer::builder().file("/a", TEXT).start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

fn both() -> Fault {
    Fault::data_prepend("<").and(Fault::data_append(">"))
}

#[rstest]
#[case::corrupt(Fault::data_corrupt_at(3), b"012\xcc456789")]
#[case::corrupt_first(Fault::data_corrupt_at(0), b"\xcf123456789")]
#[case::corrupt_last(Fault::data_corrupt_at(9), b"012345678\xc6")]
#[case::corrupt_two(Fault::data_corrupt_at(0).and(Fault::data_corrupt_at(1)), b"\xcf\xce23456789")]
#[case::append(Fault::data_append("xyz"), b"0123456789xyz")]
#[case::prepend(Fault::data_prepend("xyz"), b"xyz0123456789")]
#[case::both(both(), b"<0123456789>")]
#[case::append_twice(Fault::data_append("x").and(Fault::data_append("y")), b"0123456789xy")]
#[case::changed_after_added(both().and(Fault::data_corrupt_at(0)), b"\xc30123456789>")]
#[case::twice(Fault::data_duplicate(2, 3), b"0123423456789")]
#[case::twice_at_the_end(Fault::data_duplicate(8, 2), b"012345678989")]
#[case::twice_beyond_the_end(Fault::data_duplicate(8, 9), b"012345678989")]
#[case::twice_all(Fault::data_duplicate(0, 10), b"01234567890123456789")]
#[case::swapped(Fault::data_reorder(2), b"2301674589")]
#[case::swapped_in_part(Fault::data_reorder(4), b"4567012389")]
#[case::swapped_tail(Fault::data_reorder(7), b"7890123456")]
#[case::cut_after_changed(Fault::data_corrupt_at(0).and(Fault::data_close_after(2)).then_reply(226, "Done."), b"\xcf1")]
fn what_moves_is_changed_both_ways(#[case] fault: Fault, #[case] expected: &[u8]) {
    let server = server();
    let rule = server.on([RETR, STOR]).first(2).fault(fault.clone());
    let mut raw = client(&server);

    let (bytes, _, reply) = raw.fetch("RETR /a");
    assert_eq!((&bytes[..], reply.code), (expected, 226), "{fault}");
    assert_eq!(raw.upload("STOR /b", TEXT).code, 226);
    assert_eq!(server.fs().read("/b"), expected, "{fault}");
    assert_eq!(rule.hits(), 2);

    assert_eq!(raw.fetch("RETR /a").0, TEXT.as_bytes(), "then as ever");
    raw.quit();
}

#[cfg(feature = "tls")]
#[rstest]
#[case::corrupt(Fault::data_corrupt_at(3), b"012\xcc456789")]
#[case::both(both(), b"<0123456789>")]
#[case::twice(Fault::data_duplicate(2, 3), b"0123423456789")]
#[case::swapped(Fault::data_reorder(2), b"2301674589")]
fn it_is_changed_under_tls_too(#[case] fault: Fault, #[case] expected: &[u8]) {
    use crate::support::tls::Ftps;

    let server = FtpServer::builder()
        .tls(Tls::explicit())
        .file("/a", TEXT)
        .start();
    let rule = server.on([RETR, STOR]).fault(fault);
    let mut client = Ftps::ready(&server);

    let (content, reply) = client.download("RETR /a");
    assert_eq!((&content[..], &reply[..4]), (expected, "226 "));
    assert!(
        client
            .upload("STOR /b", TEXT.as_bytes())
            .starts_with("226 ")
    );
    assert_eq!(server.fs().read("/b"), expected);
    assert_eq!(rule.hits(), 2);
}

/// Chunks have no say in it: a large file comes in many.
#[rstest]
#[case::corrupt(Fault::data_corrupt_at(700_000), |all: &mut Vec<u8>| all[700_000] ^= 0xff)]
#[case::twice(Fault::data_duplicate(200_000, 400_000), |all: &mut Vec<u8>| {
    let part = all[200_000..600_000].to_vec();
    all.splice(600_000..600_000, part);
})]
#[case::swapped(Fault::data_reorder(300_000), |all: &mut Vec<u8>| {
    all[..600_000].rotate_left(300_000);
    all[600_000..].rotate_left(300_000);
})]
fn large_files_are_changed_at_the_same_places(
    #[case] fault: Fault,
    #[case] change: fn(&mut Vec<u8>),
) {
    let mut expected: Vec<u8> = (0..MIB).map(|at| (at % 251) as u8).collect();
    let server = FtpServer::builder().file("/a", &expected).start();
    let rule = server.on([RETR, STOR]).fault(fault);
    let mut raw = client(&server);

    assert_eq!(raw.upload("STOR /b", &expected).code, 226);
    let got = raw.fetch("RETR /a").0;
    change(&mut expected);

    assert!(got == expected && server.fs().read("/b") == expected);
    assert_eq!(rule.hits(), 2);
}

#[rstest]
#[case::list("LIST")]
#[case::nlst("NLST")]
#[case::mlsd("MLSD")]
fn listings_get_more_than_there_is(#[case] line: &str) {
    let server = server();
    let whole = client(&server).download(line).0;
    server
        .on([LIST, NLST, MLSD])
        .fault(Fault::data_append("total 1\r\n"));

    let got = client(&server).download(line).0;

    assert_eq!(got, [&whole[..], b"total 1\r\n"].concat());
}

#[test]
fn an_empty_file_can_only_grow() {
    let server = FtpServer::builder().file("/a", "").start();
    server.on(RETR).fault(both());
    let unheard = server.on(RETR).nth(2).fault(Fault::data_corrupt_at(0));
    let mut raw = client(&server);

    assert_eq!(raw.fetch("RETR /a").0, b"<>");
    assert_eq!(raw.fetch("RETR /a").0, b"");

    assert_eq!(unheard.hits(), 0);
    unheard.remove();
}

#[rstest]
#[case::corrupt(Fault::data_corrupt_at(10))]
#[case::twice(Fault::data_duplicate(10, 1))]
#[case::twice_nothing(Fault::data_duplicate(1, 0))]
#[case::swapped(Fault::data_reorder(10))]
fn a_change_beyond_the_end_never_fires(#[case] fault: Fault) {
    let server = server();
    let rule = server.on([RETR, STOR]).fault(fault.then_reply(451, "No."));
    let mut raw = client(&server);

    assert_eq!(raw.fetch("RETR /a").2.code, 226, "nothing has struck");
    assert_eq!(raw.upload("STOR /b", TEXT).code, 226);

    assert_eq!(server.fs().read("/b"), TEXT.as_bytes());
    assert_eq!(rule.hits(), 0);
    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(unmet.contains("never fired"), "{unmet}");
    rule.remove();
}

#[test]
fn the_transcript_tells_what_was_changed() {
    let server = server();
    let all = [
        Fault::data_corrupt_at(1),
        Fault::data_duplicate(2, 3),
        Fault::data_reorder(2),
        both().then_reply(250, "Fine."),
    ];
    let mut raw = client(&server);
    for fault in all {
        let _rule = server.on(RETR).fault(fault).scoped();
        raw.fetch("RETR /a");
    }

    insta::assert_snapshot!(server.transcript().only(RETR), @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: data corrupt at byte 1
    D: S->C 10 bytes
    S: 226 Transfer complete.
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: 3 bytes of the data twice, at 2
    D: S->C 13 bytes
    S: 226 Transfer complete.
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: pieces of 2 bytes swapped
    D: S->C 10 bytes
    S: 226 Transfer complete.
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: 1 byte before the data
    ! fault: 1 byte after the data
    D: S->C 12 bytes
    S: 250 Fine.
    ");
}

#[test]
fn suppaftp_believes_it() {
    let server = server();
    server.on(RETR).fault(Fault::data_append("!!!"));
    server.on(STOR).fault(Fault::data_reorder(2));

    assert_eq!(
        user::download(server.addr(), "/a").unwrap(),
        b"0123456789!!!"
    );
    user::upload(server.addr(), "/b", b"0123").unwrap();

    assert_eq!(server.fs().read("/b"), b"2301");
}
