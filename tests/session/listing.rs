//! `LIST NLST MLSD MLST`.

use ftpmock::auth::User;
use ftpmock::protocol::FtpPath;
use ftpmock::session::Policy;
use ftpmock::vfs::{DirEntries, File, Filesystem, FsError, FsResult, MemoryFs, Metadata, OpenHow};
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

fn tree() -> Talk {
    session()
        .file("/b.txt", "12345")
        .file("/a.csv", "1\n")
        .file("/.hidden", "")
        .file("/sub/c.txt", "")
        .dir("/sub/deep")
        .dir("/empty")
        .link("/link", "sub/c.txt")
        .link("/to_sub", "/sub")
        .link("/gone", "none")
        .login()
}

/// R-L1, R-L3: the columns, the order, and files with a dot.
#[test]
fn list_shows_lines_like_ls() {
    insta::assert_snapshot!(tree().fetch("LIST").0.replace("\r\n", "$\n"), @r"
    -rw-r--r--   1 ftp      ftp             0 Jan  1 00:00 .hidden$
    -rw-r--r--   1 ftp      ftp             2 Jan  1 00:00 a.csv$
    -rw-r--r--   1 ftp      ftp             5 Jan  1 00:00 b.txt$
    drwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 empty$
    lrwxrwxrwx   1 ftp      ftp             4 Jan  1 00:00 gone -> none$
    lrwxrwxrwx   1 ftp      ftp             9 Jan  1 00:00 link -> sub/c.txt$
    drwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 sub$
    lrwxrwxrwx   1 ftp      ftp             4 Jan  1 00:00 to_sub -> /sub$
    ");
}

/// R-L6, R-L8: files, directories, patterns.
#[rstest]
#[case("LIST sub", "c.txt|deep")]
#[case("LIST /to_sub", "c.txt|deep")]
#[case("LIST -la sub", "c.txt|deep")]
#[case("LIST -a -l sub", "c.txt|deep")]
#[case("LIST b.txt", "b.txt")]
#[case("LIST sub/c.txt", "c.txt")]
#[case("LIST empty", "")]
#[case("LIST *.txt", "b.txt")]
#[case("LIST [ab].*", "a.csv|b.txt")]
#[case("LIST ?.csv", "a.csv")]
#[case("LIST sub/*", "c.txt|deep")]
fn list_takes_paths_options_and_patterns(#[case] line: &str, #[case] names: &str) {
    let (lines, reply) = tree().fetch(line);
    let found: Vec<&str> = lines
        .lines()
        .map(|line| line.rsplit(' ').next().unwrap())
        .collect();
    assert_eq!(
        (found.join("|").as_str(), reply.as_str()),
        (names, "226 Transfer complete.")
    );
}

/// R-N1: from where one is.
#[rstest]
#[case("NLST", ".hidden|a.csv|b.txt|empty|gone|link|sub|to_sub")]
#[case("NLST -la", ".hidden|a.csv|b.txt|empty|gone|link|sub|to_sub")]
#[case("NLST sub", "sub/c.txt|sub/deep")]
#[case("NLST sub/", "sub/c.txt|sub/deep")]
#[case("NLST /sub", "/sub/c.txt|/sub/deep")]
#[case("NLST ./sub", "./sub/c.txt|./sub/deep")]
#[case("NLST b.txt", "b.txt")]
#[case("NLST sub/c.txt", "sub/c.txt")]
#[case("NLST /b.txt", "/b.txt")]
#[case("NLST sub/c.txt/.", "sub/c.txt/.")]
#[case("NLST gone", "gone")]
#[case("NLST link", "link")]
#[case("NLST to_sub", "to_sub/c.txt|to_sub/deep")]
#[case("NLST *.txt", "b.txt")]
#[case("NLST sub/*.txt", "sub/c.txt")]
#[case("NLST /sub/?.txt", "/sub/c.txt")]
#[case("NLST empty", "")]
#[case("NLST /", "/.hidden|/a.csv|/b.txt|/empty|/gone|/link|/sub|/to_sub")]
fn nlst_gives_names_that_can_be_used(#[case] line: &str, #[case] names: &str) {
    let (lines, reply) = tree().fetch(line);
    let found: Vec<&str> = lines.split_terminator("\r\n").collect();
    assert_eq!(
        (found.join("|").as_str(), reply.as_str()),
        (names, "226 Transfer complete.")
    );
}

/// R-M5: MLSD of a file is 501.
#[rstest]
#[case("LIST /none", "550 No such file or directory.")]
#[case("LIST /b.txt/", "550 Not a directory.")]
#[case("LIST /none*", "550 No such file or directory.")]
#[case("NLST /none", "550 No such file or directory.")]
#[case("NLST /none*", "550 No such file or directory.")]
#[case("NLST none/*", "550 No such file or directory.")]
#[case("MLSD /none", "550 No such file or directory.")]
#[case("MLSD *.txt", "550 No such file or directory.")]
#[case("MLSD b.txt", "501 Not a directory.")]
#[case("MLSD link", "501 Not a directory.")]
#[case("MLSD gone", "550 No such file or directory.")]
#[case("MLST /none", "550 No such file or directory.")]
#[case("MLST *.txt", "550 No such file or directory.")]
#[case("MLST b.txt/", "550 Not a directory.")]
fn a_listing_is_refused(#[case] line: &str, #[case] reply: &str) {
    let mut s = tree();
    s.say("EPSV");
    assert_eq!(s.say(line), reply);
}

#[test]
fn patterns_know_stars_question_marks_and_brackets_and_nothing_else() {
    let s = session();
    let names = [
        "!x1", "x1", "x2", "a{b,c}1", "ab1", "ac1", "b\\c", "bc", "[z]",
    ];
    for name in names {
        s.files.add_file(format!("/{name}"), "");
    }
    let mut s = s.login();
    for (pattern, found) in [
        ("!x*", "!x1"),
        ("x?", "x1|x2"),
        ("x**", "x1|x2"),
        ("x[!1]", "x2"),
        ("x[1-2]", "x1|x2"),
        ("a{b,c}*", "a{b,c}1"),
        ("b\\*", "b\\c"),
        ("[z]", "[z]"),
        ("[xy]1", "x1"),
    ] {
        let (lines, _) = s.fetch(format!("NLST {pattern}"));
        let listed: Vec<&str> = lines.split_terminator("\r\n").collect();
        assert_eq!(listed.join("|"), found, "{pattern}");
    }
    // Malformed ones match nothing, and hurt nobody.
    for pattern in ["x[", "x[1", "[", "*[!", "x[]*"] {
        s.say("EPSV");
        assert_eq!(s.code(format!("NLST {pattern}")), 550, "{pattern}");
    }
}

#[test]
fn a_name_that_looks_like_a_pattern_or_an_option_is_found() {
    let mut s = session()
        .file("/a*", "star")
        .file("/ab", "b")
        .file("/-x/y", "")
        .login();
    assert_eq!(s.fetch("NLST a*").0, "a*\r\n");
    assert_eq!(s.fetch("NLST ./-x").0, "./-x/y\r\n");
    assert_eq!(s.fetch("NLST -x").0, "-x\r\na*\r\nab\r\n");
}

/// R-M1, R-M4: one space before each name, and no entry for the directory itself.
#[test]
fn mlsd_gives_facts_of_the_children() {
    let mut s = tree();
    s.say("OPTS MLST type;size;modify;perm;UNIX.mode;UNIX.uid;");
    insta::assert_snapshot!(s.fetch("MLSD").0.replace("\r\n", "$\n"), @r"
    modify=20240101000000;perm=adfrw;size=0;type=file;UNIX.mode=0644;UNIX.uid=1000; .hidden$
    modify=20240101000000;perm=adfrw;size=2;type=file;UNIX.mode=0644;UNIX.uid=1000; a.csv$
    modify=20240101000000;perm=adfrw;size=5;type=file;UNIX.mode=0644;UNIX.uid=1000; b.txt$
    modify=20240101000000;perm=cdeflmp;type=dir;UNIX.mode=0755;UNIX.uid=1000; empty$
    modify=20240101000000;perm=df;type=OS.unix=slink;UNIX.mode=0777;UNIX.uid=1000; gone$
    modify=20240101000000;perm=df;type=OS.unix=slink;UNIX.mode=0777;UNIX.uid=1000; link$
    modify=20240101000000;perm=cdeflmp;type=dir;UNIX.mode=0755;UNIX.uid=1000; sub$
    modify=20240101000000;perm=df;type=OS.unix=slink;UNIX.mode=0777;UNIX.uid=1000; to_sub$
    ");
    assert_eq!(s.fetch("MLSD empty").0, "");
}

#[test]
fn sizes_in_facts_are_octets_whatever_the_type() {
    let mut s = tree();
    s.say("OPTS MLST size;");
    for kind in ["TYPE A", "TYPE I"] {
        s.say(kind);
        assert!(s.fetch("MLSD").0.contains("size=2; a.csv\r\n"), "{kind}");
    }
}

/// R-M1: after one space.
#[test]
fn mlst_gives_one_entry_with_its_whole_path() {
    let mut s = tree();
    s.say_all(["OPTS MLST type;size;", "CWD /sub"]);
    assert_eq!(s.say("MLST"), "250-Listing /sub\n type=dir; /sub\n250 End");
    assert_eq!(
        s.say("MLST c.txt"),
        "250-Listing /sub/c.txt\n size=0;type=file; /sub/c.txt\n250 End"
    );
    assert_eq!(
        s.say("MLST ../empty/"),
        "250-Listing /empty\n type=dir; /empty\n250 End"
    );
    assert_eq!(s.say("MLST /"), "250-Listing /\n type=dir; /\n250 End");
    s.say("OPTS MLST");
    assert_eq!(s.say("MLST"), "250-Listing /sub\n  /sub\n250 End");
}

#[test]
fn the_fact_unique_tells_objects_apart() {
    let mut s = tree();
    s.say("OPTS MLST unique;");
    let listed = s.fetch("MLSD").0;
    let mut facts: Vec<&str> = listed
        .lines()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    facts.sort_unstable();
    facts.dedup();
    assert_eq!(facts.len(), 8);
    let before = s.say("MLST b.txt");
    s.say_all(["RNFR b.txt", "RNTO moved"]);
    let fact = before
        .lines()
        .nth(1)
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .to_owned();
    assert!(
        s.say("MLST moved").contains(&fact),
        "a new name, the same object"
    );
}

/// R-L2: at both edges.
#[test]
fn times_within_half_a_year_have_hours_and_others_a_year() {
    let mut s = session()
        .file("/edge", "")
        .file("/older", "")
        .file("/soon", "")
        .file("/later", "")
        .login();
    // The calendar shows 2024-06-01 12:00:00.
    for (stamp, name) in [
        ("20231204120000", "edge"),
        ("20231204115959", "older"),
        ("20240602120000", "soon"),
        ("20240602120001", "later"),
    ] {
        s.say(format!("MFMT {stamp} /{name}"));
    }
    let listed = s.fetch("LIST").0;
    let shown: Vec<&str> = listed.lines().map(|line| line.split_at(42).1).collect();
    assert_eq!(
        shown,
        [
            "Dec  4 12:00 edge",
            "Jun  2  2024 later",
            "Dec  4  2023 older",
            "Jun  2 12:00 soon"
        ]
    );
}

#[test]
fn a_listing_is_of_the_directory_as_it_was() {
    let mut s = tree();
    s.say_all(["EPSV", "NLST sub"]);
    s.files.add_file("/sub/late", "");
    assert_eq!(s.drain().0, "sub/c.txt\r\nsub/deep\r\n");
}

/// Files of which all but the last vanish while they are listed.
#[derive(Debug)]
struct Vanishing(MemoryFs);

impl Filesystem for Vanishing {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.0.metadata(path)
    }
    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        let last = self.0.read_dir(path)?.last();
        let gone = [Err(FsError::NotFound), Err(FsError::NotFound)];
        Ok(Box::new(gone.into_iter().chain(last)))
    }
    fn open(&self, _: &FtpPath, _: OpenHow) -> FsResult<Box<dyn File>> {
        Err(FsError::Unsupported)
    }
    fn create_dir(&self, _: &FtpPath) -> FsResult<()> {
        Err(FsError::Unsupported)
    }
    fn remove_dir(&self, _: &FtpPath) -> FsResult<()> {
        Err(FsError::Unsupported)
    }
    fn remove_file(&self, _: &FtpPath) -> FsResult<()> {
        Err(FsError::Unsupported)
    }
    fn rename(&self, _: &FtpPath, _: &FtpPath) -> FsResult<()> {
        Err(FsError::Unsupported)
    }
}

