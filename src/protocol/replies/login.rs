//! USER to QUIT.

use bytes::Bytes;

use super::fixed;
use crate::protocol::{Code, Reply};

fixed! {
    need_password "USER.need_password" 331 "User name okay, need password.";
    need_password_again "USER.again" 331 "User name okay, need password.";
    user_refused "USER.refused" 530 "User not allowed.";
    need_account "PASS.need_account" 332 "Need account for login.";
    login_incorrect "PASS.bad" 530 "Login incorrect.";
    already_logged_in "PASS.again" 503 "Bad sequence of commands.";
    superfluous "PASS.superfluous" 202 "Command superfluous.";
    account_accepted "ACCT.done" 230 "Account accepted, proceed.";
    account_refused "ACCT.bad" 530 "Account not accepted.";
    need_account_to_store "session.need_account" 532 "Need account for storing files.";
    account_superfluous "ACCT.superfluous" 202 "Command superfluous.";
    ready_for_new_user "REIN.done" 220 "Service ready for new user.";
}

/// `230 User logged in, proceed.`, after the lines of the user's message.
pub fn logged_in(message: &[u8]) -> Reply {
    with_message("PASS.done", 230, message, "User logged in, proceed.")
}

/// `221 Service closing control connection.`, after the lines of the user's message.
pub fn closing(message: &[u8]) -> Reply {
    let text = "Service closing control connection.";
    with_message("QUIT.done", 221, message, text)
}

fn with_message(key: &'static str, code: u16, message: &[u8], text: &'static str) -> Reply {
    if message.is_empty() {
        return Reply::keyed(key, Code::of(code), text);
    }
    let message = message.strip_suffix(b"\n").unwrap_or(message);
    let mut lines: Vec<Bytes> = message
        .split(|&octet| octet == b'\n')
        .map(|line| Bytes::copy_from_slice(line.strip_suffix(b"\r").unwrap_or(line)))
        .collect();
    lines.push(Bytes::from_static(text.as_bytes()));
    Reply::lines(key, Code::of(code), lines)
}
