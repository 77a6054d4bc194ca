//! Parameters, data connections, transfers.

use std::fmt::Display;

use super::fixed;
use crate::protocol::{Code, Reply, Verb, epsv_text};

fixed! {
    // the data port
    port_done "PORT.done" 200 "PORT command successful.";
    eprt_done "EPRT.done" 200 "EPRT command successful.";
    epsv_all "EPSV.all" 200 "EPSV ALL command successful.";
    foreign_address "PORT.foreign" 504 "Address is not that of the client.";
    privileged_port "PORT.privileged" 504 "Port below 1024 not allowed.";
    port_refused "PORT.refused" 425 "Can't connect to that address.";
    port_timeout "PORT.timeout" 425 "Can't connect to that address.";
    use_epsv "PASV.use_epsv" 522 "Use EPSV.";
    cannot_open_passive "PASV.no_port" 425 "Can't open passive connection.";
    use_pasv_first "data.none" 425 "Use PASV or PORT first.";
    cannot_open_data "data.not_opened" 425 "Can't open data connection.";
    // parameters
    allo_done "ALLO.superfluous" 202 "No storage allocation necessary.";
    allo_fits "ALLO.done" 200 "ALLO command successful.";
    not_as_announced "ALLO.differs" 451 "Requested action aborted: size differs from ALLO.";
    range_forgotten "RANG.forgotten" 350 "Range forgotten.";
    range_backwards "RANG.backwards" 501 "Start of the range lies behind its end.";
    range_of_text "RANG.type" 551 "RANG needs TYPE I and MODE S.";
    bad_restart_marker "REST.bad" 501 "Restart marker must be a whole number.";
    rest_in_ascii "REST.ascii" 501 "REST not allowed in ASCII type.";
    // transfers
    opening "transfer.open" 150 "File status okay; about to open data connection.";
    transfer_complete "transfer.done" 226 "Transfer complete.";
    already_open "transfer.already_open" 125 "Data connection already open; transfer starting.";
    transfer_complete_open "transfer.done_open" 250 "Transfer complete; data connection open.";
    transfer_aborted "transfer.aborted" 426 "Connection closed; transfer aborted.";
    transfer_broken "transfer.broken" 426 "Connection closed; transfer aborted.";
    data_timeout "transfer.timeout" 426 "Data connection timed out.";
    local_error "any.local_error" 451 "Requested action aborted: local error in processing.";
    interrupted "any.interrupted" 451 "Requested action aborted.";
    no_space "any.no_space" 452 "Requested action not taken: insufficient storage space.";
    quota_exceeded "any.quota" 552 "Requested file action aborted: exceeded storage allocation.";
    invalid_rest "transfer.bad_rest" 554 "Requested action not taken: invalid REST parameter.";
    rest_of_nothing "STOR.rest_of_nothing" 554 "Requested action not taken: invalid REST parameter.";
    appe_with_rest "APPE.rest" 450 "APPE not allowed with REST.";
    stou_with_rest "STOU.rest" 450 "STOU not allowed with REST.";
    mismatch "transfer.mismatch" 555 "Requested action not taken: type or stru mismatch.";
    compressed_data_corrupt "transfer.corrupt" 451 "Compressed data corrupt.";
    malformed_data "transfer.malformed" 451 "Malformed data.";
    unknown_page "transfer.page" 551 "Requested action aborted: page type unknown.";
    inflates_too_much "transfer.inflates" 552 "Compressed data inflate too much.";
    no_unique_name "STOU.no_name" 450 "No unique file name available.";
    not_a_directory_to_list "MLSD.not_a_directory" 501 "Not a directory.";
    // ABOR
    nothing_to_abort "ABOR.idle" 225 "No transfer to abort.";
    port_aborted "ABOR.port" 225 "No transfer to abort.";
    data_connection_closed "ABOR.closed" 225 "Data connection closed.";
    abort_done "ABOR.done" 226 "Abort command successful.";
}

