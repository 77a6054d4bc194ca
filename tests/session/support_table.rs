//! `docs/COMMANDS.md` says what `specs()` says; `FTPMOCK_WRITE_DOCS=1` rewrites it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use ftpmock::protocol::FactSet;
use ftpmock::session::{Policy, Spec, specs};

const INTRODUCTION: &str = "\
# Commands

What the server carries out, generated from its table of commands: run the tests with `FTPMOCK_WRITE_DOCS=1` to write this file
anew. Commands that are known to some standard and not in the table are answered 502, any others 500.

`XCUP`, `XCWD`, `XMKD`, `XPWD` and `XRMD` are other names of `CDUP`, `CWD`, `MKD`, `PWD` and `RMD`. The letters are those of
`User::perm`. Where the column *login* is empty, a command can be used before it. *Off* means that a method of the builder switches
it on. `Builder::without` takes commands away, `Builder::command` and `Builder::site_command` add some.

| Command | Defined in | Syntax | Line in `FEAT` | Letters | Login | |
| --- | --- | --- | --- | --- | --- | --- |
";

fn table() -> String {
    let mut text = INTRODUCTION.to_owned();
    for spec in specs() {
        writeln!(text, "{}", row(spec)).unwrap();
    }
    text
}

fn row(spec: &Spec) -> String {
    let code = |text: &str| match text {
        "" => String::new(),
        text => format!("`{}`", text.replace('|', "\\|")),
    };
    let feat = match spec.verb.name() {
        "MLST" => FactSet::default().feat_line(),
        _ => spec.feat.unwrap_or_default().to_owned(),
    };
    let cells = [
        code(&spec.name()),
        spec.rfc.to_owned(),
        code(spec.syntax),
        code(&feat),
        code(spec.perms),
        if spec.needs_login() { "yes" } else { "" }.to_owned(),
        if spec.is_on(&Policy::default()) {
            ""
        } else {
            "off"
        }
        .to_owned(),
    ];
    let line = cells.map(|cell| format!("| {cell} ")).concat() + "|";
    line.replace("|  ", "| ")
}

/// Whether a line is about a command that this build has not.
fn is_left_out(line: &str) -> bool {
    let of_hash = [
        "HASH", "XCRC", "XMD5", "XSHA", "XSHA1", "XSHA256", "XSHA512",
    ];
    let of_tls = ["ADAT", "AUTH", "CCC", "CONF", "ENC", "MIC", "PBSZ", "PROT"];
    let is_about = |name: &str| line.starts_with(&format!("| `{name}` "));
    !cfg!(feature = "hash") && of_hash.into_iter().any(is_about)
        || !cfg!(feature = "tls") && of_tls.into_iter().any(is_about)
}

#[test]
fn the_document_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/COMMANDS.md");
    let table = table();
    if std::env::var_os("FTPMOCK_WRITE_DOCS").is_some()
        && cfg!(all(feature = "hash", feature = "tls"))
    {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &table).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written
            .lines()
            .filter(|line| !is_left_out(line))
            .eq(table.lines()),
        "docs/COMMANDS.md is stale: run this test with FTPMOCK_WRITE_DOCS=1 and --all-features"
    );
}
