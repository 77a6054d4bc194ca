//! The profile of pyftpdlib: what it does and says, one value of its policy after the other.

use ftpmock::auth::User;
use ftpmock::protocol::{Command, Dialect, verbs};
use ftpmock::session::{CustomCommand, Input, Midway, Policy, Profile, Reach, TransferEnd, quits};
use ftpmock::vfs::{FsError, FsResult};
use rstest::rstest;

use crate::harness::{Talk, session_with};

fn policy() -> Policy {
    let mut policy = Policy::default();
    Profile::Pyftpdlib.adjust(&mut policy);
    policy
}

/// A session that says what it says, beyond the ceiling of the standard, too.
fn pyftpdlib() -> Talk {
    session_with(policy()).lenient()
}

#[test]
fn the_standard_profile_changes_nothing() {
    let mut policy = Policy::default();
    Profile::Standard.adjust(&mut policy);
    assert_eq!(format!("{policy:?}"), format!("{:?}", Policy::default()));
    assert_eq!(Profile::default(), Profile::Standard);
}

#[test]
fn it_greets_with_its_name_and_takes_shorter_lines() {
    let said = pyftpdlib().handle(Input::Connected);
    assert_eq!(said, "220 pyftpdlib 2.2.0 ready.");
    assert_eq!(policy().lines.max_line, 2048);
    assert_eq!(
        pyftpdlib().handle(Input::LineTooLong),
        "500 Command too long."
    );
}

/// The verbs it lacks are unknown to it (PY-D1).
#[rstest]
fn it_does_not_know(
    #[values(
        "ACCT", "ADAT", "AUTH", "AVBL", "CCC", "CLNT", "COMB", "CONF", "CPSV", "CSID", "DSIZ",
        "ENC", "HASH", "HOST", "LANG", "LPRT", "LPSV", "MD5", "MFCT", "MFF", "MIC", "MMD5", "PBSZ",
        "PRET", "PROT", "RANG", "RMDA", "SMNT", "SSCN", "THMB", "XCRC", "XMD5", "XQUOTA", "XSHA",
        "XSHA1", "XSHA256", "XSHA512", "MAIL", "JUMP"
    )]
    verb: &str,
) {
    let mut s = pyftpdlib().login();
    let unknown = format!("500 Command \"{verb}\" not understood.");
    assert_eq!(s.say(verb), unknown);
    assert_eq!(s.say(format!("{} x y", verb.to_lowercase())), unknown);
    assert_eq!(s.say(format!("HELP {verb}")), "501 Unrecognized command.");
    assert!(!s.say("HELP").contains(&format!(" {verb} ")));
    assert!(!s.say("FEAT").contains(&format!(" {verb}")));
}

#[rstest]
fn it_does_not_know_below_site(
    #[values(
        "CHGRP", "CHOWN", "COPY", "CPFR", "CPTO", "EXEC", "IDLE", "LN", "MKDIR", "MOVE", "RENAME",
        "RMDIR", "SYMLINK", "UMASK", "UTIME", "WHO", "ZONE", "FOO"
    )]
    name: &str,
) {
    let mut s = pyftpdlib().login();
    let unknown = format!("500 Command \"SITE {name}\" not understood.");
    assert_eq!(s.say(format!("SITE {name} a b")), unknown);
    assert_eq!(s.say(format!("site {}", name.to_lowercase())), unknown);
}

/// What is added to it is there all the same, and says what it says.
#[test]
fn a_command_of_the_tests_own_is_not_reworded() {
    let mut policy = policy();
    policy.commands = vec![
        CustomCommand::new("HASH", |_| (213, "mine")),
        CustomCommand::site("UMASK", |_| (550, "No such file or directory.")),
    ];
    let mut s = session_with(policy).login();
    assert_eq!(s.say("HASH"), "213 mine");
    assert_eq!(s.say("SITE UMASK"), "550 No such file or directory.");
}

