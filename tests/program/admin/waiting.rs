//! Waiting for clients, without asking again and again.

use super::{steered, upload};

#[test]
fn what_has_come_already_counts() {
    let (served, http) = steered(&[]);
    let mut ftp = crate::support::client(served.addr());
    ftp.mkdir("/in").unwrap();
    ftp.cwd("/in").unwrap();
    ftp.put_file("a.csv", &mut &b"x"[..]).unwrap();
    let told = http
        .get("/api/v1/wait?verb=STOR&path=/in/*.csv&user=alice&code=226&timeout=0")
        .given();
    assert_eq!(
        (&told["session"], &told["user"]),
        (&1.into(), &"alice".into())
    );
    assert_eq!(
        (&told["path"], &told["code"]),
        (&"/in/a.csv".into(), &226.into())
    );
    let kinds: Vec<&str> = told["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["command", "reply", "data", "reply"]);
    for other in [
        "path=/in/b.csv",
        "user=bob",
        "session=2",
        "code=450",
        "count=2",
    ] {
        let answer = http.get(&format!("/api/v1/wait?verb=STOR&{other}&timeout=0"));
        assert!(answer.error(408).contains("came within 0ns"), "{other}");
        assert_eq!(answer.json()["seen"], u64::from(other == "count=2"));
    }
}

#[test]
fn the_nth_is_waited_for() {
    let (served, http) = steered(&["fixtures/scenarios/flaky.toml"]);
    let mut third = http.line();
    third.ask("GET", "/api/v1/wait?verb=STOR,RETR&count=3", "");
    for path in ["/1", "/2", "/3"] {
        upload(&served, path);
    }
    let told = third.answer().given();
    assert_eq!((&told["path"], &told["session"]), (&"/3".into(), &3.into()));
    let first = http.get("/api/v1/wait?path=/*&verb=STOR").given();
    assert_eq!(
        (&first["path"], &first["code"]),
        (&"/1".into(), &450.into())
    );
}

#[test]
fn a_command_is_done_when_it_is_answered_and_not_before() {
    let (served, http) = steered(&[]);
    let hold = "[[rule]]\non = 'NOOP'\nhold = true\n";
    let id = http.post("/api/v1/rules", hold).given()["ids"][0].to_string();
    let addr = served.addr();
    let client = std::thread::spawn(move || crate::support::client(addr).noop());
    // That it has come is known by what stands before it.
    http.get("/api/v1/wait?verb=PASS").given();
    http.get("/api/v1/wait?verb=NOOP&timeout=0").error(408);
    let mut line = http.line();
    line.ask("GET", "/api/v1/wait?verb=NOOP", "");
    http.delete(&format!("/api/v1/rules/{id}")).done();
    assert_eq!(line.answer().given()["code"], 200);
    client.join().unwrap().unwrap();
}

#[test]
fn a_command_that_got_no_answer_is_done_with_its_session() {
    let (served, http) = steered(&[]);
    http.post("/api/v1/rules", "[[rule]]\non = 'NOOP'\nreset = true\n")
        .given();
    assert!(crate::support::client(served.addr()).noop().is_err());
    let told = http.get("/api/v1/wait?verb=NOOP").given();
    assert!(told["code"].is_null());
}

#[test]
fn a_hundred_wait_at_once() {
    let (served, http) = steered(&[]);
    let mut lines: Vec<_> = (0..100).map(|_| http.line()).collect();
    for line in &mut lines {
        line.ask("GET", "/api/v1/wait?verb=STOR&path=/a", "");
    }
    // The others are not in their way.
    assert_eq!(http.get("/livez").status, 200);
    assert_eq!(upload(&served, "/a"), 226);
    for line in &mut lines {
        assert_eq!(line.answer().given()["path"], "/a");
    }
}

#[test]
fn who_goes_away_waits_no_more() {
    let (served, http) = steered(&[]);
    for path in ["/api/v1/wait?verb=STOR", "/api/v1/events"] {
        let mut line = http.line();
        line.ask("GET", path, "");
    }
    assert_eq!(upload(&served, "/a"), 226);
    assert_eq!(served.stopped().0.code(), Some(0));
}
