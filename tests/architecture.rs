//! Keeps the drawing of the layers true: reads the sources and fails with file and line.
//!
//! Comments and strings are skipped, so examples in the documentation may import what they like. Unit tests may not: they
//! belong to their module.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// A module imports only from modules to its left.
const ORDER: &[&str] = &[
    "protocol",
    "clock",
    "vfs",
    "auth",
    "session",
    "script",
    "transcript",
    "error",
    "server",
    "fixtures",
    "scenario",
    "cli",
];

/// These only re-export, so they may name everything.
const REEXPORTS: &[&str] = &["lib", "main", "prelude"];

/// A name, and where it may stand: beginnings of paths below `src/`.
const ONLY: &[(&str, &[&str])] = &[
    ("tokio", &["clock", "server", "cli/stop", "cli/admin"]),
    ("hyper", &["cli/admin"]),
    ("rustls", &["lib", "server/tls", "server/trust"]),
    ("rcgen", &["server/tls"]),
    ("socket2", &["server"]),
    ("libc", &["server", "vfs/disk"]),
    ("TcpListener", &["server", "cli/admin"]),
    ("TcpStream", &["server", "cli/wait", "cli/admin"]),
    ("TcpSocket", &["server"]),
    ("UdpSocket", &["server"]),
    ("Instant::now", &["clock", "server", "cli"]),
    ("SystemTime::now", &["clock", "server"]),
    (
        "std::fs",
        &["vfs/disk", "vfs/temp", "server", "scenario", "cli"],
    ),
    ("cap_std", &["vfs/disk", "vfs/temp"]),
    (
        "tempfile",
        &["vfs/disk", "vfs/temp", "server/mod", "server/trust"],
    ),
    ("print!", &[]),
    ("println!", &[]),
    ("dbg!", &[]),
    ("eprint!", &["server/verify"]),
    ("eprintln!", &["server/verify"]),
    ("unsafe", &["server/sys"]),
];

/// What a module must never name although others may.
const NEVER: &[(&str, &[&str])] = &[
    ("protocol", &["std::io", "std::fs", "std::time"]),
    ("auth", &["crate::vfs"]),
];

/// Where a call of `sleep` may stand, in `src/` and `tests/` alike.
const MAY_SLEEP: &[&str] = &[
    "src/clock",
    "tests/it/support/raw",
    // Gives the system time to deliver what it has, of which nobody tells.
    "tests/vocabulary/stage.rs",
];

const MAX_LINES: usize = 400;

#[test]
fn the_sources_keep_the_drawing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in sources(&root.join("src"))
        .into_iter()
        .chain(sources(&root.join("tests")))
    {
        let name = file
            .strip_prefix(root)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        wrong.extend(check(&name, &fs::read_to_string(&file).unwrap()));
        seen += 1;
    }
    assert!(seen >= 2, "the walk found no sources");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    entries.sort();
    entries
        .into_iter()
        .flat_map(|p| if p.is_dir() { sources(&p) } else { vec![p] })
        .filter(|p| p.extension().is_some_and(|e| e == "rs"))
        .collect()
}

/// Every breach in one file, as `file:line: what`. `file` is relative to the package, with slashes.
fn check(file: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut report = |line: usize, what: String| wrong.push(format!("{file}:{line}: {what}"));
    let tokens = tokens(text);

    if !MAY_SLEEP.iter().any(|home| file.starts_with(home)) {
        for pair in tokens
            .windows(2)
            .filter(|p| p[0].text == "sleep" && p[1].text == "(")
        {
            report(pair[0].line, "sleeps; wait for a fact instead".to_owned());
        }
    }
    let Some(place) = file
        .strip_prefix("src/")
        .and_then(|f| f.strip_suffix(".rs"))
    else {
        return wrong;
    };
    let lines = text.lines().count();
    if lines > MAX_LINES {
        report(
            lines,
            format!("{lines} lines; a file has one subject and at most {MAX_LINES}"),
        );
    }
    let mut module: Vec<&str> = place.split('/').collect();
    if matches!(module.last(), Some(&"mod" | &"lib")) {
        module.pop();
    }
    let own = module.first().copied().unwrap_or("lib");
    let rank = ORDER.iter().position(|m| *m == own);
    let reexports = REEXPORTS.contains(&own);
    if rank.is_none() && !reexports {
        report(
            1,
            format!("module {own} is not in the drawing; give it a place in ORDER"),
        );
    }

    for path in paths(&tokens, &module) {
        let (line, name) = (path.line, path.segments.join("::"));
        for (word, homes) in ONLY {
            if names(&path.segments, word) && !homes.iter().any(|home| place.starts_with(home)) {
                report(line, format!("{own} names {word}"));
            }
        }
        for (_, words) in NEVER.iter().filter(|(module, _)| *module == own) {
            for word in words.iter().filter(|word| names(&path.segments, word)) {
                report(line, format!("{own} names {word}"));
            }
        }
        if reexports || path.segments[0] != "crate" {
            continue;
        }
        let target = path.segments.get(1).map(String::as_str);
        match (
            target.and_then(|t| ORDER.iter().position(|m| *m == t)),
            rank,
        ) {
            (Some(target), Some(own_rank)) if target > own_rank => {
                report(
                    line,
                    format!("{own} imports {} to its right ({name})", ORDER[target]),
                );
            }
            // Through the crate's root anything could come in unseen.
            (None, _) if target.is_some() || path.imported => {
                report(
                    line,
                    format!("{own} names {name}; name the module it lives in"),
                );
            }
            _ => {}
        }
    }
    wrong
}

