//! Code in documents that tests write.

/// Code as `stringify!` gives it, on one line.
pub(crate) fn one_line(code: &str) -> String {
    let mut all = String::new();
    for line in code.lines().map(str::trim) {
        let goes_on = line.starts_with(['.', ')', ']', '?']) || all.ends_with(['(', '[']);
        if !goes_on {
            all.push(' ');
        }
        all += line;
    }
    let all = all.replace(",)", ")").replace(",]", "]");
    let all = all.trim();
    let inside = all.strip_prefix('{').and_then(|all| all.strip_suffix('}'));
    let inside = inside.filter(|inside| !inside.contains(';'));
    inside.unwrap_or(all).trim().to_owned()
}