#[test]
fn its_help_is_what_it_has_in_columns() {
    insta::assert_snapshot!(pyftpdlib().say("HELP"), @"
    214-The following commands are recognized:
     ABOR   ALLO   APPE   CDUP   CWD    DELE   EPRT   EPSV  
     FEAT   HELP   LIST   MDTM   MFMT   MKD    MLSD   MLST  
     MODE   NLST   NOOP   OPTS   PASS   PASV   PORT   PWD   
     QUIT   REIN   REST   RETR   RMD    RNFR   RNTO   SITE  
     SIZE   STAT   STOR   STOU   STRU   SYST   TYPE   USER  
     XCUP   XCWD   XMKD   XPWD   XRMD  
    214 Help command successful.
    ");
    insta::assert_snapshot!(pyftpdlib().say("SITE HELP"), @"
    214-The following SITE commands are recognized:
     CHMOD
     HELP
    214 Help SITE command successful.
    ");
}

/// PY-D13, PY-D14: the texts of a login, a failure that is late, and the last one.
#[test]
fn a_failed_login_is_late_and_the_third_ends_the_session() {
    let mut s = pyftpdlib();
    s.set_user(User::new("alice").password("secret"));
    assert_eq!(s.say("PASS secret"), "503 Login with USER first.");
    for _ in 0..2 {
        assert_eq!(s.say("USER alice"), "331 Username ok, send password.");
        assert_eq!(s.say("PASS x"), "pause 3s\n530 Authentication failed.");
    }
    s.say("USER alice");
    let last = "pause 3s\n530 Authentication failed. Disconnecting.\nclose";
    assert_eq!(s.say("PASS x"), last);
}

#[test]
fn a_second_login_has_texts_of_its_own() {
    let mut s = pyftpdlib().login();
    assert_eq!(s.say("PASS secret"), "503 User already authenticated.");
    let flushed = "331 Previous account information was flushed, send password.";
    assert_eq!(s.say("USER alice"), flushed);
    assert_eq!(s.say("PASS secret"), "logged in\n230 Login successful.");
    assert_eq!(s.say("QUIT"), "221 Goodbye.\nclose");
}

/// PY-D16: two codes that are odd; and two commands for users only.
#[test]
fn rein_and_abor_need_a_login_there() {
    let mut s = pyftpdlib();
    let refused = "530 Log in with USER and PASS first.";
    assert_eq!(s.say("REIN"), refused);
    assert_eq!(s.say("ABOR"), refused);
    assert_eq!(
        s.say("REIN now"),
        "501 Syntax error: command does not accept arguments."
    );
    let mut s = s.login();
    assert_eq!(
        s.say("EPSV ALL"),
        "220 Other commands other than EPSV are now disabled."
    );
    assert_eq!(
        s.say("PORT 127,0,0,1,100,1"),
        "501 PORT not allowed after EPSV ALL."
    );
    assert_eq!(s.say("REIN"), "230 Ready for new user.");
    assert_eq!(s.say("REIN"), refused);
}

/// PY-D5: the reply to `PORT` tells whether the client could be connected to.
#[rstest]
#[case("PORT 127,0,0,1,100,1", verbs::PORT)]
#[case("EPRT |1|127.0.0.1|25601|", verbs::EPRT)]
fn it_connects_before_it_answers(#[case] line: &str, #[case] verb: ftpmock::protocol::Verb) {
    let mut s = pyftpdlib().file("/a", "aaa").login();
    assert_eq!(s.say(line), format!("connect for {verb}"));
    assert_eq!(s.ports.set_up.as_deref(), Some("target 127.0.0.1:25601"));
    let refused = s.handle(Input::Reached(verb, Reach::Refused));
    assert_eq!(refused, "425 Can't connect to specified address.");
    assert_eq!(s.ports.set_up, None);
    assert_eq!(s.code("RETR /a"), 425);

    s.say(line);
    let late = s.handle(Input::Reached(verb, Reach::TimedOut));
    assert_eq!(late, "421 Active data channel timed out."); // PY-D10

    s.say(line);
    let done = s.handle(Input::Reached(verb, Reach::Connected));
    assert_eq!(done, "200 Active data connection established.");
    s.ports.connected = true;
    let begun = s.say("RETR /a");
    assert_eq!(
        begun,
        "125 Data connection already open. Transfer starting.\nbegin RETR"
    );
}

/// The codes of refused addresses, PY-D18.
#[rstest]
#[case("PORT 1,2,3", "501 Invalid PORT format.")]
#[case(
    "PORT 10,0,0,1,100,1",
    "501 Rejected data connection to foreign address 10.0.0.1:25601."
)]
#[case(
    "PORT 127,0,0,1,0,80",
    "501 PORT against the privileged port \"80\" refused."
)]
#[case(
    "EPRT |1|10.0.0.1|4000|",
    "501 Rejected data connection to foreign address 10.0.0.1:4000."
)]
#[case("EPRT |1|127.0.0.1|99999|", "501 Invalid EPRT format.")]
#[case("EPRT 1", "501 Invalid EPRT format.")]
#[case("EPRT |2|::1|4000|", "522 Network protocol not supported (use 1).")]
#[case("EPRT |3|x|4000|", "501 Unknown network protocol (use 1).")]
#[case("EPSV 2", "522 Network protocol not supported (use 1).")]
#[case("EPSV 3", "501 Unknown network protocol (use 1).")]
#[case("EPSV x", "501 Unknown network protocol (use 1).")]
fn an_address_is_refused_in_its_words(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(pyftpdlib().login().say(line), reply);
}

