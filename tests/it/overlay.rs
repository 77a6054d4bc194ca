//! Fixtures on the disk, and changes in memory.

use std::fs;
use std::path::Path;

use ftpmock::prelude::*;

use crate::support::raw::Raw;

/// Everything in a directory: names, contents, times.
fn everything(directory: &Path) -> Vec<String> {
    let mut all = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let metadata = fs::symlink_metadata(&path).unwrap();
        let content = fs::read(&path).ok();
        all.push(format!(
            "{path:?} {:?} {:?} {content:?}",
            metadata.modified().unwrap(),
            metadata.permissions()
        ));
        if metadata.is_dir() {
            all.extend(everything(&path));
        }
    }
    all
}

#[test]
fn a_fixture_never_changes_whatever_clients_do() {
    let fixture = tempfile::tempdir().unwrap();
    fs::create_dir_all(fixture.path().join("in/deep")).unwrap();
    fs::write(fixture.path().join("in/a.txt"), "0123456789").unwrap();
    fs::write(fixture.path().join("in/deep/b.txt"), "b").unwrap();
    let before = everything(fixture.path());

    let server = FtpServer::builder()
        .overlay(fixture.path())
        .file("/seed.txt", "seed")
        .start();
    let mut raw = Raw::connect(server.addr()).login().binary();
    assert_eq!(raw.download("RETR /in/a.txt").0, b"0123456789");
    assert_eq!(raw.download("RETR /seed.txt").0, b"seed");
    raw.say("REST 3");
    assert_eq!(raw.upload("STOR /in/a.txt", "abc").code, 226);
    assert_eq!(raw.upload("APPE /in/a.txt", "!").code, 226);
    assert_eq!(raw.upload("STOR /in/deep/b.txt", "new").code, 226);
    assert_eq!(raw.upload("STOU /in", "unique").code, 226);
    assert_eq!(raw.say("SITE CHMOD 600 /in/a.txt").code, 200);
    assert_eq!(raw.say("MFMT 20200229123456 /in/a.txt").code, 213);
    assert_eq!(raw.say("RNFR /in").code, 350);
    assert_eq!(raw.say("RNTO /out").code, 250);
    assert_eq!(raw.say("DELE /out/deep/b.txt").code, 250);
    assert_eq!(raw.say("RMD /out/deep").code, 250);
    assert_eq!(raw.say("MKD /in").code, 257);
    assert_eq!(raw.download("NLST /in").0, b"");
    assert_eq!(raw.download("RETR /out/a.txt").0, b"012abc6789!");
    raw.quit();
    drop(server);
    assert_eq!(everything(fixture.path()), before);
}

#[test]
fn a_quota_counts_what_the_fixture_has() {
    let fixture = tempfile::tempdir().unwrap();
    fs::write(fixture.path().join("a"), "0123456789").unwrap();
    let server = FtpServer::builder()
        .overlay(fixture.path())
        .quota(12)
        .start();
    let mut raw = Raw::connect(server.addr()).login().binary();
    assert_eq!(raw.upload("STOR /b", "xyz").code, 552);
    assert_eq!(raw.say("DELE /a").code, 250);
    assert_eq!(raw.upload("STOR /b", "xyz").code, 226);
    raw.quit();
}
