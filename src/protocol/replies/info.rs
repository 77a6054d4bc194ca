//! FEAT, OPTS, HELP, SITE, STAT, SYST, NOOP.

use bytes::Bytes;

use super::fixed;
use crate::protocol::{Code, FactSet, FtpPath, Reply};

fixed! {
    noop "NOOP.done" 200 "NOOP ok.";
    client_noted "CLNT.done" 200 "Noted.";
    host_accepted "HOST.done" 220 "Host accepted.";
    unknown_host "HOST.unknown" 504 "Unknown host.";
    language_set "LANG.done" 200 "Language set to EN.";
    unknown_language "LANG.unknown" 504 "Language not available.";
    utf8_on "OPTS.utf8" 200 "UTF8 set to on.";
    utf8_off "OPTS.utf8" 200 "UTF8 set to off.";
    unknown_options "OPTS.unknown" 501 "Syntax error in parameters or arguments.";
    no_options "OPTS.none" 501 "No options for this command.";
    help_unknown "HELP.unknown" 501 "Unknown command.";
    site_unknown "SITE.unknown" 500 "Unknown SITE command.";
}

/// `215 UNIX Type: L8`, or another system.
pub fn system(name: &[u8]) -> Reply {
    Reply::keyed("SYST.done", Code::of(215), name.to_vec())
}

/// The lines of FEAT, given without the space before each; `211 No features.` when there is none.
pub fn features(lines: impl IntoIterator<Item = Bytes>) -> Reply {
    let mut all = vec![Bytes::from_static(b"Features:")];
    all.extend(lines);
    if all.len() == 1 {
        return Reply::keyed("FEAT.none", Code::of(211), "No features.");
    }
    all.push(Bytes::from_static(b"End"));
    Reply::lines("FEAT.done", Code::of(211), all)
}

/// `200 MLST OPTS type;size;`
pub fn facts_chosen(facts: &FactSet) -> Reply {
    let chosen = facts.opts_text();
    if chosen.is_empty() {
        return Reply::keyed("OPTS.mlst_none", Code::of(200), "MLST OPTS");
    }
    Reply::keyed("OPTS.mlst", Code::of(200), format!("MLST OPTS {chosen}"))
}

/// A list of commands in columns; a star marks those that are not implemented.
pub fn help<'a>(commands: impl IntoIterator<Item = (&'a str, bool)>) -> Reply {
    let commands: Vec<_> = commands.into_iter().collect();
    let title = if commands.iter().all(|(_, implemented)| *implemented) {
        "The following commands are recognized:"
    } else {
        "The following commands are recognized (* not implemented):"
    };
    Reply::lines("HELP.done", Code::of(214), columns(title, commands))
}

/// The list of HELP for the commands of SITE.
pub fn site_help<'a>(commands: impl IntoIterator<Item = (&'a str, bool)>) -> Reply {
    let title = "The following SITE commands are recognized:";
    Reply::lines("SITE.help", Code::of(214), columns(title, commands))
}

/// `214 Syntax: RETR <SP> path`
pub fn help_syntax(syntax: &str) -> Reply {
    Reply::keyed("HELP.syntax", Code::of(214), format!("Syntax: {syntax}"))
}

fn columns<'a>(
    title: &'static str,
    cells: impl IntoIterator<Item = (&'a str, bool)>,
) -> Vec<Bytes> {
    let cells: Vec<String> = cells
        .into_iter()
        .map(|(name, implemented)| format!("{name}{}", if implemented { "" } else { "*" }))
        .collect();
    let mut lines = vec![Bytes::from_static(title.as_bytes())];
    for row in cells.chunks(8) {
        let line: String = row.iter().map(|cell| format!("{cell:<8} ")).collect();
        lines.push(line.trim_end().to_owned().into());
    }
    lines.push(Bytes::from_static(b"Help command successful."));
    lines
}

/// One line of a status, under the key of what it says.
pub fn status_line(key: &'static str, text: impl Into<Bytes>) -> Reply {
    debug_assert!(STATUS_LINES.contains(&key));
    Reply::keyed(key, Code::of(211), text)
}

/// The keys of the lines of a status.
pub(super) const STATUS_LINES: &[&str] = &[
    "STAT.active",
    "STAT.ascii",
    "STAT.connected",
    "STAT.ebcdic",
    "STAT.image",
    "STAT.logged_in",
    "STAT.logged_out",
    "STAT.named",
    "STAT.no_data",
    "STAT.open",
    "STAT.passive",
    "STAT.totals",
    "STAT.transfer",
];

/// 211 with the lines of a status.
pub fn status(lines: impl IntoIterator<Item = Bytes>) -> Reply {
    let mut all = vec![Bytes::from_static(b"Status of the server:")];
    all.extend(lines);
    all.push(Bytes::from_static(b"End of status."));
    Reply::lines("STAT.server", Code::of(211), all)
}

/// 212 with the lines of a directory.
pub fn directory_status(path: &FtpPath, listing: impl IntoIterator<Item = Bytes>) -> Reply {
    path_status("STAT.directory", 212, path, listing)
}

/// 213 with the line of a file.
pub fn file_status(path: &FtpPath, listing: impl IntoIterator<Item = Bytes>) -> Reply {
    path_status("STAT.file", 213, path, listing)
}

fn path_status(
    key: &'static str,
    code: u16,
    path: &FtpPath,
    listing: impl IntoIterator<Item = Bytes>,
) -> Reply {
    let first = [b"Status of ", path.as_bytes(), b":"].concat();
    let mut lines = vec![first.into()];
    lines.extend(listing);
    lines.push(Bytes::from_static(b"End of status."));
    Reply::lines(key, Code::of(code), lines)
}
