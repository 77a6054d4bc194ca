//! `--virtual-roots`: parallel suites on one server.

use std::fs;

use crate::support::{ran, serve, told};

#[test]
fn each_user_has_files_rules_expectations_and_a_transcript() {
    let dir = tempfile::tempdir().unwrap();
    let (scenario, transcript) = (dir.path().join("s.toml"), dir.path().join("t.txt"));
    fs::write(
        &scenario,
        "[fs.files]\n'/seed.txt' = 'seed'\n\
        [[rule]]\non = 'STOR'\nonce = true\nreply = [450, 'Busy.']\n\
        [[expect]]\non = 'STOR'\ntimes = 2\n",
    )
    .unwrap();
    let served = serve(&[
        scenario.to_str().unwrap(),
        "--virtual-roots",
        "--transcript",
        transcript.to_str().unwrap(),
        "--until-stdin-closes",
    ]);
    let login = |name: &str| {
        let mut ftp = suppaftp::FtpStream::connect(served.addr()).unwrap();
        ftp.login(name, "any").unwrap();
        ftp
    };
    let (mut alice, mut bob) = (login("alice"), login("b*b"));
    for ftp in [&mut alice, &mut bob] {
        assert!(
            ftp.put_file("/a", &mut &b"x"[..])
                .unwrap_err()
                .to_string()
                .contains("450")
        );
    }
    alice.put_file("/a", &mut &b"x"[..]).unwrap();
    assert_eq!(alice.nlst(None).unwrap(), ["a", "seed.txt"]);
    assert_eq!(bob.nlst(None).unwrap(), ["seed.txt"]);
    alice.rm("/seed.txt").unwrap();
    assert_eq!(login("alice").nlst(None).unwrap(), ["a"]);
    assert_eq!(login("b*b").nlst(None).unwrap(), ["seed.txt"]);
    alice.quit().unwrap();
    bob.quit().unwrap();
    let (status, told) = served.stopped();
    assert_eq!(status.code(), Some(3));
    assert!(
        told.contains("1 of 2 expectations not met")
            && told.contains(r"STOR user=b\*b    expected 2, got 1"),
        "{told}"
    );
    let text = fs::read_to_string(transcript).unwrap();
    let (alice, bob) = text.split_once("== b*b\n").unwrap();
    assert!(
        alice.starts_with("== alice\n#1 connect\n")
            && alice.contains("DELE")
            && !alice.contains("b*b"),
        "{text}"
    );
    assert!(
        bob.starts_with("#2 connect\n") && !bob.contains("alice"),
        "{text}"
    );
}

#[test]
fn rooms_have_homes_and_begin_where_they_are_told_to() {
    let served = serve(&[
        "--virtual-roots",
        "--user",
        "alice:secret:elradfmwMT:/home",
        "--start-dir",
        "in",
        "--until-stdin-closes",
    ]);
    let mut ftp = crate::support::client(served.addr());
    assert_eq!(ftp.pwd().unwrap(), "/in");
    assert!(
        suppaftp::FtpStream::connect(served.addr())
            .unwrap()
            .login("bob", "x")
            .is_err()
    );
}

#[test]
fn rooms_are_in_memory() {
    for args in [
        &["serve", "--virtual-roots", "--root", "src"][..],
        &[
            "serve",
            "--virtual-roots",
            "fixtures/scenarios/full-disk.toml",
        ],
    ] {
        let output = ran(args);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            told(&output).contains("--virtual-roots"),
            "{}",
            told(&output)
        );
    }
}
