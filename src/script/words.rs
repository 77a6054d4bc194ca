//! Sizes, times and octets as sentences have them.

use std::time::Duration;

/// `3 bytes`, `64 KiB`
pub(crate) fn size(octets: u64) -> String {
    const UNITS: [(&str, u64); 4] = [
        ("TiB", 1 << 40),
        ("GiB", 1 << 30),
        ("MiB", 1 << 20),
        ("KiB", 1 << 10),
    ];
    let fits = |(_, factor): &&(&str, u64)| octets > 0 && octets.is_multiple_of(*factor);
    match UNITS.iter().find(fits) {
        Some((unit, factor)) => format!("{} {unit}", octets / factor),
        None => counted(octets, "byte"),
    }
}

/// `2 seconds`, `250 milliseconds`
pub(crate) fn time(time: Duration) -> String {
    const UNITS: [(&str, u64); 5] = [
        ("hour", 3_600_000_000),
        ("minute", 60_000_000),
        ("second", 1_000_000),
        ("millisecond", 1000),
        ("microsecond", 1),
    ];
    let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let fits = |(_, factor): &&(&str, u64)| micros > 0 && micros.is_multiple_of(*factor);
    match UNITS.iter().find(fits) {
        Some((unit, factor)) => counted(micros / factor, unit),
        None => counted(micros / 1_000_000, "second"),
    }
}

/// `1 command`, `2 commands`
pub(crate) fn counted(n: u64, what: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {what}{s}")
}

/// `first`, `4th`
pub(crate) fn ordinal(n: u64) -> String {
    match n {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        _ => {
            let suffix = match (n % 10, n % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                _ => "th",
            };
            format!("{n}{suffix}")
        }
    }
}

/// A short text with quotes, or how long a long one is.
pub(crate) fn text(octets: &[u8]) -> String {
    const SHORT: usize = 80;
    if octets.len() > SHORT {
        return size(octets.len() as u64);
    }
    match std::str::from_utf8(octets) {
        Ok(text) => format!("{text:?}"),
        Err(_) => format!("\"{}\"", octets.escape_ascii()),
    }
}

/// `a`, `a and b`, `a, b and c`
pub(crate) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_unit_that_fits() {
        let sizes = [0, 1, 1000, 65536, 3 << 20].map(size);
        assert_eq!(
            sizes,
            ["0 bytes", "1 byte", "1000 bytes", "64 KiB", "3 MiB"]
        );
        let times = [0, 1, 1500, 2000, 60_000].map(|n| time(Duration::from_millis(n)));
        let expected = [
            "0 seconds",
            "1 millisecond",
            "1500 milliseconds",
            "2 seconds",
            "1 minute",
        ];
        assert_eq!(times, expected);
    }

    #[test]
    fn numbers_have_their_endings() {
        let shown: Vec<String> = [1, 4, 11, 12, 13, 21, 22, 23, 101, 111].map(ordinal).into();
        let expected = "first 4th 11th 12th 13th 21st 22nd 23rd 101st 111th";
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn parts_are_joined_as_one_speaks() {
        let parts = ["a", "b", "c"].map(str::to_owned);
        let joined: Vec<String> = (0..=3).map(|n| list(&parts[..n])).collect();
        assert_eq!(joined, ["", "a", "a and b", "a, b and c"]);
    }

    #[test]
    fn octets_are_shown_whole_or_counted() {
        assert_eq!(text(b"200 ok\r\n"), r#""200 ok\r\n""#);
        assert_eq!(text(b"\xff"), r#""\xff""#);
        assert_eq!(text(&[b'x'; 1024]), "1 KiB");
    }
}