/// R-L5: what has vanished since the directory was read is left out, and nobody hears of it.
#[rstest]
#[case("NLST sub", "sub/deep\r\n")]
#[case("LIST sub", " deep\r\n")]
#[case("MLSD sub", " deep\r\n")]
fn what_vanishes_is_left_out(#[case] line: &str, #[case] end: &str) {
    let talk = tree();
    let files = talk.files.clone();
    let (listed, reply) = talk.on(Vanishing(files)).fetch(line);
    assert!(listed.ends_with(end), "{listed}");
    assert_eq!(listed.lines().count(), 1);
    assert_eq!(reply, "226 Transfer complete.");
}

/// R-M4.
#[test]
fn a_machine_listing_can_show_where_it_is() {
    let policy = Policy {
        cdir_pdir: true,
        ..Policy::default()
    };
    let bob = User::new("bob").password("secret").perm("elr");
    let mut s = session_with(policy)
        .file("/dir/sub/f", "x")
        .dir("/closed/in")
        .login_as(bob.perm_in("/closed", "").perm_in("/closed/in", "el"));
    s.say("OPTS MLST type;perm;");
    s.say("CWD /dir");
    let both = "perm=el;type=cdir; /dir/sub\r\nperm=el;type=pdir; /dir\r\n";
    let (listing, _) = s.fetch("MLSD sub");
    assert_eq!(listing, format!("{both}perm=r;type=file; f\r\n"));
    let (listing, _) = s.fetch("MLSD /");
    assert!(listing.starts_with("perm=el;type=cdir; /\r\nperm="));
    let (listing, _) = s.fetch("MLSD /closed/in");
    assert_eq!(listing, "perm=el;type=cdir; /closed/in\r\n");
    assert_eq!(s.fetch("NLST sub").0, "sub/f\r\n");
}