/// Whether `word`, one or more segments, stands in the path.
fn names(segments: &[String], word: &str) -> bool {
    let word: Vec<&str> = word.split("::").collect();
    segments.windows(word.len()).any(|part| part == word)
}

/// A path as written, `self` and `super` resolved; a macro's name ends in `!`.
struct PathName {
    line: usize,
    segments: Vec<String>,
    imported: bool,
}

/// All paths of a file: those of `use` trees, one per leaf, and those in code.
fn paths(tokens: &[Token], file_module: &[&str]) -> Vec<PathName> {
    let text = |i: usize| tokens.get(i).map_or("", |t: &Token| t.text.as_str());
    let mut module: Vec<String> = file_module.iter().map(|&m| m.to_owned()).collect();
    let mut opened_at: Vec<usize> = Vec::new(); // depth at which each inline module began
    let (mut found, mut depth, mut i) = (Vec::new(), 0, 0);
    while i < tokens.len() {
        match text(i) {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                if opened_at.last() == Some(&depth) {
                    opened_at.pop();
                    module.pop();
                }
            }
            "mod" if text(i + 2) == "{" => {
                module.push(text(i + 1).to_owned());
                opened_at.push(depth);
                depth += 1;
                i += 2;
            }
            // `use<'a>` captures a lifetime.
            "use" if text(i + 1) != "<" => {
                let mut leaves = Vec::new();
                i = use_tree(tokens, i + 1, &[], &mut leaves);
                found.extend(leaves.into_iter().map(|l| resolve(l, &module)));
                continue;
            }
            _ if tokens[i].word => {
                let line = tokens[i].line;
                let mut segments = vec![text(i).to_owned()];
                while text(i + 1) == "::" && tokens.get(i + 2).is_some_and(|t| t.word) {
                    segments.push(text(i + 2).to_owned());
                    i += 2;
                }
                if text(i + 1) == "!" && text(i + 2) != "=" {
                    segments.last_mut().unwrap().push('!');
                }
                found.push(resolve(
                    PathName {
                        line,
                        segments,
                        imported: false,
                    },
                    &module,
                ));
            }
            _ => {}
        }
        i += 1;
    }
    found
}

/// Reads one tree of a `use` from token `i` on; returns where it ended.
fn use_tree(tokens: &[Token], mut i: usize, before: &[String], out: &mut Vec<PathName>) -> usize {
    let mut segments = before.to_vec();
    let mut line = tokens.get(i).map_or(0, |t| t.line);
    while let Some(token) = tokens.get(i) {
        match token.text.as_str() {
            "::" => {}
            "{" => {
                i += 1;
                while tokens.get(i).is_some_and(|t| t.text != "}") {
                    i = use_tree(tokens, i, &segments, out);
                    if tokens.get(i).is_some_and(|t| t.text == ",") {
                        i += 1;
                    }
                }
                return i + 1;
            }
            "as" => i += 1,
            "self" if !segments.is_empty() => {}
            "*" => segments.push("*".to_owned()),
            _ if token.word => {
                line = token.line;
                segments.push(token.text.clone());
            }
            _ => break,
        }
        i += 1;
    }
    if !segments.is_empty() {
        out.push(PathName {
            line,
            segments,
            imported: true,
        });
    }
    i
}

fn resolve(mut path: PathName, module: &[String]) -> PathName {
    let ups = path
        .segments
        .iter()
        .take_while(|s| matches!(s.as_str(), "self" | "super"))
        .count();
    let supers = path.segments[..ups]
        .iter()
        .filter(|s| *s == "super")
        .count();
    if ups > 0 && (path.segments.len() > ups || path.imported) {
        let kept = module.len().saturating_sub(supers);
        let base = std::iter::once("crate".to_owned()).chain(module[..kept].iter().cloned());
        path.segments = base.chain(path.segments[ups..].iter().cloned()).collect();
    }
    path
}

