//! Requests that are refused before anything is done: malformed, misled, too large.

use rstest::rstest;

use super::steered;

#[rstest]
#[case::no_http("GARBAGE\r\n\r\n", 400)]
#[case::no_method(" / HTTP/1.1\r\n\r\n", 400)]
#[case::bad_header("GET / HTTP/1.1\r\nHost localhost\r\n\r\n", 400)]
#[case::bad_length(
    "PUT /api/v1/files/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
    400
)]
#[case::bad_chunk(
    "PUT /api/v1/files/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    400
)]
#[case::no_host("GET /livez HTTP/1.1\r\n\r\n", 400)]
#[case::foreign_host("GET /livez HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403)]
#[case::foreign_target(
    "GET http://evil.example/livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
    403
)]
#[case::foreign_page(
    "POST /api/v1/reset HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n",
    403
)]
#[case::sandboxed_page(
    "POST /api/v1/reset HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n\r\n",
    403
)]
#[case::own_page(
    "GET /livez HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n\r\n",
    200
)]
#[case::old("GET /livez HTTP/1.0\r\n\r\n", 200)]
#[case::address("GET /livez HTTP/1.1\r\nHost: [::1]:8021\r\n\r\n", 200)]
#[case::large_file(
    "PUT /api/v1/files/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 67108865\r\n\r\n",
    413
)]
#[case::large_rules(
    "POST /api/v1/rules HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n",
    413
)]
fn a_request_is_looked_at_before_it_is_obeyed(#[case] request: &str, #[case] status: u16) {
    let (_served, http) = steered(&[]);
    assert_eq!(http.says(request).status, status);
    assert_eq!(http.get("/livez").status, 200);
}

#[test]
fn what_is_too_large_is_noticed_as_it_comes() {
    let (_served, http) = steered(&[]);
    let mut request =
        b"POST /api/v1/rules HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n".to_vec();
    request.resize(request.len() + 0x10_0001, b'#');
    let error = http.says(request).error(413);
    assert!(error.contains("1048576 bytes"), "{error}");
}

#[test]
fn a_head_has_bounds() {
    let (_served, http) = steered(&[]);
    let mut head = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ".to_vec();
    // All of it is read: what is not might cost the answer.
    head.resize(64 * 1024, b'x');
    assert_eq!(http.says(head).status, 431);
}

#[rstest]
#[case("GET", "/nope", 404, "GET /api/v1 lists")]
#[case("GET", "/api/v2/files", 404, "GET /api/v1 lists")]
#[case("GET", "/api/v1/rules/1/2", 404, "GET /api/v1 lists")]
#[case("PATCH", "/api/v1/rules", 405, "use GET, HEAD, POST, DELETE")]
#[case("GET", "/api/v1/reset", 405, "use POST")]
#[case("OPTIONS", "/api/v1/files/a", 405, "use GET, HEAD, PUT, DELETE")]
#[case("GET", "/api/v1/rules?usr=alice", 400, "expected user")]
#[case("POST", "/api/v1/reset?user=alice", 400, "nothing is taken here")]
#[case("GET", "/api/v1/rules?user=a&user=b", 400, "said twice")]
#[case("GET", "/api/v1/transcript?session=x", 400, "expected a number")]
#[case("GET", "/api/v1/transcript?verb=STRO", 400, "expected commands")]
#[case("GET", "/api/v1/transcript?format=xml", 400, "json, jsonl or text")]
#[case("GET", "/api/v1/transcript?user=%ff&verb=%ff", 400, "no UTF-8")]
#[case("GET", "/api/v1/wait", 400, "say what to wait for")]
#[case("GET", "/api/v1/wait?path=in", 400, "expected a path")]
#[case("GET", "/api/v1/wait?verb=STOR&timeout=5", 400, "expected a time")]
#[case("POST", "/api/v1/down?for=soon", 400, "expected a time")]
#[case("GET", "/api/v1/files/%zz", 400, "two hexadecimal digits")]
#[case("GET", "/api/v1/files/%00", 400, "NUL")]
#[case("GET", "/api/v1/files?user=alice", 400, "--virtual-roots")]
#[case("DELETE", "/api/v1/files/..", 400, "can not be removed")]
#[case("DELETE", "/api/v1/rules/x", 400, "expected one such as 1")]
#[case("DELETE", "/api/v1/rules/99", 404, "there is no rule 99")]
#[case("DELETE", "/api/v1/sessions/99", 404, "there is no session 99")]
fn a_refusal_says_what_would_do(
    #[case] method: &str,
    #[case] path: &str,
    #[case] status: u16,
    #[case] says: &str,
) {
    let (_served, http) = steered(&[]);
    let answer = http.ask(method, path, "");
    let error = answer.error(status);
    assert!(error.contains(says), "{error}");
    assert_eq!(answer.header("allow").is_some(), status == 405);
    assert!(answer.header("access-control-allow-origin").is_none());
}

#[test]
fn a_connection_takes_many_requests() {
    let (_served, http) = steered(&[]);
    let mut line = http.line();
    for _ in 0..3 {
        line.ask("GET", "/livez", "");
        line.ask("GET", "/nope", "");
    }
    for _ in 0..3 {
        assert_eq!((line.answer().status, line.answer().status), (200, 404));
    }
}

#[rstest]
#[case(&["serve", "--admin", "nowhere"], "expected an address such as 127.0.0.1:8021, or a port")]
#[case(&["serve", "--admin", "192.0.2.1:8021"], "--admin 192.0.2.1:8021: ")]
fn an_address_that_can_not_be_had_is_a_mistake(#[case] args: &[&str], #[case] says: &str) {
    let output = crate::support::ran(args);
    assert_eq!(output.status.code(), Some(2));
    let told = crate::support::told(&output);
    assert!(told.contains(says), "{told}");
}
