//! The same conversation with files in memory, in a temporary directory and in a given one.

use ftpmock::prelude::*;
#[cfg(feature = "temp-dir")]
use rstest::rstest;

use crate::support::raw::Raw;

fn conversation(server: &FtpServer) {
    let mut raw = Raw::connect(server.addr()).login().binary();
    assert_eq!(raw.download("RETR /in/a.txt").0, b"hello");
    assert_eq!(raw.upload("STOR /new", "0123456789").code, 226);
    assert_eq!(raw.upload("STOR /new", "0123456").code, 226);
    assert_eq!(raw.upload("APPE /new", "ab").code, 226);
    assert_eq!(raw.upload("APPE /fresh", "x").code, 226);
    raw.say("REST 5");
    assert_eq!(raw.upload("STOR /new", "X").code, 226);
    assert_eq!(raw.say("SIZE /new"), "213 9");
    raw.say("REST 4");
    assert_eq!(raw.download("RETR /new").0, b"4X6ab");
    raw.say("REST 10");
    assert_eq!(raw.download("RETR /new").1.code, 554);
    assert_eq!(raw.upload("STOU in", "unique").code, 226);
    assert_eq!(raw.say("MKD /dir"), "257 \"/dir\" created.");
    assert_eq!(raw.say("MKD /dir").code, 550);
    assert_eq!(raw.say("RNFR /fresh").code, 350);
    assert_eq!(raw.say("RNTO /dir/moved").code, 250);
    assert_eq!(raw.say("RMD /dir").code, 550);
    assert_eq!(raw.say("MFMT 20200229123456 /new").code, 213);
    assert_eq!(raw.say("MDTM /new"), "213 20200229123456");
    assert_eq!(raw.say("RETR /none").code, 550);
    assert_eq!(raw.say("CWD /new").code, 550);
    assert_eq!(raw.say("DELE /dir").code, 550);
    assert_eq!(raw.download("NLST").0, b"dir\r\nin\r\nnew\r\n");
    assert_eq!(raw.download("NLST in").0, b"in/a.txt\r\nin/ftp.1\r\n");
    let (listed, _) = raw.download("LIST");
    assert_eq!(String::from_utf8(listed).unwrap().lines().count(), 3);
    let (facts, _) = raw.download("MLSD /in");
    assert!(String::from_utf8(facts).unwrap().contains("size=5;"));
    assert_eq!(raw.say("DELE /dir/moved").code, 250);
    assert_eq!(raw.say("RMD /dir").code, 250);
    assert_eq!(raw.say("CWD /../../..").code, 250);
    raw.quit();
    assert_eq!(server.fs().read("/new"), b"01234X6ab");
}

#[test]
fn in_memory() {
    conversation(&FtpServer::builder().file("/in/a.txt", "hello").start());
}

#[cfg(feature = "temp-dir")]
#[test]
fn in_a_temporary_directory() {
    conversation(
        &FtpServer::builder()
            .temp_dir()
            .file("/in/a.txt", "hello")
            .start(),
    );
}

#[cfg(feature = "disk")]
#[test]
fn in_a_given_directory() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("in")).unwrap();
    std::fs::write(home.path().join("in/a.txt"), "hello").unwrap();
    conversation(&FtpServer::builder().root(home.path()).start());
    assert_eq!(
        std::fs::read(home.path().join("new")).unwrap(),
        b"01234X6ab"
    );
}

#[cfg(all(unix, feature = "disk"))]
#[test]
fn no_link_of_a_given_directory_leads_out() {
    let (home, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(outside.path().join("secret"), "secret").unwrap();
    std::os::unix::fs::symlink(outside.path(), home.path().join("out")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret"), home.path().join("file")).unwrap();
    let server = FtpServer::builder().root(home.path()).start();
    let mut raw = Raw::connect(server.addr()).login().binary();
    for line in [
        "RETR /file",
        "RETR /out/secret",
        "SIZE /file",
        "STOR /file",
        "STOR /out/new",
        "APPE /file",
        "LIST /out/",
        "MLSD /out",
        "MKD /out/new",
        "RMD /out",
        "DELE /out/secret",
        "RNFR /out/secret",
        "CWD /out",
        "MFMT 20200101000000 /file",
    ] {
        let (_, reply) = raw.download(line);
        assert_eq!(reply.code, 550, "{line}");
    }
    for line in ["LIST", "MLSD", "NLST"] {
        let (listed, _) = raw.download(line);
        let listed = String::from_utf8(listed).unwrap();
        let name = outside.path().to_str().unwrap();
        assert!(
            !listed.contains(name) && listed.contains("file"),
            "{listed}"
        );
    }
    assert_eq!(raw.say("DELE /file").code, 250);
    assert_eq!(
        std::fs::read(outside.path().join("secret")).unwrap(),
        b"secret"
    );
}

#[cfg(feature = "temp-dir")]
#[rstest]
#[case::kept(true)]
#[case::discarded(false)]
fn a_cut_upload_to_a_disk_behaves_as_one_to_memory(#[case] keep: bool) {
    let server = FtpServer::builder()
        .temp_dir()
        .file("/a", "old")
        .keep_partial(keep)
        .start();
    let mut raw = Raw::connect(server.addr()).login().binary();
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    data.send(vec![b'x'; 32 << 20]);
    assert_eq!(server.fs().read("/a"), b"old");
    assert_eq!(server.fs().list("/"), ["a"]);
    data.reset();
    assert_eq!(raw.read_reply().code, 426);
    assert_eq!(server.fs().size("/a") > 8 << 20, keep);
    assert_eq!(server.fs().list("/"), ["a"]);
}
