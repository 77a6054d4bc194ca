//! The argument of HOST.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::SyntaxError;

/// How long a domain name and one label of it may be (RFC 1035, section 2.3.4).
const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// A host as `HOST` names it (RFC 7151, section 3.1): an address, or a domain name.
///
/// ```
/// use ftpmock::protocol::HostArg;
/// let name = HostArg::parse(b"FTP.Example.com.").unwrap();
/// assert_eq!(name, HostArg::parse(b"ftp.example.com").unwrap());
/// assert!(HostArg::parse(b"ftp.example.com:21").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HostArg {
    /// An IPv4 address, or an IPv6 address in brackets.
    Address(IpAddr),
    /// A domain name, in small letters and without a dot at its end.
    Name(String),
}

impl HostArg {
    /// Reads the host; a port is not part of it.
    ///
    /// # Errors
    /// [`SyntaxError::Malformed`].
    pub fn parse(text: &[u8]) -> Result<Self, SyntaxError> {
        let text = std::str::from_utf8(text).map_err(|_| SyntaxError::Malformed)?;
        if let Some(rest) = text.strip_prefix('[') {
            let address = rest.strip_suffix(']').and_then(|rest| rest.parse().ok());
            let address: Ipv6Addr = address.ok_or(SyntaxError::Malformed)?;
            return Ok(Self::Address(address.to_canonical()));
        }
        if let Ok(address) = text.parse::<Ipv4Addr>() {
            return Ok(Self::Address(address.into()));
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        if name.len() > LONGEST_NAME || !name.split('.').all(is_label) {
            return Err(SyntaxError::Malformed);
        }
        Ok(Self::Name(name.to_ascii_lowercase()))
    }
}

fn is_label(label: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&label.len())
        && label
            .bytes()
            .all(|o| o.is_ascii_alphanumeric() || o == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("127.0.0.1", "127.0.0.1")]
    #[case("[::1]", "::1")]
    #[case("[::ffff:127.0.0.1]", "127.0.0.1")]
    fn an_address_is_read(#[case] text: &str, #[case] address: &str) {
        let expected = HostArg::Address(address.parse().unwrap());
        assert_eq!(HostArg::parse(text.as_bytes()), Ok(expected));
    }

    #[rstest]
    fn what_is_no_host_is_malformed(
        #[values(
            "",
            ".",
            "a..b",
            "-a",
            "a-",
            "a b",
            "a_b",
            "::1",
            "[::1",
            "[::1]:21",
            "[a]",
            "é",
            "127.0.0.1:21",
            "a:21"
        )]
        text: &str,
    ) {
        assert_eq!(HostArg::parse(text.as_bytes()), Err(SyntaxError::Malformed));
    }

    #[test]
    fn labels_and_names_have_a_longest_length() {
        let label = "a".repeat(63);
        let name = format!("{label}.{label}.{label}.{}", "a".repeat(61));
        assert!(HostArg::parse(name.as_bytes()).is_ok());
        assert!(HostArg::parse(format!("{name}a").as_bytes()).is_err());
        assert!(HostArg::parse(format!("{label}a").as_bytes()).is_err());
    }
}
