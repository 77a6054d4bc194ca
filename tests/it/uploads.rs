//! What happens to files while something is uploaded, and when it is cut or refused.

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;
use crate::support::raw_data::Data;
use crate::support::raw_reply::pasv_addr;

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

/// An upload that has begun.
fn begun(server: &FtpServer, line: &str) -> (Raw, Data) {
    let mut raw = client(server);
    let data = raw.epsv();
    assert_eq!(raw.say(line).code, 150);
    (raw, data)
}

#[track_caller]
fn complete((mut raw, data): (Raw, Data)) {
    data.finish();
    assert_eq!(raw.read_reply(), "226 Transfer complete.");
}

#[test]
fn others_see_the_old_content_until_the_upload_is_complete() {
    let server = FtpServer::builder().file("/a", "old").start();
    let mut other = client(&server);
    let mut upload = begun(&server, "STOR /a");
    upload.1.send(vec![b'x'; 1 << 20]);

    assert_eq!(other.download("RETR /a").0, b"old");
    assert_eq!(server.fs().read("/a"), b"old");

    complete(upload);
    assert_eq!(other.say("SIZE /a"), "213 1048576");
}

#[rstest]
#[case("STOR /new", "/new")]
#[case("APPE /new", "/new")]
#[case("STOU /new", "/new")]
#[case("STOU", "/ftp.1")]
fn a_new_file_is_not_there_until_its_upload_is_complete(#[case] line: &str, #[case] path: &str) {
    let server = FtpServer::start();
    let mut raw = client(&server);
    let addr = pasv_addr(&raw.say("PASV")).unwrap();
    assert_eq!(raw.say(line).code, 150);
    assert!(!server.fs().exists(path), "before the data connection");
    let mut data = Data::connect(addr);
    data.send("content");
    assert!(server.fs().list("/").is_empty(), "before the end");
    complete((raw, data));
    assert_eq!(server.fs().list("/"), [path[1..].to_owned()]);
    assert_eq!(server.fs().read(path), b"content");
}

#[test]
fn an_upload_that_never_gets_its_connection_leaves_the_old_file() {
    let server = FtpServer::builder().file("/a", "old").start();
    let mut raw = client(&server);
    for line in ["STOR /a", "APPE /a", "STOR /new"] {
        drop(raw.port());
        assert_eq!(raw.say(line).code, 150);
        assert_eq!(raw.read_reply().code, 425);
    }
    assert_eq!(server.fs().tree().to_string(), "/a  3 bytes");
}

fn content() -> Vec<u8> {
    Vec::from_iter(0..=250).repeat(32 << 12)
}

#[test]
fn the_part_of_an_upload_that_was_reset_is_kept() {
    let server = FtpServer::builder().file("/a", "old").start();
    let (mut raw, mut data) = begun(&server, "STOR /a");
    data.send(content());
    data.reset();
    assert_eq!(raw.read_reply(), "426 Connection closed; transfer aborted.");
    let kept = server.fs().read("/a");
    assert!(
        kept.len() > 8 << 20 && content().starts_with(&kept),
        "{}",
        kept.len()
    );
    // And the client can go on from there.
    raw.say(format!("REST {}", kept.len()));
    assert_eq!(raw.upload("STOR /a", &content()[kept.len()..]).code, 226);
    assert!(server.fs().read("/a") == content());
}

#[rstest]
#[case::reset(|_: &mut Raw, data: Data| data.reset(), &[426])]
#[case::abor(|raw: &mut Raw, data: Data| { raw.send("ABOR\r\n"); data.read_to_end(); }, &[426, 226])]
fn the_part_of_a_cut_upload_may_be_discarded(
    #[case] cut: fn(&mut Raw, Data),
    #[case] codes: &[u16],
) {
    let server = FtpServer::builder()
        .file("/a", "old")
        .keep_partial(false)
        .start();
    for line in ["STOR /a", "APPE /a", "STOR /new", "STOU /unique"] {
        let (mut raw, mut data) = begun(&server, line);
        data.send(vec![b'x'; 1 << 20]);
        cut(&mut raw, data);
        for code in codes {
            assert_eq!(raw.read_reply().code, *code, "{line}");
        }
    }
    assert_eq!(server.fs().tree().to_string(), "/a  3 bytes");
    assert_eq!(server.fs().read("/a"), b"old");
}

