//! Verifying, beginning anew, and outages.

use hyper::StatusCode;
use serde_json::json;

use super::answer::{Answer, Form, Refusal};
use super::call::Call;
use super::rules::rows;
use crate::scenario::duration;

/// `POST /api/v1/verify`
pub(super) fn verify(call: Call<'_>) -> Result<Answer, Refusal> {
    let form = call.form()?;
    let verdict = match call.user() {
        None => call.server.try_verify(),
        Some(user) => call.server.try_verify_of(user),
    };
    let status = match verdict {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::CONFLICT,
    };
    let report = verdict.err().map(|unmet| unmet.to_string());
    if form == Form::Text {
        let text = report.unwrap_or_else(|| "all is as expected".to_owned());
        return Ok(Answer::Text(status, form, text + "\n"));
    }
    let mut findings = json!({ "ok": report.is_none(), "rules": rows(call) });
    if let Some(report) = report {
        findings["error"] = report.into();
    }
    Ok(Answer::json_as(status, &findings))
}

/// `POST /api/v1/reset`
pub(super) fn reset(call: Call<'_>) -> Result<Answer, Refusal> {
    call.ward.end_outage();
    call.server.reset_with(|| {
        if let Some(rooms) = &call.ward.rooms {
            rooms.empty();
        }
    });
    call.ward.added().clear();
    Ok(Answer::Done)
}

/// `POST /api/v1/down`
pub(super) fn down(call: Call<'_>) -> Result<Answer, Refusal> {
    let time = call
        .asked
        .query
        .parsed("for", "a time such as 5s", duration)?;
    match time {
        Some(time) => call.server.down_for(time),
        None => {
            let mut outage = call.ward.outage();
            if outage.is_none() {
                *outage = Some(call.server.down());
            }
        }
    }
    Ok(Answer::Done)
}

/// `POST /api/v1/up`
pub(super) fn up(call: Call<'_>) -> Result<Answer, Refusal> {
    call.ward.end_outage();
    Ok(Answer::Done)
}
