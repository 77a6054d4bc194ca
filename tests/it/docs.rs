//! The tables in `docs/` name what there is.

use std::fs;
use std::path::Path;

/// The places that a Markdown text links to, with the text of each link.
fn links(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("](")
        .zip(text.split("](").skip(1))
        .filter_map(|(before, after)| {
            let label = &before[before.rfind('[')? + 1..];
            Some((label, after.split_once(')')?.0))
        })
}

/// The names in a label such as `` `Builder::listener`, `port` ``, without what is around them.
fn names(label: &str) -> impl Iterator<Item = &str> {
    let quoted = label.split('`').skip(1).step_by(2);
    quoted.filter_map(|name| {
        let end = name.find(['(', '<']).unwrap_or(name.len());
        let name = name[..end].trim_start_matches('.');
        name.rsplit("::").next().filter(|name| !name.is_empty())
    })
}

#[test]
fn every_item_that_the_table_of_pyftpdlib_links_to_exists() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let text = fs::read_to_string(docs.join("PYFTPDLIB.md")).unwrap();
    let mut seen = 0;
    for (label, place) in links(&text) {
        let source =
            fs::read_to_string(docs.join(place)).unwrap_or_else(|e| panic!("{place}: {e}"));
        for name in names(label) {
            let is_defined = [
                "const ", "enum ", "fn ", "mod ", "struct ", "trait ", "type ",
            ]
            .iter()
            .any(|kind| source.contains(&format!("{kind}{name}")));
            assert!(is_defined, "{place} has no {name}");
            seen += 1;
        }
    }
    assert!(
        seen > 30,
        "only {seen} names: has the form of the table changed?"
    );
}