#[test]
fn a_refused_upload_is_taken_to_its_end_and_changes_nothing_whoever_wins_the_race() {
    let server = FtpServer::builder()
        .file("/a", "old")
        .quota(64 * KIB)
        .start();
    let mut raw = client(&server);
    for line in ["STOR /a", "APPE /a", "STOR /new", "STOU"] {
        let reply = raw.upload(line, vec![b'x'; 1 << 20]);
        assert_eq!(
            reply,
            "552 Requested file action aborted: exceeded storage allocation."
        );
    }
    assert_eq!(server.fs().tree().to_string(), "/a  3 bytes");
    assert_eq!(server.fs().read("/a"), b"old");
    // What was reserved is free again.
    assert_eq!(raw.upload("STOR /a", vec![b'x'; 64 << 10]).code, 226);
    assert_eq!(raw.upload("STOR /b", "x").code, 552);
}

#[test]
fn appending_happens_at_the_end_of_what_is_there_at_the_end() {
    let server = FtpServer::builder().file("/a", "0").start();
    let (mut one, mut two) = (begun(&server, "APPE /a"), begun(&server, "APPE /a"));
    one.1.send("11");
    two.1.send("22");
    complete(two);
    server.fs().write("/a", "new");
    complete(one);
    assert_eq!(server.fs().read("/a"), b"new11");
}

#[test]
fn the_last_of_two_uploads_to_the_same_name_wins() {
    let server = FtpServer::start();
    let (mut one, mut two) = (begun(&server, "STOR /a"), begun(&server, "STOR /a"));
    one.1.send("one");
    two.1.send("two");
    complete(two);
    assert_eq!(server.fs().read("/a"), b"two");
    complete(one);
    assert_eq!(server.fs().read("/a"), b"one");
}

#[test]
fn a_unique_name_is_nobody_elses() {
    let server = FtpServer::builder().file("/a", "old").start();
    let mut raws: Vec<_> = (0..4).map(|_| client(&server)).collect();
    let mut names = Vec::new();
    let mut uploads = Vec::new();
    for raw in &mut raws {
        let data = raw.epsv();
        let reply = raw.say("STOU a");
        names.push(reply.text.strip_prefix("FILE: ").unwrap().to_owned());
        uploads.push(data);
    }
    for ((raw, mut data), name) in raws.into_iter().zip(uploads).zip(&names) {
        data.send(name);
        complete((raw, data));
        assert_eq!(server.fs().read(name.as_str()), name.as_bytes());
    }
    names.sort();
    names.dedup();
    assert_eq!(
        (names.len(), server.fs().read_to_string("/a")),
        (4, "old".to_owned())
    );
}

#[test]
fn a_directory_that_is_removed_meanwhile_takes_nothing() {
    let server = FtpServer::builder().dir("/dir").start();
    let (mut raw, mut data) = begun(&server, "STOR /dir/a");
    data.send("x");
    assert_eq!(client(&server).say("RMD /dir").code, 250);
    data.finish();
    assert_eq!(raw.read_reply().code, 550);
    assert!(server.fs().list("/").is_empty());
}

#[test]
fn resuming_and_appending_over_the_wire() {
    let server = FtpServer::builder().file("/a", "0123456789").start();
    let mut raw = client(&server);
    assert_eq!(raw.upload("APPE /a", "ab").code, 226);
    assert_eq!(raw.say("REST 4").code, 350);
    assert_eq!(raw.upload("STOR /a", "xy").code, 226);
    assert_eq!(server.fs().read("/a"), b"0123xy6789ab");
    raw.say("REST 13");
    assert_eq!(raw.upload("STOR /a", "").code, 554);
    assert_eq!(raw.upload("STOR /a", "").code, 226, "consumed");
    assert_eq!(server.fs().size("/a"), 0);
}
