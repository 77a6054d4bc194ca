//! `MFF`, `MFCT`, and `MDTM` with a time.

use ftpmock::auth::User;
use ftpmock::protocol::{FtpPath, UnixTime};
use ftpmock::session::Policy;
use ftpmock::vfs::{DirEntries, File, Filesystem, FsResult, MemoryFs, Metadata, OpenHow};
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

fn files(s: Talk) -> Talk {
    s.file("/a", "x").file("/a b", "x").dir("/dir").login()
}

fn tree() -> Talk {
    files(session())
}

const NO_TIME: &str = "501 Syntax error: time must be YYYYMMDDHHMMSS.";
const MALFORMED: &str = "501 Syntax error in parameters or arguments.";
const MISSING: &str = "501 Syntax error: argument required.";
const NOTHING: &str = "550 No such file or directory.";
const DENIED: &str = "550 Permission denied.";

#[rstest]
#[case("Modify=20200229123456; /a", "213 Modify=20200229123456; /a")]
#[case("modify=20200229123456.5; a b", "213 Modify=20200229123456; a b")]
#[case("UNIX.mode=0640; /dir", "213 UNIX.mode=0640; /dir")]
#[case("unix.MODE=7; /a", "213 UNIX.mode=0007; /a")]
#[case(
    "UNIX.mode=600;Modify=20200229123456; a",
    "213 UNIX.mode=0600;Modify=20200229123456; a"
)]
#[case(
    "UNIX.owner=bob;unix.GROUP=staff; /a",
    "213 UNIX.owner=bob;UNIX.group=staff; /a"
)]
#[case("UNIX.owner=; /a", MALFORMED)]
#[case("UNIX.group=staff; /none", NOTHING)]
#[case("Create=now; /a", NO_TIME)]
#[case("Modify=now; /a", NO_TIME)]
#[case("Modify=; /a", NO_TIME)]
#[case("Modify=20200229123456; /none", NOTHING)]
#[case("Modify=20200229123456; /a/", "550 Not a directory.")]
#[case("UNIX.mode=0640; /none", NOTHING)]
#[case("UNIX.mode=4755; /a", DENIED)]
#[case("UNIX.mode=8; /a", MALFORMED)]
#[case("UNIX.mode=u+x; /a", MALFORMED)]
#[case("UNIX.mode=; /a", MALFORMED)]
#[case("UNIX.mode=00644; /a", MALFORMED)]
#[case("Create=20200229123456; /a", "504 Fact Create can not be changed.")]
#[case("media-type=text; /a", "213 media-type=text; /a")]
#[case("perm=a; /a", "504 Fact perm can not be changed.")]
#[case("lang=a\tb; /a", MALFORMED)]
#[case("charset=utf-8; /none", NOTHING)]
#[case(
    "Size=1;Modify=20200101000000; /none",
    "504 Fact Size can not be changed."
)]
#[case("Modify=20200229123456 /a", MALFORMED)]
#[case("Modify; /a", MALFORMED)]
#[case("=x; /a", MALFORMED)]
#[case("; /a", MALFORMED)]
#[case(";; /a", MALFORMED)]
#[case("Modify=20200229123456;", MISSING)]
#[case("Modify=20200229123456; ", MISSING)]
#[case("Modify=20200229123456; a\nb", "553 File name not allowed.")]
#[case("", MISSING)]
fn facts_are_changed(#[case] argument: &str, #[case] reply: &str) {
    assert_eq!(tree().say(format!("MFF {argument}")), reply);
}

#[test]
fn a_fact_once_changed_is_listed() {
    let mut s = tree();
    s.say("MFF UNIX.mode=0640;Modify=20200229123456; /a");
    let listed = s.say("MLST /a");
    assert!(listed.contains("modify=20200229123456;"), "{listed}");
    assert!(listed.contains("UNIX.mode=0640;"), "{listed}");
}

