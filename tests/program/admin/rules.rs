//! Rules come and go while the server runs.

use super::{steered, upload};

const BUSY_ONCE: &str = "[[rule]]\nname = 'busy'\non = 'STOR'\nonce = true\nreply = [450, 'Busy.']\n\
    [[expect]]\non = 'STOR'\ntimes = 2\n";

#[test]
fn a_rule_acts_from_when_it_was_added_until_it_is_removed() {
    let (served, http) = steered(&["fixtures/scenarios/happy.toml"]);
    let before = http.get("/api/v1/rules").given().as_array().unwrap().len();
    let added = http.post("/api/v1/rules", BUSY_ONCE);
    assert_eq!(added.status, 201);
    let ids = &added.given()["ids"];
    assert_eq!(ids.as_array().unwrap().len(), 2);
    assert_eq!(upload(&served, "/a"), 450);
    assert_eq!(upload(&served, "/a"), 226);
    let rules = http.get("/api/v1/rules").given();
    let (busy, expected) = (&rules[before], &rules[before + 1]);
    assert_eq!([&busy["id"], &expected["id"]], [&ids[0], &ids[1]]);
    assert_eq!((&busy["hits"], &busy["matched"]), (&1.into(), &2.into()));
    assert_eq!(
        (&expected["hits"], &expected["matched"]),
        (&2.into(), &2.into())
    );
    assert_eq!(busy["place"], "POST /api/v1/rules:1");
    assert_eq!(busy["rule"]["name"], "busy");
    assert!(
        busy["sentence"]
            .as_str()
            .unwrap()
            .contains("The first time")
    );
    assert_eq!(busy["added"], true);
    http.delete(&format!("/api/v1/rules/{}", ids[0])).done();
    http.delete(&format!("/api/v1/rules/{}", ids[0])).error(404);
    http.post("/api/v1/rules", BUSY_ONCE).given();
    http.delete("/api/v1/rules").done();
    let left = http.get("/api/v1/rules").given();
    assert_eq!(left.as_array().unwrap().len(), before);
    assert_eq!(upload(&served, "/a"), 226);
    assert_eq!(served.stopped().0.code(), Some(0));
}

#[test]
fn what_is_wrong_with_rules_is_shown_where_it_stands() {
    let (_served, http) = steered(&[]);
    let answer = http.post(
        "/api/v1/rules",
        "[[rule]]\non = 'STRO'\nreply = [450, 'x']\n",
    );
    let error = answer.error(422);
    assert!(
        error.contains("did you mean `STOR`?") && error.contains("2:6"),
        "{error}"
    );
    let json = answer.json();
    assert_eq!(
        (&json["line"], &json["column"], &json["problems"]),
        (&2.into(), &6.into(), &1.into())
    );
    let error = http
        .post("/api/v1/rules", "[server]\ngreeting = 'x'\n")
        .error(422);
    assert!(error.contains("the server runs already"), "{error}");
    assert!(
        http.post("/api/v1/rules", "no = toml")
            .error(422)
            .contains("1:")
    );
    assert!(
        http.post("/api/v1/rules", "")
            .error(400)
            .contains("[[rule]]")
    );
    assert!(
        http.ask("POST", "/api/v1/rules", b"\xff")
            .error(400)
            .contains("UTF-8")
    );
    assert_eq!(http.get("/api/v1/rules").given(), serde_json::json!([]));
}

#[test]
fn a_session_that_is_held_is_let_go_with_its_rule() {
    let (served, http) = steered(&[]);
    let hold = "[[rule]]\non = 'DELE'\nhold = true\n";
    let id = http.post("/api/v1/rules", hold).given()["ids"][0].to_string();
    http.put("/api/v1/files/a", "x").given();
    let addr = served.addr();
    let client = std::thread::spawn(move || crate::support::client(addr).rm("/a"));
    // Each look is a request of its own: it comes there soon.
    let held = || {
        let rules = http.get("/api/v1/rules").given();
        rules[0]["hits"] == 1
    };
    assert!((0..100_000).any(|_| held()));
    assert_eq!(
        http.get("/api/v1/sessions").given()[0]["command"],
        "DELE /a"
    );
    http.delete(&format!("/api/v1/rules/{id}")).done();
    client.join().unwrap().unwrap();
}

#[test]
fn an_addition_may_be_about_one_user() {
    let (served, http) = steered(&[]);
    http.post(
        "/api/v1/rules?user=bob",
        "[[expect]]\non = 'STOR'\ntimes = 1\n",
    )
    .given();
    http.post("/api/v1/rules?user=alice", BUSY_ONCE).given();
    assert_eq!(upload(&served, "/a"), 450);
    assert_eq!(upload(&served, "/a"), 226);
    assert_eq!(
        http.get("/api/v1/rules?user=alice")
            .given()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(http.post("/api/v1/verify?user=alice", "").status, 200);
    let report = http.post("/api/v1/verify?user=bob", "").error(409);
    assert!(
        report.contains("expected 1, got 0") && !report.contains("busy"),
        "{report}"
    );
    http.delete("/api/v1/rules?user=bob").done();
    assert_eq!(http.post("/api/v1/verify", "").status, 200);
}
