//! What can be chosen for `LIST NLST MLSD MLST`, one option each.

use ftpmock::auth::User;
use ftpmock::protocol::{FtpPath, ListStyle};
use ftpmock::session::{ListOrder, Policy};
use ftpmock::vfs::{DirEntries, DirEntry, File, Filesystem, FsResult, MemoryFs, Metadata, OpenHow};
use rstest::rstest;

use crate::harness::{Talk, session_with};

fn with(adjust: impl FnOnce(&mut Policy)) -> Talk {
    let mut policy = Policy::default();
    adjust(&mut policy);
    session_with(policy)
        .file("/b", "22")
        .file("/a", "1")
        .file("/.rc", "")
        .file("/sub/c", "333")
        .file("/sub/deep/d", "")
        .dir("/empty")
}

/// The names that a listing shows, which are the ends of its lines.
fn names(s: &mut Talk, line: &str) -> String {
    let (lines, reply) = s.fetch(line);
    assert_eq!(reply, "226 Transfer complete.", "{line}");
    let names = lines.split("\r\n");
    let names: Vec<&str> = names.map(|line| line.rsplit(' ').next().unwrap()).collect();
    names.join("|")
}

/// R-L3: what lies below, names alone.
#[rstest]
#[case("LIST -R", ".rc|a|b|empty|sub||empty:||sub:|c|deep||sub/deep:|d|")]
#[case("LIST -R sub", "c|deep||sub/deep:|d|")]
#[case("LIST -Rr sub", "deep|c||sub/deep:|d|")]
#[case("LIST -R a", "a|")]
#[case("NLST -R sub", "sub/c|sub/deep|sub/deep/d|")]
fn lists_can_show_what_lies_below(#[case] line: &str, #[case] shown: &str) {
    let mut s = with(|policy| policy.list_switches = true).login();
    assert_eq!(names(&mut s, line), shown);
    let mut s = with(|_| {}).login();
    assert!(!names(&mut s, line).contains(":"), "without the option");
}

/// R-L3: `-1` is for names alone, unless `-l` comes after it.
#[test]
fn list_can_show_names_alone() {
    let mut s = with(|policy| policy.list_switches = true).login();
    assert_eq!(s.fetch("LIST -1 sub").0, "c\r\ndeep\r\n");
    assert!(s.fetch("LIST -1l sub").0.starts_with("-rw"));
    assert!(
        with(|_| {})
            .login()
            .fetch("LIST -1 sub")
            .0
            .starts_with("-rw")
    );
}

/// R-L3: no directory that the user may not look at.
#[test]
fn what_lies_below_is_only_what_the_user_may_see() {
    let s = with(|policy| policy.list_switches = true);
    let user = User::new("bob")
        .password("secret")
        .perm_in("/sub/deep", "e");
    let mut s = s.login_as(user);
    assert_eq!(names(&mut s, "LIST -R sub"), "c|deep|");
}

/// R-L3: with a limit.
#[test]
fn a_tree_can_be_too_large_to_be_listed() {
    let mut s = with(|policy| {
        policy.list_switches = true;
        policy.tree_limit = 6;
    })
    .login();
    s.say("EPSV");
    assert_eq!(s.code("LIST -R"), 450);
    assert_eq!(names(&mut s, "LIST -R sub"), "c|deep||sub/deep:|d|");
}

/// R-L3: in another order.
#[rstest]
#[case(ListOrder::Sorted, ".rc|a|b|empty|sub|")]
#[case(ListOrder::Backwards, "sub|empty|b|a|.rc|")]
#[case(ListOrder::Unsorted, "b|a|.rc|sub|empty|")]
#[case(ListOrder::BySize, "b|a|.rc|empty|sub|")]
fn lists_can_have_another_order(#[case] order: ListOrder, #[case] shown: &str) {
    let mut s = with(|policy| policy.listing.order = order).login();
    for line in ["LIST", "NLST", "MLSD"] {
        assert_eq!(names(&mut s, line), shown, "{line}");
    }
    let status = s.say("STAT .");
    let lines = status.lines().filter(|line| line.contains(" ftp "));
    let listed: Vec<_> = lines.map(|line| line.rsplit(' ').next().unwrap()).collect();
    assert_eq!(listed.join("|") + "|", shown);
}

