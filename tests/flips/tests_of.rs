//! The tests of the crate, and the rules that stand above them.

use std::fs;
use std::path::Path;

/// A test, where it is, and the rules its comment names.
#[derive(Debug)]
pub(crate) struct Named {
    /// The program it belongs to: `lib`, `session`, `it` …
    pub(crate) program: String,
    /// Its name within the program.
    pub(crate) name: String,
    pub(crate) rules: Vec<String>,
}

impl Named {
    /// How the document names it.
    pub(crate) fn path(&self) -> String {
        format!("{}::{}", self.program, self.name)
    }
}

/// All tests, in the order of the files.
pub(crate) fn read(root: &Path) -> Vec<Named> {
    let mut all = Vec::new();
    for file in sources(root) {
        let text = fs::read_to_string(root.join(&file)).unwrap();
        let (program, module) = place(&file);
        for (name, rules) in tests(&text) {
            let name = match module.as_str() {
                "" => name,
                module => format!("{module}::{name}"),
            };
            all.push(Named {
                program: program.clone(),
                name,
                rules,
            });
        }
    }
    all
}

/// The Rust files of `src` and `tests`, relative to the package, with slashes.
pub(crate) fn sources(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut directories = vec!["src".to_owned(), "tests".to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(root.join(&directory)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let path = format!("{directory}/{name}");
            if entry.file_type().unwrap().is_dir() {
                directories.push(path);
            } else if name.ends_with(".rs") && !path.starts_with("tests/flips/") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The program and the module of a file.
fn place(file: &str) -> (String, String) {
    let path = file.strip_suffix(".rs").unwrap();
    let mut parts: Vec<&str> = path.split('/').collect();
    let is_lib = parts.remove(0) == "src";
    let program = if is_lib { "lib" } else { parts.remove(0) };
    if matches!(parts.last(), Some(&("mod" | "main" | "lib"))) {
        parts.pop();
    }
    (program.to_owned(), parts.join("::"))
}

/// The tests of a file with the modules they are in; the file is formatted by rustfmt.
fn tests(text: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut modules: Vec<(&str, &str)> = Vec::new();
    let (mut rules, mut is_test) = (Vec::new(), false);
    let mut is_list = false;
    for line in text.lines() {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        // The list of properties of the parsers: a check and the name of its test.
        is_list = line == "properties! {" || is_list && line != "}";
        if let (true, Some((_, name))) = (is_list, code.split_once(' ')) {
            found.extend(
                name.strip_suffix(';')
                    .map(|name| (name.to_owned(), Vec::new())),
            );
        }
        if let Some(comment) = code.strip_prefix("///") {
            rules.extend(ids(comment));
        } else if ["#[test]", "#[rstest]", "#[tokio::test"]
            .iter()
            .any(|attribute| code.starts_with(attribute))
        {
            is_test = true;
        } else if let Some(name) = word_after(code, "fn ") {
            let rules = std::mem::take(&mut rules);
            if std::mem::take(&mut is_test) {
                let path: String = modules.iter().map(|(_, m)| format!("{m}::")).collect();
                found.push((format!("{path}{name}"), rules));
            }
        } else if let Some(module) = word_after(code, "mod ").filter(|_| code.ends_with('{')) {
            modules.push((indent, module));
            rules.clear();
        } else if modules.last().is_some_and(|(own, _)| *own == indent) && code == "}" {
            modules.pop();
        } else if [
            "struct ", "enum ", "impl ", "const ", "static ", "type ", "use ",
        ]
        .iter()
        .any(|item| code.starts_with(item) || code.starts_with(&format!("pub {item}")))
        {
            rules.clear();
        }
    }
    found
}

/// The word after `keyword`, which may have `async` or a visibility before it.
fn word_after<'a>(code: &'a str, keyword: &str) -> Option<&'a str> {
    let at = code.find(keyword)?;
    let before = &code[..at];
    let is_item = before
        .split_whitespace()
        .all(|word| matches!(word, "async" | "const" | "pub") || word.starts_with("pub("));
    let rest = &code[at + keyword.len()..];
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    (is_item && end > 0).then(|| &rest[..end])
}

/// All ids of rules in a text: `R-`, capitals, digits.
pub(crate) fn ids(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("R-") {
        let is_begin = !text[..at].ends_with(|c: char| c.is_alphanumeric());
        let rest = &text[at + 2..];
        let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
        let digits = rest.bytes().skip(letters).take_while(u8::is_ascii_digit);
        let digits = digits.count();
        if is_begin && letters > 0 && digits > 0 {
            found.push(text[at..at + 2 + letters + digits].to_owned());
        }
    }
    found
}
