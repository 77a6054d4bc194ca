//! Permission letters: each governs exactly the commands of PROTOCOL §13.

use ftpmock::auth::{Perms, User};
use ftpmock::session::{Policy, specs};

use crate::harness::{Talk, session, session_with};

/// Commands, the letters any of which they need, in the order they are checked.
const NEEDS: &[(&str, &[&str])] = &[
    ("CWD /dir", &["e"]),
    ("CWD", &["e"]),
    ("CDUP", &["e"]),
    ("LIST /dir", &["l"]),
    ("LIST", &["l"]),
    ("NLST /dir", &["l"]),
    ("MLSD /dir", &["l"]),
    ("MLST /file", &["l"]),
    ("STAT /dir", &["l"]),
    ("SIZE /file", &["l"]),
    ("MDTM /file", &["l"]),
    ("RETR /file", &["r"]),
    ("APPE /file", &["a"]),
    ("APPE /new", &["a"]),
    ("DELE /file", &["d"]),
    ("RMD /empty", &["d"]),
    ("RNFR /file", &["f"]),
    ("MKD /new", &["m"]),
    ("STOR /file", &["w"]),
    ("STOR /new", &["w"]),
    ("STOU", &["w"]),
    ("STOU /new", &["w"]),
    ("SITE CHMOD 600 /file", &["M"]),
    ("SITE CHOWN bob /file", &["M"]),
    ("SITE CHGRP bob /file", &["M"]),
    ("SITE COPY /file /new", &["r", "w"]),
    ("SITE CPFR /file", &["r"]),
    ("SITE LN -s /file /new", &["w"]),
    ("SITE MKDIR /new/deep", &["m"]),
    ("SITE RMDIR /empty", &["d"]),
    ("SITE SYMLINK /file /new", &["w"]),
    ("SITE UTIME 202001010000 /file", &["T"]),
    ("SITE IDLE", &[]),
    ("SITE UMASK 077", &[]),
    ("SITE WHO", &[]),
    ("SITE ZONE", &[]),
    ("MFMT 20200101000000 /file", &["T"]),
    ("MFF Modify=20200101000000; /file", &["T"]),
    ("MFF UNIX.mode=0600; /file", &["M"]),
    ("SMNT dir", &["e"]),
    ("AVBL /dir", &["l"]),
    ("DSIZ /dir", &["l"]),
    ("RMDA /empty", &["d"]),
    #[cfg(feature = "hash")]
    ("HASH /file", &["r"]),
    #[cfg(feature = "hash")]
    ("XCRC /file", &["r"]),
    #[cfg(feature = "hash")]
    ("XMD5 /file", &["r"]),
    #[cfg(feature = "hash")]
    ("XSHA /file", &["r"]),
    #[cfg(feature = "hash")]
    ("XSHA1 \"/file\" 0 1", &["r"]),
    #[cfg(feature = "hash")]
    ("XSHA256 /file", &["r"]),
    #[cfg(feature = "hash")]
    ("XSHA512 /file", &["r"]),
    ("PWD", &[]),
    ("CLNT x", &[]),
    ("LANG", &[]),
    ("RANG 1 0", &[]),
    ("NOOP", &[]),
    ("TYPE I", &[]),
    ("REST 1", &[]),
    ("EPSV", &[]),
    ("STAT", &[]),
    ("HELP", &[]),
    ("FEAT", &[]),
    ("ALLO 1", &[]),
];

fn with(letters: &str) -> Talk {
    let policy = Policy {
        site_symlinks: true,
        mounts: vec![("dir".into(), "/dir".into())],
        ..Policy::default()
    };
    let mut s = session_with(policy)
        .file("/file", "x")
        .file("/other", "y")
        .dir("/dir")
        .dir("/empty")
        .login_as(User::new("bob").password("secret").perm(letters));
    s.say("EPSV");
    s
}

/// R-PM2: and STOU is refused before anything is made.
#[test]
fn a_letter_governs_its_commands_and_no_others() {
    for letter in Perms::ALL.to_string().chars() {
        let others = Perms::ALL.to_string().replace(letter, "");
        for (line, needs) in NEEDS {
            let said = with(&others).say(line);
            let expected = needs.contains(&letter.to_string().as_str());
            assert_eq!(
                said == "550 Permission denied.",
                expected,
                "{line} without {letter}: {said}"
            );
            let code: u16 = said[..3].parse().unwrap();
            assert!(expected || code < 400, "{line} without {letter}: {said}");
        }
    }
}

#[test]
fn a_letter_alone_is_enough_for_its_commands() {
    for (line, needs) in NEEDS {
        let said = with(&needs.concat()).say(line);
        let code: u16 = said[..3].parse().unwrap();
        assert!(code < 400, "{line} with {needs:?}: {said}");
    }
}

