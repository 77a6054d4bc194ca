//! The addresses of data connections, in both directions.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4};
use std::str::FromStr;

use super::SyntaxError;

/// The address in an `EPRT`; an IPv4 address mapped into IPv6 is given as the IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExtendedPort(pub SocketAddr);

/// The argument of `EPSV`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EpsvArg {
    /// `ALL`: from now on only EPSV.
    All,
    /// None: the family of the control connection.
    Any,
    /// Family 1 (IPv4) or 2 (IPv6).
    Family(u8),
}

/// Parses the argument of `PORT`.
///
/// ```text
/// host-port = number 5("," number)      ; RFC 959, section 5.3.2; each 0 to 255, no sign, no space
/// ```
pub(super) fn parse_port(text: &[u8]) -> Result<SocketAddrV4, SyntaxError> {
    let mut numbers = [0; 6];
    let mut fields = text.split(|&octet| octet == b',');
    for number in &mut numbers {
        *number = fields
            .next()
            .and_then(decimal::<u8>)
            .ok_or(SyntaxError::BadAddress)?;
    }
    if fields.next().is_some() {
        return Err(SyntaxError::BadAddress);
    }
    let [a, b, c, d, high, low] = numbers;
    Ok(SocketAddrV4::new(
        Ipv4Addr::new(a, b, c, d),
        u16::from_be_bytes([high, low]),
    ))
}

/// Parses the argument of `EPRT`.
///
/// ```text
/// eprt = d ("1" / "2") d address d port d   ; RFC 2428, section 2; d is one octet of 33 to 126
/// ```
pub(super) fn parse_eprt(text: &[u8]) -> Result<ExtendedPort, SyntaxError> {
    let (&delimiter, rest) = text.split_first().ok_or(SyntaxError::Missing)?;
    let fields = rest
        .strip_suffix(&[delimiter])
        .filter(|_| delimiter.is_ascii_graphic())
        .ok_or(SyntaxError::Malformed)?;
    let mut fields = fields.split(|&octet| octet == delimiter);
    let (Some(family), Some(host), Some(port), None) =
        (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err(SyntaxError::Malformed);
    };
    let host = match family {
        b"1" => address::<Ipv4Addr>(host).map(IpAddr::V4),
        b"2" => address::<Ipv6Addr>(host).map(|host| IpAddr::V6(host).to_canonical()),
        _ if decimal::<u64>(family).is_some() => return Err(SyntaxError::BadFamily),
        _ => return Err(SyntaxError::Malformed),
    };
    let port = decimal::<u16>(port).filter(|&port| port != 0);
    match (host, port) {
        (Some(host), Some(port)) => Ok(ExtendedPort(SocketAddr::new(host, port))),
        _ => Err(SyntaxError::BadAddress),
    }
}

/// Parses the argument of `EPSV`, when there is one (RFC 2428, section 3).
pub(super) fn parse_epsv(text: &[u8]) -> Result<EpsvArg, SyntaxError> {
    match text {
        b"1" => Ok(EpsvArg::Family(1)),
        b"2" => Ok(EpsvArg::Family(2)),
        word if word.eq_ignore_ascii_case(b"ALL") => Ok(EpsvArg::All),
        number if number.iter().all(u8::is_ascii_digit) => Err(SyntaxError::BadFamily),
        _ => Err(SyntaxError::Malformed),
    }
}

/// The address in a reply to `PASV`: `(127,0,0,1,195,80)`.
pub fn pasv_text(address: SocketAddrV4) -> String {
    format!("({})", port_text(address))
}

/// The argument of `PORT`: `127,0,0,1,195,80`.
pub fn port_text(address: SocketAddrV4) -> String {
    let [a, b, c, d] = address.ip().octets();
    let [high, low] = address.port().to_be_bytes();
    format!("{a},{b},{c},{d},{high},{low}")
}

/// The port in a reply to `EPSV`: `(|||50000|)`.
pub fn epsv_text(port: u16) -> String {
    format!("(|||{port}|)")
}

/// The argument of `EPRT`: `|1|127.0.0.1|50000|`.
pub fn eprt_text(address: SocketAddr) -> String {
    let family = if address.is_ipv4() { 1 } else { 2 };
    format!("|{family}|{}|{}|", address.ip(), address.port())
}

