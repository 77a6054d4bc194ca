//! `RANG`, `ALLO` and the options of the less usual commands, over the wire.

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{End, Raw};

const MIB: usize = 1 << 20;

#[test]
fn a_download_ends_with_its_range() {
    let server = FtpServer::builder()
        .file("/big", Content::repeat("0123456789", 5_000_000_000))
        .start();
    let mut raw = Raw::connect(server.addr()).login().binary();
    for (range, octets) in [
        ("4999999997 5000000100", "789"),
        ("5000000000 5000000001", ""),
    ] {
        let data = raw.epsv();
        assert_eq!(raw.say(format!("RANG {range}")).code, 350);
        assert_eq!(raw.say("RETR /big").code, 150);
        assert_eq!(data.read_to_end(), (octets.into(), End::Closed));
        assert_eq!(raw.read_reply(), "226 Transfer complete.");
    }
    let data = raw.epsv();
    raw.say(format!("RANG 1 {}", 3 * MIB));
    assert_eq!(raw.say("RETR /big").code, 150);
    let octets = data.read_to_end().0;
    assert_eq!((octets.len(), &octets[..3]), (3 * MIB, &b"123"[..]));
    assert_eq!(raw.read_reply().code, 226);
    raw.quit();
}

#[rstest]
#[case::in_the_middle(1, MIB)]
#[case::from_the_beginning(0, MIB - 1)]
fn an_upload_fills_its_range_and_no_more(#[case] first: usize, #[case] last: usize) {
    let mut whole = vec![b'a'; 2 * MIB];
    let server = FtpServer::builder().file("/big", whole.clone()).start();
    let mut raw = Raw::connect(server.addr()).login().binary();

    let mut data = raw.epsv();
    raw.say(format!("RANG {first} {last}"));
    assert_eq!(raw.say("STOR /big").code, 150);
    data.send(vec![b'b'; MIB + 1]);
    data.finish();
    let full = "552 Requested file action aborted: exceeded storage allocation.";
    assert_eq!(raw.read_reply(), full);
    assert!(server.fs().read("/big") == whole);

    let mut data = raw.epsv();
    raw.say(format!("RANG {first} {last}"));
    assert_eq!(raw.say("STOR /big").code, 150);
    data.send(vec![b'b'; MIB]);
    data.finish();
    assert_eq!(raw.read_reply(), "226 Transfer complete.");
    whole[first..=last].fill(b'b');
    assert!(server.fs().read("/big") == whole);
    raw.quit();
}

#[test]
fn options_of_the_less_usual_commands() {
    let server = FtpServer::builder()
        .file("/d/a", "hello")
        .file("/d/b", "")
        .quota(10)
        .host("FTP.example.com")
        .mdtm_set(true)
        .allo_checks_room(true)
        .tree_limit(1)
        .start();
    let mut raw = Raw::connect(server.addr());
    assert_eq!(raw.say("HOST ftp.example.com").code, 220);
    assert_eq!(raw.say("HOST example.com").code, 504);
    let mut raw = raw.login();
    assert_eq!(raw.say("AVBL"), "213 5");
    assert_eq!(raw.say("ALLO 5").code, 200);
    assert_eq!(raw.say("ALLO 6").code, 552);
    assert_eq!(raw.say("MDTM 20200101000000 /d/a"), "213 20200101000000");
    assert_eq!(raw.say("DSIZ /d").code, 450);
    assert_eq!(raw.say("RMDA /d").code, 450);
    assert_eq!(raw.say("DELE /d/b").code, 250);
    assert_eq!(raw.say("DSIZ /d"), "213 5");
    assert_eq!(raw.say("RMDA /d").code, 250);
    raw.quit();
}

#[test]
#[should_panic(expected = "\"a:21\" is not the name of a host")]
fn a_host_has_no_port() {
    let _ = FtpServer::builder().host("a:21");
}

#[test]
fn a_tree_stays_where_the_disk_fails() {
    let server = FtpServer::builder().file("/d/a", "x").start();
    server.on(RMDA).fault(Fault::io_error(FsError::Io));
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(raw.say("RMDA /d").code, 451);
    assert!(server.fs().exists("/d/a"));
    raw.quit();
}

#[cfg(feature = "hash")]
#[test]
fn a_hash_is_of_what_a_download_brings() {
    let server = FtpServer::builder()
        .file("/zeros", Content::zeros(MIB as u64))
        .hash_limit(MIB as u64)
        .start();
    let mut raw = Raw::connect(server.addr()).login();
    // CRC-32 and SHA-256 of a mebibyte of zeros.
    assert_eq!(raw.say("XCRC /zeros"), "250 A738EA1C");
    let sum = "30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58";
    let said = raw.say("HASH /zeros").to_string();
    assert_eq!(
        said.trim_end(),
        format!("213 SHA-256 0-1048575 {sum} /zeros")
    );
    raw.quit();
}
