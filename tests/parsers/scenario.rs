//! Scenario files: any octets are read or refused, and what is said of them can be said.

use ftpmock::Scenario;

/// A scenario, or what is wrong with it.
#[allow(unreachable_pub, reason = "the fuzz target uses this file, too")]
pub fn scenario(octets: &[u8]) {
    let Ok(text) = std::str::from_utf8(octets) else {
        return;
    };
    match text.parse::<Scenario>() {
        Ok(scenario) => {
            for sentence in scenario.explain() {
                assert!(sentence.ends_with('.'), "{sentence}");
            }
            let _ = ftpmock::FtpServer::builder().play(scenario);
        }
        Err(error) => {
            let (line, column) = error.place();
            assert!(error.count() > 0 && line > 0 && column > 0);
            assert!(error.to_string().contains("error: "));
        }
    }
}
