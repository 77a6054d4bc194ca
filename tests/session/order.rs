//! The order of checks (PROTOCOL §4): the first that fails answers.

use ftpmock::auth::User;
use ftpmock::session::{Policy, specs};
use rstest::rstest;

use crate::harness::{session, session_with};

#[rstest]
#[case::argument_missing("RETR", 501)]
#[case::argument_missing_after_a_space("RETR ", 501)]
#[case::argument_not_allowed("PWD x", 501)]
#[case::no_path("MFMT 20200101000000", 501)]
#[case::bad_name("RETR a\0b", 553)]
#[case::not_logged_in("RETR a", 530)]
#[case::login_before_syntax("PORT x", 530)]
#[case::login_before_syntax("TYPE nonsense", 530)]
#[case::login_before_syntax("REST x", 530)]
#[case::login_before_syntax("MFMT now a", 530)]
#[case::login_before_syntax("SITE CHMOD x a", 530)]
#[case::login_before_syntax("EPSV x", 530)]
#[case::login_before_syntax("RANG 5 4", 530)]
#[case::login_before_syntax("MFF x=y; a", 530)]
#[case::login_before_syntax("MFCT now a", 530)]
#[case::login_before_sequence("RNTO a", 530)]
#[case::login_before_family("EPRT |3|x|1|", 530)]
#[case::long_name("RETR nnnn", 530)]
#[case::unimplemented_before_login("COMB a", 502)]
#[case::unimplemented_before_argument("COMB", 502)]
#[case::unknown_before_login("NONSENSE", 500)]
fn before_login(#[case] line: &str, #[case] code: u16) {
    assert_eq!(session().code(line), code);
}

#[rstest]
#[case::path_before_permission(&format!("STOR {}", "n".repeat(256)), 553)]
#[case::permission_before_marker("STOR a", 550)]
#[case::permission_before_existence("DELE none", 550)]
#[case::syntax_before_permission("MFMT now a", 501)]
#[case::sequence_before_permission("RNTO b", 503)]
fn for_a_user_who_may_only_read(#[case] line: &str, #[case] code: u16) {
    let mut s = session()
        .file("/a", "x")
        .login_as(User::new("bob").password("secret").perm("elr"));
    s.say("REST 100");
    let said = s.say(line);
    assert!(said.starts_with(&code.to_string()), "{said}");
    assert!(code != 550 || said == "550 Permission denied.", "{said}");
}

/// R-D17: refused before it begins.
#[rstest]
#[case::kind_before_port("RETR /dir", "550 Is a directory.")]
#[case::existence_before_port("RETR /none", "550 No such file or directory.")]
#[case::parent_before_port("STOR /none/a", "550 No such file or directory.")]
#[case::marker_before_port("RETR /a", "554 Requested action not taken: invalid REST parameter.")]
#[case::marker_before_port("STOR /a", "554 Requested action not taken: invalid REST parameter.")]
#[case::marker_before_port("STOU", "450 STOU not allowed with REST.")]
#[case::marker_does_not_matter("LIST", "425 Use PASV or PORT first.")]
#[case::listed_file_before_port("MLSD /a", "501 Not a directory.")]
fn of_a_transfer_without_a_data_port(#[case] line: &str, #[case] reply: &str) {
    let mut s = session().file("/a", "x").dir("/dir").login().binary();
    s.say("REST 100");
    assert_eq!(s.say(line), reply);
}

#[test]
fn a_transfer_without_a_data_port_changes_nothing() {
    let mut s = session().file("/a", "old").login();
    for line in [
        "STOR /a",
        "APPE /a",
        "STOR /new",
        "STOU /unique",
        "APPE /new",
    ] {
        assert_eq!(s.say(line), "425 Use PASV or PORT first.", "{line}");
    }
    assert_eq!(s.read("/a"), "old");
    assert!(!s.exists("/new") && !s.exists("/unique"));
}

