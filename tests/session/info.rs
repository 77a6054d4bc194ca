//! `NOOP SYST HELP STAT FEAT OPTS`, and verbs that nobody implements.

use std::time::Duration;

use ftpmock::protocol::{Command, Verb};
use ftpmock::session::{Policy, TransferEnd, specs};
use rstest::rstest;

use crate::harness::session;

#[rstest]
#[case("NOOP", "200 NOOP ok.")]
#[case("noop ", "200 NOOP ok.")]
#[case("NOOP x", "501 Syntax error: no argument allowed.")]
#[case("SYST", "215 UNIX Type: L8")]
#[case("SYST x", "501 Syntax error: no argument allowed.")]
#[case("FEAT x", "501 Syntax error: no argument allowed.")]
#[case("HELP RETR", "214 Syntax: RETR <SP> path")]
#[case("help retr", "214 Syntax: RETR <SP> path")]
#[case("HELP XCWD", "214 Syntax: CWD [<SP> path]")]
#[case("HELP NONSENSE", "501 Unknown command.")]
#[case("HELP MAIL", "502 Command not implemented.")]
#[case("HELP SITE CHMOD", "214 Syntax: SITE CHMOD <SP> mode <SP> path")]
#[case("HELP SITE nonsense", "501 Unknown command.")]
#[case("OPTS", "501 Syntax error: argument required.")]
#[case("OPTS UTF8", "200 UTF8 set to on.")]
#[case("OPTS utf8 on", "200 UTF8 set to on.")]
#[case("OPTS UTF-8 ON", "200 UTF8 set to on.")]
#[case("OPTS UTF8 NLST", "200 UTF8 set to on.")]
#[case("OPTS UTF8 OFF", "200 UTF8 set to off.")]
#[case("OPTS UTF8 maybe", "501 Syntax error in parameters or arguments.")]
#[case("OPTS MLST", "200 MLST OPTS")]
#[case("OPTS MLST ", "200 MLST OPTS")]
#[case("OPTS MLST Type;SIZE;nonsense;", "200 MLST OPTS type;size;")]
#[case("OPTS MLST nonsense;", "200 MLST OPTS")]
#[case("OPTS MLST type", "501 Syntax error in parameters or arguments.")]
#[case(
    "OPTS MLST type; size;",
    "501 Syntax error in parameters or arguments."
)]
#[case("OPTS RETR x", "501 No options for this command.")]
#[case("OPTS NONSENSE", "501 Syntax error in parameters or arguments.")]
fn answered_before_and_after_login_alike(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(session().say(line), reply);
    assert_eq!(session().login().say(line), reply);
}

/// R-C4: an empty line, and one of spaces, is answered 500.
#[rstest]
#[case::nothing("", "500 Syntax error, command unrecognized.")]
#[case::only_spaces("   ", "500 Syntax error, command unrecognized.")]
#[case::leading_space(" NOOP", "500 Syntax error, command unrecognized.")]
#[case::control_octet("NO\x01OP", "500 Syntax error, command unrecognized.")]
#[case::tab("NOOP\tx", "500 Syntax error, command unrecognized.")]
#[case::letters_beyond_ascii("NÖÖP", "500 Syntax error, command unrecognized.")]
#[case::unknown("NONSENSE", "500 Command not understood.")]
#[case::unknown_with_argument("XYZZY 1", "500 Command not understood.")]
#[case::very_long(&"A".repeat(4000), "500 Command not understood.")]
fn lines_that_are_no_command(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(session().say(line), reply);
    assert_eq!(session().login().say(line), reply);
}

