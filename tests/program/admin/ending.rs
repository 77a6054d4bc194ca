//! The end of the program does not wait for those who wait for it.

#![cfg(unix)]

use std::net::TcpStream;

use rustix::process::Signal;

use super::steered;

#[test]
fn who_waits_is_told_of_the_end() {
    let (served, http) = steered(&[]);
    let mut wait = http.line();
    wait.ask("GET", "/livez", "");
    assert_eq!(wait.answer().status, 200);
    wait.ask("GET", "/api/v1/wait?verb=STOR&timeout=1h", "");
    let mut events = http.line().stream("/api/v1/events");
    assert_eq!(events.next().unwrap(), ": from here on");
    // What was asked before has been read when this is answered.
    assert_eq!(http.get("/livez").status, 200);
    let _ftp = crate::support::client(served.addr());
    served.signal(Signal::TERM);
    assert!(wait.answer().error(503).contains("ending"));
    let last = events.filter(|line| !line.is_empty()).last().unwrap();
    assert!(last.contains(r#""event":"disconnect""#), "{last}");
    assert_eq!(served.ended().0.code(), Some(0));
}

#[test]
fn who_says_nothing_and_who_reads_nothing_hold_nobody_up() {
    let (served, http) = steered(&[]);
    http.put("/api/v1/files/large", vec![0; 32 << 20]).given();
    let _silent = http.line();
    let mut half = http.line();
    half.send("GET /livez HT");
    let mut deaf = http.line();
    deaf.ask("GET", "/api/v1/files/large", "");
    assert_eq!(http.get("/livez").status, 200);
    served.signal(Signal::TERM);
    assert_eq!(served.ended().0.code(), Some(0));
    let addr = http.url();
    assert!(TcpStream::connect(addr.strip_prefix("http://").unwrap()).is_err());
}