#[test]
fn over_ipv6_it_names_the_other_family() {
    let mut s = crate::harness::between(policy(), "[::1]:40000", "[::1]:21")
        .lenient()
        .login();
    assert_eq!(
        s.say("EPSV 1"),
        "522 Network protocol not supported (use 2)."
    );
    assert_eq!(
        s.say("EPSV"),
        "229 Entering extended passive mode (|||50000|)."
    );
}

/// PY-D34: 125 when the data connection is there, 150 when it is not.
#[rstest]
#[case(
    "LIST",
    "125 Data connection already open. Transfer starting.",
    "150 File status okay. About to open data connection."
)]
#[case("STOU", "125 FILE: ftp.1", "150 FILE: ftp.1")]
fn an_open_data_connection_is_told(#[case] line: &str, #[case] open: &str, #[case] waiting: &str) {
    for (connected, expected) in [(true, open), (false, waiting)] {
        let mut s = pyftpdlib().login();
        assert_eq!(
            s.say("PASV"),
            "227 Entering passive mode (127,0,0,1,195,80)."
        );
        s.ports.connected = connected;
        assert_eq!(s.say(line).lines().next().unwrap(), expected);
        assert_eq!(s.end(TransferEnd::Complete), "226 Transfer complete.");
    }
}

/// PY-D10, and the time-out after which the session ends.
#[rstest]
#[case(TransferEnd::NoConnection, "421 Passive data channel timed out.")]
#[case(TransferEnd::TimedOut, "421 Data connection timed out.\nclose")]
#[case(TransferEnd::Aborted, "426 Transfer aborted via ABOR.")]
#[case(TransferEnd::Broken, "426 Transfer aborted; 0 bytes transmitted.")]
#[case(
    TransferEnd::Storage(FsError::NoSpace),
    "452 Requested action not taken: insufficient storage space."
)] // PY-D32
fn a_transfer_ends_in_its_words(#[case] how: TransferEnd, #[case] said: &str) {
    let mut s = pyftpdlib().login();
    s.say("PASV");
    s.say("STOR a");
    assert_eq!(s.end(how), said);
}

#[test]
fn abor_tells_whether_there_was_a_port() {
    let mut s = pyftpdlib().login();
    assert_eq!(s.say("ABOR"), "225 No transfer to abort.");
    s.say("PASV");
    assert_eq!(
        s.say("ABOR"),
        "225 ABOR command successful; data channel closed."
    );
    s.say("PASV");
    s.say("STOR a");
    s.end(TransferEnd::Aborted);
    assert_eq!(s.say("ABOR"), "226 ABOR command successful.");
}

/// PY-D20, but never a refused `TYPE A N`.
#[rstest]
#[case("TYPE A", "200 Type set to: ASCII.")]
#[case("TYPE A N", "200 Type set to: ASCII.")]
#[case("TYPE I", "200 Type set to: Binary.")]
#[case("TYPE L 8", "200 Type set to: Binary.")]
#[case("TYPE E", "504 Unsupported type \"E\".")]
#[case("TYPE A X", "504 Unsupported type \"A X\".")]
#[case("STRU F", "200 File transfer structure set to: F.")]
#[case("STRU R", "504 Unimplemented STRU type.")]
#[case("STRU P", "504 Unimplemented STRU type.")]
#[case("STRU X", "501 Unrecognized STRU type.")]
#[case("MODE S", "200 Transfer mode set to: S")]
#[case("MODE B", "504 Unimplemented MODE type.")]
#[case("MODE C", "504 Unimplemented MODE type.")]
#[case("MODE Z", "501 Unrecognized MODE type.")]
#[case("OPTS FOO bar", "501 Unsupported command \"FOO\".")]
#[case("OPTS RETR", "501 Unsupported command \"RETR\".")]
#[case("OPTS HASH", "501 Unsupported command \"HASH\".")]
#[case("OPTS MLST type", "501 Invalid argument.")]
#[case("OPTS MLST", "200 MLST OPTS ")]
#[case("OPTS UTF8 OFF", "200 Always in UTF8 mode.")]
fn parameters(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(pyftpdlib().login().say(line), reply);
}