#[cfg(feature = "hash")]
#[test]
fn feat_lists_what_there_is() {
    insta::assert_snapshot!(session().say("FEAT"), @r"
    211-Features:
     AVBL
     CLNT
     DSIZ
     EPRT
     EPSV
     HASH SHA-256*;SHA-512;SHA-1;MD5;CRC32
     HOST
     LANG EN*
     MDTM
     MFF Modify;UNIX.group;UNIX.mode;UNIX.owner;charset;lang;media-type;
     MFMT
     MLST type*;size*;modify*;create;perm*;unique*;UNIX.mode*;UNIX.uid*;UNIX.gid*;UNIX.owner;UNIX.group;UNIX.ownername;UNIX.groupname;sizd;media-type;charset;lang;
     RANG STREAM
     REST STREAM
     RMDA directoryname
     SIZE
     TVFS
     UTF8
     XCRC filename;start;end
     XMD5 filename;start;end
     XSHA1 filename;start;end
     XSHA256 filename;start;end
     XSHA512 filename;start;end
    211 End
    ");
}

/// R-M6: for all that prints facts.
#[test]
fn the_stars_of_feat_follow_the_choice_of_facts() {
    let mut s = session();
    s.say("OPTS MLST size;UNIX.mode;");
    let chosen = "MLST type;size*;modify;create;perm;unique;UNIX.mode*;UNIX.uid;";
    assert!(s.say("FEAT").contains(chosen));
    s.say("OPTS MLST type; size;");
    assert!(s.say("FEAT").contains(chosen), "unchanged");
}

#[test]
fn help_feat_and_502_agree() {
    let mut s = session().login();
    let help = s.say("HELP");
    let policy = Policy::default();
    let here: Vec<_> = specs()
        .filter(|spec| spec.is_on(&policy))
        .map(|spec| spec.verb)
        .collect();
    for verb in Verb::all().iter().filter(|verb| verb.name() != "QUIT") {
        let implemented = here.contains(verb);
        let said = s.say(verb.name());
        assert_eq!(said.starts_with("502 "), !implemented, "{said}");
        let mark = if implemented { "" } else { "*" };
        let listed = format!("{verb}{mark}");
        assert!(
            help.split_whitespace().any(|word| word == listed),
            "{listed}"
        );
        let s = &mut session().login();
        assert_eq!(
            s.code(format!("HELP {verb}")) == 502,
            !implemented,
            "{verb}"
        );
    }
}

#[cfg(feature = "hash")]
#[test]
fn help_names_every_verb() {
    insta::assert_snapshot!(session().say("HELP"), @r"
    214-The following commands are recognized (* not implemented):
     ABOR     ACCT     ADAT*    ALGS*    ALLO     APPE     AUTH*    AVBL
     CCC*     CDUP     CLNT     COMB*    CONF*    CPSV*    CSID*    CWD
     DELE     DSIZ     ENC*     EPRT     EPSV     FEAT     HASH     HELP
     HOST     LANG     LIST     LPRT*    LPSV*    MAIL*    MD5*     MDTM
     MFCT     MFF      MFMT     MIC*     MKD      MLFL*    MLSD     MLST
     MMD5*    MODE     MRCP*    MRSQ*    MSAM*    MSND*    MSOM*    NLST
     NOOP     OPTS     PASS     PASV     PBSZ*    PORT     PRET*    PROT*
     PWD      QUIT     RANG     REIN     REST     RETR     RMD      RMDA
     RNFR     RNTO     SITE     SIZE     SMNT*    SSCN*    STAT     STOR
     STOU     STRU     SYST     THMB*    TYPE     USER     XCRC     XMD5
     XQUOTA*  XRCP*    XRSQ*    XSEM*    XSEN*    XSHA     XSHA1    XSHA256
     XSHA512
    214 Help command successful.
    ");
}

#[test]
fn stat_tells_the_state_of_the_session() {
    let mut s = session().file("/a", "x");
    insta::assert_snapshot!(s.say("STAT"), @r"
    211-Status of the server:
     Connected to 127.0.0.1
     Not logged in
     TYPE: ASCII, STRU: File, MODE: Stream
     No data connection
     Totals: commands 1, files sent 0, octets sent 0, files received 0, octets received 0
    211 End of status.
    ");
    let mut s = s.login().binary();
    s.say("EPSV");
    insta::assert_snapshot!(s.say("STAT"), @r"
    211-Status of the server:
     Connected to 127.0.0.1
     Logged in as alice
     TYPE: Image, STRU: File, MODE: Stream
     Data connection: passive, waiting
     Totals: commands 6, files sent 0, octets sent 0, files received 0, octets received 0
    211 End of status.
    ");
    s.say("PORT 127,0,0,1,20,0");
    assert!(s.say("STAT").contains("Data connection: active, set up"));
    s.say("RETR /a");
    let said = s.say("STAT");
    assert!(
        said.contains("Transfer in progress: RETR, 0 octets in 0 s"),
        "{said}"
    );
    s.moved(5);
    s.pass(Duration::from_secs(7));
    let said = s.say("STAT");
    assert!(
        said.contains("Transfer in progress: RETR, 5 octets in 7 s"),
        "{said}"
    );
    s.drain();
    assert!(s.say("STAT").contains("No data connection"));
}

#[test]
fn what_a_session_has_moved_is_never_forgotten() {
    let mut s = session().file("/a", "x").login();
    for (line, octets, end) in [
        ("RETR /a", 10, TransferEnd::Complete),
        ("RETR /a", 5, TransferEnd::Aborted),
        ("LIST", 100, TransferEnd::Complete),
        ("STOR /b", 1, TransferEnd::Broken),
        ("APPE /b", 2, TransferEnd::Complete),
    ] {
        s.say_all(["EPSV", line]);
        s.moved(octets);
        s.end(end);
    }
    s.say_all(["REIN", "USER alice"]);
    // Answered by a rule, and yet a command.
    let now = s.now();
    s.session_mut().answered_for(&Command::parse("NOOP"), now);
    let totals =
        "Totals: commands 16, files sent 1, octets sent 115, files received 1, octets received 3";
    let said = s.say("STAT");
    assert!(said.contains(totals), "{said}");
}

#[test]
fn stat_of_a_path_is_a_listing_on_the_control_connection() {
    let mut s = session()
        .file("/dir/a", "abc")
        .dir("/dir/sub")
        .dir("/empty")
        .link("/gone", "/nowhere")
        .login();
    insta::assert_snapshot!(s.say("STAT /dir"), @r"
    212-Status of /dir:
     -rw-r--r--   1 ftp      ftp             3 Jan  1 00:00 a
     drwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 sub
    212 End of status.
    ");
    insta::assert_snapshot!(s.say("STAT dir/a"), @r"
    213-Status of /dir/a:
     -rw-r--r--   1 ftp      ftp             3 Jan  1 00:00 a
    213 End of status.
    ");
    insta::assert_snapshot!(s.say("STAT /empty"), @r"
    212-Status of /empty:
    212 End of status.
    ");
    insta::assert_snapshot!(s.say("STAT /dir/s*"), @r"
    213-Status of /dir/s*:
     drwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 sub
    213 End of status.
    ");
    assert!(s.say("STAT /gone").contains("gone -> /nowhere"));
    assert_eq!(s.say("STAT /none"), "550 No such file or directory.");
    assert_eq!(s.say("STAT /none*"), "550 No such file or directory.");
    assert_eq!(session().code("STAT /"), 530);
}