#[derive(Debug)]
struct Token {
    line: usize,
    text: String,
    word: bool,
}

/// The code's words and marks, without comments, strings, characters and lifetimes.
fn tokens(source: &str) -> Vec<Token> {
    let c: Vec<char> = source.chars().collect();
    let at = |i: usize| c.get(i).copied().unwrap_or('\0');
    let (mut out, mut line, mut i) = (Vec::new(), 1, 0);
    while i < c.len() {
        let start = i;
        match c[i] {
            '/' if at(i + 1) == '/' => i = find(&c, i, &['\n']),
            '/' if at(i + 1) == '*' => i = block_comment(&c, i),
            '"' => i = quoted(&c, i + 1),
            '\'' if at(i + 1) == '\\' => i = find(&c, i + 3, &['\'']) + 1,
            '\'' if at(i + 2) == '\'' => i += 3,
            '\'' => i = end_of_word(&c, i + 1),
            first if first.is_alphanumeric() || first == '_' => {
                let end = end_of_word(&c, i);
                let word: String = c[i..end].iter().collect();
                let hashes = c[end..].iter().take_while(|c| **c == '#').count();
                let raw = matches!(word.as_str(), "r" | "br" | "cr") && at(end + hashes) == '"';
                if raw {
                    let mut close = vec!['"'];
                    close.resize(1 + hashes, '#');
                    i = find(&c, end + hashes + 1, &close) + close.len();
                } else if matches!(word.as_str(), "b" | "c") && matches!(at(end), '"' | '\'') {
                    i = end;
                } else if word == "r" && at(end) == '#' {
                    i = end + 1;
                } else {
                    out.push(Token {
                        line,
                        text: word,
                        word: true,
                    });
                    i = end;
                }
            }
            ':' if at(i + 1) == ':' => {
                out.push(Token {
                    line,
                    text: "::".to_owned(),
                    word: false,
                });
                i += 2;
            }
            other => {
                if !other.is_whitespace() {
                    out.push(Token {
                        line,
                        text: other.to_string(),
                        word: false,
                    });
                }
                i += 1;
            }
        }
        i = i.min(c.len());
        line += c[start..i].iter().filter(|c| **c == '\n').count();
    }
    out
}

/// Where `what` begins, from `from` on; the end when it is missing.
fn find(c: &[char], from: usize, what: &[char]) -> usize {
    (from..c.len())
        .find(|&i| c[i..].starts_with(what))
        .unwrap_or(c.len())
}

fn end_of_word(c: &[char], from: usize) -> usize {
    (from..c.len())
        .find(|&i| !c[i].is_alphanumeric() && c[i] != '_')
        .unwrap_or(c.len())
}

fn block_comment(c: &[char], from: usize) -> usize {
    let (mut depth, mut i) = (1, from + 2);
    while i < c.len() && depth > 0 {
        match (c[i], c.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 1),
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 1),
            _ => {}
        }
        i += 1;
    }
    i
}

