//! What there is, and whether it works.

use serde::Serialize;
use serde_json::json;

use super::answer::{Answer, Refusal};
use super::call::Call;
use super::routes::{ROUTES, Route};

/// A row of the table.
#[derive(Serialize)]
struct Row {
    method: &'static str,
    path: &'static str,
    query: &'static [&'static str],
    does: &'static str,
}

/// `GET /api/v1`
pub(super) fn list(call: Call<'_>) -> Result<Answer, Refusal> {
    let row = |route: &'static Route| Row {
        method: route.method.as_str(),
        path: route.path,
        query: route.words,
        does: route.does,
    };
    let routes: Vec<Row> = ROUTES.iter().map(row).collect();
    Ok(Answer::json(&json!({
        "program": concat!("ftpmock ", env!("CARGO_PKG_VERSION")),
        "url": call.server.url(),
        "routes": routes,
    })))
}

/// `GET /livez`
pub(super) fn live(_: Call<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::json(&json!({ "status": "ok" })))
}

/// `GET /readyz`
pub(super) fn ready(call: Call<'_>) -> Result<Answer, Refusal> {
    if call.ward.outage().is_some() {
        let status = hyper::StatusCode::SERVICE_UNAVAILABLE;
        let why = "the server is down; POST /api/v1/up ends that";
        return Err(Refusal::new(status, why));
    }
    Ok(Answer::json(&json!({ "status": "ok" })))
}