/// PY-D22, PY-D26: no `REST` and no `SIZE` under `TYPE A`.
#[test]
fn offsets_and_sizes_are_for_images() {
    let mut s = pyftpdlib().file("/a", "0123456789").login();
    assert_eq!(
        s.say("REST 3"),
        "501 Resuming transfers not allowed in ASCII mode."
    );
    assert_eq!(s.say("SIZE a"), "550 SIZE not allowed in ASCII mode.");
    let mut s = s.binary();
    assert_eq!(s.say("SIZE a"), "213 10");
    assert_eq!(s.say("REST abc"), "501 Invalid parameter.");
    assert_eq!(s.say("REST 12"), "350 Restarting at position 12.");
    let refused = "554 REST position (12) > file size (10)";
    assert_eq!(s.fetch("RETR a").1, refused);
    s.say("REST 3");
    assert_eq!(s.fetch("RETR a").0, "3456789");
}

#[test]
fn rest_is_for_retr_and_for_stor_of_what_is_there() {
    let mut s = pyftpdlib().file("/a", "0123456789").login().binary();
    s.say("REST 3");
    assert_eq!(
        s.put("APPE a", "x"),
        "450 Can't APPE while REST request is pending."
    );
    s.say("REST 3");
    assert_eq!(
        s.put("STOU a", "x"),
        "450 Can't STOU while REST request is pending."
    );
    s.say("REST 3");
    assert_eq!(s.put("STOR none", "x"), "550 No such file or directory.");
    s.say("REST 3");
    s.put("STOR a", "AB");
    assert_eq!(s.read("/a"), "012AB56789");
}

/// PY-D23: four options for `LIST`, none for `NLST`; bare names; no patterns.
#[test]
fn listings() {
    let mut s = pyftpdlib().file("/dir/a", "a").file("/dir/-R", "r").login();
    s.say("CWD dir");
    for line in ["LIST -a", "LIST -l", "LIST -AL", "LIST -la"] {
        assert_eq!(s.fetch(line).0.lines().count(), 2, "{line}");
    }
    assert_eq!(
        s.fetch("LIST -R").0,
        "-rw-r--r--   1 ftp      ftp             1 Jan 01 00:00 -R\r\n"
    );
    for line in ["LIST -1", "LIST -a /dir", "NLST -a", "NLST *", "LIST [a]"] {
        assert_eq!(s.fetch(line).1, "550 No such file or directory.", "{line}");
    }
    assert_eq!(s.say("STAT *"), "550 Globbing not supported.");
    assert_eq!(s.fetch("NLST /dir").0, "-R\r\na\r\n");
    assert_eq!(s.fetch("NLST ../dir/a").0, "a\r\n");
    assert_eq!(s.fetch("MLSD none").1, "501 No such directory.");
    assert_eq!(s.fetch("MLSD a").1, "501 No such directory.");
}