fn quoted(c: &[char], mut i: usize) -> usize {
    while i < c.len() && c[i] != '"' {
        i += if c[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

mod checker {
    use super::check;

    #[track_caller]
    fn breaches(file: &str, text: &str, expected: &[&str]) {
        assert_eq!(check(file, text), expected);
    }

    #[test]
    fn imports_to_the_left_pass() {
        breaches(
            "src/session/mod.rs",
            "use crate::{protocol::Verb, vfs::{self, File}};",
            &[],
        );
        breaches(
            "src/vfs/mod.rs",
            "mod memory; use self::memory::Node; use super::clock::Clock;",
            &[],
        );
        breaches(
            "src/vfs/memory/tree.rs",
            "use super::super::FsError; fn f(x: &super::Node) {}",
            &[],
        );
        breaches(
            "src/lib.rs",
            "pub use crate::server::FtpServer; mod server;",
            &[],
        );
        breaches(
            "src/clock.rs",
            "use tokio::time; fn f() { sleep(1); Instant::now(); }",
            &[],
        );
        breaches(
            "src/server/verify.rs",
            "fn f() { eprintln!(\"{}\", 1) }",
            &[],
        );
        breaches(
            "src/server/sys.rs",
            "fn f() { unsafe { libc::ioctl() } }",
            &[],
        );
        breaches(
            "tests/it/support/raw.rs",
            "fn f() { thread::sleep(d) }",
            &[],
        );
    }

    #[test]
    fn comments_strings_and_characters_are_not_code() {
        let text = "/// use crate::server::X;\n//! println!()\n/* a /* crate::server */ tokio::spawn */\n\
            const A: &str = \"unsafe { \\\" crate::server }\";\nconst B: &[u8] = br#\"dbg!(\"x\")\"#;\n\
            const C: [char; 3] = ['\"', '\\'', '{'];\nfn f<'a>(x: &'a str) {}\n";
        breaches("src/protocol/mod.rs", text, &[]);
    }

    #[test]
    fn imports_to_the_right_fail_however_they_are_written() {
        let nested = "use crate::{\n    protocol::Verb,\n    server::{\n        Builder,\n        FtpServer as S,\n    },\n};\n";
        breaches(
            "src/vfs/mod.rs",
            nested,
            &[
                "src/vfs/mod.rs:4: vfs imports server to its right (crate::server::Builder)",
                "src/vfs/mod.rs:5: vfs imports server to its right (crate::server::FtpServer)",
            ],
        );
        breaches(
            "src/clock.rs",
            "fn f() {\n let x: crate::vfs::File; }",
            &["src/clock.rs:2: clock imports vfs to its right (crate::vfs::File)"],
        );
        breaches(
            "src/vfs/disk.rs",
            "use super::super::session::Session;",
            &["src/vfs/disk.rs:1: vfs imports session to its right (crate::session::Session)"],
        );
        breaches(
            "src/auth/mod.rs",
            "#[cfg(test)]\nmod tests {\n use super::*;\n use crate::session::X;\n}",
            &["src/auth/mod.rs:4: auth imports session to its right (crate::session::X)"],
        );
        breaches(
            "src/auth/mod.rs",
            "mod a { use super::super::script::Rule; }",
            &["src/auth/mod.rs:1: auth imports script to its right (crate::script::Rule)"],
        );
    }

    #[test]
    fn the_crate_root_is_no_way_round() {
        breaches(
            "src/server/mod.rs",
            "use crate::FtpServer;\nuse crate::*;\nuse crate as me;",
            &[
                "src/server/mod.rs:1: server names crate::FtpServer; name the module it lives in",
                "src/server/mod.rs:2: server names crate::*; name the module it lives in",
                "src/server/mod.rs:3: server names crate; name the module it lives in",
            ],
        );
        breaches(
            "src/clock.rs",
            "pub(crate) fn f() { use super::vfs; }",
            &["src/clock.rs:1: clock imports vfs to its right (crate::vfs)"],
        );
    }

    #[test]
    fn names_stay_at_home() {
        breaches(
            "src/session/mod.rs",
            "use tokio::net;\nfn f() {\n let t = std::time::Instant::now();\n dbg!(t);\n}",
            &[
                "src/session/mod.rs:1: session names tokio",
                "src/session/mod.rs:3: session names Instant::now",
                "src/session/mod.rs:4: session names dbg!",
            ],
        );
        breaches(
            "src/vfs/memory.rs",
            "use std::{\n fs,\n net::{IpAddr, TcpStream}};",
            &[
                "src/vfs/memory.rs:2: vfs names std::fs",
                "src/vfs/memory.rs:3: vfs names TcpStream",
            ],
        );
        breaches(
            "src/protocol/line.rs",
            "use std::io::Write;\nuse core::time::Duration;",
            &["src/protocol/line.rs:1: protocol names std::io"],
        );
        breaches(
            "src/auth/mod.rs",
            "use crate::vfs::File;",
            &["src/auth/mod.rs:1: auth names crate::vfs"],
        );
        breaches(
            "src/server/mod.rs",
            "fn f() {\n unsafe {}\n eprintln!(\"\");\n}",
            &[
                "src/server/mod.rs:2: server names unsafe",
                "src/server/mod.rs:3: server names eprintln!",
            ],
        );
    }

    #[test]
    fn sleeping_new_modules_and_long_files_fail() {
        let slept = ":2: sleeps; wait for a fact instead";
        let text = "fn f() {\n  tokio::time::sleep(d).await }";
        breaches(
            "src/server/mod.rs",
            text,
            &[&format!("src/server/mod.rs{slept}")],
        );
        breaches(
            "tests/it/api.rs",
            text,
            &[&format!("tests/it/api.rs{slept}")],
        );
        breaches(
            "src/extra/mod.rs",
            "",
            &["src/extra/mod.rs:1: module extra is not in the drawing; give it a place in ORDER"],
        );
        let long = "\n".repeat(401);
        breaches(
            "src/clock.rs",
            &long,
            &["src/clock.rs:401: 401 lines; a file has one subject and at most 400"],
        );
        breaches("tests/it/api.rs", &long, &[]);
    }
}
