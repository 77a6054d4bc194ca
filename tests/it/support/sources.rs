//! What the sources of the crate say about themselves.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The names of public functions in all `impl` blocks that begin like this, below these files of `src`.
pub(crate) fn methods(files: &[&str], block: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in files {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
        let files: Vec<_> = if path.is_dir() {
            fs::read_dir(path)
                .unwrap()
                .map(|file| file.unwrap().path())
                .filter(|path| path.is_file())
                .collect()
        } else if path.exists() {
            vec![path]
        } else {
            Vec::new()
        };
        for file in files {
            let text = fs::read_to_string(file).unwrap();
            let mut inside = false;
            for line in text.lines() {
                if line.starts_with("impl") {
                    inside = line.trim_end_matches(" {").ends_with(block);
                }
                if line == "}" {
                    inside = false;
                }
                let declared = line.strip_prefix("    pub fn ");
                let declared = declared.or_else(|| line.strip_prefix("    pub const fn "));
                if let (true, Some(declared)) = (inside, declared) {
                    let end = declared.find(['(', '<']).unwrap();
                    names.insert(declared[..end].to_owned());
                }
            }
        }
    }
    names
}
