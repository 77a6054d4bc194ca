//! What has happened.

use hyper::StatusCode;

use super::answer::{Answer, Form, Refusal};
use super::call::{Call, Query};
use crate::cli::outcome::lines;
use crate::protocol::Verb;
use crate::script::Trigger;

/// `GET /api/v1/transcript`
pub(super) fn show(call: Call<'_>) -> Result<Answer, Refusal> {
    let query = &call.asked.query;
    let mut transcript = call.server.transcript().without_calls();
    if let Some(number) = query.number("session")? {
        transcript = transcript.session(number);
    }
    if let Some(user) = call.user() {
        transcript = transcript.of_user(user);
    }
    if let Some(commands) = commands(query)? {
        transcript = transcript.only(commands);
    }
    Ok(match call.form()? {
        Form::Json => Answer::json(&transcript),
        Form::Jsonl => Answer::Text(StatusCode::OK, Form::Jsonl, lines(&transcript)),
        Form::Text => {
            let mut text = transcript.to_string();
            if !text.is_empty() {
                text.push('\n');
            }
            Answer::Text(StatusCode::OK, Form::Text, text)
        }
    })
}

/// `DELETE /api/v1/transcript`
pub(super) fn forget(call: Call<'_>) -> Result<Answer, Refusal> {
    call.server.forget_transcript();
    Ok(Answer::Done)
}

/// The commands of `?verb=STOR,SITE CHMOD`.
pub(super) fn commands(query: &Query) -> Result<Option<Trigger>, Refusal> {
    let expected = "commands such as STOR or STOR,SITE CHMOD";
    query.parsed("verb", expected, |text| {
        let commands = text.split(',').map(str::trim);
        let triggers = commands.map(|command| {
            let name = command.split(' ').next().unwrap_or_default();
            Verb::find(name.as_bytes()).map(|_| Trigger::from(command))
        });
        let triggers: Option<Vec<Trigger>> = triggers.collect();
        triggers.map(Trigger::any_of)
    })
}
