//! The connection, and what any command can be answered.

use super::fixed;
use crate::protocol::{Code, Reply, SyntaxError};

fixed! {
    // closing
    too_many_connections "connect.too_many" 421 "Too many connections.";
    too_many_from_address "connect.too_many_from_address" 421 "Too many connections from your address.";
    service_not_available "session.shutdown" 421 "Service not available.";
    idle_timeout "session.idle" 421 "Timeout: closing control connection.";
    login_timeout "session.login_timeout" 421 "Login timeout: closing control connection.";
    too_many_logins "session.too_many_logins" 421 "Too many login attempts: closing control connection.";
    bad_telnet "session.bad_telnet" 421 "Telnet negotiation too long: closing control connection.";
    // the line
    line_too_long "command.too_long" 500 "Command line too long.";
    syntax_error "command.malformed" 500 "Syntax error, command unrecognized.";
    not_understood "command.unknown" 500 "Command not understood.";
    not_implemented "command.not_implemented" 502 "Command not implemented.";
    // its argument
    argument_required "argument.missing" 501 "Syntax error: argument required.";
    no_argument_allowed "argument.unexpected" 501 "Syntax error: no argument allowed.";
    bad_argument "argument.malformed" 501 "Syntax error in parameters or arguments.";
    bad_address "argument.address" 501 "Syntax error: invalid address or port.";
    invalid_utf8 "argument.utf8" 501 "Invalid UTF-8 in argument.";
    bad_time "argument.time" 501 "Syntax error: time must be YYYYMMDDHHMMSS.";
    parameter_unsupported "argument.unsupported" 504 "Command not implemented for that parameter.";
    parameter_unknown "argument.unknown" 504 "Command not implemented for that parameter.";
    name_not_allowed "path.name_not_allowed" 553 "File name not allowed.";
    // the session
    please_login "session.not_logged_in" 530 "Please login with USER and PASS.";
    bad_sequence "session.bad_sequence" 503 "Bad sequence of commands.";
}

/// 220 with the lines of a banner; its line ends become those of the reply.
pub fn greeting(banner: &[u8]) -> Reply {
    Reply::keyed("connect.greeting", Code::of(220), "").with_text(banner.to_vec())
}

/// The reply to an argument its grammar does not allow.
pub fn syntax(error: SyntaxError) -> Reply {
    match error {
        SyntaxError::BadAddress => bad_address(),
        SyntaxError::BadFamily => super::unknown_family("(1,2)"),
        SyntaxError::BadMarker => super::bad_restart_marker(),
        SyntaxError::BadName => name_not_allowed(),
        SyntaxError::BadTime => bad_time(),
        SyntaxError::Malformed => bad_argument(),
        SyntaxError::Missing => argument_required(),
        SyntaxError::Unexpected => no_argument_allowed(),
        SyntaxError::Unsupported => parameter_unsupported(),
    }
}
