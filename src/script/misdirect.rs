//! Another address in the reply that names a data port.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::Range;

use bytes::Bytes;

use crate::protocol::{Code, Reply};

/// What becomes of the reply that names a data port.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Misdirection<'a> {
    pub(crate) host: Option<Ipv4Addr>,
    pub(crate) port: Option<u32>,
    pub(crate) text: Option<(Code, &'a Bytes)>,
}

/// An address as a reply names it, and where in its text.
struct Named {
    host: Option<Ipv4Addr>,
    port: u32,
    place: Range<usize>,
}

impl Misdirection<'_> {
    /// The reply to `PASV` or `EPSV` of a server that was reached at `local`.
    pub(crate) fn applied_to(self, reply: Reply, local: IpAddr) -> Reply {
        let text = reply.text().to_vec();
        let Some(named) = six_numbers(&text).or_else(|| last_number(&text)) else {
            return reply;
        };
        let port = self.port.unwrap_or(named.port);
        let host = self.host.or(named.host);
        if let Some((code, template)) = self.text {
            let ip = host.map_or_else(|| local.to_canonical(), IpAddr::V4);
            return reply.with_code(code).with_text(filled(template, ip, port));
        }
        let (before, after) = (&text[..named.place.start], &text[named.place.end..]);
        let changed = match (named.host, host) {
            (Some(_), Some(host)) => {
                let numbers = format!("{},{}", commas(host.into()), two_numbers(port));
                [before, numbers.as_bytes(), after].concat()
            }
            (None, Some(host)) => {
                // Of the three delimiters, two stand around nothing.
                let start = before.len().saturating_sub(3);
                let mark = String::from_utf8_lossy(&before[start..]).chars().next();
                let mark = mark.unwrap_or('|');
                let address = format!("{mark}1{mark}{host}{mark}{port}");
                [&before[..start], address.as_bytes(), after].concat()
            }
            (_, None) => [before, port.to_string().as_bytes(), after].concat(),
        };
        reply.with_text(changed)
    }
}

fn filled(template: &[u8], ip: IpAddr, port: u32) -> Vec<u8> {
    let values = [
        ("{ip}", ip.to_string()),
        ("{h}", commas(ip)),
        ("{port}", port.to_string()),
        ("{p}", two_numbers(port)),
    ];
    let mut text = Vec::with_capacity(template.len());
    let mut rest = template;
    while let Some((first, others)) = rest.split_first() {
        let value = values
            .iter()
            .find(|(name, _)| rest.starts_with(name.as_bytes()));
        match value {
            Some((name, value)) => {
                text.extend_from_slice(value.as_bytes());
                rest = &rest[name.len()..];
            }
            None => {
                text.push(*first);
                rest = others;
            }
        }
    }
    text
}

fn commas(ip: IpAddr) -> String {
    ip.to_string().replace(['.', ':'], ",")
}

/// Both halves of a port; of a number that is none the first one is too large.
fn two_numbers(port: u32) -> String {
    format!("{},{}", port / 256, port % 256)
}

/// `h1,h2,h3,h4,p1,p2`, wherever it stands.
fn six_numbers(text: &[u8]) -> Option<Named> {
    let is_part = |octet: &u8| octet.is_ascii_digit() || *octet == b',';
    let mut start = 0;
    while start < text.len() {
        let length = text[start..].iter().take_while(|o| is_part(o)).count();
        let run = String::from_utf8_lossy(&text[start..start + length]);
        let numbers: Vec<u8> = run.split(',').filter_map(|n| n.parse().ok()).collect();
        if let [a, b, c, d, high, low] = numbers[..]
            && run.split(',').count() == 6
        {
            return Some(Named {
                host: Some(Ipv4Addr::new(a, b, c, d)),
                port: u32::from(u16::from_be_bytes([high, low])),
                place: start..start + length,
            });
        }
        start += length.max(1);
    }
    None
}

fn last_number(text: &[u8]) -> Option<Named> {
    let end = text.iter().rposition(u8::is_ascii_digit)? + 1;
    let start = text[..end]
        .iter()
        .rposition(|octet| !octet.is_ascii_digit())
        .map_or(0, |at| at + 1);
    Some(Named {
        host: None,
        port: std::str::from_utf8(&text[start..end]).ok()?.parse().ok()?,
        place: start..end,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const PASV: (u16, &str) = (227, "Entering Passive Mode (127,0,0,1,195,81).");
    const EPSV: (u16, &str) = (229, "Entering Extended Passive Mode (|||50001|)");

    fn applied(to: (u16, &'static str), wrong: Misdirection<'_>) -> String {
        let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
        wrong.applied_to(Reply::from(to), local).to_string()
    }

    #[rstest]
    #[case::host(PASV, Some([10, 0, 0, 1]), None, "227 Entering Passive Mode (10,0,0,1,195,81).")]
    #[case::port(PASV, None, Some(1), "227 Entering Passive Mode (127,0,0,1,0,1).")]
    #[case::no_port(
        PASV,
        None,
        Some(65_537),
        "227 Entering Passive Mode (127,0,0,1,256,1)."
    )]
    #[case::both(EPSV, Some([10, 0, 0, 1]), Some(7), "229 Entering Extended Passive Mode (|1|10.0.0.1|7|)")]
    #[case::extended(
        EPSV,
        None,
        Some(1_000_000),
        "229 Entering Extended Passive Mode (|||1000000|)"
    )]
    fn an_address_is_replaced(
        #[case] reply: (u16, &'static str),
        #[case] host: Option<[u8; 4]>,
        #[case] port: Option<u32>,
        #[case] expected: &str,
    ) {
        let host = host.map(Ipv4Addr::from);
        let wrong = Misdirection {
            host,
            port,
            text: None,
        };
        assert_eq!(applied(reply, wrong), expected);
    }

    #[rstest]
    #[case("={h},{p}", "227 =127,0,0,1,195,81")]
    #[case("at {ip}:{port} {x}", "227 at 127.0.0.1:50001 {x}")]
    fn a_text_is_filled_in(#[case] text: &'static str, #[case] expected: &str) {
        let text = Bytes::from(text);
        let wrong = Misdirection {
            text: Some((Code::of(227), &text)),
            ..Misdirection::default()
        };
        assert_eq!(applied(PASV, wrong), expected);
        assert_eq!(applied(EPSV, wrong), expected);
    }
}
