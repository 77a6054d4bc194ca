//! The script: its grammar.

/// One command, and what pyftpdlib was recorded to answer.
#[derive(Debug, Default)]
pub(super) struct Step {
    /// Where it stands.
    pub(super) line: usize,
    pub(super) command: String,
    pub(super) data: Data,
    pub(super) upload: Option<Vec<u8>>,
    /// Why the server knowingly answers otherwise.
    pub(super) reason: Option<String>,
    pub(super) replies: Vec<String>,
    pub(super) received: Option<Vec<u8>>,
}

/// When the data connection comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Data {
    After,
    Before,
    #[default]
    None,
}

pub(super) fn steps(script: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (at, text) in script.lines().enumerate() {
        let (mark, rest) = text.split_once(' ').unwrap_or((text, ""));
        let data = match mark {
            "" | "#" => continue,
            ">" => Data::None,
            ">>" => Data::Before,
            ">-" => Data::After,
            _ => {
                let step = steps.last_mut().expect("a command comes first");
                match mark {
                    "!" => step.reason = Some(rest.to_owned()),
                    "=" => step.replies.push(shown(&octets(rest))),
                    "d" => step.received.get_or_insert_default().extend(octets(rest)),
                    _ => panic!("line {}: {text:?}", at + 1),
                }
                continue;
            }
        };
        let (command, upload) = match rest.split_once(" <<<") {
            Some((command, upload)) => (command, Some(octets(upload.trim_start()))),
            None => (rest, None),
        };
        steps.push(Step {
            line: at + 1,
            command: command.to_owned(),
            data,
            upload,
            ..Step::default()
        });
    }
    steps
}

/// The octets that a text with escapes stands for.
pub(super) fn octets(text: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&octet, after)) = rest.split_first() {
        rest = after;
        if octet != b'\\' {
            octets.push(octet);
            continue;
        }
        let (&kind, after) = rest.split_first().expect("an escape has a letter");
        rest = after;
        match kind {
            b'n' => octets.push(b'\n'),
            b'r' => octets.push(b'\r'),
            b'\\' => octets.push(b'\\'),
            b'x' => {
                let digits = str::from_utf8(&rest[..2]).unwrap();
                octets.push(u8::from_str_radix(digits, 16).unwrap());
                rest = &rest[2..];
            }
            other => panic!("\\{} in {text:?}", char::from(other)),
        }
    }
    octets
}

/// Octets as the dialogue shows them.
pub(super) fn shown(octets: &[u8]) -> String {
    let mut text = String::new();
    for chunk in octets.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\r' => text.push_str("\\r"),
                '\n' => text.push_str("\\n"),
                '\\' => text.push_str("\\\\"),
                other if other.is_control() => {
                    text.push_str(&format!("\\x{:02x}", u32::from(other)))
                }
                other => text.push(other),
            }
        }
        for octet in chunk.invalid() {
            text.push_str(&format!("\\x{octet:02x}"));
        }
    }
    text
}