#[test]
fn a_refused_fact_leaves_those_before_it_and_says_so() {
    let user = User::new("bob").password("secret").perm("elT");
    let mut s = session().file("/a", "x").login_as(user);
    assert_eq!(
        s.say("MFF Modify=20200229123456;UNIX.mode=0600; /a"),
        "550 Permission denied. Done: Modify=20200229123456."
    );
    assert_eq!(s.say("MDTM /a"), "213 20200229123456");
    assert_eq!(
        s.say("MFF UNIX.mode=0600;Modify=20200101000000; /a"),
        DENIED
    );
    assert_eq!(s.say("MDTM /a"), "213 20200229123456");
    let refused = "504 Fact Create can not be changed.";
    assert_eq!(
        s.say("MFF Modify=20200101000000;Create=20200101000000; /a"),
        refused
    );
    assert_eq!(s.say("MDTM /a"), "213 20200229123456");
}

#[rstest]
#[case("20200229123456 /a", "504 Command not implemented for that parameter.")]
#[case("20200229123456 /none", NOTHING)]
#[case("20210229123456 /a", NO_TIME)]
#[case("20200229123456", MISSING)]
fn files_in_memory_have_no_time_of_creation(#[case] argument: &str, #[case] reply: &str) {
    assert_eq!(tree().say(format!("MFCT {argument}")), reply);
}

/// Files with a time of creation.
#[derive(Debug)]
struct Dated(MemoryFs);

impl Filesystem for Dated {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.0.metadata(path)
    }
    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        self.0.read_dir(path)
    }
    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        self.0.open(path, how)
    }
    fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.0.create_dir(path)
    }
    fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.0.remove_dir(path)
    }
    fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        self.0.remove_file(path)
    }
    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        self.0.rename(from, to)
    }
    fn set_created(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.0.set_modified(path, to)
    }
}

#[test]
fn a_filesystem_may_have_a_time_of_creation() {
    let s = tree();
    let files = s.files.clone();
    let mut s = s.on(Dated(files));
    assert_eq!(
        s.say("MFCT 20200229123456.5 a b"),
        "213 Create=20200229123456; a b"
    );
    assert_eq!(s.say("MDTM a b"), "213 20200229123456");
    assert_eq!(
        s.say("MFF UNIX.owner=bob;Create=20210101000000; a b"),
        "504 Fact UNIX.owner can not be changed. Done: Create=20210101000000."
    );
    let user = User::new("bob").password("secret").perm("elr");
    let mut s = session().file("/a", "x").login_as(user);
    assert_eq!(s.say("MFCT 20200229123456 /a"), DENIED);
}

fn setting() -> Talk {
    files(session_with(Policy {
        mdtm_set: true,
        ..Policy::default()
    }))
}

#[rstest]
#[case("20200229123456 /a", "213 20200229123456")]
#[case("20200229123456 a b", "213 20200229123456")]
#[case("20200229123456 /dir", "213 20200229123456")]
#[case("20200229123456 /none", NOTHING)]
#[case("20210229123456 /a", NOTHING)]
#[case("/a", "213 20240101000000")]
#[case("20200229123456", NOTHING)]
fn mdtm_may_set_a_time(#[case] argument: &str, #[case] reply: &str) {
    let mut s = setting();
    assert_eq!(s.say(format!("MDTM {argument}")), reply);
    if let Some((time, path)) = argument.split_once(' ')
        && reply.starts_with("213")
    {
        assert_eq!(s.say(format!("MDTM {path}")), format!("213 {time}"));
    }
    if argument.contains(' ') {
        assert_eq!(tree().say(format!("MDTM {argument}")), NOTHING);
    }
}

#[test]
fn a_name_may_begin_with_a_time() {
    let mut s = setting().file("/20200229123456 a", "x");
    assert_eq!(s.say("MDTM 20200229123456 a"), "213 20240101000000");
    assert_eq!(s.say("MDTM a"), "213 20240101000000");
}

#[test]
fn setting_a_time_needs_t() {
    let policy = Policy {
        mdtm_set: true,
        ..Policy::default()
    };
    let user = User::new("bob").password("secret").perm("elr");
    let mut s = session_with(policy).file("/a", "x").login_as(user);
    assert_eq!(s.say("MDTM 20200229123456 /a"), DENIED);
    assert_eq!(s.say("MDTM /a"), "213 20240101000000");
}
