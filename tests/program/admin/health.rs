//! What there is, and whether it works.

use super::steered;

#[test]
fn it_is_there_only_when_it_is_asked_for() {
    let served = crate::support::serve(&["--until-stdin-closes"]);
    assert!(served.ready.get("admin").is_none());
    let (served, http) = steered(&[]);
    assert_eq!(served.ready["admin"], http.url());
    assert!(http.url().starts_with("http://127.0.0.1:"));
    assert_eq!(http.get("/livez").given()["status"], "ok");
    let (status, told) = served.stopped();
    assert_eq!((status.code(), &told[..]), (Some(0), ""));
}

#[test]
fn its_routes_are_listed() {
    let (served, http) = steered(&[]);
    for path in ["/", "/api/v1", "/api/v1/"] {
        let index = http.get(path).given();
        assert_eq!(index["url"], served.ready["url"]);
        let routes = index["routes"].as_array().unwrap();
        let reset = routes.iter().find(|row| row["path"] == "/api/v1/reset");
        assert_eq!(reset.unwrap()["method"], "POST");
    }
}

#[test]
fn an_outage_can_be_seen() {
    let (served, http) = steered(&[]);
    assert_eq!(http.get("/readyz").status, 200);
    http.post("/api/v1/down", "").done();
    http.post("/api/v1/down", "").done();
    assert!(suppaftp::FtpStream::connect(served.addr()).is_err());
    assert!(http.get("/readyz").error(503).contains("/api/v1/up"));
    assert_eq!(http.get("/livez").status, 200);
    http.post("/api/v1/up", "").done();
    http.post("/api/v1/up", "").done();
    assert_eq!(http.get("/readyz").status, 200);
    crate::support::client(served.addr());
}

#[test]
fn what_ends_during_an_outage_ends() {
    let (served, http) = steered(&[]);
    http.post("/api/v1/down", "").done();
    assert_eq!(served.stopped().0.code(), Some(0));
    let (served, http) = steered(&[]);
    http.post("/api/v1/down?for=1h", "").done();
    assert!(suppaftp::FtpStream::connect(served.addr()).is_err());
    assert_eq!(served.stopped().0.code(), Some(0));
}