/// R-L3: names with a dot only when asked for; machines see everything.
#[rstest]
#[case("LIST", "a|b|empty|sub|")]
#[case("LIST -a", ".rc|a|b|empty|sub|")]
#[case("NLST", "a|b|empty|sub|")]
#[case("NLST -a", ".rc|a|b|empty|sub|")]
#[case("NLST .r*", ".rc|")]
#[case("NLST .rc", ".rc|")]
#[case("NLST -l .r*", ".rc|")]
#[case("LIST .", "a|b|empty|sub|")]
#[case("NLST sub/..", "sub/../a|sub/../b|sub/../empty|sub/../sub|")]
#[case("NLST *c", "")]
#[case("MLSD", ".rc|a|b|empty|sub|")]
fn hidden_names_can_be_hidden(#[case] line: &str, #[case] shown: &str) {
    let mut s = with(|policy| policy.listing.hidden = false).login();
    assert_eq!(names(&mut s, line), shown);
    let hidden = s.say("STAT /");
    assert!(!hidden.contains(".rc"), "{hidden}");
}

/// A directory with one entry that nobody can look at, and a link that leads outside.
#[derive(Debug)]
struct Odd(MemoryFs);

impl Filesystem for Odd {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.0.metadata(path)
    }
    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        let odd = |name: &'static str, metadata: Metadata| {
            Ok(DirEntry {
                name: name.into(),
                metadata,
                target: None,
            })
        };
        let link = Metadata::new(ftpmock::protocol::FileKind::Symlink, 5);
        let both = [odd("secret", Metadata::unknown()), odd("way-out", link)];
        Ok(Box::new(self.0.read_dir(path)?.chain(both)))
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
}

/// R-L5, R-L7: what can not be looked at, and links without a target.
#[rstest]
#[case(true, true, "a|secret|way-out|")]
#[case(false, true, "a|way-out|")]
#[case(true, false, "a|secret|")]
fn what_tells_nothing_can_be_left_out(
    #[case] unreadable: bool,
    #[case] lost_links: bool,
    #[case] shown: &str,
) {
    let files = MemoryFs::new();
    files.add_file("/a", "");
    let policy = {
        let mut policy = Policy::default();
        policy.listing.unreadable = unreadable;
        policy.listing.lost_links = lost_links;
        policy
    };
    let mut s = session_with(policy).on(Odd(files)).login();
    assert_eq!(names(&mut s, "NLST"), shown);
    assert_eq!(names(&mut s, "LIST"), shown);
    let lines = s.fetch("LIST").0;
    assert_eq!(
        lines.contains("----------   1 ftp      ftp             0 Jan  1 00:00 secret"),
        unreadable
    );
}

/// R-L8: a pattern that matches nothing, and nothing else.
#[test]
fn nlst_of_nothing_can_be_empty() {
    let mut s = with(|policy| policy.listing.nlst_empty = true).login();
    assert_eq!(names(&mut s, "NLST *.csv"), "");
    assert_eq!(names(&mut s, "NLST sub/*.csv"), "");
    for refused in ["NLST none", "NLST none/*", "LIST *.csv"] {
        s.say("EPSV");
        assert_eq!(s.code(refused), 550, "{refused}");
    }
    let user = User::new("bob").password("secret").perm_in("/sub", "e");
    let mut s = with(|policy| policy.listing.nlst_empty = true).login_as(user);
    s.say("EPSV");
    assert_eq!(s.code("NLST sub/*.csv"), 550);
    let mut s = with(|_| {}).login();
    s.say("EPSV");
    assert_eq!(s.code("NLST *.csv"), 550);
}

/// R-N1: no directories.
#[test]
fn nlst_can_leave_directories_out() {
    let mut s = with(|policy| policy.listing.nlst_files_only = true).login();
    assert_eq!(names(&mut s, "NLST"), ".rc|a|b|");
    assert_eq!(names(&mut s, "NLST *"), ".rc|a|b|");
    assert_eq!(names(&mut s, "LIST"), ".rc|a|b|empty|sub|");
}

