//! What scenarios do.

use ftpmock::Scenario;
use ftpmock::prelude::*;
use rstest::rstest;

fn parsed(toml: &str) -> Scenario {
    toml.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// The rules of a server, as it shows them itself.
fn rules(scenario: Scenario) -> String {
    let shown = format!("{:?}", FtpServer::builder().play(scenario).start());
    let from = shown.find("rules: [").unwrap() + "rules: [".len();
    shown[from..shown.rfind("], ..").unwrap()].to_owned()
}

#[rstest]
#[case("reply = [450, 'busy']", ": reply 450")]
#[case("reply = 450", ": reply 450")]
#[case("fault = { reply = [450, 'busy'] }", ": reply 450")]
#[case("once = true\nclose = true", " once: close the control connection")]
#[case("first = 2\nreset = true", " first 2: reset the control connection")]
#[case("nth = 3\nfault = 'close'", " nth 3: close the control connection")]
#[case(
    "after = 3\nfault = ['lose_reply', 'close']",
    " after 3: lose the reply, close the control connection"
)]
#[case("every = 10\ndelay = '250 ms'", " every 10: delay of 250ms")]
#[case(
    "chance = 0.5\nper_session = true\nfault = 'reset'",
    " with chance 0.5 per session: reset the control connection"
)]
#[case(
    "chance = 1\nper_path = true\nfault = 'reset'",
    " with chance 1 per path: reset the control connection"
)]
#[case(
    "path = '/in/*'\nfault = 'data_refused'",
    " path=/in/*: data connection refused"
)]
#[case(
    "arg = 'a*'\nfault = 'data_ignored'",
    " arg=a*: data connection ignored"
)]
#[case(
    "user = 'bob'\nsession = 2\nlogged_in = true\nhold = true",
    " user=bob session=2 logged in: hold"
)]
#[case(
    "data_reset_after = '64 KiB'\nthen_reply = [426, 'cut']",
    ": data reset after 65536 bytes, then reply 426"
)]
#[case("data_close_after = 3", ": data closed after 3 bytes")]
#[case("data_throttle = '10 KiB/s'", ": data at 10240 bytes/s")]
#[case("disk_full_after = '1 MB'", ": disk full after 1000000 bytes")]
#[case("io_error = 'busy'", ": filesystem error: busy")]
#[case(
    "sequence = ['close', { reply = 450 }]",
    ": close the control connection; then reply 450"
)]
#[case("delay_between = ['10 ms', '20 ms']", ": delay of 10ms to 20ms")]
#[case("dribble = [1, '5 ms']", ": dribble 1 byte every 5ms")]
#[case("split_reply = [[2, 5], '5 ms']", ": reply cut at 2, 5, 5ms each")]
#[case("replies = [[150, 'Now.'], [226, 'Done.']]", ": replies 150, 226")]
#[case(
    "extra_reply_after = ['1 s', [226, 'Stale.']]",
    ": extra reply 226 after 1s"
)]
#[case(
    "peer = '127.*'\nover_tls = true\nascii = true\nper_user = true\nonce = true\nfault = 'stall'",
    " peer=127.* over TLS type=A once per user: stall the control connection"
)]
#[case("io_error = [452, 'Full.']", ": filesystem error: 452 Full.")]
fn a_rule_is_what_a_builder_would_make(#[case] words: &str, #[case] shown: &str) {
    let toml = format!("[[rule]]\non = 'STOR'\n{words}");
    assert_eq!(rules(parsed(&toml)), format!("STOR{shown}"));
}

#[rstest]
#[case("'stor'", "STOR")]
#[case("['LIST', 'MLSD', 'connect']", "LIST|MLSD|connect")]
#[case("'any'", "ANY")]
#[case("'SITE CHMOD'", "SITE CHMOD")]
#[case("'XFOO'", "XFOO")]
fn a_rule_is_attached_to_commands_and_events(#[case] on: &str, #[case] shown: &str) {
    let toml = format!("[[rule]]\non = {on}\nclose = true");
    assert_eq!(
        rules(parsed(&toml)),
        format!("{shown}: close the control connection")
    );
}

