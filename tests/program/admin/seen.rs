//! What clients did: transcript, sessions, events.

use serde_json::Value;

use super::{steered, upload};

#[test]
fn the_transcript_has_three_forms_and_filters() {
    let (served, http) = steered(&[]);
    let mut clients = [(); 2].map(|()| crate::support::client(served.addr()));
    for (ftp, path) in clients.iter_mut().zip(["/a", "/b"]) {
        ftp.put_file(path, &mut &b"content"[..]).unwrap();
    }
    let all = http.get("/api/v1/transcript").given();
    let all = all.as_array().unwrap();
    assert_eq!(all[0]["kind"], "connect");
    let stor = all.iter().find(|entry| entry["line"] == "STOR /a").unwrap();
    assert_eq!(
        (&stor["verb"], &stor["path"]),
        (&"STOR".into(), &"/a".into())
    );
    let text = http.get("/api/v1/transcript?format=text&verb=STOR&session=2");
    assert_eq!(
        text.text(),
        "C: STOR /b\nS: 150 File status okay; about to open data connection.\nD: C->S 7 bytes\nS: 226 Transfer complete.\n"
    );
    let mut line = http.line();
    line.send(
        "GET /api/v1/transcript HTTP/1.1\r\nHost: localhost\r\nAccept: application/jsonl\r\n\r\n",
    );
    let lines = line.answer();
    let lines: Vec<Value> = lines
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines, *all);
    line.send("GET /api/v1/transcript?user=alice HTTP/1.1\r\nHost: localhost\r\nAccept: text/plain\r\n\r\n");
    assert!(line.answer().text().starts_with("#1 connect\n"));
    assert_eq!(
        http.get("/api/v1/transcript?user=bob&format=text").text(),
        ""
    );
}

#[test]
fn a_transcript_that_was_forgotten_begins_anew() {
    let (served, http) = steered(&[]);
    let mut ftp = crate::support::client(served.addr());
    ftp.put_file("/a", &mut &b"content"[..]).unwrap();
    http.delete("/api/v1/transcript").done();
    assert_eq!(http.get("/api/v1/transcript?format=text").text(), "");
    ftp.mkdir("/d").unwrap();
    // Whose session it is was not forgotten, nor its number.
    assert_eq!(
        http.get("/api/v1/transcript?format=text&user=alice&session=1")
            .text(),
        "C: MKD /d\nS: 257 \"/d\" created.\n"
    );
    upload(&served, "/b");
    assert_eq!(
        http.get("/api/v1/transcript?session=2&verb=STOR").given()[0]["path"],
        "/b"
    );
}

#[test]
fn sessions_are_listed_and_sent_away() {
    let (served, http) = steered(&[]);
    let mut ftp = crate::support::client(served.addr());
    let sessions = http.get("/api/v1/sessions?user=alice").given();
    assert_eq!(
        (&sessions[0]["session"], &sessions[0]["cwd"]),
        (&1.into(), &"/".into())
    );
    assert_ne!(sessions[0]["activity"], "ended");
    assert_eq!(
        http.get("/api/v1/sessions?user=bob").given(),
        serde_json::json!([])
    );
    http.delete("/api/v1/sessions/1").done();
    assert!(ftp.noop().is_err());
    http.delete("/api/v1/sessions/1").error(404);
    assert_eq!(http.get("/api/v1/sessions").given()[0]["activity"], "ended");
}

#[test]
fn events_come_as_they_happen() {
    let (served, http) = steered(&["--events"]);
    let mut all = http.line().stream("/api/v1/events");
    let mut bobs = http.line().stream("/api/v1/events?user=bob");
    assert_eq!(all.next().unwrap(), ": from here on");
    assert_eq!(bobs.next().unwrap(), ": from here on");
    let mut alice = crate::support::client(served.addr());
    alice.put_file("/a", &mut &b"x"[..]).unwrap();
    let mut bob = suppaftp::FtpStream::connect(served.addr()).unwrap();
    bob.login("bob", "x").unwrap();
    let next = |stream: &mut dyn Iterator<Item = String>| -> Value {
        let mut data = stream.filter_map(|line| line.strip_prefix("data: ").map(str::to_owned));
        serde_json::from_str(&data.next().unwrap()).unwrap()
    };
    let expected = ["connect", "login", "file_received", "connect", "login"];
    for event in expected {
        let told = next(&mut all);
        assert_eq!(told["event"], event);
        assert_eq!(told, served.line());
    }
    let told = next(&mut bobs);
    assert_eq!(
        (&told["event"], &told["user"]),
        (&"login".into(), &"bob".into())
    );
    assert_eq!(served.stopped().0.code(), Some(0));
    assert_eq!(next(&mut bobs)["event"], "disconnect");
    assert_eq!(bobs.find(|line| !line.is_empty()), None);
}