/// R-M2: what there is, what is shown, and what is set.
#[test]
fn facts_of_the_test_are_shown_when_they_are_chosen() {
    let mut s = with(|policy| {
        let facts = policy.listing.facts.with_own("x.colour").unwrap();
        policy.listing.facts = facts.choose(b"type;media-type;").unwrap();
    })
    .login();
    let features = s.say("FEAT");
    assert!(
        features.contains("sizd;media-type*;charset;lang;x.colour;"),
        "{features}"
    );
    assert_eq!(
        s.say("MFF Media-Type=text/csv;x.Colour=red; a"),
        "213 Media-Type=text/csv;x.Colour=red; a"
    );
    assert!(
        s.say("MLST a")
            .contains("\n media-type=text/csv;type=file; /a\n")
    );
    assert_eq!(
        s.say("OPTS MLST x.COLOUR;sizd;size;"),
        "200 MLST OPTS size;sizd;x.colour;"
    );
    assert_eq!(s.fetch("MLSD sub").0, "size=3; c\r\nsizd=0; deep\r\n");
    assert!(s.say("MLST a").contains("\n size=1;x.colour=red; /a\n"));
    s.say("MFF x.colour=; a");
    assert!(s.say("MLST a").contains("\n size=1; /a\n"));
    s.say("REIN");
    let mut s = s.login();
    assert!(
        s.say("MLST a")
            .contains("\n media-type=text/csv;type=file; /a\n")
    );
    assert_eq!(s.code("MFF media-type=a\u{1}b; a"), 501);
    assert_eq!(s.code("MFF type=dir; a"), 504);
    let reader = User::new("bob").password("secret").perm("elr");
    assert_eq!(s.login_as(reader).code("MFF lang=en; a"), 550);
}

/// R-M2: milliseconds, and where links lead.
#[test]
fn facts_can_have_milliseconds_and_targets() {
    let mut s = with(|policy| policy.listing.fact_fractions = true).login();
    assert!(s.say("MLST a").contains("modify=20240101000000.000;"));
    let mut s = with(|policy| policy.listing.fact_link_targets = true)
        .link("/l", "a")
        .login();
    assert!(s.say("MLST l").contains("type=OS.unix=slink:a;"));
    assert!(s.fetch("MLSD").0.contains("type=OS.unix=slink:a;"));
    let mut s = with(|_| {}).link("/l", "a").login();
    assert!(s.say("MLST l").contains(";type=OS.unix=slink;"));
}

/// R-M3: `d` for a directory that can be removed.
#[test]
fn perm_can_tell_whether_a_directory_is_empty() {
    let mut s = with(|policy| policy.listing.fact_deletes_full = false).login();
    let listed = s.fetch("MLSD").0;
    assert!(
        listed.contains("perm=cdeflmp;type=dir;unique=9;"),
        "{listed}"
    );
    assert!(listed.contains("perm=ceflmp;type=dir;"), "{listed}");
    assert!(s.say("MLST sub").contains("perm=ceflmp;"));
    assert!(s.say("MLST empty").contains("perm=cdeflmp;"));
    assert!(
        with(|_| {})
            .login()
            .say("MLST sub")
            .contains("perm=cdeflmp;")
    );
}

/// R-L9: of the test's own, in `STAT`, too.
#[test]
fn lists_can_be_made_by_the_test() {
    let style = ListStyle::custom(|entry| format!("<{}>", entry.name.escape_ascii()));
    assert_eq!(style, style.clone());
    assert_ne!(style, ListStyle::custom(|_| ""));
    let mut s = with(|policy| policy.list_style = style).login();
    assert_eq!(s.fetch("LIST sub").0, "<c>\r\n<deep>\r\n");
    assert!(s.say("STAT sub").contains("\n <c>\n <deep>\n"));
}

/// R-L9: a heading, lines of two lines and a sum are in a status, too.
#[test]
fn a_status_has_all_lines_of_a_style() {
    let mut s = with(|policy| policy.list_style = ListStyle::Vms).login();
    let status = s.say("STAT sub");
    assert!(status.contains("\n Directory DISK:[sub]\n"), "{status}");
    assert!(status.contains("\n Total of 2 files.\n"), "{status}");
}

/// R-P2: where case does not count.
#[test]
fn case_can_be_ignored() {
    let files = MemoryFs::new().ignoring_case();
    files.add_file("/Dir/A.txt", "1");
    let mut s = session_with(Policy::default()).on(files.clone()).login();
    assert_eq!(s.say("SIZE /DIR/a.TXT"), "213 1");
    assert_eq!(s.code("CWD dIR"), 250);
    assert_eq!(s.code("MKD /dir"), 550);
    assert_eq!(names(&mut s, "NLST"), "A.txt|");
    s.say("RNFR a.TXT");
    assert_eq!(s.code("RNTO a.txt"), 250);
    assert_eq!(names(&mut s, "NLST"), "a.txt|");
    assert_eq!(s.code("DELE A.TXT"), 250);
    assert_eq!(names(&mut s, "NLST"), "");
    assert_eq!(s.code("CDUP"), 250);
    assert_eq!(s.code("RMD DIR"), 250);
    assert_eq!(names(&mut s, "NLST"), "");
    let mut s = with(|_| {}).login();
    assert_eq!(s.code("SIZE /A"), 550);
}