#[test]
fn rules_of_a_file_need_not_act_unless_it_is_strict() {
    let toml = "[[rule]]\non = 'STOR'\nname = 'busy'\nreply = 450";
    FtpServer::builder().play(parsed(toml)).start().verify();

    for strict in [
        parsed(toml).strict(),
        parsed(&format!("strict = true\n{toml}")),
    ] {
        let server = FtpServer::builder().play(strict).start();
        let unmet = server.try_verify().unwrap_err().to_string();
        assert!(
            unmet.contains("rule \"busy\" STOR: reply 450   never fired   scenario:"),
            "{unmet}"
        );
        let mut ftp = suppaftp::FtpStream::connect(server.addr()).unwrap();
        ftp.login("alice", "secret").unwrap();
        assert!(ftp.put_file("/a", &mut &b"x"[..]).is_err());
    }
}

#[test]
fn expectations_of_a_file_are_verified_with_their_line() {
    let server = FtpServer::builder()
        .play(parsed(
            "[[expect]]\non = 'NOOP'\nname = 'keep-alive'\ntimes = '1..'",
        ))
        .start();
    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(
        unmet.contains("\"keep-alive\" NOOP   expected at least 1, got 0   scenario:1"),
        "{unmet}"
    );
    suppaftp::FtpStream::connect(server.addr())
        .unwrap()
        .noop()
        .unwrap();
    server.verify();
}

#[test]
fn the_last_rule_and_the_last_file_win() {
    let first = parsed("[server]\ngreeting = 'One'\n[[rule]]\non = 'NOOP'\nreply = [450, 'one']");
    let second = parsed(
        "[server]\ngreeting = 'Two'\n[[rule]]\non = 'NOOP'\nonce = true\nreply = [451, 'two']",
    );
    let server = FtpServer::builder().play(first.and(second)).start();

    let mut ftp = suppaftp::FtpStream::connect(server.addr()).unwrap();
    assert_eq!(ftp.get_welcome_msg(), Some("220 Two"));
    assert!(ftp.noop().unwrap_err().to_string().contains("451"));
    assert!(ftp.noop().unwrap_err().to_string().contains("450"));
}

#[test]
fn a_model_is_taken_first_wherever_it_stands() {
    let server = FtpServer::builder()
        .play(parsed("[server]\ngreeting = 'Mine'\nprofile = 'pyftpdlib'"))
        .start();
    let ftp = suppaftp::FtpStream::connect(server.addr()).unwrap();
    assert_eq!(ftp.get_welcome_msg(), Some("220 Mine"));
}

#[test]
fn files_have_contents_of_every_kind() {
    let server = FtpServer::builder()
        .play(parsed(
            "[fs]\ndirs = ['/in', '/out/old']\n[fs.links]\n'/latest' = '/text'\n[fs.files]\n\
             '/text' = 'hello'\n\
             '/text2' = { text = 'hello', mtime = 2001-09-09T01:46:40Z }\n\
             '/base64' = { base64 = '/9j/' }\n\
             '/path' = { path = 'fixtures/scenarios/happy.toml' }\n\
             '/zeros' = { zeros = '3 B' }\n\
             '/repeat' = { repeat = 'ab', size = '3 B' }\n\
             '/random' = { random = '1 KiB', seed = 7 }\n\
             '/declared' = { size = '4 EiB' }\n",
        ))
        .start();
    let fs = server.fs();
    assert!(fs.is_dir("/in") && fs.is_dir("/out/old"));
    assert_eq!(fs.read("/latest"), b"hello");
    assert_eq!(fs.read("/base64"), [0xff, 0xd8, 0xff]);
    assert!(fs.read_to_string("/path").contains("version = 1"));
    assert_eq!(fs.read("/zeros"), [0; 3]);
    assert_eq!(fs.read("/repeat"), b"aba");
    assert_eq!(fs.size("/random"), 1024);
    assert_eq!(fs.size("/declared"), 4 << 60);
    let mut ftp = suppaftp::FtpStream::connect(server.addr()).unwrap();
    ftp.login("alice", "secret").unwrap();
    let time = ftp.mdtm("/text2").unwrap();
    assert_eq!(time.and_utc().timestamp(), 1_000_000_000);
}