/// `227 Entering Passive Mode (h1,h2,h3,h4,p1,p2).`
pub fn passive(address: &str, port: u16) -> Reply {
    let address = address.replace('.', ",");
    let [high, low] = port.to_be_bytes();
    let text = format!("Entering Passive Mode ({address},{high},{low}).");
    Reply::keyed("PASV.done", Code::of(227), text)
}

/// `229 Entering Extended Passive Mode (|||port|)`
pub fn extended_passive(port: u16) -> Reply {
    let text = format!("Entering Extended Passive Mode {}", epsv_text(port));
    Reply::keyed("EPSV.done", Code::of(229), text)
}

/// `501 X not allowed after EPSV ALL.`
pub fn after_epsv_all(verb: Verb) -> Reply {
    let text = format!("{verb} not allowed after EPSV ALL.");
    Reply::keyed("EPSV.only", Code::of(501), text)
}

/// `522 Network protocol not supported, use (1)`; `usable` is `(1)`, `(2)` or `(1,2)`.
pub fn unknown_family(usable: &str) -> Reply {
    let text = format!("Network protocol not supported, use {usable}");
    Reply::keyed("data.family", Code::of(522), text)
}

/// `522 Network protocol not supported, use (1)`, for a family nobody knows.
pub fn no_such_family(usable: &str) -> Reply {
    let text = format!("Network protocol not supported, use {usable}");
    Reply::keyed("data.unknown_family", Code::of(522), text)
}

/// `200 Type set to A.`
pub fn type_set(name: &str) -> Reply {
    let key = match name {
        "A" => "TYPE.ascii",
        "E" => "TYPE.ebcdic",
        _ => "TYPE.image",
    };
    let text = format!("Type set to {name}.");
    Reply::keyed(key, Code::of(200), text)
}

/// `200 Structure set to F.`
pub fn structure_set(name: &str) -> Reply {
    let text = format!("Structure set to {name}.");
    Reply::keyed("STRU.done", Code::of(200), text)
}

/// `200 Mode set to S.`
pub fn mode_set(name: &str) -> Reply {
    let text = format!("Mode set to {name}.");
    Reply::keyed("MODE.done", Code::of(200), text)
}

/// `350 Restarting at n. Send STOR or RETR to initiate transfer.`
pub fn restarting(marker: impl Display) -> Reply {
    let text = format!("Restarting at {marker}. Send STOR or RETR to initiate transfer.");
    Reply::keyed("REST.done", Code::of(350), text)
}

/// `110 MARK ssss = rrrr`: the client's marker, and ours.
pub fn marked(theirs: &[u8], position: u64) -> Reply {
    let text = [b"MARK ", theirs, format!(" = {position}").as_bytes()].concat();
    Reply::keyed("transfer.mark", Code::of(110), text)
}

/// `200 MODE Z LEVEL set to n.`
pub fn deflate_level(level: u8) -> Reply {
    let text = format!("MODE Z LEVEL set to {level}.");
    Reply::keyed("OPTS.mode_z", Code::of(200), text)
}

/// `350 Range set to 0-9. Send STOR or RETR to initiate transfer.`
pub fn range_set(first: u64, last: u64) -> Reply {
    let text = format!("Range set to {first}-{last}. Send STOR or RETR to initiate transfer.");
    Reply::keyed("RANG.done", Code::of(350), text)
}

/// `150 File status okay; about to open data connection (n bytes).`
pub fn opening_sized(bytes: u64) -> Reply {
    let text = format!("File status okay; about to open data connection ({bytes} bytes).");
    Reply::keyed("transfer.open", Code::of(150), text)
}

/// `150 FILE: name`, the form RFC 1123, section 4.1.2.9 requires.
pub fn opening_unique(name: &[u8]) -> Reply {
    let text = [b"FILE: ", name].concat();
    Reply::keyed("STOU.open", Code::of(150), text)
}

/// The same reply for a data connection that is there already: 125.
pub fn at_once(opening: Reply) -> Reply {
    match opening.key() {
        "transfer.open" => already_open(),
        _ => opening.with_code(Code::of(125)),
    }
}
