//! Files are put, looked at and taken away.

use super::{steered, upload};

#[test]
fn a_file_that_was_put_is_there_for_clients_and_back() {
    let (served, http) = steered(&[]);
    let content: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    let put = http.put("/api/v1/files/in/a%20b.bin", &content);
    assert_eq!(put.status, 201);
    assert_eq!(put.given()["size"], content.len());
    let mut ftp = crate::support::client(served.addr());
    ftp.transfer_type(suppaftp::types::FileType::Binary)
        .unwrap();
    assert_eq!(
        ftp.retr_as_buffer("/in/a b.bin").unwrap().into_inner(),
        content
    );
    let got = http.get("/api/v1/files/in/a%20b.bin");
    assert_eq!(got.header("content-type"), Some("application/octet-stream"));
    assert!(got.body == content);
    assert_eq!(http.put("/api/v1/files/in/a%20b.bin", "").status, 200);
    assert_eq!(http.get("/api/v1/files/in/a%20b.bin").body, b"");
}

#[test]
fn a_head_has_the_size_and_no_content() {
    let (_served, http) = steered(&[]);
    http.put("/api/v1/files/a", "12345").given();
    let mut line = http.line();
    line.send("HEAD /api/v1/files/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let head: Vec<String> = line.lines().collect();
    assert!(head.contains(&"content-length: 5".to_owned()), "{head:?}");
    assert_eq!(head.last().unwrap(), "");
}

#[test]
fn directories_are_trees() {
    let (served, http) = steered(&["fixtures/scenarios/happy.toml"]);
    upload(&served, "/in.txt");
    assert_eq!(http.put("/api/v1/files/new/dir/", "").status, 201);
    let text = http.get("/api/v1/files?format=text");
    assert_eq!(
        text.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert!(
        text.text()
            .contains("/in.txt  7 bytes\n/inbox/\n/new/dir/\n"),
        "{}",
        text.text()
    );
    let tree = http.get("/api/v1/files").given();
    let paths: Vec<&str> = tree
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["path"].as_str().unwrap())
        .collect();
    assert!(paths.contains(&"/in.txt") && paths.contains(&"/outbox/today.csv"));
    let new = http.get("/api/v1/files/new").given();
    assert_eq!(new[0]["path"], "/new/dir");
    assert_eq!(new[0]["kind"], "directory");
    assert!(new[0].get("size").is_none());
    http.delete("/api/v1/files/new").done();
    http.get("/api/v1/files/new").error(404);
}

#[test]
fn what_the_files_do_not_allow_is_refused() {
    let (_served, http) = steered(&["fixtures/scenarios/full-disk.toml"]);
    http.put("/api/v1/files/a", "x").given();
    assert!(
        http.get("/api/v1/files/missing")
            .error(404)
            .starts_with("/missing: ")
    );
    http.delete("/api/v1/files/missing").error(404);
    http.put("/api/v1/files/a/b", "x").error(409);
    http.put("/api/v1/files/b/", "content").error(400);
    http.put("/api/v1/files/large", vec![0; 2 << 20]).error(507);
}

#[test]
fn files_may_be_those_of_a_directory() {
    let dir = tempfile::tempdir().unwrap();
    let content = vec![7; 200_000];
    let (_served, http) = steered(&["--root", dir.path().to_str().unwrap()]);
    http.put("/api/v1/files/in/a.bin", &content).given();
    assert!(std::fs::read(dir.path().join("in/a.bin")).unwrap() == content);
    assert!(http.get("/api/v1/files/in/a.bin").body == content);
    assert!(http.get("/api/v1/files/../../etc/passwd").status == 404);
    http.post("/api/v1/reset", "").done();
    http.delete("/api/v1/files/in").done();
    assert!(!dir.path().join("in").exists());
}
