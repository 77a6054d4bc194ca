//! `SITE HELP` and `SITE CHMOD`.

use ftpmock::vfs::Filesystem;
use rstest::rstest;

use crate::harness::session;

/// R-S15: SITE EXEC is never carried out.
#[rstest]
#[case::alone("SITE", "501 Syntax error: argument required.")]
#[case::empty("SITE ", "501 Syntax error: argument required.")]
#[case::only_spaces("SITE   ", "501 Syntax error: argument required.")]
#[case::unknown("SITE NONSENSE", "500 Unknown SITE command.")]
#[case::a_verb_of_its_own("SITE SIZE /a", "500 Unknown SITE command.")]
#[case::never("SITE EXEC rm -r /", "502 Command not implemented.")]
#[case::better_done_otherwise("SITE MOVE a b", "502 Command not implemented.")]
#[case::better_done_otherwise("SITE RENAME a b", "502 Command not implemented.")]
#[case::help_of_one("SITE HELP CHMOD", "214 Syntax: SITE CHMOD <SP> mode <SP> path")]
#[case::in_any_case("site  help chmod", "214 Syntax: SITE CHMOD <SP> mode <SP> path")]
#[case::help_of_none("SITE HELP NONSENSE", "501 Unknown command.")]
fn before_and_after_login(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(session().say(line), reply);
    assert_eq!(session().login().say(line), reply);
}

#[test]
fn help_lists_the_sub_commands() {
    insta::assert_snapshot!(session().say("SITE HELP"), @r"
    214-The following SITE commands are recognized:
     CHGRP    CHMOD    CHOWN    COPY     CPFR     CPTO     HELP     IDLE
     MKDIR    RMDIR    UMASK    UTIME    WHO      ZONE
    214 Help command successful.
    ");
    assert_eq!(session().say("SITE HELP"), session().say("HELP SITE"));
}

#[rstest]
#[case("SITE CHMOD 600 /a", 0o600)]
#[case("SITE  chmod 0600 /a", 0o600)]
#[case("SITE CHMOD 7 /a", 0o007)]
#[case("SITE CHMOD u+x,go-r /a", 0o700)]
#[case("SITE CHMOD =r /a", 0o444)]
fn chmod_sets_the_mode(#[case] line: &str, #[case] mode: u32) {
    let mut s = session().file("/a", "x").login();
    assert_eq!(s.say(line), "200 SITE CHMOD command successful.");
    assert_eq!(s.files.metadata(&"/a".into()).unwrap().mode, mode);
}

#[rstest]
#[case::nothing("SITE CHMOD", 501)]
#[case::no_path("SITE CHMOD 600", 501)]
#[case::no_path("SITE CHMOD 600 ", 501)]
#[case::not_octal("SITE CHMOD 888 /a", 501)]
#[case::too_long("SITE CHMOD 00600 /a", 501)]
#[case::not_symbolic("SITE CHMOD z+r /a", 501)]
#[case::missing("SITE CHMOD 600 /none", 550)]
#[case::special_bits("SITE CHMOD 4755 /a", 550)]
#[case::a_file_is_no_directory("SITE CHMOD 600 /a/", 550)]
#[case::bad_name("SITE CHMOD 600 /\0", 553)]
fn a_refused_chmod_changes_nothing(#[case] line: &str, #[case] code: u16) {
    let mut s = session().file("/a", "x").login();
    assert_eq!(s.code(line), code);
    assert_eq!(s.files.metadata(&"/a".into()).unwrap().mode, 0o644);
}

#[test]
fn chmod_takes_directories_and_names_with_spaces() {
    let mut s = session().dir("/dir").file("/a b", "x").login();
    assert_eq!(s.code("SITE CHMOD 700 /dir/"), 200);
    assert_eq!(s.code("SITE CHMOD 700 /a b"), 200);
    assert_eq!(s.files.metadata(&"/a b".into()).unwrap().mode, 0o700);
}
