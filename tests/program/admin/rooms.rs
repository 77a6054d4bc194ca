//! With `--virtual-roots` each user has a server to themselves, and `?user=` says whose is meant.

use super::steered;

#[test]
fn a_user_has_files_expectations_and_a_transcript() {
    let dir = tempfile::tempdir().unwrap();
    let scenario = dir.path().join("s.toml");
    let text = "[fs.files]\n'/seed' = 'seed'\n[[expect]]\non = 'STOR'\ntimes = 1\n";
    std::fs::write(&scenario, text).unwrap();
    let (served, http) = steered(&[scenario.to_str().unwrap(), "--virtual-roots"]);
    assert!(http.get("/api/v1/files").error(400).contains("?user=alice"));
    assert!(
        http.get("/api/v1/files?user=bob")
            .error(404)
            .contains("bob has no files")
    );
    http.put("/api/v1/files/for-bob?user=bob", "x").given();
    let login = |name: &str| {
        let mut ftp = suppaftp::FtpStream::connect(served.addr()).unwrap();
        ftp.login(name, "any").unwrap();
        ftp
    };
    let (mut alice, mut bob) = (login("alice"), login("bob"));
    assert_eq!(bob.nlst(None).unwrap(), ["for-bob", "seed"]);
    alice.put_file("/mine", &mut &b"content"[..]).unwrap();
    let alices = http.get("/api/v1/files?user=alice&format=text");
    assert_eq!(alices.text(), "/mine  7 bytes\n/seed  4 bytes\n");
    assert_eq!(http.get("/api/v1/files/mine?user=alice").body, b"content");
    http.get("/api/v1/files/mine?user=bob").error(404);
    assert_eq!(http.post("/api/v1/verify?user=alice", "").status, 200);
    let report = http.post("/api/v1/verify?user=bob", "").error(409);
    assert!(
        report.contains("STOR user=bob") && !report.contains("#1 connect"),
        "{report}"
    );
    let text = http.get("/api/v1/transcript?user=bob&format=text");
    assert!(text.text().starts_with("#2 connect\n") && !text.text().contains("STOR"));
    assert_eq!(
        http.get("/api/v1/wait?verb=STOR&user=alice").given()["path"],
        "/mine"
    );
    http.delete("/api/v1/files/mine?user=alice").done();
    assert_eq!(alice.nlst(None).unwrap(), ["seed"]);
}

#[test]
fn a_reset_takes_all_rooms_away() {
    let (served, http) = steered(&["fixtures/scenarios/flaky.toml", "--virtual-roots"]);
    for _ in 0..2 {
        let mut alice = crate::support::client(served.addr());
        alice.rm("/outbox/today.csv").unwrap();
        assert!(
            http.post("/api/v1/verify?user=alice", "")
                .error(409)
                .contains("RETR user=alice")
        );
        http.post("/api/v1/reset", "").done();
        http.get("/api/v1/files?user=alice").error(404);
        assert_eq!(http.post("/api/v1/verify", "").status, 200);
    }
}

#[test]
fn there_are_rooms_for_those_only_who_can_log_in() {
    let (_served, http) = steered(&["--virtual-roots", "--user", "alice:secret:elradfmwMT:/home"]);
    http.put("/api/v1/files/a?user=bob", "x").error(404);
    http.put("/api/v1/files/a?user=alice", "x").given();
    // The path is what the user sees.
    assert_eq!(
        http.get("/api/v1/files?user=alice&format=text").text(),
        "/a  1 byte\n"
    );
}