/// Digits and nothing else: what `FromStr` alone would let pass is a sign.
fn decimal<T: FromStr>(text: &[u8]) -> Option<T> {
    let digits = text.first().is_some_and(u8::is_ascii_digit);
    str::from_utf8(text).ok().filter(|_| digits)?.parse().ok()
}

fn address<T: FromStr>(text: &[u8]) -> Option<T> {
    str::from_utf8(text).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("127,0,0,1,195,80", Some("127.0.0.1:50000"))]
    #[case("0,0,0,0,0,0", Some("0.0.0.0:0"))]
    #[case("127,0,0,1,195", None)]
    #[case("127,0,0,1,195,80,1", None)]
    #[case("127,0,0,1,195,256", None)]
    #[case("127,0,0,1,195,+8", None)]
    #[case("127,0,0,1,195,-8", None)]
    #[case("127,0,0,1, 195,80", None)]
    #[case("127,0,0,1,195,", None)]
    #[case("127,0,0,1,195,80 ", None)]
    #[case("127.0.0.1,195,80", None)]
    fn port_has_six_numbers(#[case] text: &str, #[case] address: Option<&str>) {
        let expected = address.map(|address| address.parse().unwrap());
        assert_eq!(parse_port(text.as_bytes()).ok(), expected);
    }

    #[rstest]
    #[case("|1|127.0.0.1|50000|", "127.0.0.1:50000")]
    #[case("!2!::1!1!", "[::1]:1")]
    #[case("|2|::ffff:10.0.0.1|50000|", "10.0.0.1:50000")]
    fn eprt_has_any_delimiter(#[case] text: &str, #[case] address: &str) {
        let expected = ExtendedPort(address.parse().unwrap());
        assert_eq!(parse_eprt(text.as_bytes()), Ok(expected));
    }

    #[rstest]
    #[case("|1|127.0.0.1|50000", SyntaxError::Malformed)]
    #[case("|", SyntaxError::Malformed)]
    #[case(" 1 127.0.0.1 50000 ", SyntaxError::Malformed)]
    #[case("\x7f1\x7f127.0.0.1\x7f50000\x7f", SyntaxError::Malformed)]
    #[case("|1|127.0.0.1|50000||", SyntaxError::Malformed)]
    #[case("|x|127.0.0.1|50000|", SyntaxError::Malformed)]
    #[case("||127.0.0.1|50000|", SyntaxError::Malformed)]
    #[case("|3|127.0.0.1|50000|", SyntaxError::BadFamily)]
    #[case("|01|127.0.0.1|50000|", SyntaxError::BadFamily)]
    #[case("|2|127.0.0.1|50000|", SyntaxError::BadAddress)]
    #[case("|1|::1|50000|", SyntaxError::BadAddress)]
    #[case("|1|127.0.0.01|50000|", SyntaxError::BadAddress)]
    #[case("|2|fe80::1%1|50000|", SyntaxError::BadAddress)]
    #[case("|1|127.0.0.1|0|", SyntaxError::BadAddress)]
    #[case("|1|127.0.0.1|65536|", SyntaxError::BadAddress)]
    #[case("|1|127.0.0.1|+1|", SyntaxError::BadAddress)]
    #[case("|1|127.0.0.1||", SyntaxError::BadAddress)]
    fn a_malformed_eprt_is_refused(#[case] text: &str, #[case] error: SyntaxError) {
        assert_eq!(parse_eprt(text.as_bytes()), Err(error));
    }

    #[rstest]
    #[case("1", Ok(EpsvArg::Family(1)))]
    #[case("2", Ok(EpsvArg::Family(2)))]
    #[case("all", Ok(EpsvArg::All))]
    #[case("3", Err(SyntaxError::BadFamily))]
    #[case("ALLES", Err(SyntaxError::Malformed))]
    #[case("1 ", Err(SyntaxError::Malformed))]
    fn epsv_takes_a_family_or_all(#[case] text: &str, #[case] arg: Result<EpsvArg, SyntaxError>) {
        assert_eq!(parse_epsv(text.as_bytes()), arg);
    }

    #[test]
    fn replies_show_addresses_as_clients_read_them() {
        let address = "127.0.0.1:50000".parse().unwrap();
        assert_eq!(pasv_text(address), "(127,0,0,1,195,80)");
        assert_eq!(epsv_text(50000), "(|||50000|)");
        assert_eq!(eprt_text("[::1]:50000".parse().unwrap()), "|2|::1|50000|");
    }
}
