//! Habits of servers that clients meet: off unless a server is told to have them.

use ftpmock::auth::User;
use ftpmock::protocol::{FtpPath, ListStyle, UnixTime};
use ftpmock::session::Policy;
use ftpmock::vfs::{DirEntries, File, Filesystem, FsError, FsResult, MemoryFs, Metadata, OpenHow};
use rstest::rstest;

use crate::harness::{Talk, session_with};

fn with(adjust: impl FnOnce(&mut Policy)) -> Talk {
    let mut policy = Policy::default();
    adjust(&mut policy);
    session_with(policy)
        .file("/a", "01234\n6789")
        .file("/dir/b.txt", "b")
}

/// What is known is told: text may grow on its way.
#[test]
fn the_150_of_retr_can_tell_how_much_is_coming() {
    let mut s = with(|policy| policy.retr_size = true).login().binary();
    let plain = "150 File status okay; about to open data connection";
    for (before, opening) in [
        ("NOOP", format!("{plain} (10 bytes).\nbegin RETR")),
        ("REST 3", format!("{plain} (7 bytes).\nbegin RETR")),
        ("RANG 2 3", format!("{plain} (2 bytes).\nbegin RETR")),
        ("TYPE A", format!("{plain}.\nbegin RETR")),
    ] {
        s.say_all(["EPSV", before]);
        assert_eq!(s.say("RETR a"), opening);
        s.drain();
    }
    s.say("EPSV");
    assert!(s.say("NLST").starts_with(&format!("{plain}.")));
}

/// R-R2: as RFC 2228 would have it.
#[test]
fn long_replies_can_have_the_code_in_each_line() {
    let mut s = with(|policy| policy.repeat_code = true).login();
    let reply = s.say("MLST a");
    let starts: Vec<&str> = reply.lines().map(|line| &line[..4]).collect();
    assert_eq!(starts, ["250-", "250-", "250 "], "{reply}");
    assert!(s.say("FEAT").contains("\n211-MDTM\n"));
    assert_eq!(s.say("NOOP"), "200 NOOP ok.");
}

#[test]
fn noop_can_have_an_argument() {
    let mut s = with(|policy| policy.noop_argument = true);
    assert_eq!(s.say("NOOP are you there?"), "200 NOOP ok.");
    assert_eq!(s.say("PASV x"), "501 Syntax error: no argument allowed.");
}

/// R-C7, R-L4: people see a question mark, machines are not told.
#[test]
fn names_can_have_control_octets() {
    let mut s = with(|policy| policy.control_octets = true).login();
    assert_eq!(s.code("MKD c\rd\ne"), 257);
    assert!(s.exists("/c\rd\ne"));
    assert_eq!(s.fetch("NLST").0, "a\r\nc?d?e\r\ndir\r\n");
    assert!(!s.fetch("MLSD").0.contains('?'));
    assert_eq!(s.code("MFMT 20200101000000 c\rd\ne"), 213);
    assert_eq!(s.fetch("LIST -a c\rd\ne").1, "226 Transfer complete.");
    assert_eq!(s.code("CWD c\rd\ne"), 250);
    assert_eq!(s.code("STOR a\0b"), 553);
    assert_eq!(s.code("MFF Modify=20200101000000; /c\rd\ne"), 213);
}

/// The name is enough for whoever needs no password; all others are asked for one.
#[test]
fn a_user_can_need_no_password() {
    let mut s = with(|_| {});
    s.set_user(User::new("sensor").no_password().start_dir("/dir"));
    assert_eq!(s.say("USER bob"), "331 User name okay, need password.");
    assert_eq!(
        s.say("USER sensor"),
        "logged in\n230 User logged in, proceed."
    );
    assert_eq!(s.say("PASS x"), "202 Command superfluous.");
    assert_eq!(s.fetch("NLST").0, "b.txt\r\n");
    assert_eq!(s.code("USER bob"), 331);
    assert_eq!(s.code("PWD"), 530);
}

/// RFC 959, section 5.4: 332 to `USER`, where there is no password but an account.
#[test]
fn a_user_without_password_can_need_an_account() {
    let mut s = with(|_| {});
    s.set_user(User::new("sensor").no_password().account("lab"));
    assert_eq!(s.say("USER sensor"), "332 Need account for login.");
    assert_eq!(s.code("PASS x"), 503);
    assert_eq!(s.code("ACCT lab"), 230);
    assert_eq!(s.code("PASS x"), 202);
}

#[test]
fn a_user_who_is_given_a_password_needs_it() {
    let mut s = with(|_| {});
    s.set_user(User::new("sensor").no_password().password("secret"));
    assert_eq!(s.code("USER sensor"), 331);
    assert_eq!(s.code("PASS x"), 530);
}

/// Two disks in one tree: nothing is renamed between `/` and `/disk`.
#[derive(Debug)]
struct TwoDisks {
    files: MemoryFs,
    full: bool,
}