/// A line of each command that it would carry out.
fn sample(name: &str) -> String {
    let argument = match name {
        "ALLO" | "REST" => " 1",
        "EPRT" => " |1|127.0.0.1|5000|",
        "PORT" => " 127,0,0,1,20,0",
        "MFMT" | "MFCT" => " 20200101000000 /a",
        "MFF" => " UNIX.mode=0600; /a",
        "RANG" => " 0 5",
        "SITE CHMOD" => " 600 /a",
        "SITE CHOWN" | "SITE CHGRP" => " bob /a",
        "SITE COPY" | "SITE SYMLINK" => " /a /b",
        "SITE IDLE" => " 60",
        "SITE LN" => " -s /a /b",
        "SITE UMASK" => " 027",
        "SITE UTIME" => " 202001010000 /a",
        "SITE WHO" | "SITE ZONE" => "",
        "TYPE" => " I",
        "STRU" => " F",
        "MODE" => " S",
        "PBSZ" => " 0",
        "PROT" => " C",
        "ABOR" | "CCC" | "CDUP" | "PASV" | "PWD" | "EPSV" | "NOOP" | "QUIT" | "REIN" | "SYST"
        | "FEAT" => "",
        "OPTS" => " UTF8 ON",
        _ => " /a",
    };
    format!("{name}{argument}")
}

#[test]
fn a_login_is_needed_exactly_where_the_table_says() {
    let open = [
        "ABOR",
        "ACCT",
        "ADAT",
        "AUTH",
        "CLNT",
        "CONF",
        "ENC",
        "FEAT",
        "HELP",
        "HOST",
        "LANG",
        "MIC",
        "NOOP",
        "OPTS",
        "PASS",
        "PBSZ",
        "PROT",
        "QUIT",
        "REIN",
        "SITE HELP",
        "SITE ZONE",
        "STAT",
        "SYST",
        "USER",
    ];
    for spec in specs() {
        let name = spec.name();
        let line = match name.as_str() {
            "STAT" => "STAT".to_owned(),
            name => sample(name),
        };
        #[cfg_attr(not(feature = "tls"), allow(unused_mut))]
        let mut policy = Policy {
            site_symlinks: true,
            mounts: vec![("a".into(), "/".into())],
            ..Policy::default()
        };
        #[cfg(feature = "tls")]
        {
            (policy.tls.offered, policy.tls.clearing) = (true, true);
        }
        let mut s = session_with(policy).file("/a", "x");
        let said = s.say(&line);
        let refused = said == "530 Please login with USER and PASS.";
        assert_eq!(refused, !open.contains(&name.as_str()), "{line}: {said}");
        assert_eq!(spec.needs_login(), refused, "{name}");
        assert!(!s.session().is_transferring());
    }
}

/// R-D1: the argument is looked at before the login.
#[test]
fn an_argument_is_required_or_not_allowed_before_anything_else() {
    let none = [
        "NOOP", "QUIT", "PWD", "CDUP", "SYST", "PASV", "REIN", "ABOR", "FEAT", "XPWD", "XCUP",
    ];
    for verb in none {
        let said = session().say(format!("{verb} x"));
        assert_eq!(said, "501 Syntax error: no argument allowed.", "{verb}");
    }
    let required = [
        "USER",
        "ACCT",
        "PORT",
        "EPRT",
        "TYPE",
        "STRU",
        "MODE",
        "RETR",
        "STOR",
        "APPE",
        "ALLO",
        "REST",
        "RNFR",
        "RNTO",
        "DELE",
        "RMD",
        "MKD",
        "SIZE",
        "MDTM",
        "MFMT",
        "MFCT",
        "MFF",
        "RANG",
        "RMDA",
        "CLNT",
        "HOST",
        "SITE",
        "OPTS",
        "XRMD",
        "XMKD",
        "SITE CHMOD",
        "SITE CHOWN",
        "SITE CHGRP",
        "SITE COPY",
        "SITE CPFR",
        "SITE CPTO",
        "SITE MKDIR",
        "SITE RMDIR",
        "SITE UTIME",
    ];
    for verb in required {
        for end in ["", " "] {
            let said = session().say(format!("{verb}{end}"));
            assert_eq!(said, "501 Syntax error: argument required.", "{verb}");
        }
    }
}
