//! Verifying, and beginning anew.

use super::{steered, upload};

#[test]
fn verifying_gives_findings_or_the_report() {
    let (served, http) = steered(&["fixtures/scenarios/flaky.toml"]);
    let unmet = http.post("/api/v1/verify", "");
    assert!(unmet.error(409).contains("expected at least 2, got 0"));
    assert_eq!(unmet.json()["ok"], false);
    let text = http.post("/api/v1/verify?format=text", "");
    assert_eq!(text.status, 409);
    assert!(
        text.text()
            .starts_with("ftpmock: 1 of 1 expectation not met")
    );
    let mut ftp = crate::support::client(served.addr());
    ftp.retr_as_buffer("/outbox/today.csv").unwrap_err();
    let mut ftp = crate::support::client(served.addr());
    ftp.retr_as_buffer("/outbox/today.csv").unwrap();
    let met = http.post("/api/v1/verify", "").given();
    assert_eq!(met["ok"], true);
    let hits: Vec<u64> = met["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["hits"].as_u64().unwrap())
        .collect();
    assert_eq!(hits, [0, 1, 2]);
    assert_eq!(
        http.post("/api/v1/verify?format=text", "").text(),
        "all is as expected\n"
    );
    assert_eq!(served.stopped().0.code(), Some(0));
}

#[test]
fn after_a_reset_all_is_as_the_scenario_made_it() {
    let (served, http) = steered(&["fixtures/scenarios/flaky.toml"]);
    let (files, rules) = (
        http.get("/api/v1/files").given(),
        http.get("/api/v1/rules").given(),
    );
    for _ in 0..2 {
        http.post(
            "/api/v1/rules",
            "[[rule]]\non = 'MKD'\nreply = [550, 'No.']\n",
        )
        .given();
        http.put("/api/v1/files/new", "x").given();
        http.delete("/api/v1/files/outbox").done();
        let mut ftp = crate::support::client(served.addr());
        assert!(ftp.mkdir("/d").is_err());
        // The rule of the scenario is there again, too.
        assert_eq!(upload(&served, "/in.csv"), 450);
        assert_eq!(upload(&served, "/in.csv"), 226);
        http.post("/api/v1/reset", "").done();
        assert!(ftp.noop().is_err());
        assert_eq!(http.get("/api/v1/files").given(), files);
        assert_eq!(http.get("/api/v1/rules").given(), rules);
        assert_eq!(
            http.get("/api/v1/transcript").given(),
            serde_json::json!([])
        );
        assert_eq!(http.get("/api/v1/sessions").given(), serde_json::json!([]));
    }
}

#[test]
fn a_reset_ends_an_outage() {
    let (served, http) = steered(&[]);
    http.post("/api/v1/down", "").done();
    http.post("/api/v1/reset", "").done();
    assert_eq!(http.get("/readyz").status, 200);
    crate::support::client(served.addr());
}