impl Filesystem for TwoDisks {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.files.metadata(path)
    }
    fn link_metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.files.link_metadata(path)
    }
    fn read_link(&self, path: &FtpPath) -> FsResult<bytes::Bytes> {
        self.files.read_link(path)
    }
    fn create_symlink(&self, path: &FtpPath, target: &[u8]) -> FsResult<()> {
        self.files.create_symlink(path, target)
    }
    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        self.files.read_dir(path)
    }
    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        if self.full && path.name() == b"b.txt" && matches!(how, OpenHow::Write { .. }) {
            return Err(FsError::NoSpace);
        }
        self.files.open(path, how)
    }
    fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.files.create_dir(path)
    }
    fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.files.remove_dir(path)
    }
    fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        self.files.remove_file(path)
    }
    fn rename(&self, _: &FtpPath, _: &FtpPath) -> FsResult<()> {
        Err(FsError::CrossDevice)
    }
    fn set_modified(&self, path: &FtpPath, time: UnixTime) -> FsResult<()> {
        self.files.set_modified(path, time)
    }
    fn set_mode(&self, path: &FtpPath, mode: u32) -> FsResult<()> {
        self.files.set_mode(path, mode)
    }
}

fn two_disks(rename_copies: bool, full: bool) -> Talk {
    let s = with(|policy| policy.rename_copies = rename_copies)
        .link("/dir/deep/link", "../b.txt")
        .dir("/disk");
    let files = s.files.clone();
    let user = User::new("alice").password("secret").perm("elf");
    s.on(TwoDisks { files, full }).login_as(user)
}

/// The row of an error between devices: with mode and time, and links as links.
#[rstest]
#[case("a")]
#[case("dir")]
#[case("dir/deep/link")]
fn what_can_not_be_renamed_can_be_copied(#[case] name: &str) {
    let mut s = two_disks(true, false);
    let old = format!("/{name}");
    if name != "dir/deep/link" {
        s.files.set_mode(&old.as_str().into(), 0o700).unwrap();
    }
    s.say_all(["SITE UMASK 077", &format!("RNFR {name}")]);
    let before = s.files.link_metadata(&old.as_str().into()).unwrap();

    assert_eq!(s.code("RNTO disk/new"), 250);

    assert!(!s.exists(&old));
    let after = s.files.link_metadata(&"/disk/new".into()).unwrap();
    assert_eq!((after.kind, after.mode), (before.kind, before.mode));
    match name {
        "a" => assert_eq!(s.read("/disk/new"), "01234\n6789"),
        "dir" => {
            assert_eq!(after.modified, before.modified);
            assert_eq!(s.read("/disk/new/b.txt"), "b");
            assert!(s.exists("/disk/new/deep/link"));
        }
        _ => {}
    }
}

#[test]
fn what_can_not_be_renamed_is_refused_otherwise() {
    let mut s = two_disks(false, false);
    s.say("RNFR a");
    assert_eq!(s.code("RNTO disk/a"), 550);
    assert!(s.exists("/a") && !s.exists("/disk/a"));
}

#[test]
fn a_copy_that_fails_leaves_all_as_it_was() {
    let mut s = two_disks(true, true).lenient();
    s.say("RNFR dir");
    assert_eq!(s.code("RNTO disk/new"), 452);
    assert_eq!(s.read("/dir/b.txt"), "b");
    assert!(!s.exists("/disk/new"));
    s.say("RNFR dir");
    assert_eq!(s.code("RNTO dir/within"), 553);
}

/// R-L9: lines that clients for other systems take apart.
#[rstest]
#[case(
    ListStyle::Windows,
    "01-01-24  12:00AM                   10 a|01-01-24  12:00AM       <DIR>          dir|"
)]
#[case(ListStyle::Eplf, "+m1704067200,r,s10,\ta|+m1704067200,/,\tdir|")]
fn lists_can_be_those_of_other_systems(#[case] style: ListStyle, #[case] lines: &str) {
    let mut s = with(|policy| policy.list_style = style.clone()).login();
    let (listed, _) = s.fetch("LIST");
    assert_eq!(listed.replace("\r\n", "|"), lines);
    if style == ListStyle::Windows {
        let first = lines.split('|').next().unwrap();
        assert!(s.say("STAT a").contains(first));
    }
}

/// R-L3: the line of `ls` for all of a directory, and for nothing else.
#[test]
fn lists_of_directories_can_begin_with_a_total() {
    let mut s = with(|policy| policy.list_total = true)
        .file("/b", "x".repeat(1025))
        .login();
    assert!(s.fetch("LIST").0.starts_with("total 3\r\n-rw"));
    assert!(s.fetch("LIST a").0.starts_with("-rw"));
    assert_eq!(s.fetch("NLST").0, "a\r\nb\r\ndir\r\n");
}

/// R-L3: in another order, and with the directory itself.
#[rstest]
#[case("LIST -a", ". .. a b c")]
#[case("LIST -t", "c a b")]
#[case("LIST -lS", "b a c")]
#[case("LIST -r", "c b a")]
#[case("LIST -t -r", "b a c")]
#[case("LIST -tS", "b a c")]
#[case("NLST -t", "c a b")]
#[case("LIST ./-t", "-t")]
fn lists_can_be_sorted_as_asked(#[case] line: &str, #[case] names: &str) {
    let policy = Policy {
        list_switches: true,
        ..Policy::default()
    };
    let s = session_with(policy)
        .file("/in/a", "xx")
        .file("/in/b", "xxx")
        .file("/in/c", "x");
    let mut s = s.login();
    s.code("CWD in");
    if line.contains("./") {
        s.put("STOR ./-t", "");
    }
    s.code("MFMT 20230101000000 b");
    s.code("MFMT 20240501000000 c");
    let (listed, reply) = s.fetch(line);
    let found: Vec<&str> = listed
        .lines()
        .map(|line| line.rsplit(' ').next().unwrap())
        .collect();
    assert_eq!(
        (found.join(" ").as_str(), reply.as_str()),
        (names, "226 Transfer complete.")
    );
}
