//! The names of the vocabulary, read from the sources so that nobody forgets one.

use std::collections::BTreeSet;

use crate::support::sources::methods;

/// Words of rules that say what goes wrong.
const FAULTY_WORDS: [&str; 6] = [
    "fault",
    "hold",
    "hold_until_drop",
    "raw_reply",
    "run",
    "sequence",
];

/// Faults, and the words of rules that make some, be it under another name.
pub(crate) fn of_the_vocabulary() -> BTreeSet<String> {
    let mut names = methods(&["script/fault"], "impl Fault");
    assert!(names.len() > 100, "the faults were not found");
    let words = methods(&["script/act.rs"], "RuleBuilder<Act>");
    for word in FAULTY_WORDS {
        assert!(words.contains(word), "there is no `{word}` any more");
    }
    let narrowing = [
        "after", "chance", "every", "first", "nth", "once", "optional", "within",
    ];
    let deeds = words
        .into_iter()
        .filter(|word| !narrowing.contains(&word.as_str()) && !word.starts_with("per_"));
    names.extend(deeds);
    names.remove("fault");
    names
}