#[test]
fn the_table_of_commands_names_the_same_letters() {
    let elsewhere = ["MFCT", "RNTO", "STAT", "SITE CPTO"];
    for spec in specs().filter(|spec| !elsewhere.contains(&spec.name().as_str())) {
        let mut needs: Vec<&str> = NEEDS
            .iter()
            .filter(|(line, _)| format!("{line} ").starts_with(&format!("{} ", spec.name())))
            .flat_map(|(_, needs)| needs.iter().copied())
            .collect();
        needs.dedup();
        if spec.name() != "SITE HELP" {
            assert_eq!(spec.perms, needs.concat(), "{}", spec.name());
        }
    }
}

#[test]
fn a_new_name_needs_f_and_d_or_w_where_something_is_replaced() {
    for (letters, to, code) in [
        ("f", "/new", 250),
        ("f", "/other", 550),
        ("f", "/other/", 550),
        ("fd", "/other", 250),
        ("fw", "/other", 250),
        ("fm", "/other", 550),
        ("f", "/file", 250),
    ] {
        let mut s = with(letters);
        assert_eq!(s.code("RNFR /file"), 350);
        assert_eq!(s.code(format!("RNTO {to}")), code, "{letters} {to}");
        assert_eq!(
            s.read("/other"),
            if to == "/other" && code == 250 {
                "x"
            } else {
                "y"
            }
        );
    }
}

/// R-PM2: the other end counts, too.
#[test]
fn a_permission_may_go_between_two_commands() {
    let mut s = session().file("/in/a", "x").dir("/out").login_as(
        User::new("bob")
            .password("secret")
            .perm("elrf")
            .perm_in("/out", "elr"),
    );
    assert_eq!(s.code("RNFR /in/a"), 350);
    assert_eq!(s.say("RNTO /out/a"), "550 Permission denied.");
    assert!(s.exists("/in/a"));
}

/// R-PM1: the innermost one.
#[test]
fn directories_may_have_letters_of_their_own() {
    let mut s = session()
        .file("/a", "x")
        .file("/in/a", "x")
        .file("/in/closed/a", "x")
        .login_as(
            User::new("bob")
                .password("secret")
                .perm("elr")
                .perm_in("/in", "elrwd")
                .perm_in("/in/closed", ""),
        );
    assert_eq!(s.code("DELE /a"), 550);
    assert_eq!(s.code("DELE /in/closed/a"), 550);
    assert_eq!(s.code("SIZE /in/closed/a"), 550);
    assert_eq!(s.code("CWD /in/closed"), 550);
    assert_eq!(s.code("DELE /in/../in/a"), 250);
    s.say("CWD /in");
    s.say("EPSV");
    assert_eq!(s.say("STOU"), "150 FILE: ftp.1\nbegin STOU");
}

/// The letters of the fact `perm` in a line of MLSx.
fn perm_fact(line: &str) -> &str {
    let from = line.find("perm=").expect(line) + 5;
    &line[from..from + line[from..].find(';').unwrap()]
}

/// R-M3: letter by letter, tried out.
#[test]
fn the_fact_perm_is_what_the_user_could_do() {
    for (letters, file, directory, root) in [
        ("elradfmwMT", "adfrw", "cdeflmp", "celmp"),
        ("elr", "r", "el", "el"),
        ("elw", "w", "cel", "cel"),
        ("ela", "a", "cel", "cel"),
        ("elf", "f", "cefl", "cel"),
        ("eld", "d", "delp", "elp"),
        ("lMT", "", "l", "l"),
    ] {
        let mut s = with(letters);
        assert_eq!(perm_fact(&s.say("MLST /file")), file, "{letters}");
        assert_eq!(perm_fact(&s.say("MLST /dir")), directory, "{letters}");
        assert_eq!(perm_fact(&s.say("MLST /")), root, "{letters}");
        let listed = s.fetch("MLSD").0;
        let lines: Vec<&str> = listed.lines().map(perm_fact).collect();
        assert_eq!(lines, [directory, directory, file, file], "{letters}");
    }
}

/// R-M3: each entry by its own directory.
#[test]
fn the_fact_perm_knows_directories_with_letters_of_their_own() {
    let mut s = session().file("/a", "x").file("/in/a", "x").login_as(
        User::new("bob")
            .password("secret")
            .perm("elr")
            .perm_in("/in", "elrw"),
    );
    assert_eq!(perm_fact(&s.say("MLST /in")), "cel");
    assert_eq!(perm_fact(&s.say("MLST /in/a")), "rw");
    let listed = s.fetch("MLSD").0;
    assert_eq!(
        listed.lines().map(perm_fact).collect::<Vec<_>>(),
        ["r", "cel"]
    );
    assert_eq!(perm_fact(&s.fetch("MLSD /in").0), "rw");
}
