//! curl and lftp, where they are installed: what they really say, and that they get what they want.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::program::{curl, example, lftp, printed};

fn partner() -> FtpServer {
    FtpServer::builder()
        .file("/out/a.txt", "0123456789")
        .file("/out/b.txt", "b")
        .dir("/in")
        .start()
}

/// A file of the machine for a client to send.
fn local_file(content: &str) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("local.txt");
    std::fs::write(&path, content).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (dir, path)
}

#[test]
fn curl_uploads() {
    let server = partner();
    let (_dir, local) = local_file("hello");
    let url = format!("{}in/new.txt", server.url());
    let Some(output) = curl(&["--upload-file", &local, &url]) else {
        return;
    };

    printed(&output);
    assert_eq!(server.fs().read_to_string("/in/new.txt"), "hello");
    insta::assert_snapshot!(server.finish(), @r#"
    #1 connect
    S: 220 ftpmock ready
    C: USER anonymous
    S: 331 User name okay, need password.
    C: PASS ***
    S: 230 User logged in, proceed.
    C: PWD
    S: 257 "/" is the current directory.
    C: CWD in
    S: 250 "/in" is the current directory.
    C: EPSV
    S: 229 Entering Extended Passive Mode (|||<port>|)
    C: TYPE I
    S: 200 Type set to I.
    C: STOR new.txt
    S: 150 File status okay; about to open data connection.
    D: C->S 5 bytes
    S: 226 Transfer complete.
    C: QUIT
    S: 221 Service closing control connection.
    #1 closed
    "#);
}

#[rstest]
#[case::epsv(&[], EPSV)]
#[case::pasv(&["--disable-epsv"], PASV)]
#[case::eprt(&["--ftp-port", "-"], EPRT)]
#[case::port(&["--ftp-port", "-", "--disable-eprt"], PORT)]
fn curl_downloads_over_any_data_connection(
    #[case] options: &[&str],
    #[case] verb: ftpmock::protocol::Verb,
    #[values("127.0.0.1:0", "[::1]:0")] listen: &str,
) {
    let over_ipv6 = listen.starts_with('[');
    if over_ipv6 && [PASV, PORT].contains(&verb) {
        return; // the old commands know no IPv6
    }
    if over_ipv6 && std::net::TcpListener::bind(listen).is_err() {
        return eprintln!("skipped: there is no ::1 here");
    }
    let server = FtpServer::builder()
        .listen(listen)
        .file("/a.txt", "0123456789")
        .start();
    let url = format!("{}a.txt", server.url());
    let Some(output) = curl(&[options, &["--globoff", &url]].concat()) else {
        return;
    };

    assert_eq!(printed(&output), "0123456789");
    let transcript = server.finish();
    assert_eq!(transcript.only(verb).commands().len(), 1, "{transcript}");
}

#[test]
fn curl_resumes_a_download() {
    let server = partner();
    let url = format!("{}out/a.txt", server.url());
    let Some(output) = curl(&["--continue-at", "4", &url]) else {
        return;
    };
    assert_eq!(printed(&output), "456789");
    assert_eq!(server.transcript().only(REST).commands(), ["REST 4"]);
}

#[test]
fn curl_resumes_an_upload() {
    let server = partner();
    server.fs().write("/in/a.txt", "0123");
    let (_dir, local) = local_file("0123456789");
    let url = format!("{}in/a.txt", server.url());
    let Some(output) = curl(&["--continue-at", "-", "--upload-file", &local, &url]) else {
        return;
    };
    printed(&output);
    assert_eq!(server.fs().read_to_string("/in/a.txt"), "0123456789");
    assert_eq!(server.transcript().only(APPE).commands(), ["APPE a.txt"]);
}

#[test]
fn curl_lists_renames_and_deletes() {
    let server = partner();
    let url = format!("{}out/", server.url());
    let Some(names) = curl(&["--list-only", &url]) else {
        return;
    };
    assert_eq!(
        printed(&names).lines().collect::<Vec<_>>(),
        ["a.txt", "b.txt"]
    );
    let long = printed(&curl(&[&url]).unwrap());
    assert_eq!(long.lines().count(), 2, "{long}");
    assert!(long.starts_with("-rw-r--r-- "), "{long}");

    let rename = [
        "-Q",
        "-RNFR b.txt",
        "-Q",
        "-RNTO c.txt",
        "-Q",
        "-DELE a.txt",
    ];
    printed(&curl(&[&rename[..], &[&url]].concat()).unwrap());
    insta::assert_snapshot!(server.fs().tree(), @r"
    /in/
    /out/c.txt  1 byte
    ");
}

#[test]
fn curl_sees_what_a_rule_does() {
    let server = partner();
    server
        .on(RETR)
        .once()
        .optional() // there may be no curl
        .fault(Fault::data_close_after(4).then_reply(226, "Done."));
    let url = format!("{}out/a.txt", server.url());
    let Some(output) = curl(&[&url]) else {
        return;
    };
    assert_eq!(output.status.code(), Some(18), "a partial file");
    assert_eq!(output.stdout, b"0123");
}

#[test]
fn lftp_does_a_days_work() {
    let server = partner();
    let (dir, local) = local_file("0123456789");
    let fetched = dir.path().join("fetched");
    let commands = format!(
        "cd /in; put {local} -o up.txt; mkdir sub; mv up.txt sub/moved.txt; \
         cat sub/moved.txt; echo; cls -1 /out; mirror /out {}; rm /out/b.txt; rmdir -f /nowhere || true; \
         chmod 600 /out/a.txt; du -b /out/a.txt",
        fetched.display()
    );
    let Some(output) = lftp(&server.url(), &commands) else {
        return;
    };

    insta::assert_snapshot!(printed(&output), @r"
    0123456789
    /out/a.txt
    /out/b.txt
    10	/out/a.txt
    ");
    insta::assert_snapshot!(server.fs().tree().with_content(true), @r"
    /in/sub/moved.txt  10 bytes
        0123456789
    /out/a.txt  10 bytes
        0123456789
    ");
    let a = std::fs::read_to_string(fetched.join("a.txt")).unwrap();
    assert_eq!(a, "0123456789");
}

#[test]
fn lftp_resumes_after_a_reset_by_itself() {
    let server = FtpServer::builder()
        .file("/big.bin", Content::zeros(MIB))
        .start();
    server
        .on(RETR)
        .once()
        .optional()
        .fault(Fault::data_reset_after(100 * KIB));
    let (dir, _) = local_file("");
    let local = dir.path().join("big.bin");
    let commands = format!(
        "set net:max-retries 3; set net:reconnect-interval-base 0; get -c /big.bin -o {}",
        local.display()
    );
    let Some(output) = lftp(&server.url(), &commands) else {
        return;
    };

    printed(&output);
    assert_eq!(std::fs::read(local).unwrap(), vec![0; MIB as usize]);
    let rest = server.transcript().only(REST).commands();
    assert_eq!(rest.len(), 1, "{rest:?}");
    if cfg!(target_os = "linux") {
        assert_eq!(rest, ["REST 102400"]);
    }
}

/// It uses MODE Z wherever `FEAT` has it.
#[cfg(feature = "deflate")]
#[test]
fn lftp_inflates_what_it_gets() {
    let content: Vec<u8> = (0..300_000_u32).map(|n| (n / 3 % 251) as u8).collect();
    let server = FtpServer::builder()
        .file("/big.bin", &content)
        .deflate_mode(true)
        .start();
    let (dir, _) = local_file("");
    let local = dir.path().join("big.bin");
    let commands = format!("cls /; get /big.bin -o {}", local.display());
    let Some(output) = lftp(&server.url(), &commands) else {
        return;
    };

    assert!(printed(&output).contains("big.bin"));
    assert_eq!(std::fs::read(local).unwrap(), content);
    let modes = server.transcript().only(MODE).commands();
    assert_eq!(modes.last().map(String::as_str), Some("MODE Z"));
}

#[test]
fn the_standalone_example_serves_until_its_input_closes() {
    let Some(path) = example("standalone") else {
        return;
    };
    let mut standalone = Command::new(path)
        .arg("127.0.0.1:0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(standalone.stdout.take().unwrap());
    let mut url = String::new();
    out.read_line(&mut url).unwrap();
    let url = url.trim();

    let (_dir, local) = local_file("hello");
    let curled = curl(&[
        "-T",
        &local,
        &format!("{url}upload/"),
        &format!("{url}welcome.txt"),
    ]);
    let lftped = lftp(url, &format!("put {local} -o by-lftp.txt; cat welcome.txt"));

    drop(standalone.stdin.take());
    let mut transcript = String::new();
    out.read_to_string(&mut transcript).unwrap();
    assert!(standalone.wait().unwrap().success());
    for (output, stored) in [(curled, "STOR local.txt"), (lftped, "STOR by-lftp.txt")] {
        let Some(output) = output else { continue };
        assert_eq!(printed(&output), "Hello from ftpmock.\n");
        assert!(
            transcript.contains(&format!("C: {stored}\n")),
            "{transcript}"
        );
    }
    assert!(
        transcript.contains("/welcome.txt  20 bytes"),
        "{transcript}"
    );
}
