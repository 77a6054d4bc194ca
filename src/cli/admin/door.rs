//! Who may come in: not a page in somebody's browser.
//!
//! A page from elsewhere can send requests to this machine: directly, with an `Origin` that is not
//! ours, or by letting its own name lead here, which then stands in `Host`.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use hyper::header::{HOST, ORIGIN};
use hyper::http::request::Parts;
use hyper::{StatusCode, Version};

use super::answer::Refusal;

/// Refuses requests that a browser may have been talked into.
pub(super) fn check(request: &Parts, bound: SocketAddr) -> Result<(), Refusal> {
    let header = |name| {
        let value = request.headers.get(name);
        value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let host = match request.uri.authority() {
        Some(authority) => Some(authority.as_str().to_owned()),
        None => header(HOST),
    };
    let Some(host) = host else {
        return match request.version {
            Version::HTTP_09 | Version::HTTP_10 => Ok(()),
            _ => Err(Refusal::bad("the request has no Host")),
        };
    };
    if !is_ours(&host, bound) {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            format_args!("Host is {host:?}: expected an address, such as {bound}, or localhost"),
        ));
    }
    match header(ORIGIN) {
        Some(origin) if origin.strip_prefix("http://") != Some(&host) => Err(Refusal::new(
            StatusCode::FORBIDDEN,
            format_args!("a page of {origin:?} asks for this: expected no Origin"),
        )),
        _ => Ok(()),
    }
}

/// Whether no name service of somebody else can have led here.
fn is_ours(host: &str, bound: SocketAddr) -> bool {
    if let Some(inner) = host.strip_prefix('[') {
        let inner = inner.split_once(']').map(|(inner, _)| inner);
        return inner.is_some_and(|inner| inner.parse::<Ipv6Addr>().is_ok());
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if name.parse::<IpAddr>().is_ok() || name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    // Other containers know this one by a plain name.
    !bound.ip().is_loopback() && !name.is_empty() && !name.contains('.')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("127.0.0.1:8021", true)]
    #[case("127.0.0.1", true)]
    #[case("[::1]:8021", true)]
    #[case("[::1]", true)]
    #[case("LocalHost:8021", true)]
    #[case("ftpmock:8021", false)]
    #[case("evil.example:8021", false)]
    #[case("localhost.evil.example", false)]
    #[case("[evil]", false)]
    #[case("", false)]
    fn a_name_of_somebody_else_is_refused(#[case] host: &str, #[case] ours: bool) {
        assert_eq!(is_ours(host, ([127, 0, 0, 1], 8021).into()), ours);
    }

    #[test]
    fn a_plain_name_will_do_where_others_may_come_from() {
        let everywhere = ([0, 0, 0, 0], 8021).into();
        assert!(is_ours("ftpmock:8021", everywhere));
        assert!(!is_ours("evil.example:8021", everywhere));
    }
}