#[test]
fn paths_begin_where_the_file_is() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("logo.png"), [1, 2, 3]).unwrap();
    let file = dir.path().join("s.toml");
    std::fs::write(&file, "[fs.files]\n'/logo' = { path = 'logo.png' }").unwrap();
    let server = FtpServer::builder().scenario(&file).start();
    assert_eq!(server.fs().read("/logo"), [1, 2, 3]);
}

#[test]
fn users_are_who_the_file_says() {
    let server = FtpServer::builder()
        .play(parsed(
            "[[user]]\nname = 'alice'\npassword = 'secret'\nperm = 'el'\n\
             [[user]]\nname = 'sensor'\nno_password = true\nperm_in = { '/in' = 'elw' }",
        ))
        .start();
    let mut ftp = suppaftp::FtpStream::connect(server.addr()).unwrap();
    assert!(ftp.login("alice", "guess").is_err());
    ftp.login("alice", "secret").unwrap();
    assert!(ftp.mkdir("/x").unwrap_err().to_string().contains("550"));
}

#[test]
#[cfg(feature = "tls")]
fn tls_is_what_the_file_says() {
    let server = FtpServer::builder()
        .play(parsed("[server.tls]\nmode = 'implicit'\nrequire_session_reuse = true\ncertificate = 'wrong-host'"))
        .start();
    assert!(server.url().starts_with("ftps://"));
    assert_eq!(server.implicit_addr(), Some(server.addr()));
}

#[test]
fn rules_of_a_scenario_are_there_again_after_a_reset() {
    let scenario = parsed(
        "[[rule]]\non = 'NOOP'\nonce = true\nreply = [450, 'busy']\n\
        [[expect]]\non = 'NOOP'\ntimes = 1\n",
    );
    let server = FtpServer::builder().play(scenario).start();
    for _ in 0..2 {
        server.on(NOOP).optional().reply(500, "Of the test.");
        server.reset();
        assert!(server.try_verify().is_err());
        let mut ftp = suppaftp::FtpStream::connect(server.addr()).unwrap();
        assert!(ftp.noop().unwrap_err().to_string().contains("busy"));
        server.verify();
    }
}

#[test]
fn what_a_file_says_is_said_in_english() {
    let scenario = parsed(
        "seed = 7\n[server]\nidle_timeout = '1 min'\nglobbing = false\nwithout = ['MLSD', 'MLST']\npassive_ports = '30000-30009'\n\
         [[throttle]]\nscope = 'session'\ndownload = '64 KiB/s'\n\
         [[rule]]\nname = 'busy'\non = 'STOR'\npath = '/in/*'\nfirst = 2\nper_path = true\nreply = [450, 'file busy']\n\
         [[rule]]\non = ['RETR', 'LIST']\nnth = 3\nfault = { data_reset_after = '100 KiB', then_reply = [426, 'cut'] }\n\
         [[rule]]\non = 'connect'\nevery = 2\nfault = 'reset'\n\
         [[rule]]\non = 'any'\nchance = 0.1\ndelay = '2 s'\n\
         [[rule]]\non = 'PASS'\nhold = true\n\
         [[expect]]\non = 'DELE'\npath = '/out/*'\ntimes = '2..'\n\
         [[expect]]\non = ['RMD', 'RNFR']\ntimes = 'never'\n\
         [[expect]]\non = 'login'\ntimes = 1\n",
    );
    insta::assert_snapshot!(scenario.explain().join("\n"), @r#"
    The seed of everything random is 7.
    The server closes a session after 1 minute without a command.
    The server matches no patterns in listings.
    The server goes without MLSD and MLST.
    The server takes data connections on the ports 30000 to 30009.
    Each session sends 64 KiB a second at most.
    "busy": The first 2 times a client sends STOR for a path that matches /in/*, counted for each path by itself, the server answers 450 "file busy".
    The third time a client sends RETR or LIST, the server resets the data connection after 100 KiB and then answers 426 "cut".
    Every second time a client connects, the server resets the control connection.
    With a chance of 10 %, each time a client sends any command, the server is 2 seconds late.
    Each time a client sends PASS, the session is held until the test lets it go.
    The test fails unless a client sends DELE for a path that matches /out/* at least 2 times.
    The test fails if a client sends RMD or RNFR.
    The test fails unless a user logs in once.
    "#);
}
