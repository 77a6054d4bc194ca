//! Sizes and durations as people write them, and base64.

use std::time::Duration;

const SIZES: &[(&str, u64)] = &[
    ("", 1),
    ("B", 1),
    ("byte", 1),
    ("bytes", 1),
    ("octets", 1),
    ("kB", 1000),
    ("KB", 1000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("PiB", 1 << 50),
    ("EiB", 1 << 60),
];

const DURATIONS: &[(&str, u64)] = &[
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("min", 60_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
];

/// Octets: `10 MiB`, `1.5 kB`, `512`.
pub(crate) fn size(text: &str) -> Option<u64> {
    scaled(text, SIZES)
}

/// `2 s`, `250 ms`, `1.5 h`; 0 needs no unit.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    if text.trim() == "0" {
        return Some(Duration::ZERO);
    }
    scaled(text, DURATIONS).map(Duration::from_nanos)
}

/// A number, a space or none, a unit; in whole parts of the smallest unit.
fn scaled(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let text = text.trim();
    let split = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '_'));
    let (number, unit) = text.split_at(split.unwrap_or(text.len()));
    let (_, factor) = units.iter().find(|(name, _)| *name == unit.trim_start())?;
    let number = number.replace('_', "");
    let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
    let mut total = whole.parse::<u64>().ok()?.checked_mul(*factor)?;
    if number.contains('.') {
        let digits = u32::try_from(part.len())
            .ok()
            .filter(|n| (1..=9).contains(n))?;
        let part = u128::from(part.parse::<u64>().ok()?) * u128::from(*factor);
        total = total.checked_add(u64::try_from(part / 10_u128.pow(digits)).ok()?)?;
    }
    Some(total)
}

/// Octets from base64 (RFC 4648, section 4); white space counts for nothing, padding may be left out.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    let text = text.trim_end().trim_end_matches('=');
    for digit in text.bytes().filter(|octet| !octet.is_ascii_whitespace()) {
        let six = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            octets.push((bits >> count & 0xff) as u8);
            bits &= (1 << count) - 1;
        }
    }
    // Six bits left over are a digit that belongs to no octet.
    (count < 6 && bits == 0).then_some(octets)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("512", Some(512))]
    #[case("10 MiB", Some(10 << 20))]
    #[case("64KiB", Some(64 << 10))]
    #[case("1.5 kB", Some(1500))]
    #[case("1_000", Some(1000))]
    #[case("8 EiB", Some(8 << 60))]
    #[case("16 EiB", None)]
    #[case("10 mib", None)]
    #[case("MiB", None)]
    #[case("-1", None)]
    #[case("1.", None)]
    fn sizes_have_units(#[case] text: &str, #[case] octets: Option<u64>) {
        assert_eq!(size(text), octets);
    }

    #[rstest]
    #[case("2 s", Some(2000))]
    #[case("250ms", Some(250))]
    #[case("1.5 s", Some(1500))]
    #[case("0", Some(0))]
    #[case("2", None)]
    #[case("2 sec", None)]
    fn durations_need_units(#[case] text: &str, #[case] millis: Option<u64>) {
        assert_eq!(duration(text), millis.map(Duration::from_millis));
    }

    #[rstest]
    #[case("", Some(""))]
    #[case("aGVsbG8=", Some("hello"))]
    #[case("aGVs\n bG8", Some("hello"))]
    #[case("aGVsbG8!", None)]
    #[case("a", None)]
    #[case("aGVsbG9=", None)]
    fn base64_is_strict(#[case] text: &str, #[case] octets: Option<&str>) {
        assert_eq!(base64(text).as_deref(), octets.map(str::as_bytes));
    }
}