/// PY-D29: 213 for a directory, and lines in the first column.
#[test]
fn status_of_a_path() {
    let mut s = pyftpdlib().file("/dir/a", "a").login();
    insta::assert_snapshot!(s.say("STAT dir"), @r#"
    213-Status of "/dir":
    -rw-r--r--   1 ftp      ftp             1 Jan 01 00:00 a
    213 End of status.
    "#);
    insta::assert_snapshot!(s.say("STAT"), @"
    211-FTP server status:
     Connected to: 127.0.0.1:40000
     Logged in as: alice
     TYPE: ASCII; STRUcture: File; MODE: Stream
     Data connection closed.
    211 End of status.
    ");
    s.say("OPTS MLST type;");
    insta::assert_snapshot!(s.say("MLST dir/a"), @r#"
    250-Listing "/dir/a":
     type=file; /dir/a
    250 End MLST.
    "#);
}

#[test]
fn status_of_a_login_that_is_not_done() {
    let mut s = pyftpdlib();
    assert!(s.say("STAT").contains("\n Waiting for username.\n"));
    s.say("USER alice");
    assert!(s.say("STAT").contains("\n Waiting for password.\n"));
}

#[rstest]
#[case("CWD q\"", "250 \"/q\"\" is the current directory.")] // PY-D15
#[case("MKD new", "257 \"/new\" directory created.")]
#[case("RMD q\"", "250 Directory removed.")]
#[case("RMD /", "550 Can't remove root directory.")]
#[case("RNFR /", "550 Can't rename home directory.")]
#[case("RNTO x", "503 Bad sequence of commands: use RNFR first.")]
#[case("DELE a", "250 File removed.")]
#[case("MDTM q\"", "550 /q\" is not retrievable")]
#[case("MFMT 20240101000000 q\"", "550 /q\" is not retrievable")]
#[case("MDTM none", "550 /none is not retrievable")]
#[case("SITE CHMOD 4755 a", "200 SITE CHMOD successful.")]
#[case("SITE CHMOD 9 a", "501 Invalid SITE CHMOD format.")]
#[case("SITE", "501 Syntax error: command needs an argument.")]
#[case("SITE HELP FOO", "501 Unrecognized SITE command.")]
fn files(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(
        pyftpdlib().file("/a", "a").dir("/q\"").login().say(line),
        reply
    );
}

#[test]
fn a_missing_letter_is_told_apart_from_a_missing_right() {
    let reader = User::new("alice").password("secret").perm("elr");
    let mut s = pyftpdlib().file("/a", "a").login_as(reader);
    assert_eq!(s.say("DELE a"), "550 Not enough privileges.");
    let mut s = pyftpdlib().on(Forbidden).login();
    assert_eq!(s.say("MLST a"), "550 Permission denied.");
}

/// Refuses everything.
#[derive(Debug)]
struct Forbidden;

impl ftpmock::vfs::Filesystem for Forbidden {
    fn metadata(&self, path: &ftpmock::protocol::FtpPath) -> FsResult<ftpmock::vfs::Metadata> {
        Err(match path.name() {
            b"own" => FsError::Reply(ftpmock::protocol::Code::of(550), "My own words.".to_owned()),
            _ => FsError::PermissionDenied,
        })
    }

    fn read_dir(&self, _: &ftpmock::protocol::FtpPath) -> FsResult<ftpmock::vfs::DirEntries> {
        Err(FsError::PermissionDenied)
    }

    fn open(
        &self,
        _: &ftpmock::protocol::FtpPath,
        _: ftpmock::vfs::OpenHow,
    ) -> FsResult<Box<dyn ftpmock::vfs::File>> {
        Err(FsError::PermissionDenied)
    }

    fn create_dir(&self, _: &ftpmock::protocol::FtpPath) -> FsResult<()> {
        Err(FsError::PermissionDenied)
    }

    fn remove_dir(&self, _: &ftpmock::protocol::FtpPath) -> FsResult<()> {
        Err(FsError::PermissionDenied)
    }

    fn remove_file(&self, _: &ftpmock::protocol::FtpPath) -> FsResult<()> {
        Err(FsError::PermissionDenied)
    }

    fn rename(
        &self,
        _: &ftpmock::protocol::FtpPath,
        _: &ftpmock::protocol::FtpPath,
    ) -> FsResult<()> {
        Err(FsError::PermissionDenied)
    }
}

#[test]
fn what_a_filesystem_of_the_tests_own_says_is_not_reworded() {
    let mut s = pyftpdlib().on(Forbidden).login();
    assert_eq!(s.say("SIZE none"), "550 SIZE not allowed in ASCII mode.");
    assert_eq!(s.binary().say("SIZE own"), "550 My own words.");
}

/// PY-D33: octets before three verbs are overlooked, while a transfer runs, too.
#[rstest]
#[case("ZZSTAT", Midway::Serve)]
#[case("zzabor", Midway::Abort)]
#[case("ZZNOOP", Midway::Defer)]
fn octets_before_a_verb(#[case] line: &str, #[case] midway: Midway) {
    let s = pyftpdlib().login();
    assert_eq!(s.session().midway(&Command::parse(line.to_owned())), midway);
    let standard = session_with(Policy::default()).login();
    assert_eq!(
        standard.session().midway(&Command::parse(line.to_owned())),
        Midway::Defer
    );
}

#[test]
fn octets_before_quit() {
    let command = Command::parse("XXQUIT");
    assert!(quits(&command, &policy()));
    assert!(!quits(&command, &Policy::default()));
    let mut s = pyftpdlib();
    assert_eq!(s.say("XXQUIT"), "221 Goodbye.\nclose");
}

#[test]
fn the_words_alone_change_no_behaviour() {
    let dialect = Dialect::pyftpdlib();
    let mut s = session_with(Policy {
        dialect,
        ..Policy::default()
    })
    .login();
    assert_eq!(
        s.say("PORT 127,0,0,1,100,1"),
        "200 Active data connection established."
    );
    assert_eq!(s.say("SITE ZONE"), "210 UTC+0");
    assert_eq!(s.say("REST 3"), "350 Restarting at position 3.");
}
