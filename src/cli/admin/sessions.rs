//! Who is there.

use super::answer::{Answer, Refusal};
use super::call::Call;

/// `GET /api/v1/sessions`
pub(super) fn list(call: Call<'_>) -> Result<Answer, Refusal> {
    let mut sessions = call.server.sessions();
    if let Some(user) = call.user() {
        sessions.retain(|session| session.user.as_deref() == Some(user));
    }
    Ok(Answer::json(&sessions))
}

/// `DELETE /api/v1/sessions/<id>`
pub(super) fn kick(call: Call<'_>) -> Result<Answer, Refusal> {
    let number = call.id()?;
    if call.server.kick(number) {
        Ok(Answer::Done)
    } else {
        Err(Refusal::not_found(format_args!(
            "there is no session {number}, or it has ended; GET /api/v1/sessions lists them"
        )))
    }
}
