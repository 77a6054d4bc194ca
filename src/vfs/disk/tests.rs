use std::path::Path;

use rstest::rstest;
use tempfile::TempDir;

use super::*;
use crate::vfs::{contract, read_all};

fn at(path: &str) -> FtpPath {
    path.into()
}

/// A directory `root` beside a file `secret`.
fn tree() -> (TempDir, DiskFs) {
    let temp = tempfile::tempdir().unwrap();
    std::fs::write(temp.path().join("secret"), "secret").unwrap();
    std::fs::create_dir(temp.path().join("root")).unwrap();
    let fs = DiskFs::new(temp.path().join("root")).unwrap();
    (temp, fs)
}

fn real_names(directory: &Path) -> usize {
    std::fs::read_dir(directory).unwrap().count()
}

/// R-L3: listings are sorted by octets.
#[test]
fn a_disk_keeps_the_contract() {
    let (_temp, fs) = tree();
    contract::run(&fs);
}

#[test]
fn a_home_on_a_disk_keeps_the_contract() {
    let (_temp, fs) = tree();
    fs.create_dir(&at("/home")).unwrap();
    contract::run(&crate::vfs::Rooted::new(&fs, "/home"));
}

#[cfg(unix)]
#[rstest]
#[case::relative("../secret")]
#[case::absolute("")]
#[case::directory("..")]
#[case::through_a_directory("d/../../secret")]
fn a_link_that_leads_out_is_refused_and_hidden(#[case] target: &str) {
    let (temp, fs) = tree();
    std::fs::create_dir(temp.path().join("root/d")).unwrap();
    let target = match target {
        "" => temp.path().join("secret"),
        relative => relative.into(),
    };
    std::os::unix::fs::symlink(target, temp.path().join("root/link")).unwrap();

    assert_eq!(fs.metadata(&at("/link")), Err(FsError::PermissionDenied));
    assert_eq!(read_all(&fs, &at("/link")), Err(FsError::PermissionDenied));
    assert_eq!(
        read_all(&fs, &at("/link/secret")),
        Err(FsError::PermissionDenied)
    );
    assert_eq!(fs.read_link(&at("/link")), Err(FsError::PermissionDenied));
    let upload = fs.open(&at("/link"), OpenHow::Write { from: 0 });
    assert!(upload.and_then(|upload| upload.commit()).is_err());
    let entries: Vec<_> = fs
        .read_dir(&FtpPath::root())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(entries.len(), 2);
    assert!(entries[1].metadata.is_symlink() && entries[1].target.is_none());

    fs.rename(&at("/link"), &at("/other")).unwrap();
    fs.remove_file(&at("/other")).unwrap();
    assert_eq!(
        std::fs::read(temp.path().join("secret")).unwrap(),
        b"secret"
    );
}

#[cfg(unix)]
#[test]
fn a_dangling_link_that_leads_out_creates_nothing_outside() {
    let (temp, fs) = tree();
    std::os::unix::fs::symlink("../new", temp.path().join("root/link")).unwrap();
    let upload = fs.open(&at("/link"), OpenHow::Write { from: 0 });
    assert!(upload.and_then(|upload| upload.commit()).is_err());
    assert!(!temp.path().join("new").exists());
}

#[test]
fn uploads_are_hidden_while_they_run_and_gone_afterwards() {
    let (temp, fs) = tree();
    let root = temp.path().join("root");
    let mut upload = fs.open(&at("/a"), OpenHow::Write { from: 0 }).unwrap();
    upload.write(Bytes::from_static(b"x")).unwrap();
    assert_eq!(real_names(&root), 1, "the hidden directory");
    assert_eq!(fs.read_dir(&FtpPath::root()).unwrap().count(), 0);
    drop(upload);
    assert_eq!(real_names(&root), 0);
    fs.open(&at("/a"), OpenHow::CreateNew)
        .unwrap()
        .commit()
        .unwrap();
    assert_eq!(real_names(&root), 1, "the file");
}

#[test]
fn an_upload_follows_its_directory_when_that_is_renamed() {
    let (_temp, fs) = tree();
    fs.create_dir(&at("/a")).unwrap();
    let upload = fs.open(&at("/a/f"), OpenHow::Write { from: 0 }).unwrap();
    fs.rename(&at("/a"), &at("/b")).unwrap();
    upload.commit().unwrap();
    assert!(fs.metadata(&at("/b/f")).is_ok());
}

#[cfg(unix)]
#[test]
fn a_replaced_file_passes_its_mode_on() {
    let (_temp, fs) = tree();
    fs.open(&at("/a"), OpenHow::CreateNew)
        .unwrap()
        .commit()
        .unwrap();
    fs.set_mode(&at("/a"), 0o4640).unwrap();
    fs.open(&at("/a"), OpenHow::Write { from: 0 })
        .unwrap()
        .commit()
        .unwrap();
    assert_eq!(fs.metadata(&at("/a")).unwrap().mode, 0o640);
}

#[cfg(target_os = "linux")]
#[test]
fn names_are_octets() {
    let (_temp, fs) = tree();
    let path = FtpPath::new(b"/\xff\x01 name");
    fs.create_dir(&path).unwrap();
    let entry = fs
        .read_dir(&FtpPath::root())
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(&entry.name[..], b"\xff\x01 name");
    assert_eq!(
        fs.create_dir(&FtpPath::new(b"/a\0b")),
        Err(FsError::InvalidName)
    );
}

#[test]
fn a_missing_directory_cannot_be_shown() {
    assert!(DiskFs::new("no such directory").is_err());
}

#[cfg(unix)]
#[test]
fn an_owner_is_a_number_and_never_that_of_a_target() {
    use std::os::unix::fs::MetadataExt;

    let (temp, fs) = tree();
    let real = temp.path().join("root/a");
    std::fs::write(&real, "x").unwrap();
    std::os::unix::fs::symlink("a", temp.path().join("root/link")).unwrap();
    let (uid, gid) = (
        real.metadata().unwrap().uid(),
        real.metadata().unwrap().gid(),
    );
    // What is so already is allowed to everybody.
    fs.set_owner(&at("/a"), &uid.to_string()).unwrap();
    fs.set_group(&at("/a"), &gid.to_string()).unwrap();
    let metadata = fs.metadata(&at("/a")).unwrap();
    assert_eq!((metadata.uid, metadata.gid), (uid, gid));
    // Only the superuser gives files away.
    let given = fs.set_owner(&at("/a"), "12345");
    match uid {
        0 => assert_eq!(
            (given, fs.metadata(&at("/a")).unwrap().uid),
            (Ok(()), 12345)
        ),
        _ => assert_eq!(given, Err(FsError::PermissionDenied)),
    }
    let unsupported = Err(FsError::Unsupported);
    assert_eq!(fs.set_owner(&at("/a"), "bob"), unsupported);
    assert_eq!(fs.set_group(&at("/a"), "-1"), unsupported);
    assert_eq!(fs.set_owner(&at("/link"), "0"), unsupported);
    assert_eq!(fs.set_owner(&at("/none"), "0"), Err(FsError::NotFound));
}

#[cfg(unix)]
#[test]
fn the_room_of_a_disk_is_that_of_its_directories() {
    let (_temp, fs) = tree();
    fs.create_dir(&at("/d")).unwrap();
    assert!(fs.available(&at("/")).unwrap() > 0);
    assert!(fs.available(&at("/d")).is_ok());
    assert_eq!(fs.available(&at("/none")), Err(FsError::NotFound));
}
