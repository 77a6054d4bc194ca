//! Any octets at all, on the wire: the session answers afterwards or has said why it is over.

use ftpmock::prelude::*;
use proptest::prelude::*;

use crate::support::raw::Raw;

/// Octets that mean something are frequent; Telnet negotiations, whose answers are no replies, are left out.
fn octets() -> impl Strategy<Value = Vec<u8>> {
    let telling = prop::sample::select(&b"\r\n\0\xff\xf4\xf2\xfa\xf0 /NOPRESTUA12"[..]);
    let others = any::<u8>().prop_filter("a negotiation", |octet| !matches!(octet, 251 | 253));
    prop::collection::vec(prop_oneof![3 => telling, 1 => others], 0..3000)
}

proptest! {
    // Each step of shrinking a failure might wait in vain for a reply.
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn after_any_octets_the_session_answers_or_is_over(octets in octets()) {
        let server = FtpServer::start();
        let mut raw = Raw::connect(server.addr()).login().lenient();
        raw.send(&octets);
        // Whatever has been begun ends here: the first of these may be part of it.
        raw.send(b"\xff\xf0\xff\xf0\r\nFEAT\r\n");
        let mut last = raw.greeting.clone();
        while last.code != 211 {
            match raw.try_read() {
                Ok(reply) => last = reply,
                Err(end) => {
                    prop_assert!([221, 421].contains(&last.code), "{end:?} after {last}");
                    return Ok(());
                }
            }
        }
        prop_assert_eq!(raw.say("NOOP").code, 200);
    }
}
