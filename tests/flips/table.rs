//! `flips.txt`, and sources with switches in them.

use std::fs;
use std::path::Path;

/// One entry of the table.
#[derive(Debug)]
pub(crate) struct Flip {
    /// What throws it: the first of its rules, and which flip of that rule it is.
    pub(crate) key: String,
    pub(crate) rules: Vec<String>,
    pub(crate) file: String,
    old: String,
    new: String,
}

pub(crate) fn read(root: &Path) -> Vec<Flip> {
    let text = fs::read_to_string(root.join("tests/flips/flips.txt")).unwrap();
    let mut flips: Vec<Flip> = Vec::new();
    for line in text.lines() {
        if let Some(head) = line.strip_prefix('[') {
            let (rules, file) = head.split_once("] ").expect("[rules] file");
            let rules: Vec<String> = rules.split(' ').map(str::to_owned).collect();
            let earlier = flips.iter().filter(|flip| flip.rules[0] == rules[0]);
            flips.push(Flip {
                key: format!("{}.{}", rules[0], earlier.count() + 1),
                rules,
                file: file.to_owned(),
                old: String::new(),
                new: String::new(),
            });
        }
        let Some(flip) = flips.last_mut() else {
            continue;
        };
        if let Some(old) = line.strip_prefix('-') {
            flip.old += &format!("{old}\n");
        } else if let Some(new) = line.strip_prefix('+') {
            flip.new += &format!("{new}\n");
        }
    }
    flips
}

impl Flip {
    /// The old and the new text, and what decides between them.
    fn switch(&self, old: &str) -> String {
        let flipped = format!("crate::flip::is({:?})", self.key);
        let new = &self.new;
        if has_word(new) {
            new.replace("FLIP", &flipped)
        } else if old.trim_end().ends_with(';') {
            format!("if {flipped} {{ {new} }} else {{ {old} }}")
        } else {
            format!("(if {flipped} {{ {new} }} else {{ {old} }})")
        }
    }
}

fn has_word(text: &str) -> bool {
    text.contains("FLIP")
}

/// The text of a file with a switch at the place of each flip.
///
/// # Errors
/// What does not occur exactly once, or lies within another.
pub(crate) fn with_switches(text: &str, flips: &[&Flip]) -> Result<String, String> {
    let (mut places, mut wrong) = (Vec::new(), Vec::new());
    for flip in flips {
        let found = find(text, &flip.old);
        let [place] = &found[..] else {
            let (key, file) = (&flip.key, &flip.file);
            let (times, old) = (found.len(), flip.old.trim_end());
            wrong.push(format!("{key}: {file} has this {times} times:\n{old}"));
            continue;
        };
        places.push((place.clone(), *flip));
    }
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    places.sort_by_key(|(place, _)| place.start);
    let mut out = String::new();
    let mut done = 0;
    for (place, flip) in places {
        if place.start < done {
            return Err(format!("{}: lies within another flip", flip.key));
        }
        out += &text[done..place.start];
        out += &flip.switch(&text[place.clone()]);
        done = place.end;
    }
    out += &text[done..];
    Ok(out)
}

/// Where `wanted` occurs, white space left out of account.
fn find(text: &str, wanted: &str) -> Vec<std::ops::Range<usize>> {
    let seen: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace())
        .collect();
    let wanted: Vec<char> = wanted.chars().filter(|c| !c.is_whitespace()).collect();
    assert!(!wanted.is_empty(), "a flip without an old text");
    seen.windows(wanted.len())
        .filter(|window| window.iter().map(|(_, c)| c).eq(&wanted))
        .map(|window| {
            let (last, c) = window[window.len() - 1];
            window[0].0..last + c.len_utf8()
        })
        .collect()
}
